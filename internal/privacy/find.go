package privacy

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Found is a person who may be asking.
type Found struct {
	Kind           school.ActorKind
	ID, Name, Hint string
}

const mostFound = 20

// FindPeople looks for who asks by letter or at the counter, by name, for those who inscribe it.
func FindPeople(app core.App, viewer school.Actor, search string) (found []Found, err error) {
	if err := school.Require(viewer, school.HandleRights); err != nil {
		return nil, err
	}
	words := strings.Fields(school.Fold(search))
	if len(words) == 0 {
		return nil, nil
	}
	var all []Found
	err = app.DB().NewQuery(`SELECT 'guardian' AS kind, g.id, TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)) AS name,
			'responsable de ' || COALESCE(GROUP_CONCAT(p.first_name, ', '), '') AS hint
		FROM guardians g JOIN guardianships s ON s.guardian = g.id AND s.ended_on = '' JOIN pupils p ON p.id = s.pupil GROUP BY g.id
		UNION ALL SELECT 'staff', id, TRIM(first_name || ' ' || last_name), 'personnel' FROM staff
		UNION ALL SELECT 'pupil', id, TRIM(first_name || ' ' || last_name), 'élève majeur' FROM pupils WHERE birth_on != '' AND birth_on <= {:adult}
		ORDER BY name, id`).Bind(dbx.Params{"adult": string(school.Clock(app).Today().AddMonths(-12 * school.Majority))}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("find a person: %w", err)
	}
	for _, f := range all {
		name, has := school.Fold(f.Name), true
		for _, w := range words {
			has = has && strings.Contains(name, w)
		}
		if has && len(found) < mostFound {
			found = append(found, f)
		}
	}
	return found, nil
}
