// Package gigc reads the staff file that the ministry's GIGC exports: a workbook (.xls or .xlsx) or a text file with
// semicolons. Columns are found by their header. Of its thirty columns only eight are read: no NUMEN, no home address, no
// grade, no mark ever enters the application.
//
// It is a pure package: bytes in, one [Export] out.
package gigc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle"
)

// What Read refuses, besides what siecle refuses of any file.
var (
	ErrHeaders = errors.New("ce fichier n'est pas l'export des personnels de GIGC : les colonnes « Nom d'usage » et « Prénom » sont attendues sur une même ligne de titres")
	ErrNobody  = errors.New("aucune personne n'a pu être lue dans ce fichier")
)

// Person is one member of the staff, as the file says. An empty field says nothing.
type Person struct {
	File       string `json:"file"`
	Line       int    `json:"line"`
	Civility   string `json:"civility,omitempty"` // "M." or "Mme"
	LastName   string `json:"last_name"`          // the name in use
	FirstName  string `json:"first_name"`
	BirthOn    string `json:"birth_on,omitempty"` // "2006-01-02"
	Phone      string `json:"phone,omitempty"`
	Mobile     string `json:"mobile,omitempty"`
	Email      string `json:"email,omitempty"`
	Discipline string `json:"discipline,omitempty"`
}

// Name is how messages call the person.
func (p Person) Name() string { return strings.TrimSpace(p.LastName + " " + p.FirstName) }

// Export is what the files say together.
type Export struct {
	Files    []siecle.FileInfo `json:"files"`
	People   []Person          `json:"people"`
	Rejected []siecle.Rejected `json:"rejected,omitempty"`
	Notes    []string          `json:"notes,omitempty"`
}

const headerRows = 10 // how far down the headers are looked for: some people add a title above them

// the columns that are read, as FoldHeader writes them
const (
	civility   = "libelle civilite"
	usageName  = "nom d usage"
	familyName = "nom patronymique"
	firstName  = "prenom"
	birth      = "date de naissance"
	phone      = "telephone"
	mobile     = "telephone mobile"
	email      = "mel pro"
	discipline = "libelle discipline"
)

// Read reads the files together. Its errors are in French: one of this package or of siecle in a [siecle.FileError], or that
// of ctx. A line that cannot be used goes to Rejected.
func Read(ctx context.Context, files []siecle.File, limits siecle.Limits) (*Export, error) {
	e := &Export{}
	seen := map[Person]bool{}
	for _, file := range files {
		tables, info, err := siecle.ReadTables(ctx, file, limits)
		if err != nil {
			return nil, err
		}
		e.Files = append(e.Files, info)
		found := false
		for i := range tables {
			s := &sheet{Export: e, table: &tables[i], file: file.Name, seen: seen}
			if err := tables[i].Rows(s.row); err != nil && !errors.Is(err, errNotHere) {
				return nil, err
			}
			if found = s.columns != nil; found {
				break
			}
		}
		if !found {
			return nil, &siecle.FileError{File: file.Name, Err: ErrHeaders}
		}
	}
	if len(e.People) == 0 {
		return nil, ErrNobody
	}
	slices.SortStableFunc(e.People, func(a, b Person) int {
		return cmp.Or(strings.Compare(a.LastName, b.LastName), strings.Compare(a.FirstName, b.FirstName), strings.Compare(a.BirthOn, b.BirthOn))
	})
	return e, nil
}

// errNotHere ends the reading of a sheet without headers and is never seen outside.
var errNotHere = errors.New("not here")

// sheet is one table being read.
type sheet struct {
	*Export
	table    *siecle.Table
	file     string
	columns  map[string]int
	rowsRead int
	seen     map[Person]bool // the same line twice, in one file or in two, counts once
}

func (s *sheet) row(line int, cells []string) error {
	if s.columns == nil {
		s.columns = findColumns(cells)
		if s.rowsRead++; s.columns == nil && s.rowsRead >= headerRows {
			return errNotHere
		}
		return nil
	}
	take := func(column string) string {
		if i, known := s.columns[column]; known && i < len(cells) {
			return strings.Join(strings.Fields(cells[i]), " ")
		}
		return ""
	}
	p := Person{
		Civility: spoken(take(civility)), LastName: cmp.Or(take(usageName), take(familyName)), FirstName: take(firstName),
		Phone: siecle.NormalisePhone(take(phone)), Mobile: siecle.NormalisePhone(take(mobile)), Email: strings.ToLower(take(email)), Discipline: take(discipline),
	}
	if strings.Join(cells, "") == "" {
		return nil
	}
	reject := func(reason string) {
		s.Rejected = append(s.Rejected, siecle.Rejected{File: s.file, Line: line, Reason: reason})
	}
	if p.LastName == "" || p.FirstName == "" {
		reject("personne sans nom ou sans prénom" + strings.TrimSuffix(" : "+p.Name(), " : "))
		return nil
	}
	day, ok := s.table.Day(take(birth))
	if !ok {
		reject(fmt.Sprintf("date de naissance illisible « %s » : %s", take(birth), p.Name()))
		return nil
	}
	p.BirthOn = day
	if s.seen[p] {
		return nil
	}
	s.seen[p] = true
	p.File, p.Line = s.file, line
	s.People = append(s.People, p)
	return nil
}

// findColumns gives nil when the row is not the row of headers.
func findColumns(cells []string) map[string]int {
	columns := map[string]int{}
	for i, cell := range cells {
		header := siecle.FoldHeader(cell)
		if _, twice := columns[header]; !twice && header != "" {
			columns[header] = i
		}
	}
	_, usage := columns[usageName]
	_, family := columns[familyName]
	if _, first := columns[firstName]; !first || !usage && !family {
		return nil
	}
	return columns
}

func spoken(s string) string {
	switch siecle.FoldHeader(s) {
	case "m", "mr", "monsieur":
		return "M."
	case "mme", "mlle", "madame", "mademoiselle":
		return "Mme"
	}
	return ""
}
