package school

import (
	"cmp"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle"
)

// comparison is one comparison of an export with a base, while it is made.
type comparison struct {
	*Difference
	base   *importBase
	export *siecle.Export

	yearID, yearStart string
	day               law.Day // of the files, or today: when what they show was so

	classIDs, groupIDs map[string]string  // code → id, this year's
	pupils             map[string]*person // by key of the export
	guardians          map[string]*person
}

// person is somebody of the files and their row, new or not.
type person struct {
	id, name string
	row      *baseRow // nil for a newcomer
}

// importPlan is the rows to write, in an order that relations allow.
type importPlan struct{ rows []*planRow }

// planRow is one row to write or to remove. who names it when the door refuses.
type planRow struct {
	collection, id, who string
	isNew, isGone       bool
	columns             []planned
}

func (p *importPlan) add(row *planRow) {
	if row.id == "" {
		row.id, row.isNew = newID(), true
	}
	p.rows = append(p.rows, row)
}

func newID() string { return core.GenerateDefaultRandomId() }

// compareNomenclature keeps the MEFs and subjects that the files describe. None is ever removed.
func (c *comparison) compareNomenclature() error {
	programmes, ranked := map[string][]siecle.Programme{}, map[string][]siecle.RankedOption{}
	for _, p := range c.export.Programmes {
		programmes[p.MEF] = append(programmes[p.MEF], p)
	}
	for _, o := range c.export.RankedOptions {
		ranked[o.MEF] = append(ranked[o.MEF], o)
	}
	for _, m := range c.export.MEFs {
		if m.Code == "" {
			continue
		}
		held := c.base.mefs[m.Code]
		if held != nil && !c.export.HasNomenclature {
			continue // a workbook repeats labels that the nomenclature says better
		}
		wanted := mefOfYear{m, programmes[m.Code], ranked[m.Code]}
		planCode(c, "mefs", "MEF "+m.Code, m.Code, nil, mefFields, &wanted, held)
	}
	for i := range c.export.Subjects {
		s := &c.export.Subjects[i]
		if s.Code == "" { // a workbook without nomenclature: the options of the pupils hold all there is
			continue
		}
		if held := c.base.subjects[s.Code]; held == nil || c.export.HasNomenclature {
			planCode(c, "subjects", "matière "+s.Code, s.Code, nil, subjectFields, s, held)
		}
	}
	return nil
}

// planCode plans the row of a code, if there is anything to write, and returns its id.
func planCode[T any](c *comparison, collection, who, code string, first []planned, fields []field[T], x *T, held *baseRow) string {
	columns, _ := differences(fields, x, held)
	if held == nil {
		id := newID()
		c.plan.add(&planRow{collection: collection, id: id, isNew: true, who: who, columns: append(append(first, planned{"code", plain, code}), columns...)})
		return id
	}
	if len(columns) > 0 {
		c.plan.add(&planRow{collection: collection, id: held.id, who: who, columns: columns})
	}
	return held.id
}

// compareStructures makes the classes and groups of the year. One that the files no longer name stays: pupils were in it.
func (c *comparison) compareStructures() error {
	c.classIDs, c.groupIDs = map[string]string{}, map[string]string{}
	for code, row := range c.base.classes {
		c.classIDs[code] = row.id
	}
	for code, row := range c.base.groups {
		c.groupIDs[code] = row.id
	}
	year := []planned{{"school_year", plain, c.yearID}}
	for i := range c.export.Classes {
		s := &c.export.Classes[i]
		held := c.base.classes[s.Code]
		if held == nil {
			c.ClassesAdded = append(c.ClassesAdded, s.Code)
		} else if !c.export.HasStructures {
			continue // derived from the pupils: says less than what is known
		}
		c.classIDs[s.Code] = planCode(c, "classes", "classe "+s.Code, s.Code, year[:1:1], classFields, s, held)
	}
	for i := range c.export.Groups {
		s := &c.export.Groups[i]
		held := c.base.groups[s.Code]
		if held == nil {
			c.GroupsAdded = append(c.GroupsAdded, s.Code)
		} else if !c.export.HasStructures {
			continue
		}
		c.groupIDs[s.Code] = planCode(c, "groups", "groupe "+s.Code, s.Code, year[:1:1], groupFields, s, held)
	}
	// Pupils may name a structure that Structures.xml leaves out.
	for i := range c.export.Pupils {
		p := &c.export.Pupils[i]
		if p.Class != "" && c.classIDs[p.Class] == "" {
			c.ClassesAdded = append(c.ClassesAdded, p.Class)
			c.classIDs[p.Class] = planCode(c, "classes", "classe "+p.Class, p.Class, year[:1:1], classFields, &siecle.Structure{Code: p.Class}, nil)
		}
		for _, g := range p.Groups {
			if c.groupIDs[g] == "" {
				c.GroupsAdded = append(c.GroupsAdded, g)
				c.groupIDs[g] = planCode(c, "groups", "groupe "+g, g, year[:1:1], groupFields, &siecle.Structure{Code: g}, nil)
			}
		}
	}
	return nil
}

// nameOptions completes the options with what the base knows of the subjects: a workbook has keys, an XML file has codes.
func (c *comparison) nameOptions() {
	byKey, labels := map[string]string{}, map[string]string{} // key → lowest code; code → label
	for code, subject := range c.base.subjects {
		labels[code] = cmp.Or(parseExtras(subject.values[2])["LIBELLE_LONG"], subject.values[1])
	}
	for _, code := range sortedKeys(c.base.subjects) {
		if key := c.base.subjects[code].values[0]; key != "" && byKey[key] == "" {
			byKey[key] = code
		}
	}
	for i := range c.export.Pupils {
		options := c.export.Pupils[i].Options
		for j := range options {
			o := &options[j]
			if o.SubjectCode == "" {
				o.SubjectCode = byKey[o.ManagementKey]
			}
			if subject := c.base.subjects[o.SubjectCode]; subject != nil {
				o.ManagementKey = cmp.Or(o.ManagementKey, subject.values[0])
				o.Label = cmp.Or(o.Label, labels[o.SubjectCode])
			}
		}
	}
}

// reject leaves one thing out of the import and says why.
func (c *comparison) reject(kind siecle.Kind, format string, args ...any) {
	name := ""
	for _, f := range c.export.Files {
		if f.Kind == kind || (name == "" && f.Kind == siecle.KindWorkbook) {
			name = f.Name
		}
	}
	c.Rejected = append(c.Rejected, siecle.Rejected{File: name, Reason: fmt.Sprintf(format, args...)})
}
