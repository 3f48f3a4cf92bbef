package money_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

func TestChargesPaymentAndReversalMakeTheBalance(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, "2026-11-01"), f.due(15000, "2026-12-01"))
	if b := f.balance(); b.Charged != 25000 || b.Due() != 25000 || b.Late != 10000 {
		t.Fatalf("after the charges: %+v", b)
	}
	booked := f.transfer(12000)
	if len(booked.Allocations) != 2 || booked.Allocations[0].Amount != 10000 || booked.Allocations[1].Amount != 2000 || booked.Credit != 0 {
		t.Fatalf("oldest due first: %+v", booked)
	}
	if booked.Receipt != "Q-2026 n°\u00a000001" {
		t.Fatalf("receipt %q", booked.Receipt)
	}
	if b := f.balance(); b.Paid != 12000 || b.Due() != 13000 || b.Late != 0 {
		t.Fatalf("after the payment: %+v", b)
	}
	if err := money.ReversePayment(f.accountant, f.app, booked.PaymentID, "Virement rejeté par la banque"); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Paid != 0 || b.Due() != 25000 || b.Credit != 0 {
		t.Fatalf("after the reversal: %+v", b)
	}
}

func TestPaymentBeyondWhatIsDueStaysAsCreditThenSettlesANewCharge(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, "2026-11-01"))
	booked := f.transfer(13000)
	if booked.Credit != 3000 || f.balance().Credit != 3000 {
		t.Fatalf("credit: %+v", booked)
	}
	next := f.charge(f.due(5000, "2027-01-01"))[0]
	wantRefusal(t, money.Allocate(f.accountant, f.app, booked.PaymentID, money.Line{ChargeID: next, Amount: 3001}), "")
	if err := money.Allocate(f.accountant, f.app, booked.PaymentID, money.Line{ChargeID: next, Amount: 3000}); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Credit != 0 || b.Due() != 2000 {
		t.Fatalf("%+v", b)
	}
}

func TestChosenAllocationsNeverExceedThePaymentNorTheCharge(t *testing.T) {
	f := openTill(t)
	ids := f.charge(f.due(10000, "2026-11-01"), f.due(15000, "2026-12-01"))
	try := func(amount cents.Amount, lines ...money.Line) error {
		_, err := money.BookPayment(f.accountant, f.app, money.Desk{
			Means: money.Transfer, Amount: amount, PupilID: f.pupil, PayerID: f.guardian, Allocations: lines,
		})
		return err
	}
	wantRefusal(t, try(5000, money.Line{ChargeID: ids[0], Amount: 6000}), "")
	wantRefusal(t, try(20000, money.Line{ChargeID: ids[0], Amount: 10001}), "")
	wantRefusal(t, try(20000, money.Line{ChargeID: ids[0], Amount: 6000}, money.Line{ChargeID: ids[0], Amount: 6000}), "")
	wantRefusal(t, try(20000, money.Line{ChargeID: ids[0], Amount: -1}), "")
	wantRefusal(t, try(20000, money.Line{ChargeID: "nothing", Amount: 10}), "")
	wantRefusal(t, try(0), "")
	if f.count("payments") != 0 || f.count("receipts") != 0 || f.count("payment_details") != 0 {
		t.Fatal("a refused payment left rows")
	}
	if err := try(15000, money.Line{ChargeID: ids[1], Amount: 15000}); err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Due() != 10000 || b.Late != 10000 {
		t.Fatalf("the later charge was chosen: %+v", b)
	}
}

func TestOneFamilyDoesNotPayTheDebtOfAnother(t *testing.T) {
	f := openTill(t)
	other, guardian := f.family("Alan", "Turing")
	c := f.due(10000, "2026-11-01")
	c.PupilID, c.DebtorID = other, guardian
	theirs := f.charge(c)[0]
	_, err := money.BookPayment(f.accountant, f.app, money.Desk{
		Means: money.Transfer, Amount: 10000, PupilID: f.pupil, PayerID: f.guardian, Allocations: []money.Line{{ChargeID: theirs, Amount: 10000}},
	})
	wantRefusal(t, err, "")
	_, err = money.BookPayment(f.accountant, f.app, money.Desk{Means: money.Transfer, Amount: 10000, PupilID: f.pupil, PayerID: guardian})
	wantRefusal(t, err, "")
	// One transfer for two children of the same guardian.
	f.row("guardianships", map[string]any{"pupil": other, "guardian": f.guardian, "responsibility": 1})
	c.DebtorID = f.guardian
	sibling := f.charge(c)[0]
	own := f.charge(f.due(4000, ""))[0]
	f.transfer(14000, money.Line{ChargeID: own, Amount: 4000}, money.Line{ChargeID: sibling, Amount: 10000})
	if b := f.balance(); b.Due() != 0 || b.Credit != 0 {
		t.Fatalf("%+v", b)
	}
}

