package pb_hooks_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/trip"
)

// ancestor is what a MobiliSCO file said of the collège: a trip gone by, and one to come whose families had signed and paid.
func ancestor() *mobilisco.Base {
	toCome := mobilisco.Trip{
		ID: 13, Destination: "Oxford", Purpose: "Anglais", DepartsOn: "2027-04-11", ReturnsOn: "2027-04-16", VotedOn: "2026-10-20", PriceCents: 350_00, Organiser: 1,
		LettersBy: "2027-01-15", PupilsPlanned: 20, AdultsPlanned: 2, Class4: "4112", PayBy: "2027-03-01",
		Enrolments: []mobilisco.Enrolment{
			{ID: 1, Pupil: 7, Number: "00012", Name: "Lovelace Ada", Letter: true}, {ID: 2, Pupil: 8, Number: "99", Name: "Inconnu Zoé"},
			{ID: 3, Pupil: 9, Number: "12", Name: "Autre Léo"}, {ID: 4, Pupil: 7, Number: "12", Name: "Lovelace Ada", Broken: true},
		},
		Adults:      []int{1, 1, 5},
		Instalments: []mobilisco.Instalment{{Number: "2", On: "2027-03-01", AmountCents: 150_00}, {Number: "1", On: "2027-01-15", AmountCents: 200_00}, {Number: "3", On: "2029-01-01", AmountCents: 1}},
		Lines: []mobilisco.Line{
			{Side: "expense", Phase: "project", Category: "Car", Label: "Cars du Val", Beneficiaries: "all", AmountCents: 5000_50},
			{Side: "income", Phase: "project", Category: "Commune — Subvention", Beneficiaries: "all", AmountCents: 800_00},
			{Side: "income", Phase: "project", Category: "Contribution individuelle", Beneficiaries: "pupils", PerPerson: true, AmountCents: 350_00},
			{Side: "expense", Phase: "execution", Category: "Car", Beneficiaries: "all", AmountCents: 5100_00},
		},
		Payments: []mobilisco.Payment{{Enrolment: 1, On: "2026-11-10", AmountCents: 200_00, Means: "CHQ", Payer: "LOVELACE"}},
	}
	gone := mobilisco.Trip{ID: 12, Destination: "Séville", DepartsOn: "2026-04-11", ReturnsOn: "2026-04-16", PriceCents: 300_00, Organiser: 1}
	archived := gone
	archived.Archived = true
	return &mobilisco.Base{
		School: mobilisco.School{UAI: "0350001A", Name: "Autre nom", Town: "Deux-Rives", IBAN: "FR7610071750000000100000112"},
		Pupils: map[int]mobilisco.Pupil{7: {Number: "12", LastName: "LOVELACE"}, 8: {Number: "99", LastName: "INCONNU"}, 9: {Number: "12", LastName: "AUTRE"}},
		Staff:  []mobilisco.Person{{ID: 1, Civility: "M.", LastName: "Personnel", FirstName: "Paul"}, {ID: 2, LastName: "Neuf", FirstName: "Tom"}},
		Trips:  []mobilisco.Trip{gone, archived, toCome},
	}
}

func (w *world) takeOver(rehearse bool) *trip.Takeover {
	w.t.Helper()
	d, err := trip.TakeOver(context.Background(), w.app, ancestor(), rehearse)
	w.must(err)
	return d
}

func (w *world) count(collection string, where ...dbx.Expression) (n int) {
	w.t.Helper()
	w.must(w.app.DB().Select("COUNT(*)").From(collection).Where(dbx.And(where...)).Row(&n))
	return n
}

func withNumber(t *testing.T) *world {
	w := newWorld(t)
	pupil := w.record("pupils", w.pupil)
	pupil.Set("elenoet", "12")
	w.must(w.app.Save(pupil))
	return w
}

