package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Held is what a category still holds of one trip, or of one day when it is of none.
type Held struct {
	Category, Trip, Title, Year string
	Ended, DueOn                law.Day
	Rows                        int
	Reference                   string // visa or standing authorisation that covers it, "" when nothing does
	Standing                    bool
}

// RetentionFor says, for every category, what is still held and from when it has served: a dry run, nothing is touched. With a
// category or a year, only that.
func RetentionFor(app core.App, viewer school.Actor, category, year string) ([]Held, error) {
	if err := school.Require(viewer, school.PurgeData); err != nil {
		return nil, err
	}
	return heldOf(app, category, year)
}

func heldOf(app core.App, category, year string) ([]Held, error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return nil, err
	}
	today := school.Clock(app).Today()
	var all []Held
	for _, r := range Retentions {
		if category != "" && category != r.Key {
			continue
		}
		for _, p := range r.parts {
			var rows []Held
			err := app.DB().NewQuery("SELECT " + p.trip + " AS trip, " + p.title + " AS title, " + p.year + " AS year, " + p.ended + " AS ended, COUNT(*) AS [[rows]] FROM " + p.from +
				" WHERE " + p.where + " AND " + p.held + " GROUP BY 1, 2, 3, 4 ORDER BY 4, 2").All(&rows)
			if err != nil {
				return nil, fmt.Errorf("what %s holds: %w", r.Key, err)
			}
			for _, h := range rows {
				h.Category = r.Key
				if h.Year == "" {
					h.Year = schoolYearOf(h.Ended)
				}
				if h.Ended == "" || year != "" && h.Year != year {
					continue
				}
				h.DueOn = r.DueOn(parameters, h.Ended, today)
				if h.Reference, h.Standing, err = authorisationOf(app, r.Key, h.Ended); err != nil {
					return nil, err
				}
				all = append(all, h)
			}
		}
	}
	return merged(all), nil
}

// merged adds up what several collections hold of the same trip in the same category.
func merged(all []Held) []Held {
	var out []Held
	for _, h := range all {
		i := slices.IndexFunc(out, func(o Held) bool {
			return o.Category == h.Category && o.Trip == h.Trip && o.Title == h.Title && o.Ended == h.Ended
		})
		if i < 0 {
			out = append(out, h)
			continue
		}
		out[i].Rows += h.Rows
	}
	return out
}

// schoolYearOf is the school year of a day, which begins in September.
func schoolYearOf(d law.Day) string {
	if d == "" {
		return ""
	}
	var year, month int
	if _, err := fmt.Sscanf(string(d), "%d-%d", &year, &month); err != nil {
		return ""
	}
	if month < 9 {
		year--
	}
	return fmt.Sprintf("%d-%d", year, year+1)
}

