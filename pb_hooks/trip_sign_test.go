package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// commitment is the row of a signature as REST or other code would write it, over a letter that the program kept.
func (w *world) commitment(id, pupil string, by school.Actor, change map[string]any) map[string]any {
	w.t.Helper()
	fields := map[string]any{
		"trip": id, "pupil": pupil, "decision": "accept", "letter": "nothing00000000", "text_digest": "e3b0", "guardian_id": by.ID, "account_id": by.AccountID,
		"session_id": by.SessionID, "auth_level": by.AuthLevel, "signed_at": "2026-11-16 09:00:00.000Z",
	}
	for k, v := range change {
		fields[k] = v
	}
	return fields
}

// late is a vote that becomes enforceable on 20 November.
func late(p *plan) {
	p.vote.VotedOn, p.vote.TransmittedOn, p.vote.PublishedOn = "2026-11-03", "2026-11-05", "2026-11-05"
}

// A family cannot be early: not by signing, not by a place set by hand, not by a row of proof.
func TestV08NobodyCommitsBeforeTheActIsEnforceable(t *testing.T) {
	w := newWorld(t)
	late := func(p *plan) {
		p.vote.VotedOn, p.vote.TransmittedOn, p.vote.PublishedOn = "2026-11-03", "2026-11-05", "2026-11-05"
	}
	mother := w.guardian(w.mother)
	for _, state := range []trip.State{trip.Submitted, trip.Voted} {
		id := w.given(rome(late, func(p *plan) { p.vote.ActNumber += string(state) }), state)
		w.refused("V-08", w.sign(mother, id, w.pupil, true))
		w.refused("V-08", w.try(mother, "commitments", w.commitment(id, w.pupil, mother, nil)))
		firm := map[string]any{"trip": id, "pupil": w.pupil, "state": "committed", "changed_at": "2026-11-16 09:00:00.000Z"}
		for _, a := range []school.Actor{mother, w.head, w.teacher, {Kind: school.System}} {
			w.refused("V-08", w.try(a, "seats", firm))
		}
		w.restRefused("V-08", "POST", "seats", firm)
		w.restRefused("V-08", "POST", "commitments", w.commitment(id, w.pupil, mother, nil))
	}
}

func TestV08AFamilySaysItIsInterestedAndCommitsLater(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(late), trip.Voted)
	mother := w.guardian(w.mother)
	w.must(trip.AnswerInterest(as(mother), w.app, id, w.pupil, true))
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	w.on("2026-11-20")
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Open, ""))
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	// Nobody answers in somebody else's name.
	other := w.given(rome(func(p *plan) { p.Destination = "Naples" }), trip.Submitted)
	mine := map[string]any{"trip": other, "pupil": w.pupil, "guardian_id": w.mother, "answer": "yes"}
	stranger, theirs := w.child("Zoé", "2013-02-02")
	for _, a := range []school.Actor{w.guardian(theirs), w.guardian(w.father), w.teacher, {Kind: school.Operator, ID: "o"}} {
		w.objected(w.try(a, "trip_answers", mine))
	}
	w.objected(w.try(mother, "trip_answers", map[string]any{"trip": other, "pupil": stranger, "guardian_id": w.mother, "answer": "yes"}))
}

func TestD07OnlyThePersonSigns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	row := func(change map[string]any) map[string]any { return w.commitment(id, w.pupil, mother, change) }
	for what, a := range map[string]school.Actor{
		"the head": w.head, "the program": {Kind: school.System}, "an operator": {Kind: school.Operator, ID: "o"}, "the father": w.guardian(w.father),
		"a mother who is not signed in": {Kind: school.Guardian, ID: w.mother},
	} {
		if err := w.try(a, "commitments", row(nil)); !refusedBy(err, "D-07") {
			t.Errorf("%s signs: %v", what, err)
		}
	}
	for what, fields := range map[string]map[string]any{
		"of another session": {"session_id": "nothing00000000"}, "of another account": {"account_id": "nothing00000000"},
		"of a better level": {"auth_level": "second_factor"}, "without a text": nil,
	} {
		if err := w.try(mother, "commitments", row(fields)); !refusedBy(err, "D-07") {
			t.Errorf("a proof %s: %v", what, err)
		}
	}
	w.restRefused("D-07", "POST", "commitments", row(nil))
	w.must(w.sign(mother, id, w.pupil, true))
}

