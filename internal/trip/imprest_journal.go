package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ImprestMove is a line of any imprest of the school, as the accountant takes them over.
type ImprestMove struct {
	Day               law.Day
	TripID, ImprestID string
	Trip, Holder      string
	LineNo            int
	Direction         string // spent, collected, handed
	Means             string
	What              string // supplier and nature, or the pupil who paid
	Amount            cents.Amount
}

// DirectionLabel says in French what a line of an imprest did.
func (m ImprestMove) DirectionLabel() string {
	return map[string]string{"spent": "dépense", "collected": "recette", "handed": "versé à l’agent comptable"}[m.Direction]
}

// ImprestMoves lists the lines of every imprest over some days, both included, for those who manage imprests.
func ImprestMoves(app core.App, viewer school.Actor, from, to law.Day) ([]ImprestMove, error) {
	if err := school.Require(viewer, school.ManageImprests); err != nil {
		return nil, err
	}
	var rows []ImprestMove
	err := app.DB().NewQuery(`SELECT l.spent_on AS day, i.trip AS trip_id, i.id AS imprest_id, t.title AS trip, TRIM(f.first_name || ' ' || f.last_name) AS holder, l.line_no, l.direction,
			COALESCE(l.means, '') AS means, TRIM(CASE WHEN l.pupil_id != '' THEN COALESCE((SELECT u.last_name || ' ' || u.first_name FROM pupils u WHERE u.id = l.pupil_id), '')
				ELSE TRIM(l.supplier || ' ' || l.nature) END) AS what, l.amount_cents AS amount
		FROM imprest_lines l JOIN imprests i ON i.id = l.imprest JOIN trips t ON t.id = i.trip LEFT JOIN staff f ON f.id = i.holder
		WHERE l.spent_on BETWEEN {:from} AND {:to} ORDER BY l.spent_on, t.title, i.id, l.direction, l.line_no`).
		Bind(dbx.Params{"from": string(from), "to": string(to)}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("journal of imprests: %w", err)
	}
	return rows, nil
}
