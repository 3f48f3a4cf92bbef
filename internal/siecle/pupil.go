package siecle

import "strings"

// Pupil is one pupil, whatever the number of lines that speak of him.
type Pupil struct {
	// Key is unique in one Export and joins Links to pupils: ELEVE_ID from XML, "etab:" and the school number from a workbook
	// (which has no ELEVE_ID). To match pupils over two exports use EleveID, then IDEtab or Elenoet, then INE.
	Key     string
	EleveID string // ELEVE_ID, permanent in the base of one school
	Elenoet string // number in the school, without leading zeros
	IDEtab  string // ID_ELEVE_ETAB: 5 digits of Elenoet, 6 characters of the UAI
	INE     string // upper case, letters and digits only; "" when not yet given

	LastName, UsageName               string
	FirstName, FirstName2, FirstName3 string
	Sex                               string // "M", "F" or ""
	BirthDate                         string
	BirthPlace                        string // town as written; XML gives it for births abroad only
	BirthINSEE                        string // commune of birth, 5 characters, births in France
	BirthDepartment                   string
	BirthCountry                      string // 3-digit code, "100" is France; "" from a workbook unless France
	BirthCountryLabel                 string // workbook only
	NationalityCode                   string // 3-digit code; "" from a workbook unless French
	NationalityLabel                  string // workbook only

	Repeating   *bool
	SMSAccepted *bool
	Email       string

	PhonePersonal, PhoneWork, PhoneMobile string // see [NormalisePhone]

	Address Address

	BoardingCode string // see package codes
	MEF          string // 11 characters
	MEFLabel     string // workbook, or resolved from the nomenclature
	StatusCode   string // "ST" for a pupil
	EnteredOn    string
	LeftOn       string
	ExitReason   string // code; see package codes

	Class   string   // code of the division, "" when not yet placed
	Groups  []string // codes, sorted, each once
	Options []Option

	LastYear LastYear

	// Extra keeps every leaf of the record that has no field above, by element or header name: nothing imported is lost, but
	// the scholarship codes, dropped on purpose: they are aid data that the import does not need.
	Extra map[string]string

	structureLabels map[string]string // workbook: labels of its class and groups, until the structures are listed
}

// Option is a subject chosen by a pupil.
type Option struct {
	Rank          int    // 1 to 12
	Mode          string // election mode: O, F, S…
	SubjectCode   string // 6 digits; "" from a workbook without Nomenclature.xml
	ManagementKey string // "AGL1"; "" from XML without Nomenclature.xml
	Label         string
}

// LastYear is where the pupil was the year before.
type LastYear struct {
	UAI, MEF, Class string
	Acronym         string // "CLG", "E.E.PU"…
	Name            string
	Extra           map[string]string
}

// Address is a postal address. SIECLE often leaves lines 1 and 2 empty and writes from line 3: show [Address.Lines].
type Address struct {
	ID                         string // ADRESSE_ID: people of one household share it; "" from a workbook
	Line1, Line2, Line3, Line4 string
	Postcode, Town             string
	ForeignTown                string
	CountryCode, Country       string // "100" is France; CountryCode is "" from a workbook unless France
	INSEE                      string
}

// Lines gives the lines that are not empty, in order.
func (a Address) Lines() []string {
	var lines []string
	for _, line := range []string{a.Line1, a.Line2, a.Line3, a.Line4} {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// IsZero is true when the address says nothing: a country alone is nothing.
func (a Address) IsZero() bool {
	return len(a.Lines()) == 0 && a.Postcode == "" && a.Town == "" && a.ForeignTown == ""
}
