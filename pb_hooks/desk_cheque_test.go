package pb_hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// cheque is a cheque whole.
func (p *purse) cheque(amount cents.Amount, bank, account, number string) money.Desk {
	d := p.desk(money.Cheque, amount)
	d.Bank, d.Account, d.ChequeNumber, d.PayableTo = bank, account, number, "Agent comptable de l’établissement"
	return d
}

func objects(err error) bool {
	var refusal *law.Refusal
	return errors.As(err, &refusal)
}

func TestF09AChequeIsOneOfItsBankAndAccount(t *testing.T) {
	p := openPurse(t)
	p.charge(100000)
	first := p.cheque(1000, "La Banque postale", "0000 1111 2222", "1234567")
	booked := p.book(first)
	if len(booked.Warnings) != 0 {
		t.Fatalf("a whole cheque: %v", booked.Warnings)
	}
	// The same number of another account, or in another bank, is another cheque.
	p.book(p.cheque(1000, "La Banque postale", "999900001111", "1234567"))
	p.book(p.cheque(1000, "BRED", "000011112222", "1234567"))
	// The same one is refused, however its numbers are spaced, its bank written, or its payer named.
	again := p.cheque(2000, " la banque POSTALE", "000011112222", "123 4567")
	again.PayerName = "Quelqu’un d’autre"
	if _, err := money.BookPayment(p.accountant, p.app, again); !objects(err) {
		t.Fatalf("the same cheque: %v", err)
	}
	// So it is by the row of its details, whatever code writes it: a transfer's details made those of a cheque.
	bare, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, ctx := range []context.Context{p.accountant, context.Background()} {
		_, err = testapp.Try(p.app, ctx, "payment_details", map[string]any{"payment": bare.Id, "bank": "La Banque postale", "account": "000011112222", "cheque_number": "1234567"})
		if !objects(err) {
			t.Fatalf("by its details: %v", err)
		}
	}
	byOperator(t, p.app, "POST", "/api/collections/payment_details/records", map[string]any{
		"payment": bare.Id, "bank": "BRED", "account": "1", "cheque_number": "8",
	}, 400, `"code":"F-01"`)
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "Montant mal saisi au guichet"); err != nil {
		t.Fatal(err)
	}
	p.book(again)
}

func TestTheMagneticLineOfACheque(t *testing.T) {
	number, bank, account, ok := money.Scanned("C1234567C A123456789012A 210987654321B")
	if !ok || number != "1234567" || bank != "123456789012" || account != "210987654321" {
		t.Fatalf("%s %s %s %v", number, bank, account, ok)
	}
	if _, _, _, ok := money.Scanned("1234567"); ok {
		t.Fatal("a number alone is no line")
	}
}

func TestF05CardsAtTheDeskAskForATerminal(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	p.refusedPayment("F-05", p.accountant, p.desk(money.Card, 1000))
	err := school.SetParameter(p.accountant, p.app, school.NewSetting{
		Rule: "F-10", Name: "accepted_modes", Value: "espèces, chèque, carte au guichet", From: school.Clock(p.app).Today(), Reason: "Terminal livré en novembre",
	})
	if err != nil {
		t.Fatal(err)
	}
	if booked := p.book(p.desk(money.Card, 1000)); booked.Receipt == "" {
		t.Fatal("no receipt")
	}
}

// brother is a second pupil of the same family, with a charge that his other guardian owes.
func (p *purse) brother(amount cents.Amount) (pupil, charge string) {
	p.t.Helper()
	pupil = p.row("pupils", map[string]any{"first_name": "Byron", "last_name": "Lovelace", "birth_on": "2014-05-01"})
	other := p.row("guardians", map[string]any{"first_name": "Bruno", "last_name": "Lovelace"})
	for _, g := range []string{p.guardian, other} {
		p.row("guardianships", map[string]any{"pupil": pupil, "guardian": g, "responsibility": 1})
	}
	c := p.newCharge(amount)
	c.PupilID, c.DebtorID, c.DueOn = pupil, other, "2026-11-20"
	ids, err := money.Charge(p.bursar, p.app, c)
	if err != nil {
		p.t.Fatal(err)
	}
	return pupil, ids[0]
}

func TestOnePaymentSettlesSiblings(t *testing.T) {
	p := openPurse(t)
	adas := p.charge(10000)
	byron, byrons := p.brother(4000)
	d := p.cheque(12000, "BRED", "1", "1")
	d.Siblings = []string{byron}
	booked := p.book(d) // the oldest first: Byron's is due before Ada's
	if len(booked.Allocations) != 2 || booked.Allocations[0] != (money.Line{ChargeID: byrons, Amount: 4000}) || booked.Allocations[1] != (money.Line{ChargeID: adas, Amount: 8000}) {
		t.Fatalf("%+v", booked.Allocations)
	}
	if err := money.Verify(p.app); err != nil {
		t.Fatal(err)
	}
	var days int
	if err := p.app.DB().NewQuery("SELECT COUNT(*) FROM allocations WHERE settled_on = '2026-11-16'").Row(&days); err != nil || days != 2 {
		t.Fatalf("%d days %v", days, err)
	}
	// A pupil of another family is no sibling, for a guardian or for a third person.
	stranger := p.row("pupils", map[string]any{"first_name": "Carl", "last_name": "Gauss", "birth_on": "2013-05-01"})
	c := p.newCharge(5000)
	c.PupilID, c.DebtorID = stranger, p.row("guardians", map[string]any{"first_name": "Dora", "last_name": "Gauss"})
	p.row("guardianships", map[string]any{"pupil": stranger, "guardian": c.DebtorID, "responsibility": 1})
	ids, err := money.Charge(p.bursar, p.app, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, payer := range []string{p.guardian, ""} {
		d := p.desk(money.Transfer, 1000)
		d.PayerID, d.Allocations = payer, []money.Line{{ChargeID: ids[0], Amount: 1000}}
		if _, err := money.BookPayment(p.accountant, p.app, d); !objects(err) {
			t.Fatalf("another family's: %v", err)
		}
	}
}
