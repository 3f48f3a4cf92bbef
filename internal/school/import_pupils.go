package school

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle"
)

// comparePupils plans the pupils, their placements and their groups.
func (c *comparison) comparePupils() error {
	if !c.export.HasPupils {
		return nil
	}
	c.nameOptions()
	// The section that places pupils is there or not for all of them at once.
	placed := slices.ContainsFunc(c.export.Pupils, func(p siecle.Pupil) bool { return p.Class != "" || len(p.Groups) > 0 })
	members := map[string][]string{} // pupil id → group ids
	for m := range c.base.members {
		members[m.b] = append(members[m.b], m.a)
	}
	groupCodes := map[string]string{}
	for code, id := range c.groupIDs {
		groupCodes[id] = code
	}
	free := c.uniqueNumbers()
	var places, memberships []*planRow // after the pupils they point to
	for i := range c.export.Pupils {
		p := c.export.Pupils[i] // a copy: what cannot be kept is taken off
		who := c.pupils[p.Key]
		free.take(c, &p, who)
		leftOn := p.LeftOn
		if law.Day(leftOn) > max(c.day, c.base.today) {
			p.Extra = with(maps.Clone(p.Extra), "DATE_SORTIE", leftOn)
			leftOn = "" // announced, not yet
		}
		columns, changes := differences(pupilFields, &p, who.row)
		held := who.row
		if held == nil {
			held = &baseRow{}
		}
		class, classID := c.classOf(&p, held, placed, leftOn)
		set := func(column, label string, as form, old, value, oldWords, words string) {
			if old == value {
				return
			}
			columns = append(columns, planned{column, as, value})
			if who.row != nil {
				changes = append(changes, FieldChange{label, oldWords, words})
			}
		}
		wasClass := c.base.codes[held.class]
		if wasClass == class && held.class != classID { // the class of the same name in another year
			columns = append(columns, planned{"class", plain, classID})
		} else {
			set("class", "Classe", plain, held.class, classID, wasClass, class)
		}
		wasLeft := held.leftOn
		set("left_on", "Sorti le", day, wasLeft, leftOn, shortDay(wasLeft), shortDay(leftOn))
		reason := p.ExitReason
		if leftOn == "" {
			reason = ""
		} else if reason == "" {
			reason = held.exitReason
		}
		set("exit_reason", "Motif de sortie", plain, held.exitReason, reason, held.exitReason, reason)

		if leftOn == "" && placed {
			joined, change := c.compareGroups(who, &p, members[who.id], groupCodes)
			memberships = append(memberships, joined...)
			if who.row != nil && change.Old != change.New {
				changes = append(changes, change)
			}
		}
		places = append(places, c.comparePlacements(who, &p, classID, leftOn)...)
		if len(columns) > 0 {
			c.plan.add(&planRow{collection: "pupils", id: who.id, isNew: who.row == nil, who: who.name + " (ELEVE_ID " + p.EleveID + ")", columns: columns})
		}
		switch {
		case who.row == nil:
			c.Added = append(c.Added, ImportPupil{Name: who.name, Class: class, LeftOn: leftOn})
		case wasLeft == "" && leftOn != "":
			c.Left = append(c.Left, ImportPupil{ID: who.id, Name: who.name, Class: wasClass, LeftOn: leftOn})
		case len(changes) > 0:
			c.Changed = append(c.Changed, ImportChange{ID: who.id, Name: who.name, Class: class, Fields: changes})
		}
	}
	places = append(places, c.compareAbsent()...)
	// Guardians and links come between, and do not care.
	c.plan.rows = append(c.plan.rows, append(places, memberships...)...)
	return nil
}

// classOf is the class a pupil has after the import: none once he has left, the one he had when the files place nobody.
func (c *comparison) classOf(p *siecle.Pupil, held *baseRow, placed bool, leftOn string) (code, id string) {
	switch {
	case leftOn != "":
		return "", ""
	case placed:
		return p.Class, c.classIDs[p.Class]
	}
	code = c.base.codes[held.class]
	if c.NewYear != "" {
		return "", "" // last year's class is not this year's
	}
	return code, held.class
}

// compareGroups plans the rows of group_members that come and go.
func (c *comparison) compareGroups(who *person, p *siecle.Pupil, held []string, codes map[string]string) ([]*planRow, FieldChange) {
	var rows []*planRow
	var before []string
	for _, id := range held {
		before = append(before, codes[id])
		if !slices.Contains(p.Groups, codes[id]) {
			rows = append(rows, &planRow{collection: "group_members", id: c.base.members[pair{id, who.id}], isGone: true, who: who.name})
		}
	}
	for _, g := range p.Groups {
		if !slices.Contains(before, g) {
			rows = append(rows, &planRow{collection: "group_members", id: newID(), isNew: true, who: who.name, columns: []planned{
				{"in_group", plain, c.groupIDs[g]}, {"pupil", plain, who.id},
			}})
		}
	}
	slices.Sort(before)
	return rows, FieldChange{"Groupes", strings.Join(before, ", "), strings.Join(p.Groups, ", ")}
}

