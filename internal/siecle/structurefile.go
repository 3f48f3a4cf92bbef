package siecle

import (
	"strings"
)

// structureReader reads Structures.xml: classes and groups with their MEF. Older and neighbouring files write the code as an
// attribute CODE or as a leaf; both are accepted.
type structureReader struct {
	*part
	seen map[string]bool
}

func (r *structureReader) isRecord(path []string, _ string) bool {
	return sections(path, "DIVISIONS", "GROUPES")
}

func (r *structureReader) onRecord(section string, e *element) error {
	s := Structure{Code: e.key("CODE_STRUCTURE", "CODE_DIVISION", "CODE_GROUPE", "CODE")}
	if s.Code == "" {
		r.reject(e.line, strings.ToLower(e.name)+" sans code")
		return nil
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	if r.seen[section+" "+s.Code] {
		r.reject(e.line, strings.ToLower(e.name)+" en double : "+s.Code)
		return nil
	}
	r.seen[section+" "+s.Code] = true
	for _, kid := range e.kids {
		switch kid.name {
		case "CODE_STRUCTURE", "CODE_DIVISION", "CODE_GROUPE", "CODE":
		case "LIBELLE_LONG", "LIBELLE":
			s.Label = kid.text
		case "MEFS_APPARTENANCE":
			s.MEFs = append(s.MEFs, membership(kid, "CODE_MEF")...)
		case "DIVISIONS_APPARTENANCE":
			s.Classes = append(s.Classes, membership(kid, "CODE_STRUCTURE", "CODE_DIVISION")...)
			for _, division := range kid.kids { // a group may say its MEFs inside each class
				for _, mefs := range division.kids {
					if mefs.name == "MEFS_APPARTENANCE" {
						s.MEFs = append(s.MEFs, membership(mefs, "CODE_MEF")...)
					}
				}
			}
		default:
			addExtra(&s.Extra, kid, "")
		}
	}
	s.MEFs, s.Classes = sortedSet(s.MEFs), sortedSet(s.Classes)
	if section == "GROUPES" {
		r.groups = append(r.groups, s)
	} else {
		r.classes = append(r.classes, s)
	}
	return nil
}

// membership lists the codes of a …S_APPARTENANCE element.
func membership(e *element, names ...string) []string {
	var codes []string
	for _, kid := range e.kids {
		code := kid.key(append(names, "CODE")...)
		if code == "" && len(kid.kids) == 0 {
			code = kid.text
		}
		if code != "" {
			codes = append(codes, code)
		}
	}
	return codes
}

func (r *structureReader) finish() {}
