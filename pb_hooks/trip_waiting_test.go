package pb_hooks_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// places changes how many there are and how they are given.
func places(n int, selection, criteria string) func(*plan) {
	return func(p *plan) { p.places = trip.NewPlaces{Capacity: n, Selection: selection, Criteria: criteria} }
}

// votedAs numbers the act of a trip that comes after another.
func votedAs(number string) func(*plan) { return func(p *plan) { p.vote.ActNumber = number } }

// classmates adds pupils with one parent each, signed in.
func (w *world) classmates(n int) (pupils []string, parents []school.Actor) {
	w.t.Helper()
	for i := range n {
		pupil, parent := w.child(fmt.Sprintf("Élève %d", i), "2013-03-03")
		pupils, parents = append(pupils, pupil), append(parents, w.guardian(parent))
	}
	return pupils, parents
}

func (w *world) join(parent school.Actor, id, pupil string) error {
	return trip.JoinWaitingList(as(parent), w.app, id, pupil)
}

func (w *world) offer(id, pupil, reason string) error {
	return trip.OfferPlace(as(w.secretary), w.app, id, pupil, reason)
}

// More pupils than places: families know how one chooses before they answer, or the trip does not open.
func TestV73TheWayToChooseIsAnnounced(t *testing.T) {
	w := newWorld(t)
	w.classmates(2)
	for i, c := range []struct {
		places trip.NewPlaces
		opens  bool
	}{
		{trip.NewPlaces{Capacity: 1}, false}, {trip.NewPlaces{Capacity: 1, Selection: trip.ByAll}, false}, {trip.NewPlaces{Capacity: 1, Selection: trip.ByCriteria}, false},
		{trip.NewPlaces{Capacity: 3, Selection: trip.ByAll}, true}, {trip.NewPlaces{Capacity: 1, Selection: trip.ByArrival}, true},
		{trip.NewPlaces{Capacity: 1, Selection: trip.ByCriteria, Criteria: "Les latinistes d’abord."}, true}, {trip.NewPlaces{Capacity: 1, Selection: trip.ByDraw}, true},
	} {
		id := w.given(rome(places(c.places.Capacity, c.places.Selection, c.places.Criteria), votedAs(fmt.Sprintf("2026-4%d", i))), trip.Voted)
		w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
		if !c.opens {
			w.restRefused("V-73", "PATCH", "trips/"+id, map[string]any{"state": "open"})
			w.refused("V-73", trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
			continue
		}
		w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
		w.objected(w.write(w.teacher, "trips", id, map[string]any{"selection": trip.ByArrival, "criteria": "Autre chose."}))
		w.objected(trip.SetPlaces(as(w.bursar), w.app, id, trip.NewPlaces{Selection: trip.ByDraw, Criteria: "Changé."}))
	}
}

func TestV73ACriterionOfMoneyIsPointedOut(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Draft)
	w.must(trip.SetPlaces(as(w.teacher), w.app, id, trip.NewPlaces{Selection: trip.ByCriteria, Criteria: "Les premiers qui versent l’acompte."}))
	if note := w.noteOf("trips.update"); note != "V-73" {
		t.Errorf("the journal says %q", note)
	}
}

