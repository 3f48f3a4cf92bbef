package siecle

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// pupilReader reads ElevesAvecAdresses.xml and ElevesSansAdresses.xml. Options, structures and addresses stand in sections
// of their own, before or after the pupils: they wait until the end of the file.
type pupilReader struct {
	*part
	byID       map[string]bool
	lines      map[string]int
	options    map[string][]Option
	structures map[string][]pupilStructure
	addresses  addressBook
}

type pupilStructure struct{ code, kind string }

func (r *pupilReader) isRecord(path []string, _ string) bool {
	return sections(path, "ELEVES", "OPTIONS", "STRUCTURES", "ADRESSES", "BOURSES")
}

func (r *pupilReader) onRecord(section string, e *element) error {
	switch section {
	case "ELEVES":
		r.readPupil(e)
	case "OPTIONS":
		r.readOptions(e)
	case "STRUCTURES":
		r.readStructures(e)
	case "ADRESSES":
		r.addresses.read(r.part, e)
	}
	return nil // BOURSES: aid data, not ours to keep
}

func (r *pupilReader) readPupil(e *element) {
	p := Pupil{EleveID: e.key("ELEVE_ID"), Elenoet: trimZeros(e.key("ELENOET")), LastName: e.child("NOM_DE_FAMILLE", "NOM")}
	p.Key = p.EleveID
	name := strings.TrimSpace(p.LastName + " " + e.child("PRENOM"))
	switch {
	case p.EleveID == "" && name == "":
		r.reject(e.line, "élève sans identifiant ni nom")
		return
	case p.EleveID == "":
		r.reject(e.line, "élève sans identifiant ELEVE_ID : "+name)
		return
	case p.LastName == "":
		r.reject(e.line, "élève sans nom de famille (ELEVE_ID "+p.EleveID+")")
		return
	case r.byID[p.EleveID]:
		r.reject(e.line, fmt.Sprintf("élève en double : %s (ELEVE_ID %s), déjà lu dans ce fichier", name, p.EleveID))
		return
	}
	var ok bool
	if p.BirthDate, ok = parseDate(e.child("DATE_NAISS", "DATE_NAISSANCE")); !ok {
		r.reject(e.line, fmt.Sprintf("date de naissance illisible « %s » : %s", e.child("DATE_NAISS", "DATE_NAISSANCE"), name))
		return
	}
	for _, kid := range e.kids {
		r.readPupilLeaf(&p, kid)
	}
	if r.byID == nil {
		r.byID, r.lines = map[string]bool{}, map[string]int{}
	}
	r.byID[p.EleveID], r.lines[p.EleveID] = true, e.line
	r.pupils = append(r.pupils, p)
}

func (r *pupilReader) readPupilLeaf(p *Pupil, kid *element) {
	s := kid.text
	switch kid.name {
	case "ELEVE_ID", "ELENOET", "NOM_DE_FAMILLE", "NOM", "DATE_NAISS", "DATE_NAISSANCE": // read above
	case "ID_NATIONAL":
		p.INE = parseINE(s)
	case "ID_ELEVE_ETAB":
		p.IDEtab = s
	case "NOM_USAGE":
		p.UsageName = s
	case "PRENOM":
		p.FirstName = s
	case "PRENOM2":
		p.FirstName2 = s
	case "PRENOM3":
		p.FirstName3 = s
	case "CODE_SEXE", "SEXE":
		if p.Sex = parseSex(s); p.Sex == "" {
			addExtra(&p.Extra, kid, "")
		}
	case "VILLE_NAISS":
		p.BirthPlace = s
	case "CODE_COMMUNE_INSEE_NAISS":
		p.BirthINSEE = s
	case "CODE_DEPARTEMENT_NAISS":
		p.BirthDepartment = s
	case "CODE_PAYS":
		p.BirthCountry = s
	case "CODE_PAYS_NAT":
		p.NationalityCode = s
	case "DOUBLEMENT":
		p.Repeating = parseBool(s)
	case "ACCEPTE_SMS":
		p.SMSAccepted = parseBool(s)
	case "MEL", "EMAIL":
		p.Email = s
	case "TEL_PERSONNEL":
		p.PhonePersonal = NormalisePhone(s)
	case "TEL_PROFESSIONNEL":
		p.PhoneWork = NormalisePhone(s)
	case "TEL_PORTABLE":
		p.PhoneMobile = NormalisePhone(s)
	case "ADRESSE_ID":
		p.Address.ID = s
	case "CODE_REGIME":
		p.BoardingCode = s
	case "CODE_MEF":
		p.MEF = s
	case "CODE_STATUT":
		p.StatusCode = s
	case "DATE_ENTREE":
		p.EnteredOn = dateOrExtra(&p.Extra, kid)
	case "DATE_SORTIE":
		p.LeftOn = dateOrExtra(&p.Extra, kid)
	case "CODE_MOTIF_SORTIE":
		p.ExitReason = s
	case "SCOLARITE_AN_DERNIER":
		for _, leaf := range kid.kids {
			readLastYearLeaf(&p.LastYear, leaf)
		}
	default:
		addExtra(&p.Extra, kid, "")
	}
}

