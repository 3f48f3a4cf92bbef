package siecle

import (
	"cmp"
	"slices"
	"strings"
)

// nameOptions gives each option and pupil the labels that one file has and another lacks.
func (e *Export) nameOptions() {
	byCode, byKey := map[string]Subject{}, map[string]Subject{}
	for _, s := range e.Subjects {
		byCode[s.Code] = s
		// Several codes may share a management key; the lowest answers, so that the order of the file does not matter.
		if old, twice := byKey[s.ManagementKey]; !twice || s.Code < old.Code {
			byKey[s.ManagementKey] = s
		}
	}
	mefs := map[string]MEF{}
	for _, m := range e.MEFs {
		mefs[m.Code] = m
	}
	for i := range e.Pupils {
		p := &e.Pupils[i]
		p.MEFLabel = cmp.Or(p.MEFLabel, mefs[p.MEF].Label)
		for j := range p.Options {
			o := &p.Options[j]
			s, ok := byCode[o.SubjectCode]
			if o.SubjectCode == "" {
				s, ok = byKey[o.ManagementKey]
			}
			if ok {
				o.SubjectCode = s.Code
				o.ManagementKey = cmp.Or(o.ManagementKey, s.ManagementKey)
				o.Label = cmp.Or(o.Label, s.Label)
			}
		}
	}
}

// derive lists the classes, groups, MEFs and subjects that the pupils name where no file lists them.
func (e *Export) derive() {
	classes, groups := structureIndex(e.Classes), structureIndex(e.Groups)
	mefs, subjects := map[string]bool{}, map[string]bool{}
	for i := range e.Pupils {
		p := &e.Pupils[i]
		if !e.HasStructures {
			if p.Class != "" {
				s := classes.at(p.Class)
				s.MEFs = append(s.MEFs, notEmpty(p.MEF)...)
				s.Label = cmp.Or(s.Label, p.structureLabels[p.Class])
			}
			for _, group := range p.Groups {
				s := groups.at(group)
				s.MEFs = append(s.MEFs, notEmpty(p.MEF)...)
				s.Classes = append(s.Classes, notEmpty(p.Class)...)
				s.Label = cmp.Or(s.Label, p.structureLabels[group])
			}
		}
		if !e.HasNomenclature && p.MEFLabel != "" && p.MEF != "" && !mefs[p.MEF] {
			mefs[p.MEF] = true
			e.MEFs = append(e.MEFs, MEF{Code: p.MEF, Label: p.MEFLabel})
		}
		for _, o := range p.Options {
			if !e.HasNomenclature && o.ManagementKey != "" && !subjects[o.ManagementKey] {
				subjects[o.ManagementKey] = true
				e.Subjects = append(e.Subjects, Subject{Code: o.SubjectCode, ManagementKey: o.ManagementKey, Label: o.Label})
			}
		}
		p.structureLabels = nil
	}
	e.Classes, e.Groups = classes.list(), groups.list()
}

// index finds structures by code.
type index map[string]*Structure

func structureIndex(list []Structure) index {
	x := index{}
	for i := range list {
		x[list[i].Code] = &list[i]
	}
	return x
}

func (x index) at(code string) *Structure {
	if x[code] == nil {
		x[code] = &Structure{Code: code}
	}
	return x[code]
}

func (x index) list() []Structure {
	var list []Structure
	for _, s := range x {
		s.MEFs, s.Classes = sortedSet(s.MEFs), sortedSet(s.Classes)
		list = append(list, *s)
	}
	return list
}

func notEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// sort gives every list its order: guardians by key, everything else by code; rejected records by file
// and line. Pupils were sorted on arrival.
func (e *Export) sort() {
	slices.SortFunc(e.Guardians, func(a, b Guardian) int { return compareKeys(a.Key, b.Key) })
	slices.SortFunc(e.Links, func(a, b Link) int {
		return cmp.Or(compareKeys(a.PupilKey, b.PupilKey), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Rank, b.Rank),
			compareKeys(a.GuardianKey, b.GuardianKey))
	})
	byCode := func(a, b Structure) int { return strings.Compare(a.Code, b.Code) }
	slices.SortFunc(e.Classes, byCode)
	slices.SortFunc(e.Groups, byCode)
	slices.SortFunc(e.MEFs, func(a, b MEF) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(e.Subjects, func(a, b Subject) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.ManagementKey, b.ManagementKey))
	})
	slices.SortFunc(e.Programmes, func(a, b Programme) int {
		return cmp.Or(strings.Compare(a.MEF, b.MEF), strings.Compare(a.SubjectCode, b.SubjectCode), strings.Compare(a.Mode, b.Mode),
			strings.Compare(a.Hours, b.Hours))
	})
	slices.SortFunc(e.RankedOptions, func(a, b RankedOption) int {
		return cmp.Or(strings.Compare(a.MEF, b.MEF), cmp.Compare(a.Rank, b.Rank), strings.Compare(a.SubjectCode, b.SubjectCode))
	})
	for _, list := range e.CodeLists {
		slices.SortFunc(list, func(a, b Code) int { return cmp.Or(compareKeys(a.Code, b.Code), strings.Compare(a.Label, b.Label)) })
	}
	order := map[string]int{}
	for i, f := range e.Files {
		order[f.Name] = i
	}
	slices.SortStableFunc(e.Rejected, func(a, b Rejected) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line))
	})
}
