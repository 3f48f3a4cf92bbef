package pb_hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// toLeave has an open trip ready to leave with Ada, the organiser and a colleague.
func (w *world) toLeave(p plan) string {
	w.t.Helper()
	id := w.given(p, trip.Open)
	w.ready(id)
	return id
}

func (w *world) clear(id string) error { return trip.Step(as(w.head), w.app, id, trip.Cleared, "") }

// paper changes what was seen of one of Ada's papers.
func (w *world) paper(id, kind string, change func(*trip.Paper)) {
	w.t.Helper()
	w.must(w.tryPaper(w.teacher, id, kind, change))
}

func (w *world) tryPaper(a school.Actor, id, kind string, change func(*trip.Paper)) error {
	w.t.Helper()
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	i := slices.IndexFunc(d.Travellers, func(t trip.Traveller) bool { return t.ID == w.pupil })
	if i < 0 {
		w.t.Fatal("Ada does not go")
	}
	p, has := d.Travellers[i].Papers[kind]
	if !has {
		p = trip.Paper{Pupil: w.pupil, Kind: kind, State: trip.PaperChecked}
	}
	change(&p)
	return trip.KeepPapers(as(a), w.app, id, []trip.Paper{p})
}

// held tells a rule's story: once spoilt the trip does not leave, by the page or by REST, and leaves once it is mended.
func held(t *testing.T, rule string, p plan, spoil, mend func(w *world, id string)) {
	t.Helper()
	t.Run("held", func(t *testing.T) {
		w := newWorld(t)
		id := w.toLeave(p)
		spoil(w, id)
		w.refused(rule, w.clear(id))
		w.restRefused(rule, "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
		if mend == nil {
			w.ready(id)
		} else {
			mend(w, id)
		}
		w.must(w.clear(id))
	})
}

// warned expects a trip to leave, and the board to say something in the name of a rule.
func warned(t *testing.T, rule string, p plan, spoil func(w *world, id string), says string) {
	t.Helper()
	t.Run("warned", func(t *testing.T) {
		w := newWorld(t)
		id := w.toLeave(p)
		if f := w.said(id, rule, says); f != nil {
			t.Errorf("%s speaks too early: %+v", rule, f)
		}
		spoil(w, id)
		f := w.said(id, rule, says)
		if f == nil || f.Severity == law.Block {
			t.Fatalf("%s does not warn: %+v", rule, f)
		}
		w.must(w.clear(id))
		if f.Severity == law.Warn && !strings.Contains(w.noteOf("trips.update"), rule) {
			t.Errorf("the journal does not say that %s was let through: %q", rule, w.noteOf("trips.update"))
		}
	})
}

// said is what the board says in the name of a rule, nil when it says nothing.
func (w *world) said(id, rule, says string) *law.Finding {
	w.t.Helper()
	board, err := trip.DepartureBoardOf(w.app, w.head, id)
	w.must(err)
	for _, f := range board.Findings() {
		if f.Rule == rule && strings.Contains(f.What, says) {
			return &f
		}
	}
	return nil
}

func TestV67TheListIsFrozenBeforeLeaving(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	other, parent := w.child("Grace", "2013-06-01")
	w.must(w.sign(w.guardian(parent), id, other, true))
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	for _, traveller := range d.Travellers {
		w.must(trip.KeepPapers(as(w.teacher), w.app, id, rehearsal.PapersInOrder(d, traveller)))
	}
	w.refused("V-67", w.clear(id))
	w.restRefused("V-67", "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "")) // what has changed?
	w.objected(trip.FreezeRoster(as(w.colleague), w.app, id, "Grace vient aussi."))
	w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Grace vient aussi."))
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "Rien de neuf."))
	w.must(w.clear(id))
	rosters, err := trip.Rosters(w.app, w.head, id)
	w.must(err)
	if len(rosters) != 2 || rosters[0].VersionNo != 2 || len(rosters[0].Entries.Pupils) != 2 || len(rosters[1].Entries.Pupils) != 1 || rosters[0].By != "Paul Personnel" {
		t.Errorf("the log of the list: %+v", rosters)
	}
}

func TestV67AListIsOfTheMomentAndInSomebodysName(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "")) // nobody goes
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	going := d.Going()
	fields := func(change map[string]any) map[string]any {
		all := map[string]any{"trip": id, "version_no": 1, "entries": going, "digest": going.Digest(), "by_staff": w.teacher.ID, "frozen_at": "2026-11-16 10:00:00.000Z"}
		for k, v := range change {
			all[k] = v
		}
		return all
	}
	without := trip.Entries{Adults: going.Adults}
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"entries": without, "digest": without.Digest()})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"digest": without.Digest()})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"version_no": 2})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"by_staff": w.head.ID})))
	w.restObjected("POST", "rosters", fields(nil))
	w.must(w.try(w.teacher, "rosters", fields(nil)))
	row, err := w.app.FindFirstRecordByFilter("rosters", "trip = {:trip}", map[string]any{"trip": id})
	w.must(err)
	w.objected(w.write(w.head, "rosters", row.Id, map[string]any{"reason": "Autre chose."}))
	w.objected(w.app.DeleteWithContext(as(w.head), row))
}

