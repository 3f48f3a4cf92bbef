package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// decide records a decision about a place, as the head's page does.
func (w *world) decide(a school.Actor, kind, collection, id, decision string) error {
	return w.try(a, "approvals", map[string]any{
		"kind": kind, "subject_collection": collection, "subject_id": id, "decision": decision, "by_staff": a.ID, "decided_at": school.Clock(w.app).Now(),
	})
}

// No program, no office, no operator puts a pupil aside for a debt: aid is offered first, then the head decides in person.
func TestV23NobodyIsPutAsideForMoney(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	seat := w.seatOf(id, w.pupil).Id
	unpaid := map[string]any{"state": "withdrawn", "cause": "unpaid"}
	for _, a := range []school.Actor{{Kind: school.System}, w.accountant, w.bursar, w.secretary, w.head} {
		w.refused("V-23", w.write(a, "seats", seat, unpaid))
	}
	w.restRefused("V-23", "PATCH", "seats/"+seat, unpaid)
	r := w.record("seats", seat)
	r.Load(unpaid)
	w.refused("V-23", w.app.SaveNoValidate(r))

	unpaid["aid_offered"] = true
	w.refused("V-23", w.write(w.secretary, "seats", seat, unpaid))
	w.objected(w.decide(w.bursar, "withdrawal", "seats", seat, "yes"))
	w.must(w.decide(w.head, "withdrawal", "seats", seat, "yes"))
	w.must(w.decide(w.head, "withdrawal", "seats", seat, "no")) // thinks better of it
	w.refused("V-23", w.write(w.secretary, "seats", seat, unpaid))
	w.must(w.decide(w.head, "withdrawal", "seats", seat, "yes"))
	delete(unpaid, "aid_offered")
	w.refused("V-23", w.write(w.secretary, "seats", seat, unpaid))
	unpaid["aid_offered"] = true
	w.must(w.write(w.secretary, "seats", seat, unpaid))
}

func TestV23ARefusalSaysWhy(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.refused("V-23", w.try(w.secretary, "seats", map[string]any{"trip": id, "pupil": w.pupil, "state": "refused", "cause": "unpaid", "aid_offered": true}))
	w.objected(w.try(w.secretary, "seats", map[string]any{"trip": id, "pupil": w.pupil, "state": "refused"}))
	w.must(w.try(w.secretary, "seats", map[string]any{"trip": id, "pupil": w.pupil, "state": "refused", "cause": "medical"}))
}

// A place belongs to a pupil: it is given to no other, and moved by those whose place it is to.
func TestAPlaceIsMovedByTheFamilyAndTheOffice(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	other, theirs := w.child("Zoé", "2013-02-02")
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	seat := w.seatOf(id, w.pupil).Id
	w.objected(w.write(w.head, "seats", seat, map[string]any{"pupil": other}))
	w.restObjected("PATCH", "seats/"+seat, map[string]any{"pupil": other})
	w.objected(w.app.DeleteWithContext(as(w.head), w.record("seats", seat)))
	w.restObjected("DELETE", "seats/"+seat, nil)
	leave := map[string]any{"state": "withdrawn", "cause": "family"}
	for _, a := range []school.Actor{w.teacher, w.accountant, w.guardian(theirs), {Kind: school.Guest}} {
		w.objected(w.write(a, "seats", seat, leave))
	}
	w.restObjected("PATCH", "seats/"+seat, leave)
	w.restObjected("POST", "seats", map[string]any{"trip": id, "pupil": other, "state": "offered"})
	w.objected(w.try(w.secretary, "seats", map[string]any{"trip": id, "pupil": other, "state": "committed"})) // nobody signed
	w.must(w.write(w.secretary, "seats", seat, leave))
	w.objected(w.sign(w.guardian(w.mother), id, w.pupil, true)) // it is the school that offers it again
	w.must(w.write(w.secretary, "seats", seat, map[string]any{"state": "offered"}))
	for _, a := range []school.Actor{w.secretary, w.head, {Kind: school.System}} {
		w.objected(w.write(a, "seats", seat, map[string]any{"state": "committed"})) // the signature of before is not played again
	}
	w.restObjected("PATCH", "seats/"+seat, map[string]any{"state": "committed"})
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
}

