package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// What a family said of its means goes after the delay, with its papers, under what the archives agreed to; the number, the
// decision and its amount stay.
func TestF14MeansAreErasedAfterTheDelay(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	b.must(aid.AddPaper(b.anne, b.app, request, "Avis d’imposition", []byte("%PDF-1.7\nRevenu")))
	b.must(aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Granted, CommissionID: b.met(), Amount: 5000, Reason: "Motif."}))
	b.must(school.SetParameter(b.head, b.app, school.NewSetting{
		Rule: "D-12", Name: "purge_authorisations", Value: "aides : AD69 7", From: school.Clock(b.app).Today(), Reason: "Courrier des archives départementales.",
	}))
	if _, err := trip.Purge(b.head, b.app, "aides", ""); err == nil {
		t.Error("erased before the delay")
	}
	clock := school.Clock(b.app)
	b.must(school.Advance(t.Context(), b.app, clock.Today().Add(402).At(9, 0, clock.Zone()), func(context.Context) error { return nil }))
	if n, err := trip.Purge(b.head, b.app, "aides", ""); err != nil || n != 3 {
		t.Fatalf("%d rows erased: %v", n, err)
	}
	got, err := aid.RequestFor(b.app, school.ActorIn(b.social), request)
	b.must(err)
	d, _, err := aid.DecisionFor(b.app, school.ActorIn(b.social), request)
	b.must(err)
	papers, err := aid.PapersOf(b.app, school.ActorIn(b.social), request)
	b.must(err)
	if got.Said != (aid.Said{}) || d.Reason != "" || len(papers) != 0 || got.No != 1 || d.Amount != 5000 || d.Outcome != aid.Granted {
		t.Errorf("left: %+v %+v %v", got.Said, d, papers)
	}
}
