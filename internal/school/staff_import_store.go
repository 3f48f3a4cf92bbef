package school

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// StaffImport is the kind of an import that read a staff file.
const StaffImport = "gigc"

// StoreStaffDifference keeps what was read until somebody confirms it, as StoreDifference does for pupils.
func StoreStaffDifference(ctx context.Context, app core.App, d *StaffDifference) (id string, err error) {
	if err := mayImport(ctx); err != nil {
		return "", err
	}
	if err := DropOldImports(ctx, app); err != nil {
		return "", err
	}
	record, err := staffImportRow(app, d, "")
	if err != nil {
		return "", err
	}
	record.Id = newID()
	record.Set("state", "read")
	record.Set("by_staff", ActorIn(ctx).ID)
	record.Set("stored_as", record.Id+".json.gz")
	if err := keep(keptPath(app, record.Id), kept{Digest: d.digest, Staff: d.export}); err != nil {
		return "", err
	}
	if err := app.SaveWithContext(ctx, record); err != nil {
		removeKept(app, record.Id)
		return "", fmt.Errorf("imports: %w", err)
	}
	d.ID = record.Id
	return d.ID, nil
}

// LoadStaffDifference compares a stored staff file with the base of now. Stale tells that it is no longer what was shown.
func LoadStaffDifference(ctx context.Context, app core.App, id string) (*StaffDifference, error) {
	if err := mayImport(ctx); err != nil {
		return nil, err
	}
	record, err := app.FindRecordById("imports", id)
	if err != nil || record.GetString("state") != "read" || record.GetString("kind") != StaffImport {
		return nil, ErrNoSuchImport
	}
	k, err := recall(keptPath(app, record.Id))
	if err != nil {
		return nil, err
	}
	if k.Staff == nil {
		return nil, ErrNoSuchImport
	}
	d, err := CompareStaff(ctx, app, k.Staff)
	if err != nil {
		return nil, err
	}
	d.ID, d.Stale, d.digest = record.Id, d.digest != k.Digest, k.Digest
	return d, nil
}

// StaffImportsFor lists the latest staff files read, for who imports people.
func StaffImportsFor(app core.App, viewer Actor) ([]PastImport, error) {
	if err := Require(viewer, ImportPeople); err != nil {
		return nil, err
	}
	var rows []PastImport
	err := pastImports(app).AndWhere(dbx.HashExp{"i.kind": StaffImport}).OrderBy("i.read_at DESC", "i.rowid DESC").Limit(50).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("imports: %w", err)
	}
	return rows, nil
}

// IsStaffImport tells whether an import read a staff file.
func IsStaffImport(app core.App, id string) bool { return importKind(app, id) == StaffImport }

// StaffImportFor reads one staff import: its line, and its difference, as ImportFor does for pupils.
func StaffImportFor(ctx context.Context, app core.App, id string) (PastImport, *StaffDifference, error) {
	if err := Require(ActorIn(ctx), ImportPeople); err != nil {
		return PastImport{}, nil, err
	}
	var rows []struct {
		PastImport
		Difference types.JSONRaw
	}
	err := pastImports(app).AndSelect("i.difference").Where(dbx.HashExp{"i.id": id, "i.kind": StaffImport}).All(&rows)
	if err != nil {
		return PastImport{}, nil, fmt.Errorf("import: %w", err)
	}
	if len(rows) == 0 {
		return PastImport{}, nil, ErrNoSuchImport
	}
	if rows[0].State == "read" {
		d, err := LoadStaffDifference(ctx, app, id)
		return rows[0].PastImport, d, err
	}
	var d StaffDifference
	if len(rows[0].Difference) > 0 {
		if err := json.Unmarshal(rows[0].Difference, &d); err != nil {
			return rows[0].PastImport, nil, fmt.Errorf("import: %w", err)
		}
	}
	return rows[0].PastImport, &d, nil
}

func recordStaffImport(ctx context.Context, tx core.App, d *StaffDifference, id string) (string, error) {
	record, err := staffImportRow(tx, d, id)
	if err != nil {
		return "", err
	}
	if state := record.GetString("state"); state == "confirmed" || state == "cancelled" {
		return "", ErrNoSuchImport
	}
	record.Load(map[string]any{"state": "confirmed", "difference": d, "counts": d.counts(), "stored_as": "", "confirmed_at": Clock(tx).Now()})
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("imports: %w", err)
	}
	return record.Id, nil
}

func staffImportRow(app core.App, d *StaffDifference, id string) (*core.Record, error) {
	if id != "" {
		record, err := app.FindRecordById("imports", id)
		if err != nil {
			return nil, errors.Join(ErrNoSuchImport, err)
		}
		return record, nil
	}
	record, err := NewRecord(app, "imports")
	if err != nil {
		return nil, err
	}
	identity, err := IdentityOf(app)
	if err != nil {
		return nil, err
	}
	record.Load(map[string]any{
		"kind": StaffImport, "uai": identity.UAI, "digest": filesDigest(d.Files), "files": d.Files, "counts": d.counts(), "read_at": Clock(app).Now(),
	})
	return record, nil
}
