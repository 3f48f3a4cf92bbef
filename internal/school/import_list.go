package school

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// PastImport is a line of the list of imports.
type PastImport struct {
	ID, YearLabel, State, By string
	ReadAt, ConfirmedAt      types.DateTime
	Counts                   types.JSONRaw
}

// ImportsFor lists the latest imports, for who imports people.
func ImportsFor(app core.App, viewer Actor) ([]PastImport, error) {
	if err := Require(viewer, ImportPeople); err != nil {
		return nil, err
	}
	var rows []PastImport
	err := pastImports(app).AndWhere(ofSIECLE).OrderBy("i.read_at DESC", "i.rowid DESC").Limit(50).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("imports: %w", err)
	}
	return rows, nil
}

// ofSIECLE leaves out the imports of other files; the first ones did not say their kind.
var ofSIECLE = dbx.In("i.kind", "", "siecle")

func pastImports(app core.App) *dbx.SelectQuery {
	return app.DB().Select("i.id", "i.year_label", "i.state", "i.read_at", "i.confirmed_at", "COALESCE(i.counts, '{}') AS counts",
		"TRIM(COALESCE(s.first_name, '') || ' ' || COALESCE(s.last_name, '')) AS [[by]]").
		From("imports i").LeftJoin("staff s", dbx.NewExp("s.id = i.by_staff"))
}

// ImportFor reads one import: its line, and its difference. Of an import that waits for confirmation the difference is made
// again with the base of now; of a past one, it is what was shown.
func ImportFor(ctx context.Context, app core.App, id string) (PastImport, *Difference, error) {
	if err := Require(ActorIn(ctx), ImportPeople); err != nil {
		return PastImport{}, nil, err
	}
	var rows []struct {
		PastImport
		Difference types.JSONRaw
	}
	err := pastImports(app).AndSelect("i.difference").Where(dbx.HashExp{"i.id": id}).AndWhere(ofSIECLE).All(&rows)
	if err != nil {
		return PastImport{}, nil, fmt.Errorf("import: %w", err)
	}
	if len(rows) == 0 {
		return PastImport{}, nil, ErrNoSuchImport
	}
	if rows[0].State == "read" {
		d, err := LoadDifference(ctx, app, id)
		return rows[0].PastImport, d, err
	}
	var d Difference
	if len(rows[0].Difference) > 0 {
		if err := json.Unmarshal(rows[0].Difference, &d); err != nil {
			return rows[0].PastImport, nil, fmt.Errorf("import: %w", err)
		}
	}
	return rows[0].PastImport, &d, nil
}
