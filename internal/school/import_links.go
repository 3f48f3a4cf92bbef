package school

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle"
)

// compareGuardians plans the rows of the guardians: one for all the siblings.
func (c *comparison) compareGuardians() error {
	for i := range c.export.Guardians {
		g := &c.export.Guardians[i]
		who := c.guardians[g.Key]
		columns, changes := differences(guardianFields, g, who.row)
		if who.row == nil {
			if g.PersonneID == "" {
				columns = append(columns, planned{"merge_digest", plain, g.Key})
			}
			c.GuardiansAdded = append(c.GuardiansAdded, ImportGuardian{Name: who.name})
		} else if len(changes) > 0 {
			c.GuardiansChanged = append(c.GuardiansChanged, ImportChange{ID: who.id, Name: who.name, Fields: changes})
		}
		if len(columns) > 0 {
			c.plan.add(&planRow{collection: "guardians", id: who.id, isNew: who.row == nil, who: who.name + numbered(" (PERSONNE_ID ", g.PersonneID), columns: columns})
		}
	}
	return nil
}

func numbered(label, id string) string {
	if id == "" {
		return ""
	}
	return label + id + ")"
}

// compareLinks plans who is responsible for whom. A link that complete files no longer give has an end; it stays, so that
// what was signed under it can be read.
func (c *comparison) compareLinks() error {
	if !c.export.HasGuardians {
		return nil
	}
	workbook := c.hasWorkbook()
	heldBy := map[string][]*baseLink{} // by pupil
	for _, l := range c.base.links {
		heldBy[l.pupil] = append(heldBy[l.pupil], l)
	}
	guardianRows, guardianNames := map[string]*baseRow{}, map[string]string{}
	for _, row := range c.base.guardians {
		guardianRows[row.id] = row
		guardianNames[row.id] = heldName(row.values[guardianLastColumn], row.values[guardianFirstColumn])
	}
	said := map[pair]bool{}
	spoken := map[string]int{} // pupil → number of links of the files
	for i := range c.export.Links {
		l := c.export.Links[i]
		pupil, guardian := c.pupils[l.PupilKey], c.guardians[l.GuardianKey]
		if pupil == nil || guardian == nil {
			c.reject(siecle.KindGuardians, "responsable d’un élève inconnu de la base (ELEVE_ID %s, PERSONNE_ID %s) : importez aussi le fichier des élèves", l.PupilKey, l.GuardianKey)
			continue
		}
		spoken[pupil.id]++
		guardianID := guardian.id
		held := c.base.links[pair{pupil.id, guardianID}]
		if workbook && held == nil {
			held = sameBeside(heldBy[pupil.id], guardian.name, guardianNames)
			if held != nil {
				guardianID = held.guardian
			}
		}
		key := pair{pupil.id, guardianID}
		if said[key] {
			continue
		}
		said[key] = true
		var row *baseRow
		if held != nil {
			row = &held.baseRow
			if workbook {
				l.Level = siecle.LevelUnknown // a workbook shows two persons and not their level: it does not correct one
			}
		}
		columns, changes := differences(linkFields, &l, row)
		words := ImportLink{Pupil: pupil.name, Guardian: guardian.name, Fields: changes}
		switch {
		case held == nil:
			columns = append(columns, planned{"pupil", plain, pupil.id}, planned{"guardian", plain, guardianID})
			c.LinksAdded = append(c.LinksAdded, words)
			c.plan.add(&planRow{collection: "guardianships", id: newID(), isNew: true, who: pupil.name + ", " + guardian.name, columns: columns})
			continue
		case held.endedOn != "":
			columns = append(columns, planned{"ended_on", day, ""})
			words.Fields = append(words.Fields, FieldChange{"Fin du lien", shortDay(held.endedOn), ""})
		}
		if len(columns) > 0 {
			c.LinksChanged = append(c.LinksChanged, words)
			c.plan.add(&planRow{collection: "guardianships", id: held.id, who: pupil.name + ", " + guardian.name, columns: columns})
		}
	}
	c.endLinks(workbook, said, spoken, heldBy, guardianRows, guardianNames)
	return nil
}

func (c *comparison) hasWorkbook() bool {
	return slices.ContainsFunc(c.export.Files, func(f siecle.FileInfo) bool { return f.Kind == siecle.KindWorkbook })
}

// sameBeside finds, beside a pupil, somebody of the same name: SIECLE sometimes has one person under two numbers, whom a
// workbook shows as one.
func sameBeside(links []*baseLink, name string, names map[string]string) *baseLink {
	var found *baseLink
	for _, l := range links {
		if l.endedOn == "" && fold(names[l.guardian]) == fold(name) {
			if found != nil {
				return nil
			}
			found = l
		}
	}
	return found
}

// endLinks ends the links of the pupils that the files speak of, when the files no longer give them. A workbook has room
// for two persons: it only ends what a former workbook brought.
func (c *comparison) endLinks(workbook bool, said map[pair]bool, spoken map[string]int, heldBy map[string][]*baseLink,
	rows map[string]*baseRow, names map[string]string,
) {
	keys := make([]string, 0, len(c.pupils))
	for key := range c.pupils {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		pupil := c.pupils[key]
		if spoken[pupil.id] == 0 { // nobody at all: a pupil of age, or a file cut short; nothing is taken away
			continue
		}
		links := heldBy[pupil.id]
		slices.SortFunc(links, func(a, b *baseLink) int { return strings.Compare(a.guardian, b.guardian) })
		for _, l := range links {
			if l.endedOn != "" || said[pair{l.pupil, l.guardian}] || c.guardianRejected(rows[l.guardian]) {
				continue
			}
			if workbook && rows[l.guardian].values[personneIDColumn] != "" {
				continue
			}
			c.LinksEnded = append(c.LinksEnded, ImportLink{Pupil: pupil.name, Guardian: names[l.guardian]})
			c.plan.add(&planRow{collection: "guardianships", id: l.id, who: pupil.name + ", " + names[l.guardian],
				columns: []planned{{"ended_on", day, string(c.day)}}})
		}
	}
}

// guardianRejected tells whether a rejected line speaks of this guardian: his links are unknown, not ended.
func (c *comparison) guardianRejected(row *baseRow) bool {
	id, name := row.values[personneIDColumn], heldName(row.values[guardianLastColumn], row.values[guardianFirstColumn])
	return slices.ContainsFunc(c.export.Rejected, func(r siecle.Rejected) bool {
		return (id != "" && strings.Contains(r.Reason, "PERSONNE_ID "+id+")")) || (id == "" && strings.Contains(r.Reason, name))
	})
}
