package school

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/openacademie/openacademie/internal/siecle"
)

// traits are what a pupil may be recognised by.
type traits struct{ eleveID, ine, elenoet, birth, last, first, sex string }

// recognitions are tried in order, each over all pupils before the next: the surest first. A key that two pupils share, in
// the files or in the base, recognises nobody.
var recognitions = []func(traits) string{
	func(t traits) string { return t.eleveID },
	func(t traits) string { return t.ine },
	func(t traits) string {
		if t.elenoet == "" || t.birth == "" {
			return ""
		}
		return t.elenoet + "|" + t.birth
	},
	func(t traits) string {
		if t.birth == "" {
			return ""
		}
		return fold(t.last) + "|" + fold(t.first) + "|" + t.birth + "|" + t.sex
	},
}

// matchPupils finds the row of each pupil of the files.
func (c *comparison) matchPupils() error {
	c.pupils = make(map[string]*person, len(c.export.Pupils))
	if !c.export.HasPupils {
		for _, row := range c.base.pupils { // links alone name pupils by ELEVE_ID
			if v := row.values; v[eleveIDColumn] != "" {
				c.pupils[v[eleveIDColumn]] = &person{id: row.id, name: heldName(v[lastNameColumn], v[firstNameColumn]), row: row}
			}
		}
	}
	missing := make([]*siecle.Pupil, 0, len(c.export.Pupils))
	for i := range c.export.Pupils {
		missing = append(missing, &c.export.Pupils[i])
	}
	for pass, recognise := range recognitions {
		if len(missing) == 0 {
			break
		}
		held := map[string][]*baseRow{}
		for _, row := range c.base.pupils {
			if key := recognise(traitsOf(row)); key != "" && !row.taken {
				held[key] = append(held[key], row)
			}
		}
		if len(held) == 0 {
			continue
		}
		named := map[string]int{}
		for _, p := range missing {
			named[recognise(pupilTraits(p))]++
		}
		missing = slices.DeleteFunc(missing, func(p *siecle.Pupil) bool {
			t := pupilTraits(p)
			key := recognise(t)
			if key == "" || named[key] != 1 || len(held[key]) != 1 {
				return false
			}
			row := held[key][0]
			if known := row.values[ineColumn]; pass > 1 && known != "" && t.ine != "" && known != t.ine {
				return false // another pupil who took the number, or a namesake born the same day
			}
			row.taken = true
			c.pupils[p.Key] = &person{id: row.id, name: pupilName(p), row: row}
			return true
		})
	}
	for _, p := range missing {
		c.pupils[p.Key] = &person{id: newID(), name: pupilName(p)}
	}
	return nil
}

func pupilTraits(p *siecle.Pupil) traits {
	return traits{p.EleveID, p.INE, p.Elenoet, p.BirthDate, p.LastName, p.FirstName, p.Sex}
}

func traitsOf(row *baseRow) traits {
	v := row.values
	return traits{v[eleveIDColumn], v[ineColumn], v[elenoetColumn], v[birthColumn], v[lastNameColumn], v[firstNameColumn], v[sexColumn]}
}

func pupilName(p *siecle.Pupil) string { return strings.TrimSpace(p.LastName + " " + p.FirstName) }

func heldName(last, first string) string { return strings.TrimSpace(last + " " + first) }

// matchGuardians finds the row of each guardian: by PERSONNE_ID, by the digest of a former workbook, then by the same names
// with something in common: a contact, or a child. So an XML import finds the people that a workbook brought, and gives
// them their number; a workbook finds those of the XML files.
func (c *comparison) matchGuardians() error {
	c.guardians = make(map[string]*person, len(c.export.Guardians))
	byID, byDigest, named := map[string]*baseRow{}, map[string]*baseRow{}, map[string]bool{}
	for _, row := range c.base.guardians {
		if id := row.values[personneIDColumn]; id != "" {
			byID[id] = row
		}
		if row.mergeDigest != "" {
			byDigest[row.mergeDigest] = row
		}
	}
	var missing []*siecle.Guardian
	for i := range c.export.Guardians {
		g := &c.export.Guardians[i]
		named[g.PersonneID] = true
		row := byID[g.PersonneID]
		if g.PersonneID == "" {
			row = byDigest[g.Key]
		}
		if row == nil || row.taken {
			missing = append(missing, g)
			continue
		}
		c.takeGuardian(g, row)
	}
	if len(missing) > 0 && len(c.base.guardians) > 0 {
		missing = c.matchByTraces(missing, named)
	}
	for _, g := range missing {
		c.guardians[g.Key] = &person{id: newID(), name: guardianName(g)}
	}
	return nil
}

