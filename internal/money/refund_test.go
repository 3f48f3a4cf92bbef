package money_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/law"
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
		"reason": "Région, lettre du 12 novembre", "decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return record.Id
}

// effect has the accountant set what a broken rule does: block, or warn.
func (f *till) effect(rule, severity string) {
	f.t.Helper()
	err := school.SetParameter(f.accountant, f.app, school.NewSetting{
		Rule: rule, Name: law.SeverityParameter, Value: severity, From: school.Clock(f.app).Today(), Reason: "Petit établissement, avis de l’académie",
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *till) lowered(charge string, kind money.GrantKind, amount cents.Amount) error {
	f.t.Helper()
	decision := map[money.GrantKind]string{money.Surplus: "final_report", money.Cancellation: "withdrawal", money.ThirdParty: "third_party"}[kind]
	g := money.NewGrant{ChargeID: charge, Kind: kind, ApprovalID: f.decided(decision, "charges", charge), Amount: amount}
	if kind != money.ThirdParty { // nothing but the decision tells how much of a sale may be taken off: the board votes it
		g.ActID, g.Assent = f.remissionAct(), "Avis conforme"
	}
	_, err := money.Grant(f.accountant, f.app, g)
	return err
}

// remissionAct is the act by which the board remits debts.
func (f *till) remissionAct() string {
	f.t.Helper()
	if f.remission == "" {
		f.remission = f.row("acts", map[string]any{"organ": "board", "act_number": "R-1", "purpose": school.RemissionAct, "voted_on": "2026-10-01", "published_on": "2026-10-05"})
	}
	return f.remission
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
	wantRefusal(t, f.lowered(charge, money.ThirdParty, 1), "")
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
	if err := f.lowered(charge, money.ThirdParty, 15000); err != nil {
		t.Fatal(err)
	}
	back := money.NewRefund{PupilID: f.pupil, Funder: money.AidFund(money.ThirdParty), Subject: sales, Cause: money.BySurplus, Amount: 15001}
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

const (
	aFrenchAccount = "FR14 2004 1010 0505 0001 3M02 606"
	itsNumber      = "FR1420041010050500013M02606"
)

// owed is a refund of an amount to the family of the fixture, of an overpayment.
func (f *till) owed(amount cents.Amount) string {
	f.t.Helper()
	f.transfer(amount)
	id, err := money.OweOverpaid(f.bursar, f.app, money.Credit{PupilID: f.pupil, PayerID: f.guardian, Amount: amount})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *till) refund(id string) money.Refund {
	f.t.Helper()
	all, err := money.Refunds(f.app, f.viewer, money.RefundFilter{})
	if err != nil {
		f.t.Fatal(err)
	}
	for _, r := range all {
		if r.ID == id {
			return r
		}
	}
	f.t.Fatalf("no refund %s", id)
	return money.Refund{}
}

func (f *till) on(day law.Day) {
	f.t.Helper()
	if err := school.Advance(context.Background(), f.app, day.At(9, 0, time.UTC), func(context.Context) error { return nil }); err != nil {
		f.t.Fatal(err)
	}
}

// Under 8 €, an overpayment is the school's three months after its notice: not a day before, and never without notice.
func TestF12ASmallOverpaymentIsKeptThreeMonthsAfterNotice(t *testing.T) {
	f := openTill(t)
	id := f.owed(799)
	wantRefusal(t, money.KeepRefunds(f.accountant, f.app, id), "F-12")
	if err := money.NotifyRefunds(f.bursar, f.app, id); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, money.KeepRefunds(f.accountant, f.app, id), "F-12") // she has no e-mail: her letter is not posted yet
	if err := money.RecordPosting(f.bursar, f.app, "2026-11-16", id); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.NotifiedOn != "2026-11-16" || r.ClaimableUntil != "2027-02-16" {
		t.Fatalf("%+v", r)
	}
	for _, day := range []law.Day{"2026-11-17", "2027-02-16"} {
		f.on(day)
		wantRefusal(t, money.KeepRefunds(f.accountant, f.app, id), "F-12")
		if err := money.RunRefunds(context.Background(), f.app); err != nil || f.refund(id).State != money.RefundNotified {
			t.Fatal(f.refund(id).State, err)
		}
	}
	f.on("2027-02-17")
	if err := money.RunRefunds(context.Background(), f.app); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.State != money.RefundKept {
		t.Fatalf("%+v", r)
	}
	if b := f.balance(); b.Kept != 799 || b.Credit != 0 {
		t.Fatalf("%+v", b)
	}
}

// A family that owes something else is not refunded its overpayment behind its debt's back.
func TestF12WhatIsOwedComesFirst(t *testing.T) {
	f := openTill(t)
	f.transfer(5000)
	f.charge(f.due(2000, "2026-12-01"))
	credit, err := money.Overpaid(f.app, f.viewer)
	if err != nil || len(credit) != 1 || credit[0].Amount != 5000 || credit[0].PayerID != f.guardian {
		t.Fatal(credit, err)
	}
	_, err = money.OweOverpaid(f.bursar, f.app, credit[0])
	wantRefusal(t, err, "")
}

func TestV29ALargeSumIsOwedUntilTheEndOfTheFourthYear(t *testing.T) {
	f := openTill(t)
	id := f.owed(800)
	if err := money.NotifyRefunds(f.bursar, f.app, id); err != nil {
		t.Fatal(err)
	}
	f.on("2027-06-01")
	wantRefusal(t, money.KeepRefunds(f.accountant, f.app, id), "F-12")
	wantRefusal(t, money.LapseRefunds(f.accountant, f.app, id), "F-12")
	f.on("2029-06-01")
	f.on("2030-12-31")
	wantRefusal(t, money.LapseRefunds(f.accountant, f.app, id), "F-12")
	if r := f.refund(id); r.LapsesAfter != "2030-12-31" {
		t.Fatalf("%+v", r)
	}
	f.on("2031-01-01")
	if err := money.RunRefunds(context.Background(), f.app); err != nil || f.refund(id).State != money.RefundLapsed {
		t.Fatal(f.refund(id).State, err)
	}
	if b := f.balance(); b.Kept != 800 {
		t.Fatalf("%+v", b)
	}
}

func TestV28SilenceIsNoGift(t *testing.T) {
	f := openTill(t)
	id := f.owed(700)
	wantRefusal(t, money.WaiveRefund(f.accountant, f.app, id, ""), "V-28")
	wantRefusal(t, money.WaiveRefund(f.bursar, f.app, id, "Renonciation écrite reçue le 16 novembre"), "V-28")
	_, stranger := f.family("Bob", "Garrec")
	other := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: stranger})
	wantRefusal(t, money.WaiveRefund(other, f.app, id, ""), "V-28")
	if err := money.WaiveRefund(f.parent, f.app, id, ""); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.State != money.RefundWaived || r.WaivedAt.IsZero() {
		t.Fatalf("%+v", r)
	}
	onPaper := f.owed(700)
	if err := money.WaiveRefund(f.accountant, f.app, onPaper, "Lettre du 16 novembre 2026, signée, au dossier"); err != nil {
		t.Fatal(err)
	}
	f.balance()
}

