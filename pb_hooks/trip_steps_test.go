package pb_hooks_test

import (
	"fmt"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Every pair of states: a step that the table does not hold is taken by nobody, one that it holds is taken by the roles it
// names and by no other.
func TestTheTableOfStepsIsHeld(t *testing.T) {
	w := newWorld(t)
	actors := []school.Actor{w.head, w.bursar, w.accountant, w.secretary, w.teacher, {Kind: school.System}, {Kind: school.Guardian, ID: w.mother}, {Kind: school.Operator, ID: "o"}}
	for i, from := range trip.States {
		for _, to := range trip.States {
			if from == to {
				continue
			}
			id := w.at(from, fmt.Sprintf("2026-4%d", i))
			step, legal := trip.FindTransition(from, to)
			for _, a := range actors {
				err := w.write(a, "trips", id, map[string]any{"state": string(to), "cancel_reason": "Plus de car."})
				if may := legal && a.May(step.Permission); !may && err == nil {
					t.Errorf("%s %v from %s to %s: let through", a.Kind, a.Roles, from, to)
				}
				if err == nil {
					id = w.at(from, fmt.Sprintf("2026-4%d", i))
				}
			}
		}
	}
}

// at has a trip in a state by the front door.
func (w *world) at(state trip.State, number string) string {
	p := museum(func(p *plan) { p.vote.ActNumber = number + string(rune('a'+w.acts)) })
	w.acts++
	if state != trip.Cancelled {
		return w.given(p, state)
	}
	id := w.given(p, trip.Draft)
	w.must(w.step(id, trip.Cancelled, p.vote))
	return id
}

func TestATripBeginsAsAProject(t *testing.T) {
	w := newWorld(t)
	act := w.actRow(map[string]any{"overnight": true, "price_cents": 300_00})
	fields := map[string]any{
		"title": "Rome", "destination": "Rome", "country_code": "IT", "obligation": "optional", "departs_on": "2027-04-12", "returns_on": "2027-04-17",
		"organiser": w.teacher.ID, "state": "voted", "act": act,
	}
	w.objected(w.tryHouse(w.bursar, "trips", fields))
	fields["state"] = "draft"
	w.objected(w.try(w.bursar, "trips", fields))
	fields["act"] = ""
	for _, a := range []school.Actor{{Kind: school.Guardian, ID: w.mother}, {Kind: school.Guest}, w.accountant} {
		w.objected(w.try(a, "trips", fields))
	}
	w.must(w.try(w.teacher, "trips", fields))
}

// tryHouse makes a row and keeps only what the house objects: the law may have spoken first.
func (w *world) tryHouse(a school.Actor, collection string, fields map[string]any) error {
	return houseOnly(w.try(a, collection, fields))
}

// A teacher writes their own trips: they neither change, cancel, withdraw nor delete those of a colleague.
func TestATeacherHasNoHandOnTheTripsOfOthers(t *testing.T) {
	w := newWorld(t)
	draft, balanced := w.given(rome(), trip.Draft), w.given(rome(), trip.Balanced)
	mine := as(w.colleague)
	w.objected(w.write(w.colleague, "trips", draft, map[string]any{"title": "Florence"}))
	w.objected(w.write(w.colleague, "trips", draft, map[string]any{"organiser": w.colleague.ID}))
	w.objected(trip.Step(mine, w.app, draft, trip.Cancelled, "Je n’en veux pas."))
	w.objected(trip.Step(mine, w.app, balanced, trip.Draft, ""))
	w.objected(trip.SetBudget(mine, w.app, draft, 1, 10, 2, nil))
	w.objected(trip.SetTargets(mine, w.app, draft, nil))
	w.objected(w.app.DeleteWithContext(mine, w.record("trips", draft)))
	w.objected(w.write(school.Actor{Kind: school.Guardian, ID: w.mother}, "trips", draft, map[string]any{"title": "Florence"}))
	w.must(w.app.DeleteWithContext(as(w.teacher), w.record("trips", draft)))
	w.objected(w.app.DeleteWithContext(as(w.head), w.record("trips", balanced)))
}

// What was presented to the board is what is voted, opened and signed.
func TestWhatWasPresentedDoesNotChange(t *testing.T) {
	w := newWorld(t)
	for _, state := range []trip.State{trip.Submitted, trip.Voted, trip.Open} {
		id := w.at(state, "2026-5")
		for field, value := range map[string]any{
			"departs_on": "2026-12-09", "returns_on": "2026-12-11", "destination": "Nantes", "country_code": "ES", "pupils_estimated": 20, "adults_estimated": 1,
		} {
			if err := w.write(w.head, "trips", id, map[string]any{field: value}); err == nil {
				t.Errorf("%s changes while %s", field, state)
			}
		}
		w.must(w.write(w.teacher, "trips", id, map[string]any{"programme": "Deux ateliers."}))
	}
}

// A published tariff does not become the act of a trip with nights, by any order of writes.
func TestV07ADayOutDoesNotGrowANight(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(), trip.Voted)
	act := w.record("trips", id).GetString("act")
	w.refused("V-07", w.write(w.head, "trips", id, map[string]any{"returns_on": "2026-12-11"}))
	w.restRefused("V-07", "PATCH", "trips/"+id, map[string]any{"returns_on": "2026-12-11"})
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Draft, ""))
	if got := w.record("trips", id).GetString("act"); got != "" {
		t.Errorf("back to the project, the trip keeps %s", got)
	}
	w.must(w.write(w.teacher, "trips", id, map[string]any{"returns_on": "2026-12-11"}))
	for _, s := range []trip.State{trip.Endorsed, trip.Balanced, trip.Submitted} {
		w.must(w.step(id, s, trip.Vote{}))
	}
	w.refused("V-07", w.write(w.bursar, "trips", id, map[string]any{"state": "voted", "act": act}))
}