func TestTokenSentTwiceBooksOnce(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, "2026-11-01"))
	desk := money.Desk{Means: money.Transfer, Amount: 4000, PupilID: f.pupil, PayerID: f.guardian, Token: "form-1"}
	var wait sync.WaitGroup
	results := make([]money.Booked, 8)
	for i := range results {
		wait.Go(func() {
			var err error
			if results[i], err = money.BookPayment(f.accountant, f.app, desk); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	fresh := 0
	for _, r := range results {
		if !r.Replayed {
			fresh++
		}
		if r.PaymentID != results[0].PaymentID || r.Receipt != results[0].Receipt || len(r.Allocations) != 1 {
			t.Fatalf("%+v differs from %+v", r, results[0])
		}
	}
	if fresh != 1 || f.count("payments") != 1 || f.balance().Paid != 4000 {
		t.Fatalf("%d bookings", fresh)
	}
	desk.Amount = 5000
	_, err := money.BookPayment(f.accountant, f.app, desk)
	wantRefusal(t, err, "")
}

func TestReceiptsHaveNoGapUnderConcurrencyAndFailures(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(1_000_000, "2026-11-01"))
	broken := errors.New("power cut")
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			desk := money.Desk{Means: money.Transfer, Amount: 100, PupilID: f.pupil, PayerID: f.guardian}
			if i%4 != 3 {
				if _, err := money.BookPayment(f.accountant, f.app, desk); err != nil {
					t.Error(err)
				}
				return
			}
			err := f.app.RunInTransaction(func(tx core.App) error {
				if _, err := money.BookPayment(f.accountant, tx, desk); err != nil {
					return err
				}
				return broken // after the receipt was written
			})
			if !errors.Is(err, broken) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if f.count("receipts") != 18 || f.count("payments") != 18 {
		t.Fatalf("%d receipts", f.count("receipts"))
	}
	if b := f.balance(); b.Paid != 1800 { // verifies the series too
		t.Fatalf("%+v", b)
	}
	if err := school.VerifyJournal(f.app); err != nil {
		t.Fatal(err)
	}
}

func TestInstalmentIsChargedOncePerPupil(t *testing.T) {
	f := openTill(t)
	c := f.due(10000, "2026-12-01")
	c.InstalmentID = "inst1"
	first := f.charge(c, c)
	again := f.charge(c)
	if first[0] != first[1] || first[0] != again[0] || f.count("charges") != 1 {
		t.Fatalf("%v %v", first, again)
	}
	c.Amount = 9000
	_, err := money.Charge(f.bursar, f.app, c)
	wantRefusal(t, err, "")
}

func TestBulkChargesLeaveOneLineWithTheirDigest(t *testing.T) {
	f := openTill(t)
	before := f.count("journal")
	f.charge(f.due(1, ""), f.due(2, ""), f.due(3, ""))
	if f.count("journal") != before+1 {
		t.Fatalf("%d lines", f.count("journal")-before)
	}
	var note string
	if err := f.app.DB().Select("note").From("journal").OrderBy("line_no DESC").Limit(1).Row(&note); err != nil || !strings.HasPrefix(note, "3 créances, empreinte ") {
		t.Fatalf("%q %v", note, err)
	}
	if err := school.VerifyJournal(f.app); err != nil {
		t.Fatal(err)
	}
}

func TestGuardianSeesOnlyWhatTheyOweAndPaid(t *testing.T) {
	f := openTill(t)
	father := f.row("guardians", map[string]any{"first_name": "Guy", "last_name": "Lovelace"})
	f.row("guardianships", map[string]any{"pupil": f.pupil, "guardian": father, "responsibility": 1})
	c := f.due(7000, "2026-11-01")
	c.DebtorID = father
	f.charge(f.due(10000, "2026-11-01"), c)
	booked := f.transfer(10000, money.Line{ChargeID: f.charge(f.due(10000, ""))[0], Amount: 10000})
	s, err := money.StatementOf(f.app, f.actor())
	if err != nil || len(s.Charges) != 2 || s.Due != 10000 || s.Late != 10000 || len(s.Payments) != 1 || s.Payments[0].Receipt == "" || s.Payments[0].Settled != 10000 {
		t.Fatalf("%+v %v", s, err)
	}
	s, err = money.StatementOf(f.app, school.Actor{Kind: school.Guardian, ID: father})
	if err != nil || len(s.Charges) != 1 || s.Due != 7000 || len(s.Payments) != 0 {
		t.Fatalf("%+v %v", s, err)
	}
	for _, stranger := range []school.Actor{{}, {Kind: school.System}, {Kind: school.Operator, ID: "x"}, {Kind: school.Guardian}, {Kind: school.Pupil, ID: f.pupil}} {
		s, err = money.StatementOf(f.app, stranger)
		if err != nil || len(s.Charges)+len(s.Payments) != 0 {
			t.Fatalf("%+v sees %+v (%v)", stranger, s, err)
		}
		if _, found, _ := money.ReceiptOf(f.app, stranger, booked.PaymentID); found {
			t.Fatalf("%+v sees a receipt", stranger)
		}
	}
	receipt, found, err := money.ReceiptOf(f.app, f.actor(), booked.PaymentID)
	if err != nil || !found || receipt.PayerName != "Anne Lovelace" || len(receipt.Lines) != 1 || receipt.Amount != 10000 || receipt.Name() != booked.Receipt {
		t.Fatalf("%+v %v", receipt, err)
	}
}

func TestQueriesAreClosedToThoseWhoDoNotSeeMoney(t *testing.T) {
	f := openTill(t)
	for _, viewer := range []school.Actor{{}, f.actor(), {Kind: school.Operator}, {Kind: school.Staff, Roles: []school.Role{school.Teacher, school.Secretary}}} {
		_, err := money.Balances(f.app, viewer, money.Scope{})
		wantRefusal(t, err, "")
		_, err = money.TripMoney(f.app, viewer, "x")
		wantRefusal(t, err, "")
		_, err = money.Journal(f.app, viewer, "2026-01-01", "2027-01-01")
		wantRefusal(t, err, "")
		_, err = money.StatementFor(f.app, viewer, f.pupil)
		wantRefusal(t, err, "")
		_, err = money.ToLookAt(f.app, viewer)
		wantRefusal(t, err, "")
	}
}

func TestJournalListsPaymentsAndTheirReversals(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, "2026-11-01"))
	booked := f.transfer(4000)
	f.transfer(3000)
	if err := money.ReversePayment(f.accountant, f.app, booked.PaymentID, "Erreur de famille au guichet"); err != nil {
		t.Fatal(err)
	}
	today := school.Clock(f.app).Today()
	j, err := money.Journal(f.app, f.viewer, today, today)
	if err != nil || len(j.Lines) != 3 || len(j.Totals) != 1 {
		t.Fatalf("%+v %v", j, err)
	}
	if j.Totals[0] != (money.TakingsTotal{Day: today, Means: money.Transfer, Count: 3, Amount: 3000}) {
		t.Fatalf("%+v", j.Totals)
	}
	for _, l := range j.Lines {
		if l.PayerName != "Anne Lovelace" || l.PupilName != "Ada Lovelace" || l.For != "Participation au voyage" || l.Receipt == "" {
			t.Fatalf("%+v", l)
		}
	}
	if empty, err := money.Journal(f.app, f.viewer, today.Add(1), today.Add(9)); err != nil || len(empty.Lines) != 0 {
		t.Fatalf("%+v %v", empty, err)
	}
}

func TestTripMoneyAddsUpPupilByPupil(t *testing.T) {
	f := openTill(t)
	f.votedTrip("trip00000000001", 10000, "2026-11-01", "2026-12-01")
	other, guardian := f.family("Alan", "Turing")
	var charges []money.NewCharge
	for i, due := range []law.Day{"2026-11-01", "2026-12-01"} {
		c := f.due(10000, due)
		c.Subject, c.InstalmentID = money.OfTrip("trip00000000001"), fmt.Sprintf("inst0000000000%d", i+1)
		charges = append(charges, c)
		c.PupilID, c.DebtorID = other, guardian
		charges = append(charges, c)
	}
	f.charge(charges...)
	f.signed("trip00000000001", f.pupil)
	f.transfer(20000)
	got, err := money.TripMoney(f.app, f.viewer, "trip00000000001")
	if err != nil || got.Charged != 40000 || got.Paid != 20000 || got.Due != 20000 || got.Late != 10000 || got.Settled != 1 || len(got.Pupils) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if p := got.Pupils[1]; p.LastName != "Turing" || p.NextDueOn != "2026-11-01" || p.Due != 20000 {
		t.Fatalf("%+v", p)
	}
}