// The account is asked when it is needed, sealed, never shown, used once, erased.
func TestAnAccountIsSealedThenErased(t *testing.T) {
	f := openTill(t)
	f.sql("UPDATE school SET iban = 'DE89370400440532013000', name = 'Collège d’essai'", nil)
	id := f.owed(80000)
	wantRefusal(t, money.ClaimRefund(f.parent, f.app, id, "FR14 2004 1010 0505 0001 3M02 607", "Anne Lovelace"), "")
	_, stranger := f.family("Bob", "Garrec")
	other := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: stranger})
	wantRefusal(t, money.ClaimRefund(other, f.app, id, aFrenchAccount, "Chris Garrec"), "")
	if err := money.ClaimRefund(f.parent, f.app, id, aFrenchAccount, "Anne Lovelace"); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.State != money.RefundClaimed || r.IbanTail != "2606" {
		t.Fatalf("%+v", r)
	}

	_, err := money.PrepareBatch(f.parent, f.app, "2026-11-20", id)
	wantRefusal(t, err, "")
	batch, err := money.PrepareBatch(f.accountant, f.app, "2026-11-20", id)
	if err != nil {
		t.Fatal(err)
	}
	// Four eyes: who prepared does not send.
	wantRefusal(t, money.SendBatch(f.accountant, f.app, batch), "F-21")
	f.effect("F-21", "warn") // money leaves: whatever effect the accountant gives the rule
	wantRefusal(t, money.SendBatch(f.accountant, f.app, batch), "F-21")
	wantRefusal(t, money.SendBatch(f.bursar, f.app, batch), "")
	// Nothing of a prepared batch changes.
	wantRefusal(t, money.ClaimRefund(f.parent, f.app, id, "DE89370400440532013000", "Anne Lovelace"), "")
	record, err := f.app.FindRecordById("refunds", id)
	if err != nil {
		t.Fatal(err)
	}
	record.Set("iban_sealed", "autre")
	if err := f.app.SaveWithContext(f.accountant, record); err == nil {
		t.Error("the account of a batch changed")
	}

	second := testapp.As(t, f.app, school.Accountant)
	name, body, err := money.BankFile(second, f.app, batch, "xml")
	if err != nil || name != "virements-R-2026-001.xml" || !strings.Contains(string(body), itsNumber) || !strings.Contains(string(body), `<InstdAmt Ccy="EUR">800.00</InstdAmt>`) {
		t.Fatalf("%s %v\n%s", name, err, body)
	}
	if _, _, err := money.BankFile(f.parent, f.app, batch, "xml"); err == nil {
		t.Error("a family reads the file of the bank")
	}
	if err := money.SendBatch(second, f.app, batch); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.State != money.RefundSent || r.SentOn != "2026-11-16" || r.IbanTail != "2606" {
		t.Fatalf("%+v", r)
	}
	if b := f.balance(); b.Refunded != 80000 || b.Credit != 0 {
		t.Fatalf("%+v", b)
	}
	if _, _, err := money.BankFile(second, f.app, batch, "xml"); err == nil {
		t.Error("the file of a sent batch is written again")
	}

	// Sent for good; and nowhere in the folder does the account stand, journal included.
	record, err = f.app.FindRecordById("refunds", id)
	if err != nil || record.GetString("iban_sealed") != "" || record.GetString("account_holder") != "" {
		t.Fatalf("%v %v", record, err)
	}
	record.Set("state", string(money.RefundDue))
	if err := f.app.SaveWithContext(f.accountant, record); err == nil {
		t.Error("a sent refund came back")
	}
	var lines []struct{ OldValues, NewValues string }
	if err := f.app.DB().Select("old_values", "new_values").From("journal_details").All(&lines); err != nil || len(lines) == 0 {
		t.Fatal(err)
	}
	for _, l := range lines {
		for _, secret := range []string{"2606", itsNumber, "iban_", "account_holder"} {
			if strings.Contains(l.OldValues+l.NewValues, secret) {
				t.Errorf("the journal holds %q: %s %s", secret, l.OldValues, l.NewValues)
			}
		}
	}
}