// comparePlacements keeps where a pupil is, and since when: a change closes the placement of before. Placements are history:
// what was true of a day stays.
func (c *comparison) comparePlacements(who *person, p *siecle.Pupil, classID, leftOn string) []*planRow {
	var rows []*planRow
	var current *placement
	for i := range c.base.placements[who.id] {
		held := &c.base.placements[who.id][i]
		if held.year == c.yearID && leftOn == "" && current == nil {
			current = held
			continue
		}
		until := min(c.endOfYear(held.year), cmp.Or(law.Day(leftOn), c.day))
		rows = append(rows, &planRow{collection: "placements", id: held.id, who: who.name, columns: []planned{{"until_on", day, string(max(until, law.Day(held.from)))}}})
	}
	if leftOn != "" && who.row != nil {
		return rows
	}
	wanted := placement{class: classID, boarding: p.BoardingCode, mef: p.MEF}
	if current != nil {
		wanted.boarding, wanted.mef = cmp.Or(wanted.boarding, current.boarding), cmp.Or(wanted.mef, current.mef)
		if wanted.class == current.class && wanted.boarding == current.boarding && wanted.mef == current.mef {
			return rows
		}
		completes := (current.class == "" || current.class == wanted.class) && (current.boarding == "" || current.boarding == wanted.boarding) &&
			(current.mef == "" || current.mef == wanted.mef)
		if completes || current.from >= string(c.day) { // said better, or again on the same day: no history in between
			return append(rows, &planRow{collection: "placements", id: current.id, who: who.name, columns: []planned{
				{"class", plain, wanted.class}, {"boarding_code", plain, wanted.boarding}, {"mef_code", plain, wanted.mef},
			}})
		}
		rows = append(rows, &planRow{collection: "placements", id: current.id, who: who.name, columns: []planned{{"until_on", day, string(c.day.Add(-1))}}})
		wanted.from = string(c.day)
	} else {
		wanted.from = max(c.yearStart, p.EnteredOn)
		if who.row != nil && who.row.leftOn != "" {
			wanted.from = max(wanted.from, string(c.day)) // back after having left
		}
	}
	columns := []planned{
		{"pupil", plain, who.id}, {"school_year", plain, c.yearID}, {"class", plain, wanted.class}, {"boarding_code", plain, wanted.boarding},
		{"mef_code", plain, wanted.mef}, {"from_on", day, wanted.from},
	}
	if leftOn != "" {
		columns = append(columns, planned{"until_on", day, max(leftOn, wanted.from)})
	}
	return append(rows, &planRow{collection: "placements", id: newID(), isNew: true, who: who.name, columns: columns})
}

// compareAbsent closes the pupils present in the base whom complete files no longer name. One whose line was rejected has
// not left: his line could not be read.
func (c *comparison) compareAbsent() []*planRow {
	var rows []*planRow
	leftOn := c.day
	if c.NewYear != "" && c.base.year.ID != "" {
		leftOn = min(leftOn, law.Day(c.base.year.EndsOn))
	}
	for _, row := range c.base.pupils {
		if row.taken || row.leftOn != "" || c.wasRejected(row) {
			continue
		}
		name := heldName(row.values[lastNameColumn], row.values[firstNameColumn])
		c.Left = append(c.Left, ImportPupil{ID: row.id, Name: name, Class: c.base.codes[row.class], LeftOn: string(leftOn)})
		columns := []planned{{"left_on", day, string(leftOn)}}
		if row.class != "" {
			columns = append(columns, planned{"class", plain, ""})
		}
		c.plan.add(&planRow{collection: "pupils", id: row.id, who: name, columns: columns})
		for _, held := range c.base.placements[row.id] {
			rows = append(rows, &planRow{collection: "placements", id: held.id, who: name, columns: []planned{
				{"until_on", day, string(max(min(leftOn, c.endOfYear(held.year)), law.Day(held.from)))},
			}})
		}
	}
	return rows
}

// wasRejected looks for a pupil of the base in the reasons of the rejected lines, which name the person.
func (c *comparison) wasRejected(row *baseRow) bool {
	v := row.values
	name := heldName(v[lastNameColumn], v[firstNameColumn])
	return slices.ContainsFunc(c.export.Rejected, func(r siecle.Rejected) bool {
		return strings.Contains(r.Reason, name) || (v[eleveIDColumn] != "" && strings.Contains(r.Reason, "ELEVE_ID "+v[eleveIDColumn]+")")) ||
			(v[elenoetColumn] != "" && strings.Contains(r.Reason, "(numéro "+v[elenoetColumn]+")"))
	})
}

// numbers are the identifiers that one pupil alone may hold in the base.
type numbers struct{ holder [2]map[string]string }

var numberColumns = [2]int{eleveIDColumn, ineColumn}

// uniqueNumbers knows who keeps which number after the import: whoever the files give no other number keeps his own.
func (c *comparison) uniqueNumbers() numbers {
	n := numbers{[2]map[string]string{{}, {}}}
	keep := func(row *baseRow, says [2]string) {
		for i, column := range numberColumns {
			if number := row.values[column]; number != "" && says[i] == "" {
				n.holder[i][number] = row.id
			}
		}
	}
	for _, row := range c.base.pupils {
		if !row.taken {
			keep(row, [2]string{})
		}
	}
	for i := range c.export.Pupils {
		p := &c.export.Pupils[i]
		if row := c.pupils[p.Key].row; row != nil {
			keep(row, [2]string{p.EleveID, p.INE})
		}
	}
	return n
}

// take gives a pupil his numbers; one that somebody else holds is left out, with a reason.
func (n numbers) take(c *comparison, p *siecle.Pupil, who *person) {
	for i, number := range []*string{&p.EleveID, &p.INE} {
		if *number == "" {
			continue
		}
		if holder := n.holder[i][*number]; holder != "" && holder != who.id {
			c.reject(siecle.KindPupils, "%s %s porté par deux élèves : %s est gardé sans ce numéro, à corriger dans SIECLE",
				[]string{"ELEVE_ID", "INE"}[i], *number, who.name)
			*number = ""
			continue
		}
		n.holder[i][*number] = who.id
	}
}