// A family that waits does not take the place that frees itself; neither does a newcomer. The school offers it in order.
func TestAFreedPlaceIsOfferedInOrder(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(4)
	id := w.given(rome(places(1, trip.ByArrival, "")), trip.Open)
	w.must(w.sign(parents[0], id, pupils[0], true))
	w.objected(w.sign(parents[1], id, pupils[1], true))
	w.must(w.join(parents[1], id, pupils[1]))
	w.must(w.join(parents[2], id, pupils[2]))
	w.objected(w.offer(id, pupils[1], "")) // no place is free
	w.must(w.write(w.secretary, "seats", w.seatOf(id, pupils[0]).Id, map[string]any{"state": "withdrawn", "cause": "family"}))
	w.objected(w.sign(parents[1], id, pupils[1], true))
	w.objected(w.sign(parents[3], id, pupils[3], true)) // others wait already
	for _, a := range []school.Actor{parents[1], {Kind: school.Guest}} {
		w.objected(w.write(a, "seats", w.seatOf(id, pupils[1]).Id, map[string]any{"state": "offered", "offered_until": "2026-12-01"}))
	}
	w.restObjected("PATCH", "seats/"+w.seatOf(id, pupils[1]).Id, map[string]any{"state": "offered", "offered_until": "2026-12-01"})
	n, err := trip.OfferNext(as(w.secretary), w.app, id)
	w.must(err)
	if seat := w.seatOf(id, pupils[1]); n != 1 || seat.GetString("offered_until") != "2026-11-23" {
		t.Errorf("%d offered, until %s", n, seat.GetString("offered_until"))
	}
	view, err := trip.FamilyTripOf(w.app, parents[2], id, pupils[2])
	w.must(err)
	if view.Stage != trip.StageWaiting || view.Rank != 1 || view.Queue != 1 {
		t.Errorf("stage %s, rank %d of %d", view.Stage, view.Rank, view.Queue)
	}
	w.must(w.sign(parents[1], id, pupils[1], true))
	w.wantSeat(id, pupils[1], trip.SeatCommitted)
}

// An offer that nobody answers goes to the next; who let it pass may ask again, behind the others.
func TestAnOfferExpires(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(3)
	id := w.given(rome(places(1, trip.ByArrival, "")), trip.Open)
	w.must(w.sign(parents[0], id, pupils[0], true))
	w.must(w.join(parents[1], id, pupils[1]))
	w.must(w.join(parents[2], id, pupils[2]))
	w.must(w.write(w.secretary, "seats", w.seatOf(id, pupils[0]).Id, map[string]any{"state": "withdrawn", "cause": "medical"}))
	_, err := trip.OfferNext(as(w.secretary), w.app, id)
	w.must(err)
	w.on("2026-11-23")
	w.must(trip.RunDue(context.Background(), w.app))
	w.wantSeat(id, pupils[1], trip.SeatOffered)
	w.on("2026-11-24")
	w.must(trip.RunDue(context.Background(), w.app))
	w.wantSeat(id, pupils[1], trip.SeatRefused)
	w.wantSeat(id, pupils[2], trip.SeatOffered)
	told, err := w.app.CountRecords("messages", dbx.HashExp{"kind": "place_offered"})
	w.must(err)
	if told != 2 {
		t.Errorf("%d families told", told)
	}
	w.must(w.join(parents[1], id, pupils[1]))
	if rank := w.seatOf(id, pupils[1]).GetInt("rank_no"); rank != 3 {
		t.Errorf("rank %d", rank)
	}
}

// The order is followed, or the reason is written: nobody is preferred in silence.
func TestV73TheOrderIsFollowedOrExplained(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(3)
	id := w.given(rome(places(1, trip.ByCriteria, "Les latinistes d’abord.")), trip.Open)
	w.objected(w.sign(parents[0], id, pupils[0], true)) // places are asked for
	for i := range pupils {
		w.must(w.join(parents[i], id, pupils[i]))
	}
	seat := w.seatOf(id, pupils[2]).Id
	w.refused("V-73", w.offer(id, pupils[2], "")) // no order yet
	w.refused("V-73", w.write(w.secretary, "seats", seat, map[string]any{"rank_no": 1}))
	w.restRefused("V-73", "PATCH", "seats/"+seat, map[string]any{"rank_no": 1})
	w.refused("V-73", trip.RankWaiting(as(w.secretary), w.app, id, pupils[2], 1, ""))
	w.objected(w.write(w.teacher, "seats", seat, map[string]any{"rank_no": 1, "order_reason": "Je le préfère."}))
	w.must(trip.RankWaiting(as(w.secretary), w.app, id, pupils[2], 1, "Latiniste depuis la 5e."))
	w.refused("V-73", w.offer(id, pupils[0], ""))
	w.must(w.offer(id, pupils[2], ""))
	w.must(w.sign(parents[2], id, pupils[2], true))
	w.must(trip.SetPlaces(as(w.bursar), w.app, id, trip.NewPlaces{Capacity: 2, Selection: trip.ByCriteria, Criteria: "Les latinistes d’abord."}))
	w.refused("V-73", w.offer(id, pupils[1], ""))
	w.must(w.offer(id, pupils[1], "Seule à suivre l’option, justificatif remis le 16 novembre."))
}

