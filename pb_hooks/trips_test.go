package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

func TestV01AnOutingIsCompulsoryOnlyWithinTheTimetable(t *testing.T) {
	w := newWorld(t)
	compulsory := func(p *plan) { free(p); p.Obligation, p.InTimetable = trip.Compulsory, true }
	for what, p := range map[string]plan{
		"with a night":          rome(compulsory, func(p *plan) { p.CountryCode = "FR" }),
		"abroad for the day":    museum(compulsory, func(p *plan) { p.CountryCode = "BE" }),
		"outside the timetable": museum(compulsory, func(p *plan) { p.InTimetable = false }),
	} {
		if _, err := trip.Create(as(w.teacher), w.app, p.Project); !refusedBy(err, "V-01") {
			t.Errorf("%s: %v", what, err)
		}
	}
	id := w.given(museum(compulsory), trip.Draft)
	w.restRefused("V-01", "PATCH", "trips/"+id, map[string]any{"returns_on": "2026-12-11"})
	w.restRefused("V-01", "PATCH", "trips/"+id, map[string]any{"country_code": "ES"})
	r := w.record("trips", id)
	r.Set("in_timetable", false)
	w.refused("V-01", w.app.SaveNoValidate(r))
	w.must(w.write(w.teacher, "trips", id, map[string]any{"in_timetable": false, "obligation": "optional"}))
}

func TestV02ACompulsoryOutingIsFree(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(free, func(p *plan) { p.Obligation, p.InTimetable = trip.Compulsory, true }), trip.Draft)
	w.refused("V-02", trip.SetBudget(as(w.teacher), w.app, id, 1, 10, 2, nil))
	w.restRefused("V-02", "PATCH", "trips/"+id, map[string]any{"price_cents": 100})
	// And a trip with a price does not become compulsory.
	other := w.given(museum(), trip.Draft)
	w.refused("V-02", w.write(w.teacher, "trips", other, map[string]any{"obligation": "compulsory", "in_timetable": true}))
}

func TestV02NothingIsChargedForACompulsoryOuting(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(free, func(p *plan) { p.Obligation, p.InTimetable = trip.Compulsory, true }), trip.Open)
	act := w.actRow(map[string]any{"act_number": "9"})
	w.refused("V-02", w.charge(id, act, 5_00, ""))
}

func TestV03OnlyTheHeadAuthorises(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	open := func() error { return trip.Step(as(w.bursar), w.app, id, trip.Open, "") }
	w.refused("V-03", open())
	w.restRefused("V-03", "PATCH", "trips/"+id, map[string]any{"state": "open"})
	for _, a := range []struct{ who, as string }{{w.teacher.ID, "teacher"}, {w.bursar.ID, "bursar"}, {w.secretary.ID, "secretary"}} {
		actor := w.teacher
		actor.ID = a.who
		w.objected(trip.Authorise(as(actor), w.app, id, true, ""))
	}
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(trip.Authorise(as(w.head), w.app, id, false, "Alerte sanitaire."))
	w.refused("V-03", open())
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(open())
}

// What the head authorised was one project: another one, voted again under the same name, is authorised again.
func TestV03AnAuthorisationDiesWithTheProject(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Draft, ""))
	w.must(w.write(w.teacher, "trips", id, map[string]any{"destination": "Naples"}))
	for _, s := range []trip.State{trip.Endorsed, trip.Balanced, trip.Submitted, trip.Voted} {
		w.must(w.step(id, s, rome(func(p *plan) { p.vote.ActNumber = "2026-30" }).vote))
	}
	w.refused("V-03", trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
}

// The head may take the authorisation back while families sign: then nobody commits any more.
func TestV03NobodySignsOnceTheAuthorisationIsTakenBack(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(trip.Authorise(as(w.head), w.app, id, false, "Alerte sanitaire."))
	mother := w.guardian(w.mother)
	w.refused("V-03", w.sign(mother, id, w.pupil, true))
	w.must(w.sign(mother, id, w.pupil, false))
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(w.sign(mother, id, w.pupil, true))
}

