package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/statement"
)

// MappingKind is the kind of the rows of column_mappings that say how the statements of an account are read. Their name is
// that of the account.
const MappingKind = "statements"

// mappingOf is what was chosen the last time for an account.
func mappingOf(app core.App, name string) (statement.Mapping, bool, error) {
	var raw []string
	err := app.DB().Select("columns").From("column_mappings").Where(dbx.HashExp{"kind": MappingKind, "name": name}).Column(&raw)
	if err != nil || len(raw) == 0 {
		return statement.Mapping{}, false, err
	}
	var m statement.Mapping
	if err := json.Unmarshal([]byte(raw[0]), &m.Columns); err != nil {
		return statement.Mapping{}, false, fmt.Errorf("columns of %s: %w", name, err)
	}
	return m, true, nil
}

// remember keeps the columns chosen for an account.
func remember(ctx context.Context, app core.App, w Waiting, m statement.Mapping) error {
	for i, c := range m.Columns {
		if c.Index < len(w.Layout.Heads) {
			m.Columns[i].Title = w.Layout.Heads[c.Index]
		}
	}
	before, known, err := mappingOf(app, w.Name)
	if err != nil || known && slices.Equal(before.Columns, m.Columns) {
		return err
	}
	record, err := app.FindFirstRecordByFilter("column_mappings", "kind = {:kind} && name = {:name}", dbx.Params{"kind": MappingKind, "name": w.Name})
	if err != nil {
		if record, err = school.NewRecord(app, "column_mappings"); err != nil {
			return err
		}
	}
	kind := "csv"
	if w.Format == statement.Workbook {
		kind = "xlsx"
	}
	record.Load(map[string]any{"name": w.Name, "kind": MappingKind, "columns": m.Columns, "file_kind": kind, "encoding": w.File.Table.Encoding})
	return app.SaveWithContext(ctx, record)
}

// JudgeMapping refuses columns by which no statement could be read.
func JudgeMapping(record *core.Record, actor school.Actor) []law.Finding {
	if !actor.May(school.ReconcileBank) {
		return house("", "Les colonnes des relevés reviennent à l’agent comptable et au gestionnaire.", "Demandez-le-leur.")
	}
	var m statement.Mapping
	if err := json.Unmarshal([]byte(record.GetString("columns")), &m.Columns); err != nil {
		return house("columns", "Ces colonnes sont illisibles.", "")
	}
	for _, c := range m.Columns {
		if c.Role.Name() == "" || len([]rune(c.Title)) > 2000 {
			return house("columns", "Une colonne porte sur un rôle qui n’existe pas.", "")
		}
	}
	if err := m.Check(statement.DefaultLimits().MaxColumns); err != nil {
		return house("columns", err.Error(), "")
	}
	return nil
}

// house is a finding of the house: no rule of law, but a sentence and a way out.
func house(field, what, fix string) []law.Finding {
	return []law.Finding{{Severity: law.Block, What: what, Fix: fix, Field: field}}
}
