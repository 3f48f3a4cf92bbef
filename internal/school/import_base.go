package school

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle"
)

// importBase is what the base holds of people, as text, read with a few SELECTs: records are only made for the rows that an
// import changes.
type importBase struct {
	identity Identity
	year     Year   // the current one
	years    []Year // all
	today    law.Day

	pupils    []*baseRow // present and left
	guardians []*baseRow
	links     map[pair]*baseLink
	classes   map[string]*baseRow // of the year of the files, by code
	groups    map[string]*baseRow
	mefs      map[string]*baseRow // by code
	subjects  map[string]*baseRow
	codes     map[string]string // class id → code, whatever the year

	placements map[string][]placement // still open, by pupil
	members    map[pair]string        // group and pupil → id of the group_members row, groups of the year of the files
}

// baseRow is one row: its id, and its columns in the order of the table of fields that read it.
type baseRow struct {
	id     string
	values []string
	taken  bool // by a person of the files

	// pupils only
	class, leftOn, exitReason string
	// guardians only
	mergeDigest string
}

type pair struct{ a, b string }

type baseLink struct {
	baseRow
	pupil, guardian, endedOn string
}

type placement struct{ id, year, class, boarding, mef, from string }

// emptyBase is the base of a school without folder.
func emptyBase(export *siecle.Export) *importBase {
	zone := zoneOf(export.UAI)
	return &importBase{today: law.DayOf(machineNow(zone)), links: map[pair]*baseLink{}}
}

func loadBase(app core.App, export *siecle.Export) (*importBase, error) {
	b := &importBase{today: Clock(app).Today(), links: map[pair]*baseLink{}}
	var err error
	if b.identity, err = IdentityOf(app); err != nil {
		return nil, err
	}
	if err := app.DB().Select("id", "label", "starts_on", "ends_on").From("school_years").OrderBy("label").All(&b.years); err != nil {
		return nil, fmt.Errorf("school years: %w", err)
	}
	if b.year, err = CurrentYear(app); err != nil {
		return nil, err
	}
	yearID := ""
	if y, found := b.findYear(b.yearOf(export)); found {
		yearID = y.ID
	}
	for _, load := range []func(core.App, string) error{b.loadPeople, b.loadLinks, b.loadStructures, b.loadPlaces} {
		if err := load(app, yearID); err != nil {
			return nil, fmt.Errorf("read the base: %w", err)
		}
	}
	return b, nil
}

func (b *importBase) findYear(label string) (Year, bool) {
	for _, y := range b.years {
		if y.Label == label {
			return y, true
		}
	}
	return Year{}, false
}

// yearOf is the label of the year of the files; a workbook names none: it is the current one, or the one of today.
func (b *importBase) yearOf(export *siecle.Export) string {
	switch {
	case export.Year != 0:
		return export.Year.String()
	case b.year.Label != "":
		return b.year.Label
	}
	first := b.today.AddMonths(-7) // August prepares the year that begins
	year, err := strconv.Atoi(string(first)[:4])
	if err != nil {
		panic(err) // a day is written with its year first
	}
	return siecle.Year(year).String()
}

func (b *importBase) loadPeople(app core.App, _ string) error {
	extra := len(pupilFields)
	err := eachRow(app, "SELECT id, "+columnsOf(pupilFields)+", class, left_on, exit_reason FROM pupils ORDER BY id", nil, func(r []string) {
		b.pupils = append(b.pupils, &baseRow{
			id: r[0], values: r[1 : 1+extra], class: r[1+extra], leftOn: r[2+extra], exitReason: r[3+extra],
		})
	})
	if err != nil {
		return err
	}
	extra = len(guardianFields)
	return eachRow(app, "SELECT id, "+columnsOf(guardianFields)+", merge_digest FROM guardians ORDER BY id", nil, func(r []string) {
		b.guardians = append(b.guardians, &baseRow{id: r[0], values: r[1 : 1+extra], mergeDigest: r[1+extra]})
	})
}

func (b *importBase) loadLinks(app core.App, _ string) error {
	n := len(linkFields)
	return eachRow(app, "SELECT id, "+columnsOf(linkFields)+", pupil, guardian, ended_on FROM guardianships", nil, func(r []string) {
		l := &baseLink{baseRow: baseRow{id: r[0], values: r[1 : 1+n]}, pupil: r[1+n], guardian: r[2+n], endedOn: r[3+n]}
		b.links[pair{l.pupil, l.guardian}] = l
	})
}

func (b *importBase) loadStructures(app core.App, yearID string) error {
	b.codes = map[string]string{}
	if err := eachRow(app, "SELECT id, code FROM classes", nil, func(r []string) { b.codes[r[0]] = r[1] }); err != nil {
		return err
	}
	for _, list := range []struct {
		to      *map[string]*baseRow
		query   string
		byYear  bool
		columns string
	}{
		{&b.classes, "classes", true, "code, " + columnsOf(classFields)},
		{&b.groups, "groups", true, "code, " + columnsOf(groupFields)},
		{&b.mefs, "mefs", false, "code, " + columnsOf(mefFields)},
		{&b.subjects, "subjects", false, "code, " + columnsOf(subjectFields)},
	} {
		rows := map[string]*baseRow{}
		query := "SELECT id, " + list.columns + " FROM " + list.query
		if list.byYear {
			query += " WHERE school_year = {:year}"
		}
		err := eachRow(app, query, dbx.Params{"year": yearID}, func(r []string) {
			rows[r[1]] = &baseRow{id: r[0], values: r[2:]}
		})
		if err != nil {
			return err
		}
		*list.to = rows
	}
	return nil
}

func (b *importBase) loadPlaces(app core.App, yearID string) error {
	b.placements, b.members = map[string][]placement{}, map[pair]string{}
	err := eachRow(app, "SELECT id, pupil, school_year, class, boarding_code, mef_code, from_on FROM placements WHERE until_on = '' ORDER BY from_on, id",
		nil, func(r []string) {
			b.placements[r[1]] = append(b.placements[r[1]], placement{id: r[0], year: r[2], class: r[3], boarding: r[4], mef: r[5], from: r[6]})
		})
	if err != nil {
		return err
	}
	return eachRow(app, "SELECT m.id, m.in_group, m.pupil FROM group_members m JOIN groups g ON g.id = m.in_group WHERE g.school_year = {:year}",
		dbx.Params{"year": yearID}, func(r []string) { b.members[pair{r[1], r[2]}] = r[0] })
}

// eachRow reads every column as text: numbers as digits, booleans as "true" and "false".
func eachRow(app core.App, query string, params dbx.Params, use func([]string)) error {
	rows, err := app.DB().NewQuery(query).Bind(params).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	cells := make([]sql.NullString, len(names))
	targets := make([]any, len(names))
	for i := range cells {
		targets[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.String
		}
		use(row)
	}
	return rows.Err()
}

func columnsOf[T any](fields []field[T]) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column
	}
	return strings.Join(names, ", ")
}