func TestV04ATripWithANightIsVoted(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Submitted)
	w.refused("V-04", w.write(w.bursar, "trips", id, map[string]any{"state": "voted"}))
	w.restRefused("V-04", "PATCH", "trips/"+id, map[string]any{"state": "voted"})
	balanced := w.given(rome(func(p *plan) { p.Title = "Autre" }), trip.Balanced)
	w.refused("V-04", trip.Step(as(w.bursar), w.app, balanced, trip.Open, ""))
	w.must(trip.RecordVote(as(w.bursar), w.app, id, rome().vote))
}

// Sources differ on a free outing without a night: a warning that the journal keeps.
func TestV04AFreeDayOutOnlyWarns(t *testing.T) {
	w := newWorld(t)
	w.given(museum(free), trip.Balanced)
	id := w.given(museum(free), trip.Balanced)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-04") {
		t.Errorf("the journal says %q", note)
	}
}

// One act votes one trip. It serves a second departure of the very same project, and nothing else.
func TestV04OneActVotesOneTrip(t *testing.T) {
	w := newWorld(t)
	act := w.record("trips", w.given(rome(), trip.Voted)).GetString("act")
	vote := func(p plan) error {
		return w.write(w.bursar, "trips", w.given(p, trip.Submitted), map[string]any{"state": "voted", "act": act})
	}
	w.refused("V-04", vote(rome(func(p *plan) { p.Title, p.Destination = "Naples", "Naples" })))
	w.refused("V-04", vote(rome(func(p *plan) { p.ReturnsOn = "2027-04-16" })))
	w.must(vote(rome(func(p *plan) {
		p.Title, p.DepartsOn, p.ReturnsOn = "Rome antique, second départ", "2027-04-19", "2027-04-24"
	})))
}

// Cancelled, a trip takes its act with it: what replaces it is voted anew.
func TestV04TheActOfACancelledTripIsNotReused(t *testing.T) {
	w := newWorld(t)
	first := w.given(rome(), trip.Voted)
	act := w.record("trips", first).GetString("act")
	w.must(w.step(first, trip.Cancelled, trip.Vote{}))
	w.objected(w.write(w.head, "trips", first, map[string]any{"state": "voted"}))
	w.objected(w.write(w.head, "trips", first, map[string]any{"title": "Rome, le retour"}))
	again := w.given(rome(func(p *plan) { p.Destination = "Athènes" }), trip.Submitted)
	w.refused("V-04", w.write(w.bursar, "trips", again, map[string]any{"state": "voted", "act": act}))
}

func TestV04AnActOfAnotherPurposeVotesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Submitted)
	delegation := w.actRow(map[string]any{"purpose": "delegation", "powers": []string{"6"}, "mandate_until": "2027-10-01", "overnight": true, "price_cents": 300_00})
	w.refused("V-04", w.write(w.bursar, "trips", id, map[string]any{"state": "voted", "act": delegation}))
}

func TestV05NoPriceWithoutAnAct(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(), trip.Submitted)
	w.refused("V-05", w.write(w.bursar, "trips", id, map[string]any{"state": "voted"}))
	w.restRefused("V-05", "PATCH", "trips/"+id, map[string]any{"state": "voted"})
	// « Under ten euros nobody votes » is no rule.
	cheap := w.given(museum(func(p *plan) {
		p.price, p.schedule[0].AmountCents, p.lines[0].AmountCents, p.lines[1].AmountCents = 1, 1, 12, 2
	}), trip.Balanced)
	w.refused("V-05", trip.Step(as(w.bursar), w.app, cheap, trip.Open, ""))
	w.must(trip.RecordVote(as(w.bursar), w.app, id, museum().vote))
}

