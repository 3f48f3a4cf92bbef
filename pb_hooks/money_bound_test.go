package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// chargeIDs are the charges of the pupil, the first due first.
func (w *world) chargeIDs() (ids []string) {
	w.t.Helper()
	open, err := money.OpenCharges(w.app, w.accountant, w.pupil)
	w.must(err)
	for _, a := range open {
		ids = append(ids, a.ID)
	}
	return ids
}

func (w *world) cancel(charge, decision string, amount cents.Amount) error {
	_, err := money.Grant(as(w.accountant), w.app, money.NewGrant{ChargeID: charge, Kind: money.Cancellation, ApprovalID: decision, Amount: amount})
	return err
}

// The head's decision that a pupil does not go cancels what the voted terms give back, in one row or in several: a cent more is
// a remission. By hand as through the page, which settles exactly that.
func TestF13AWithdrawalCancelsWhatTheTermsGiveBack(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	charges, seat := w.chargeIDs(), w.seatOf(id, w.pupil).Id
	w.must(w.decide(w.head, "withdrawal", "seats", seat, "yes"))
	decision, err := w.app.FindFirstRecordByData("approvals", "subject_id", seat)
	w.must(err)
	w.refused("F-13", w.cancel(charges[0], decision.Id, 1)) // the pupil still goes
	w.must(w.withdraw(id, trip.CauseFamily))

	// Half of 300 € comes back; each charge is of 150 €.
	w.restRefused("F-13", "POST", "grants", map[string]any{
		"charge": charges[0], "kind": "cancellation", "approval": decision.Id, "amount_cents": 150_00, "granted_at": "2026-11-16 09:00:00.000Z", "by_staff": w.accountant.ID,
	})
	w.must(w.cancel(charges[0], decision.Id, 100_00))
	w.refused("F-13", w.cancel(charges[1], decision.Id, 50_01))
	w.must(w.cancel(charges[1], decision.Id, 50_00))
	w.refused("F-13", w.cancel(charges[0], decision.Id, 1))
	if due := w.left(); due != 150_00 {
		t.Errorf("%s remain due", due)
	}
	w.must(money.Verify(w.app))
}

// What was asked in error is what goes beyond the price in force; what a family accepted is owed.
func TestF13AnErrorIsWhatGoesBeyondThePrice(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	decide := func(charge string) string {
		t.Helper()
		decision, err := money.DecideOnCharge(as(w.head), w.app, charge, money.Cancellation, "Appelé deux fois.")
		w.must(err)
		return decision
	}
	right := w.chargeIDs()[0]
	w.refused("F-13", w.cancel(right, decide(right), 1))

	w.must(school.SetParameter(as(w.accountant), w.app, school.NewSetting{Rule: "V-21", Name: "severity", Value: "warn", From: "2026-11-16", Reason: "Reprise saisie à la main."}))
	w.must(w.charge(id, w.record("trips", id).GetString("act"), 100_00, ""))
	wrong := ""
	for _, c := range w.chargeIDs() {
		if a, err := w.app.FindRecordById("charges", c); err == nil && a.GetInt("amount_cents") == 100_00 {
			wrong = c
		}
	}
	w.must(w.cancel(wrong, decide(wrong), 60_00))
	w.refused("F-13", w.cancel(right, decide(right), 40_01))
	w.must(w.cancel(wrong, decide(wrong), 40_00))
	w.refused("F-13", w.cancel(right, decide(right), 1))
	w.must(money.Verify(w.app))
}

// The final report gives each family its share of what the trip did not cost, and no decision of the same name gives more.
func TestF13TheReportGivesBackItsShareOnly(t *testing.T) {
	w := newWorld(t)
	id, bob, _ := w.back(500_00)
	report, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'final_report'")
	w.must(err)
	charge, err := w.app.FindFirstRecordByFilter("charges", "pupil = {:pupil} && allocations_via_charge.amount_cents > 0", map[string]any{"pupil": bob})
	w.must(err)
	give := func(decision string, amount cents.Amount) error {
		_, err := money.Grant(as(w.accountant), w.app, money.NewGrant{ChargeID: charge.Id, Kind: money.Surplus, ApprovalID: decision, Amount: amount})
		return err
	}
	w.refused("F-13", give(report.Id, 25_01))
	onCharge, err := money.DecideOnCharge(as(w.accountant), w.app, charge.Id, money.Surplus, "Bilan.")
	if err == nil {
		w.refused("F-13", give(onCharge, 1)) // a report is of a trip, not of a charge
	}
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	w.must(w.decide(w.bursar, "final_report", "trips", id, "yes"))
	again, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'final_report' && id != {:first}", map[string]any{"first": report.Id})
	w.must(err)
	w.refused("F-13", give(again.Id, 1))
	w.must(money.Verify(w.app))
}

// A decision to pay back is no decision to ask less.
func TestF13ADecisionToPayBackCancelsNothing(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	decision, err := testapp.Try(p.app, p.accountant, "approvals", map[string]any{
		"kind": "refund", "subject_collection": "charges", "subject_id": charge, "decision": "yes", "by_staff": school.ActorIn(p.accountant).ID,
		"reason": "Trop-perçu", "decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	second := testapp.As(t, p.app, school.Accountant)
	_, err = money.Grant(second, p.app, money.NewGrant{ChargeID: charge, Kind: money.Cancellation, ApprovalID: decision.Id, Amount: 1, ActID: p.actOf("remission", "15"), Assent: assent})
	if !refusedBy(err, "F-13") {
		t.Fatal(err)
	}
}
