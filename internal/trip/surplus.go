package trip

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// What a trip did not cost goes back to who paid it. The surplus of the families is what was called for pupils, aid
// included, beyond what pupils have cost net of what others gave for them; what was paid for adults is no business of
// families, it stays in the school's books (docs/decisions/0008-surplus.md).

// FamilySurplus is what the report leaves to give back to families and to the aids that paid for them: never more than
// they were called for. aidBack is what has gone back to aids for another reason, a withdrawal.
func (r Report) FamilySurplus(aidBack cents.Amount) cents.Amount {
	called := r.FamilyCalled + r.AidForFamilies - aidBack
	return max(0, min(called, called+r.IncomePupils-r.ExpensePupils))
}

// Share is what one pupil's family, or an aid that paid for the pupil, has of the surplus.
type Share struct {
	PupilID, DebtorID string
	Fund              string // money.AidFund; empty for the family
	Called            cents.Amount
	Amount            cents.Amount
	Given             cents.Amount // already
}

// Left is what remains to give.
func (s Share) Left() cents.Amount { return max(0, s.Amount-s.Given) }

// Called is what one charge of a trip asks, and of whom.
type Called struct {
	ID, PupilID, DebtorID   string
	Amount                  cents.Amount // cancellations and remissions taken off
	SocialFund, ThirdParty  cents.Amount
	Scholarship             cents.Amount // the family's own, that goes back to the scholarship
	Surplus                 cents.Amount // granted already
	Paid                    cents.Amount
	GivenSocial, GivenThird cents.Amount // of the pupil: given back to the fund already, of the surplus
	BackSocial, BackThird   cents.Amount // of the pupil: given back to the fund for another reason
	GivenOwn, BackOwn       cents.Amount // likewise, to the scholarship
}

// ShareSurplus shares a surplus in proportion to what was called of each family and of each aid, to the cent: the sum of
// the shares is the surplus. Pure.
func ShareSurplus(surplus cents.Amount, called []Called) []Share {
	type key struct{ pupil, debtor, fund string }
	sums := map[key]*Share{}
	var order []key
	add := func(c Called, fund string, amount, given, back cents.Amount) {
		k := key{c.PupilID, c.DebtorID, fund}
		if fund != "" {
			k.debtor = ""
		}
		if amount <= 0 && given <= 0 {
			return
		}
		if sums[k] == nil {
			sums[k] = &Share{PupilID: k.pupil, DebtorID: k.debtor, Fund: fund, Called: -back}
			order = append(order, k)
		}
		sums[k].Called += amount
		if fund == "" {
			sums[k].Given += given
		} else {
			sums[k].Given = given // the pupil's, told on each charge
		}
	}
	for _, c := range called {
		add(c, "", c.Amount-c.SocialFund-c.ThirdParty-c.Scholarship, c.Surplus, 0)
		add(c, money.AidFund(money.SocialFund), c.SocialFund, c.GivenSocial, c.BackSocial)
		add(c, money.AidFund(money.ThirdParty), c.ThirdParty, c.GivenThird, c.BackThird)
		add(c, money.AidFund(money.Scholarship), c.Scholarship, c.GivenOwn, c.BackOwn)
	}
	// Whoever computes it finds the same cents, whatever order the rows came in.
	slices.SortFunc(order, func(a, b key) int {
		for _, pair := range [][2]string{{a.pupil, b.pupil}, {a.debtor, b.debtor}, {a.fund, b.fund}} {
			if pair[0] != pair[1] {
				if pair[0] < pair[1] {
					return -1
				}
				return 1
			}
		}
		return 0
	})
	weights := make([]int64, len(order))
	for i, k := range order {
		weights[i] = int64(max(0, sums[k].Called))
	}
	shares := make([]Share, len(order))
	parts := surplus.Share(weights)
	for i, k := range order {
		shares[i] = *sums[k]
		if parts != nil {
			shares[i].Amount = parts[i]
		}
	}
	return shares
}

