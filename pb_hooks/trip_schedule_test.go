package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// An instalment after the departure lets the trip go on; the journal names the rule.
func TestV30AnInstalmentAfterTheDepartureWarns(t *testing.T) {
	w := newWorld(t)
	w.given(rome(func(p *plan) { p.schedule[1].DueOn = "2027-04-20" }), trip.Balanced)
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-30") {
		t.Errorf("the journal says %q", note)
	}
	naples := w.given(rome(func(p *plan) { p.Title = "Naples" }), trip.Endorsed)
	w.must(trip.AgreeToSchedule(as(w.accountant), w.app, naples))
	w.must(w.step(naples, trip.Balanced, trip.Vote{}))
	if note := w.noteOf("trips.update"); strings.Contains(note, "V-30") {
		t.Errorf("the journal says %q", note)
	}
}

// Several payments ask for the accountant's agreement, in person, on the schedule as it is: a change takes it back.
func TestV30TheAccountantAgreesToInstalments(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Endorsed)
	agreed := func() string { return w.record("trips", id).GetString("schedule_agreed_on") }
	for _, a := range []school.Actor{w.bursar, w.head, w.teacher} {
		w.objected(trip.AgreeToSchedule(as(a), w.app, id))
	}
	given := map[string]any{"schedule_agreed_on": "2026-11-16", "schedule_agreed_by": w.accountant.ID}
	w.restObjected("PATCH", "trips/"+id, given)
	w.objected(w.write(w.bursar, "trips", id, given))
	w.objected(w.write(w.accountant, "trips", id, map[string]any{"schedule_agreed_on": "2026-11-16", "schedule_agreed_by": w.accountant.ID, "title": "Autre"}))
	w.objected(w.write(w.accountant, "trips", id, map[string]any{"title": "Autre"}))
	w.must(trip.AgreeToSchedule(as(w.accountant), w.app, id))
	if agreed() == "" {
		t.Fatal("the agreement is not kept")
	}
	w.must(trip.SetSchedule(as(w.bursar), w.app, id, rome().schedule))
	if agreed() != "" {
		t.Error("the agreement outlives the schedule")
	}
	w.must(w.step(id, trip.Balanced, trip.Vote{}))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-30") {
		t.Errorf("the journal says %q", note)
	}
}
