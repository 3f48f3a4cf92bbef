package school

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
)

// keptFor is how long a read import waits for its confirmation: the files name pupils, they are not kept for nothing.
const keptFor = 48 * time.Hour

// kept is what waits on the disk between reading and confirming.
type kept struct {
	Digest string         `json:"digest"` // of the difference that was shown
	Export *siecle.Export `json:"export,omitempty"`
	Staff  *gigc.Export   `json:"staff,omitempty"`
}

// StoreDifference keeps what was read until somebody confirms it: a row in imports (state "read"), and the export in the
// folder, out of reach of every page. It returns the id of the row; LoadDifference gives the difference back.
func StoreDifference(ctx context.Context, app core.App, d *Difference) (id string, err error) {
	if err := mayImport(ctx); err != nil {
		return "", err
	}
	if err := DropOldImports(ctx, app); err != nil {
		return "", err
	}
	record, err := importRow(app, d, "")
	if err != nil {
		return "", err
	}
	record.Id = newID()
	record.Set("state", "read")
	record.Set("by_staff", ActorIn(ctx).ID)
	record.Set("stored_as", record.Id+".json.gz")
	if err := keep(keptPath(app, record.Id), kept{Digest: d.digest, Export: d.export}); err != nil {
		return "", err
	}
	if err := app.SaveWithContext(ctx, record); err != nil {
		removeKept(app, record.Id)
		return "", fmt.Errorf("imports: %w", err)
	}
	d.ID = record.Id
	return d.ID, nil
}

// LoadDifference compares a stored import with the base of now. Stale tells that it is no longer what was shown.
func LoadDifference(ctx context.Context, app core.App, importID string) (*Difference, error) {
	if err := mayImport(ctx); err != nil {
		return nil, err
	}
	record, err := app.FindRecordById("imports", importID)
	if err != nil || record.GetString("state") != "read" || record.GetString("kind") == StaffImport {
		return nil, ErrNoSuchImport
	}
	k, err := recall(keptPath(app, record.Id))
	if err != nil {
		return nil, err
	}
	d, err := compareWithBase(ctx, app, k.Export)
	if err != nil {
		return nil, err
	}
	d.ID, d.Stale = record.Id, d.digest != k.Digest
	d.digest = k.Digest
	return d, nil
}

// CancelImport gives up a stored import: what was kept is removed, the row says who gave up and when.
func CancelImport(ctx context.Context, app core.App, importID string) error {
	if err := mayImport(ctx); err != nil {
		return err
	}
	record, err := app.FindRecordById("imports", importID)
	if err != nil || record.GetString("state") != "read" {
		return ErrNoSuchImport
	}
	return cancelImport(ctx, app, record)
}

func cancelImport(ctx context.Context, app core.App, record *core.Record) error {
	record.Set("state", "cancelled")
	record.Set("stored_as", "")
	if err := app.SaveWithContext(ctx, record); err != nil {
		return fmt.Errorf("imports: %w", err)
	}
	removeKept(app, record.Id)
	return nil
}

// DropOldImports gives up the imports that nobody confirmed within two days. Storing one does it too; a daily job calls it.
func DropOldImports(ctx context.Context, app core.App) error {
	records, err := app.FindAllRecords("imports", dbx.HashExp{"state": "read"}, dbx.NewExp("read_at < {:limit}", dbx.Params{"limit": stampOf(Clock(app).Now().Add(-keptFor))}))
	if err != nil {
		return fmt.Errorf("imports: %w", err)
	}
	for _, record := range records {
		if err := cancelImport(ctx, app, record); err != nil {
			return err
		}
	}
	return nil
}

func stampOf(t time.Time) string {
	return t.UTC().Format(types.DefaultDateLayout)
}

func keptPath(app core.App, id string) string {
	return filepath.Join(app.DataDir(), "imports", id+".json.gz")
}

func keep(path string, k kept) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep the import: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600) //nolint:gosec // our own folder, an id of ours
	if err != nil {
		return fmt.Errorf("keep the import: %w", err)
	}
	defer func() {
		err = errors.Join(err, file.Close())
	}()
	packed, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("keep the import: %w", err)
	}
	if err := json.NewEncoder(packed).Encode(k); err != nil {
		return fmt.Errorf("keep the import: %w", err)
	}
	return packed.Close()
}

func recall(path string) (kept, error) {
	var k kept
	file, err := os.Open(path) //nolint:gosec // our own folder, an id of ours
	if err != nil {
		return k, ErrNoSuchImport
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err == nil {
		err = json.NewDecoder(packed).Decode(&k)
	}
	if err != nil || k.Export == nil && k.Staff == nil {
		return k, ErrNoSuchImport
	}
	return k, nil
}

// removeKept removes what waited.
func removeKept(app core.App, id string) {
	if id == "" {
		return
	}
	if err := os.Remove(keptPath(app, id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		app.Logger().Warn("an import's files could not be removed", "import", id, "error", err)
	}
}
