package school

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Kind tells whether a folder holds a real school or a practice one. A folder is born so and stays so: SQLite triggers
// refuse any change.
type Kind string

const (
	Real     Kind = "real"
	Practice Kind = "practice"
)

// PracticeStart is the first instant of every practice folder: Monday 16 November 2026, 9:00 in Paris. Seed, screenshots
// and golden files do not age.
var PracticeStart = time.Date(2026, time.November, 16, 8, 0, 0, 0, time.UTC)

func bornAs(app core.App, o Options) (Kind, error) {
	var kind Kind
	err := app.DB().NewQuery("SELECT kind FROM folder WHERE id = 1").Row(&kind)
	switch {
	case err == nil:
		if o.Kind == Practice && kind != Practice {
			return "", errors.New("ce dossier contient une école réelle : l’entraînement refuse d’y entrer. Choisissez un autre dossier avec --dir")
		}
		return kind, nil
	case !errors.Is(err, sql.ErrNoRows):
		return "", fmt.Errorf("read the folder's kind: %w", err)
	case o.ReadOnly:
		return "", ErrNoFolder
	}
	if kind = o.Kind; kind == "" {
		kind = Real
	}
	now := time.Now()
	_, err = app.DB().Insert("folder", dbx.Params{"id": 1, "kind": string(kind), "born_at": now.UTC().Format(time.RFC3339)}).Execute()
	if err == nil && kind == Practice {
		_, err = app.DB().Insert("practice_clock", dbx.Params{"id": 1, "offset_s": int64(PracticeStart.Sub(now) / time.Second)}).Execute()
	}
	if err != nil {
		return "", fmt.Errorf("mark the folder %s: %w", kind, err)
	}
	return kind, nil
}

// IsPractice tells whether the app is a practice school.
func IsPractice(app core.App) bool { return DepsOf(app).Kind == Practice }
