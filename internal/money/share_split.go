package money

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// SplitCharges shares the charges already made of a pupil as an agreement says. Nothing is erased: what a person owes beyond
// their part is cancelled by the agreement's decision, and what another comes to owe is a new charge, so that what is owed
// in all stays to the cent. What each has paid goes first to their own part; what is left over is their credit. A charge
// already shared by this agreement is left alone. The actor is the accountant, who did not record the agreement (F-21).
func SplitCharges(ctx context.Context, app core.App, agreementID string) (moved cents.Amount, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		found, err := agreements(tx, dbx.HashExp{"a.id": agreementID})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return law.Object("", "Cet accord n’existe pas.", "")
		}
		groups, err := sharedGroups(tx, found[0])
		if err != nil {
			return err
		}
		for _, g := range groups {
			part, err := g.split(ctx, tx, found[0])
			if err != nil {
				return err
			}
			moved += part
		}
		if moved == 0 {
			return law.Object("", "Rien de ce qui est dû n’est à partager : tout suit déjà cet accord.", "")
		}
		return nil
	})
	return moved, err
}

// ToSplit is what SplitCharges would move to another person.
func ToSplit(app core.App, viewer school.Actor, a Agreement) (moved cents.Amount, err error) {
	if err := mustSeeMoney(viewer); err != nil {
		return 0, err
	}
	groups, err := sharedGroups(app, a)
	for _, g := range groups {
		for debtor, target := range g.targets(a) {
			moved += max(0, target-g.owed(debtor))
		}
	}
	return moved, err
}

// chargeGroup is one sum due with what earlier splits have made of it.
type chargeGroup struct {
	charges []sharedCharge // the first made first
}

type sharedCharge struct {
	Account
	Root, ActID, InstalmentID, CommitmentID string
	Basis                                   Basis
}

// net is what is asked of one charge, aids and cancellations taken off, paid or not.
func (c sharedCharge) net() cents.Amount { return c.Amount - c.Granted }

func (g chargeGroup) owed(debtor string) (owed cents.Amount) {
	for _, c := range g.charges {
		if c.DebtorID == debtor {
			owed += c.net()
		}
	}
	return owed
}

// targets is what each person owes of the group under the agreement, those who owe nothing any more included.
func (g chargeGroup) targets(a Agreement) map[string]cents.Amount {
	var total cents.Amount
	targets := map[string]cents.Amount{}
	for _, c := range g.charges {
		total += c.net()
		targets[c.DebtorID] = 0
	}
	for i, part := range total.Share(a.weights()) {
		targets[a.Shares[i].GuardianID] = part
	}
	return targets
}

// sharedGroups reads the groups of charges that the agreement concerns and does not rule yet.
func sharedGroups(app core.App, a Agreement) ([]chargeGroup, error) {
	var rows []struct {
		Account
		Root, ActID, InstalmentID, CommitmentID string
		Basis                                   Basis
		Ruled                                   bool
	}
	of := dbx.HashExp{"c.pupil": a.PupilID}
	if a.Subject != (Subject{}) {
		of["c.subject_collection"], of["c.subject_id"] = a.Subject.Collection, a.Subject.ID
	}
	err := app.DB().Select("c.id", "c.pupil AS pupil_id", "c.debtor_id", "c.subject_collection", "c.subject_id", "c.label", "c.due_on", "c.amount_cents AS amount",
		grantedOfCharge+" AS granted", paidOfCharge+" AS paid", "COALESCE(NULLIF(c.split_of, ''), c.id) AS root", "c.act AS act_id", "c.instalment_id", "c.commitment_id", "c.basis",
		"(c.agreement_id = {:agreement} OR EXISTS (SELECT 1 FROM grants g WHERE g.charge = c.id AND g.approval = {:approval})) AS ruled").
		From("charges c").Where(of).OrderBy("c.due_on", "c.charged_at", "c.rowid").Bind(dbx.Params{"agreement": a.ID, "approval": a.ApprovalID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("charges to share: %w", err)
	}
	var roots []string
	groups, ruled := map[string]*chargeGroup{}, map[string]bool{}
	for _, r := range rows {
		if groups[r.Root] == nil {
			groups[r.Root], roots = &chargeGroup{}, append(roots, r.Root)
		}
		ruled[r.Root] = ruled[r.Root] || r.Ruled
		groups[r.Root].charges = append(groups[r.Root].charges, sharedCharge{r.Account, r.Root, r.ActID, r.InstalmentID, r.CommitmentID, r.Basis})
	}
	var all []chargeGroup
	for _, root := range roots {
		if !ruled[root] && groups[root].total() > 0 {
			all = append(all, *groups[root])
		}
	}
	return all, nil
}

func (g chargeGroup) total() (total cents.Amount) {
	for _, c := range g.charges {
		total += c.net()
	}
	return total
}

// split writes what the agreement changes in a group: new charges first, then what their debtors had already paid on the
// others moves to them, then the others are lowered.
func (g chargeGroup) split(ctx context.Context, app core.App, a Agreement) (moved cents.Amount, err error) {
	root, targets := g.charges[0], g.targets(a)
	program := school.WithActor(ctx, school.Actor{Kind: school.System}) // the ordonnateur has said who owes: this follows from it
	fresh := map[string]string{}
	for _, s := range a.Shares {
		more := targets[s.GuardianID] - g.owed(s.GuardianID)
		if more <= 0 {
			continue
		}
		ids, err := Charge(program, app, NewCharge{
			PupilID: root.PupilID, DebtorID: s.GuardianID, Subject: Subject{root.SubjectCollection, root.SubjectID}, Basis: root.Basis, ActID: root.ActID,
			Label: root.Label, Amount: more, DueOn: root.DueOn, InstalmentID: root.InstalmentID, CommitmentID: root.CommitmentID,
			agreementID: a.ID, splitOf: root.Root,
		})
		if err != nil {
			return 0, err
		}
		fresh[s.GuardianID], moved = ids[0], moved+more
	}
	for _, c := range slices.Backward(g.charges) {
		over := min(g.owed(c.DebtorID)-targets[c.DebtorID], c.net())
		if over <= 0 {
			continue
		}
		if err := followPayers(ctx, app, c.ID, fresh); err != nil {
			return 0, err
		}
		if _, err := Grant(ctx, app, NewGrant{ChargeID: c.ID, Kind: Cancellation, ApprovalID: a.ApprovalID, Amount: over}); err != nil {
			return 0, err
		}
		targets[c.DebtorID] += over // of this debtor's charges, the newest is lowered first
	}
	return moved, nil
}

// followPayers moves what a person has paid on somebody else's charge to their own new charge.
func followPayers(ctx context.Context, app core.App, chargeID string, fresh map[string]string) error {
	parts, err := settledOn(app, chargeID)
	if err != nil {
		return err
	}
	for _, p := range parts {
		to, theirs := fresh[p.Payer]
		if !theirs {
			continue
		}
		account, _, err := accountByID(app, to)
		if err != nil {
			return err
		}
		part := min(p.Amount, account.Due())
		if part <= 0 {
			continue
		}
		err = Move(ctx, app, NewTransfer{
			PaymentID: p.PaymentID, FromCharge: chargeID, ToCharge: to, Amount: part, Reason: "Partage entre payeurs : ce qu’une personne a payé suit sa part.",
		})
		if err != nil {
			return err
		}
	}
	return nil
}
