package school

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
)

// The staff file is compared with the base, shown, then written in one transaction, like the pupils' files. It never gives
// nor takes a function or an access: people who are not in it are named, and stay.

// ErrNoSchoolYet is returned when staff are imported into a folder that holds no school.
var ErrNoSchoolYet = errors.New("ce dossier ne contient pas encore d’établissement : importez d’abord les élèves (openacademie import siecle)")

// StaffDifference is what a staff file would change, in the words of the person who confirms it.
type StaffDifference struct {
	ID      string            `json:"id,omitempty"`
	Files   []siecle.FileInfo `json:"files"`
	Read    int               `json:"read"` // people in the files
	Added   []ImportStaff     `json:"added,omitempty"`
	Changed []ImportChange    `json:"changed,omitempty"`
	// Absent are in office here and not in the files. Nothing is done to them.
	Absent   []ImportStaff     `json:"absent,omitempty"`
	Rejected []siecle.Rejected `json:"rejected,omitempty"` // lines left out, namesakes that nobody can tell apart among them
	Notes    []string          `json:"notes,omitempty"`
	Rows     int               `json:"rows"`

	// Stale tells that the base has changed since the difference was stored: confirming will refuse.
	Stale bool `json:"-"`

	export *gigc.Export
	plan   []staffRow
	digest string
}

// ImportStaff names a member of staff of a difference. ID is empty for a newcomer.
type ImportStaff struct {
	ID         string `json:"id,omitempty"`
	Name       string `json:"name"`
	Discipline string `json:"discipline,omitempty"`
}

// staffRow is one row that confirming writes.
type staffRow struct {
	id     string // "" for a new one
	who    string
	values map[string]any
}

// IsEmpty is true when confirming would write nothing.
func (d *StaffDifference) IsEmpty() bool { return d.Rows == 0 }

// ReadStaffImport reads the files and compares them with the base. It writes nothing. Its errors are in French: one of this
// package, of gigc or siecle, or that of ctx.
func ReadStaffImport(ctx context.Context, app core.App, files []siecle.File) (*StaffDifference, error) {
	if err := mayImport(ctx); err != nil {
		return nil, err
	}
	export, err := gigc.Read(ctx, files, siecle.Limits{})
	if err != nil {
		return nil, err
	}
	return CompareStaff(ctx, app, export)
}

// CompareStaff is the difference of people read from a file with the base.
func CompareStaff(ctx context.Context, app core.App, export *gigc.Export) (*StaffDifference, error) {
	if err := mayImport(ctx); err != nil {
		return nil, err
	}
	identity, err := IdentityOf(app)
	if err != nil {
		return nil, err
	}
	if identity.UAI == "" {
		return nil, ErrNoSchoolYet
	}
	staff, err := loadStaff(app)
	if err != nil {
		return nil, err
	}
	d := &StaffDifference{
		Files: export.Files, Read: len(export.People), Rejected: append([]siecle.Rejected{}, export.Rejected...),
		Notes: append([]string{}, export.Notes...), export: export,
	}
	c := &staffComparison{StaffDifference: d, staff: staff, today: Clock(app).Today()}
	c.match()
	c.compare()
	d.Rows = len(d.plan)
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("staff difference: %w", err)
	}
	sum := sha256.Sum256(raw)
	d.digest = hex.EncodeToString(sum[:])
	return d, nil
}

// ConfirmStaffImport writes a difference, all of it or nothing, with its line in the journal. The comparison is made again
// inside the transaction: when it does not give what was shown, nothing is written and ErrBaseChanged says so.
func ConfirmStaffImport(ctx context.Context, app core.App, d *StaffDifference) error {
	if err := mayImport(ctx); err != nil {
		return err
	}
	err := InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		now, err := CompareStaff(ctx, tx, d.export)
		if err != nil {
			return err
		}
		if now.digest != d.digest {
			return ErrBaseChanged
		}
		if err := WriteStaff(ctx, tx, now); err != nil {
			return err
		}
		id, err := recordStaffImport(ctx, tx, now, d.ID)
		if err != nil {
			return err
		}
		d.ID = id
		return Journal(ctx, tx, Entry{
			Verb: "gigc.import", Collection: "imports", ID: id, After: now.counts(), Note: fmt.Sprintf("%d lignes écrites", now.Rows),
		})
	})
	if err != nil {
		return err
	}
	removeKept(app, d.ID)
	return nil
}

// WriteStaff saves the rows of a difference, each through the door.
func WriteStaff(ctx context.Context, tx core.App, d *StaffDifference) error {
	for _, row := range d.plan {
		record, err := staffRecord(tx, row.id)
		if err != nil {
			return err
		}
		record.Load(row.values)
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return &StaffImportError{Who: row.who, Err: err}
		}
	}
	return nil
}

// StaffImportError says at whose row the door refused a staff file. Nothing of it is written.
type StaffImportError struct {
	Who string
	Err error
}

func (e *StaffImportError) Error() string {
	return fmt.Sprintf("import refusé à la ligne de %s : %s Rien n’a été enregistré : corrigez le fichier, puis relisez-le", e.Who, e.Err)
}

// Unwrap gives what the door said.
func (e *StaffImportError) Unwrap() error { return e.Err }

func (d *StaffDifference) counts() map[string]any {
	return map[string]any{
		"read": d.Read, "added": len(d.Added), "changed": len(d.Changed), "absent": len(d.Absent), "rejected": len(d.Rejected), "rows": d.Rows,
	}
}