// Surplus is what a trip gives back.
type Surplus struct {
	Report Report
	Total  cents.Amount // of families and of the aids that paid for them
	Shares []Share
	Rest   cents.Amount // of the balance, what is not theirs: it stays in the school's books, or the school makes it up when negative
	called []Called
}

// Left is what has not been given yet, over all shares.
func (s Surplus) Left() (left cents.Amount) {
	for _, one := range s.Shares {
		left += one.Left()
	}
	return left
}

// SurplusOf works out what a trip gives back, from its final report and its ledger as they stand.
func SurplusOf(app core.App, tripID string) (Surplus, error) {
	report, err := ReportOf(app, tripID)
	if err != nil {
		return Surplus{}, err
	}
	called, err := calledOf(app, tripID)
	if err != nil {
		return Surplus{}, err
	}
	var aidBack cents.Amount
	seen := map[string]bool{}
	for _, c := range called {
		if !seen[c.PupilID] { // told on each charge of the pupil
			seen[c.PupilID], aidBack = true, aidBack+c.BackSocial+c.BackThird+c.BackOwn
		}
	}
	total := report.FamilySurplus(aidBack)
	return Surplus{Report: report, Total: total, Shares: ShareSurplus(total, called), Rest: report.Balance() - aidBack - total, called: called}, nil
}

func calledOf(app core.App, tripID string) ([]Called, error) {
	var rows []Called
	err := app.DB().NewQuery(`WITH g AS (SELECT g.charge, g.kind, SUM(g.amount_cents) AS amount FROM grants g JOIN charges c ON c.id = g.charge
			WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} GROUP BY g.charge, g.kind),
		back AS (SELECT pupil, funder, SUM(CASE WHEN cause = 'surplus' THEN amount_cents ELSE 0 END) AS amount,
			SUM(CASE WHEN cause = 'surplus' THEN 0 ELSE amount_cents END) AS other FROM refunds WHERE subject_collection = 'trips' AND subject_id = {:trip}
			AND funder IN ({:social}, {:third}, {:own}) AND state != 'reallocated' GROUP BY pupil, funder)
		SELECT c.id, c.pupil AS pupil_id, c.debtor_id,
			c.amount_cents - COALESCE((SELECT SUM(g.amount) FROM g WHERE g.charge = c.id AND g.kind IN ('cancellation', 'remission')), 0) AS amount,
			COALESCE((SELECT g.amount FROM g WHERE g.charge = c.id AND g.kind = 'social_fund'), 0) AS social_fund,
			COALESCE((SELECT g.amount FROM g WHERE g.charge = c.id AND g.kind = 'third_party'), 0) AS third_party,
			COALESCE((SELECT g.amount FROM g WHERE g.charge = c.id AND g.kind = 'scholarship'), 0) AS scholarship,
			COALESCE((SELECT g.amount FROM g WHERE g.charge = c.id AND g.kind = 'surplus'), 0) AS surplus,
			COALESCE((SELECT SUM(a.amount_cents) FROM allocations a WHERE a.charge = c.id AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = a.payment)), 0) AS paid,
			COALESCE((SELECT b.amount FROM back b WHERE b.pupil = c.pupil AND b.funder = {:social}), 0) AS given_social,
			COALESCE((SELECT b.amount FROM back b WHERE b.pupil = c.pupil AND b.funder = {:third}), 0) AS given_third,
			COALESCE((SELECT b.other FROM back b WHERE b.pupil = c.pupil AND b.funder = {:social}), 0) AS back_social,
			COALESCE((SELECT b.other FROM back b WHERE b.pupil = c.pupil AND b.funder = {:third}), 0) AS back_third,
			COALESCE((SELECT b.amount FROM back b WHERE b.pupil = c.pupil AND b.funder = {:own}), 0) AS given_own,
			COALESCE((SELECT b.other FROM back b WHERE b.pupil = c.pupil AND b.funder = {:own}), 0) AS back_own
		FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} ORDER BY c.due_on DESC, c.id`).
		Bind(dbx.Params{"trip": tripID, "social": money.AidFund(money.SocialFund), "third": money.AidFund(money.ThirdParty), "own": money.AidFund(money.Scholarship)}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("called for a trip: %w", err)
	}
	return rows, nil
}

