package siecle

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle/codes"
)

// sheetReader reads the rows of « élèves complète »: one row per pupil and per structure, so that a pupil with two groups
// has three rows that repeat everything else.
type sheetReader struct {
	*part
	table    *Table
	columns  *columns
	rowsRead int
	pupilAt  map[string]int // key → position in pupils
	schools  map[string]bool
	places   map[string][]pupilStructure
}

const franceCode = "100"

func (r *sheetReader) readRow(row int, cells []string) error {
	if r.columns == nil {
		r.columns = findColumns(cells)
		if r.rowsRead++; r.columns == nil && r.rowsRead >= headerRows {
			return errStop
		}
		return nil
	}
	v := r.columns.of(cells)
	if v.isBlank() {
		return nil
	}
	p := Pupil{Elenoet: trimZeros(v.take("eleve no etab")), IDEtab: padZeros(v.take("num eleve etab"), 11), INE: parseINE(v.take("id national")),
		LastName: v.take("nom de famille"), FirstName: v.take("prenom")}
	name := strings.TrimSpace(p.LastName + " " + p.FirstName)
	switch {
	case p.Elenoet != "":
		p.Key = "etab:" + p.Elenoet
	case p.IDEtab != "":
		p.Key = "etab:" + p.IDEtab
	case p.INE != "":
		p.Key = "ine:" + p.INE
	default:
		r.reject(row, strings.TrimSuffix("élève sans numéro (Elève No Etab, Num. Elève Etab ou Id National) : "+name, " : "))
		return nil
	}
	if p.LastName == "" {
		r.reject(row, "élève sans nom de famille (numéro "+strings.TrimPrefix(p.Key, "etab:")+")")
		return nil
	}
	birth := v.take("date naissance")
	day, ok := r.date(birth)
	if !ok {
		r.reject(row, fmt.Sprintf("date de naissance illisible « %s » : %s", birth, name))
		return nil
	}
	p.BirthDate = day
	if len(p.IDEtab) == 11 {
		if r.schools == nil {
			r.schools = map[string]bool{}
		}
		r.schools[p.IDEtab[5:]] = true
	}
	r.fillPupil(&p, v)
	r.readGuardianCells(row, &p, v)
	r.keep(p, v)
	return nil
}

func (r *sheetReader) fillPupil(p *Pupil, v *view) {
	p.UsageName, p.FirstName2, p.FirstName3 = v.take("nom d usage"), v.take("prenom 2"), v.take("prenom 3")
	p.Sex = parseSex(v.take("sexe"))
	p.Repeating = parseBool(v.take("doublement"))
	p.BirthPlace = v.take("commune naiss")
	if abroad := v.take("ville naiss etrangere"); p.BirthPlace == "" {
		p.BirthPlace = abroad
	} else {
		setExtra(&p.Extra, "Ville Naiss. Etrangère", abroad)
	}
	p.BirthCountryLabel, p.NationalityLabel = v.take("pays naiss"), v.take("pays nat")
	p.BirthCountry, p.NationalityCode = countryCode(p.BirthCountryLabel), countryCode(p.NationalityLabel)
	p.EnteredOn = r.dateOrExtra(&p.Extra, v, "date entree")
	p.LeftOn = r.dateOrExtra(&p.Extra, v, "date sortie")
	p.ExitReason = codeOf(codes.ExitReasons(), v.take("motif sortie"))
	boarding := v.take("lib regime")
	if p.BoardingCode = v.take("code regime"); p.BoardingCode == "" {
		p.BoardingCode = codeOf(codes.Boarding(), boarding)
	}
	p.MEF, p.MEFLabel = v.take("code mef"), v.take("lib mef")
	p.PhonePersonal, p.PhoneWork = NormalisePhone(v.take("tel personnel")), NormalisePhone(v.take("tel professionnel"))
	p.PhoneMobile, p.Email = NormalisePhone(v.take("tel portable")), v.take("email")
	p.Address = takeAddress(v.take)
	for n := 1; n <= 12; n++ {
		rank := strconv.Itoa(n)
		o := Option{Rank: n, ManagementKey: v.take("cle gestion mat enseignee " + rank), Label: v.take("lib mat enseignee " + rank),
			Mode: v.take("code modalite elect " + rank)}
		v.take("lib modalite elect " + rank) // said by the code
		if o.ManagementKey != "" || o.Label != "" {
			p.Options = append(p.Options, o)
		}
	}
}

