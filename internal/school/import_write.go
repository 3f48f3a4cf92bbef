package school

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/siecle"
)

// ImportError says at whose row the door refused an import. Nothing of the import is written.
type ImportError struct {
	Who string // "DURAND Léa (ELEVE_ID 1000042)"
	Err error
}

func (e *ImportError) Error() string {
	return fmt.Sprintf("import refusé à la ligne de %s : %s. Rien n’a été enregistré : corrigez dans SIECLE, exportez de nouveau, puis relisez les fichiers",
		e.Who, strings.TrimRight(e.Err.Error(), "."))
}

// Unwrap gives what the door said.
func (e *ImportError) Unwrap() error { return e.Err }

// Confirm writes a difference, all of it or nothing, with one line in the journal. The comparison is made again inside the
// transaction: when it does not give what was shown, nothing is written and ErrBaseChanged says so. On success d.ID names
// the row of imports. An empty difference is recorded too: that the base was up to date on that day is worth knowing.
func Confirm(ctx context.Context, app core.App, d *Difference) error {
	if err := mayImport(ctx); err != nil {
		return err
	}
	bulk := WithBulk(ctx)
	err := InTransaction(bulk, app, func(ctx context.Context, tx core.App) error {
		now, err := compareWithBase(ctx, tx, d.export)
		if err != nil {
			return err
		}
		if now.digest != d.digest {
			return ErrBaseChanged
		}
		rows, err := writePlan(ctx, tx, now.plan)
		if err != nil {
			return err
		}
		id, err := recordImport(ctx, tx, now, d.ID)
		if err != nil {
			return err
		}
		d.ID = id
		return Journal(ctx, tx, Entry{
			Verb: "siecle.import", Collection: "imports", ID: id, After: now.counts(),
			Note: fmt.Sprintf("%d lignes écrites, empreinte %s", len(now.plan.rows), rows),
		})
	})
	if err != nil {
		return err
	}
	d.plan, d.Rows = &importPlan{}, 0
	removeKept(app, d.ID)
	return nil
}

// stepNames say what is being written.
var stepNames = map[string]string{
	"pupils": "Enregistrement des élèves", "guardians": "Enregistrement des responsables", "guardianships": "Enregistrement des liens",
	"placements": "Enregistrement des classes", "group_members": "Enregistrement des groupes",
}

const reportEvery = 100

// writePlan saves the rows in order and returns their digest. Every save passes the door; PocketBase's own validation is
// spared, since it would look up each relation again: the comparison has made the identifiers, cut texts to their column,
// and checked what must be unique.
func writePlan(ctx context.Context, tx core.App, plan *importPlan) (digest string, err error) {
	held, err := findPlanned(tx, plan)
	if err != nil {
		return "", err
	}
	if err := freeNumbers(ctx, tx, plan, held); err != nil {
		return "", err
	}
	sum := sha256.New()
	for i, row := range plan.rows {
		if i%reportEvery == 0 {
			if err := ctx.Err(); err != nil {
				return "", err
			}
			report(ctx, cmp.Or(stepNames[row.collection], "Enregistrement"), i, len(plan.rows))
		}
		if err := writeRow(ctx, tx, row, held[row.id]); err != nil {
			if ctx.Err() != nil {
				return "", ctx.Err()
			}
			return "", &ImportError{Who: row.who, Err: err}
		}
		row.digest(sum)
	}
	report(ctx, "Enregistrement", len(plan.rows), len(plan.rows))
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// findPlanned reads the records that the plan changes or removes, a few SELECTs in all.
func findPlanned(tx core.App, plan *importPlan) (map[string]*core.Record, error) {
	ids := map[string][]string{}
	for _, row := range plan.rows {
		if !row.isNew {
			ids[row.collection] = append(ids[row.collection], row.id)
		}
	}
	held := map[string]*core.Record{}
	for _, collection := range sortedKeys(ids) {
		for list := ids[collection]; len(list) > 0; {
			n := min(len(list), 500)
			records, err := tx.FindRecordsByIds(collection, list[:n])
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", collection, err)
			}
			for _, r := range records {
				held[r.Id] = r
			}
			list = list[n:]
		}
	}
	return held, nil
}

