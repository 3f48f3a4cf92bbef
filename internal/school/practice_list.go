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

// PracticeAccounts lists the staff of a practice school, and a few of its guardians: some whose children travel, some
// who share an address. A real folder has none to show.
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
	err = app.DB().NewQuery(`WITH parents AS (
			SELECT g.id, TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)) AS name, g.email, COUNT(DISTINCT s.pupil) AS children,
				(SELECT COUNT(*) FROM guardians o WHERE o.email = g.email) AS shared,
				EXISTS (SELECT 1 FROM seats t JOIN guardianships l ON l.pupil = t.pupil AND l.ended_on = '' WHERE l.guardian = g.id) AS travels
			FROM guardians g JOIN guardianships s ON s.guardian = g.id AND s.ended_on = '' AND s.responsibility = 1
			JOIN pupils p ON p.id = s.pupil AND p.left_on = '' WHERE g.email != '' GROUP BY g.id),
		ranked AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY travels, shared > 1 ORDER BY children DESC, name) AS place FROM parents)
		SELECT name, email, '[]' AS roles, children, shared FROM ranked WHERE place <= 3 ORDER BY travels DESC, shared, name`).All(&families)
	if err != nil {
		return nil, nil, fmt.Errorf("families to practise as: %w", err)
	}
	return staff, families, nil
}
