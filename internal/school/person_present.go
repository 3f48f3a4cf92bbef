package school

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// present lists who may sign in, by a condition on their table "x": staff in office, guardians of a pupil present, adult pupils
// present.
const present = `
		SELECT 'staff' AS kind, x.id, x.first_name, x.last_name, x.email FROM staff x
			WHERE %[1]s AND (x.active_until = '' OR x.active_until >= {:today}) AND (x.active_from = '' OR x.active_from <= {:today})
		UNION ALL
		SELECT DISTINCT 'guardian', x.id, x.first_name, COALESCE(NULLIF(x.usage_name, ''), x.last_name), x.email FROM guardians x
			JOIN guardianships s ON s.guardian = x.id AND s.ended_on = '' JOIN pupils p ON p.id = s.pupil AND p.left_on = ''
			WHERE %[1]s
		UNION ALL
		SELECT 'pupil', x.id, x.first_name, COALESCE(NULLIF(x.usage_name, ''), x.last_name), x.email FROM pupils x
			WHERE %[1]s AND x.left_on = '' AND x.birth_on != '' AND x.birth_on <= {:adult}
		ORDER BY kind, last_name, first_name`

func peoplePresent(app core.App, condition, value string) ([]Person, error) {
	today := Clock(app).Today()
	var people []Person
	err := app.DB().NewQuery(fmt.Sprintf(present, condition)).
		Bind(dbx.Params{"value": value, "today": string(today), "adult": string(today.AddMonths(-12 * Majority))}).All(&people)
	return people, err
}

// presentPerson is one person if they may sign in today, zero otherwise.
func presentPerson(app core.App, kind PersonKind, id string) (Person, error) {
	people, err := peoplePresent(app, "x.id = {:value}", id)
	if err != nil {
		return Person{}, fmt.Errorf("person: %w", err)
	}
	for _, p := range people {
		if p.Kind == kind {
			return p, nil
		}
	}
	return Person{}, nil
}