// keep adds the pupil, or what a further row of his adds: structures, options, and leaves not seen before.
func (r *sheetReader) keep(p Pupil, v *view) {
	place := pupilStructure{v.take("code structure"), strings.ToUpper(v.take("type structure"))}
	label := v.take("lib structure")
	v.rest(&p.Extra)
	if r.pupilAt == nil {
		r.pupilAt, r.places = map[string]int{}, map[string][]pupilStructure{}
	}
	at, again := r.pupilAt[p.Key]
	if !again {
		at = len(r.pupils)
		r.pupilAt[p.Key] = at
		r.pupils = append(r.pupils, p)
	}
	known := &r.pupils[at]
	if again {
		known.Options = append(known.Options, p.Options...)
		for name, value := range p.Extra {
			setExtra(&known.Extra, name, value)
		}
	}
	if place.code != "" {
		r.places[p.Key] = append(r.places[p.Key], place)
		if label != "" {
			if known.structureLabels == nil {
				known.structureLabels = map[string]string{}
			}
			known.structureLabels[place.code] = label
		}
	}
}

func (r *sheetReader) finish() {
	for i := range r.pupils {
		p := &r.pupils[i]
		p.Options = sortOptions(p.Options)
		p.setStructures(r.places[p.Key])
	}
	switch len(r.schools) {
	case 0:
	case 1:
		for digits := range r.schools {
			r.uaiDigits = digits
		}
	default:
		r.notes = append(r.notes, fmt.Sprintf("« %s » : les numéros d'élèves portent les codes de %d établissements (cité scolaire ?). Vérifiez que c'est la bonne base.",
			r.info.Name, len(r.schools)))
	}
}

func (r *sheetReader) date(s string) (string, bool) { return r.table.Day(s) }

func (r *sheetReader) dateOrExtra(extra *map[string]string, v *view, header string) string {
	s := v.take(header)
	day, ok := r.date(s)
	if !ok {
		setExtra(extra, header, s)
	}
	return day
}

// takeAddress reads the columns of an address, of the pupil or of a guardian.
func takeAddress(take func(string) string) Address {
	a := Address{Line1: take("ligne adresse 1"), Line2: take("ligne adresse 2"), Line3: take("ligne adresse 3"), Line4: take("ligne adresse 4"),
		Postcode: take("code postal"), Town: take("lib postal"), ForeignTown: take("commune etrangere"), Country: take("pays")}
	a.CountryCode = countryCode(a.Country)
	if a.CountryCode == franceCode || a.Country == "" {
		a.Postcode = padZeros(a.Postcode, 5)
	}
	return a
}

// countryCode knows France only: a workbook names countries, and no list here turns the other names into codes.
func countryCode(label string) string {
	switch FoldHeader(label) {
	case "france", "francaise", "francais":
		return franceCode
	}
	return ""
}

// codeOf accepts a code or a label of a list, and keeps anything else as written.
func codeOf(list codes.List, s string) string {
	if _, ok := list.Find(s); ok {
		return s
	}
	if c, ok := list.FindLabel(s); ok {
		return c.Code
	}
	return s
}

// padZeros gives back the leading zeros that a spreadsheet ate: "1000" is the postcode 01000.
func padZeros(s string, width int) string {
	if isDigits(s) && len(s) < width && len(s) >= width-4 {
		return strings.Repeat("0", width-len(s)) + s
	}
	return s
}
