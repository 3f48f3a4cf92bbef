package pb_hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// world is a collège with its people and one class, on Monday 16 November 2026. Tests are told in it: given a trip that
// has reached a state, when somebody does something, then the law speaks.
type world struct {
	t   *testing.T
	app *tests.TestApp

	head, bursar, accountant, secretary, teacher, colleague school.Actor
	class, pupil, mother, father                            string // Ada and her parents, who both hold parental authority

	handler http.Handler // REST, made at first use
	token   string       // of an operator
	acts    int          // recorded by actRow
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, app: testapp.New(t)}
	w.row("school", map[string]any{"uai": "0350001A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	year := w.row("school_years", map[string]any{"label": "2026-2027", "is_current": true})
	w.head, w.bursar = w.staff("Hélène", school.Head), w.staff("Bruno", school.Bursar)
	w.accountant, w.secretary = w.staff("Agnès", school.Accountant), w.staff("Sylvie", school.Secretary)
	w.teacher, w.colleague = w.staff("Paul", school.Teacher), w.staff("Clara", school.Teacher)
	w.class = w.row("classes", map[string]any{"school_year": year, "code": "4B"})
	w.pupil, w.mother = w.child("Ada", "2013-05-01")
	w.father = w.parent(w.pupil, "Alan")
	w.voteTerms()
	return w
}

func (w *world) row(collection string, fields map[string]any) string {
	w.t.Helper()
	return testapp.Row(w.t, w.app, collection, fields).Id
}

func (w *world) staff(name string, roles ...school.Role) school.Actor {
	w.t.Helper()
	id := w.row("staff", map[string]any{"first_name": name, "last_name": "Personnel", "roles": roles})
	return school.Actor{Kind: school.Staff, ID: id, Roles: roles}
}

// child adds a pupil of the class with one parent.
func (w *world) child(name, born string) (pupil, parent string) {
	w.t.Helper()
	pupil = w.row("pupils", map[string]any{"first_name": name, "last_name": "Lovelace", "birth_on": born, "class": w.class})
	return pupil, w.parent(pupil, "Anne")
}

func (w *world) parent(pupil, name string) string {
	w.t.Helper()
	id := w.row("guardians", map[string]any{"first_name": name, "last_name": "Lovelace"})
	w.row("guardianships", map[string]any{"pupil": pupil, "guardian": id, "responsibility": 1})
	return id
}

// signedIn is a person as their session makes them.
func (w *world) signedIn(kind school.PersonKind, id string) school.Actor {
	w.t.Helper()
	person, err := school.FindPerson(w.app, kind, id)
	w.must(err)
	account, err := school.AccountFor(context.Background(), w.app, "", []school.Person{person})
	w.must(err)
	token, err := school.OpenSession(context.Background(), w.app, school.NewSession{AccountID: account, Person: person, AuthLevel: "letter_code"})
	w.must(err)
	session, err := school.FindSession(w.app, token)
	w.must(err)
	return session.Actor()
}

func (w *world) guardian(id string) school.Actor { return w.signedIn(school.GuardianPerson, id) }

// voteTerms has the bursar record the refund terms that the board votes for every trip of the school (V-34).
func (w *world) voteTerms() {
	w.t.Helper()
	w.must(trip.RecordTerms(as(w.bursar), w.app, trip.NewTerms{
		Vote: trip.Vote{Organ: school.Board, ActNumber: "2025-60", VotedOn: "2025-11-20", TransmittedOn: "2025-11-24", PublishedOn: "2025-11-24"},
		Terms: []trip.Term{
			{Cause: trip.CauseMedical, RatePercent: 100}, {Cause: trip.CauseReplaced, RatePercent: 100},
			{Cause: trip.CauseFamily, DaysBefore: 60, RatePercent: 50}, {Cause: trip.CauseOther, RatePercent: 100, RecoverableOnly: true},
		},
	}))
}

func as(a school.Actor) context.Context { return school.WithActor(context.Background(), a) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// plan is a trip before it is written: the project, its budget and the vote that awaits it.
type plan struct {
	trip.Project
	price    cents.Amount
	lines    []trip.Line
	schedule []trip.Instalment
	vote     trip.Vote
	places   trip.NewPlaces
}

// rome is five nights away at 300 € for ten pupils, whose two adults cost the families nothing. Its act is enforceable.
func rome(changes ...func(*plan)) plan {
	return change(plan{
		Project: trip.Project{
			Title: "Rome antique", Destination: "Rome", CountryCode: "IT", Purpose: "Lire la ville.", Obligation: trip.Optional,
			DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", AnswerBy: "2026-12-18", PupilsEstimated: 10, AdultsEstimated: 2,
		},
		price: 300_00,
		lines: []trip.Line{
			{Side: trip.Expense, Category: "Forfait global", Beneficiaries: trip.ForPupils, Basis: trip.PerPerson, AmountCents: 300_00},
			{Side: trip.Expense, Category: "Forfait global", Beneficiaries: trip.ForAdults, Basis: trip.PerPerson, AmountCents: 250_00},
			{Side: trip.Income, Category: "Fonds de roulement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 500_00},
		},
		schedule: []trip.Instalment{{DueOn: "2026-12-15", AmountCents: 150_00}, {DueOn: "2027-01-15", AmountCents: 150_00}},
		vote:     trip.Vote{Organ: school.Board, ActNumber: "2026-17", VotedOn: "2026-10-01", TransmittedOn: "2026-10-05", PublishedOn: "2026-10-05"},
	}, changes)
}

// museum is a day out in France at 12 €.
func museum(changes ...func(*plan)) plan {
	return change(rome(func(p *plan) {
		p.Title, p.Destination, p.CountryCode, p.DepartsOn, p.ReturnsOn, p.AnswerBy = "Musée", "Rennes", "FR", "2026-12-10", "2026-12-10", "2026-12-04"
		p.price, p.schedule = 12_00, []trip.Instalment{{DueOn: "2026-12-01", AmountCents: 12_00}}
		p.lines = []trip.Line{
			{Side: trip.Expense, Category: "Car", Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 144_00},
			{Side: trip.Income, Category: "Fonds de roulement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 24_00},
		}
		p.vote = trip.Vote{Organ: school.Board, ActNumber: "2026-18", VotedOn: "2026-10-01", PublishedOn: "2026-10-05"}
	}), changes)
}

// free makes a trip that asks nothing of families.
func free(p *plan) {
	p.price, p.schedule, p.lines = 0, nil, nil
}

// given has a trip reach a state by the operations of the people whose steps they are.
func (w *world) given(p plan, state trip.State) string {
	w.t.Helper()
	id, err := trip.Create(as(w.teacher), w.app, p.Project)
	w.must(err)
	w.must(trip.SetTargets(as(w.teacher), w.app, id, []trip.Target{{Kind: "class", ID: w.class}}))
	if p.places != (trip.NewPlaces{}) {
		w.must(trip.SetPlaces(as(w.teacher), w.app, id, p.places))
	}
	w.must(trip.SetBudget(as(w.teacher), w.app, id, p.price, p.PupilsEstimated, p.AdultsEstimated, p.lines))
	w.must(trip.SetSchedule(as(w.bursar), w.app, id, p.schedule))
	for _, s := range trip.States[1:] {
		if w.stateOf(id) == state {
			return id
		}
		if s == trip.Open {
			w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
		}
		if s == trip.Cleared {
			w.ready(id)
		}
		if s == trip.Returned {
			w.by(p.ReturnsOn)
		}
		if s == trip.Closed {
			w.settled()
		}
		w.must(w.step(id, s, p.vote))
	}
	return id
}

// ready makes an open trip ready to leave, by the operations of the people whose steps they are: Ada goes when nobody has
// signed yet, with the organiser and a colleague.
func (w *world) ready(id string) {
	w.t.Helper()
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	if len(d.Travellers) == 0 {
		w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	}
	w.must(rehearsal.ReadyToLeave(context.Background(), w.app, w.cast(), id))
}

func (w *world) cast() rehearsal.Cast {
	return rehearsal.Cast{Head: w.head, Organiser: w.teacher, Colleagues: []string{w.colleague.ID}}
}

// by moves the practice clock to a day, unless it is there or past it already.
func (w *world) by(day law.Day) {
	w.t.Helper()
	if school.Clock(w.app).Today() < day {
		w.on(day)
	}
}

// step takes the step to a state, in the name of the person whose step it is.
func (w *world) step(id string, to trip.State, vote trip.Vote) error {
	switch to {
	case trip.Endorsed:
		return trip.GiveOpinion(as(w.head), w.app, id, true, "")
	case trip.Voted:
		return trip.RecordVote(as(w.bursar), w.app, id, vote)
	case trip.Cancelled:
		return trip.Step(as(w.head), w.app, id, to, "Plus de car disponible.")
	case trip.Cleared:
		return trip.Step(as(w.head), w.app, id, to, "")
	case trip.Returned:
		return trip.Step(as(w.teacher), w.app, id, to, "")
	case trip.Closed:
		return trip.Step(as(w.accountant), w.app, id, to, "")
	case trip.Reported:
		w.spentAsPlanned(id)
	case trip.Draft, trip.Balanced, trip.Submitted, trip.Open:
	}
	return trip.Step(as(w.bursar), w.app, id, to, "")
}

// spentAsPlanned has the execution cost to the cent what the project said, for those who were planned; what was written
// already stays.
func (w *world) spentAsPlanned(id string) {
	w.t.Helper()
	facts, err := trip.LoadFacts(w.app, id)
	w.must(err)
	if len(facts.Lines) == 0 {
		return
	}
	real, err := trip.LinesOf(w.app, id, trip.Execution)
	w.must(err)
	if len(real) > 0 {
		return
	}
	w.must(trip.CarryOver(as(w.bursar), w.app, id))
	planned := map[string]cents.Amount{}
	for _, s := range slices.Concat(facts.Budget.Expenses, facts.Budget.Incomes) {
		planned[s.ID] = s.Pupils + s.Adults
	}
	real, err = trip.LinesOf(w.app, id, trip.Execution)
	w.must(err)
	for i := range real {
		real[i].AmountCents, real[i].SpentOn = planned[real[i].CarriedFrom], facts.Trip.ReturnsOn
	}
	w.must(trip.SetExecution(as(w.bursar), w.app, id, real))
}

func (w *world) record(collection, id string) *core.Record {
	w.t.Helper()
	r, err := w.app.FindRecordById(collection, id)
	w.must(err)
	return r
}

func (w *world) stateOf(id string) trip.State {
	return trip.State(w.record("trips", id).GetString("state"))
}

// write changes a row as code would, without any operation around it, and returns what the door said.
func (w *world) write(a school.Actor, collection, id string, fields map[string]any) error {
	w.t.Helper()
	r := w.record(collection, id)
	r.Load(fields)
	return w.app.SaveWithContext(as(a), r)
}

// try makes a row as code would, and returns what the door said.
func (w *world) try(a school.Actor, collection string, fields map[string]any) error {
	_, err := testapp.Try(w.app, as(a), collection, fields)
	return err
}

// sign has somebody read the letter and answer it.
func (w *world) sign(a school.Actor, id, pupil string, accept bool) error {
	letter, err := trip.LetterFor(w.app, a, id, pupil)
	if err != nil {
		return err
	}
	_, err = trip.Sign(as(a), w.app, trip.Signature{TripID: id, PupilID: pupil, Accept: accept, ShownDigest: letter.Digest})
	return err
}

func (w *world) seatOf(id, pupil string) *core.Record {
	w.t.Helper()
	r, err := w.app.FindFirstRecordByFilter("seats", "trip = {:trip} && pupil = {:pupil}", map[string]any{"trip": id, "pupil": pupil})
	w.must(err)
	return r
}

func (w *world) wantSeat(id, pupil, state string) {
	w.t.Helper()
	if got := w.seatOf(id, pupil).GetString("state"); got != state {
		w.t.Errorf("the place is %s, not %s", got, state)
	}
}

// on moves the practice clock to the morning of a day.
func (w *world) on(day law.Day) {
	w.t.Helper()
	clock := school.Clock(w.app)
	w.must(school.Advance(context.Background(), w.app, day.At(8, 0, clock.Zone()), func(context.Context) error { return nil }))
}

// answer is what REST says of a write.
type answer struct {
	status  int
	Message string
	Data    map[string]struct{ Code, Message string }
}

// rest sends a write as a superuser of the dashboard does.
func (w *world) rest(method, path string, fields map[string]any) answer {
	w.t.Helper()
	if w.handler == nil {
		w.handler, w.token = testapp.Handler(w.t, w.app), testapp.OperatorToken(w.t, w.app)
	}
	collection, id, _ := strings.Cut(path, "/")
	body, err := json.Marshal(fields)
	w.must(err)
	address := strings.TrimSuffix("/api/collections/"+collection+"/records/"+id, "/")
	got := testapp.Ask(w.t, w.handler, method, address, w.token, string(body))
	a := answer{status: got.Code}
	if got.Body.Len() > 0 {
		if err := json.Unmarshal(got.Body.Bytes(), &a); err != nil && got.Code != http.StatusOK {
			w.t.Fatalf("%s %s: %d %s", method, path, got.Code, got.Body)
		}
	}
	return a
}

// restRefused expects REST to refuse a superuser in the name of a rule: data.rule.code is its id.
func (w *world) restRefused(rule, method, path string, fields map[string]any) answer {
	w.t.Helper()
	a := w.rest(method, path, fields)
	if a.status != http.StatusBadRequest || a.Data["rule"].Code != rule || !strings.Contains(a.Message, rule) {
		w.t.Errorf("%s %s: %d %+v, wanted %s", method, path, a.status, a, rule)
	}
	return a
}

// restObjected expects REST to refuse a superuser for a reason of the house: they hold no role.
func (w *world) restObjected(method, path string, fields map[string]any) {
	w.t.Helper()
	if a := w.rest(method, path, fields); a.status != http.StatusBadRequest || a.Data["rule"].Code != "refused" || a.Message == "" {
		w.t.Errorf("%s %s: %d %+v", method, path, a.status, a)
	}
}

// refused expects a write to be refused in the name of a rule.
func (w *world) refused(rule string, err error) {
	w.t.Helper()
	if !refusedBy(err, rule) {
		w.t.Errorf("%s did not refuse: %v", rule, err)
	}
}

// objected expects a refusal of the house, which names no rule.
func (w *world) objected(err error) {
	w.t.Helper()
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		w.t.Errorf("not refused: %v", err)
		return
	}
	for _, f := range refusal.Findings {
		if f.Rule != "" {
			w.t.Errorf("refused by %s: %v", f.Rule, err)
		}
	}
}

// noteOf is what the last journal line of a verb says was let through.
func (w *world) noteOf(verb string) (note string) {
	w.t.Helper()
	w.must(w.app.DB().NewQuery("SELECT note FROM journal WHERE verb = {:verb} ORDER BY line_no DESC LIMIT 1").Bind(map[string]any{"verb": verb}).Row(&note))
	return note
}

func change(p plan, changes []func(*plan)) plan {
	for _, c := range changes {
		c(&p)
	}
	return p
}

// houseOnly keeps of a refusal what names no rule.
func houseOnly(err error) error {
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	var house []law.Finding
	for _, f := range refusal.Findings {
		if f.Rule == "" {
			house = append(house, f)
		}
	}
	return law.Refuse(house)
}
