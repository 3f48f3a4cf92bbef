package money

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Unpaid is a sum whose day is past.
type Unpaid struct {
	Account
	Pupil, Class, Debtor string
	Days                 int // since its day
}

// Age is how old a debt is, as the accountant sorts it.
type Age struct {
	From  int // days
	Label string
}

// Ages part what is late, youngest first.
var Ages = []Age{{1, "30 jours au plus"}, {31, "31 à 90 jours"}, {91, "91 jours à un an"}, {366, "plus d’un an"}}

// Age is the age of a debt.
func (u Unpaid) Age() Age {
	age := Ages[0]
	for _, a := range Ages {
		if u.Days >= a.From {
			age = a
		}
	}
	return age
}

// UnpaidSums lists what is late over the whole school, the oldest first, for staff who see money.
func UnpaidSums(app core.App, viewer school.Actor) ([]Unpaid, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	today := school.Clock(app).Today()
	open, err := accounts(app, dbx.NewExp("c.due_on != '' AND c.due_on < {:today}", dbx.Params{"today": string(today)}))
	if err != nil {
		return nil, err
	}
	var names []struct{ ID, Name, Class string }
	err = app.DB().NewQuery(`SELECT u.id, TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name) AS name, COALESCE(k.code, '') AS class FROM pupils u LEFT JOIN classes k ON k.id = u.class
		UNION ALL SELECT g.id, TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name), '' FROM guardians g`).All(&names)
	if err != nil {
		return nil, fmt.Errorf("names of the unpaid: %w", err)
	}
	byID := make(map[string]int, len(names))
	for i, n := range names {
		byID[n.ID] = i
	}
	var all []Unpaid
	for _, a := range open {
		if !a.Late(today) {
			continue
		}
		pupil := names[byID[a.PupilID]]
		u := Unpaid{Account: a, Pupil: pupil.Name, Class: pupil.Class, Debtor: pupil.Name, Days: a.DueOn.DaysUntil(today)}
		if i, known := byID[a.DebtorID]; known && a.DebtorID != "" {
			u.Debtor = names[i].Name
		}
		all = append(all, u)
	}
	slices.SortStableFunc(all, func(a, b Unpaid) int { return cmp.Or(b.Days-a.Days, cmp.Compare(a.Pupil, b.Pupil)) })
	return all, nil
}

func dayOfInstant(at string, zone *time.Location) (law.Day, error) {
	instant, err := types.ParseDateTime(at)
	if err != nil {
		return "", fmt.Errorf("instant %q: %w", at, err)
	}
	return law.DayOf(instant.Time().In(zone)), nil
}
