package trip

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// setLines replaces the lines of a project. An income that pays for an expense names it by its place among the lines; the
// rows are new, and so is what the income names.
func setLines(ctx context.Context, app core.App, tripID string, lines []Line) error {
	old, err := app.FindAllRecords("budget_lines", dbx.HashExp{"trip": tripID, "phase": ProjectPhase})
	if err != nil {
		return err
	}
	for _, r := range old {
		if err := deleteAs(ctx, app, r); err != nil {
			return err
		}
	}
	ids := map[string]string{} // place among the expenses, as a number → id of the row
	expenses := 0
	for _, pass := range []string{Expense, Income} { // what is paid for is written before what pays
		for i, l := range lines {
			if l.Side != pass {
				continue
			}
			r, err := school.NewRecord(app, "budget_lines")
			if err != nil {
				return err
			}
			l.FundsLine = ids[l.FundsLine]
			fillLine(r, tripID, ProjectPhase, l)
			if err := app.SaveWithContext(ctx, r); err != nil {
				return atLine(err, i)
			}
			if l.Side == Expense {
				ids[strconv.Itoa(expenses)] = r.Id
				if l.ID != "" { // lines read from a trip name each other by id
					ids[l.ID] = r.Id
				}
				expenses++
			}
		}
	}
	return nil
}

func fillLine(r *core.Record, tripID, phase string, l Line) {
	r.Load(map[string]any{
		"trip": tripID, "phase": phase, "side": l.Side, "category": strings.TrimSpace(l.Category), "label": strings.TrimSpace(l.Label),
		"beneficiaries": l.Beneficiaries, "basis": l.Basis, "amount_cents": int64(l.AmountCents), "origin": l.Origin, "status": l.Status,
		"funds_line": l.FundsLine, "act": l.Act, "contract": l.Contract, "no_advertising": l.NoAdvertising, "carried_from": l.CarriedFrom, "spent_on": string(l.SpentOn),
		"voucher_no": strings.TrimSpace(l.VoucherNo), "imprest_line": l.ImprestLine,
	})
}

// atLine says which line of a list a refusal is about: the field of its first finding becomes « lines.3.amount_cents ».
func atLine(err error, i int) error {
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	named := make([]law.Finding, len(refusal.Findings))
	for k, f := range refusal.Findings {
		if f.Field == "" {
			f.Field = "category" // the line as a whole
		}
		f.Field = "lines." + strconv.Itoa(i) + "." + f.Field
		named[k] = f
	}
	return &law.Refusal{Findings: named}
}

// LineField reads a field as atLine wrote it: the place of the line and what is wrong in it.
func LineField(field string) (line int, name string, ok bool) {
	rest, found := strings.CutPrefix(field, "lines.")
	if !found {
		return 0, "", false
	}
	number, name, found := strings.Cut(rest, ".")
	line, err := strconv.Atoi(number)
	return line, name, found && err == nil
}
