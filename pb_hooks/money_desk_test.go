package pb_hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestF06CashStopsAt300EurosOfADebt(t *testing.T) {
	p := openPurse(t)
	p.charge(20000)
	p.charge(40000) // the same debt, in another instalment
	p.refusedPayment("F-06", p.accountant, p.desk(money.Cash, 30001))
	first := p.book(p.desk(money.Cash, 20000))
	if len(first.Warnings) != 0 {
		t.Fatalf("200 €: %v", first.Warnings)
	}
	p.refusedPayment("F-06", p.accountant, p.desk(money.Cash, 15000)) // 200 then 150 for the same thing
	second := p.book(p.desk(money.Cash, 5000))
	if !warns(second.Warnings, "F-06") || p.lastNote("payments.create") != "F-06" {
		t.Fatalf("a second payment warns: %v, journal %q", second.Warnings, p.lastNote("payments.create"))
	}
	third := p.book(p.desk(money.Cash, 5000))
	if !warns(third.Warnings, "F-06") {
		t.Fatal("at 300 € exactly it warns")
	}
	p.refusedPayment("F-06", p.accountant, p.desk(money.Cash, 1))
	if err := money.ReversePayment(p.accountant, p.app, third.PaymentID, "Erreur de caisse constatée"); err != nil {
		t.Fatal(err)
	}
	p.book(p.desk(money.Cash, 100)) // a reversed payment no longer counts
	p.book(p.desk(money.Cheque, 20000))
}

func TestF06AdvanceInCashIsNoWayRound(t *testing.T) {
	p := openPurse(t)
	p.charge(1000)
	p.refusedPayment("F-06", p.accountant, p.desk(money.Cash, 30001)) // ten euros are owed, the rest would wait
	booked := p.book(p.desk(money.Cash, 30000))
	p.charge(29000)
	later := p.charge(40000)
	p.book(p.desk(money.Cash, 1000)) // 20 € of cash on the debt
	if err := money.Allocate(p.accountant, p.app, booked.PaymentID, money.Line{ChargeID: later, Amount: 28001}); !refusedBy(err, "F-06") {
		t.Fatalf("the advance put on the debt: %v", err)
	}
	if err := money.Allocate(p.accountant, p.app, booked.PaymentID, money.Line{ChargeID: later, Amount: 28000}); err != nil {
		t.Fatal(err)
	}
}

func TestF06LiftedByTheAccountantWithAReason(t *testing.T) {
	for name, subject := range map[string]func(*purse, string) (string, string){
		"for the pupil":  func(p *purse, _ string) (string, string) { return "pupils", p.pupil },
		"for the charge": func(_ *purse, charge string) (string, string) { return "charges", charge },
	} {
		p := openPurse(t)
		charge := p.charge(50000)
		p.refusedPayment("F-06", p.accountant, p.desk(money.Cash, 40000))
		lift := school.NewLift{Rule: "F-06", Reason: "Famille sans compte bancaire, note DGFiP de 2014"}
		lift.SubjectCollection, lift.SubjectID = subject(p, charge)
		if err := school.Lift(p.bursar, p.app, lift); err == nil {
			t.Fatalf("%s: lifted by the bursar", name)
		}
		if err := school.Lift(p.accountant, p.app, lift); err != nil {
			t.Fatal(err)
		}
		booked := p.book(p.desk(money.Cash, 40000))
		if len(booked.Warnings) != 1 || booked.Warnings[0].LiftedBy == "" || p.lastNote("payments.create") == "" {
			t.Fatalf("%s: %+v", name, booked.Warnings)
		}
	}
}

func TestF07CashGivesItsReceiptAtOnce(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Cash, 1000))
	receipt, found, err := money.ReceiptOf(p.app, school.ActorIn(p.accountant), booked.PaymentID)
	if err != nil || !found || receipt.Number != 1 || receipt.PayerName == "" || receipt.ReceivedOn == "" || receipt.Amount != 1000 || len(receipt.Lines) != 1 {
		t.Fatalf("%+v %v", receipt, err)
	}
	// A row written without its details, by whatever code, is refused: the name and what it settles are missing.
	if _, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(map[string]any{"means": "cash"})); !refusedBy(err, "F-07") {
		t.Fatalf("bare row: %v", err)
	}
	anonymous := p.desk(money.Cash, 1000)
	anonymous.PayerID = "" // a third person has to say their name
	anonymous.PayerName = " "
	p.refusedPayment("F-07", p.accountant, anonymous)
	past := p.desk(money.Cash, 1000)
	past.ReceivedOn = "2026-11-12"
	if booked := p.book(past); !warns(booked.Warnings, "F-07") {
		t.Fatal("cash of another day warns")
	}
}

func TestF07EveryPaymentBringsAReceipt(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	if _, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(nil)); err != nil { // a transfer, by its bare row
		t.Fatal(err)
	}
	if err := money.Verify(p.app); err != nil {
		t.Fatal(err)
	}
	var receipts int
	if err := p.app.DB().NewQuery("SELECT COUNT(*) FROM receipts").Row(&receipts); err != nil || receipts != 1 {
		t.Fatalf("%d %v", receipts, err)
	}
}

