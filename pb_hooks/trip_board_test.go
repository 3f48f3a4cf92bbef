package pb_hooks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// says returns what a rule has to say of a trip on its board, with the severity it gives it.
func (w *world) says(id, rule string) []law.Finding {
	w.t.Helper()
	facts, err := trip.LoadFacts(w.app, id)
	w.must(err)
	board, err := trip.BoardOf(w.app, facts)
	w.must(err)
	var said []law.Finding
	for _, f := range slices.Concat(board.Blocking, board.Watch, board.Lifted) {
		if f.Rule == rule {
			said = append(said, f)
		}
	}
	return said
}

// watches expects a rule to speak of a trip without blocking it, and no longer once it is mended.
func (w *world) watches(id, rule string, severity law.Severity, mend func()) {
	w.t.Helper()
	said := w.says(id, rule)
	if len(said) != 1 || said[0].Severity != severity || said[0].Blocks() || said[0].What == "" || said[0].Why == "" || said[0].Fix == "" {
		w.t.Errorf("%s says %+v", rule, said)
	}
	mend()
	if said := w.says(id, rule); len(said) != 0 {
		w.t.Errorf("%s still says %+v", rule, said)
	}
}

func (w *world) sitting(d trip.Dossier, id string) {
	w.must(trip.SetSitting(as(w.bursar), w.app, id, d))
}

func TestV10WarnsUntilTheCreditsAreThere(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Endorsed)
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-10") {
		t.Errorf("the journal does not say that V-10 warned: %q", note)
	}
	w.watches(id, "V-10", law.Warn, func() { w.sitting(trip.Dossier{CreditsOpen: true}, id) })
	// The organiser prepares the file; that the credits are there is not theirs to say.
	other := w.given(rome(), trip.Draft)
	w.objected(w.write(w.teacher, "trips", other, map[string]any{"credits_open": true}))
	if said := w.says(w.given(museum(free), trip.Draft), "V-10"); len(said) != 0 {
		t.Errorf("a free outing needs credits: %+v", said)
	}
}

func TestV11TheBoardIsCalledInTime(t *testing.T) {
	w := newWorld(t) // Monday 16 November 2026
	id := w.given(rome(), trip.Balanced)
	for _, c := range []struct {
		d    trip.Dossier
		says bool
	}{
		{trip.Dossier{}, false},                                              // nothing is known yet
		{trip.Dossier{MeetsOn: "2026-12-10"}, false},                         // there is time
		{trip.Dossier{MeetsOn: "2026-11-30"}, true},                          // 22 November at the latest: it must leave this week
		{trip.Dossier{MeetsOn: "2026-11-20"}, true},                          // too late
		{trip.Dossier{MeetsOn: "2026-11-24", CalledOn: "2026-11-16"}, false}, // eight days
		{trip.Dossier{MeetsOn: "2026-11-23", CalledOn: "2026-11-16"}, true},  // seven
		{trip.Dossier{MeetsOn: "2026-11-17", CalledOn: "2026-11-16", Urgent: true}, false},
		{trip.Dossier{MeetsOn: "2026-11-16", CalledOn: "2026-11-16", Urgent: true}, true},
	} {
		w.sitting(c.d, id)
		if said := w.says(id, "V-11"); (len(said) == 1) != c.says || c.says && said[0].Severity != law.Warn {
			t.Errorf("%+v: %+v", c.d, said)
		}
	}
	w.objected(trip.SetSitting(as(w.bursar), w.app, id, trip.Dossier{MeetsOn: "2026-11-20", CalledOn: "2026-11-21"}))
	w.objected(trip.SetSitting(as(w.teacher), w.app, id, trip.Dossier{MeetsOn: "2026-12-10"}))
	w.sitting(trip.Dossier{MeetsOn: "2026-11-20"}, id)
	if a := w.rest("PATCH", "trips/"+id, map[string]any{"title": "Rome"}); a.status != 200 {
		t.Errorf("a warning refused a write: %+v", a)
	}
}

