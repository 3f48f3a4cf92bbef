package money

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// DecideOnCharge records a favourable decision on one charge, taken by the actor in person: the head for a third party's aid or a
// remission, the accountant for a scholarship. It lowers nothing by itself: see Grant.
func DecideOnCharge(ctx context.Context, app core.App, chargeID string, kind GrantKind, reason string) (id string, err error) {
	decisions := decisionsFor[kind]
	if len(decisions) == 0 {
		return "", law.Object("kind", "Choisissez la nature de l’aide.", "")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := school.NewRecord(tx, "approvals")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"kind": decisions[0], "subject_collection": "charges", "subject_id": chargeID, "decision": "yes", "by_staff": school.ActorIn(ctx).ID,
			"reason": strings.TrimSpace(reason), "decided_at": school.Clock(tx).Now(),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		id = record.Id
		return nil
	})
	return id, err
}

// Decision is a favourable decision on which a grant may rest.
type Decision struct {
	ID, Kind, ChargeID string
	Reason             string
	By                 string // the staff member's name
	On                 law.Day
}

// DecisionsOn lists the decisions that wait for the accountant on a pupil's charges: each may still lower the charge beside
// which it stands. The viewer is staff who see money.
func DecisionsOn(app core.App, viewer school.Actor, pupilID string) ([]Decision, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	open, err := openCharges(app, pupilID)
	if err != nil {
		return nil, err
	}
	var all []Decision
	for _, a := range open {
		var rows []Decision
		err := app.DB().NewQuery(`SELECT p.id, p.kind, p.reason, SUBSTR(p.decided_at, 1, 10) AS [[on]], {:charge} AS charge_id,
				COALESCE(TRIM(f.first_name || ' ' || f.last_name), '') AS [[by]]
			FROM approvals p LEFT JOIN staff f ON f.id = p.by_staff WHERE p.decision = 'yes' AND p.kind IN ('remission', 'third_party', 'write_off') AND (
				(p.subject_collection = 'charges' AND p.subject_id = {:charge}) OR (p.subject_collection = 'pupils' AND p.subject_id = {:pupil}) OR
				(p.subject_collection = 'seats' AND p.subject_id IN (SELECT s.id FROM seats s WHERE s.pupil = {:pupil} AND s.trip = {:subject})))
				AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.charge = {:charge} AND g.approval = p.id)
			ORDER BY p.decided_at, p.rowid`).Bind(dbx.Params{"charge": a.ID, "pupil": a.PupilID, "subject": a.SubjectID}).All(&rows)
		if err != nil {
			return nil, fmt.Errorf("decisions that wait: %w", err)
		}
		all = append(all, rows...)
	}
	return all, nil
}

// Carries tells whether a grant of this kind may rest on the decision.
func (d Decision) Carries(k GrantKind) bool { return slices.Contains(decisionsFor[k], d.Kind) }
