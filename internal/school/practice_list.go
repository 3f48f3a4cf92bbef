package school

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// PracticeAccount is somebody of a practice school as whom one may sign in.
type PracticeAccount struct {
	Name, Email, Discipline string
	Roles                   types.JSONArray[Role]
	Children                int // present
	Shared                  int // guardians who hold the same address
}

// PracticeAccounts lists the staff of a practice school, and a few of its guardians: those with most children, those who
// share an address. A real folder has none to show.
func PracticeAccounts(app core.App) (staff, families []PracticeAccount, err error) {
	if !IsPractice(app) {
		return nil, nil, ErrNotPractice
	}
	err = app.DB().Select("TRIM(first_name || ' ' || last_name) AS name", "email", "discipline", "roles").From("staff").
		Where(dbx.NewExp("email != '' AND (active_until = '' OR active_until >= {:today})", dbx.Params{"today": string(Clock(app).Today())})).
		OrderBy("last_name", "first_name").Limit(30).All(&staff)
	if err != nil {
		return nil, nil, fmt.Errorf("staff to practise as: %w", err)
	}
	err = app.DB().NewQuery(`SELECT TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)) AS name, g.email, '[]' AS roles,
			COUNT(DISTINCT s.pupil) AS children, (SELECT COUNT(*) FROM guardians o WHERE o.email = g.email) AS shared
		FROM guardians g JOIN guardianships s ON s.guardian = g.id AND s.ended_on = '' AND s.responsibility = 1
		JOIN pupils p ON p.id = s.pupil AND p.left_on = '' WHERE g.email != ''
		GROUP BY g.id ORDER BY shared > 1 DESC, children DESC, g.last_name, g.first_name LIMIT 8`).All(&families)
	if err != nil {
		return nil, nil, fmt.Errorf("families to practise as: %w", err)
	}
	return staff, families, nil
}
