package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Target says who may go: a class, a group, those who follow an option, or one pupil.
type Target struct {
	Kind string // class, group, option, pupil
	ID   string // id of the class, the group or the pupil; the subject's code for an option
}

// targetColumns is where each kind of target is kept.
var targetColumns = map[string]string{"class": "class", "group": "in_group", "option": "option_code", "pupil": "pupil"}

// targeted is true, in SQL, when the row t of trip_targets takes in the row p of pupils.
const targeted = `((t.kind = 'class' AND t.class = p.class) OR (t.kind = 'pupil' AND t.pupil = p.id)
	OR (t.kind = 'group' AND EXISTS (SELECT 1 FROM group_members m WHERE m.in_group = t.in_group AND m.pupil = p.id))
	OR (t.kind = 'option' AND EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(p.options) THEN p.options ELSE '[]' END) o
		WHERE json_extract(o.value, '$.code') = t.option_code)))`

// offered tells, in SQL, whether something may be chosen: a class or a group of this year, an option that a pupil follows, a
// pupil who is there.
var offered = map[string]string{
	"class": "SELECT COUNT(*) FROM classes c JOIN school_years y ON y.id = c.school_year AND y.is_current = 1 WHERE c.id = {:id}",
	"group": "SELECT COUNT(*) FROM groups g JOIN school_years y ON y.id = g.school_year AND y.is_current = 1 WHERE g.id = {:id}",
	"option": `SELECT COUNT(*) FROM pupils p, json_each(CASE WHEN json_valid(p.options) THEN p.options ELSE '[]' END) o
		WHERE p.left_on = '' AND json_extract(o.value, '$.code') = {:id}`,
	"pupil": "SELECT COUNT(*) FROM pupils p WHERE p.id = {:id} AND p.left_on = ''",
}

// shapeOfTarget refuses a target that names none or several of what a public is chosen from, or something that is not
// offered. What is taken over from another tool names pupils who may have left since.
func shapeOfTarget(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	kind := record.GetString("kind")
	for other, column := range targetColumns {
		if (record.GetString(column) != "") != (other == kind) {
			return refuse("targets", unreadable, chooseFromLists), nil
		}
	}
	if actor.Kind == school.System {
		return nil, nil
	}
	var n int
	if err := app.DB().NewQuery(offered[kind]).Bind(dbx.Params{"id": record.GetString(targetColumns[kind])}).Row(&n); err != nil {
		return nil, fmt.Errorf("target of a trip: %w", err)
	}
	if n == 0 {
		return refuse("targets", "Ce que vous avez choisi n’existe plus cette année.", chooseFromLists), nil
	}
	return nil, nil
}

const (
	unreadable      = "Le public du voyage est illisible."
	chooseFromLists = "Choisissez des classes, des groupes, des options ou des élèves dans les listes."
)

// SetTargets replaces who may go.
func SetTargets(ctx context.Context, app core.App, tripID string, targets []Target) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		wanted := map[Target]bool{}
		for _, t := range targets {
			if _, known := targetColumns[t.Kind]; !known || t.ID == "" {
				return law.Object("targets", unreadable, chooseFromLists)
			}
			wanted[t] = true
		}
		old, err := tx.FindAllRecords("trip_targets", dbx.HashExp{"trip": tripID})
		if err != nil {
			return fmt.Errorf("targets: %w", err)
		}
		// Only what changes is written: once enrolments are open the door lets a pupil be added and none be taken away.
		for _, r := range old {
			t := Target{Kind: r.GetString("kind"), ID: r.GetString(targetColumns[r.GetString("kind")])}
			if wanted[t] {
				delete(wanted, t)
				continue
			}
			if err := deleteAs(ctx, tx, r); err != nil {
				return err
			}
		}
		for _, t := range targets {
			if !wanted[t] {
				continue
			}
			delete(wanted, t) // the same choice twice is one row
			if err := save(ctx, tx, "trip_targets", map[string]any{"trip": tripID, "kind": t.Kind, targetColumns[t.Kind]: t.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Eligible lists the ids of the pupils present whom the targets of a trip take in.
func Eligible(app core.App, tripID string) ([]string, error) {
	var ids []string
	err := app.DB().NewQuery("SELECT DISTINCT p.id FROM trip_targets t JOIN pupils p ON " + targeted + " WHERE t.trip = {:trip} AND p.left_on = '' ORDER BY p.last_name, p.first_name, p.id").
		Bind(dbx.Params{"trip": tripID}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("eligible pupils: %w", err)
	}
	return ids, nil
}

// isEligible tells whether a pupil may go.
func isEligible(app core.App, tripID, pupilID string) (bool, error) {
	var n int
	err := app.DB().NewQuery("SELECT COUNT(*) FROM trip_targets t JOIN pupils p ON " + targeted + " WHERE t.trip = {:trip} AND p.id = {:pupil} AND p.left_on = ''").
		Bind(dbx.Params{"trip": tripID, "pupil": pupilID}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("eligible pupil: %w", err)
	}
	return n > 0, nil
}

// deleteAs deletes a row in the name of the context's actor.
func deleteAs(ctx context.Context, app core.App, r *core.Record) error {
	school.MarkActor(r, school.ActorIn(ctx))
	return app.DeleteWithContext(ctx, r)
}

// save makes a row in the name of the context's actor.
func save(ctx context.Context, app core.App, collection string, fields map[string]any) error {
	r, err := school.NewRecord(app, collection)
	if err != nil {
		return err
	}
	r.Load(fields)
	return app.SaveWithContext(ctx, r)
}