func TestD07TheTextKeptIsTheTextShown(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	letter, err := trip.LetterFor(w.app, mother, id, w.pupil)
	w.must(err)
	keep := func(change map[string]any) string {
		fields := map[string]any{"kind": "signed", "trip": id, "pupil": w.pupil, "version_no": letter.Version, "body": letter.Body, "text_digest": letter.Digest}
		for k, v := range change {
			fields[k] = v
		}
		kept, err := school.NewRecord(w.app, "letters")
		w.must(err)
		kept.Load(fields)
		w.must(w.app.SaveWithContext(as(mother), kept))
		return kept.Id
	}
	other, _ := w.child("Zoé", "2013-02-02")
	for what, kept := range map[string]string{
		"another text": keep(map[string]any{"body": "Je m’engage à tout."}), "the text of another pupil": keep(map[string]any{"pupil": other}),
		"an old version": keep(map[string]any{"version_no": letter.Version + 1}),
	} {
		fields := w.commitment(id, w.pupil, mother, map[string]any{"letter": kept, "text_digest": letter.Digest})
		if err := w.try(mother, "commitments", fields); !refusedBy(err, "D-07") {
			t.Errorf("signed over %s: %v", what, err)
		}
	}
	// Nobody else writes a text to be signed, and none is changed afterwards.
	signed := map[string]any{"kind": "signed", "trip": id, "pupil": w.pupil, "body": "Je m’engage."}
	for _, a := range []school.Actor{w.teacher, w.head, {Kind: school.System}, {Kind: school.Operator, ID: "o"}} {
		w.objected(w.try(a, "letters", signed))
	}
	w.restObjected("POST", "letters", signed)
	kept := keep(nil)
	w.objected(w.write(mother, "letters", kept, map[string]any{"body": "Je m’engage."}))
	w.restObjected("PATCH", "letters/"+kept, map[string]any{"body": "Je m’engage."})
	w.restObjected("DELETE", "letters/"+kept, nil)
}

// The text changes between reading and signing: what was read is not signed, and the family reads again.
func TestD07ALetterThatChangesMeanwhileIsReadAgain(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	mother := w.guardian(w.mother)
	letter, err := trip.LetterFor(w.app, mother, id, w.pupil)
	w.must(err)
	w.newLetter(id, w.teacher)
	_, err = trip.Sign(as(mother), w.app, trip.Signature{TripID: id, PupilID: w.pupil, Accept: true, ShownDigest: letter.Digest})
	w.objected(err)
	w.must(w.sign(mother, id, w.pupil, true))
}

// newLetter changes a paragraph of a trip's letter.
func (w *world) newLetter(id string, a school.Actor) {
	w.t.Helper()
	_, blocks, err := trip.LetterOf(w.app, id)
	w.must(err)
	blocks[0].Text += " Une phrase de plus."
	w.must(trip.SaveLetter(as(a), w.app, id, blocks))
}

// A new version, written on the page or by REST, is signed again by those who had signed. They keep their place meanwhile.
func TestD07ANewTextIsSignedAgain(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(func(p *plan) {
		p.PupilsEstimated = 1
	}), trip.Open)
	mother := w.guardian(w.mother)
	other, theirs := w.child("Zoé", "2013-02-02")
	w.must(w.sign(mother, id, w.pupil, true))
	w.newLetter(id, w.teacher)
	w.wantSeat(id, w.pupil, trip.SeatOffered)
	w.objected(w.write(w.head, "seats", w.seatOf(id, w.pupil).Id, map[string]any{"state": "committed"}))
	w.objected(w.sign(w.guardian(theirs), id, other, true)) // the only place is taken
	w.must(w.sign(mother, id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)

	_, blocks, err := trip.LetterOf(w.app, id)
	w.must(err)
	blocks[0].Text = "Un autre texte."
	if a := w.rest("POST", "letters", map[string]any{"kind": "trip", "trip": id, "version_no": 7, "blocks": blocks}); a.status != 200 {
		t.Fatalf("%+v", a)
	}
	w.wantSeat(id, w.pupil, trip.SeatOffered)
}
