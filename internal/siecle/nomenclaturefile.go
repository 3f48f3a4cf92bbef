package siecle

import (
	"strconv"
)

// nomenclatureReader reads Nomenclature.xml: what the school teaches this year, and every code list. MEF codes change from
// year to year, so the file must be of the year one imports: Read compares the years.
type nomenclatureReader struct{ *part }

// Every section of DONNEES is a list; a list unknown today is one more code list.
func (r *nomenclatureReader) isRecord(path []string, _ string) bool {
	return len(path) == 3 && path[1] == "DONNEES"
}

func (r *nomenclatureReader) onRecord(section string, e *element) error {
	switch section {
	case "MEFS":
		r.readMEF(e)
	case "MATIERES":
		r.readSubject(e)
	case "PROGRAMMES":
		p := Programme{MEF: e.child("CODE_MEF"), SubjectCode: e.child("CODE_MATIERE"), Mode: e.child("CODE_MODALITE_ELECT"), Hours: e.child("HORAIRE")}
		if p.MEF == "" || p.SubjectCode == "" {
			r.reject(e.line, "programme sans MEF ou sans matière")
			return nil
		}
		r.programmes = append(r.programmes, p)
	case "OPTIONS_OBLIGATOIRES":
		o := RankedOption{MEF: e.child("CODE_MEF"), SubjectCode: e.child("CODE_MATIERE")}
		o.Rank, _ = strconv.Atoi(e.child("RANG_OPTION"))
		if o.MEF == "" || o.SubjectCode == "" {
			r.reject(e.line, "option obligatoire sans MEF ou sans matière")
			return nil
		}
		r.rankedOptions = append(r.rankedOptions, o)
	case "BOURSES": // no scholarship code is kept, so the list has no use
	default:
		r.readCode(section, e)
	}
	return nil
}

func (r *nomenclatureReader) readMEF(e *element) {
	m := MEF{Code: e.key("CODE_MEF")}
	if m.Code == "" {
		r.reject(e.line, "MEF sans code")
		return
	}
	for _, kid := range e.kids {
		s := kid.text
		switch kid.name {
		case "CODE_MEF":
		case "FORMATION":
			m.Formation = s
		case "LIBELLE_LONG":
			m.Label = s
		case "LIBELLE_EDITION":
			m.Edition = s
		case "CODE_MEFSTAT":
			m.NationalCode = s
		case "MEF_RATTACHEMENT":
			m.ParentCode = s
		case "NB_OPT_OBLIG":
			m.CompulsoryOptions = parseCount(s)
		case "NB_OPT_MINI":
			m.MinimumOptions = parseCount(s)
		case "DATE_OUVERTURE":
			m.OpenedOn = dateOrExtra(&m.Extra, kid)
		case "DATE_FERMETURE":
			m.ClosedOn = dateOrExtra(&m.Extra, kid)
		default:
			addExtra(&m.Extra, kid, "")
		}
	}
	r.mefs = append(r.mefs, m)
}

func (r *nomenclatureReader) readSubject(e *element) {
	m := Subject{Code: e.key("CODE_MATIERE")}
	if m.Code == "" {
		r.reject(e.line, "matière sans code")
		return
	}
	for _, kid := range e.kids {
		s := kid.text
		switch kid.name {
		case "CODE_MATIERE":
		case "CODE_GESTION":
			m.ManagementKey = s
		case "LIBELLE_COURT":
			m.Short = s
		case "LIBELLE_LONG":
			m.Label = s
		case "LIBELLE_EDITION":
			m.Edition = s
		default:
			addExtra(&m.Extra, kid, "")
		}
	}
	r.subjects = append(r.subjects, m)
}

// readCode reads one line of a code list: its code is its attribute, whatever the attribute is called.
func (r *nomenclatureReader) readCode(section string, e *element) {
	c := Code{}
	for _, kid := range e.kids {
		switch kid.name {
		case "LIBELLE_COURT", "LIBELLE_COURT_PCS":
			c.Short = kid.text
		case "LIBELLE_LONG", "LIBELLE_LONG_PCS":
			c.Label = kid.text
		case "LIBELLE_EDITION":
			c.Edition = kid.text
		default:
			addExtra(&c.Extra, kid, "")
		}
	}
	if len(e.attr) > 0 {
		c.Code = e.key(e.attr[0].Name.Local)
	}
	if c.Code == "" {
		r.reject(e.line, "code vide dans "+section)
		return
	}
	if r.codeLists == nil {
		r.codeLists = map[string][]Code{}
	}
	r.codeLists[section] = append(r.codeLists[section], c)
}

func (r *nomenclatureReader) finish() {}

func parseCount(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return nil
	}
	return &n
}
