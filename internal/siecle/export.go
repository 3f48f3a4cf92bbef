package siecle

import "fmt"

// Export is what the files say, merged. Every list has a fixed order that does not depend on the order in the files.
// Strings are trimmed and otherwise kept as written; dates are "2006-01-02"; nil booleans mean « the files do not say ».
type Export struct {
	// UAI of the school, "" when no file names it. Compare with [Export.MayBelongTo] before applying anything.
	UAI string
	// UAIDigits are characters 2 to 7 of the UAI, the only trace of the school in an Excel workbook; "" without workbook.
	UAIDigits string
	// Year is 0 when no file names it (a workbook never does).
	Year  Year
	Files []FileInfo

	// The flags say which lists are complete. A list without its flag may be partial: nobody left because he is absent from
	// it.
	HasPupils, HasGuardians, HasStructures, HasNomenclature bool
	// The files exist with and without addresses: when false, an empty Address says nothing.
	HasPupilAddresses, HasGuardianAddresses bool

	Pupils    []Pupil
	Guardians []Guardian
	Links     []Link
	// Classes and Groups come from Structures.xml; without it they are those the pupils name, and HasStructures is false.
	Classes, Groups []Structure
	// MEFs and Subjects come from Nomenclature.xml; without it they are those a workbook names, and HasNomenclature is false.
	MEFs     []MEF
	Subjects []Subject
	// Programmes and RankedOptions are in Nomenclature.xml only.
	Programmes    []Programme
	RankedOptions []RankedOption
	// CodeLists holds the lists of Nomenclature.xml by section name ("REGIMES", "LIENS_PARENTE"…); scholarships are left out.
	CodeLists map[string][]Code

	// Rejected lists the records left out. Reasons are in French and may name a pupil: personal data.
	Rejected []Rejected
	// Notes are French sentences on what the reader had to assume, to be shown before the import is confirmed.
	Notes []string
}

// Year is a school year by its first civil year: 2026 is 2026-2027. Zero is « unknown ».
type Year int

// String writes "2026-2027", or "" for an unknown year.
func (y Year) String() string {
	if y == 0 {
		return ""
	}
	return fmt.Sprintf("%d-%d", int(y), int(y)+1)
}

// Kind is what a file turned out to hold.
type Kind string

// The kinds of files. KindOther is a well-formed file of SIECLE that serves nothing here (establishments, geography…).
const (
	KindPupils       Kind = "pupils"
	KindGuardians    Kind = "guardians"
	KindStructures   Kind = "structures"
	KindNomenclature Kind = "nomenclature"
	KindWorkbook     Kind = "workbook"
	KindOther        Kind = "other"
)

// FileInfo describes one file read, zip entries included. Name is "archive.zip/entry.xml" for an entry.
type FileInfo struct {
	Name     string
	Kind     Kind
	Encoding string // "ISO-8859-15", "windows-1252", "UTF-8", "UTF-16"; "" for a workbook
	SHA256   string // of the raw bytes, lower-case hexadecimal
	// ExportedOn is the day SIECLE wrote the file; "" when not said.
	ExportedOn string
}

// Rejected is one record left out, or the part of a record that leads nowhere (an address absent from the file: the person is
// kept without it, and the reason says so).
type Rejected struct {
	File   string
	Line   int // line of the XML file, row of the sheet (the header is row 1)
	Reason string
}
