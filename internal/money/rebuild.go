package money

import (
	"fmt"
	"sort"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Rebuild adds the whole ledger up again, row by row and in Go, by another way than Balances, and verifies on the way what
// the doors promise: no payment settles more than it brought, no charge receives more than it asks, every payment has one
// receipt, no series has a hole. Doctor and the tests compare both.
func Rebuild(app core.App) (map[string]Balance, error) {
	l, err := readLedger(app)
	if err != nil {
		return nil, err
	}
	if err := l.verify(); err != nil {
		return nil, err
	}
	return l.balances(school.Clock(app).Today()), nil
}

// Verify compares the projection with the ledger added up again; the error names the first difference.
func Verify(app core.App) error {
	rebuilt, err := Rebuild(app)
	if err != nil {
		return err
	}
	projected, err := balances(app, Scope{})
	if err != nil {
		return err
	}
	if len(projected) != len(rebuilt) {
		return fmt.Errorf("%d comptes projetés, %d reconstruits", len(projected), len(rebuilt))
	}
	for _, b := range projected {
		again := rebuilt[b.PupilID]
		b.LastName, b.FirstName, b.Class = "", "", ""
		if again != b {
			return fmt.Errorf("le compte de l’élève %s diffère : projeté %+v, reconstruit %+v", b.PupilID, b, again)
		}
	}
	return nil
}

// ledger is every row of the sealed tables.
type ledger struct {
	Charges []struct {
		ID, Pupil   string
		AmountCents cents.Amount
		DueOn       law.Day
	}
	Payments []struct {
		ID, Pupil   string
		AmountCents cents.Amount
	}
	Allocations []struct {
		Payment, Charge string
		AmountCents     cents.Amount
	}
	Grants []struct {
		Charge      string
		AmountCents cents.Amount
	}
	Reversals []struct{ Payment string }
	Receipts  []struct {
		Series, Payment string
		ReceiptNo       int
	}
}

func readLedger(app core.App) (l ledger, err error) {
	for _, t := range []struct {
		table   string
		columns []string
		into    any
	}{
		{"charges", []string{"id", "pupil", "amount_cents", "due_on"}, &l.Charges},
		{"payments", []string{"id", "pupil", "amount_cents"}, &l.Payments},
		{"allocations", []string{"payment", "charge", "amount_cents"}, &l.Allocations},
		{"grants", []string{"charge", "amount_cents"}, &l.Grants},
		{"reversals", []string{"payment"}, &l.Reversals},
		{"receipts", []string{"series", "payment", "receipt_no"}, &l.Receipts},
	} {
		if err := app.DB().Select(t.columns...).From(t.table).All(t.into); err != nil {
			return l, fmt.Errorf("read %s: %w", t.table, err)
		}
	}
	return l, nil
}

// void is the set of reversed payments.
func (l ledger) void() map[string]bool {
	void := map[string]bool{}
	for _, r := range l.Reversals {
		void[r.Payment] = true
	}
	return void
}

func (l ledger) balances(today law.Day) map[string]Balance {
	void, all := l.void(), map[string]Balance{}
	granted, paid, used := map[string]cents.Amount{}, map[string]cents.Amount{}, map[string]cents.Amount{}
	for _, g := range l.Grants {
		granted[g.Charge] += g.AmountCents
	}
	for _, a := range l.Allocations {
		if !void[a.Payment] {
			paid[a.Charge] += a.AmountCents
			used[a.Payment] += a.AmountCents
		}
	}
	for _, c := range l.Charges {
		b := all[c.Pupil]
		b.PupilID = c.Pupil
		b.Charged, b.Granted, b.Paid = b.Charged+c.AmountCents, b.Granted+granted[c.ID], b.Paid+paid[c.ID]
		if c.DueOn != "" && c.DueOn < today {
			b.Late += c.AmountCents - granted[c.ID] - paid[c.ID]
		}
		all[c.Pupil] = b
	}
	for _, p := range l.Payments {
		if !void[p.ID] {
			b := all[p.Pupil]
			b.PupilID = p.Pupil
			b.Credit += p.AmountCents - used[p.ID]
			all[p.Pupil] = b
		}
	}
	return all
}

func (l ledger) verify() error {
	void := l.void()
	left, open, receipts := map[string]cents.Amount{}, map[string]cents.Amount{}, map[string]int{}
	for _, p := range l.Payments {
		left[p.ID] = p.AmountCents
	}
	for _, c := range l.Charges {
		open[c.ID] = c.AmountCents
	}
	for _, g := range l.Grants {
		open[g.Charge] -= g.AmountCents
	}
	for _, a := range l.Allocations {
		left[a.Payment] -= a.AmountCents
		if !void[a.Payment] {
			open[a.Charge] -= a.AmountCents
		}
	}
	numbers := map[string][]int{}
	for _, r := range l.Receipts {
		receipts[r.Payment]++
		numbers[r.Series] = append(numbers[r.Series], r.ReceiptNo)
	}
	for _, p := range l.Payments {
		if left[p.ID] < 0 {
			return fmt.Errorf("le paiement %s règle %s de trop", p.ID, -left[p.ID])
		}
		if receipts[p.ID] != 1 {
			return fmt.Errorf("le paiement %s a %d quittances", p.ID, receipts[p.ID])
		}
	}
	for _, c := range l.Charges {
		if open[c.ID] < 0 {
			return fmt.Errorf("la créance %s a reçu %s de trop", c.ID, -open[c.ID])
		}
	}
	for series, list := range numbers {
		sort.Ints(list)
		for i, n := range list {
			if n != i+1 {
				return fmt.Errorf("la série %s n’a pas de quittance n° %d", series, i+1)
			}
		}
	}
	return nil
}
