package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

type purgeKey struct{}

// withPurge marks a context whose writes let one category go, one journal line telling all of them.
func withPurge(ctx context.Context, category string) context.Context {
	return context.WithValue(school.WithMemo(school.WithBulk(ctx)), purgeKey{}, category)
}

// PurgeIn tells whether the writes of a context let a category go, and which.
func PurgeIn(ctx context.Context) (category string, purging bool) {
	category, purging = ctx.Value(purgeKey{}).(string)
	return category, purging
}

// JudgePurge judges one write of a purge: it changes what the schedule says of the category and nothing else, on a row that
// has served, under what the archives agreed to. The doors of the trade do not speak then: the trip is over.
func JudgePurge(ctx context.Context, app core.App, category string, record *core.Record, removed bool) ([]law.Finding, error) {
	r, known := FindRetention(category)
	name := record.Collection().Name
	if !known {
		return refuse("", "Cette catégorie n’existe pas.", ""), nil
	}
	switch {
	case name == "journal" && record.IsNew(), name == "journal_details" && record.IsNew():
		return nil, nil // the line that tells of it
	case name == "journal_details" && !removed:
		return r.judgeDetails(app, record)
	case name == "trips" && !removed && onlyChanges(record, "anonymised_on"):
		return nil, nil
	}
	var part *erasure
	for i := range r.parts {
		if p := &r.parts[i]; p.collection == name && p.deleted == removed && !record.IsNew() {
			part = p
		}
	}
	if part == nil || !removed && !part.erases(record) {
		return refuse("", "L’effacement de « "+r.Label+" » ne touche pas à cela.", ""), nil
	}
	var ended []law.Day
	err := app.DB().NewQuery("SELECT " + part.ended + " FROM " + part.from + " WHERE r.id = {:id} AND " + part.where).Bind(dbx.Params{"id": record.Id}).Column(&ended)
	if err != nil {
		return nil, fmt.Errorf("row to let go: %w", err)
	}
	if len(ended) == 0 {
		return refuse("", "Ce qui sert encore ne s’efface pas.", ""), nil
	}
	return school.Once(ctx, "purge."+category+string(ended[0]), func() ([]law.Finding, error) { return judgeDue(app, r, ended[0]) })
}

// judgeDue judges a category for what was over by a day: its term has passed, and the archives agree.
func judgeDue(app core.App, r Retention, last law.Day) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	facts := PurgeFacts{Category: r.Label, Accounting: r.Rule == "F-20"}
	if facts.Authorisation, _, err = authorisationOf(app, r.Key, last); err != nil {
		return nil, err
	}
	today := school.Clock(app).Today()
	if due := r.DueOn(regime.Parameters, last, today); due > today {
		facts.Early = due
	}
	findings := PurgeRules.Check(facts, regime)
	if facts.Early != "" && !facts.Accounting {
		findings = append(findings, refuse("", "« "+r.Label+" » : rien n’est échu avant le "+facts.Early.French()+".", "Attendez cette date.")...)
	}
	return findings, nil
}

// erases tells whether a row changes as its part says, and in nothing else.
func (e erasure) erases(record *core.Record) bool {
	want := record.Original()
	e.erase(want)
	for _, field := range record.Collection().Fields {
		if name := field.GetName(); textOf(want, name) != textOf(record, name) {
			return false
		}
	}
	return true
}

// judgeDetails lets the details of the journal be emptied for the rows of a category: the chain rests on their digest.
func (r Retention) judgeDetails(app core.App, record *core.Record) ([]law.Finding, error) {
	line, err := app.FindRecordById("journal", record.GetString("line"))
	if err != nil {
		return nil, fmt.Errorf("line of a detail: %w", err)
	}
	for _, p := range r.parts {
		if p.collection == line.GetString("subject_collection") && onlyChanges(record, "salt", "old_values", "new_values") && record.GetString("salt") == "" {
			return nil, nil
		}
	}
	return refuse("", "Le détail de cette ligne du journal n’est pas de cette catégorie.", ""), nil
}

func onlyChanges(record *core.Record, fields ...string) bool {
	before := record.Original()
	for _, field := range record.Collection().Fields {
		name, free := field.GetName(), false
		for _, f := range fields {
			free = free || f == name
		}
		if !free && textOf(before, name) != textOf(record, name) {
			return false
		}
	}
	return true
}
