package pb_hooks_test

import (
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// paid has the accountant book a transfer of the mother's.
func (w *world) paid(amount cents.Amount) {
	w.t.Helper()
	_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: amount, PupilID: w.pupil, PayerID: w.mother})
	w.must(err)
}

// owedBack is what is recorded as going back for the pupil, and why.
func (w *world) owedBack() (amount cents.Amount, cause string) {
	w.t.Helper()
	rows, err := w.app.FindAllRecords("refunds", dbx.HashExp{"pupil": w.pupil})
	w.must(err)
	for _, r := range rows {
		amount += cents.Amount(r.GetInt("amount_cents"))
		cause = r.GetString("cause")
	}
	return amount, cause
}

func (w *world) left() cents.Amount {
	w.t.Helper()
	all, err := money.Balances(w.app, w.accountant, money.Scope{PupilID: w.pupil})
	w.must(err)
	if len(all) == 0 {
		return 0
	}
	return all[0].Due()
}

func (w *world) withdraw(id, cause string) error {
	return trip.Withdraw(as(w.secretary), w.app, trip.NewWithdrawal{TripID: id, PupilID: w.pupil, Cause: cause, Reason: "Lettre du 16 novembre."})
}

// A family asks, the office records, the head decides, the accountant has the ledger follow: to the cent, by the terms the
// family signed.
func TestV34AWithdrawalFollowsTheTermsSigned(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	w.objected(trip.AskToLeave(as(mother), w.app, id, w.pupil, trip.CauseFamily, ""))
	w.must(w.sign(mother, id, w.pupil, true))
	w.paid(250_00)
	stranger, theirs := w.child("Zoé", "2013-02-02")
	if err := trip.AskToLeave(as(w.guardian(theirs)), w.app, id, w.pupil, trip.CauseFamily, ""); err == nil {
		t.Errorf("the parent of %s asks for another child", stranger)
	}
	w.must(trip.AskToLeave(as(mother), w.app, id, w.pupil, trip.CauseFamily, "Nous déménageons."))
	w.objected(trip.AskToLeave(as(mother), w.app, id, w.pupil, trip.CauseFamily, ""))
	w.wantSeat(id, w.pupil, trip.SeatCommitted) // the place stays theirs until the school answers
	settle := func() error { return trip.SettleWithdrawal(as(w.accountant), w.app, id, w.pupil) }
	w.objected(settle())
	w.must(w.withdraw(id, trip.CauseFamily))
	w.objected(settle()) // the head has not decided
	w.objected(trip.DecideWithdrawal(as(w.bursar), w.app, id, w.pupil, 0, ""))
	w.must(trip.DecideWithdrawal(as(w.head), w.app, id, w.pupil, 0, "Déménagement."))
	w.refused("F-13", trip.SettleWithdrawal(as(w.bursar), w.app, id, w.pupil))
	w.must(settle())
	// More than sixty days before the departure the terms give back half of 300 €; 250 € were paid, 100 € go back.
	if back, cause := w.owedBack(); back != 100_00 || cause != "withdrawal" {
		t.Errorf("%s go back, for %s", back, cause)
	}
	if due := w.left(); due != 0 {
		t.Errorf("%s still due", due)
	}
	w.objected(settle()) // once
}

func TestV33TheSchoolGivesBackAllItCancels(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.paid(150_00)
	w.must(w.step(id, trip.Cancelled, trip.Vote{}))
	n, err := trip.SettleCancelled(as(w.accountant), w.app, id)
	w.must(err)
	if back, cause := w.owedBack(); n != 1 || back != 150_00 || cause != "cancellation" || w.left() != 0 {
		t.Errorf("%d families, %s back for %s, %s due", n, back, cause, w.left())
	}
	if n, err := trip.SettleCancelled(as(w.accountant), w.app, id); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
}