func TestABatchGivenUpFreesItsRefunds(t *testing.T) {
	f := openTill(t)
	id := f.owed(2000)
	if err := money.ClaimRefund(f.bursar, f.app, id, aFrenchAccount, "Anne Lovelace"); err != nil {
		t.Fatal(err)
	}
	_, err := money.PrepareBatch(f.bursar, f.app, "2026-11-20", id)
	wantRefusal(t, err, "") // the school's own account is not known
	if f.count("refund_batches") != 0 {
		t.Error("a batch stayed")
	}
	f.sql("UPDATE school SET iban = 'DE89370400440532013000'", nil)
	batch, err := money.PrepareBatch(f.bursar, f.app, "2026-11-20", id)
	if err != nil {
		t.Fatal(err)
	}
	if err := money.CancelBatch(f.bursar, f.app, batch); err != nil {
		t.Fatal(err)
	}
	if r := f.refund(id); r.State != money.RefundClaimed || r.Batch != "" || r.EndToEnd != "" {
		t.Fatalf("%+v", r)
	}
	wantRefusal(t, money.SendBatch(f.accountant, f.app, batch), "")
	again, err := money.PrepareBatch(f.bursar, f.app, "2026-11-23", id)
	if err != nil {
		t.Fatal(err)
	}
	if err := money.SendBatch(f.accountant, f.app, again); err != nil {
		t.Fatal(err)
	}
	f.balance()
}
