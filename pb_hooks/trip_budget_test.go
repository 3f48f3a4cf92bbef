package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// shortOf adds an expense that nothing pays for.
func shortOf(missing cents.Amount) func(*plan) {
	return func(p *plan) {
		p.lines = append(p.lines, trip.Line{Side: trip.Expense, Category: "Taxes", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: missing})
	}
}

func TestV16TheBudgetGoesToTheBoardBalanced(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(shortOf(2)), trip.Endorsed)
	w.refused("V-16", trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	w.restRefused("V-16", "PATCH", "trips/"+id, map[string]any{"state": "balanced"})
	none := w.given(rome(func(p *plan) { p.lines = nil }), trip.Endorsed)
	w.refused("V-16", trip.Step(as(w.bursar), w.app, none, trip.Balanced, ""))
	// One cent is a rounding, and a free outing without expense has no budget.
	w.must(trip.Step(as(w.bursar), w.app, w.given(rome(shortOf(1)), trip.Endorsed), trip.Balanced, ""))
	w.must(trip.Step(as(w.bursar), w.app, w.given(museum(free), trip.Endorsed), trip.Balanced, ""))
}

// The accountant lifts V-16 for one trip, with a reason; the lift is kept, shown, and opens no other trip.
func TestV16IsLiftedByTheAccountantAlone(t *testing.T) {
	w := newWorld(t)
	id, other := w.given(rome(shortOf(2)), trip.Endorsed), w.given(rome(shortOf(2)), trip.Endorsed)
	lift := school.NewLift{Rule: "V-16", SubjectCollection: "trips", SubjectID: id, Reason: "Deux centimes de change, vus avec la banque."}
	for _, a := range []school.Actor{w.head, w.bursar, w.secretary, w.teacher, {Kind: school.System}, {Kind: school.Guardian, ID: w.mother}} {
		w.objected(school.Lift(as(a), w.app, lift))
	}
	short := lift
	short.Reason = "  Urgent.  "
	w.objected(school.Lift(as(w.accountant), w.app, short))
	row := map[string]any{
		"rule": "V-16", "subject_collection": "trips", "subject_id": id, "by_staff": w.accountant.ID, "by_role": "accountant",
		"reason": lift.Reason, "lifted_at": "2026-11-16 09:00:00.000Z",
	}
	w.restObjected("POST", "overrides", row)
	// The head has the function to lift in nobody's name, nor under a title they do not hold.
	w.objected(w.try(w.head, "overrides", row))
	row["by_role"] = "head"
	w.objected(w.try(w.accountant, "overrides", row))

	w.must(school.Lift(as(w.accountant), w.app, lift))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-16") || !strings.Contains(note, "levée par Agnès Personnel, agent comptable : Deux centimes") {
		t.Errorf("the journal says %q", note)
	}
	facts, err := trip.LoadFacts(w.app, id)
	w.must(err)
	board, err := trip.BoardOf(w.app, facts)
	w.must(err)
	if len(board.Lifted) != 1 || board.Lifted[0].Rule != "V-16" || board.Lifted[0].Blocks() {
		t.Errorf("the board shows %+v", board.Lifted)
	}
	w.refused("V-16", trip.Step(as(w.bursar), w.app, other, trip.Balanced, ""))
}

// A rule of medium confidence: the accountant chooses from which day it only warns; the journal then names it.
func TestV16WarnsFromTheDayTheAccountantChose(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(shortOf(2)), trip.Endorsed)
	balance := func() error { return trip.Step(as(w.bursar), w.app, id, trip.Balanced, "") }
	warn := school.NewSetting{Rule: "V-16", Name: law.SeverityParameter, Value: "warn", From: "2026-11-20", Reason: "Avis du rectorat du 12 novembre."}
	for _, a := range []school.Actor{w.head, w.bursar, w.secretary, w.teacher, {Kind: school.System}} {
		w.objected(school.SetParameter(as(a), w.app, warn))
	}
	w.restObjected("POST", "parameters", map[string]any{
		"rule": "V-16", "parameter": "severity", "setting": "warn", "in_force_from": "2026-11-20", "reason": "parce que", "by_staff": w.accountant.ID,
	})
	for what, s := range map[string]school.NewSetting{
		"without a reason": {Rule: "V-16", Name: "severity", Value: "warn", From: "2026-11-20"},
		"for the past":     {Rule: "V-16", Name: "severity", Value: "warn", From: "2026-11-15", Reason: warn.Reason},
		"from no day":      {Rule: "V-16", Name: "severity", Value: "warn", Reason: warn.Reason},
		"out of the rules": {Rule: "V-16", Name: "severity", Value: "off", From: "2026-11-20", Reason: warn.Reason},
		"of a sure rule":   {Rule: "V-18", Name: "severity", Value: "warn", From: "2026-11-20", Reason: warn.Reason},
		"of the tolerance": {Rule: "V-16", Name: "tolerance_cents", Value: "100", From: "2026-11-20", Reason: warn.Reason},
		"of no rule":       {Rule: "V-99", Name: "severity", Value: "warn", From: "2026-11-20", Reason: warn.Reason},
	} {
		if err := school.SetParameter(as(w.accountant), w.app, s); err == nil {
			t.Errorf("a setting %s is taken", what)
		}
	}
	w.must(school.SetParameter(as(w.accountant), w.app, warn))
	w.refused("V-16", balance())
	w.on("2026-11-20")
	w.must(balance())
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-16") {
		t.Errorf("the journal says %q", note)
	}
	setting, err := w.app.FindFirstRecordByData("parameters", "rule", "V-16")
	w.must(err)
	w.objected(w.write(w.accountant, "parameters", setting.Id, map[string]any{"in_force_from": "2026-11-16"}))
}

func TestV18FamiliesDoNotPayForTheAdults(t *testing.T) {
	w := newWorld(t)
	for what, p := range map[string]plan{
		// Balanced, but the families' thirty euros more pay the adults.
		"a price above the cost": rome(func(p *plan) {
			p.price, p.schedule, p.lines[2].AmountCents = 330_00, trip.SplitSchedule(330_00, 2, "2026-12-15"), 200_00
		}),
		// Balanced, the subsidy of the pupils hiding what the adults lack.
		"adults paid by the pupils' aid": rome(func(p *plan) { p.lines[2].Beneficiaries = trip.ForPupils }),
		"a cent too much":                rome(func(p *plan) { p.lines[2].AmountCents-- }),
		// A price, and a count that makes the families' share nil on paper.
		"no pupil counted": rome(func(p *plan) {
			p.PupilsEstimated, p.lines[0].Basis, p.lines[0].AmountCents = 0, trip.Total, 3_000_00
			p.lines = append(p.lines, trip.Line{Side: trip.Income, Category: "Subvention", Origin: "school", Status: "voted", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 3_000_00})
		}),
		"no adult counted": rome(func(p *plan) {
			p.AdultsEstimated, p.lines = 0, []trip.Line{{Side: trip.Expense, Category: "Forfait global", Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 3_000_00}}
		}),
	} {
		id := w.given(p, trip.Endorsed)
		if err := trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""); !refusedBy(err, "V-18") {
			t.Errorf("%s: %v", what, err)
		}
	}
	id := w.given(rome(func(p *plan) { p.lines[2].Beneficiaries = trip.ForPupils }), trip.Endorsed)
	w.restRefused("V-18", "PATCH", "trips/"+id, map[string]any{"state": "balanced"})
	w.objected(school.Lift(as(w.accountant), w.app, school.NewLift{Rule: "V-18", SubjectCollection: "trips", SubjectID: id, Reason: "Accord verbal des parents."}))
	w.must(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, rome().lines))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
}

// What was balanced stays so: neither a line nor an instalment changes, leaves for another trip or is added.
func TestV18ABudgetThatWasCheckedIsFrozen(t *testing.T) {
	w := newWorld(t)
	id, draft := w.given(rome(), trip.Balanced), w.given(rome(), trip.Draft)
	line, err := w.app.FindFirstRecordByFilter("budget_lines", "trip = {:trip} && side = 'income'", map[string]any{"trip": id})
	w.must(err)
	w.objected(w.write(w.bursar, "budget_lines", line.Id, map[string]any{"amount_cents": 1}))
	w.objected(w.write(w.bursar, "budget_lines", line.Id, map[string]any{"trip": draft}))
	w.restObjected("PATCH", "budget_lines/"+line.Id, map[string]any{"trip": draft})
	w.restObjected("DELETE", "budget_lines/"+line.Id, nil)
	w.restObjected("POST", "budget_lines", map[string]any{
		"trip": id, "phase": "project", "side": "expense", "category": "Repas", "beneficiaries": "adults", "basis": "total", "amount_cents": 1,
	})
	w.restObjected("POST", "instalments", map[string]any{"trip": id, "rank_no": 9, "due_on": "2027-01-15", "amount_cents": 100})
	w.objected(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, nil))
	w.objected(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 12, 2, rome().lines))
}