func writeRow(ctx context.Context, tx core.App, row *planRow, record *core.Record) error {
	switch {
	case row.isNew:
		fresh, err := NewRecord(tx, row.collection)
		if err != nil {
			return err
		}
		fresh.Id = row.id
		record = fresh
	case record == nil:
		return ErrBaseChanged
	case row.isGone:
		return tx.DeleteWithContext(ctx, record)
	}
	for _, c := range row.columns {
		record.SetRaw(c.column, c.stored())
	}
	return tx.SaveNoValidateWithContext(ctx, record)
}

// stored is the value as PocketBase keeps it in a record.
func (c planned) stored() any {
	switch c.form {
	case flag:
		return c.value == yes
	case number:
		n, _ := strconv.ParseFloat(c.value, 64) // digits only
		return n
	case list, extras:
		return types.JSONRaw(c.value)
	case plain, day:
	}
	return c.value
}

// digest adds the row to the digest of the import.
func (r *planRow) digest(sum hash.Hash) {
	write := func(s string) {
		_, _ = io.WriteString(sum, strconv.Itoa(len(s))+":"+s) // a hash never fails
	}
	write(r.collection)
	write(r.id)
	for _, c := range r.columns {
		write(c.column)
		write(c.value)
	}
}

// freeNumbers empties the unique numbers that pass from one person to another within the import: two pupils whose INE were
// swapped in SIECLE would otherwise meet half-way.
func freeNumbers(ctx context.Context, tx core.App, plan *importPlan, held map[string]*core.Record) error {
	unique := map[string]bool{"eleve_id": true, "ine": true, "personne_id": true}
	holders := map[string]*core.Record{}
	for _, row := range plan.rows {
		for _, c := range row.columns {
			if r := held[row.id]; r != nil && unique[c.column] && r.GetString(c.column) != "" {
				holders[c.column+" "+r.GetString(c.column)] = r
			}
		}
	}
	for _, row := range plan.rows {
		for _, c := range row.columns {
			r := holders[c.column+" "+c.value]
			if !unique[c.column] || r == nil || r.Id == row.id || r.GetString(c.column) == "" {
				continue
			}
			r.SetRaw(c.column, "")
			if err := tx.SaveNoValidateWithContext(ctx, r); err != nil {
				return &ImportError{Who: row.who, Err: err}
			}
		}
	}
	return nil
}

// counts are the numbers of a difference, for the imports row and the journal.
func (d *Difference) counts() map[string]any {
	return map[string]any{
		"uai": d.UAI, "year": d.Year, "read": d.Read, "added": len(d.Added), "changed": len(d.Changed), "left": len(d.Left),
		"guardians_added": len(d.GuardiansAdded), "guardians_changed": len(d.GuardiansChanged), "links_added": len(d.LinksAdded),
		"links_changed": len(d.LinksChanged), "links_ended": len(d.LinksEnded), "classes_added": len(d.ClassesAdded),
		"groups_added": len(d.GroupsAdded), "rejected": len(d.Rejected), "rows": d.Rows,
	}
}

// recordImport writes or completes the imports row.
func recordImport(ctx context.Context, tx core.App, d *Difference, id string) (string, error) {
	record, err := importRow(tx, d, id)
	if err != nil {
		return "", err
	}
	if record.GetString("state") == "confirmed" || record.GetString("state") == "cancelled" {
		return "", ErrNoSuchImport
	}
	record.Set("state", "confirmed")
	record.Set("difference", d)
	record.Set("stored_as", "")
	record.Set("confirmed_at", Clock(tx).Now())
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("imports: %w", err)
	}
	return record.Id, nil
}

func importRow(app core.App, d *Difference, id string) (*core.Record, error) {
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
	record.Load(map[string]any{
		"uai": d.UAI, "year_label": d.Year, "digest": filesDigest(d.Files), "files": d.Files, "counts": d.counts(), "read_at": Clock(app).Now(),
	})
	return record, nil
}

// filesDigest is the same for the same files in any order.
func filesDigest(files []siecle.FileInfo) string {
	digests := map[string]bool{}
	for _, f := range files {
		digests[f.SHA256] = true
	}
	return digestOf(sortedKeys(digests)...)
}