func TestV68TheCoachAndPrivateCarsAreNoted(t *testing.T) {
	for transport, says := range map[string]string{"coach": "schéma de conduite", "private_car": "voiture personnelle"} {
		t.Run(transport, func(t *testing.T) {
			w := newWorld(t)
			id := w.toLeave(rome())
			w.must(w.write(w.teacher, "trips", id, map[string]any{"transports": []string{transport}}))
			if f := w.said(id, "V-68", says); f == nil || f.Severity != law.Document {
				t.Errorf("%s: %+v", transport, f)
			}
			w.must(w.clear(id))
		})
	}
}

func TestV69NoHealthInFreeText(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	refuse := func(reason string) error {
		return w.tryPaper(w.teacher, id, trip.PaperIdentity, func(p *trip.Paper) { p.State, p.Reason = trip.PaperRefused, reason })
	}
	for _, text := range []string{"Élève asthmatique, voir la Ventoline.", "A un PAI.", "Allergie aux noix", "Sous traitement"} {
		w.refused("V-69", refuse(text))
		w.refused("V-69", trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther, Label: "Fiche", Note: text}))
		w.restRefused("V-69", "POST", "documents_asked", map[string]any{"trip": id, "kind": "other", "label": "Fiche", "audience": "pupils", "note": text})
	}
	w.refused("V-69", trip.FreezeRoster(as(w.teacher), w.app, id, "Ada est malade."))
	for _, text := range []string{"Photo illisible, payée par les parents.", "La pièce montrée est celle du frère."} {
		w.must(refuse(text))
	}
	w.must(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther, Label: "Brevet de natation", Note: "Attestation « savoir nager »."}))
}

func TestV70AbroadIsDeclaredOnAriane(t *testing.T) {
	undeclared := func(w *world, id string) { w.must(trip.DeclareAbroad(as(w.teacher), w.app, id, "", "")) }
	held(t, "V-70", rome(), undeclared, nil)
	held(t, "V-70", rome(), undeclared, func(w *world, id string) {
		lift := school.NewLift{Rule: "V-70", SubjectCollection: "trips", SubjectID: id, Reason: "Portail en panne, ambassade prévenue par courriel."}
		w.objected(school.Lift(as(w.bursar), w.app, lift))
		w.must(school.Lift(as(w.head), w.app, lift))
	})
	w := newWorld(t)
	w.must(w.clear(w.toLeave(museum())))
}

func TestV74PhotographsAreAskedApart(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	if f := w.said(id, "V-74", "photographié"); f == nil || f.Severity != law.Document {
		t.Errorf("V-74: %+v", f)
	}
	w.must(w.clear(id))
}

// Once a departure is authorised, what it rests on does not break it: the head takes it back first.
func TestWhatADepartureRestsOnHolds(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	w.refused("V-54", w.tryPaper(w.teacher, id, trip.PaperExitPermit, func(p *trip.Paper) { p.State = "" }))
	w.refused("V-62", w.tryPaper(w.teacher, id, trip.PaperInsurance, func(p *trip.Paper) { p.CoversAccident = false }))
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.ExpiresOn = "2031-01-01" })
	w.refused("V-67", trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer}))
	all, err := trip.Chaperones(w.app, w.head, id)
	w.must(err)
	for _, c := range all {
		if c.Organiser {
			w.objected(trip.RemoveChaperone(as(w.head), w.app, id, c.ID))
		} else {
			w.refused("V-67", trip.RemoveChaperone(as(w.head), w.app, id, c.ID))
		}
	}
	seat := w.seatOf(id, w.pupil).Id
	w.refused("V-67", w.write(w.bursar, "seats", seat, map[string]any{"state": "withdrawn", "cause": "family"}))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	w.refused("V-63", trip.FixSupervision(as(w.head), w.app, id, 5, ""))
	w.refused("V-70", trip.DeclareAbroad(as(w.teacher), w.app, id, "", ""))
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "Encore une version."))
	w.must(trip.Step(as(w.head), w.app, id, trip.Open, ""))
	w.must(w.write(w.bursar, "seats", seat, map[string]any{"state": "withdrawn", "cause": "family"}))
}

func TestATripComesBackOnItsDayOfReturn(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	w.on("2027-04-16")
	w.objected(trip.Step(as(w.teacher), w.app, id, trip.Returned, ""))
	w.on("2027-04-17")
	w.must(trip.Step(as(w.teacher), w.app, id, trip.Returned, ""))
}

// The refusal of the door counts pupils; it names none.
func TestTheDoorNamesNoPupil(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.paper(id, trip.PaperInsurance, func(p *trip.Paper) { p.State = "" })
	err := w.clear(id)
	if err == nil || !strings.Contains(err.Error(), "1\u00a0élève : l’attestation") {
		t.Errorf("refusal: %v", err)
	}
	for _, text := range []string{err.Error(), fmt.Sprint(w.rest("PATCH", "trips/"+id, map[string]any{"state": "cleared"}))} {
		if strings.Contains(text, "Ada") || strings.Contains(text, "Lovelace") {
			t.Errorf("a pupil is named: %s", text)
		}
	}
}
