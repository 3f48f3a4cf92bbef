// Package pb_migrations creates the collections, their indexes and their triggers. Forward only; a file that has shipped is
// never edited nor renamed. It holds no business logic and imports nothing of ours: a test compares its select values with
// the products' tables.
package pb_migrations

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// dayPattern is the form of a calendar day kept as text: a day has no hour and no time zone.
const dayPattern = `^(\d{4}-\d{2}-\d{2})?$`

type option func(core.Field)

func required(f core.Field) {
	switch f := f.(type) {
	case *core.TextField:
		f.Required = true
	case *core.SelectField:
		f.Required = true
	case *core.RelationField:
		f.Required = true
	case *core.NumberField:
		f.Required = true
	case *core.DateField:
		f.Required = true
	case *core.EmailField:
		f.Required = true
	default:
		panic(fmt.Sprintf("required: %T", f))
	}
}

// label marks the field that the dashboard shows when a relation points to the row.
func label(f core.Field) {
	switch f := f.(type) {
	case *core.TextField:
		f.Presentable = true
	case *core.NumberField:
		f.Presentable = true
	case *core.SelectField:
		f.Presentable = true
	case *core.EmailField:
		f.Presentable = true
	case *core.RelationField:
		f.Presentable = true
	default:
		panic(fmt.Sprintf("label: %T", f))
	}
}

// secret hides the field from every API answer.
func secret(f core.Field) { f.SetHidden(true) }

func many(f core.Field) { f.(*core.RelationField).MaxSelect = 999 }

func apply[F core.Field](f F, options []option) F {
	for _, o := range options {
		o(f)
	}
	return f
}

func text(name, help string, max int, options ...option) core.Field {
	return apply(&core.TextField{Name: name, Help: help, Max: max}, options)
}

func day(name, help string, options ...option) core.Field {
	return apply(&core.TextField{Name: name, Help: help + " (AAAA-MM-JJ)", Pattern: dayPattern}, options)
}

func instant(name, help string, options ...option) core.Field {
	return apply(&core.DateField{Name: name, Help: help}, options)
}

func number(name, help string, options ...option) core.Field {
	return apply(&core.NumberField{Name: name, Help: help, OnlyInt: true}, options)
}

func money(name, help string) core.Field {
	return &core.NumberField{Name: name, Help: help + " (en centimes d’euro)", OnlyInt: true}
}

func flag(name, help string) core.Field {
	return &core.BoolField{Name: name, Help: help}
}

func choice(name, help string, values []string, options ...option) core.Field {
	return apply(&core.SelectField{Name: name, Help: help, Values: values, MaxSelect: 1}, options)
}

func choices(name, help string, values []string) core.Field {
	return &core.SelectField{Name: name, Help: help, Values: values, MaxSelect: len(values)}
}

func document(name, help string) core.Field {
	return &core.JSONField{Name: name, Help: help, MaxSize: 8 << 20}
}

func relation(app core.App, name, help, to string, options ...option) core.Field {
	return apply(&core.RelationField{Name: name, Help: help, CollectionId: mustFind(app, to).Id, MaxSelect: 1}, options)
}

func owned(f core.Field) { f.(*core.RelationField).CascadeDelete = true }

func mustFind(app core.App, name string) *core.Collection {
	c, err := app.FindCollectionByNameOrId(name)
	if err != nil {
		panic(fmt.Sprintf("migration order: %s does not exist yet", name))
	}
	return c
}

// index describes "columns" or "columns WHERE condition"; unique ones start with "!".
type index string

func create(app core.App, name string, fields []core.Field, indexes ...index) error {
	c := core.NewBaseCollection(name)
	c.Fields.Add(fields...)
	return saveIndexed(app, c, indexes)
}

func saveIndexed(app core.App, c *core.Collection, indexes []index) error {
	for _, i := range indexes {
		columns, where, _ := strings.Cut(string(i), " WHERE ")
		unique := strings.HasPrefix(columns, "!")
		columns = strings.TrimPrefix(columns, "!")
		short := strings.NewReplacer(", ", "_", " ", "_").Replace(columns)
		c.AddIndex("idx_"+c.Name+"_"+short, unique, columns, where)
	}
	if err := app.Save(c); err != nil {
		return fmt.Errorf("create %s: %w", c.Name, err)
	}
	return nil
}

// steps runs the parts of a migration in order.
func steps(app core.App, parts ...func(core.App) error) error {
	for _, part := range parts {
		if err := part(app); err != nil {
			return err
		}
	}
	return nil
}

// forwardOnly is the way down of every migration: there is none. Going back is restoring a backup.
func forwardOnly(core.App) error {
	return fmt.Errorf("les migrations ne se défont pas : restaurez une sauvegarde")
}
