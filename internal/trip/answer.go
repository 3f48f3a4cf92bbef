package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// AnswerInterest keeps whether a family is interested, before anything is firm: it engages nobody and may change.
func AnswerInterest(ctx context.Context, app core.App, tripID, pupilID string, interested bool) error {
	viewer := school.ActorIn(ctx)
	view, err := FamilyTripOf(app, viewer, tripID, pupilID)
	if err != nil {
		return err
	}
	if view.Stage != StageInterest {
		return law.Object("answer", "Ce voyage n’en est plus au sondage.", "Ouvrez la page du voyage pour voir ce qui est attendu.")
	}
	answer := "no"
	if interested {
		answer = "yes"
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		guardian := ""
		if viewer.Kind == school.Guardian {
			guardian = viewer.ID
		}
		rows, err := tx.FindAllRecords("trip_answers", dbx.HashExp{"trip": tripID, "pupil": pupilID, "guardian_id": guardian})
		if err != nil {
			return fmt.Errorf("answers: %w", err)
		}
		var record *core.Record
		if len(rows) > 0 {
			record = rows[0]
		} else if record, err = school.NewRecord(tx, "trip_answers"); err != nil {
			return err
		}
		record.Load(map[string]any{
			"trip": tripID, "pupil": pupilID, "guardian_id": guardian, "answer": answer, "answered_at": school.Clock(tx).Now(),
		})
		return tx.SaveWithContext(ctx, record)
	})
}

// JudgeAnswer holds an answer to interest to its moment: the trip is announced, nothing is firm yet, the pupil may go.
func JudgeAnswer(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	_, theirs, err := school.ChildOf(app, actor, record.GetString("pupil"))
	if err != nil {
		return nil, err
	}
	if !theirs || (actor.Kind == school.Guardian && record.GetString("guardian_id") != actor.ID) {
		return []law.Finding{{Severity: law.Block, What: "Une réponse est donnée par la famille elle-même."}}, nil
	}
	f, err := seatFacts(app, record.GetString("trip"), record.GetString("pupil"))
	if err != nil {
		return nil, err
	}
	if f.Trip.State != Submitted && f.Trip.State != Voted {
		return []law.Finding{{Severity: law.Block, What: "Ce voyage n’en est pas au sondage."}}, nil
	}
	if !f.Eligible {
		return []law.Finding{{Severity: law.Block, What: "Ce voyage n’est pas proposé à cet élève."}}, nil
	}
	return nil, nil
}
