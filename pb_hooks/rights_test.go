package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// The month runs from the day of reception; only the head answers, prolongs once with a reason, refuses with another.
func TestD18ARequestIsAnsweredWithinTheMonth(t *testing.T) {
	w := newWorld(t)
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	id, err := privacy.Ask(as(mother), w.app, privacy.New{Right: privacy.Access, About: w.pupil})
	w.must(err)
	r, err := privacy.RequestOf(w.app, mother, id)
	w.must(err)
	if r.Number != 1 || r.ReceivedOn != "2026-11-16" || r.DueOn != "2026-12-16" || r.State != privacy.Received {
		t.Errorf("kept as %+v", r)
	}
	told := func(kind string) (n int64) {
		n, err := w.app.CountRecords("messages", dbx.HashExp{"kind": kind})
		w.must(err)
		return n
	}
	if told("request_kept") != 1 || told("rights_waiting") != 1 {
		t.Errorf("told: %d to the mother, %d to the head", told("request_kept"), told("rights_waiting"))
	}
	if _, err := privacy.RequestOf(w.app, father, id); err == nil {
		t.Error("the other parent reads the request")
	}
	_, stranger := w.child("Bob", "2013-06-01")
	_, err = privacy.Ask(as(w.guardian(stranger)), w.app, privacy.New{Right: privacy.Access, About: w.pupil})
	w.objected(err)
	_, err = privacy.Ask(as(mother), w.app, privacy.New{Right: privacy.Erasure})
	w.objected(err) // says nothing of what to erase
	fields := map[string]any{"request_no": 9, "right_asked": "access", "guardian": w.mother, "received_on": "2026-11-16", "due_on": "2026-12-16", "state": "received"}
	w.objected(w.try(father, "rights_requests", fields))
	if made := w.rest(http.MethodPost, "rights_requests", fields).status; made != http.StatusBadRequest {
		t.Errorf("an operator asks for somebody: %d", made)
	}
	later := map[string]any{"request_no": 9, "right_asked": "access", "guardian": w.mother, "received_on": "2026-11-16", "due_on": "2027-12-16", "state": "received"}
	w.refused("D-18", w.try(mother, "rights_requests", later))

	for _, nobody := range []school.Actor{mother, w.secretary, w.bursar} {
		w.objected(privacy.Answer(as(nobody), w.app, id, false, "La copie vous est remise."))
	}
	w.refused("D-18", privacy.Extend(as(w.head), w.app, id, "long"))
	w.refused("D-18", privacy.Answer(as(w.head), w.app, id, true, ""))
	w.must(privacy.Extend(as(w.head), w.app, id, "Dix ans de dossiers à relire."))
	w.refused("D-18", privacy.Extend(as(w.head), w.app, id, "Encore un peu de temps."))
	if r, err = privacy.RequestFor(w.app, w.secretary, id); err != nil || r.DueOn != "2027-02-16" || r.State != privacy.Extended {
		t.Errorf("prolonged: %+v, %v", r, err)
	}
	if _, err := privacy.CopyFor(as(w.secretary), w.app, id); err == nil {
		t.Error("the secretary copies a file")
	}
	made, err := privacy.CopyFor(as(w.head), w.app, id)
	w.must(err)
	if !strings.HasPrefix(made.Of, "Anne") || len(made.Sections) < 4 {
		t.Errorf("the copy: %s, %d sections", made.Of, len(made.Sections))
	}
	w.must(privacy.Answer(as(w.head), w.app, id, false, "La copie vous est remise en main propre."))
	w.objected(privacy.Answer(as(w.head), w.app, id, true, "Finalement, non, rien du tout."))
	if _, err := privacy.CopyFor(as(w.head), w.app, id); err == nil {
		t.Error("a closed request opens a file")
	}
	if told("request_answered") != 2 {
		t.Errorf("%d answers told", told("request_answered"))
	}
	if gone := w.rest(http.MethodDelete, "rights_requests/"+id, nil).status; gone != http.StatusBadRequest {
		t.Errorf("an operator deletes a request: %d", gone)
	}
}

// A letter counts from the day it came; whoever answers is reminded a week before, and once late.
func TestD18TheHeadIsRemindedOfTheMonth(t *testing.T) {
	w := newWorld(t)
	w.must(w.write(school.Actor{}, "school", w.one("school"), map[string]any{"dpo_email": "dpd@exemple.fr"}))
	paper := privacy.New{Right: privacy.Rectification, Text: "La date de naissance est fausse.", For: school.Actor{Kind: school.Guardian, ID: w.mother}, ReceivedOn: "2026-10-20"}
	_, err := privacy.Ask(as(w.secretary), w.app, paper)
	w.objected(err) // how was the person recognised?
	paper.Identity = "reconnue au guichet"
	_, err = privacy.Ask(as(w.teacher), w.app, paper)
	w.objected(err)
	id, err := privacy.Ask(as(w.secretary), w.app, paper)
	w.must(err)
	count := func() int64 {
		n, err := w.app.CountRecords("messages", dbx.HashExp{"kind": "rights_waiting"})
		w.must(err)
		return n
	}
	if count() != 2 { // the head, and who watches over data
		t.Errorf("%d messages at reception", count())
	}
	for range 2 {
		w.must(privacy.RunDue(as(school.Actor{}), w.app)) // 16 November: four days left
	}
	if count() != 4 {
		t.Errorf("%d messages a week before the end", count())
	}
	w.on("2026-11-26")
	w.must(privacy.RunDue(as(school.Actor{}), w.app))
	if count() != 6 {
		t.Errorf("%d messages once late", count())
	}
	w.refused("D-18", privacy.Extend(as(w.head), w.app, id, "Il fallait chercher longtemps."))
	w.must(privacy.Answer(as(w.head), w.app, id, false, "La date est corrigée dans SIECLE."))
}

// No family of a real school is asked anything before it can read who publishes, who hosts and whom to ask.
func TestD18NothingOpensWithoutItsNotices(t *testing.T) {
	w := newWorld(t)
	p := rome()
	id := w.given(p, trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	opens := func(id string) error { return w.step(id, trip.Open, p.vote) }
	school.DepsOf(w.app).Kind = school.Real
	w.refused("D-18", opens(id))
	identity := map[string]any{"address": "12 quai", "town": "Rennes", "email": "ce@exemple.fr", "head_name": "Hélène Personnel", "dpo_email": "dpd@exemple.fr", "host_name": "Hébergeur"}
	w.must(w.write(school.Actor{}, "school", w.one("school"), identity))
	w.restRefused("D-18", http.MethodPatch, "trips/"+id, map[string]any{"state": "open"})
	w.must(w.write(school.Actor{}, "school", w.one("school"), map[string]any{"host_address": "1 rue du Centre"}))
	w.must(opens(id))
}