// Purge lets go what is due of a category for a school year, under what the archives agreed to. It returns how many rows.
func Purge(ctx context.Context, app core.App, category, year string) (n int, err error) {
	actor := school.ActorIn(ctx)
	if actor.Kind != school.System && !actor.May(school.PurgeData) {
		return 0, law.Object("", "Effacer des données revient à : "+roleNames(school.PurgeData)+".", "Demandez-le-leur.")
	}
	r, known := FindRetention(category)
	if !known {
		return 0, law.Object("categorie", "Cette catégorie n’existe pas.", "Choisissez-la dans la liste.")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		held, err := heldOf(tx, category, year)
		if err != nil {
			return err
		}
		today := school.Clock(tx).Today()
		due := slices.DeleteFunc(slices.Clone(held), func(h Held) bool { return h.DueOn > today })
		if len(due) == 0 && len(held) > 0 {
			findings, err := judgeDue(tx, r, held[0].Ended)
			if err != nil {
				return err
			}
			return law.Refuse(findings)
		}
		for _, h := range due {
			findings, err := judgeDue(tx, r, h.Ended)
			if err != nil {
				return err
			}
			if err := law.Refuse(findings); err != nil {
				return err
			}
		}
		n, err = letGo(ctx, tx, r, due)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// letGo erases what is due, says it in one line of the journal, and dates the trips of which nothing personal is left.
func letGo(ctx context.Context, app core.App, r Retention, due []Held) (n int, err error) {
	if len(due) == 0 {
		return 0, nil
	}
	var references []string
	for _, h := range due {
		if !slices.Contains(references, h.Reference) {
			references = append(references, h.Reference)
		}
	}
	purging := withPurge(ctx, r.Key)
	counts := map[string]int{}
	for _, p := range r.parts {
		close, err := unsealed(app, p, strings.Join(references, ", "))
		if err != nil {
			return 0, err
		}
		for _, h := range due {
			done, err := p.letGo(purging, app, h)
			if err != nil {
				return 0, err
			}
			counts[p.collection] += done
			n += done
		}
		if err := close(); err != nil {
			return 0, err
		}
	}
	trips, err := markAnonymised(purging, app, due)
	if err != nil {
		return 0, err
	}
	return n, school.Journal(ctx, app, school.Entry{
		Verb: "archives.purge", Collection: "archive_visas", ID: r.Key, Note: fmt.Sprintf("%s ; %s ; %d", r.Key, strings.Join(references, ", "), n),
		After: map[string]any{"category": r.Key, "authorisation": references, "rows": counts, "trips": len(due), "anonymised": trips},
	})
}

// unsealed opens the seal of a collection for the rows that go, in this transaction only, and returns what closes it.
func unsealed(app core.App, p erasure, visa string) (closing func() error, err error) {
	if !p.deleted {
		return func() error { return nil }, nil
	}
	_, err = app.DB().Insert("purge_visas", dbx.Params{"collection_name": p.collection, "visa": visa, "granted_at": string(school.Clock(app).Today())}).Execute()
	if err != nil {
		return nil, fmt.Errorf("visa of %s: %w", p.collection, err)
	}
	return func() error {
		_, err := app.DB().Delete("purge_visas", dbx.HashExp{"collection_name": p.collection}).Execute()
		return err
	}, nil
}

func (e erasure) letGo(ctx context.Context, app core.App, h Held) (n int, err error) {
	var ids []string
	err = app.DB().NewQuery("SELECT r.id FROM " + e.from + " WHERE " + e.where + " AND " + e.held + " AND " + e.trip + " = {:trip} AND " + e.title + " = {:title} AND " + e.ended + " = {:ended}").
		Bind(dbx.Params{"trip": h.Trip, "title": h.Title, "ended": string(h.Ended)}).Column(&ids)
	if err != nil {
		return 0, fmt.Errorf("rows to let go: %w", err)
	}
	for _, id := range ids {
		row, err := app.FindRecordById(e.collection, id)
		if err != nil {
			return n, fmt.Errorf("row to let go: %w", err)
		}
		if e.deleted {
			err = app.DeleteWithContext(ctx, row)
		} else {
			e.erase(row)
			err = app.SaveWithContext(ctx, row)
		}
		if err != nil {
			return n, err
		}
		if err := emptyDetails(ctx, app, e.collection, id); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// emptyDetails empties what the journal kept of a row: its lines stay, and their chain holds on digests.
func emptyDetails(ctx context.Context, app core.App, collection, id string) error {
	var details []string
	err := app.DB().NewQuery("SELECT d.id FROM journal_details d JOIN journal j ON j.id = d.line WHERE j.subject_collection = {:collection} AND j.subject_id = {:id} AND d.salt != ''").
		Bind(dbx.Params{"collection": collection, "id": id}).Column(&details)
	if err != nil {
		return fmt.Errorf("details of a row: %w", err)
	}
	for _, detail := range details {
		r, err := app.FindRecordById("journal_details", detail)
		if err != nil {
			return fmt.Errorf("details of a row: %w", err)
		}
		r.Load(map[string]any{"salt": "", "old_values": nil, "new_values": nil})
		if err := app.SaveWithContext(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// markAnonymised dates the archived trips of which no category holds anything any more.
func markAnonymised(ctx context.Context, app core.App, due []Held) (n int, err error) {
	left, err := heldOf(app, "", "")
	if err != nil {
		return 0, err
	}
	for _, h := range due {
		if h.Trip == "" || slices.ContainsFunc(left, func(l Held) bool { return l.Trip == h.Trip }) {
			continue
		}
		r, err := app.FindRecordById("trips", h.Trip)
		if err != nil {
			return n, fmt.Errorf("trip let go: %w", err)
		}
		if r.GetString("archived_on") == "" || r.GetString("anonymised_on") != "" {
			continue
		}
		r.Set("anonymised_on", string(school.Clock(app).Today()))
		if err := app.SaveWithContext(ctx, r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// RunPurge lets go, each night, what is due under a standing authorisation. A visa is for a person to use.
func RunPurge(ctx context.Context, app core.App) error {
	held, err := heldOf(app, "", "")
	if err != nil {
		return err
	}
	today := school.Clock(app).Today()
	done := map[[2]string]bool{}
	for _, h := range held {
		what := [2]string{h.Category, h.Year}
		if h.DueOn > today || !h.Standing || done[what] {
			continue
		}
		done[what] = true
		if _, err := Purge(ctx, app, h.Category, h.Year); err != nil {
			return err
		}
	}
	return nil
}