func (c *comparison) takeGuardian(g *siecle.Guardian, row *baseRow) {
	row.taken = true
	c.guardians[g.Key] = &person{id: row.id, name: guardianName(g), row: row}
}

func guardianName(g *siecle.Guardian) string { return heldName(g.LastName, g.FirstName) }

// matchByTraces returns the guardians that no row resembles. A row that has another PERSONNE_ID is only taken when the files
// no longer name that number and a child is in common: SIECLE sometimes makes a person anew.
func (c *comparison) matchByTraces(missing []*siecle.Guardian, named map[string]bool) []*siecle.Guardian {
	children := map[string][]string{} // guardian id → pupil ids
	for _, l := range c.base.links {
		children[l.guardian] = append(children[l.guardian], l.pupil)
	}
	index := map[string][]*baseRow{}
	for _, row := range c.base.guardians {
		if row.taken {
			continue
		}
		v := row.values
		address := v[len(v)-10 : len(v)-1] // the nine address columns stand before siecle
		for _, t := range guardianTraces(v[guardianLastColumn], v[guardianFirstColumn], v[emailColumn],
			[]string{v[mobileColumn], v[homeColumn], v[workColumn]}, address[:7], children[row.id]) {
			index[t] = append(index[t], row)
		}
	}
	links := map[string][]string{} // key of the guardian → ids of the pupils of the files
	for _, l := range c.export.Links {
		if id := c.pupilID(l.PupilKey); id != "" {
			links[l.GuardianKey] = append(links[l.GuardianKey], id)
		}
	}
	return slices.DeleteFunc(missing, func(g *siecle.Guardian) bool {
		a := &g.Address
		traces := guardianTraces(g.LastName, g.FirstName, g.Email, []string{g.PhoneMobile, g.PhonePersonal, g.PhoneWork},
			[]string{a.Line1, a.Line2, a.Line3, a.Line4, a.Postcode, a.Town, a.ForeignTown}, links[g.Key])
		score, beside := map[*baseRow]int{}, map[*baseRow]bool{}
		for _, t := range traces {
			for _, row := range index[t] {
				score[row]++
				beside[row] = beside[row] || strings.Contains(t, "|beside ")
			}
		}
		var best *baseRow
		for row, n := range score {
			id, civility := row.values[personneIDColumn], row.values[civilityColumn]
			switch {
			case row.taken,
				civility != "" && g.Civility != "" && civility != g.Civility,
				g.PersonneID != "" && id != "" && (named[id] || !beside[row]):
				continue
			}
			if best == nil || n > score[best] || (n == score[best] && row.id < best.id) {
				best = row
			}
		}
		if best == nil {
			return false
		}
		c.takeGuardian(g, best)
		return true
	})
}

// pupilID finds the pupil of a link: one of the files, or, when they hold no pupils, one of the base by ELEVE_ID.
func (c *comparison) pupilID(key string) string {
	if p := c.pupils[key]; p != nil {
		return p.id
	}
	return ""
}

// guardianTraces are what two mentions must share, one at least, to be one person. Names alone do not make a person.
func guardianTraces(last, first, email string, phones, address, children []string) []string {
	who := fold(last) + "|" + fold(first)
	var traces []string
	if email != "" {
		traces = append(traces, who+"|mail "+strings.ToLower(email))
	}
	for _, phone := range phones {
		if phone != "" {
			traces = append(traces, who+"|phone "+phone)
		}
	}
	if place := fold(strings.Join(address, " ")); place != "" {
		traces = append(traces, who+"|at "+place)
	}
	for _, child := range children {
		traces = append(traces, who+"|beside "+child)
	}
	slices.Sort(traces)
	return slices.Compact(traces)
}

// fold makes names comparable: capitals, no accent, one blank for what separates.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(unicode.ToUpper(r))
		default:
			blank = true
		}
	}
	return b.String()
}
