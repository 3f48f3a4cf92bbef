package money

import (
	"fmt"
	"sort"

	"github.com/pocketbase/dbx"
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
	Transfers []struct {
		ID, Payment, FromCharge, ToCharge string
		AmountCents                       cents.Amount
	}
	Moves []struct {
		TransferID, Payment, Charge string
		AmountCents                 cents.Amount
	}
	Refunds []struct {
		ID, Pupil, PayerID, Funder string
		State                      RefundState
		AmountCents                cents.Amount
	}
	RefundLines []struct {
		Refund, Payment string
		AmountCents     cents.Amount
	}
	Receipts []struct {
		Series, Payment string
		ReceiptNo       int
	}
	planned map[string]followed // what the plans in force say of charges
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
		{"transfers", []string{"id", "payment", "from_charge", "to_charge", "amount_cents"}, &l.Transfers},
		{"refunds", []string{"id", "pupil", "payer_id", "funder", "state", "amount_cents"}, &l.Refunds},
		{"refund_lines", []string{"refund", "payment", "amount_cents"}, &l.RefundLines},
		{"receipts", []string{"series", "payment", "receipt_no"}, &l.Receipts},
	} {
		if err := app.DB().Select(t.columns...).From(t.table).All(t.into); err != nil {
			return l, fmt.Errorf("read %s: %w", t.table, err)
		}
	}
	err = app.DB().Select("transfer_id", "payment", "charge", "amount_cents").From("allocations").Where(dbx.NewExp("transfer_id != ''")).All(&l.Moves)
	if err != nil {
		return l, fmt.Errorf("read moves: %w", err)
	}
	l.planned, err = followPlans(app)
	return l, err
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
		if f, planned := l.planned[c.ID]; planned {
			b.Late += f.Late
		} else if c.DueOn != "" && c.DueOn < today {
			b.Late += c.AmountCents - granted[c.ID] - paid[c.ID]
		}
		all[c.Pupil] = b
	}
	pupilOf := map[string]string{}
	for _, p := range l.Payments {
		pupilOf[p.ID] = p.Pupil
		if !void[p.ID] {
			b := all[p.Pupil]
			b.PupilID = p.Pupil
			b.Credit += p.AmountCents - used[p.ID]
			all[p.Pupil] = b
		}
	}
	states := l.refundStates()
	for _, r := range l.RefundLines {
		b := all[pupilOf[r.Payment]]
		switch states[r.Refund] {
		case RefundReallocated:
			continue
		case RefundDue, RefundNotified, RefundClaimed, RefundBatched:
			b.GoingBack += r.AmountCents
		case RefundSent:
			b.Refunded += r.AmountCents
		case RefundKept, RefundWaived, RefundLapsed:
			b.Kept += r.AmountCents
		}
		b.Credit -= r.AmountCents
		all[b.PupilID] = b
	}
	return all
}

func (l ledger) refundStates() map[string]RefundState {
	states := map[string]RefundState{}
	for _, r := range l.Refunds {
		states[r.ID] = r.State
	}
	return states
}

func (l ledger) verify() error {
	void := l.void()
	if err := l.verifyRefunds(void); err != nil {
		return err
	}
	if err := l.verifyTransfers(); err != nil {
		return err
	}
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
	states := l.refundStates()
	for _, r := range l.RefundLines {
		if states[r.Refund] != RefundReallocated {
			left[r.Payment] -= r.AmountCents
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

// verifyTransfers holds that each transfer wrote what it says and nothing else: so much less here, so much more there.
func (l ledger) verifyTransfers() error {
	moved := map[[3]string]cents.Amount{}
	for _, m := range l.Moves {
		moved[[3]string{m.TransferID, m.Payment, m.Charge}] += m.AmountCents
	}
	for _, t := range l.Transfers {
		for _, side := range []struct {
			charge string
			amount cents.Amount
		}{{t.FromCharge, -t.AmountCents}, {t.ToCharge, t.AmountCents}} {
			key := [3]string{t.ID, t.Payment, side.charge}
			if side.charge != "" && moved[key] != side.amount {
				return fmt.Errorf("le virement %s n’a pas écrit %s sur la créance %s", t.ID, side.amount, side.charge)
			}
			delete(moved, key)
		}
	}
	if len(moved) > 0 {
		return fmt.Errorf("%d ventilation(s) citent un virement qui ne les demande pas", len(moved))
	}
	return nil
}

// verifyRefunds holds what goes back: each refund of a payer is taken whole from standing payments, no payment is released
// below nothing on a charge; and for the whole school, what came in and did not go out is what settles, what is credit, what
// is owed back and what was kept, to the cent.
func (l ledger) verifyRefunds(void map[string]bool) error {
	states, lines := l.refundStates(), map[string]cents.Amount{}
	var in, out, settled, kept, owed cents.Amount
	for _, p := range l.Payments {
		if !void[p.ID] {
			in += p.AmountCents
		}
	}
	for _, r := range l.RefundLines {
		lines[r.Refund] += r.AmountCents
		if void[r.Payment] && states[r.Refund] != RefundReallocated {
			return fmt.Errorf("le remboursement %s rend un paiement annulé", r.Refund)
		}
	}
	for _, r := range l.Refunds {
		if !isAidFund(r.Funder) && lines[r.ID] != r.AmountCents {
			return fmt.Errorf("le remboursement %s de %s ne prend que %s sur les paiements", r.ID, r.AmountCents, lines[r.ID])
		}
		switch r.State {
		case RefundSent:
			out += lines[r.ID]
		case RefundKept, RefundWaived, RefundLapsed:
			kept += lines[r.ID]
		case RefundDue, RefundNotified, RefundClaimed, RefundBatched:
			owed += lines[r.ID]
		case RefundReallocated:
		}
	}
	onCharge := map[[2]string]cents.Amount{}
	for _, a := range l.Allocations {
		onCharge[[2]string{a.Payment, a.Charge}] += a.AmountCents
		if !void[a.Payment] {
			settled += a.AmountCents
		}
	}
	for key, amount := range onCharge {
		if amount < 0 {
			return fmt.Errorf("le paiement %s est repris de %s de trop sur la créance %s", key[0], -amount, key[1])
		}
	}
	var credit cents.Amount
	for _, b := range l.balances("") {
		credit += b.Credit
	}
	if in-out != settled+kept+owed+credit {
		return fmt.Errorf("%s entrés et %s rendus : %s imputés, %s gardés, %s à rendre et %s d’avance ne font pas le compte", in, out, settled, kept, owed, credit)
	}
	return nil
}
