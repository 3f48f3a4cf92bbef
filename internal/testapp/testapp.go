// Package testapp gives tests a migrated school in milliseconds: a practice folder made once per test binary, cloned for
// each test. Imported from _test packages only.
package testapp

import (
	"context"
	"io/fs"
	"os"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/pb_hooks"

	_ "github.com/openacademie/openacademie/pb_migrations" // the collections
)

// Rules are the pages of the registry, as the program embeds them.
func Rules() fs.FS {
	rules, err := fs.Sub(content.FS, "rules")
	if err != nil {
		panic(err)
	}
	return rules
}

// template is the practice folder that every test of a binary clones.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "openacademie-template-*")
	if err != nil {
		return "", err
	}
	if err := LayMigrated(dir); err != nil {
		return "", err
	}
	app, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: Rules()})
	if err != nil {
		return "", err
	}
	return dir, school.Close(app)
})

// New is an empty migrated practice school with every hook bound, closed at the end of the test. More bindings (pages,
// for instance) come after the hooks.
func New(t testing.TB, more ...func(core.App) error) *tests.TestApp {
	t.Helper()
	dir, err := template()
	if err != nil {
		t.Fatal(err)
	}
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	if err := school.OpenOn(app, school.Options{Rules: Rules(), Bind: append([]func(core.App) error{pb_hooks.Bind}, more...)}); err != nil {
		t.Fatal(err)
	}
	return app
}

// As is a context in which a member of staff with these roles acts; the row is made on the fly.
func As(t testing.TB, app core.App, roles ...school.Role) context.Context {
	t.Helper()
	return school.WithActor(context.Background(), StaffActor(t, app, roles...))
}

// StaffActor makes a member of staff with these roles.
func StaffActor(t testing.TB, app core.App, roles ...school.Role) school.Actor {
	t.Helper()
	record := Row(t, app, "staff", map[string]any{"last_name": "Personne", "first_name": "Une", "roles": roles})
	return school.Actor{Kind: school.Staff, ID: record.Id, Roles: roles}
}

// Row saves a row as the system would and returns it.
func Row(t testing.TB, app core.App, collection string, fields map[string]any) *core.Record {
	t.Helper()
	record, err := Try(app, context.Background(), collection, fields)
	if err != nil {
		t.Fatalf("%s: %v", collection, err)
	}
	return record
}

// Try saves a row in a context and returns what the door said.
func Try(app core.App, ctx context.Context, collection string, fields map[string]any) (*core.Record, error) { // the app comes first everywhere here
	record, err := school.NewRecord(app, collection)
	if err != nil {
		return nil, err
	}
	record.Load(fields)
	return record, app.SaveWithContext(ctx, record)
}