// The number of places never goes below those who hold one.
func TestPlacesDoNotGoBelowWhoHoldsOne(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(2)
	id := w.given(rome(places(2, trip.ByArrival, "")), trip.Open)
	w.must(w.sign(parents[0], id, pupils[0], true))
	w.must(w.sign(parents[1], id, pupils[1], true))
	w.objected(trip.SetPlaces(as(w.bursar), w.app, id, trip.NewPlaces{Capacity: 1, Selection: trip.ByArrival}))
	w.restObjected("PATCH", "trips/"+id, map[string]any{"capacity": 1})
	w.must(trip.SetPlaces(as(w.bursar), w.app, id, trip.NewPlaces{Capacity: 3, Selection: trip.ByArrival}))
}

// The draw: the digest before, the seed after, all who asked in time, the order that anybody finds again.
func TestV73ADrawIsDoneAsAnnounced(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(5)
	id := w.given(rome(places(2, trip.ByDraw, "")), trip.Open)
	for i := range 4 {
		w.must(w.join(parents[i], id, pupils[i]))
	}
	w.objected(trip.DrawPlaces(as(w.secretary), w.app, id)) // nothing was announced
	w.objected(trip.AnnounceDraw(as(w.teacher), w.app, id, "2026-11-20"))
	w.must(trip.AnnounceDraw(as(w.secretary), w.app, id, "2026-11-20"))
	w.objected(trip.AnnounceDraw(as(w.secretary), w.app, id, "2026-11-20"))
	announced, _, err := trip.DrawOf(w.app, w.secretary, id)
	w.must(err)
	if announced.Seed != "" || len(announced.Digest) != 64 {
		t.Errorf("announced: %+v", announced)
	}
	w.objected(trip.DrawPlaces(as(w.secretary), w.app, id)) // not yet
	w.on("2026-11-21")
	w.must(w.join(parents[4], id, pupils[4])) // too late to enter
	row := w.record("draws", announced.ID)
	forged := map[string]any{"seed": "deadbeef", "entrants": pupils[:1], "drawn": pupils[:1]}
	w.refused("V-73", w.write(w.secretary, "draws", row.Id, forged))
	w.restRefused("V-73", "PATCH", "draws/"+row.Id, forged)
	w.objected(w.write(w.secretary, "draws", row.Id, map[string]any{"seed_digest": trip.SeedDigest("deadbeef")}))
	w.objected(w.app.DeleteWithContext(as(w.secretary), row))

	w.must(trip.DrawPlaces(as(w.secretary), w.app, id))
	d, _, err := trip.DrawOf(w.app, w.secretary, id)
	w.must(err)
	if trip.SeedDigest(d.Seed) != announced.Digest {
		t.Error("the seed is not the one announced")
	}
	shuffled := slices.Clone(d.Codes)
	slices.Sort(shuffled)
	if !slices.Equal(trip.Replay(d.Seed, shuffled), d.Codes) || len(d.Codes) != 4 {
		t.Errorf("replayed otherwise: %v", d.Codes)
	}
	w.objected(w.write(w.secretary, "draws", row.Id, map[string]any{"drawn": []string{pupils[0]}}))
	list, err := trip.WaitingList(w.app, w.secretary, id)
	w.must(err)
	for i, waiter := range list[:4] {
		if trip.EntrantCode(d.ID, waiter.PupilID) != d.Codes[i] {
			t.Errorf("rank %d is not the draw's", i+1)
		}
	}
	if list[4].PupilID != pupils[4] {
		t.Error("who came too late is not last")
	}
	// The order of a draw is nobody's to change, whatever the reason.
	w.refused("V-73", trip.RankWaiting(as(w.head), w.app, id, list[3].PupilID, 1, "Un motif bien écrit."))
	n, err := trip.OfferNext(as(w.secretary), w.app, id)
	w.must(err)
	if n != 2 {
		t.Errorf("%d places offered", n)
	}
	_, own, _, err := trip.FamilyDraw(w.app, parents[0], id, pupils[0])
	w.must(err)
	if own.Own != trip.EntrantCode(d.ID, pupils[0]) || own.OwnRank == 0 {
		t.Errorf("own code %s, rank %d", own.Own, own.OwnRank)
	}
	if _, _, _, err := trip.FamilyDraw(w.app, parents[0], id, pupils[1]); err == nil {
		t.Error("a family reads the code of another")
	}
}