// Every pair of states of a place: what the table does not hold is refused, to the program as to anybody.
func TestTheTableOfPlacesIsHeld(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	all := []string{trip.SeatInterested, trip.SeatWaiting, trip.SeatOffered, trip.SeatCommitted, trip.SeatWithdrawn, trip.SeatRefused}
	w.must(w.sign(mother, id, w.pupil, true))
	seat := w.seatOf(id, w.pupil).Id
	for _, from := range all {
		for _, to := range all {
			_, err := w.app.DB().NewQuery("UPDATE seats SET state = {:s}, cause = 'family'").Bind(map[string]any{"s": from}).Execute()
			w.must(err)
			got := w.write(mother, "seats", seat, map[string]any{"state": to})
			served := to == trip.SeatOffered && (from == trip.SeatWaiting || from == trip.SeatWithdrawn) // the school offers, a family does not help itself
			if legal := trip.SeatStep(from, to) && !served; (got == nil) != legal {
				t.Errorf("from %s to %s: %v", from, to, got)
			}
		}
	}
}

// One price for all: a charge is an instalment of the voted schedule, once, whoever makes it.
func TestV21OnePriceForAll(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	voted := w.record("trips", id).GetString("act")
	first, second := w.instalment(id, 1), w.instalment(id, 2)
	w.refused("V-21", w.charge(id, voted, 100_00, first))
	w.refused("V-21", w.charge(id, voted, 150_00, ""))
	w.refused("V-21", w.charge(id, voted, 150_00, w.instalment(w.given(museum(), trip.Draft), 1)))
	a := w.rest("POST", "charges", map[string]any{
		"pupil": w.pupil, "debtor_id": w.mother, "subject_collection": "trips", "subject_id": id, "basis": "act", "act": voted, "label": "Voyage",
		"amount_cents": 100_00, "instalment_id": first, "charged_at": "2026-11-16 09:00:00.000Z",
	})
	if a.status != 400 || a.Data["amount_cents"].Code != "V-21" || a.Data["rule"].Code != "F-02" { // an operator liquidates nothing either
		t.Errorf("%+v", a)
	}
	w.must(w.charge(id, voted, 150_00, first))
	w.must(w.charge(id, voted, 150_00, second))
	w.refused("V-21", w.try(w.bursar, "charges", map[string]any{
		"pupil": w.pupil, "debtor_id": w.mother, "subject_collection": "trips", "subject_id": id, "basis": "act", "act": voted, "label": "Voyage",
		"amount_cents": 150_00, "instalment_id": second, "charged_at": "2026-11-16 09:00:00.000Z",
	}))
}

// Where the accountant chose that these two rules only warn, the journal names them.
func TestV21WarnsWhereTheAccountantChoseSo(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	warn := school.NewSetting{Rule: "V-21", Name: "severity", Value: "warn", From: "2026-11-16", Reason: "Grille par revenus votée, saisie à la main."}
	w.objected(school.SetParameter(as(w.head), w.app, warn))
	w.must(school.SetParameter(as(w.accountant), w.app, warn))
	w.must(w.try(w.bursar, "charges", map[string]any{
		"pupil": w.pupil, "debtor_id": w.mother, "subject_collection": "trips", "subject_id": id, "basis": "act",
		"act": w.record("trips", id).GetString("act"), "label": "Voyage", "amount_cents": 100_00, "charged_at": "2026-11-16 09:00:00.000Z",
	}))
	if note := w.noteOf("charges.create"); !strings.Contains(note, "V-21") {
		t.Errorf("the journal says %q", note)
	}
}

func TestV22WarnsWhereTheAccountantChoseSo(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Submitted)
	cheaper := w.actRow(map[string]any{"overnight": true, "price_cents": 280_00})
	vote := func() error { return w.write(w.bursar, "trips", id, map[string]any{"state": "voted", "act": cheaper}) }
	w.refused("V-22", vote())
	warn := school.NewSetting{Rule: "V-22", Name: "severity", Value: "warn", From: "2026-11-16", Reason: "L’académie admet un prix maximal."}
	w.objected(school.SetParameter(as(w.bursar), w.app, warn))
	w.must(school.SetParameter(as(w.accountant), w.app, warn))
	w.must(vote())
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-22") {
		t.Errorf("the journal says %q", note)
	}
}

