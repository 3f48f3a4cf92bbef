package money

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// NewPlan is a plan that a family asks for, or that staff propose.
type NewPlan struct {
	Debtor    Ower
	ChargeIDs []string
	Lines     []PlanLine
	Reason    string
	Replaces  string // the plan in force that this one amends
}

// AskPlan records the plan that a debtor asks for, or that a member of staff proposes for them: what it spreads, and when it
// would be paid. Nothing changes until the accountant has agreed.
func AskPlan(ctx context.Context, app core.App, n NewPlan) (id string, err error) {
	actor, state := school.ActorIn(ctx), PlanProposed
	if actor.Kind != school.Staff {
		n.Debtor, state = DebtorIs(actor), PlanAsked
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		open, err := plannable(tx, n.Debtor, n.Replaces)
		if err != nil {
			return err
		}
		f := PlanFacts{Legal: true, MayStep: true, To: PlanAgreed, Today: school.Clock(tx).Today()}
		var charges []PlanCharge
		for _, c := range slices.Compact(slices.Sorted(slices.Values(n.ChargeIDs))) {
			i := slices.IndexFunc(open, func(a Account) bool { return a.ID == c })
			if i < 0 {
				return law.Object("creances", "Une des sommes choisies n’est plus due, n’est pas due par cette personne, ou est déjà dans un échéancier ou un prélèvement.", "Rouvrez la page et choisissez à nouveau.")
			}
			charges = append(charges, PlanCharge{ChargeID: c, Covered: open[i].Due(), Due: open[i].Due()})
			f.Total += open[i].Due()
		}
		if err := f.count(tx, n.Lines, charges, open); err != nil {
			return err
		}
		if err := law.Refuse(f.Objections()); err != nil {
			return err
		}
		record, err := school.NewRecord(tx, "plans")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"guardian_id": n.Debtor.GuardianID, "pupil_id": n.Debtor.PupilID, "state": string(state), "total_cents": int64(f.Total), "reason": strings.TrimSpace(n.Reason), "replaces": n.Replaces,
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		for i, l := range n.Lines {
			if err := save(ctx, tx, "plan_lines", map[string]any{"payment_plan": record.Id, "rank_no": i + 1, "due_on": string(l.DueOn), "amount_cents": int64(l.Amount)}); err != nil {
				return err
			}
		}
		for _, c := range charges {
			if err := save(ctx, tx, "plan_charges", map[string]any{"payment_plan": record.Id, "charge": c.ChargeID, "amount_cents": int64(c.Covered)}); err != nil {
				return err
			}
		}
		id = record.Id
		return nil
	})
	return id, err
}

// ErrNoPlan is returned for a plan that does not exist, or is not the reader's.
var ErrNoPlan = errors.New("cet échéancier n’existe pas")

// AgreePlan puts a plan in force; the one that it amends ends there. The actor is the accountant, and has not prepared it.
func AgreePlan(ctx context.Context, app core.App, id string) error {
	return stepPlan(ctx, app, id, PlanAgreed, "")
}

// RefusePlan answers no, with a reason that the family reads. The actor is the accountant.
func RefusePlan(ctx context.Context, app core.App, id, why string) error {
	return stepPlan(ctx, app, id, PlanRefused, why)
}

// WithdrawPlan takes a plan back before its answer. The actor is who wrote it.
func WithdrawPlan(ctx context.Context, app core.App, id string) error {
	return stepPlan(ctx, app, id, PlanWithdrawn, "")
}

func stepPlan(ctx context.Context, app core.App, id string, to PlanState, why string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("plans", id)
		if err != nil {
			return ErrNoPlan
		}
		record.Set("state", string(to))
		record.Set("why", strings.TrimSpace(why))
		return tx.SaveWithContext(ctx, record)
	})
}

// Supersede ends the plan that another one amends, in the transaction in which that one is agreed to: whatever the path, there
// are never two plans in force for one debt, nor a plan that ended for nothing. All is undone if the old one may not end.
func Supersede(ctx context.Context, app core.App, agreed *core.Record) error {
	old := agreed.GetString("replaces")
	if old == "" {
		return nil
	}
	return stepPlan(ctx, app, old, PlanReplaced, "")
}

// RunPlans does what a day brings to the plans in force: one that is paid is kept; one whose line has been missed for longer
// than its delay ends, and its charges are due on their own days again. The actor is the program.
func RunPlans(ctx context.Context, app core.App) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		today := school.Clock(tx).Today()
		running, err := plans(tx, dbx.HashExp{"p.state": string(PlanAgreed)})
		if err != nil {
			return err
		}
		for _, p := range running {
			switch breaks := p.BreaksOn(); {
			case p.Due() <= 0:
				err = stepPlan(ctx, tx, p.ID, PlanKept, "")
			case breaks != "" && today >= breaks:
				next, _ := p.Next()
				err = stepPlan(ctx, tx, p.ID, PlanBroken, "Le versement du "+next.DueOn.French()+" n’est pas arrivé.")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