// Two families, one last place, at the same moment: one of them has it.
func TestTheLastPlaceGoesOnce(t *testing.T) {
	w := newWorld(t)
	const families = 6
	pupils, parents := w.classmates(families)
	id := w.given(rome(places(2, trip.ByArrival, "")), trip.Open)
	var together sync.WaitGroup
	won := make([]bool, families)
	for i := range families {
		together.Go(func() { won[i] = w.sign(parents[i], id, pupils[i], true) == nil })
	}
	together.Wait()
	signed := 0
	for _, yes := range won {
		if yes {
			signed++
		}
	}
	if held := w.held(id); held != 2 || signed != 2 {
		t.Errorf("%d signed, %d places held, for 2", signed, held)
	}
}

// held counts the places firm or kept, by what the rows say and nothing else.
func (w *world) held(id string) (n int) {
	w.t.Helper()
	w.must(w.app.DB().NewQuery(`SELECT COUNT(*) FROM seats s WHERE s.trip = {:trip} AND (s.state = 'committed' OR s.state = 'offered' AND s.offered_until != '')`).
		Bind(map[string]any{"trip": id}).Row(&n))
	return n
}

// Whatever people do, in whatever order, no more places are firm or kept than there are.
func TestNoPathOverfillsATrip(t *testing.T) {
	w := newWorld(t)
	pupils, parents := w.classmates(4)
	trips, capacity := map[string]string{}, map[string]int{}
	for i, selection := range []string{trip.ByArrival, trip.ByCriteria} {
		trips[selection] = w.given(rome(places(2, selection, "Les latinistes d’abord."), votedAs(fmt.Sprintf("2026-5%d", i))), trip.Open)
		capacity[selection] = 2
	}
	rapid.Check(t, func(t *rapid.T) {
		selection := rapid.SampledFrom([]string{trip.ByArrival, trip.ByCriteria}).Draw(t, "selection")
		id := trips[selection]
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			i := rapid.IntRange(0, len(pupils)-1).Draw(t, "pupil")
			var err error
			switch rapid.IntRange(0, 7).Draw(t, "deed") {
			case 0:
				err = w.sign(parents[i], id, pupils[i], true)
			case 1:
				err = w.sign(parents[i], id, pupils[i], false)
			case 2:
				err = w.join(parents[i], id, pupils[i])
			case 3:
				err = w.offer(id, pupils[i], "Un motif écrit.")
			case 4:
				_, err = trip.OfferNext(as(w.secretary), w.app, id)
			case 5:
				if r, found := w.app.FindFirstRecordByFilter("seats", "trip = {:trip} && pupil = {:pupil}", map[string]any{"trip": id, "pupil": pupils[i]}); found == nil {
					r.Load(map[string]any{"state": "withdrawn", "cause": "family"})
					err = w.app.SaveWithContext(as(w.secretary), r)
				}
			case 6:
				err = trip.RankWaiting(as(w.secretary), w.app, id, pupils[i], 1, "Latiniste.")
			case 7:
				n := rapid.IntRange(1, 3).Draw(t, "places")
				if err = trip.SetPlaces(as(w.bursar), w.app, id, trip.NewPlaces{Capacity: n, Selection: selection, Criteria: "Les latinistes d’abord."}); err == nil {
					capacity[selection] = n
				}
			}
			_ = err // refused or not, what counts is what stands
			if held := w.held(id); held > capacity[selection] {
				t.Fatalf("%d places held for %d", held, capacity[selection])
			}
		}
	})
}
