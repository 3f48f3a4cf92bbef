package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// act is the row of an act of the board for a trip with a night, voted and transmitted.
func act(change map[string]any) map[string]any {
	fields := map[string]any{
		"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-11-03", "transmitted_on": "2026-11-05",
	}
	for k, v := range change {
		fields[k] = v
	}
	return fields
}

func (w *world) enforceable(id string) string {
	w.t.Helper()
	return w.record("acts", id).GetString("enforceable_on")
}

func TestV07AnActIsEnforceableFifteenDaysAfterTransmission(t *testing.T) {
	w := newWorld(t)
	w.refused("V-07", w.try(w.bursar, "acts", act(map[string]any{"enforceable_on": "2026-11-19"})))
	w.restRefused("V-07", "POST", "acts", act(map[string]any{"enforceable_on": "2026-11-19"}))
	w.refused("V-07", w.try(w.bursar, "acts", act(map[string]any{"transmitted_on": "", "enforceable_on": "2026-11-19"})))
	id := w.row("acts", act(nil))
	if got := w.enforceable(id); got != "2026-11-20" {
		t.Errorf("enforceable on %s", got)
	}
	w.refused("V-07", w.write(w.bursar, "acts", id, map[string]any{"enforceable_on": "2026-11-19"}))
	r := w.record("acts", id)
	r.Set("enforceable_on", "2026-11-16")
	w.refused("V-07", w.app.SaveNoValidate(r))
	w.restRefused("V-07", "PATCH", "acts/"+id, map[string]any{"enforceable_on": "2026-11-16"})
}

// Dém'Act may postpone the day; no date added afterwards brings it forward, nor does emptying the field.
func TestV07APostponedDayIsKept(t *testing.T) {
	w := newWorld(t)
	for what, fields := range map[string]map[string]any{
		"a trip with a night": act(nil),
		"a day out":           act(map[string]any{"act_number": "42", "overnight": false, "transmitted_on": "", "published_on": "2026-11-05"}),
	} {
		id := w.row("acts", fields)
		w.must(w.write(w.bursar, "acts", id, map[string]any{"enforceable_on": "2026-12-01"}))
		w.must(w.write(w.bursar, "acts", id, map[string]any{"enforceable_on": ""}))
		w.must(trip.DateAct(as(w.bursar), w.app, id, law.Day(""), "2026-11-05"))
		w.must(trip.DateAct(as(w.bursar), w.app, id, "2026-11-05", ""))
		if got := w.enforceable(id); got != "2026-12-01" {
			t.Errorf("%s: enforceable on %s", what, got)
		}
	}
}

func TestV07ADatePromisedIsNoDate(t *testing.T) {
	w := newWorld(t)
	for field, day := range map[string]string{"voted_on": "2026-11-17", "transmitted_on": "2026-11-17", "published_on": "2026-11-17"} {
		fields := act(map[string]any{"transmitted_on": "", field: day})
		w.refused("V-07", w.try(w.bursar, "acts", fields))
		w.restRefused("V-07", "POST", "acts", fields)
	}
	w.refused("V-07", w.try(w.bursar, "acts", act(map[string]any{"transmitted_on": "2026-11-02"})))
	w.refused("V-07", w.try(w.bursar, "acts", act(map[string]any{"published_on": "2026-11-02"})))
	w.must(w.try(w.bursar, "acts", act(map[string]any{"voted_on": "2026-11-16", "transmitted_on": "2026-11-16", "published_on": "2026-11-16"})))
}

// The publication is not yet recorded: the journal says so, nothing is refused.
func TestV07APublicationThatIsMissingWarns(t *testing.T) {
	w := newWorld(t)
	w.row("acts", act(nil))
	if note := w.noteOf("acts.create"); !strings.Contains(note, "V-07") {
		t.Errorf("the journal says %q", note)
	}
}

