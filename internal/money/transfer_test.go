package money_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// sibling is another child of the same guardian, with a charge of its own.
func (f *till) sibling(amount cents.Amount) (pupil, charge string) {
	f.t.Helper()
	pupil = f.row("pupils", map[string]any{"first_name": "Byron", "last_name": "Lovelace", "birth_on": "2014-05-01"})
	f.row("guardianships", map[string]any{"pupil": pupil, "guardian": f.guardian, "responsibility": 1})
	c := f.due(amount, "2026-12-01")
	c.PupilID = pupil
	return pupil, f.charge(c)[0]
}

func (f *till) dueOn(charge string) cents.Amount {
	f.t.Helper()
	var due cents.Amount
	err := f.app.DB().NewQuery(`SELECT c.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id), 0)
		- COALESCE((SELECT SUM(a.amount_cents) FROM allocations a WHERE a.charge = c.id), 0) FROM charges c WHERE c.id = {:id}`).Bind(map[string]any{"id": charge}).Row(&due)
	if err != nil {
		f.t.Fatal(err)
	}
	return due
}

func TestWhatAPaymentSettlesMovesToAnotherCharge(t *testing.T) {
	f := openTill(t)
	charges := f.charge(f.due(10000, "2026-12-01"), f.due(4000, "2027-01-01"))
	booked := f.transfer(10000)
	move := money.NewTransfer{PaymentID: booked.PaymentID, FromCharge: charges[0], ToCharge: charges[1], Amount: 4000, Reason: "Payé par erreur sur la première échéance"}
	for name, change := range map[string]func(*money.NewTransfer){
		"above what is due": func(n *money.NewTransfer) { n.Amount = 4001 },
		"nothing":           func(n *money.NewTransfer) { n.Amount = 0 },
		"without a reason":  func(n *money.NewTransfer) { n.Reason = "non" },
		"to itself":         func(n *money.NewTransfer) { n.ToCharge = charges[0] },
	} {
		wrong := move
		change(&wrong)
		if err := money.Move(f.accountant, f.app, wrong); err == nil {
			t.Errorf("%s: moved", name)
		}
	}
	wantRefusal(t, money.Move(f.bursar, f.app, move), "F-01")
	move.Token = "jeton"
	for range 2 { // sent twice, moved once
		if err := money.Move(f.accountant, f.app, move); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := f.dueOn(charges[0]), f.dueOn(charges[1]); a != 4000 || b != 0 {
		t.Errorf("%s and %s remain", a, b)
	}
	if b := f.balance(); b.Paid != 10000 || b.Credit != 0 {
		t.Errorf("%+v", b)
	}
	if moved, err := money.TransfersOf(f.app, f.viewer, f.pupil); err != nil || len(moved) != 1 || moved[0].Amount != 4000 || moved[0].By == "" {
		t.Errorf("%+v %v", moved, err)
	}
}

func TestF12ACreditIsUsedElsewhereWithConsentOnly(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(1000, "2026-12-01"))
	booked := f.transfer(6000) // 50 € too many
	pupil, charge := f.sibling(4000)
	elsewhere := money.NewTransfer{PaymentID: booked.PaymentID, ToCharge: charge, Amount: 2500, Reason: "Avoir imputé sur la fratrie"}
	wantRefusal(t, money.Move(f.accountant, f.app, elsewhere), "F-12")
	wantRefusal(t, money.Allocate(f.accountant, f.app, booked.PaymentID, money.Line{ChargeID: charge, Amount: 2500}), "F-12")
	noted := elsewhere
	noted.ConsentBy, noted.ConsentOn = f.guardian, "2026-11-15"
	wantRefusal(t, money.Move(f.accountant, f.app, noted), "F-12") // on which paper?
	noted.ConsentNote = "Courriel du 15 novembre, classé"
	other := noted
	other.ConsentBy = f.other()
	wantRefusal(t, money.Move(f.accountant, f.app, other), "F-12")
	if err := money.Move(f.accountant, f.app, noted); err != nil {
		t.Fatal(err)
	}
	// The family uses the rest itself: pressing the button is the consent, and pressing twice changes nothing.
	for range 2 {
		if used, err := money.UseCredit(f.parent, f.app, charge, 5000, "jeton"); err != nil || used != 1500 {
			t.Fatalf("%s %v", used, err)
		}
	}
	if due := f.dueOn(charge); due != 0 {
		t.Errorf("%s remain", due)
	}
	all, err := money.Balances(f.app, f.viewer, money.Scope{PupilID: pupil})
	if err != nil || len(all) != 1 || all[0].Due() != 0 {
		t.Errorf("%+v %v", all, err)
	}
	if b := f.balance(); b.Credit != 1000 {
		t.Errorf("credit %s", b.Credit)
	}
}

// A family uses its own credit on its own debt: not another's credit, not another's debt.
func TestF12NobodyUsesTheCreditOfAnother(t *testing.T) {
	f := openTill(t)
	other := f.other()
	own := f.charge(f.due(1000, "2026-12-01"))[0]
	f.transfer(6000)
	theirs := f.due(2000, "2026-12-01")
	theirs.DebtorID = other
	charge := f.charge(theirs)[0]
	as := func(guardian string) error {
		ctx := school.WithActor(t.Context(), school.Actor{Kind: school.Guardian, ID: guardian})
		_, err := money.UseCredit(ctx, f.app, charge, 2000, "jeton"+guardian)
		return err
	}
	wantRefusal(t, as(f.guardian), "") // not their debt
	wantRefusal(t, as(other), "")      // no credit
	var payment string
	if err := f.app.DB().NewQuery("SELECT id FROM payments").Row(&payment); err != nil {
		t.Fatal(err)
	}
	stolen := money.NewTransfer{PaymentID: payment, ToCharge: charge, Amount: 2000, Reason: "Avoir d’une autre personne", ConsentBy: other, ConsentOn: "2026-11-16"}
	if err := money.Move(school.WithActor(t.Context(), school.Actor{Kind: school.Guardian, ID: other}), f.app, stolen); err == nil {
		t.Error("the other guardian took the credit")
	}
	// With the payer's written word, the accountant may settle the other's debt.
	stolen.ConsentBy, stolen.ConsentNote = f.guardian, "Lettre du 16 novembre, classée"
	if err := money.Move(f.accountant, f.app, stolen); err != nil {
		t.Fatal(err)
	}
	if f.dueOn(own) != 0 || f.dueOn(charge) != 0 || f.balance().Credit != 3000 {
		t.Errorf("%s %s %+v", f.dueOn(own), f.dueOn(charge), f.balance())
	}
}
