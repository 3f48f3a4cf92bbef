package siecle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// merge puts the files together. It fails when they contradict each other on the school or the year, or tell the same
// pupils in two ways.
func merge(parts []*part, notes []string) (*Export, error) {
	e := &Export{Notes: notes}
	useful := 0
	for _, p := range parts {
		e.Files = append(e.Files, p.info)
		e.Rejected = append(e.Rejected, p.rejected...)
		e.Notes = append(e.Notes, p.notes...)
		if p.info.Kind != KindOther {
			useful++
		}
	}
	if useful == 0 {
		return nil, ErrNothingToRead
	}
	if err := e.agree(parts); err != nil {
		return nil, err
	}
	// The fullest and freshest file of a kind speaks first; what another repeats is skipped.
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b *part) int {
		return cmp.Or(-compareBool(a.hasAddresses, b.hasAddresses), -strings.Compare(a.info.ExportedOn, b.info.ExportedOn))
	})
	e.addNomenclature(parts)
	e.addStructures(parts)
	e.addPupils(parts)
	e.addGuardians(parts)
	e.addLinks(parts)
	e.nameOptions()
	e.derive()
	e.sort()
	return e, nil
}

// agree compares what the files say of themselves.
func (e *Export) agree(parts []*part) error {
	var school, year, digits, workbook, people *part
	for _, p := range parts {
		if p.uai != "" {
			if school != nil && school.uai != p.uai {
				return &MismatchError{school.info.Name, school.uai, p.info.Name, p.uai, ErrSeveralSchools}
			}
			school = cmp.Or(school, p)
		}
		if p.uaiDigits != "" {
			if digits != nil && digits.uaiDigits != p.uaiDigits {
				return &MismatchError{digits.info.Name, digits.uaiDigits, p.info.Name, p.uaiDigits, ErrSeveralSchools}
			}
			digits = cmp.Or(digits, p)
		}
		if p.year != 0 {
			if year != nil && year.year != p.year {
				return &MismatchError{year.info.Name, year.year.String(), p.info.Name, p.year.String(), ErrSeveralYears}
			}
			year = cmp.Or(year, p)
		}
		switch p.info.Kind {
		case KindWorkbook:
			workbook = p
		case KindPupils, KindGuardians:
			people = p
		}
	}
	if school != nil {
		e.UAI = school.uai
	}
	if digits != nil {
		e.UAIDigits = digits.uaiDigits
		if !e.MayBelongTo(e.UAI) && e.UAI != "" {
			return &MismatchError{school.info.Name, e.UAI, digits.info.Name, "…" + digits.uaiDigits, ErrSeveralSchools}
		}
		e.UAI = cmp.Or(e.UAI, schoolFromDigits(e.UAIDigits))
	}
	if year != nil {
		e.Year = year.year
	}
	if workbook != nil && people != nil {
		return &FileError{File: workbook.info.Name + " et " + people.info.Name, Err: ErrMixed}
	}
	return nil
}

func (e *Export) addPupils(parts []*part) {
	seen, repeated := map[string]bool{}, 0
	for _, p := range parts {
		switch p.info.Kind {
		case KindPupils:
			e.HasPupilAddresses = e.HasPupilAddresses || p.hasAddresses
		case KindWorkbook:
			e.HasPupilAddresses = true
		default:
			continue
		}
		e.HasPupils = true
		for _, pupil := range p.pupils {
			if seen[pupil.Key] {
				repeated++
				continue
			}
			seen[pupil.Key] = true
			e.Pupils = append(e.Pupils, pupil)
		}
	}
	slices.SortFunc(e.Pupils, func(a, b Pupil) int { return compareKeys(a.Key, b.Key) })
	if repeated > 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("%d élève(s) figurent dans plusieurs fichiers : la version avec adresses, puis la plus récente, est gardée.", repeated))
	}
}

func (e *Export) addGuardians(parts []*part) {
	seen, repeated := map[string]bool{}, 0
	var cells []guardianCell
	for _, p := range parts {
		switch p.info.Kind {
		case KindGuardians:
			e.HasGuardianAddresses = e.HasGuardianAddresses || p.hasAddresses
		case KindWorkbook:
			e.HasGuardianAddresses = true
			cells = append(cells, p.cells...)
		default:
			continue
		}
		e.HasGuardians = true
		for _, guardian := range p.guardians {
			if seen[guardian.Key] {
				repeated++
				continue
			}
			seen[guardian.Key] = true
			e.Guardians = append(e.Guardians, guardian)
		}
	}
	if repeated > 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("%d responsable(s) figurent dans plusieurs fichiers : la version avec adresses, puis la plus récente, est gardée.", repeated))
	}
	if len(cells) > 0 {
		e.mergeCells(cells)
	}
}

// addLinks keeps the links of known pupils. Without a file of pupils every link is kept: the caller knows the pupils.
func (e *Export) addLinks(parts []*part) {
	pupils := map[string]bool{}
	for i := range e.Pupils {
		pupils[e.Pupils[i].Key] = true
	}
	type pair struct{ pupil, guardian string }
	seen := map[pair]bool{}
	for _, p := range parts {
		for _, l := range p.links {
			if e.HasPupils && !pupils[l.PupilKey] {
				e.Rejected = append(e.Rejected, Rejected{p.info.Name, l.line,
					fmt.Sprintf("responsable d'un élève absent des fichiers ou rejeté (ELEVE_ID %s, PERSONNE_ID %s)", l.PupilKey, l.GuardianKey)})
				continue
			}
			if key := (pair{l.PupilKey, l.GuardianKey}); !seen[key] {
				seen[key] = true
				e.Links = append(e.Links, l.Link)
			}
		}
	}
}

func (e *Export) addStructures(parts []*part) {
	classes, groups := map[string]bool{}, map[string]bool{}
	for _, p := range parts {
		if p.info.Kind != KindStructures {
			continue
		}
		e.HasStructures = true
		e.Classes = appendNew(e.Classes, p.classes, classes, structureCode)
		e.Groups = appendNew(e.Groups, p.groups, groups, structureCode)
	}
}

func (e *Export) addNomenclature(parts []*part) {
	mefs, subjects := map[string]bool{}, map[string]bool{}
	programmes, options := map[Programme]bool{}, map[RankedOption]bool{}
	for _, p := range parts {
		if p.info.Kind != KindNomenclature {
			continue
		}
		e.HasNomenclature = true
		e.MEFs = appendNew(e.MEFs, p.mefs, mefs, func(m MEF) string { return m.Code })
		e.Subjects = appendNew(e.Subjects, p.subjects, subjects, func(s Subject) string { return s.Code })
		e.Programmes = appendNew(e.Programmes, p.programmes, programmes, func(p Programme) Programme { return p })
		e.RankedOptions = appendNew(e.RankedOptions, p.rankedOptions, options, func(o RankedOption) RankedOption { return o })
		for name, list := range p.codeLists {
			if e.CodeLists == nil {
				e.CodeLists = map[string][]Code{}
			}
			if _, twice := e.CodeLists[name]; !twice {
				e.CodeLists[name] = list
			}
		}
	}
}

func structureCode(s Structure) string { return s.Code }

// appendNew adds the items whose key is not yet seen.
func appendNew[T any, K comparable](to, from []T, seen map[K]bool, key func(T) K) []T {
	for _, item := range from {
		if k := key(item); !seen[k] {
			seen[k] = true
			to = append(to, item)
		}
	}
	return to
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