func TestF08ReceiptsAreOneSeries(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Cash, 1000))
	second := p.book(p.desk(money.Cheque, 1000))
	if booked.Receipt != "Q-2026 n°\u00a000001" || second.Receipt != "Q-2026 n°\u00a000002" {
		t.Fatalf("%q %q", booked.Receipt, second.Receipt)
	}
	receipt, err := p.app.FindFirstRecordByData("receipts", "payment", booked.PaymentID)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []map[string]any{
		{"receipt_no": 4, "payment": "nothing00000000"}, {"receipt_no": 3, "payment": booked.PaymentID}, {"receipt_no": 2, "payment": booked.PaymentID},
	} {
		change["series"], change["issued_at"] = receipt.GetString("series"), "2026-11-16 09:00:00.000Z"
		for _, ctx := range []context.Context{p.accountant, context.Background()} {
			if _, err := testapp.Try(p.app, ctx, "receipts", change); !refusedBy(err, "F-08") {
				t.Errorf("%v: %v", change, err)
			}
		}
	}
	if err := p.app.Delete(receipt); !refusedBy(err, "F-08") {
		t.Errorf("deleted: %v", err)
	}
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "court"); !refusedBy(err, "F-08") {
		t.Errorf("cancelled without saying why: %v", err)
	}
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "Erreur sur le nom de la famille"); err != nil {
		t.Fatal(err)
	}
	kept, found, err := money.ReceiptOf(p.app, school.ActorIn(p.accountant), booked.PaymentID)
	if err != nil || !found || kept.Number != 1 || kept.ReversedOn != "2026-11-16" || kept.Reason == "" {
		t.Fatalf("%+v %v", kept, err)
	}
}

func TestF08HoldsEvenAsAWarning(t *testing.T) {
	p := openPurse(t)
	err := school.SetParameter(p.accountant, p.app, school.NewSetting{
		Rule: "F-08", Name: law.SeverityParameter, Value: "warn", From: school.Clock(p.app).Today(), Reason: "Série tenue sur carnet jusqu’en janvier",
	})
	if err != nil {
		t.Fatal(err)
	}
	p.charge(10000)
	booked := p.book(p.desk(money.Cash, 1000))
	receipt, _ := p.app.FindFirstRecordByData("receipts", "payment", booked.PaymentID)
	_, err = testapp.Try(p.app, p.accountant, "receipts", map[string]any{
		"series": receipt.GetString("series"), "receipt_no": 7, "payment": booked.PaymentID, "issued_at": "2026-11-16 09:00:00.000Z",
	})
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("a hole in the series: %v", err)
	}
}

func TestF08OperatorWritesNoReceipt(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Transfer, 1000))
	receipt, _ := p.app.FindFirstRecordByData("receipts", "payment", booked.PaymentID)
	byOperator(t, p.app, "POST", "/api/collections/receipts/records", map[string]any{
		"series": receipt.GetString("series"), "receipt_no": 2, "payment": booked.PaymentID, "issued_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"F-08"`)
}

func TestF09ChequeWithoutItsMentionsWarns(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	if booked := p.book(p.desk(money.Cheque, 1000)); !warns(booked.Warnings, "F-09") || p.lastNote("payments.create") != "F-09" {
		t.Fatalf("%v, journal %q", booked.Warnings, p.lastNote("payments.create"))
	}
	whole := p.desk(money.Cheque, 1000)
	whole.Bank, whole.Account, whole.ChequeNumber, whole.PayableTo = "La Banque postale", "123456789012", "1234567", "Agent comptable de l’établissement"
	booked := p.book(whole)
	if len(booked.Warnings) != 0 {
		t.Fatalf("complete: %v", booked.Warnings)
	}
	// The same cheque is not booked twice, unless the first entry was an error.
	var refusal *law.Refusal
	if _, err := money.BookPayment(p.accountant, p.app, whole); !errors.As(err, &refusal) {
		t.Fatalf("the same cheque again: %v", err)
	}
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "Montant mal saisi au guichet"); err != nil {
		t.Fatal(err)
	}
	p.book(whole)
	other := p.desk(money.Cheque, 1000)
	other.Bank, other.Account, other.ChequeNumber, other.PayableTo = "La Banque postale", "123456789012", "1234568", "M. Durand"
	if booked := p.book(other); !warns(booked.Warnings, "F-09") {
		t.Fatal("a cheque to somebody else warns")
	}
}

func TestV31ChequeDatedAheadWarns(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	d := p.desk(money.Cheque, 1000)
	d.Bank, d.Account, d.ChequeNumber, d.PayableTo, d.CashOn = "BRED", "7", "7", "Agent comptable de l’établissement", "2027-03-01"
	if booked := p.book(d); !warns(booked.Warnings, "V-31") || p.lastNote("payments.create") != "V-31" {
		t.Fatalf("%v", booked.Warnings)
	}
	d.ChequeNumber, d.CashOn = "8", "2026-11-16"
	if booked := p.book(d); len(booked.Warnings) != 0 {
		t.Fatalf("dated today: %v", booked.Warnings)
	}
}

func TestDetailsOfAPaymentStayAsBooked(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Cash, 1000))
	detail, err := p.app.FindFirstRecordByData("payment_details", "payment", booked.PaymentID)
	if err != nil {
		t.Fatal(err)
	}
	detail.Set("payer_name", "Quelqu’un d’autre")
	if err := p.app.SaveWithContext(p.accountant, detail); !refusedBy(err, "F-01") {
		t.Fatalf("changed: %v", err)
	}
	var series *core.Record
	if series, err = p.app.FindFirstRecordByData("receipt_series", "code", "Q-2026"); err != nil {
		t.Fatal(err)
	}
	var refusal *law.Refusal
	series.Set("code", "Z")
	if err := p.app.SaveWithContext(p.accountant, series); !errors.As(err, &refusal) {
		t.Fatalf("series: %v", err)
	}
}