// GiveSurplus writes the surplus of a trip whose report is drawn up into the ledger: each family's charges are lowered by
// its share, what it still owed first; what was paid of it is owed back to each payer as they paid; the share of an aid is
// owed back to its fund. It may be asked for again: only what is left is given. The actor is the accountant.
func GiveSurplus(ctx context.Context, app core.App, tripID string) error {
	if err := school.Require(school.ActorIn(ctx), school.CloseTrips); err != nil {
		return err
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		if State(record.GetString("state")) != Reported {
			return law.Object("", "Le reliquat se répartit une fois le bilan établi.", "Établissez le bilan du voyage.")
		}
		s, err := SurplusOf(tx, tripID)
		if err != nil {
			return err
		}
		decision, err := reportDecision(tx, tripID)
		if err != nil {
			return err
		}
		return money.InBatch(ctx, tx, money.OfTrip(tripID), "grants.create", func(ctx context.Context, tx core.App) error {
			return s.give(ctx, tx, tripID, decision)
		})
	})
}

func (s Surplus) give(ctx context.Context, tx core.App, tripID, decision string) error {
	var pupils []string
	for _, share := range s.Shares {
		left := share.Left()
		if left == 0 {
			continue
		}
		var err error
		if share.Fund != "" {
			_, err = money.OweBack(ctx, tx, money.NewRefund{
				PupilID: share.PupilID, Funder: share.Fund, Subject: money.OfTrip(tripID), Cause: money.BySurplus, Amount: left, ApprovalID: decision,
			})
		} else {
			err = lower(ctx, tx, s.called, share, decision)
			pupils = append(pupils, share.PupilID)
		}
		if err != nil {
			return err
		}
	}
	slices.Sort(pupils)
	for _, pupil := range slices.Compact(pupils) {
		_, err := money.OweBackReleased(ctx, tx, money.NewRefund{
			PupilID: pupil, Subject: money.OfTrip(tripID), Cause: money.BySurplus, ApprovalID: decision,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lower grants a family's share on its charges: what it still owes first, the latest date first, then in proportion to what
// was paid on each.
func lower(ctx context.Context, app core.App, called []Called, share Share, decision string) error {
	left := share.Left()
	grants := map[string]cents.Amount{}
	var own []Called
	for _, c := range called {
		if c.PupilID != share.PupilID || c.DebtorID != share.DebtorID {
			continue
		}
		own = append(own, c)
		due := c.Amount - c.SocialFund - c.ThirdParty - c.Scholarship - c.Surplus - c.Paid
		if part := min(left, due); part > 0 {
			grants[c.ID], left = part, left-part
		}
	}
	weights := make([]int64, len(own))
	for i, c := range own {
		weights[i] = int64(c.Paid)
	}
	for i, part := range left.Share(weights) {
		grants[own[i].ID] += part
	}
	for _, c := range own {
		if grants[c.ID] == 0 {
			continue
		}
		_, err := money.Grant(ctx, app, money.NewGrant{ChargeID: c.ID, Kind: money.Surplus, ApprovalID: decision, Amount: grants[c.ID]})
		if err != nil {
			return err
		}
	}
	return nil
}

// reportDecision is the decision by which the report was drawn up last.
func reportDecision(app core.App, tripID string) (string, error) {
	var ids []string
	err := app.DB().Select("id").From("approvals").Where(dbx.HashExp{
		"subject_collection": "trips", "subject_id": tripID, "kind": "final_report", "decision": "yes",
	}).OrderBy("decided_at DESC", "rowid DESC").Limit(1).Column(&ids)
	if err != nil {
		return "", fmt.Errorf("decision of a report: %w", err)
	}
	if len(ids) == 0 {
		return "", law.Object("", "La décision qui arrête le bilan n’est pas enregistrée.", "Établissez le bilan du voyage.")
	}
	return ids[0], nil
}
