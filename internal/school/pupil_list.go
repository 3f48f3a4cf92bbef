package school

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// PupilFlag narrows a list of pupils to those of whom something is to be known.
type PupilFlag string

// The flags of the list of pupils.
const (
	FlagDisagreement PupilFlag = "desaccord"    // a disagreement between holders of parental authority is known
	FlagExitBan      PupilFlag = "interdiction" // may not leave the territory
	FlagAdult        PupilFlag = "majeurs"
	FlagUnreachable  PupilFlag = "sans-courriel" // no legal guardian has an e-mail address
	FlagLeft         PupilFlag = "sortis"
)

// PupilFilter narrows and orders the list of pupils. Its zero value lists the pupils present, by name.
type PupilFilter struct {
	Search string
	Class  string // code
	Flag   PupilFlag
	Sort   string // "nom", "classe" or "naissance"
	Down   bool
}

// PupilRow is a line of the list.
type PupilRow struct {
	ID, LastName, UsageName, FirstName, INE string
	Class                                   string // code
	BirthOn, LeftOn                         law.Day
	Disagreement, ExitBan                   bool
	Guardians                               int // legal guardians
	Reachable                               int // of whom with an e-mail address
}

// Name is how the lists call a pupil: « MARTIN Léa ».
func (p PupilRow) Name() string {
	return strings.TrimSpace(cmp.Or(p.UsageName, p.LastName) + " " + p.FirstName)
}

// PupilsFor lists pupils for the staff who see people.
func PupilsFor(app core.App, viewer Actor, f PupilFilter) ([]PupilRow, error) {
	if err := Require(viewer, SeePeople); err != nil {
		return nil, err
	}
	q := app.DB().Select("p.id", "p.last_name", "p.usage_name", "p.first_name", "p.ine", "COALESCE(c.code, '') AS class", "p.birth_on", "p.left_on",
		"p.disagreement", "p.exit_ban", "COUNT(g.id) AS guardians", "COALESCE(SUM(r.email != ''), 0) AS reachable").
		From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		LeftJoin("guardianships g", dbx.NewExp("g.pupil = p.id AND g.ended_on = '' AND g.responsibility = 1")).
		LeftJoin("guardians r", dbx.NewExp("r.id = g.guardian")).GroupBy("p.id")
	if f.Class != "" {
		q.AndWhere(dbx.HashExp{"c.code": f.Class})
	}
	switch today := Clock(app).Today(); f.Flag {
	case FlagDisagreement:
		q.AndWhere(dbx.HashExp{"p.disagreement": true, "p.left_on": ""})
	case FlagExitBan:
		q.AndWhere(dbx.HashExp{"p.exit_ban": true, "p.left_on": ""})
	case FlagAdult:
		q.AndWhere(dbx.NewExp("p.left_on = '' AND p.birth_on != '' AND p.birth_on <= {:adult}", dbx.Params{"adult": string(today.AddMonths(-12 * Majority))}))
	case FlagUnreachable:
		q.AndWhere(dbx.HashExp{"p.left_on": ""}).Having(dbx.NewExp("COALESCE(SUM(r.email != ''), 0) = 0"))
	case FlagLeft:
		q.AndWhere(dbx.NewExp("p.left_on != ''"))
	default:
		q.AndWhere(dbx.HashExp{"p.left_on": ""})
	}
	var rows []PupilRow
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("pupils: %w", err)
	}
	if f.Search != "" {
		rows = slices.DeleteFunc(rows, func(p PupilRow) bool {
			return !Matches(f.Search, p.LastName+" "+p.UsageName+" "+p.FirstName+" "+p.Class+" "+p.INE)
		})
	}
	sortPupils(rows, f)
	return rows, nil
}

func sortPupils(rows []PupilRow, f PupilFilter) {
	key := func(p PupilRow) string {
		name := Fold(p.Name())
		switch f.Sort {
		case "classe":
			return p.Class + "\x00" + name
		case "naissance":
			return string(p.BirthOn) + "\x00" + name
		}
		return name
	}
	keys := make(map[string]string, len(rows))
	for _, p := range rows {
		keys[p.ID] = key(p)
	}
	slices.SortFunc(rows, func(a, b PupilRow) int {
		order := strings.Compare(keys[a.ID], keys[b.ID])
		if f.Down {
			return -order
		}
		return order
	})
}

// ClassCodes lists the classes of the current year that have pupils, in order.
func ClassCodes(app core.App) ([]string, error) {
	var codes []string
	err := app.DB().Select("c.code").Distinct(true).From("classes c").InnerJoin("pupils p", dbx.NewExp("p.class = c.id AND p.left_on = ''")).
		OrderBy("c.code").Column(&codes)
	if err != nil {
		return nil, fmt.Errorf("classes: %w", err)
	}
	return codes, nil
}
