package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// toCarry selects the expenses of a trip's imprests that its real budget has not taken over yet.
const toCarry = `FROM imprest_lines l JOIN imprests i ON i.id = l.imprest WHERE i.trip = {:trip} AND i.state != 'cancelled' AND l.direction = 'spent'
	AND l.amount_cents > 0 AND NOT EXISTS (SELECT 1 FROM budget_lines b WHERE b.imprest_line = l.id)`

// ImprestExpenses counts and adds up the expenses of a trip's imprests that its real budget has not taken over yet.
func ImprestExpenses(app core.App, tripID string) (n int, total cents.Amount, err error) {
	err = app.DB().NewQuery("SELECT COUNT(*), COALESCE(SUM(l.amount_cents), 0) "+toCarry).Bind(dbx.Params{"trip": tripID}).Row(&n, &total)
	if err != nil {
		return 0, 0, fmt.Errorf("expenses of imprests: %w", err)
	}
	return n, total, nil
}

// CarryImprests writes the expenses of a trip's imprests into its real budget: one line each, linked to its expense, so that
// asking again adds what is new and nothing twice. A line that is taken out of the real budget is proposed again.
func CarryImprests(ctx context.Context, app core.App, tripID string) (n int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		var rows []struct {
			ID, Supplier, Nature, SpentOn string
			LineNo, AmountCents           int
		}
		err := tx.DB().NewQuery("SELECT l.id, l.supplier, l.nature, l.spent_on, l.line_no, l.amount_cents " + toCarry + " ORDER BY l.spent_on, i.id, l.line_no").
			Bind(dbx.Params{"trip": tripID}).All(&rows)
		if err != nil {
			return fmt.Errorf("expenses of imprests: %w", err)
		}
		for _, row := range rows {
			r, err := school.NewRecord(tx, "budget_lines")
			if err != nil {
				return err
			}
			category := []rune(trimmed(row.Nature))
			if len(category) == 0 {
				category = []rune("Dépense de régie")
			}
			fillLine(r, tripID, Execution, Line{
				Side: Expense, Category: string(category[:min(len(category), 80)]), Label: row.Supplier, Beneficiaries: ForAll, Basis: Total,
				AmountCents: cents.Amount(row.AmountCents), SpentOn: law.Day(row.SpentOn), VoucherNo: fmt.Sprintf("régie %d", row.LineNo), ImprestLine: row.ID,
			})
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// isCarried tells whether the real budget has taken an expense over.
func isCarried(app core.App, lineID string) (bool, error) {
	if lineID == "" {
		return false, nil
	}
	n, err := app.CountRecords("budget_lines", dbx.HashExp{"imprest_line": lineID})
	if err != nil {
		return false, fmt.Errorf("real line of an expense: %w", err)
	}
	return n > 0, nil
}

// shapeOfCarried refuses a real line that says it takes over an expense of another trip, or another amount than its own.
func shapeOfCarried(app core.App, record *core.Record, t Trip) []law.Finding {
	id := record.GetString("imprest_line")
	switch {
	case !record.IsNew() && record.Original().GetString("imprest_line") != id:
		return refuse("imprest_line", "Une ligne réelle ne change pas de dépense de régie.", "Retirez-la, puis reprenez la dépense.")
	case id == "":
		return nil
	}
	line, err := app.FindRecordById("imprest_lines", id)
	if err != nil {
		return refuse("imprest_line", "Cette dépense de régie n’existe pas.", "")
	}
	if _, err := findImprest(app, t.ID, line.GetString("imprest")); err != nil || !isReal(record) || line.GetString("direction") != Spent {
		return refuse("imprest_line", "Cette dépense de régie n’est pas une dépense de ce voyage.", "")
	}
	if record.GetInt("amount_cents") != line.GetInt("amount_cents") {
		return refuse("amount_cents", "Cette dépense vient d’une régie : son montant est celui du journal.", "Retirez la ligne, corrigez le journal, puis reprenez la dépense.")
	}
	return nil
}
