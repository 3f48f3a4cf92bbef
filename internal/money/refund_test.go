package money_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// decided is a favourable decision on a subject.
func (f *till) decided(kind, collection, id string) string {
	f.t.Helper()
	by := testapp.As(f.t, f.app, school.Head, school.Bursar)
	record, err := testapp.Try(f.app, by, "approvals", map[string]any{
		"kind": kind, "subject_collection": collection, "subject_id": id, "decision": "yes", "by_staff": school.ActorIn(by).ID,
		"decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return record.Id
}

func (f *till) lowered(charge string, kind money.GrantKind, amount cents.Amount) error {
	f.t.Helper()
	decision := map[money.GrantKind]string{money.Surplus: "final_report", money.Cancellation: "withdrawal", money.SocialFund: "social_fund"}[kind]
	_, err := money.Grant(f.accountant, f.app, money.NewGrant{ChargeID: charge, Kind: kind, ApprovalID: f.decided(decision, "charges", charge), Amount: amount})
	return err
}

var sales = money.Subject{Collection: "sales", ID: "cahiers"}

// Two parents have paid one charge: what is released goes back in proportion to what each paid, to the cent.
func TestV28ReleasedMoneyIsTheirsWhoPaidIt(t *testing.T) {
	f := openTill(t)
	other := f.row("guardians", map[string]any{"first_name": "Bruno", "last_name": "Lovelace"})
	f.row("guardianships", map[string]any{"pupil": f.pupil, "guardian": other, "responsibility": 1})
	charge := f.charge(f.due(30000, "2026-12-01"))[0]
	f.transfer(20000)
	if _, err := money.BookPayment(f.accountant, f.app, money.Desk{Means: money.Transfer, Amount: 10000, PupilID: f.pupil, PayerID: other}); err != nil {
		t.Fatal(err)
	}
	if err := f.lowered(charge, money.Surplus, 1000); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Due() != 0 || b.Credit != 1000 || b.Paid != 29000 {
		t.Fatalf("%+v", b)
	}

	// No payer receives what another paid.
	owe := money.NewRefund{PupilID: f.pupil, PayerID: other, Subject: sales, Cause: money.BySurplus, Amount: 334}
	_, err := money.OweBack(f.accountant, f.app, owe)
	wantRefusal(t, err, "V-28")

	ids, err := money.OweBackReleased(f.accountant, f.app, money.NewRefund{PupilID: f.pupil, Subject: sales, Cause: money.BySurplus})
	if err != nil || len(ids) != 2 {
		t.Fatal(ids, err)
	}
	got := map[string]cents.Amount{}
	all, err := money.Refunds(f.app, f.viewer, money.RefundFilter{PupilID: f.pupil})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		got[r.PayerID] = r.Amount
	}
	if got[f.guardian] != 667 || got[other] != 333 {
		t.Fatalf("%v", got)
	}
	if b := f.balance(); b.Credit != 0 || b.GoingBack != 1000 {
		t.Fatalf("%+v", b)
	}

	// Each sees their own, and not the other's.
	for viewer, amount := range map[string]cents.Amount{f.guardian: 667, other: 333} {
		mine, err := money.RefundsOf(f.app, school.Actor{Kind: school.Guardian, ID: viewer})
		if err != nil || len(mine) != 1 || mine[0].Amount != amount {
			t.Fatalf("%v %v", mine, err)
		}
	}
	// The same released money is not owed twice.
	if again, err := money.OweBackReleased(f.accountant, f.app, money.NewRefund{PupilID: f.pupil, Subject: sales, Cause: money.BySurplus}); err != nil || len(again) != 0 {
		t.Fatal(again, err)
	}
}

func TestAReleaseStopsAtWhatWasPaidAndAtZero(t *testing.T) {
	f := openTill(t)
	charge := f.charge(f.due(30000, "2026-12-01"))[0]
	f.transfer(12000)
	if err := f.lowered(charge, money.Cancellation, 20000); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Due() != 0 || b.Credit != 2000 {
		t.Fatalf("what remained due went first: %+v", b)
	}
	wantRefusal(t, f.lowered(charge, money.Cancellation, 10001), "")
	wantRefusal(t, f.lowered(charge, money.SocialFund, 1), "")
	if err := f.lowered(charge, money.Cancellation, 10000); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Due() != 0 || b.Credit != 12000 {
		t.Fatalf("%+v", b)
	}
	// Nobody takes an allocation back by hand.
	payment := f.transferred()
	wantRefusal(t, money.Allocate(f.accountant, f.app, payment, money.Line{ChargeID: charge, Amount: -1}), "")
}

func (f *till) transferred() (id string) {
	f.t.Helper()
	if err := f.app.DB().Select("id").From("payments").Row(&id); err != nil {
		f.t.Fatal(err)
	}
	return id
}

// The part that an aid paid goes back to its fund, and never more than it paid.
func TestV28TheShareOfAnAidGoesBackToItsFund(t *testing.T) {
	f := openTill(t)
	charge := f.charge(f.due(30000, "2026-12-01"))[0]
	if err := f.lowered(charge, money.SocialFund, 15000); err != nil {
		t.Fatal(err)
	}
	back := money.NewRefund{PupilID: f.pupil, Funder: money.AidFund(money.SocialFund), Subject: sales, Cause: money.BySurplus, Amount: 15001}
	_, err := money.OweBack(f.accountant, f.app, back)
	wantRefusal(t, err, "V-28")
	back.Amount = 1000
	if _, err := money.OweBack(f.accountant, f.app, back); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.GoingBack != 0 || b.Credit != 0 {
		t.Fatalf("it never was the family's: %+v", b)
	}
	mine, err := money.RefundsOf(f.app, f.actor())
	if err != nil || len(mine) != 0 {
		t.Fatalf("the family sees the fund's: %v %v", mine, err)
	}
}

func TestMoneyGoingBackIsNoLongerThere(t *testing.T) {
	f := openTill(t)
	booked := f.transfer(5000)
	charge := f.charge(f.due(5000, "2026-12-01"))[0]
	owe := money.NewRefund{PupilID: f.pupil, PayerID: f.guardian, Subject: sales, Cause: money.ByOverpayment, Amount: 3000}
	id, err := money.OweBack(f.bursar, f.app, owe)
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, money.Allocate(f.accountant, f.app, booked.PaymentID, money.Line{ChargeID: charge, Amount: 2001}), "")
	wantRefusal(t, money.ReversePayment(f.accountant, f.app, booked.PaymentID, "Virement rejeté par la banque"), "")
	_, err = money.OweBack(f.parent, f.app, money.NewRefund{PupilID: f.pupil, PayerID: f.guardian, Subject: sales, Cause: money.ByOverpayment, Amount: 1})
	wantRefusal(t, err, "")

	if err := money.Reallocate(f.accountant, f.app, id); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Credit != 5000 || b.GoingBack != 0 {
		t.Fatalf("%+v", b)
	}
	if err := money.Allocate(f.accountant, f.app, booked.PaymentID, money.Line{ChargeID: charge, Amount: 5000}); err != nil {
		t.Fatal(err)
	}
	f.balance()
}
