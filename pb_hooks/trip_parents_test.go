package pb_hooks_test

import (
	"context"
	"sync"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

func TestV52ADisagreementAsksForBoth(t *testing.T) {
	w := newWorld(t)
	w.must(school.MarkPupil(as(w.head), w.app, w.pupil, true, false))
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatOffered)
	seat := w.seatOf(id, w.pupil)
	for _, a := range []school.Actor{w.head, w.secretary, mother, {Kind: school.System}} {
		w.refused("V-52", w.write(a, "seats", seat.Id, map[string]any{"state": "committed"}))
	}
	w.restRefused("V-52", "PATCH", "seats/"+seat.Id, map[string]any{"state": "committed"})
	w.must(w.sign(w.guardian(w.father), id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

// Taking the mark away would be lifting the rule: it is the head's and the secretariat's.
func TestV52TheMarkIsNotTakenAwayByOthers(t *testing.T) {
	w := newWorld(t)
	w.must(school.MarkPupil(as(w.secretary), w.app, w.pupil, true, true))
	for _, a := range []school.Actor{w.teacher, w.bursar, w.guardian(w.mother)} {
		w.refused("V-52", w.write(a, "pupils", w.pupil, map[string]any{"disagreement": false}))
	}
	w.restRefused("V-52", "PATCH", "pupils/"+w.pupil, map[string]any{"disagreement": false})
	w.restRefused("V-52", "PATCH", "pupils/"+w.pupil, map[string]any{"exit_ban": false})
	w.must(school.MarkPupil(as(w.head), w.app, w.pupil, false, false))
}

// A ban on leaving the country asks for both abroad, and for nothing more at home.
func TestV52ABanOnLeavingCountsAbroad(t *testing.T) {
	w := newWorld(t)
	w.must(school.MarkPupil(as(w.head), w.app, w.pupil, false, true))
	abroad, home := w.given(rome(), trip.Open), w.given(museum(), trip.Open)
	mother := w.guardian(w.mother)
	w.must(w.sign(mother, abroad, w.pupil, true))
	w.must(w.sign(mother, home, w.pupil, true))
	w.wantSeat(abroad, w.pupil, trip.SeatOffered)
	w.wantSeat(home, w.pupil, trip.SeatCommitted)
}

// One parent has answered no to the school itself: it no longer acts in good faith on the yes of the other (372-2).
func TestV52TheNoOfOneParentIsAKnownDisagreement(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	w.must(w.sign(father, id, w.pupil, false))
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatOffered)
	w.refused("V-52", w.write(w.head, "seats", w.seatOf(id, w.pupil).Id, map[string]any{"state": "committed"}))
	view, err := trip.FamilyTripOf(w.app, mother, id, w.pupil)
	w.must(err)
	if !view.NeedsBoth || view.Stage != trip.StageOther {
		t.Errorf("the mother sees %+v", view)
	}
	w.must(w.sign(father, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

// A parent who changes their own mind agrees with themselves; a disagreement learnt after a firm commitment undoes nothing:
// it was given in good faith, and the head withdraws the place if they see fit.
func TestV52GoodFaithIsThatOfTheDay(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	w.must(w.sign(mother, id, w.pupil, false))
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	w.must(school.MarkPupil(as(w.head), w.app, w.pupil, true, false))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	w.objected(w.sign(w.guardian(w.father), id, w.pupil, false)) // too late: he writes to the school
	// The text changes: what is signed now is signed by both.
	w.newLetter(id, w.teacher)
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatOffered)
}

func TestV53AnAdultPupilSignsAlone(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	adult, parent := w.child("Émile", "2008-11-16")
	mother := w.guardian(parent)
	w.refused("V-53", w.sign(mother, id, adult, true))
	w.restRefused("V-53", "POST", "commitments", w.commitment(id, adult, mother, nil))
	w.must(w.sign(w.signedIn(school.PupilPerson, adult), id, adult, true))
	w.wantSeat(id, adult, trip.SeatCommitted)
	var debtors int
	w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM charges WHERE pupil = {:p} AND debtor_id = ''").Bind(map[string]any{"p": adult}).Row(&debtors))
	if debtors != 2 {
		t.Errorf("%d instalments are owed by the pupil", debtors)
	}
	// And a minor does not sign in their own name.
	minor := w.signedIn(school.PupilPerson, w.pupil)
	w.refused("V-53", w.sign(minor, id, w.pupil, true))
}

// Eighteen between two signatures: the first parent's no longer carries, the second's no longer counts, the pupil signs.
func TestV53APupilWhoTurnsEighteenMeanwhileSigns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	pupil, parent := w.child("Émile", "2008-11-20")
	father := w.guardian(w.parent(pupil, "Alan"))
	mother := w.guardian(parent)
	w.must(school.MarkPupil(as(w.head), w.app, pupil, true, false))
	w.must(w.sign(mother, id, pupil, true))
	w.on("2026-11-20")
	w.refused("V-53", w.sign(father, id, pupil, true))
	w.refused("V-53", w.write(w.head, "seats", w.seatOf(id, pupil).Id, map[string]any{"state": "committed"}))
	w.restRefused("V-53", "PATCH", "seats/"+w.seatOf(id, pupil).Id, map[string]any{"state": "committed"})
	w.must(w.sign(w.signedIn(school.PupilPerson, pupil), id, pupil, true))
	w.wantSeat(id, pupil, trip.SeatCommitted)
}

// Two families, one place, the same second: one of them is told that it is taken, and has signed nothing.
func TestTheLastPlaceIsGivenOnce(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(func(p *plan) { p.PupilsEstimated = 1 }), trip.Open)
	pupils, signatories := []string{w.pupil}, []school.Actor{w.guardian(w.mother)}
	for _, name := range []string{"Zoé", "Noé", "Lou"} {
		pupil, parent := w.child(name, "2013-02-02")
		pupils, signatories = append(pupils, pupil), append(signatories, w.guardian(parent))
	}
	letters := make([]trip.Letter, len(pupils))
	for i := range pupils {
		var err error
		letters[i], err = trip.LetterFor(w.app, signatories[i], id, pupils[i])
		w.must(err)
	}
	var race sync.WaitGroup
	refusals := make([]error, len(pupils))
	for i := range pupils {
		race.Go(func() {
			ctx := school.WithActor(context.Background(), signatories[i])
			_, refusals[i] = trip.Sign(ctx, w.app, trip.Signature{TripID: id, PupilID: pupils[i], Accept: true, ShownDigest: letters[i].Digest})
		})
	}
	race.Wait()
	signed := 0
	for _, err := range refusals {
		if err == nil {
			signed++
			continue
		}
		w.objected(err)
	}
	firm, err := w.app.CountRecords("seats")
	w.must(err)
	proofs, err := w.app.CountRecords("commitments")
	w.must(err)
	if signed != 1 || firm != 1 || proofs != 1 {
		t.Errorf("%d signed, %d places, %d proofs", signed, firm, proofs)
	}
}

// Behind one mailbox, one parent could sign twice, once in each name: in a disagreement only a personal code identifies.
func TestV52ASharedMailboxDoesNotSpeakForBoth(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	shared := func(a school.Actor) school.Actor {
		a.SharedAddress = true
		return a
	}
	w.must(w.sign(shared(father), id, w.pupil, false)) // declining is always possible
	w.refused("V-52", w.sign(shared(mother), id, w.pupil, true))
	w.refused("V-52", w.sign(shared(father), id, w.pupil, true))
	w.must(w.sign(mother, id, w.pupil, true))
	w.must(w.sign(father, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

// Parents who agree may share a mailbox: the proof says so, and one signature is enough.
func TestV52ASharedMailboxIsEnoughForThoseWhoAgree(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	mother.SharedAddress = true
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}