func TestV12TheTripBelongsToTheSchoolPlan(t *testing.T) {
	w := newWorld(t)
	id, other := w.given(rome(), trip.Draft), w.given(rome(), trip.Draft)
	w.watches(id, "V-12", law.Document, func() { w.must(trip.SetDossier(as(w.teacher), w.app, id, trip.Dossier{InSchoolPlan: true})) })
	w.must(school.SetParameter(as(w.head), w.app, school.NewSetting{Rule: "V-12", Name: "charter_adopted", Value: "true", From: "2026-11-16", Reason: "Charte votée en octobre."}))
	w.watches(other, "V-12", law.Warn, func() { w.must(trip.SetDossier(as(w.teacher), w.app, other, trip.Dossier{InSchoolPlan: true})) })
}

func TestV13LongTripsAreExplained(t *testing.T) {
	w := newWorld(t)
	long := w.given(rome(func(p *plan) { p.DepartsOn, p.ReturnsOn = "2027-04-11", "2027-04-19" }), trip.Draft) // six days of class
	w.watches(long, "V-13", law.Warn, func() { w.must(trip.SetDossier(as(w.teacher), w.app, long, trip.Dossier{SchoolDays: 3})) })
	if said := w.says(w.given(rome(), trip.Draft), "V-13"); len(said) != 0 {
		t.Errorf("five days: %+v", said)
	}
	short := w.given(rome(), trip.Draft)
	w.must(school.SetParameter(as(w.head), w.app, school.NewSetting{Rule: "V-13", Name: "school_days_max", Value: "4", From: "2026-11-16", Reason: "Usage de l’établissement."}))
	if said := w.says(short, "V-13"); len(said) != 1 {
		t.Errorf("five days where four are the custom: %+v", said)
	}
}

func TestV14ThoseWhoStayAreTaught(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Draft)
	w.watches(id, "V-14", law.Document, func() {
		w.must(trip.SetDossier(as(w.teacher), w.app, id, trip.Dossier{AbsentPlan: "Cours maintenus avec la 4e C."}))
	})
	if said := w.says(w.given(rome(func(p *plan) { p.DepartsOn, p.ReturnsOn = "2027-04-17", "2027-04-18" }), trip.Draft), "V-14"); len(said) != 0 {
		t.Errorf("a week-end takes no class: %+v", said)
	}
}

func TestV15TheReportGoesToTheBoard(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Returned)
	if said := w.says(id, "V-15"); len(said) != 0 {
		t.Errorf("before sixty days: %+v", said)
	}
	w.on("2027-06-17") // sixty-one days after the return
	w.objected(trip.PresentReport(as(w.bursar), w.app, id, "2027-06-18", ""))
	w.objected(w.write(w.teacher, "trips", id, map[string]any{"reported_on": "2027-06-17"}))
	w.watches(id, "V-15", law.Warn, func() {
		w.must(trip.PresentReport(as(w.bursar), w.app, id, "2027-06-17", "Les élèves ont lu la ville."))
	})
	// A report without a real cost reports nothing; with them it is drawn up.
	w.objected(trip.Step(as(w.bursar), w.app, id, trip.Reported, ""))
	w.must(w.step(id, trip.Reported, trip.Vote{}))
	r, err := trip.ReportOf(w.app, id)
	w.must(err)
	if r.TotalExpense() != 3_500_00 || r.OtherIncome() != 500_00 {
		t.Errorf("the report reads %s spent, %s received", r.TotalExpense(), r.OtherIncome())
	}
	// Reported, the real lines are frozen, for the operator too.
	line, err := w.app.FindFirstRecordByFilter("budget_lines", "trip = {:trip} && phase = 'execution'", map[string]any{"trip": id})
	w.must(err)
	w.objected(w.write(w.bursar, "budget_lines", line.Id, map[string]any{"amount_cents": 1}))
	w.restObjected("PATCH", "budget_lines/"+line.Id, map[string]any{"amount_cents": 1})
	w.restObjected("DELETE", "budget_lines/"+line.Id, nil)
}

