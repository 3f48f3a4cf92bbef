package trip

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Choice is something a trip may be offered to: a class, a group, an option or a pupil, and how many pupils it holds.
type Choice struct {
	Target
	Label string
	Count int
}

// Choices is what the public of a trip is chosen from.
type Choices struct{ Classes, Groups, Options []Choice }

// ChoicesOf lists the classes and groups of the year and the options followed, each with its pupils present.
func ChoicesOf(app core.App, viewer school.Actor) (Choices, error) {
	var c Choices
	if !viewer.May(school.SeeTrips) {
		return c, nil
	}
	for _, q := range []struct {
		into *[]Choice
		kind string
		sql  string
	}{
		{&c.Classes, "class", `SELECT c.id, c.code AS label, (SELECT COUNT(*) FROM pupils p WHERE p.class = c.id AND p.left_on = '') AS count
			FROM classes c JOIN school_years y ON y.id = c.school_year AND y.is_current = 1 ORDER BY c.code`},
		{&c.Groups, "group", `SELECT g.id, COALESCE(NULLIF(g.label, ''), g.code) AS label,
				(SELECT COUNT(*) FROM group_members m JOIN pupils p ON p.id = m.pupil AND p.left_on = '' WHERE m.in_group = g.id) AS count
			FROM groups g JOIN school_years y ON y.id = g.school_year AND y.is_current = 1 ORDER BY label`},
		{&c.Options, "option", `SELECT json_extract(o.value, '$.code') AS id,
				COALESCE((SELECT NULLIF(s.label, '') FROM subjects s WHERE s.code = json_extract(o.value, '$.code')), json_extract(o.value, '$.code')) AS label,
				COUNT(DISTINCT p.id) AS count
			FROM pupils p, json_each(CASE WHEN json_valid(p.options) THEN p.options ELSE '[]' END) o
			WHERE p.left_on = '' AND COALESCE(json_extract(o.value, '$.code'), '') != '' GROUP BY 1, 2 ORDER BY label`},
	} {
		var rows []struct {
			ID, Label string
			Count     int
		}
		if err := app.DB().NewQuery(q.sql).All(&rows); err != nil {
			return c, fmt.Errorf("choices of %s: %w", q.kind, err)
		}
		for _, r := range rows {
			*q.into = append(*q.into, Choice{Target: Target{Kind: q.kind, ID: r.ID}, Label: r.Label, Count: r.Count})
		}
	}
	return c, nil
}

// TargetsOf lists who a trip is offered to, named.
func TargetsOf(app core.App, viewer school.Actor, tripID string) ([]Choice, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	var rows []struct{ Kind, ID, Label string }
	err := app.DB().NewQuery(`SELECT t.kind, COALESCE(NULLIF(t.class, ''), NULLIF(t.in_group, ''), NULLIF(t.option_code, ''), t.pupil) AS id,
			COALESCE(c.code, NULLIF(g.label, ''), g.code, NULLIF(s.label, ''), NULLIF(t.option_code, ''), TRIM(p.last_name || ' ' || p.first_name), '') AS label
		FROM trip_targets t LEFT JOIN classes c ON c.id = t.class LEFT JOIN groups g ON g.id = t.in_group
			LEFT JOIN subjects s ON s.code = t.option_code LEFT JOIN pupils p ON p.id = t.pupil
		WHERE t.trip = {:trip} ORDER BY CASE t.kind WHEN 'class' THEN 1 WHEN 'group' THEN 2 WHEN 'option' THEN 3 ELSE 4 END, label`).
		Bind(dbx.Params{"trip": tripID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("targets of a trip: %w", err)
	}
	targets := make([]Choice, 0, len(rows))
	for _, r := range rows {
		targets = append(targets, Choice{Target: Target{Kind: r.Kind, ID: r.ID}, Label: r.Label})
	}
	return targets, nil
}

// PupilsNamed finds pupils present by the beginning of their names, at most thirty.
func PupilsNamed(app core.App, viewer school.Actor, search string) ([]Choice, error) {
	search = strings.TrimSpace(search)
	if !viewer.May(school.SeeTrips) || len([]rune(search)) < 2 {
		return nil, nil
	}
	q := app.DB().Select("p.id", "TRIM(p.last_name || ' ' || p.first_name || COALESCE(' (' || c.code || ')', '')) AS label").From("pupils p").
		LeftJoin("classes c", dbx.NewExp("c.id = p.class")).Where(dbx.HashExp{"p.left_on": ""})
	for _, word := range strings.Fields(search) {
		q.AndWhere(dbx.Or(dbx.Like("p.last_name", word), dbx.Like("p.first_name", word), dbx.Like("p.usage_name", word)))
	}
	var rows []struct{ ID, Label string }
	if err := q.OrderBy("p.last_name", "p.first_name").Limit(30).All(&rows); err != nil {
		return nil, fmt.Errorf("pupils by name: %w", err)
	}
	found := make([]Choice, 0, len(rows))
	for _, r := range rows {
		found = append(found, Choice{Target: Target{Kind: "pupil", ID: r.ID}, Label: r.Label})
	}
	return found, nil
}

// namesOf writes a public in a few words: « 4e B, 4e C et 3 élèves ».
func namesOf(targets []Choice) string {
	var names []string
	pupils := 0
	for _, t := range targets {
		if t.Kind == "pupil" {
			pupils++
			continue
		}
		names = append(names, t.Label)
	}
	switch {
	case pupils == 1:
		names = append(names, "un élève choisi")
	case pupils > 1:
		names = append(names, fmt.Sprintf("%d élèves choisis", pupils))
	}
	return strings.Join(names, ", ")
}

func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }
