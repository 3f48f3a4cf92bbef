package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// siblingsFor tells whether who pays for one pupil may pay for the other: a guardian of both, or a third person when the two
// pupils have a guardian in common. Families recomposed are families: a step-parent pays for nobody's child but theirs.
func siblingsFor(app core.App, payerID, pupil, other string) (yes bool, err error) {
	err = app.DB().NewQuery(`SELECT EXISTS (SELECT 1 FROM guardianships a JOIN guardianships b ON b.guardian = a.guardian
		WHERE a.pupil = {:pupil} AND b.pupil = {:other} AND a.ended_on = '' AND b.ended_on = '' AND {:payer} IN ('', a.guardian))`).
		Bind(dbx.Params{"pupil": pupil, "other": other, "payer": payerID}).Row(&yes)
	if err != nil {
		return false, fmt.Errorf("siblings: %w", err)
	}
	return yes, nil
}

// Sibling is a pupil who has a guardian in common with another, and owes something.
type Sibling struct {
	ID, FirstName, LastName, Class string
}

// SiblingsWhoOwe lists the brothers and sisters of a pupil on whose charges something remains due, for staff who see money.
func SiblingsWhoOwe(app core.App, viewer school.Actor, pupilID string) ([]Sibling, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []Sibling
	err := app.DB().NewQuery(`SELECT DISTINCT u.id, u.first_name, COALESCE(NULLIF(u.usage_name, ''), u.last_name) AS last_name, COALESCE(k.code, '') AS class
		FROM guardianships a JOIN guardianships b ON b.guardian = a.guardian AND b.ended_on = '' JOIN pupils u ON u.id = b.pupil LEFT JOIN classes k ON k.id = u.class
		WHERE a.pupil = {:pupil} AND a.ended_on = '' AND b.pupil != {:pupil} AND EXISTS (SELECT 1 FROM charges c WHERE c.pupil = b.pupil)
		ORDER BY u.birth_on, u.id`).Bind(dbx.Params{"pupil": pupilID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("siblings who owe: %w", err)
	}
	owing := rows[:0]
	for _, s := range rows {
		open, err := openCharges(app, s.ID)
		if err != nil {
			return nil, err
		}
		if len(open) > 0 {
			owing = append(owing, s)
		}
	}
	return owing, nil
}

// OpenChargesOf lists what remains due of several pupils, oldest first, for staff who see money.
func OpenChargesOf(app core.App, viewer school.Actor, pupilIDs ...string) ([]Account, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return openChargesOf(app, pupilIDs...)
}