// A lift excuses the budget that the accountant saw: once it has changed, or the trip has gone back to its project with
// another, nobody has lifted the rule for it.
func TestV16ALiftDoesNotOutliveItsBudget(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(shortOf(2)), trip.Endorsed)
	lift := school.NewLift{Rule: "V-16", SubjectCollection: "trips", SubjectID: id, Reason: "Deux centimes de change, vus avec la banque."}
	w.must(school.Lift(as(w.accountant), w.app, lift))
	w.must(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, rome(shortOf(500_00)).lines))
	w.refused("V-16", trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	w.restRefused("V-16", "PATCH", "trips/"+id, map[string]any{"state": "balanced"})
	w.must(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, rome(shortOf(2)).lines)) // the budget that was seen
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Submitted, ""))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Draft, ""))
	w.must(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, rome(shortOf(80_00)).lines))
	w.must(trip.GiveOpinion(as(w.head), w.app, id, true, ""))
	w.refused("V-16", trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
	w.must(school.Lift(as(w.accountant), w.app, lift))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""))
}

// gift adds money that somebody gives for the pupils, and lowers the price by as much.
func gift(origin, who string, amount cents.Amount) func(*plan) {
	return func(p *plan) {
		p.lines = append(p.lines, trip.Line{Side: trip.Income, Category: "Don", Label: "Don de " + origin, Origin: origin, Status: "notified",
			Beneficiaries: who, Basis: trip.Total, AmountCents: amount})
		if who == trip.ForPupils {
			p.price -= amount / cents.Amount(p.PupilsEstimated)
			p.schedule = trip.SplitSchedule(p.price, 2, "2026-12-15")
		}
	}
}

func TestV17WhatIsOnlyHopedForIsSaid(t *testing.T) {
	w := newWorld(t)
	p := rome(gift("local_authority", trip.ForPupils, 500_00), func(p *plan) { p.lines[3].Status = "requested" })
	id := w.given(p, trip.Draft)
	w.watches(id, "V-17", law.Warn, func() {
		p.lines[3].Status = "notified"
		w.must(trip.SetBudget(as(w.teacher), w.app, id, p.price, 10, 2, p.lines))
	})
}

// Money of the pupils' association never pays for the adults, unless the head and the accountant both say so.
func TestV19IsLiftedByTheHeadAndTheAccountantTogether(t *testing.T) {
	w := newWorld(t)
	for what, change := range map[string]func(*plan){
		"for the adults": func(p *plan) { p.lines[2].Origin = "fse" },
		"for all":        func(p *plan) { p.lines[2].Origin, p.lines[2].Beneficiaries = "mdl", trip.ForAll },
		"paying the adults' lodging": func(p *plan) {
			gift("fse", trip.ForPupils, 100_00)(p)
			p.lines[3].FundsLine = "1"
		},
	} {
		id := w.given(rome(change), trip.Endorsed)
		if err := trip.Step(as(w.bursar), w.app, id, trip.Balanced, ""); !refusedBy(err, "V-19") {
			t.Errorf("%s: %v", what, err)
		}
	}
	id := w.given(rome(func(p *plan) { p.lines[2].Origin = "fse" }), trip.Endorsed)
	w.restRefused("V-19", "PATCH", "trips/"+id, map[string]any{"state": "balanced"})
	lift := school.NewLift{Rule: "V-19", SubjectCollection: "trips", SubjectID: id, Reason: "Produit du loto, sans cotisation des familles."}
	w.objected(school.Lift(as(w.bursar), w.app, lift))
	balance := func() error { return trip.Step(as(w.bursar), w.app, id, trip.Balanced, "") }
	w.must(school.Lift(as(w.head), w.app, lift))
	w.refused("V-19", balance())
	if said := w.says(id, "V-19"); len(said) != 1 || !strings.Contains(said[0].Fix, "Hélène") {
		t.Errorf("nobody reads that the head agrees: %+v", said)
	}
	w.must(school.Lift(as(w.head), w.app, lift)) // twice the same person is one person
	w.refused("V-19", balance())
	w.must(school.Lift(as(w.accountant), w.app, lift))
	w.must(balance())
	pupils := w.given(rome(gift("fse", trip.ForPupils, 100_00)), trip.Endorsed)
	w.must(trip.Step(as(w.bursar), w.app, pupils, trip.Balanced, ""))
}

