package pb_hooks_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// Whatever people do, in whatever order, a trip that stands in « départ autorisé » has no blocking finding that nobody has
// lifted.
func TestNoSequenceLeavesAgainstABlock(t *testing.T) {
	for seed := range uint64(3) {
		t.Run("", func(t *testing.T) {
			w := newWorld(t)
			w.leaveSomehow(rand.New(rand.NewPCG(seed, 2027)))
		})
	}
}

func (w *world) leaveSomehow(chance *rand.Rand) {
	w.t.Helper()
	destinations := []string{"IT", "MA", "GB", "IE", "FR"}
	id := w.given(rome(abroad(destinations[chance.IntN(len(destinations))])), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	other, parent := w.child("Grace", "2009-04-14")
	bank := w.guardian(parent)
	cleared := 0
	for range 24 {
		// Refusals are the point: only what the doors let through counts.
		switch chance.IntN(10) {
		case 0:
			_ = w.sign(bank, id, other, chance.IntN(2) == 0)
		case 1, 2:
			w.somePaper(chance, id)
		case 3:
			_ = rehearsal.ReadyToLeave(w.t.Context(), w.app, w.cast(), id)
		case 4:
			_ = trip.FreezeRoster(as(w.teacher), w.app, id, "Un changement.")
		case 5:
			_ = trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer})
			_ = trip.FixSupervision(as(w.head), w.app, id, 1+chance.IntN(4), "")
		case 6:
			_ = trip.DeclareAbroad(as(w.teacher), w.app, id, []law.Day{"", "2026-11-16"}[chance.IntN(2)], "")
		case 7:
			_ = w.write(w.bursar, "seats", w.seatOf(id, w.pupil).Id, map[string]any{"state": []string{"withdrawn", "offered"}[chance.IntN(2)], "cause": "family"})
			_ = w.sign(w.guardian(w.mother), id, w.pupil, true)
		case 8:
			_ = trip.Step(as(w.head), w.app, id, []trip.State{trip.Open, trip.Cleared}[chance.IntN(2)], "")
		case 9:
			_ = rehearsal.ReadyToLeave(w.t.Context(), w.app, w.cast(), id)
			_ = w.clear(id)
		}
		if w.stateOf(id) == trip.Cleared {
			cleared++
			w.nothingBlocks(id)
		}
	}
	if cleared == 0 {
		w.t.Error("this sequence never left: it shows nothing")
	}
}

func (w *world) nothingBlocks(id string) {
	w.t.Helper()
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	regime, err := school.Regime(w.app, "trips", id)
	w.must(err)
	if refusal := law.Refuse(trip.JudgeDeparture(d, regime).Findings()); refusal != nil {
		w.t.Fatalf("it leaves against: %v", refusal)
	}
}

// somePaper spoils or mends one of the papers of somebody who goes.
func (w *world) somePaper(chance *rand.Rand, id string) {
	w.t.Helper()
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	if len(d.Travellers) == 0 {
		return
	}
	papers := rehearsal.PapersInOrder(d, d.Travellers[chance.IntN(len(d.Travellers))])
	if len(papers) == 0 {
		return
	}
	p := papers[chance.IntN(len(papers))]
	days := []law.Day{"", "2026-11-16", "2027-04-11", "2027-04-16", "2030-01-01"}
	switch chance.IntN(6) {
	case 0:
		p.State = ""
	case 1:
		p.State, p.Reason = trip.PaperRefused, "Photographie illisible."
	case 2:
		p.ExpiresOn = days[chance.IntN(len(days))]
	case 3:
		p.OriginalSeen, p.CoversAccident = false, false
	case 4:
		p.SignatoryNationality, p.Nationality = "350", "350"
	}
	_ = trip.KeepPapers(as(w.teacher), w.app, id, []trip.Paper{p})
}

// The number of queries does not follow the number of travellers.
func TestADepartureIsReadInAConstantNumberOfQueries(t *testing.T) {
	count := func(pupils int) (n int) {
		app, id := travellers(t, pupils)
		db, ok := app.ConcurrentDB().(*dbx.DB)
		if !ok {
			t.Fatal("the base cannot be watched")
		}
		db.QueryLogFunc = func(context.Context, time.Duration, string, *sql.Rows, error) { n++ }
		d, err := trip.LoadDeparture(app, id)
		if err != nil || len(d.Travellers) != pupils {
			t.Fatalf("%d travellers: %v", len(d.Travellers), err)
		}
		return n
	}
	if few, many := count(2), count(100); few != many || few == 0 {
		t.Errorf("%d queries for two pupils, %d for a hundred", few, many)
	}
}

// travellers is an open trip abroad with so many firm places, put below the doors.
func travellers(t testing.TB, pupils int) (app *tests.TestApp, id string) {
	t.Helper()
	app = testapp.New(t)
	id = "voyagedetravers"
	insert := func(collection string, columns dbx.Params) {
		if _, err := app.DB().Insert(collection, columns).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	insert("trips", dbx.Params{"id": id, "title": "Rome", "country_code": "IT", "obligation": "optional", "state": "open", "departs_on": "2027-04-12", "returns_on": "2027-04-17"})
	for i := range pupils {
		n := fmt.Sprintf("%012d", i)
		insert("pupils", dbx.Params{"id": "pup" + n, "last_name": "Nom" + n, "birth_on": "2013-05-01"})
		insert("guardians", dbx.Params{"id": "gua" + n, "last_name": "Nom" + n})
		insert("guardianships", dbx.Params{"id": "gsh" + n, "pupil": "pup" + n, "guardian": "gua" + n, "responsibility": 1})
		insert("seats", dbx.Params{"id": "sea" + n, "trip": id, "pupil": "pup" + n, "state": "committed"})
		for j, kind := range []string{"identity", "ast", "insurance"} {
			insert("documents", dbx.Params{"id": fmt.Sprintf("d%d%013d", j, i), "trip": id, "pupil": "pup" + n, "kind": kind, "state": "checked"})
		}
	}
	return app, id
}

func BenchmarkDepartureOfAHundredPupils(b *testing.B) {
	app, id := travellers(b, 100)
	b.ResetTimer()
	for b.Loop() {
		d, err := trip.LoadDeparture(app, id)
		if err != nil {
			b.Fatal(err)
		}
		regime, err := school.Regime(app, "trips", id)
		if err != nil {
			b.Fatal(err)
		}
		if board := trip.JudgeDeparture(d, regime); len(board.Pupils) != 100 {
			b.Fatalf("%d pupils", len(board.Pupils))
		}
	}
}