// What was cancelled by a decision may be charged again, when the family comes back.
func TestV21WhatWasCancelledIsChargedAgain(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	w.must(w.sign(mother, id, w.pupil, true))
	seat := w.seatOf(id, w.pupil).Id
	w.must(w.write(w.secretary, "seats", seat, map[string]any{"state": "withdrawn", "cause": trip.CauseMedical}))
	w.must(w.decide(w.head, "withdrawal", "seats", seat, "yes"))
	decision, err := w.app.FindFirstRecordByData("approvals", "subject_id", seat)
	w.must(err)
	charges, err := w.app.FindAllRecords("charges")
	w.must(err)
	for _, c := range charges {
		_, err := money.Grant(as(w.accountant), w.app, money.NewGrant{
			ChargeID: c.Id, Kind: money.Cancellation, ApprovalID: decision.Id, Amount: cents.Amount(c.GetInt("amount_cents")),
		})
		w.must(err)
	}
	w.must(w.write(w.secretary, "seats", seat, map[string]any{"state": "offered"}))
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

func (w *world) instalment(id string, rank int) string {
	w.t.Helper()
	r, err := w.app.FindFirstRecordByFilter("instalments", "trip = {:trip} && rank_no = {:rank}", map[string]any{"trip": id, "rank": rank})
	w.must(err)
	return r.Id
}

// A charge without a signature can stand (a place kept by hand); no money is set against it before the family has signed,
// unless the accountant lifts the rule for the trip.
func TestV32NoDepositBeforeTheSignature(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	voted := w.record("trips", id).GetString("act")
	w.must(w.charge(id, voted, 150_00, w.instalment(id, 1)))
	pay := func() error {
		_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: 150_00, PupilID: w.pupil, PayerID: w.mother})
		return err
	}
	w.refused("V-32", pay())
	charge, err := w.app.FindFirstRecordByData("charges", "pupil", w.pupil)
	w.must(err)
	a := w.rest("POST", "allocations", map[string]any{"payment": "nothing00000000", "charge": charge.Id, "amount_cents": 150_00})
	if a.status != 400 || !strings.Contains(a.Message, "V-32") || a.Data["rule"].Code != "F-01" { // an operator books nothing either
		t.Errorf("%+v", a)
	}
	lift := school.NewLift{Rule: "V-32", SubjectCollection: "trips", SubjectID: id, Reason: "Acompte reçu avec un engagement sur papier."}
	for _, a := range []school.Actor{w.head, w.bursar, w.teacher, {Kind: school.System}, {Kind: school.Operator, ID: "o"}} {
		w.objected(school.Lift(as(a), w.app, lift))
	}
	w.must(school.Lift(as(w.accountant), w.app, lift))
	w.must(pay())
	if note := w.noteOf("allocations.create"); !strings.Contains(note, "V-32 (levée par Agnès Personnel") {
		t.Errorf("the journal says %q", note)
	}
}

func TestV32ASignatureIsEnough(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: 150_00, PupilID: w.pupil, PayerID: w.mother})
	w.must(err)
}

func TestV32WarnsWhereTheAccountantChoseSo(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.charge(id, w.record("trips", id).GetString("act"), 150_00, w.instalment(id, 1)))
	warn := school.NewSetting{Rule: "V-32", Name: "severity", Value: "warn", From: "2026-11-16", Reason: "Accord de l’agent comptable."}
	w.objected(school.SetParameter(as(w.bursar), w.app, warn))
	w.must(school.SetParameter(as(w.accountant), w.app, warn))
	_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: 150_00, PupilID: w.pupil, PayerID: w.mother})
	w.must(err)
	if note := w.noteOf("allocations.create"); note != "V-32" {
		t.Errorf("the journal says %q", note)
	}
}

// The rule is about money that comes: what goes back to a family that never signed is not held, even once the rule blocks again.
func TestV32MoneyGoesBackWithoutASignature(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.charge(id, w.record("trips", id).GetString("act"), 150_00, w.instalment(id, 1)))
	charge, err := w.app.FindFirstRecordByData("charges", "pupil", w.pupil)
	w.must(err)
	effect := func(severity string, on law.Day) {
		t.Helper()
		w.must(school.SetParameter(as(w.accountant), w.app, school.NewSetting{Rule: "V-32", Name: "severity", Value: severity, From: on, Reason: "Accord de l’agent comptable."}))
	}
	effect("warn", "2026-11-16")
	booked, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: 150_00, PupilID: w.pupil, PayerID: w.mother})
	w.must(err)
	effect("block", "2026-11-16")
	_, err = testapp.Try(w.app, as(w.accountant), "allocations", map[string]any{"payment": booked.PaymentID, "charge": charge.Id, "amount_cents": 1})
	w.refused("V-32", err)
	decision, err := money.DecideOnCharge(as(w.head), w.app, charge.Id, money.Cancellation, "La famille renonce avant de signer")
	w.must(err)
	_, err = money.Grant(as(w.accountant), w.app, money.NewGrant{ChargeID: charge.Id, Kind: money.Cancellation, ApprovalID: decision, Amount: 150_00})
	w.must(err)
	if note := w.noteOf("allocations.create"); note != "" {
		t.Errorf("money that goes back is noted as a deposit: %q", note)
	}
	w.must(money.Verify(w.app))
}