func TestV20FreePlacesAreSharedByAll(t *testing.T) {
	w := newWorld(t)
	p := rome(func(p *plan) {
		p.lines[0].AmountCents, p.lines[1].AmountCents, p.lines[2].AmountCents, p.price = 350_00, 0, 0, 300_00
	})
	id := w.given(p, trip.Draft)
	w.row("contracts", map[string]any{"trip": id, "supplier": "Agence des Deux-Rives", "kind": "package", "state": "draft", "free_places": 2})
	w.watches(id, "V-20", law.Warn, func() {
		lines := []trip.Line{
			{Side: trip.Expense, Category: "Forfait global", Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 3_600_00},
			{Side: trip.Income, Category: "Fonds de roulement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 600_00},
		}
		w.must(trip.SetBudget(as(w.teacher), w.app, id, 300_00, 10, 2, lines))
	})
	discount := w.given(rome(func(p *plan) {
		p.lines = append(p.lines, trip.Line{Side: trip.Income, Category: "Autre", Label: "Ristourne de l’agence", Origin: "other", Status: "notified",
			Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 10_00})
	}), trip.Draft)
	if said := w.says(discount, "V-20"); len(said) != 1 || said[0].Severity != law.Warn {
		t.Errorf("a discount for the adults alone: %+v", said)
	}
}

// grid gives rome a price by income: three families at 150 €, seven at 300 €; the school pays what is missing.
func grid(w *world, id string, brackets ...trip.Bracket) {
	w.t.Helper()
	if len(brackets) == 0 {
		brackets = []trip.Bracket{{QuotientBelow: 500, PriceCents: 150_00, PupilsEstimated: 3}, {PriceCents: 300_00, PupilsEstimated: 7}}
	}
	lines := slices.Concat(rome().lines, []trip.Line{{Side: trip.Income, Category: "Fonds de roulement", Origin: "school", Status: "voted", Beneficiaries: trip.ForPupils,
		Basis: trip.Total, AmountCents: 450_00}})
	w.must(trip.SetBudget(as(w.bursar), w.app, id, 300_00, 10, 2, lines))
	w.must(trip.SetBrackets(as(w.bursar), w.app, id, brackets))
}

func TestV21AGridIsHeldToTheRealCost(t *testing.T) {
	w := newWorld(t)
	balance := func(id string) error { return trip.Step(as(w.bursar), w.app, id, trip.Balanced, "") }
	for what, brackets := range map[string][]trip.Bracket{
		"a highest price that is not the trip's": {{QuotientBelow: 500, PriceCents: 150_00, PupilsEstimated: 3}, {PriceCents: 290_00, PupilsEstimated: 7}},
		"pupils in no bracket":                   {{QuotientBelow: 500, PriceCents: 150_00, PupilsEstimated: 3}, {PriceCents: 300_00, PupilsEstimated: 4}},
	} {
		id := w.given(rome(), trip.Endorsed)
		grid(w, id, brackets...)
		if err := balance(id); !refusedBy(err, "V-21") {
			t.Errorf("%s: %v", what, err)
		}
	}
	dear := w.given(rome(), trip.Endorsed) // 310 € asked where a pupil costs 300 €
	w.must(trip.SetBudget(as(w.bursar), w.app, dear, 310_00, 10, 2, rome().lines))
	w.must(trip.SetBrackets(as(w.bursar), w.app, dear, []trip.Bracket{{QuotientBelow: 500, PriceCents: 290_00, PupilsEstimated: 5}, {PriceCents: 310_00, PupilsEstimated: 5}}))
	w.must(trip.SetSchedule(as(w.bursar), w.app, dear, trip.SplitSchedule(310_00, 2, "2026-12-15")))
	w.refused("V-21", balance(dear))
	w.restRefused("V-21", "PATCH", "trips/"+dear, map[string]any{"state": "balanced"})
	good := w.given(rome(), trip.Endorsed)
	grid(w, good)
	w.must(balance(good))
	w.objected(trip.SetBrackets(as(w.bursar), w.app, good, nil)) // voted on as it stands
}

// A family pays the price of its bracket, in the instalments of the board; nobody but the bursar sets it, and no other
// price is ever asked.
func TestV21AFamilyPaysThePriceOfItsBracket(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Endorsed)
	grid(w, id)
	for _, s := range []trip.State{trip.Balanced, trip.Submitted, trip.Voted} {
		w.must(w.step(id, s, rome().vote))
	}
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.must(w.step(id, trip.Open, trip.Vote{}))
	w.objected(trip.SetBracket(as(w.teacher), w.app, id, w.pupil, 1))
	w.objected(trip.SetBracket(as(w.secretary), w.app, id, w.pupil, 1))
	w.objected(trip.SetBracket(as(w.bursar), w.app, id, w.pupil, 3))
	w.must(trip.SetBracket(as(w.bursar), w.app, id, w.pupil, 1))
	seat := w.seatOf(id, w.pupil)
	w.restObjected("PATCH", "seats/"+seat.Id, map[string]any{"bracket_no": 0})
	mother := w.guardian(w.mother)
	letter, err := trip.LetterFor(w.app, mother, id, w.pupil)
	w.must(err)
	if !strings.Contains(letter.Body, "150,00") || strings.Contains(letter.Body, "300,00") {
		t.Errorf("the letter does not say this family's price:\n%s", letter.Body)
	}
	w.must(w.sign(mother, id, w.pupil, true))
	var charged []int
	w.must(w.app.DB().NewQuery("SELECT amount_cents FROM charges WHERE pupil = {:pupil} ORDER BY due_on").Bind(map[string]any{"pupil": w.pupil}).Column(&charged))
	if !slices.Equal(charged, []int{75_00, 75_00}) {
		t.Errorf("charged %v", charged)
	}
	w.objected(trip.SetBracket(as(w.bursar), w.app, id, w.pupil, 0)) // the charges follow from it
	// Another family, without a bracket, pays the highest price.
	ada, parent := w.child("Grace", "2013-02-03")
	w.must(w.sign(w.guardian(parent), id, ada, true))
	price, err := trip.PriceOf(w.app, id, ada)
	w.must(err)
	if price != 300_00 {
		t.Errorf("without a bracket the price is %s", price)
	}
}