func readLastYearLeaf(y *LastYear, leaf *element) {
	switch leaf.name {
	case "CODE_RNE":
		y.UAI = leaf.text
	case "CODE_MEF":
		y.MEF = leaf.text
	case "CODE_STRUCTURE":
		y.Class = leaf.text
	case "SIGLE":
		y.Acronym = leaf.text
	case "DENOM_PRINC":
		y.Name = leaf.text
	default:
		addExtra(&y.Extra, leaf, "")
	}
}

func (r *pupilReader) readOptions(e *element) {
	id := e.key("ELEVE_ID")
	if r.options == nil {
		r.options = map[string][]Option{}
	}
	for _, kid := range e.kids {
		if len(kid.kids) == 0 {
			continue
		}
		o := Option{Mode: kid.child("CODE_MODALITE_ELECT"), SubjectCode: kid.child("CODE_MATIERE")}
		o.Rank, _ = strconv.Atoi(kid.child("NUM_OPTION"))
		if o.SubjectCode == "" {
			r.reject(kid.line, "option sans matière (ELEVE_ID "+id+")")
			continue
		}
		r.options[id] = append(r.options[id], o)
	}
}

func (r *pupilReader) readStructures(e *element) {
	id := e.key("ELEVE_ID")
	if r.structures == nil {
		r.structures = map[string][]pupilStructure{}
	}
	for _, kid := range e.kids {
		if code := kid.child("CODE_STRUCTURE"); code != "" {
			r.structures[id] = append(r.structures[id], pupilStructure{code, strings.ToUpper(kid.child("TYPE_STRUCTURE"))})
		}
	}
}

func (r *pupilReader) finish() {
	r.hasAddresses = r.addresses != nil
	for i := range r.pupils {
		p := &r.pupils[i]
		p.Options = sortOptions(r.options[p.EleveID])
		p.setStructures(r.structures[p.EleveID])
		if p.Address.ID != "" && r.hasAddresses && !r.addresses.fill(&p.Address, &p.Extra) {
			r.reject(r.lines[p.EleveID], fmt.Sprintf("adresse %s introuvable dans le fichier : élève %s %s gardé sans adresse",
				p.Address.ID, p.LastName, p.FirstName))
		}
	}
}

// setStructures tells the class from the groups by their type, never by their order. A structure without type is the class
// when there is no other. A pupil in two classes, which SIECLE forbids but files show, keeps the first by name and an Extra.
func (p *Pupil) setStructures(structures []pupilStructure) {
	var classes, unknown []string
	for _, s := range structures {
		switch s.kind {
		case "D":
			classes = append(classes, s.code)
		case "G":
			p.Groups = append(p.Groups, s.code)
		default:
			unknown = append(unknown, s.code)
		}
	}
	if len(classes) == 0 && len(unknown) == 1 {
		classes, unknown = unknown, nil
	}
	p.Groups = sortedSet(append(p.Groups, unknown...))
	classes = sortedSet(classes)
	if len(classes) > 0 {
		p.Class = classes[0]
	}
	if len(classes) > 1 {
		setExtra(&p.Extra, "AUTRES_DIVISIONS", strings.Join(classes[1:], " ; "))
	}
}

func sortOptions(options []Option) []Option {
	slices.SortFunc(options, func(a, b Option) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.SubjectCode, b.SubjectCode),
			cmp.Compare(a.ManagementKey, b.ManagementKey), cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Label, b.Label))
	})
	return slices.Compact(options)
}

func sortedSet(codes []string) []string {
	slices.Sort(codes)
	return slices.Compact(codes)
}
