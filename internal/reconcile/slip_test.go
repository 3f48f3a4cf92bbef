package reconcile_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/reconcile"
)

// slipOfTwo hands two cheques to the bank, 120 € and 75 €; the second comes back unpaid and is cancelled at the desk before any
// statement says so.
func (d *desk) slipOfTwo() (kept, bounced string) {
	d.Helper()
	book := func(amount int64, pupil, payer, number string) string {
		b, err := money.BookPayment(d.accountant, d.app, money.Desk{Means: money.Cheque, Amount: cents.Amount(amount), PupilID: pupil, PayerID: payer, Bank: "B", ChequeNumber: number})
		if err != nil {
			d.Fatal(err)
		}
		return b.PaymentID
	}
	kept, bounced = book(12000, d.ada, d.anne, "0004106"), book(7500, d.bob, d.chris, "0004107")
	slip, err := money.OpenSlip(d.accountant, d.app, kept, bounced)
	if err != nil {
		d.Fatal(err)
	}
	if err := money.CloseSlip(d.accountant, d.app, slip); err != nil {
		d.Fatal(err)
	}
	if err := money.ReversePayment(d.accountant, d.app, bounced, "Chèque rejeté, dit la banque au téléphone"); err != nil {
		d.Fatal(err)
	}
	return kept, bounced
}

// The bank credits the whole slip and takes the unpaid cheque back: both lines are pointed, and nothing is reversed twice.
func TestASlipIsRecognisedAfterAChequeCameBack(t *testing.T) {
	d := openDesk(t)
	kept, bounced := d.slipOfTwo()
	d.bank(d.day(0)+";REMISE CHEQUES;195,00", d.day(0)+";CHEQUE IMPAYE 0004107;-75,00")
	lines := d.inbox()
	if len(lines) != 2 {
		t.Fatalf("%d open lines", len(lines))
	}
	for _, l := range lines {
		want := reconcile.Seen
		if l.Line.Amount < 0 {
			want = reconcile.Returned
		}
		if l.Best().Action != want || l.Best().Confidence() != reconcile.Sure {
			t.Fatalf("%s: %+v", l.Line.Label, l.Proposals)
		}
		d.accept(d.accountant, l)
	}
	d.count("statement_lines WHERE state = 'matched'", 2)
	d.count("statement_matches WHERE kind = 'seen' AND payment_id IN ('"+kept+"', '"+bounced+"')", 2)
	d.count("statement_matches WHERE kind = 'returned' AND amount_cents = -7500 AND payment_id = '"+bounced+"'", 1)
	d.count("reversals", 1)
	// The bank says it again: there is nothing left to point.
	d.bank(d.day(0) + ";CHEQUE IMPAYE 0004107 BIS;-75,00")
	if again := d.inbox(); len(again) != 1 || len(again[0].Proposals) != 0 {
		t.Errorf("taken back twice: %+v", again)
	}
}

// Or it credits what is left: the cancelled cheque is not pointed, it never reached the account.
func TestTheRestOfASlipIsRecognised(t *testing.T) {
	d := openDesk(t)
	kept, bounced := d.slipOfTwo()
	d.bank(d.day(0) + ";REMISE CHEQUES;120,00")
	d.accept(d.accountant, d.only(reconcile.Seen))
	d.count("statement_matches WHERE kind = 'seen' AND payment_id = '"+kept+"'", 1)
	d.count("statement_matches WHERE payment_id = '"+bounced+"'", 0)
	d.count("statement_lines WHERE state = 'matched'", 1)
}