func TestV24AGiftIsUsedOnceAccepted(t *testing.T) {
	w := newWorld(t)
	p := rome(gift("fse", trip.ForPupils, 100_00))
	id := w.given(p, trip.Voted) // its act does not list the gift
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.refused("V-24", trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.restRefused("V-24", "PATCH", "trips/"+id, map[string]any{"state": "open"})
	facts, err := trip.LoadFacts(w.app, id)
	w.must(err)
	given := facts.Gifts()
	if len(given) != 1 || given[0].Amount != 100_00 {
		t.Fatalf("gifts: %+v", given)
	}
	vote := trip.Vote{Organ: school.Board, ActNumber: "2026-30", VotedOn: "2026-11-10", PublishedOn: "2026-11-12"}
	w.objected(trip.AcceptGifts(as(w.teacher), w.app, id, vote, []string{given[0].Line}))
	w.objected(trip.AcceptGifts(as(w.bursar), w.app, id, vote, []string{facts.Lines[0].ID})) // no gift
	committee := vote
	committee.Organ, committee.ActNumber = school.StandingCommittee, "CP-9"
	w.refused("V-06", trip.AcceptGifts(as(w.bursar), w.app, id, committee, []string{given[0].Line})) // no delegation of the 9°
	// The line of a budget that was voted takes the act that accepts it, and nothing else.
	w.objected(w.write(w.bursar, "budget_lines", given[0].Line, map[string]any{"amount_cents": 200_00}))
	w.must(trip.AcceptGifts(as(w.bursar), w.app, id, vote, []string{given[0].Line}))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))

	// The act of the trip may list the gifts itself.
	listed := w.given(rome(gift("fse", trip.ForPupils, 100_00), func(p *plan) { p.vote.AcceptsGifts, p.vote.ActNumber = true, "2026-31" }), trip.Open)
	// A gift that comes later is not used before its own acceptance.
	late := map[string]any{"trip": listed, "phase": "execution", "side": "income", "category": "Don", "label": "Tombola", "origin": "parents_association",
		"beneficiaries": "pupils", "basis": "total", "amount_cents": 50_00, "spent_on": "2026-11-16"}
	w.refused("V-24", w.try(w.bursar, "budget_lines", late))
	w.restRefused("V-24", "POST", "budget_lines", late)
	late["amount_cents"], late["spent_on"] = 0, "" // announced, not used
	r, err := testapp.Try(w.app, as(w.bursar), "budget_lines", late)
	w.must(err)
	vote.ActNumber = "2026-32"
	w.must(trip.AcceptGifts(as(w.bursar), w.app, listed, vote, []string{r.Id}))
	w.must(w.write(w.bursar, "budget_lines", r.Id, map[string]any{"amount_cents": 50_00, "spent_on": "2026-11-16"}))
}

