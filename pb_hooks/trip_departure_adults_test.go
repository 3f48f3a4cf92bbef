package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
)

func TestV63TheHeadFixesTheNumberOfAdults(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.must(w.write(w.head, "trips", id, map[string]any{"adults_required": 0}))
	w.refused("V-63", w.clear(id))
	w.restRefused("V-63", "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
	w.objected(w.write(w.teacher, "trips", id, map[string]any{"adults_required": 1}))
	w.objected(trip.FixSupervision(as(w.bursar), w.app, id, 1, ""))
	w.must(trip.FixSupervision(as(w.head), w.app, id, 3, "Groupe de quatrième."))
	w.refused("V-63", w.clear(id)) // two adults go
	w.must(trip.FixSupervision(as(w.head), w.app, id, 2, "Groupe de quatrième."))
	w.must(w.clear(id))
}

func TestV63RatiosAreLocalMarks(t *testing.T) {
	warned(t, "V-63", rome(), func(w *world, id string) {
		all, err := trip.Chaperones(w.app, w.head, id)
		w.must(err)
		for _, c := range all {
			if !c.Organiser {
				w.must(trip.RemoveChaperone(as(w.teacher), w.app, id, c.ID))
			}
		}
		w.must(trip.FixSupervision(as(w.head), w.app, id, 1, "Un seul élève."))
		w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "La collègue ne vient plus."))
	}, "Moins de 2 adultes")
}

func TestV64PrimaryPupilsAndSportsWarn(t *testing.T) {
	warned(t, "V-64", rome(), func(w *world, id string) {
		w.must(w.write(w.teacher, "trips", id, map[string]any{"with_primary": true}))
	}, "jusqu’à 24")
	warned(t, "V-64", rome(), func(w *world, id string) {
		w.must(w.write(w.teacher, "trips", id, map[string]any{"sports": []string{"ski"}}))
	}, "ski")
}

func TestV65AVolunteerIsAuthorisedByTheHead(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer}))
	w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Une mère accompagne."))
	if f := w.said(id, "V-65", "pas encore autorisé"); f == nil || f.Severity != law.Warn {
		t.Fatalf("V-65: %+v", f)
	}
	row, err := w.app.FindFirstRecordByFilter("chaperones", "trip = {:trip} && name = 'Jeanne Durand'", map[string]any{"trip": id})
	w.must(err)
	w.objected(trip.SignOrder(as(w.bursar), w.app, id, row.Id))
	w.objected(w.write(w.bursar, "chaperones", row.Id, map[string]any{"authorised_on": "2026-11-16"}))
	w.objected(w.write(w.head, "chaperones", row.Id, map[string]any{"order_signed_on": "2026-11-16"}))
	w.must(trip.SignOrder(as(w.head), w.app, id, row.Id))
	if f := w.said(id, "V-65", "autorisé"); f != nil {
		t.Errorf("she is authorised: %+v", f)
	}
	if w.said(id, "V-65", "honorabilité") == nil {
		t.Error("the check of honourability is not asked for")
	}
	w.must(trip.DateHonour(as(w.secretary), w.app, id, row.Id, "2026-11-10", "2026-11-16"))
	if f := w.said(id, "V-65", ""); f != nil {
		t.Errorf("all is in order: %+v", f)
	}
	w.must(w.clear(id))
}

func TestV66EachAgentHasAMissionOrder(t *testing.T) {
	held(t, "V-66", rome(), func(w *world, id string) {
		row, err := w.app.FindFirstRecordByFilter("chaperones", "trip = {:trip} && staff = {:staff}", map[string]any{"trip": id, "staff": w.colleague.ID})
		w.must(err)
		w.objected(w.write(w.teacher, "chaperones", row.Id, map[string]any{"order_signed_on": ""}))
		w.must(w.write(w.head, "chaperones", row.Id, map[string]any{"order_signed_on": ""}))
		w.objected(trip.SignOrder(as(w.teacher), w.app, id, row.Id))
	}, nil)
}

func TestV66AnAgentOfTheLocalAuthorityWarns(t *testing.T) {
	warned(t, "V-66", rome(), func(w *world, id string) {
		agent := w.staff("Luc")
		w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: agent.ID, Quality: trip.QualityAgent}))
		w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Un agent accompagne."))
	}, "collectivité")
}

func TestTheOrganiserIsAlwaysAmongTheAdultsAndNobodyTwice(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	all, err := trip.Chaperones(w.app, w.head, id)
	w.must(err)
	if len(all) != 1 || !all[0].Organiser || all[0].Duty != trip.DutyLeader {
		t.Fatalf("adults: %+v", all)
	}
	w.objected(trip.RemoveChaperone(as(w.head), w.app, id, all[0].ID))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.teacher.ID, Quality: trip.QualityStaff}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.colleague.ID, Quality: trip.QualityStaff, Duty: trip.DutyLeader}))
	w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne  DURAND", Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "jeanne durand", Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.colleague.ID, Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Sans fiche", Quality: trip.QualityStaff}))
	w.must(w.write(w.head, "trips", id, map[string]any{"organiser": w.colleague.ID}))
	if all, err = trip.Chaperones(w.app, w.head, id); err != nil || len(all) != 3 {
		t.Errorf("the new organiser goes too: %+v %v", all, err)
	}
}
