package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// byHand is a letter of the version in force, returned today.
func (w *world) byHand(id, pupil string, signers ...string) trip.PaperReturn {
	w.t.Helper()
	version, _, err := trip.LetterOf(w.app, id)
	w.must(err)
	return trip.PaperReturn{TripID: id, PupilID: pupil, Accept: true, Version: version, Signers: signers, On: school.Clock(w.app).Today()}
}

func (w *world) receive(a school.Actor, p trip.PaperReturn) error {
	_, err := trip.ReceivePaper(as(a), w.app, p)
	return err
}

// The same proof as online: the text, its digest, who signed; and who received it. The same charges follow.
func TestD07APaperLetterKeepsTheSameProof(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	letters, _, err := trip.LettersToPrint(w.app, w.secretary, id, trip.Among{PupilID: w.pupil})
	w.must(err)
	if len(letters) != 1 || len(letters[0].Signers) != 2 {
		t.Fatalf("printed %+v", letters)
	}
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother)))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	row, err := w.app.FindFirstRecordByFilter("commitments", "pupil = {:p}", map[string]any{"p": w.pupil})
	w.must(err)
	if row.GetString("auth_level") != "paper" || row.GetString("paper_by") != w.secretary.ID || row.GetString("paper_on") != "2026-11-16" ||
		row.GetString("guardian_id") != w.mother || row.GetString("text_digest") != letters[0].Digest {
		t.Errorf("kept %v", row.FieldsData())
	}
	if kept := w.record("letters", row.GetString("letter")); trip.TextDigest(kept.GetString("body")) != letters[0].Digest {
		t.Error("the text kept is not the text printed")
	}
	var owed int
	w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM charges WHERE pupil = {:p} AND debtor_id = {:m}").Bind(map[string]any{"p": w.pupil, "m": w.mother}).Row(&owed))
	if owed != 2 {
		t.Errorf("%d instalments are owed by the mother", owed)
	}
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	if proof, found, err := trip.OwnProof(w.app, mother, id, w.pupil); err != nil || !found || proof.PaperOn != "2026-11-16" {
		t.Errorf("the mother reads %+v %v %v", proof, found, err)
	}
	if _, found, err := trip.OwnProof(w.app, father, id, w.pupil); err != nil || found {
		t.Error("the father reads a proof that is not his")
	}
	w.objected(w.receive(w.secretary, w.byHand(id, w.pupil, w.father))) // signed already
}

func TestD07WhoReceivesAPaperLetter(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	other := w.staff("Autre", school.Teacher)
	for what, a := range map[string]school.Actor{
		"another teacher": other, "an operator": {Kind: school.Operator, ID: "o"}, "the program": {Kind: school.System}, "the mother": w.guardian(w.mother),
	} {
		if err := w.receive(a, w.byHand(id, w.pupil, w.mother)); err == nil {
			t.Errorf("%s received a letter", what)
		}
	}
	// By hand, through any other way: the row names somebody else, a day to come, no letter at all.
	row := map[string]any{
		"trip": id, "pupil": w.pupil, "decision": "accept", "letter": "nothing00000000", "text_digest": "e3b0", "guardian_id": w.mother,
		"auth_level": "paper", "paper_by": w.secretary.ID, "paper_on": "2026-11-16", "signed_at": "2026-11-16 09:00:00.000Z",
	}
	for _, a := range []school.Actor{w.head, other, w.secretary, {Kind: school.System}, w.guardian(w.mother)} {
		w.refused("D-07", w.try(a, "commitments", row))
	}
	w.restRefused("D-07", "POST", "commitments", row)
	late := w.byHand(id, w.pupil, w.mother)
	late.On = "2026-11-17"
	w.refused("D-07", w.receive(w.secretary, late))
	w.must(w.receive(w.teacher, w.byHand(id, w.pupil, w.mother))) // the organiser
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

// A letter printed before the text changed is signed again.
func TestAnOldPaperLetterIsNotTaken(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	old := w.byHand(id, w.pupil, w.mother)
	w.newLetter(id, w.teacher)
	w.objected(w.receive(w.secretary, old))
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother)))
	w.newLetter(id, w.teacher)
	w.wantSeat(id, w.pupil, trip.SeatOffered)
}

func TestV08APaperLetterIsNotTakenTooEarly(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(late), trip.Voted)
	w.refused("V-08", w.receive(w.secretary, w.byHand(id, w.pupil, w.mother)))
}

// In a disagreement one signature leaves the place offered; both on one sheet make it firm.
func TestV52APaperLetterMayBearBothSignatures(t *testing.T) {
	w := newWorld(t)
	w.must(school.MarkPupil(as(w.head), w.app, w.pupil, true, false))
	id := w.given(rome(), trip.Open)
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother)))
	w.wantSeat(id, w.pupil, trip.SeatOffered)
	stranger, theirs := w.child("Zoé", "2013-02-02")
	w.objected(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother, theirs)))
	w.objected(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother, w.mother)))
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother, w.father)))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	w.must(w.receive(w.secretary, w.byHand(id, stranger, theirs)))
	w.wantSeat(id, stranger, trip.SeatCommitted)
}

