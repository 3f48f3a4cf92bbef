package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Phases of a budget line: what the board votes on, and what really happens.
const (
	ProjectPhase = "project"
	Execution    = "execution"
)

// ExecutionIsOpen tells whether real lines can be written: from the day families pay until the report is drawn up.
func ExecutionIsOpen(s State) bool { return s == Open || s == Cleared || s == Returned }

// LinesOf reads the lines of one phase of a trip's budget, in the order they were written.
func LinesOf(app core.App, tripID, phase string) ([]Line, error) {
	var lines []Line
	err := app.DB().Select("id", "side", "category", "label", "beneficiaries", "basis", "origin", "status", "amount_cents", "carried_from", "funds_line", "act", "contract",
		"no_advertising", "voucher_no", "spent_on", "imprest_line").From("budget_lines").
		Where(dbx.HashExp{"trip": tripID, "phase": phase}).OrderBy("side", "rowid").All(&lines)
	if err != nil {
		return nil, fmt.Errorf("budget lines: %w", err)
	}
	return lines, nil
}

// CarryOver starts the execution: one real line for each line of the project that has none yet, without an amount until
// somebody knows it. The link stays, so that project and execution are read side by side. It may be asked for again.
func CarryOver(ctx context.Context, app core.App, tripID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		project, err := LinesOf(tx, tripID, ProjectPhase)
		if err != nil {
			return err
		}
		if len(project) == 0 {
			return law.Object("", "Ce voyage n’a pas de budget de projet à reprendre.", "Ajoutez les lignes réelles une à une.")
		}
		real, err := LinesOf(tx, tripID, Execution)
		if err != nil {
			return err
		}
		carried := map[string]string{} // project line → its execution
		for _, l := range real {
			carried[l.CarriedFrom] = l.ID
		}
		for _, l := range project {
			if carried[l.ID] != "" {
				continue
			}
			r, err := school.NewRecord(tx, "budget_lines")
			if err != nil {
				return err
			}
			fillLine(r, tripID, Execution, l)
			r.Load(map[string]any{"basis": Total, "amount_cents": 0, "carried_from": l.ID, "funds_line": "", "imprest_line": ""})
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetExecution writes the real lines as they were typed: those that exist are changed, new ones added, those that are no
// longer there taken away. A line carried over stays, at zero, so that the comparison with the project keeps its place.
func SetExecution(ctx context.Context, app core.App, tripID string, lines []Line) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		kept := map[string]bool{}
		for i, l := range lines {
			r, err := executionRecord(tx, tripID, l.ID)
			if err != nil {
				return err
			}
			l.Basis, l.CarriedFrom, l.Act, l.Contract = Total, r.GetString("carried_from"), r.GetString("act"), r.GetString("contract")
			l.ImprestLine = r.GetString("imprest_line")
			fillLine(r, tripID, Execution, l)
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return atLine(err, i)
			}
			kept[r.Id] = true
		}
		old, err := tx.FindAllRecords("budget_lines", dbx.HashExp{"trip": tripID, "phase": Execution})
		if err != nil {
			return err
		}
		for _, r := range old {
			if kept[r.Id] {
				continue
			}
			if r.GetString("carried_from") == "" {
				if err := deleteAs(ctx, tx, r); err != nil {
					return err
				}
				continue
			}
			r.Load(map[string]any{"amount_cents": 0, "spent_on": "", "voucher_no": ""})
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func executionRecord(app core.App, tripID, id string) (*core.Record, error) {
	if id == "" {
		return school.NewRecord(app, "budget_lines")
	}
	r, err := app.FindRecordById("budget_lines", id)
	if err != nil || r.GetString("trip") != tripID || r.GetString("phase") != Execution {
		return nil, law.Object("", "Cette ligne du budget réel n’existe plus.", "Rouvrez la page : quelqu’un l’a peut-être retirée.")
	}
	return r, nil
}

// hasRealCosts tells whether something was really spent: a report without a cost reports nothing.
func (f Facts) hasRealCosts() bool {
	for _, l := range f.Real {
		if l.Side == Expense && l.AmountCents > 0 {
			return true
		}
	}
	return f.Budget.Expense() == 0
}
