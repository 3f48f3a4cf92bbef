// Package school opens a school's folder and knows its people: who acts, with which role, on which day, under which
// parameters. One school is one folder; everything here works on the core.App it is handed.
package school

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Options says how to open a folder.
type Options struct {
	// Kind is the kind a new folder is born with; an existing folder keeps its own. The zero value is Real.
	Kind Kind
	// Rules holds the pages of the registry (content/rules).
	Rules fs.FS
	// Key wraps the folder's data key; empty takes it from the environment (OPENACADEMIE_KEY). A practice folder keeps its own.
	Key string
	// Bind attaches hooks and pages, in order, before the folder is migrated and served.
	Bind []func(core.App) error
	// ReadOnly opens without migrating and without creating anything: for --dry-run and doctor.
	ReadOnly bool
	// KeyOptional opens without the folder's key when none is given: what is sealed stays so. For imports.
	KeyOptional bool
}

// Deps is what a school's app carries besides its database: built once by Open, read through DepsOf.
type Deps struct {
	Registry *law.Registry
	Keys     *Keys
	Kind     Kind
}

// ErrNoFolder is returned by a read-only open of a folder that holds no school yet.
var ErrNoFolder = errors.New("ce dossier ne contient pas encore d’école")

// Open is the one way to open a school: serve, demo, import and tests all pass here. It bootstraps the app, binds hooks
// and pages, migrates, seals the kind of the folder and unwraps its keys. Close the app with Close.
func Open(dir string, o Options) (core.App, error) {
	if _, err := os.Stat(filepath.Join(dir, "data.db")); err != nil {
		switch {
		case o.ReadOnly:
			return nil, ErrNoFolder
		case o.Kind != Practice && givenKey(o) == "" && !o.KeyOptional:
			return nil, ErrNoKey // before anything is made
		}
	}
	if !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o700); err != nil { // families' data: nobody else on the machine reads it
			return nil, fmt.Errorf("make folder: %w", err)
		}
	}
	// Two readers a core: with more, they wait for each other's locks inside SQLite and the tail of a busy minute grows from
	// milliseconds to seconds (BenchmarkFamilyLoad).
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	app := core.NewBaseApp(core.BaseAppConfig{
		DataDir:          dir,
		DBConnect:        connect,
		DataMaxOpenConns: readers,
		DataMaxIdleConns: readers,
		AuxMaxOpenConns:  4,
		AuxMaxIdleConns:  1,
	})
	return app, prepare(app, o)
}

// OpenOn prepares an app that exists already: tests clone a migrated folder and open it through here.
func OpenOn(app core.App, o Options) error { return prepare(app, o) }

func prepare(app core.App, o Options) error {
	registry, err := law.ReadRegistry(o.Rules)
	if err != nil {
		return fmt.Errorf("registry of rules: %w", err)
	}
	if !app.IsBootstrapped() {
		if err := app.Bootstrap(); err != nil {
			return fmt.Errorf("open folder: %w", err)
		}
	}
	deps := &Deps{Registry: registry}
	app.Store().Set(depsKey, deps)
	// Built-in maintenance that would fight our own: the checkpoint blocks writers, backups are ours (scale.md).
	app.Cron().Remove("__pbDBOptimize__")
	if app.HasTable("folder") { // refuse a folder of the wrong kind before changing anything in it
		if _, err := bornAs(app, Options{Kind: o.Kind, ReadOnly: true}); err != nil && !errors.Is(err, ErrNoFolder) {
			return err
		}
	}
	if !o.ReadOnly {
		if err := app.RunAllMigrations(); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	if deps.Kind, err = bornAs(app, o); err != nil {
		return err
	}
	if deps.Keys, err = openKeys(app, deps.Kind, o); err != nil {
		return err
	}
	for _, bind := range o.Bind {
		if err := bind(app); err != nil {
			return err
		}
	}
	return nil
}

const depsKey = "openacademie.deps"

// StorageRefusedKey is where an app keeps the moment at which the disk or the database last refused a write; /healthz says it.
const StorageRefusedKey = "openacademie.storage"

// DepsOf returns what Open built for this app; a transaction's app has the same.
func DepsOf(app core.App) *Deps {
	deps, _ := app.Store().Get(depsKey).(*Deps)
	if deps == nil {
		panic("school: this app was not opened by school.Open")
	}
	return deps
}

// Close stops the app's background work and its database.
func Close(app core.App) error {
	event := &core.TerminateEvent{App: app}
	err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error {
		return e.App.ResetBootstrapState()
	})
	if err != nil {
		return fmt.Errorf("close folder: %w", err)
	}
	return nil
}

// connect opens a database with the pragmas of PocketBase, except that a write waits two seconds for another program's lock
// rather than ten (PocketBase tries twelve times more, and a person waits for an answer), that an acknowledged write of data.db survives a power
// cut (synchronous=FULL), that a school's page cache stays small (many schools may share one process), and that the seals
// hold against REPLACE too, which fires delete triggers only when triggers are recursive.
func connect(path string) (*dbx.DB, error) {
	synchronous := "NORMAL"
	if filepath.Base(path) == "data.db" {
		synchronous = "FULL"
	}
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(2000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
		"&_pragma=synchronous("+synchronous+")&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8000)&_pragma=recursive_triggers(ON)")
}

// InTransaction runs fn in one transaction, or in the caller's when there is one already. Inside, only tx is used: a write
// through the outer app would wait for ever.
func InTransaction(ctx context.Context, app core.App, fn func(ctx context.Context, tx core.App) error) error {
	if app.IsTransactional() {
		return fn(ctx, app)
	}
	return app.RunInTransaction(func(tx core.App) error { return fn(ctx, tx) })
}
