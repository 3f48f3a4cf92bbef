package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Archive puts a closed or cancelled trip away: everything of it stays readable and nothing of it changes any more. The door
// says why it cannot go yet.
func Archive(ctx context.Context, app core.App, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", id)
		if err != nil {
			return ErrNoTrip
		}
		// What its families read must not change with the school's model, which will go on without it.
		if err := keepModelOf(ctx, tx, dbx.HashExp{"v.id": id}); err != nil {
			return err
		}
		r.Set("archived_on", string(school.Clock(tx).Today()))
		return tx.SaveWithContext(ctx, r)
	})
}

// ArchiveYear archives every trip of a school year that may go, and returns how many went.
func ArchiveYear(ctx context.Context, app core.App, year string) (n int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		all, err := ArchivesOf(tx, school.ActorIn(ctx), year)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.ArchivedOn != "" || a.Why != "" {
				continue
			}
			if err := Archive(ctx, tx, a.ID); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Restore takes a trip out of the archives, with a reason that stays in the journal.
func Restore(ctx context.Context, app core.App, id, reason string) error {
	r, err := app.FindRecordById("trips", id)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{"archived_on": "", "restored_for": strings.TrimSpace(reason)})
	return app.SaveWithContext(ctx, r)
}

// Archivable is a trip of a school year as the page of the archives shows it.
type Archivable struct {
	ID, Title, Destination, SchoolYear string
	State                              State
	DepartsOn, ReturnsOn               law.Day
	ArchivedOn, AnonymisedOn           law.Day
	Why, Fix                           string // why it cannot be archived, and what to do; "" when it can
}

// ArchivesOf lists the trips of a school year, with why those that stay cannot be archived; every year when it is "".
func ArchivesOf(app core.App, viewer school.Actor, year string) ([]Archivable, error) {
	if err := school.Require(viewer, school.ArchiveTrips); err != nil {
		return nil, err
	}
	q := app.DB().Select("id", "title", "destination", "school_year", "state", "departs_on", "returns_on", "archived_on", "anonymised_on").From("trips").OrderBy("departs_on", "title", "id")
	if year != "" {
		q.Where(dbx.HashExp{"school_year": year})
	}
	var all []Archivable
	if err := q.All(&all); err != nil {
		return nil, fmt.Errorf("archives: %w", err)
	}
	for i := range all {
		if all[i].ArchivedOn != "" {
			continue
		}
		var err error
		if all[i].Why, all[i].Fix, err = stays(app, all[i].ID, all[i].State); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// stays says why a trip cannot be archived yet: its life is not over, or somebody still waits for money of it.
func stays(app core.App, id string, state State) (why, fix string, err error) {
	if state != Closed && state != Cancelled {
		return "Ce voyage n’est ni clos ni annulé : il est à l’état « " + state.Label() + " ».", "Menez-le jusqu’à la clôture, ou annulez-le.", nil
	}
	c, err := ClosingOf(app, id)
	if err != nil {
		return "", "", err
	}
	waiting := c.Refunds.FamilyWaits + c.Refunds.FundWait
	switch {
	case waiting > 0 && c.Refunds.SmallUntil != "" && c.Refunds.LargeCount == 0:
		return waiting.String() + " de petits reliquats restent réclamables jusqu’au " + c.Refunds.SmallUntil.French() + ".", "Attendez cette date.", nil
	case waiting > 0:
		return waiting.String() + " restent à rembourser.", "Soldez les remboursements.", nil
	case c.Released > 0:
		return c.Released.String() + " payés en trop ne sont rendus à personne.", "Constatez les remboursements.", nil
	case c.Outstanding > 0:
		return "Les familles doivent encore " + c.Outstanding.String() + ".", "Recouvrez-les, ou inscrivez la décision qui les efface.", nil
	}
	return "", "", nil
}

// YearsPast lists the school years before the current one that still hold trips out of the archives, the latest first: what
// is proposed once the year has changed.
func YearsPast(app core.App) ([]string, error) {
	current, err := school.CurrentYear(app)
	if err != nil {
		return nil, err
	}
	var years []string
	err = app.DB().Select("school_year").Distinct(true).From("trips").Where(dbx.NewExp("archived_on = '' AND school_year != '' AND school_year < {:now}", dbx.Params{"now": current.Label})).
		OrderBy("school_year DESC").Column(&years)
	if err != nil {
		return nil, fmt.Errorf("years to archive: %w", err)
	}
	return years, nil
}