// The option for outings without a night holds for the acts voted from its day on.
func TestV07ADayOutWaitsWhereTheSchoolChoseSo(t *testing.T) {
	w := newWorld(t)
	out := func(number, voted string) string {
		return w.row("acts", act(map[string]any{"act_number": number, "overnight": false, "voted_on": voted, "transmitted_on": "", "published_on": voted}))
	}
	w.must(school.SetParameter(as(w.bursar), w.app, school.NewSetting{Rule: "V-07", Name: "day_outing_wait_15d", Value: "true", From: "2026-11-18", Reason: "Usage de l’académie."}))
	before := out("50", "2026-11-16")
	w.on("2026-11-20")
	after := out("51", "2026-11-18")
	if w.enforceable(before) != "2026-11-16" || w.enforceable(after) != "" {
		t.Errorf("%q and %q", w.enforceable(before), w.enforceable(after))
	}
	w.must(trip.DateAct(as(w.bursar), w.app, after, "2026-11-19", ""))
	if got := w.enforceable(after); got != "2026-12-04" {
		t.Errorf("enforceable on %s", got)
	}
	w.objected(school.SetParameter(as(w.bursar), w.app, school.NewSetting{Rule: "V-07", Name: "delay_days", Value: "1", From: "2026-11-20", Reason: "Nous sommes pressés."}))
}

// Transmitted or published, an act is what it is.
func TestV07AnActThatWentOutDoesNotChange(t *testing.T) {
	w := newWorld(t)
	for what, fields := range map[string]map[string]any{
		"transmitted": act(nil), "published": act(map[string]any{"act_number": "42", "overnight": false, "transmitted_on": "", "published_on": "2026-11-05"}),
	} {
		id := w.row("acts", fields)
		for field, value := range map[string]any{
			"price_cents": 500_00, "overnight": what == "published", "voted_on": "2026-11-02", "organ": "standing_committee", "act_number": "77", "covers_contract": true,
		} {
			if err := w.write(w.bursar, "acts", id, map[string]any{field: value}); err == nil {
				t.Errorf("%s: %s changes", what, field)
			}
		}
		w.objected(w.app.DeleteWithContext(as(w.bursar), w.record("acts", id)))
	}
	draft := w.row("acts", act(map[string]any{"act_number": "43", "transmitted_on": ""}))
	w.must(w.write(w.bursar, "acts", draft, map[string]any{"act_number": "44", "price_cents": 10_00}))
	w.must(w.app.DeleteWithContext(as(w.bursar), w.record("acts", draft)))
}

func TestV07ActsAreRecordedByTheOffice(t *testing.T) {
	w := newWorld(t)
	for _, a := range []school.Actor{w.teacher, w.accountant, {Kind: school.Guardian, ID: w.mother}, {Kind: school.Operator, ID: "o"}, {Kind: school.Guest}} {
		w.objected(w.try(a, "acts", act(nil)))
	}
	w.restObjected("POST", "acts", act(map[string]any{"@actor": map[string]any{"Kind": "staff", "ID": w.bursar.ID, "Roles": []string{"bursar"}}}))
	w.must(w.try(w.secretary, "acts", act(nil)))
	id := w.given(rome(), trip.Submitted)
	w.objected(trip.RecordVote(as(w.teacher), w.app, id, rome().vote))
}

// committee is an act of the standing committee, resting on a delegation.
func committee(delegation string) map[string]any {
	return act(map[string]any{"organ": "standing_committee", "act_number": "CP-1", "delegation": delegation, "price_cents": 300_00})
}