// What was to come becomes a project to be led here; what is gone stays history; nothing of the old money is booked.
func TestTakeoverOfMobiliSCO(t *testing.T) {
	w := withNumber(t)
	before := w.count("journal")
	rehearsed := w.takeOver(true)
	if w.count("taken_trips") != 0 || w.count("trips") != 0 || w.count("journal") != before || w.record("school", w.one("school")).GetString("town") != "" {
		t.Fatal("a rehearsal left something")
	}
	done := w.takeOver(false)
	if done.Rows == 0 || done.Rows != rehearsed.Rows || len(done.Left) != len(rehearsed.Left) {
		t.Errorf("rehearsed %+v, done %+v", rehearsed, done)
	}
	as := map[string]int{}
	for _, taken := range done.Trips {
		as[taken.As]++
	}
	if as[trip.TakenAsDraft] != 1 || as[trip.TakenAsArchive] != 2 {
		t.Errorf("trips taken as %v", as)
	}
	draft := w.record("trips", w.one("trips"))
	for field, want := range map[string]string{
		"state": "draft", "title": "Oxford", "country_code": "ZZ", "price_cents": "35000", "departs_on": "2027-04-11", "act": "", "answer_by": "2027-01-15",
		"organiser": w.teacher.ID, "class4_account": "4112", "pay_by": "2027-03-01", "obligation": "optional",
	} {
		if got := draft.GetString(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
	for collection, want := range map[string]int{
		"budget_lines": 2, "instalments": 2, "chaperones": 1, "trip_targets": 1, "seats": 1, "taken_trips": 3,
		"payments": 0, "charges": 0, "receipts": 0, "commitments": 0, "grants": 0, "acts": 1, "messages": 0,
	} {
		if got := w.count(collection); got != want {
			t.Errorf("%d rows in %s, not %d", got, collection, want)
		}
	}
	w.wantSeat(draft.Id, w.pupil, trip.SeatInterested)
	if first := w.count("instalments", dbx.HashExp{"rank_no": 1, "due_on": "2027-01-15", "amount_cents": 20000}); first != 1 {
		t.Error("the instalments are not in the order of their dates")
	}
	said := ""
	for _, l := range done.Left {
		said += l.What + " : " + l.Why + "\n"
	}
	for _, wanted := range []string{
		"élève inconnu de SIECLE (n° 99)", "d’un autre nom", "engagement rompu", "part des familles", "plus de six mois après le départ", "pas le pays", "Réglage « IBAN »",
		"l’acte voté le 20/10/2026", "versements encaissés hors de l’application (1)", "lettres signées dans MobiliSCO (1)", "accompagnateur n° 5",
	} {
		if !strings.Contains(said, wanted) {
			t.Errorf("it does not say %q:\n%s", wanted, said)
		}
	}
	if s := w.record("school", w.one("school")); s.GetString("name") != "Collège des Deux-Rives" || s.GetString("town") != "Deux-Rives" {
		t.Error("a setting was replaced, or a blank was not filled")
	}

	again := w.takeOver(false)
	if again.Rows != 0 || w.count("taken_trips") != 3 || w.count("trips") != 1 || w.count("imports") != 1 {
		t.Errorf("taken twice: %+v", again)
	}
}

// A trip that was voted elsewhere passes no step by being taken over, and its archive is nobody's to write.
func TestTakeoverLiftsNothing(t *testing.T) {
	w := withNumber(t)
	w.takeOver(false)
	draft, taken := w.one("trips"), w.one("taken_trips")
	w.restRefused("V-16", "PATCH", "trips/"+draft, map[string]any{"state": "open"})
	w.restObjected("PATCH", "taken_trips/"+taken, map[string]any{"title": "Autre"})
	w.restRefused("D-12", "DELETE", "taken_trips/"+taken, nil)
	w.restObjected("POST", "taken_trips", map[string]any{"source": "mobilisco", "source_id": "77", "title": "Faux", "digest": strings.Repeat("0", 64)})
	w.objected(w.try(w.bursar, "taken_trips", map[string]any{"source": "mobilisco", "source_id": "77", "title": "Faux", "digest": strings.Repeat("0", 64)}))
	record := w.record("taken_trips", taken)
	w.refused("D-12", w.app.DeleteWithContext(as(w.head), record)) // under a visa only, and its names alone
}

func TestTakeoverRefused(t *testing.T) {
	w := withNumber(t)
	if _, err := trip.TakeOver(as(w.bursar), w.app, ancestor(), false); !errors.Is(err, trip.ErrTakeoverIsOurs) {
		t.Errorf("by a page: %v", err)
	}
	other := ancestor()
	other.School.UAI = "0350002B"
	if _, err := trip.TakeOver(context.Background(), w.app, other, false); !errors.Is(err, trip.ErrTakeoverSchool) {
		t.Errorf("another school: %v", err)
	}
	nobody := ancestor()
	nobody.Staff = nil
	d, err := trip.TakeOver(context.Background(), w.app, nobody, false)
	w.must(err)
	if w.count("trips") != 0 || w.count("taken_trips") != 3 || !strings.Contains(d.Left[len(d.Left)-1].Why+d.Left[0].Why, "organisateur") {
		t.Errorf("without its organiser a trip stays an archive: %+v", d.Left)
	}
}

// one is the id of the first row of a collection.
func (w *world) one(collection string) (id string) {
	w.t.Helper()
	w.must(w.app.DB().Select("id").From(collection).OrderBy("rowid").Limit(1).Row(&id))
	return id
}
