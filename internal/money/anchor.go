package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// VerifyClosings compares each closed period with what it was when it was closed, and the ledger with the journal: a row
// changed in a closed period, a tail cut off the journal or off a table, a payment that no line tells, all show. doctor and
// the page of the closings call it; the error names the first difference.
func VerifyClosings(app core.App) error {
	all, err := closings(app, "c.from_on")
	if err != nil {
		return err
	}
	counts, err := countSealed(app)
	if err != nil {
		return err
	}
	next := law.Day("")
	for _, c := range all {
		if next != "" && c.FromOn != next {
			return fmt.Errorf("aucune clôture ne couvre les jours du %s au %s", next.French(), c.FromOn.Add(-1).French())
		}
		next = c.ToOn.Add(1)
		if err := verifyClosing(app, c, counts); err != nil {
			return err
		}
	}
	return verifyTold(app)
}

func verifyClosing(app core.App, c ClosedPeriod, counts map[string]int) error {
	name := "la clôture du " + c.FromOn.French() + " au " + c.ToOn.French()
	digest, totals, err := readPeriod(app, c.FromOn, c.ToOn)
	if err != nil {
		return err
	}
	if totals != c.Totals {
		return fmt.Errorf("%s ne retrouve pas ses totaux : %+v arrêtés, %+v aujourd’hui", name, c.Totals, totals)
	}
	if digest != c.RowsDigest {
		return fmt.Errorf("%s ne retrouve pas ses écritures : l’une d’elles a changé", name)
	}
	for _, table := range countedTables {
		if counts[table] < c.Counts[table] {
			return fmt.Errorf("%s a compté %d lignes dans %s, il en reste %d", name, c.Counts[table], table, counts[table])
		}
	}
	if c.JournalLine == 0 {
		return nil
	}
	var digests []string
	if err := app.DB().Select("digest").From("journal").Where(dbx.HashExp{"line_no": c.JournalLine}).Column(&digests); err != nil {
		return fmt.Errorf("line of a closing: %w", err)
	}
	if len(digests) != 1 || digests[0] != c.JournalDigest {
		return fmt.Errorf("%s ne retrouve pas la ligne %d du journal : il a été coupé ou récrit", name, c.JournalLine)
	}
	return nil
}

// told are the tables each row of which has a line of its own in the journal.
var told = []string{"payments", "reversals", "transfers", "closings"}

// verifyTold finds the rows that no line of the journal tells, and the lines whose row is gone.
func verifyTold(app core.App) error {
	for _, table := range told {
		var found struct{ Untold, Gone int }
		err := app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM ` + table + ` WHERE id NOT IN (SELECT subject_id FROM journal WHERE subject_collection = {:table})) AS untold,
			(SELECT COUNT(*) FROM journal WHERE verb = {:table} || '.create' AND subject_id NOT IN (SELECT id FROM ` + table + `)) AS gone`).
			Bind(dbx.Params{"table": table}).One(&found)
		if err != nil {
			return fmt.Errorf("%s in the journal: %w", table, err)
		}
		if found.Untold > 0 {
			return fmt.Errorf("%d ligne(s) de %s ne sont pas au journal : sa fin a été coupée", found.Untold, table)
		}
		if found.Gone > 0 {
			return fmt.Errorf("%d ligne(s) de %s que dit le journal ne sont plus là", found.Gone, table)
		}
	}
	return nil
}
