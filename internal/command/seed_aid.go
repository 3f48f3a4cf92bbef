package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/school"
)

// seedAid opens two funds, has a commission meet, and leaves three requests at three moments: granted, given in urgency, just
// received. The families are the last ones of the list: the amounts of the first ones stay those of the tour.
func seedAid(ctx context.Context, app core.App, t team) error {
	today := school.Clock(app).Today()
	bursar, social, head := as(ctx, t.bursar), as(ctx, t.social), as(ctx, t.head)
	fund, err := aid.OpenFund(bursar, app, aid.NewFund{Name: "Fonds social collégien", Kind: aid.College, Opening: 1_200_00, OpenedOn: "2026-09-01", Note: "Notification de l’académie"})
	if err != nil {
		return err
	}
	canteen, err := aid.OpenFund(bursar, app, aid.NewFund{Name: "Fonds social des cantines", Kind: aid.Canteen, Opening: 400_00, OpenedOn: "2026-09-01"})
	if err != nil {
		return err
	}
	if err := aid.Move(bursar, app, aid.Movement{Fund: fund, Amount: 300_00, Label: "Crédits complémentaires", MovedOn: today.Add(-20)}); err != nil {
		return err
	}
	kinds := map[aid.Mode]string{}
	for _, k := range []aid.Type{
		{Name: "Aide aux voyages", Mode: aid.Fixed, Fund: fund}, {Name: "Part des dettes", Mode: aid.Percentage, Fund: fund}, {Name: "Droit de tirage", Mode: aid.Drawing, Fund: fund},
		{Name: "Fournitures et équipement", Mode: aid.InKind, Fund: fund},
	} {
		if kinds[k.Mode], err = aid.AddType(bursar, app, k); err != nil {
			return err
		}
	}
	if _, err := aid.AddType(bursar, app, aid.Type{Name: "Aide à la cantine", Mode: aid.Fixed, Fund: canteen}); err != nil {
		return err
	}
	if err := aid.RecordCriteria(bursar, app, "18", "2026-09-29", "2026-10-02"); err != nil {
		return err
	}
	acts, err := aid.CriteriaActs(app, t.social)
	if err != nil || len(acts) == 0 {
		return fmt.Errorf("criteria of the seed: %w", err)
	}
	err = aid.SetScale(bursar, app, aid.Scale{Name: "Barème 2026-2027", Act: acts[0].ID, From: "2026-10-02", Brackets: []aid.Bracket{
		{Name: "Tranche 1", Max: 4_000_00, Percent: 80}, {Name: "Tranche 2", Min: 4_000_00, Max: 8_000_00, Percent: 50}, {Name: "Tranche 3", Min: 8_000_00, Percent: 0},
	}})
	if err != nil {
		return err
	}
	return seedRequests(head, social, app, t, kinds)
}

func seedRequests(head, social context.Context, app core.App, t team, kinds map[aid.Mode]string) error {
	var owing []struct{ Pupil, Guardian, Charge string }
	err := app.DB().Select("c.pupil", "c.debtor_id AS guardian", "MIN(c.id) AS charge").From("charges c").InnerJoin("guardians g", dbx.NewExp("g.id = c.debtor_id")).
		Where(dbx.NewExp("NOT EXISTS (SELECT 1 FROM payments y WHERE y.payer_id = c.debtor_id)")).
		AndWhere(dbx.NewExp("(SELECT COUNT(*) FROM guardians o WHERE o.email = g.email AND g.email != '') = 1")).GroupBy("c.debtor_id", "c.pupil").OrderBy("g.personne_id DESC").All(&owing)
	if err != nil || len(owing) < 3 {
		return err // a folder without debts has nobody to help
	}
	first := len(owing) - 1 // who is shown in the tour only asks: nothing is taken off what they owe
	var requests []string
	for i, f := range []int{0, 1, first} {
		family := school.WithActor(social, school.Actor{Kind: school.Guardian, ID: owing[f].Guardian})
		id, err := aid.Ask(family, app, aid.NewRequest{PupilID: owing[f].Pupil, ChargeIDs: []string{owing[f].Charge}, Asked: 60_00, Said: aid.Said{Subject: "Participation à la classe de neige", Situation: "Nos revenus ont baissé depuis septembre."}})
		if err != nil {
			return err
		}
		if err := aid.AddPaper(family, app, id, "Avis d’imposition", []byte("%PDF-1.4\n% document fictif\n")); err != nil {
			return err
		}
		requests = append(requests, id)
		if i == 2 {
			continue
		}
		err = aid.Instruct(social, app, id, aid.Instruction{TypeID: kinds[aid.Fixed], ChargeIDs: []string{owing[f].Charge}, Asked: 60_00, Ready: true,
			Said: aid.Said{Means: aid.Means{Income: 9_800_00, Shares: 250, NoticeYear: "2026", Notice: "26 99 00000 0" + fmt.Sprint(i)}, Scholarship: i == 0}})
		if err != nil {
			return err
		}
	}
	meeting, err := aid.Prepare(social, app, aid.NewCommission{HeldOn: school.Clock(app).Today(), HeldAt: "08:00", Place: "Bureau de la principale", TypeIDs: []string{kinds[aid.Fixed], kinds[aid.Percentage]}})
	if err != nil {
		return err
	}
	for _, m := range []aid.Member{{Name: "Claire Morvan", Capacity: "principale"}, {Name: "Hélène Bonnet", Capacity: "gestionnaire"}, {Name: "Nadia Ferhat", Capacity: "assistante sociale"}} {
		if err := aid.AddMember(social, app, meeting, m); err != nil {
			return err
		}
	}
	c, err := aid.CommissionFor(app, t.social, meeting)
	if err != nil {
		return err
	}
	if err := aid.SetAgenda(social, app, meeting, requests[:1]); err != nil {
		return err
	}
	if err := aid.Hold(social, app, meeting, aid.Attendance{President: c.Members[0].ID, Present: []string{c.Members[1].ID, c.Members[2].ID}}, "Dossier n° 1 : avis favorable."); err != nil {
		return err
	}
	if err := aid.Decide(head, app, requests[0], aid.Choice{Outcome: aid.Granted, CommissionID: meeting, Amount: 50_00, Advice: "Favorable."}); err != nil {
		return err
	}
	if err := aid.Decide(head, app, requests[1], aid.Choice{Outcome: aid.Urgent, Amount: 30_00}); err != nil {
		return err
	}
	_, err = aid.Prepare(social, app, aid.NewCommission{HeldOn: school.Clock(app).Today().Add(16), HeldAt: "14:00", Place: "Salle de réunion", TypeIDs: []string{kinds[aid.Fixed], kinds[aid.Drawing]}})
	return err
}