func TestV06TheCommitteeActsByDelegation(t *testing.T) {
	w := newWorld(t)
	delegation := func(number string, change map[string]any) string {
		fields := act(map[string]any{
			"act_number": number, "purpose": "delegation", "overnight": false, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05",
			"powers": []string{"6", "9"}, "mandate_until": "2027-10-31",
		})
		for k, v := range change {
			fields[k] = v
		}
		return w.row("acts", fields)
	}
	for what, id := range map[string]string{
		"none":                       "",
		"one that does not exist":    "nothing00000000",
		"the vote of a trip":         w.row("acts", act(nil)),
		"one without the sixth":      delegation("D-1", map[string]any{"powers": []string{"9"}}),
		"one without powers":         delegation("D-2", map[string]any{"powers": nil}),
		"one not transmitted":        delegation("D-3", map[string]any{"transmitted_on": ""}),
		"one enforceable too late":   delegation("D-4", map[string]any{"transmitted_on": "2026-10-20"}),
		"one of an ended mandate":    delegation("D-5", map[string]any{"mandate_until": "2026-11-02"}),
		"one of a mandate not given": delegation("D-6", map[string]any{"mandate_until": ""}),
	} {
		if err := w.try(w.bursar, "acts", committee(id)); !refusedBy(err, "V-06") {
			t.Errorf("resting on %s: %v", what, err)
		}
	}
	w.restRefused("V-06", "POST", "acts", committee(""))
	// The committee does not delegate to itself.
	w.refused("V-06", w.try(w.bursar, "acts", act(map[string]any{"organ": "standing_committee", "purpose": "delegation", "powers": []string{"6"}, "mandate_until": "2027-10-31"})))
	good := delegation("D-7", nil)
	w.must(w.try(w.bursar, "acts", committee(good)))
	w.objected(w.write(w.bursar, "acts", good, map[string]any{"mandate_until": "2028-10-31"}))
}

func TestV06AVoteOfTheCommitteeOpensATripWithADelegation(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Submitted)
	vote := rome().vote
	vote.Organ = school.StandingCommittee
	w.refused("V-06", trip.RecordVote(as(w.bursar), w.app, id, vote))
	vote.Delegation = w.actRow(map[string]any{"purpose": "delegation", "powers": []string{"6"}, "mandate_until": "2027-10-31", "voted_on": "2026-09-01", "transmitted_on": "2026-09-02", "published_on": ""})
	w.must(trip.RecordVote(as(w.bursar), w.app, id, vote))
	if w.stateOf(id) != trip.Voted {
		t.Errorf("the trip is %s", w.stateOf(id))
	}
}

// The tariff of a day out is the board's alone: a delegated committee is let through with a warning, for the accountant.
func TestV05TheCommitteeDoesNotFixATariff(t *testing.T) {
	w := newWorld(t)
	delegation := w.actRow(map[string]any{"purpose": "delegation", "powers": []string{"6"}, "mandate_until": "2027-10-31", "voted_on": "2026-09-01", "transmitted_on": "2026-09-02", "published_on": ""})
	w.must(w.try(w.bursar, "acts", act(map[string]any{"organ": "standing_committee", "overnight": false, "delegation": delegation})))
	if note := w.noteOf("acts.create"); !strings.Contains(note, "V-05") {
		t.Errorf("the journal says %q", note)
	}
}

func TestV08ATripOpensOnTheDay(t *testing.T) {
	w := newWorld(t)
	late := func(p *plan) {
		p.vote.VotedOn, p.vote.TransmittedOn, p.vote.PublishedOn = "2026-11-03", "2026-11-05", "2026-11-05"
	}
	id := w.given(rome(late), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.on("2026-11-19")
	w.refused("V-08", trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.restRefused("V-08", "PATCH", "trips/"+id, map[string]any{"state": "open"})
	w.objected(school.Lift(as(w.head), w.app, school.NewLift{Rule: "V-08", SubjectCollection: "trips", SubjectID: id, Reason: "Le car est déjà réservé."}))
	w.on("2026-11-20")
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
}

func TestV08ADayOutWaitsForItsPublication(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(func(p *plan) { p.vote.PublishedOn = "" }), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.refused("V-08", trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.must(trip.DateAct(as(w.bursar), w.app, w.record("trips", id).GetString("act"), "", "2026-11-16"))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
}