// Head and accountant together lift V-33; one of them does not.
func TestV33IsLiftedByTwo(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.must(w.withdraw(id, trip.CauseSchool))
	lift := school.NewLift{Rule: "V-33", SubjectCollection: "trips", SubjectID: id, Reason: "Convention particulière signée avec les familles."}
	kept := func() cents.Amount {
		x, err := trip.WithdrawalOf(w.app, w.accountant, id, w.pupil)
		w.must(err)
		return x.Owed
	}
	w.must(school.Lift(as(w.head), w.app, lift))
	if kept() != 0 {
		t.Errorf("the head alone has %s kept", kept())
	}
	w.must(school.Lift(as(w.accountant), w.app, lift))
	if kept() != 300_00 { // « other » gives back what is recoverable, and nothing was said to be
		t.Errorf("%s kept", kept())
	}
}

// A remission is the head's, in person, and stays within what the board delegates.
func TestARemissionComesOnTopOfTheTerms(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.must(w.withdraw(id, trip.CauseDiscipline))
	seat := w.seatOf(id, w.pupil).Id
	w.objected(w.write(w.secretary, "seats", seat, map[string]any{"remission_cents": 10_00}))
	w.restObjected("PATCH", "seats/"+seat, map[string]any{"remission_cents": 10_00})
	w.must(trip.SetRecoverable(as(w.bursar), w.app, id, w.pupil, 40_00))
	w.must(trip.DecideWithdrawal(as(w.head), w.app, id, w.pupil, 60_00, "Situation de famille."))
	w.objected(trip.SettleWithdrawal(as(w.accountant), w.app, id, w.pupil)) // nothing was delegated
	x, err := trip.WithdrawalOf(w.app, w.accountant, id, w.pupil)
	w.must(err)
	if x.Cancelled != 40_00 || x.Remitted != 60_00 || x.Owed != 200_00 {
		t.Errorf("%+v", x.Settled)
	}
	if _, err := trip.WithdrawalOf(w.app, w.teacher, id, w.pupil); err == nil {
		t.Error("the organiser reads the money of a family")
	}
	under := func(act string) error {
		return trip.SettleWithdrawalUnder(as(w.accountant), w.app, id, w.pupil, act)
	}
	w.objected(under("aaaaaaaaaaaaaaa"))
	w.refused("F-13", under(w.record("trips", id).GetString("act"))) // it votes a trip, no remission
	w.must(under(w.actRow(map[string]any{"purpose": school.RemissionAct})))
	if due := w.left(); due != 200_00 {
		t.Errorf("%s still due", due)
	}
}

// The place given to another counts as replaced once the other has signed, not before.
func TestAReplacementCountsOnceSigned(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(2)
	id := w.given(rome(places(1, trip.ByArrival, "")), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	for i := range pupils {
		w.must(w.join(parents[i], id, pupils[i]))
	}
	n := trip.NewWithdrawal{TripID: id, PupilID: w.pupil, Cause: trip.CauseFamily, ReplacedBy: pupils[1]}
	w.refused("V-73", trip.Withdraw(as(w.secretary), w.app, n)) // another comes first
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	n.ReplacedBy = pupils[0]
	w.must(trip.Withdraw(as(w.secretary), w.app, n))
	cause := func() string {
		x, err := trip.WithdrawalOf(w.app, w.accountant, id, w.pupil)
		w.must(err)
		return x.Cause
	}
	if cause() != trip.CauseFamily {
		t.Errorf("cause %s before the other signs", cause())
	}
	w.must(w.sign(parents[0], id, pupils[0], true))
	if cause() != trip.CauseReplaced {
		t.Errorf("cause %s once the other has signed", cause())
	}
}

// A cause written after the fact is judged like the withdrawal itself: no back door to V-23.
func TestV23ACauseChangedAfterwardsIsJudged(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.must(w.withdraw(id, trip.CauseFamily))
	seat := w.seatOf(id, w.pupil).Id
	w.refused("V-23", w.write(w.secretary, "seats", seat, map[string]any{"cause": "unpaid"}))
	w.restRefused("V-23", "PATCH", "seats/"+seat, map[string]any{"cause": "unpaid"})
	w.must(trip.DecideWithdrawal(as(w.head), w.app, id, w.pupil, 0, "Impayé, aide proposée."))
	w.must(w.write(w.secretary, "seats", seat, map[string]any{"cause": "unpaid", "aid_offered": true}))
}
