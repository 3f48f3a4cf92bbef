package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// AddImprest prepares an imprest of a trip.
func AddImprest(ctx context.Context, app core.App, tripID string, i Imprest) (id string, err error) {
	r, err := school.NewRecord(app, "imprests")
	if err != nil {
		return "", err
	}
	fillImprest(r, i)
	r.Load(map[string]any{"trip": tripID, "state": string(ImprestDraft)})
	if err := app.SaveWithContext(ctx, r); err != nil {
		return "", err
	}
	return r.Id, nil
}

// ChangeImprest changes an act that is not decided yet. What the accountant had agreed to is agreed to anew.
func ChangeImprest(ctx context.Context, app core.App, tripID, id string, i Imprest) error {
	r, err := findImprest(app, tripID, id)
	if err != nil {
		return err
	}
	before := imprestOf(r)
	fillImprest(r, i)
	if before.State == ImprestDraft && !sameAct(before, imprestOf(r)) {
		r.Set("accountant_agreed_on", "")
	}
	return app.SaveWithContext(ctx, r)
}

// AgreeToImprest records the accountant's agreement to the act and to who holds it, or its refusal.
func AgreeToImprest(ctx context.Context, app core.App, tripID, id string, yes bool, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := findImprest(tx, tripID, id)
		if err != nil {
			return err
		}
		if !school.ActorIn(ctx).Has(school.Accountant) {
			return law.Object("accountant_agreed_on", "L’agrément se donne en son propre nom, par l’agent comptable.", "")
		}
		if ImprestState(r.GetString("state")) != ImprestDraft {
			return law.Object("", actIsDecided, "")
		}
		if err := decideImprest(ctx, tx, id, yes, reason); err != nil {
			return err
		}
		r.Set("accountant_agreed_on", "")
		if yes {
			r.Set("accountant_agreed_on", string(school.Clock(tx).Today()))
		}
		return tx.SaveWithContext(ctx, r)
	})
}

// DecideImprest records the head's decision: its number, its day, and the step that follows.
func DecideImprest(ctx context.Context, app core.App, tripID, id, number string, on law.Day) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := findImprest(tx, tripID, id)
		if err != nil {
			return err
		}
		if !school.ActorIn(ctx).Has(school.Head) {
			return law.Object("", "La décision qui crée une régie est prise par le chef d’établissement, en son nom.", "")
		}
		if err := decideImprest(ctx, tx, id, true, ""); err != nil {
			return err
		}
		r.Load(map[string]any{"act_number": strings.TrimSpace(number), "decided_on": string(on), "state": string(ImprestDecided)})
		return tx.SaveWithContext(ctx, r)
	})
}

func decideImprest(ctx context.Context, app core.App, id string, yes bool, reason string) error {
	decision := "no"
	if yes {
		decision = "yes"
	}
	return save(ctx, app, "approvals", map[string]any{
		"kind": "imprest", "subject_collection": "imprests", "subject_id": id, "decision": decision, "by_staff": school.ActorIn(ctx).ID,
		"reason": strings.TrimSpace(reason), "decided_at": school.Clock(app).Now(),
	})
}

// StepImprest takes the accountant's steps: the advance is paid, the accounts come back with what is left, they are
// discharged, or opened again.
func StepImprest(ctx context.Context, app core.App, tripID, id string, to ImprestState, on law.Day, returned cents.Amount) error {
	r, err := findImprest(app, tripID, id)
	if err != nil {
		return err
	}
	if on == "" {
		on = school.Clock(app).Today()
	}
	switch from := ImprestState(r.GetString("state")); {
	case from == ImprestReturned && to != ImprestDischarged: // open again: what was given back is counted anew
		r.Load(map[string]any{"returned_on": "", "returned_cents": 0})
	case to == ImprestAdvanced:
		r.Set("advanced_on", string(on))
	case to == ImprestReturned:
		r.Load(map[string]any{"returned_on": string(on), "returned_cents": int64(returned)})
	}
	r.Set("state", string(to))
	return app.SaveWithContext(ctx, r)
}

// WriteLine adds a line to a journal, with the next number of its direction.
func WriteLine(ctx context.Context, app core.App, tripID, imprestID string, l ImprestLine) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if _, err := findImprest(tx, tripID, imprestID); err != nil {
			return err
		}
		lines, err := linesOf(tx, imprestID)
		if err != nil {
			return err
		}
		_, last := withoutLine(lines, "", l.Direction)
		fields := lineFields(l)
		fields["imprest"], fields["direction"], fields["line_no"] = imprestID, l.Direction, last+1
		return save(ctx, tx, "imprest_lines", fields)
	})
}

// CorrectLine changes what a line says; its number stays.
func CorrectLine(ctx context.Context, app core.App, tripID, imprestID, id string, l ImprestLine) error {
	r, err := findLine(app, tripID, imprestID, id)
	if err != nil {
		return err
	}
	r.Load(lineFields(l))
	return app.SaveWithContext(ctx, r)
}

// TickVoucher records whether the voucher of a line was given.
func TickVoucher(ctx context.Context, app core.App, tripID, imprestID, id string, given bool) error {
	r, err := findLine(app, tripID, imprestID, id)
	if err != nil {
		return err
	}
	r.Set("voucher", given)
	return app.SaveWithContext(ctx, r)
}

// DropLine takes the last line of a direction away.
func DropLine(ctx context.Context, app core.App, tripID, imprestID, id string) error {
	r, err := findLine(app, tripID, imprestID, id)
	if err != nil {
		return err
	}
	return deleteAs(ctx, app, r)
}

func lineFields(l ImprestLine) map[string]any {
	return map[string]any{
		"spent_on": string(l.On), "supplier": strings.TrimSpace(l.Supplier), "nature": strings.TrimSpace(l.Nature), "means": l.Means,
		"amount_cents": int64(l.Amount), "voucher": l.Voucher, "pupil_id": l.Pupil,
	}
}

func findImprest(app core.App, tripID, id string) (*core.Record, error) {
	r, err := app.FindRecordById("imprests", id)
	if err != nil || r.GetString("trip") != tripID {
		return nil, ErrNoTrip
	}
	return r, nil
}

func findLine(app core.App, tripID, imprestID, id string) (*core.Record, error) {
	if _, err := findImprest(app, tripID, imprestID); err != nil {
		return nil, err
	}
	r, err := app.FindRecordById("imprest_lines", id)
	if err != nil || r.GetString("imprest") != imprestID {
		return nil, ErrNoTrip
	}
	return r, nil
}

func linesOf(app core.App, imprestID string) ([]ImprestLine, error) {
	if imprestID == "" {
		return nil, nil
	}
	records, err := app.FindAllRecords("imprest_lines", dbx.HashExp{"imprest": imprestID})
	if err != nil {
		return nil, fmt.Errorf("lines of an imprest: %w", err)
	}
	lines := make([]ImprestLine, 0, len(records))
	for _, r := range records {
		lines = append(lines, cashLineOf(r))
	}
	slices.SortFunc(lines, func(a, b ImprestLine) int {
		if a.Direction != b.Direction {
			return strings.Compare(b.Direction, a.Direction) // spent, handed, collected
		}
		return a.Number - b.Number
	})
	return lines, nil
}
