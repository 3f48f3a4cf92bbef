package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/pb_hooks"
)

// check is one thing that must be true of a folder.
type check struct {
	name string
	// served checks are asked of a running school by /healthz: cheap, and they may write. The others read only, at
	// leisure: doctor asks them.
	served, examined bool
	run              func(context.Context, core.App) error
}

// checks is the whole list, the most telling first. A new invariant is one more line.
func checks() []check {
	return []check{
		{"migrations", true, true, checkMigrations},
		{"database", true, false, checkWritable},
		{"storage", true, false, checkStorage},
		{"integrity", false, true, pragmaSays("integrity_check", "ok")},
		{"foreign_keys", false, true, pragmaSays("foreign_key_check", "")},
		{"seals", true, true, func(_ context.Context, app core.App) error { return pb_hooks.CheckSeals(app) }},
		{"journal", false, true, func(_ context.Context, app core.App) error { return school.VerifyJournal(app) }},
		{"outbox", true, true, checkOutbox},
		{"ledger", false, true, func(_ context.Context, app core.App) error { return money.Verify(app) }},
		{"closings", false, true, func(_ context.Context, app core.App) error { return money.VerifyClosings(app) }},
	}
}

// checkMigrations compares what the program knows with what the folder went through.
func checkMigrations(ctx context.Context, app core.App) error {
	var applied []string
	if err := app.DB().Select("file").From(core.DefaultMigrationsTable).WithContext(ctx).Column(&applied); err != nil {
		return fmt.Errorf("les migrations ne se lisent pas : %w", err)
	}
	var pending []string
	for _, migration := range core.AppMigrations.Items() {
		if !slices.Contains(applied, migration.File) {
			pending = append(pending, migration.File)
		}
	}
	if len(pending) > 0 {
		return fmt.Errorf("migrations en attente : %s ; elles passent au prochain démarrage", strings.Join(pending, ", "))
	}
	return nil
}

// checkWritable takes the one write lock and gives it back, then writes a page beside the database: a full or read-only
// disk shows there before a family's signature meets it.
func checkWritable(ctx context.Context, app core.App) error {
	if _, err := app.NonconcurrentDB().NewQuery("UPDATE folder_secrets SET sealed = sealed WHERE name = ''").WithContext(ctx).Execute(); err != nil {
		return errors.New("la base ne s’écrit pas")
	}
	probe := filepath.Join(app.DataDir(), ".healthz")
	if err := os.WriteFile(probe, make([]byte, 4096), 0o600); err != nil {
		return errors.New("le disque du dossier ne s’écrit pas")
	}
	return os.Remove(probe)
}

// refusedLately is how long a refusal of the disk is told after the last one.
const refusedLately = time.Minute

// checkStorage tells that a page was refused a write a moment ago, whatever the probe of checkWritable says now.
func checkStorage(_ context.Context, app core.App) error {
	if at, refused := app.Store().Get(school.StorageRefusedKey).(time.Time); refused && time.Since(at) < refusedLately {
		return errors.New("le disque ou la base vient de refuser une écriture")
	}
	return nil
}

// pragmaSays runs a pragma of SQLite whose only sound answer is known; "" stands for no row.
func pragmaSays(pragma, sound string) func(context.Context, core.App) error {
	return func(ctx context.Context, app core.App) error {
		rows, err := app.DB().NewQuery("PRAGMA " + pragma).WithContext(ctx).Rows()
		if err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			row := dbx.NullStringMap{}
			if err := rows.ScanMap(row); err != nil {
				return fmt.Errorf("%s: %w", pragma, err)
			}
			var cells []string
			for _, cell := range row {
				cells = append(cells, cell.String)
			}
			slices.Sort(cells)
			if said := strings.Join(cells, " "); said != sound {
				return fmt.Errorf("la base est abîmée (%s) : restaurez une sauvegarde", said)
			}
		}
		return rows.Err()
	}
}

// stuckAfter is how long a message may wait beyond its hour before somebody should look.
const stuckAfter = time.Hour

// checkOutbox finds messages that should have left and have not: quiet hours are the school's time, retries the machine's.
// A school that has just opened is given the time to send what waited while it was closed.
func checkOutbox(ctx context.Context, app core.App) error {
	if opened, served := app.Store().Get(openedKey).(time.Time); served && time.Since(opened) < stuckAfter {
		return nil
	}
	pause, err := notify.PauseOf(app)
	if err != nil {
		return fmt.Errorf("les heures calmes ne se lisent pas : %w", err)
	}
	now := school.Clock(app).Now()
	before := now.Add(-stuckAfter)
	awake := notify.NextAllowed(now, pause, false).Equal(now) && notify.NextAllowed(before, pause, false).Equal(before)
	var stuck int
	err = app.DB().NewQuery(`SELECT COUNT(*) FROM deliveries d JOIN messages m ON m.id = d.message
			WHERE d.state = 'queued' AND d.channel IN ('push', 'email') AND d.next_try_at < {:machine}
			AND m.not_before < {:school} AND (m.urgent OR {:awake})`).
		Bind(dbx.Params{"machine": stamp(time.Now().Add(-stuckAfter)), "school": stamp(before), "awake": awake}).
		WithContext(ctx).Row(&stuck)
	if err != nil {
		return fmt.Errorf("la boîte d’envoi ne se lit pas : %w", err)
	}
	if stuck > 0 {
		return fmt.Errorf("%d envoi(s) en retard de plus d’une heure : voyez la boîte d’envoi", stuck)
	}
	return nil
}

// stamp is an instant as PocketBase keeps it.
func stamp(t time.Time) string { return t.UTC().Format(types.DefaultDateLayout) }
