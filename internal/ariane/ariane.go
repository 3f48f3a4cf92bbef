// Package ariane writes the workbook by which a school declares its travellers to Ariane, the service of the ministry of
// foreign affairs. It knows no database: values in, bytes out.
package ariane

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// File is one trip to declare.
type File struct {
	School   string
	Trip     string // its destination
	MadeAt   time.Time
	Pupils   []Pupil // in the order of the rows
	Adults   []Adult // on a sheet of their own: the model of the ministry has none
	Advisory string  // said above the list
}

// Pupil is one row. Who is to be reached is left empty when their address is protected.
type Pupil struct {
	Class, LastName, FirstName, BirthPlace string
	BirthOn                                string
	GuardianLast, GuardianFirst            string
	Address                                []string // lines, the empty ones left out of the cell
	Postcode, Town, Phone                  string
}

// Adult is one row of the second sheet.
type Adult struct {
	Name, Duty, Phone string
	BirthOn           string
}

// longest is how many characters a value has at most.
const longest = 40

const (
	headRow  = 4
	firstRow = 5
	pupils   = "Participants"
	adults   = "Accompagnateurs"
)

var heads = []string{
	"Classe", "Nom de famille", "Prénom", "Date de naissance", "Lieu de naissance", "Nom du responsable légal 1", "Prénom du responsable légal 1", "Adresse", "Code postal", "Commune",
	"Tél. portable du responsable légal 1",
}

// Workbook writes the file: its head on row 4, the pupils from A5, every value as text so that no zero is lost.
func Workbook(f File) ([]byte, error) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // nothing on disk
	w := &writer{book: book}
	w.do(func() error { return book.SetSheetName("Sheet1", pupils) })
	stamp := f.MadeAt.UTC().Format(time.RFC3339)
	w.do(func() error {
		return book.SetDocProps(&excelize.DocProperties{Title: cut("Ariane " + f.Trip), Creator: cut(f.School), Language: "fr", Created: stamp, Modified: stamp})
	})
	w.do(func() error { return book.SetAppProps(&excelize.AppProperties{Application: "Open Académie"}) })
	w.row(pupils, 1, 6, "NOM DU PROJET", cut(f.Trip))
	w.row(pupils, 2, 6, "LISTE DES PARTICIPANTS")
	w.row(pupils, 2, 2, f.Advisory)
	w.row(pupils, headRow, 1, heads...)
	for i, p := range f.Pupils {
		w.row(pupils, firstRow+i, 1, cut(p.Class), cut(p.LastName), cut(p.FirstName), american(p.BirthOn), cut(p.BirthPlace), cut(p.GuardianLast), cut(p.GuardianFirst),
			cut(joined(p.Address)), cut(p.Postcode), cut(p.Town), cut(strings.Map(noSpace, p.Phone)))
	}
	w.do(func() error { return book.SetColWidth(pupils, "A", "K", 22) })
	if len(f.Adults) > 0 {
		w.do(func() error { _, err := book.NewSheet(adults); return err })
		w.row(adults, 1, 1, "Nom", "Rôle", "Date de naissance", "Téléphone")
		for i, a := range f.Adults {
			w.row(adults, 2+i, 1, cut(a.Name), cut(a.Duty), american(a.BirthOn), cut(strings.Map(noSpace, a.Phone)))
		}
		w.do(func() error { return book.SetColWidth(adults, "A", "D", 26) })
	}
	if w.err != nil {
		return nil, fmt.Errorf("classeur Ariane : %w", w.err)
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("classeur Ariane : %w", err)
	}
	return out.Bytes(), nil
}

// writer keeps the first error of many small writes.
type writer struct {
	book *excelize.File
	err  error
}

func (w *writer) do(write func() error) {
	if w.err == nil {
		w.err = write()
	}
}

func (w *writer) row(sheet string, row, column int, values ...string) {
	for i, value := range values {
		if value == "" {
			continue
		}
		w.do(func() error {
			at, err := excelize.CoordinatesToCellName(column+i, row)
			if err != nil {
				return err
			}
			return w.book.SetCellStr(sheet, at, value)
		})
	}
}

// american writes a day, given as 2013-05-01, as Ariane reads it, month first: 5/1/2013. A day that is not known is left empty.
func american(d string) string {
	at, err := time.Parse(time.DateOnly, d)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d/%d/%d", at.Month(), at.Day(), at.Year())
}

// cut keeps forty characters of a value, on one line.
func cut(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))), " ")
	r := []rune(s)
	return strings.TrimSpace(string(r[:min(len(r), longest)]))
}

func joined(lines []string) string {
	var kept []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, " - ")
}

func noSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}