// The act of a trip comes with the vote and leaves with the return to the project: never in between, by anybody.
func TestTheActOfATripIsNotReplaced(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	other := w.actRow(map[string]any{"overnight": true, "price_cents": 300_00})
	w.objected(w.write(w.bursar, "trips", id, map[string]any{"act": other}))
	w.restObjected("PATCH", "trips/"+id, map[string]any{"act": other})
	voted := w.given(rome(func(p *plan) { p.vote.ActNumber, p.Destination = "2026-60", "Naples" }), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, voted, true, ""))
	w.objected(w.write(w.bursar, "trips", voted, map[string]any{"act": other}))
	w.objected(w.write(w.bursar, "trips", voted, map[string]any{"state": "open", "act": other}))
	w.objected(w.write(w.bursar, "trips", voted, map[string]any{"state": "draft"})) // keeping its act
	w.objected(w.app.DeleteWithContext(as(w.bursar), w.record("acts", w.record("trips", voted).GetString("act"))))
}

// A superuser takes no step even when nothing is missing, whatever they claim to be.
func TestAnOperatorTakesNoStep(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	claim := map[string]any{"Kind": "staff", "ID": w.head.ID, "Roles": []string{"head", "bursar"}}
	for _, fields := range []map[string]any{
		{"state": "open"}, {"state": "open", "@actor": claim}, {"state": "draft", "act": ""}, {"state": "cancelled", "cancel_reason": "Parce que."},
	} {
		w.restObjected("PATCH", "trips/"+id, fields)
	}
	for _, kind := range []string{"head_opinion", "head_authorisation", "bursar_balance", "submission", "withdrawal", "remission", "social_fund"} {
		w.restObjected("POST", "approvals", map[string]any{
			"kind": kind, "subject_collection": "trips", "subject_id": id, "decision": "yes", "by_staff": w.head.ID, "decided_at": "2026-11-16 09:00:00.000Z", "@actor": claim,
		})
	}
	if w.stateOf(id) != trip.Voted {
		t.Errorf("the trip is %s", w.stateOf(id))
	}
}
