package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// seedLate gives the practice school a few sums that are late, by the operations of the people whose deeds they are: one
// spread by a plan in force, one reminded by a letter to print, two that may be reminded today. They are of classes that no
// trip of the seed concerns, and come after the bank's statement, which they leave as it is.
func seedLate(ctx context.Context, app core.App, t team) error {
	act := school.BoardAct{Purpose: school.TariffAct, Number: "2026-12", Title: "Tarif des dictionnaires et des cahiers d’exercices", VotedOn: "2026-09-29", PublishedOn: "2026-10-01"}
	if err := school.RecordBoardAct(as(ctx, t.bursar), app, act); err != nil {
		return err
	}
	row, err := app.FindFirstRecordByData("acts", "act_number", act.Number)
	if err != nil {
		return fmt.Errorf("act of the tariff: %w", err)
	}
	// Who cannot be joined but by a letter comes first: theirs is the reminder that has left.
	var owing []struct{ Pupil, Guardian string }
	err = app.DB().NewQuery(`SELECT p.id AS pupil, g.id AS guardian FROM pupils p JOIN classes c ON c.id = p.class AND c.code NOT IN ('4B', '4C', '5A', '5B')
		JOIN guardianships s ON s.pupil = p.id AND s.responsibility = 1 AND s.ended_on = '' JOIN guardians g ON g.id = s.guardian
		WHERE p.left_on = '' AND NOT EXISTS (SELECT 1 FROM charges k WHERE k.pupil = p.id OR k.debtor_id = g.id)
			AND NOT EXISTS (SELECT 1 FROM guardianships o WHERE o.guardian = g.id AND o.pupil != p.id)
		GROUP BY g.id ORDER BY g.email != '', p.eleve_id DESC LIMIT 4`).All(&owing)
	if err != nil || len(owing) < 2 {
		return err
	}
	charges := make([]money.NewCharge, len(owing))
	for i, o := range owing {
		charges[i] = money.NewCharge{
			PupilID: o.Pupil, DebtorID: o.Guardian, Subject: money.Subject{Collection: "acts", ID: row.Id}, ActID: row.Id,
			Label: "Dictionnaire d’anglais et cahiers d’exercices", Amount: cents.Amount(48_00), DueOn: "2026-10-20",
		}
	}
	ids, err := money.Charge(as(ctx, t.bursar), app, charges...)
	if err != nil {
		return err
	}
	if err := money.SendReminders(as(ctx, t.bursar), app, money.Ower{GuardianID: owing[0].Guardian}); err != nil {
		return err
	}
	delay, err := money.AskPlan(as(ctx, t.bursar), app, money.NewPlan{
		Debtor: money.Ower{GuardianID: owing[1].Guardian}, ChargeIDs: ids[1:2], Lines: money.Spread(48_00, 3, "2026-11-30"), Reason: "Convenu au téléphone avec la famille.",
	})
	if err != nil {
		return err
	}
	return money.AgreePlan(as(ctx, t.accountant), app, delay)
}