func TestV25ACompanyGivesWithoutAdvertising(t *testing.T) {
	w := newWorld(t)
	p := rome(gift("company", trip.ForPupils, 100_00))
	id := w.given(p, trip.Draft)
	w.watches(id, "V-25", law.Warn, func() {
		p.lines[3].NoAdvertising = true
		w.must(trip.SetBudget(as(w.teacher), w.app, id, p.price, 10, 2, p.lines))
	})
}

func TestV26AnAssociationDoesNotCollect(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Draft)
	w.refused("V-26", trip.SetDossier(as(w.teacher), w.app, id, trip.Dossier{Payee: trip.PayAssociation}))
	w.restRefused("V-26", "PATCH", "trips/"+id, map[string]any{"payee": "association"})
	w.objected(school.Lift(as(w.head), w.app, school.NewLift{Rule: "V-26", SubjectCollection: "trips", SubjectID: id, Reason: "Le foyer a une régie."}))
	w.must(trip.SetDossier(as(w.teacher), w.app, id, trip.Dossier{Payee: trip.PaySchool}))
}

// The list of natures is the bursar's; a nature is retired, never deleted, and an operator is held to its shape.
func TestNaturesAreKeptByTheBursar(t *testing.T) {
	w := newWorld(t)
	kayak := trip.Category{Side: trip.Expense, Label: "Kayak"}
	w.objected(trip.SaveCategory(as(w.teacher), w.app, "", kayak))
	w.must(trip.SaveCategory(as(w.bursar), w.app, "", kayak))
	w.objected(trip.SaveCategory(as(w.bursar), w.app, "", kayak))
	w.must(trip.SaveCategory(as(w.bursar), w.app, "Kayak", trip.Category{Side: trip.Expense, Label: "Kayak de mer", Retired: true}))
	w.objected(trip.SaveCategory(as(w.bursar), w.app, "Kayak", kayak)) // it has another name now
	categories, err := trip.Categories(w.app, trip.Expense)
	w.must(err)
	if last := categories[len(categories)-1]; last.Label != "Kayak de mer" || !last.Retired || slices.Contains(trip.Proposed(categories), "Kayak de mer") {
		t.Errorf("the list ends with %+v", last)
	}
	row, err := w.app.FindFirstRecordByData("budget_categories", "label", "Kayak de mer")
	w.must(err)
	w.restObjected("DELETE", "budget_categories/"+row.Id, nil)
	w.restObjected("POST", "budget_categories", map[string]any{"side": "expense", "label": "Car"})
}