// The no of one parent waits for their yes, given by hand or online.
func TestV52ANoOnPaperIsKnown(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	no := w.byHand(id, w.pupil, w.father)
	no.Accept = false
	w.must(w.receive(w.secretary, no))
	w.wantSeat(id, w.pupil, trip.SeatRefused)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.wantSeat(id, w.pupil, trip.SeatOffered)
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.father)))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
}

func TestV53AnAdultPupilsPaperLetterIsTheirs(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	adult, parent := w.child("Émile", "2008-11-16")
	letters, _, err := trip.LettersToPrint(w.app, w.head, id, trip.Among{PupilID: adult})
	w.must(err)
	if len(letters) != 1 || !letters[0].Adult {
		t.Fatalf("printed %+v", letters)
	}
	w.refused("V-53", w.receive(w.secretary, w.byHand(id, adult, parent)))
	w.must(w.receive(w.secretary, w.byHand(id, adult)))
	w.wantSeat(id, adult, trip.SeatCommitted)
	w.objected(w.receive(w.secretary, w.byHand(id, w.pupil))) // a minor's letter has a signatory
}

// A withdrawal is not undone with the paper that came before it.
func TestAPaperIsNotPlayedAgain(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.receive(w.secretary, w.byHand(id, w.pupil, w.mother)))
	seat := w.seatOf(id, w.pupil)
	w.on("2026-11-18")
	w.must(w.write(w.secretary, "seats", seat.Id, map[string]any{"state": trip.SeatWithdrawn, "cause": "family", "changed_at": school.Clock(w.app).Now()}))
	w.on("2026-11-19")
	w.objected(w.write(w.secretary, "seats", seat.Id, map[string]any{"state": trip.SeatCommitted, "changed_at": school.Clock(w.app).Now()}))
}

// « Cocher tout » for a class: what one family lacks does not stop the others.
func TestAClassIsTickedAtOnce(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	other, _ := w.child("Zoé", "2013-02-02")
	alone := w.row("pupils", map[string]any{"last_name": "SEUL", "first_name": "Noé", "birth_on": "2013-03-03", "class": w.record("pupils", w.pupil).GetString("class")})
	received, refused, err := trip.ReceiveClass(as(w.secretary), w.app, id, []string{w.pupil, alone, other}, "2026-11-16", 0)
	w.must(err)
	if received != 2 || refused[alone] == nil {
		t.Errorf("%d received, %v", received, refused)
	}
	missing, err := trip.MissingLetters(w.app, w.teacher, id)
	w.must(err)
	if len(missing) != 1 || missing[0].ID != alone {
		t.Errorf("missing %+v", missing)
	}
	counts, err := trip.LetterCounts(w.app, w.head)
	w.must(err)
	if len(counts) != 1 || counts[0].Signed != 2 || counts[0].Missing != 1 || counts[0].Offered != 3 {
		t.Errorf("counts %+v", counts)
	}
}

// The school's model changes what has not been read yet, and nothing else.
func TestANewModelLeavesOpenTripsAlone(t *testing.T) {
	w := newWorld(t)
	read, ahead := w.given(rome(), trip.Open), w.given(museum(), trip.Submitted)
	w.must(w.sign(w.guardian(w.mother), read, w.pupil, true))
	_, blocks, err := trip.ModelLetter(w.app)
	w.must(err)
	blocks[0].Text += " Un ajout."
	w.objected(trip.SaveModel(as(w.teacher), w.app, blocks))
	w.must(trip.SaveModel(as(w.bursar), w.app, blocks))
	w.wantSeat(read, w.pupil, trip.SeatCommitted)
	if version, kept, err := trip.LetterOf(w.app, read); err != nil || version != 0 || kept[0].Text == blocks[0].Text {
		t.Errorf("the letter of an open trip is version %d: %q, %v", version, kept[0].Text, err)
	}
	if _, fresh, err := trip.LetterOf(w.app, ahead); err != nil || fresh[0].Text != blocks[0].Text {
		t.Errorf("the letter of a trip to come: %q, %v", fresh[0].Text, err)
	}
	blocks[0].Text = "{{inconnu}}"
	w.objected(trip.SaveModel(as(w.bursar), w.app, blocks))
	versions, err := trip.LetterVersions(w.app, w.bursar, "")
	w.must(err)
	if len(versions) != 1 || versions[0].Version != 1 {
		t.Errorf("versions %+v", versions)
	}
	model := w.row0("letters", map[string]any{"kind": "model"})
	w.restObjected("PATCH", "letters/"+model, map[string]any{"version_no": 7})
	w.restObjected("POST", "letters", map[string]any{"kind": "model", "version_no": 2, "blocks": blocks})
	w.restObjected("POST", "letters", map[string]any{"kind": "trip", "trip": read, "version_no": 1, "blocks": blocks})
}

// row0 is the id of the first row that holds these values.
func (w *world) row0(collection string, fields map[string]any) string {
	w.t.Helper()
	all, err := w.app.FindAllRecords(collection)
	w.must(err)
	for _, r := range all {
		same := true
		for k, v := range fields {
			same = same && r.Get(k) == v
		}
		if same {
			return r.Id
		}
	}
	w.t.Fatalf("no row of %s holds %v", collection, fields)
	return ""
}