func TestV05TheActOfAnotherOutingFixesNoPrice(t *testing.T) {
	w := newWorld(t)
	act := w.record("trips", w.given(museum(), trip.Voted)).GetString("act")
	other := w.given(museum(func(p *plan) { p.Destination = "Brest" }), trip.Submitted)
	w.refused("V-05", w.write(w.bursar, "trips", other, map[string]any{"state": "voted", "act": act}))
}

// A trip may open without an act when it is free; nobody gives it a price afterwards.
func TestV05AFreeOutingIsNotPricedOnceOpen(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(free), trip.Balanced)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.refused("V-05", w.write(w.bursar, "trips", id, map[string]any{"price_cents": 5_00}))
	w.refused("V-05", trip.SetBudget(as(w.bursar), w.app, id, 5_00, 10, 2, nil))
	a := w.restRefused("V-16", "PATCH", "trips/"+id, map[string]any{"price_cents": 5_00})
	if a.Data["price_cents"].Code != "V-05" {
		t.Errorf("the field says %+v", a.Data["price_cents"])
	}
	w.objected(trip.SetSchedule(as(w.bursar), w.app, id, museum().schedule))
}

func TestV22ThePriceVotedIsThePriceAsked(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	w.refused("V-22", w.write(w.bursar, "trips", id, map[string]any{"price_cents": 300_01}))
	w.restRefused("V-22", "PATCH", "trips/"+id, map[string]any{"price_cents": 310_00})
	// Together with the step that opens the trip, no more.
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.refused("V-22", w.write(w.bursar, "trips", id, map[string]any{"state": "open", "price_cents": 310_00}))
	w.objected(w.write(w.bursar, "trips", id, map[string]any{"state": "open", "destination": "Naples"}))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
}

// An act that voted more than is asked lets the trip go on: the journal names the rule, a new act is advised.
func TestV22ALowerPriceWarns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Submitted)
	dearer := w.actRow(map[string]any{"overnight": true, "price_cents": 320_00})
	w.must(w.write(w.bursar, "trips", id, map[string]any{"state": "voted", "act": dearer}))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-22") {
		t.Errorf("the journal says %q", note)
	}
	cheaper := w.actRow(map[string]any{"overnight": true, "price_cents": 280_00})
	other := w.given(rome(func(p *plan) { p.Destination = "Naples" }), trip.Submitted)
	w.refused("V-22", w.write(w.bursar, "trips", other, map[string]any{"state": "voted", "act": cheaper}))
}

func TestV23ADearTripIsPointedOut(t *testing.T) {
	w := newWorld(t)
	w.must(trip.SetBudget(as(w.teacher), w.app, w.given(rome(), trip.Draft), 300_01, 10, 2, nil))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-23") {
		t.Errorf("the journal says %q", note)
	}
}

// Draft to open in one write: everything that is missing is said at once, the law first.
func TestV08AJumpNamesAllThatIsMissing(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(func(p *plan) { p.lines = p.lines[:2] }), trip.Draft)
	jump := map[string]any{"state": "open"}
	for _, rule := range []string{"V-16", "V-18", "V-04", "V-05", "V-03"} {
		w.refused(rule, w.write(w.bursar, "trips", id, jump))
	}
	a := w.restRefused("V-16", "PATCH", "trips/"+id, jump)
	for _, said := range []string{"V-18", "V-04", "V-05", "V-03", "ne passe pas de « Projet »"} {
		if !strings.Contains(a.Message, said) {
			t.Errorf("%q is not said: %s", said, a.Message)
		}
	}
	// With an act picked up on the way, it is the date that is missing.
	jump["act"] = w.actRow(map[string]any{"overnight": true, "price_cents": 300_00, "transmitted_on": "2026-11-10"})
	w.refused("V-08", w.write(w.bursar, "trips", id, jump))
	r := w.record("trips", id)
	r.Load(jump)
	w.refused("V-08", w.app.SaveNoValidate(r))
	if w.stateOf(id) != trip.Draft {
		t.Error("the trip is open")
	}
}
