package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/trip"
)

// seedOuting makes a free outing of one class that leaves in three days: its adults carry the folder already.
func seedOuting(ctx context.Context, app core.App, t team) error {
	var class string
	if err := app.DB().Select("id").From("classes").OrderBy("code").Limit(1).Row(&class); err != nil {
		return fmt.Errorf("class: %w", err)
	}
	id, err := trip.Create(as(ctx, t.organiser), app, trip.Project{
		Title: "Archives départementales", Destination: "Deux-Rives", CountryCode: "FR", Obligation: trip.Compulsory, InTimetable: true,
		Purpose: "Lire un cadastre et une lettre du XVIIIe siècle.", Programme: "9 h : accueil\n9 h 15 : les magasins\n10 h 30 : atelier d’écriture à la plume",
		DepartsOn: "2026-11-19", ReturnsOn: "2026-11-19", AnswerBy: "2026-11-18", PupilsEstimated: 20, AdultsEstimated: 2,
	})
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error {
			return trip.SetTargets(as(ctx, t.organiser), app, id, []trip.Target{{Kind: "class", ID: class}})
		},
		func() error {
			return trip.PrepareFolder(as(ctx, t.organiser), app, id, trip.Preparation{MeetingPoint: "8 h 40, sous le préau", StayAddress: "1 rue du Parchemin, Deux-Rives", EmergencyPhone: "06 39 98 00 20"})
		},
		func() error { return trip.GiveOpinion(as(ctx, t.head), app, id, true, "") },
		func() error { return trip.Step(as(ctx, t.bursar), app, id, trip.Balanced, "") },
		func() error { return trip.Authorise(as(ctx, t.head), app, id, true, "") },
		func() error { return trip.Step(as(ctx, t.bursar), app, id, trip.Open, "") },
		func() error {
			return rehearsal.ReadyToLeave(ctx, app, rehearsal.Cast{Head: t.head, Organiser: t.organiser, Colleagues: []string{t.second.ID}}, id)
		},
		func() error { return trip.Step(as(ctx, t.head), app, id, trip.Cleared, "") },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
