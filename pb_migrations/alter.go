package pb_migrations

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// extend adds fields and indexes to a collection that has shipped.
func extend(app core.App, name string, fields []core.Field, indexes ...index) error {
	c := mustFind(app, name)
	c.Fields.Add(fields...)
	return saveIndexed(app, c, indexes)
}

// widen adds values to a select field that has shipped; none is ever taken away.
func widen(app core.App, name, field string, values ...string) error {
	c := mustFind(app, name)
	f, isSelect := c.Fields.GetByName(field).(*core.SelectField)
	if !isSelect {
		return fmt.Errorf("widen %s.%s: no select", name, field)
	}
	for _, v := range values {
		if !slices.Contains(f.Values, v) {
			f.Values = append(f.Values, v)
		}
	}
	if f.MaxSelect > 1 {
		f.MaxSelect = len(f.Values)
	}
	if err := app.Save(c); err != nil {
		return fmt.Errorf("widen %s.%s: %w", name, field, err)
	}
	return nil
}

// loosen makes a text field that has shipped optional.
func loosen(app core.App, name string, fields ...string) error {
	c := mustFind(app, name)
	for _, field := range fields {
		f, isText := c.Fields.GetByName(field).(*core.TextField)
		if !isText {
			return fmt.Errorf("loosen %s.%s: no text", name, field)
		}
		f.Required = false
	}
	if err := app.Save(c); err != nil {
		return fmt.Errorf("loosen %s: %w", name, err)
	}
	return nil
}

// resealing takes the triggers of a sealed collection away, alters it, and puts them back.
func resealing(app core.App, name string, alter ...func(core.App) error) error {
	for _, moment := range []string{"update", "delete"} {
		if _, err := app.DB().NewQuery("DROP TRIGGER sealed_" + name + "_" + moment).Execute(); err != nil {
			return fmt.Errorf("unseal %s: %w", name, err)
		}
	}
	if err := steps(app, alter...); err != nil {
		return err
	}
	return seal(app, name)
}
