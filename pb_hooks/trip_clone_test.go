package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// A copy is what the trip is, never who goes, when, nor what was decided: every approval is to be given again.
func TestACopyTakesNeitherPeopleNorDates(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	copied, err := trip.Clone(as(w.colleague), w.app, id, "2028-04-10", "2028-04-15")
	w.must(err)
	from, to := w.record("trips", id), w.record("trips", copied)
	if to.GetString("state") != "draft" || to.GetString("organiser") != w.colleague.ID || to.GetString("act") != "" || to.GetString("cloned_from") != id {
		t.Errorf("%s %s %q", to.GetString("state"), to.GetString("organiser"), to.GetString("act"))
	}
	for _, field := range []string{"answer_by", "ariane_on", "board_called_on", "adults_required", "reported_on", "cancel_reason"} {
		if v := to.GetString(field); v != "" && v != "0" {
			t.Errorf("%s came along: %s", field, v)
		}
	}
	for _, field := range []string{"title", "destination", "price_cents", "pupils_estimated", "purpose"} {
		if from.GetString(field) != to.GetString(field) {
			t.Errorf("%s: %q, not %q", field, to.GetString(field), from.GetString(field))
		}
	}
	for _, collection := range []string{"seats", "commitments", "chaperones", "documents", "rosters", "trip_answers", "instalments", "contracts", "imprests"} {
		if n, err := w.app.CountRecords(collection, nil); err != nil {
			t.Fatal(err)
		} else if n > 0 {
			rows, err := w.app.FindRecordsByFilter(collection, "trip = {:trip}", "", 1, 0, map[string]any{"trip": copied})
			if err == nil && len(rows) > 0 {
				t.Errorf("%s came along", collection)
			}
		}
	}
	before, err := trip.LoadFacts(w.app, id)
	w.must(err)
	after, err := trip.LoadFacts(w.app, copied)
	w.must(err)
	if len(after.Lines) != len(before.Lines) || after.Budget.Gap() != before.Budget.Gap() || after.Opinion != nil || after.Authorised != nil {
		t.Errorf("%d lines of %d, gap %s", len(after.Lines), len(before.Lines), after.Budget.Gap())
	}
	for _, l := range after.Lines {
		if l.Side == trip.Income && l.Status != "requested" {
			t.Errorf("%s is still %s", l.Category, l.Status)
		}
	}
	_, err = trip.Clone(as(school.Actor{Kind: school.Guardian, ID: w.mother}), w.app, id, "2028-04-10", "2028-04-15")
	if err == nil {
		t.Error("a parent copied a trip")
	}
	_, err = trip.Clone(as(w.teacher), w.app, id, "2028-04-10", "2028-04-01")
	w.objected(err)
}

// Two trips that ask for the same class on the same days clash, and say by whom; cancelled ones do not.
func TestTheCalendarShowsWhatClashes(t *testing.T) {
	w := newWorld(t)
	first := w.given(rome(), trip.Draft)
	other := w.given(museum(func(p *plan) { p.DepartsOn, p.ReturnsOn, p.AnswerBy = "2027-04-14", "2027-04-14", "2027-03-01" }), trip.Draft)
	w.given(museum(), trip.Draft)
	trips, clashes, err := trip.Calendar(w.app, w.secretary, "2026-2027")
	w.must(err)
	if len(trips) != 3 || trips[0].Title != "Musée" || trips[0].Public != "4B" {
		t.Fatalf("%+v", trips)
	}
	if len(clashes) != 1 || clashes[0].A.ID != first || clashes[0].B.ID != other || clashes[0].Pupils != 1 || !strings.Contains(strings.Join(clashes[0].Adults, ","), "Paul") {
		t.Fatalf("%+v", clashes)
	}
	w.must(trip.Step(as(w.teacher), w.app, other, trip.Cancelled, "Plus de car disponible."))
	if _, clashes, err = trip.Calendar(w.app, w.secretary, "2026-2027"); err != nil || len(clashes) > 0 {
		t.Errorf("%v %+v", err, clashes)
	}
	if trips, _, err = trip.Calendar(w.app, w.secretary, "2025-2026"); err != nil || len(trips) > 0 {
		t.Errorf("%v %d", err, len(trips))
	}
	if trips, _, err = trip.Calendar(w.app, school.Actor{Kind: school.Guardian, ID: w.mother}, "2026-2027"); err != nil || len(trips) > 0 {
		t.Error("a family reads the calendar of the staff")
	}
}
