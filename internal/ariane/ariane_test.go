package ariane

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func rows(t interface{ Fatalf(string, ...any) }, f File, sheet string) [][]string {
	raw, err := Workbook(f)
	if err != nil {
		t.Fatalf("%v", err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v", err)
	}
	all, err := book.GetRows(sheet)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return all
}

func TestTheWorkbookReadsBack(t *testing.T) {
	f := File{School: "Collège des Deux-Rives", Trip: "Rome", MadeAt: time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC),
		Pupils: []Pupil{{
			Class: "4B", LastName: "LOVELACE", FirstName: "Ada", BirthOn: "2013-05-01", BirthPlace: "Villeneuve", GuardianLast: "LOVELACE", GuardianFirst: "Anne",
			Address: []string{"3 rue du Port", "", "Bât. 2"}, Postcode: "01100", Town: "Villeneuve", Phone: "06 12 34 56 78",
		}},
		Adults: []Adult{{Name: "Anne SALAÜN", Duty: "Responsable", BirthOn: "1980-12-24", Phone: "06 00 00 00 00"}},
	}
	all := rows(t, f, "Participants")
	if all[0][5] != "NOM DU PROJET" || all[0][6] != "Rome" || all[1][5] != "LISTE DES PARTICIPANTS" || all[3][0] != "Classe" || len(all[3]) != 11 {
		t.Errorf("heads: %q", all[:4])
	}
	want := "4B|LOVELACE|Ada|5/1/2013|Villeneuve|LOVELACE|Anne|3 rue du Port - Bât. 2|01100|Villeneuve|0612345678"
	if got := strings.Join(all[4], "|"); got != want {
		t.Errorf("A5: %s", got)
	}
	if got := strings.Join(rows(t, f, "Accompagnateurs")[1], "|"); got != "Anne SALAÜN|Responsable|12/24/1980|0600000000" {
		t.Errorf("adults: %s", got)
	}
}

func TestNoValueIsLongerThanForty(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := Pupil{LastName: rapid.String().Draw(r, "last"), Address: rapid.SliceOf(rapid.String()).Draw(r, "address"), Town: rapid.String().Draw(r, "town"), Class: "4B"}
		for _, row := range rows(r, File{Pupils: []Pupil{p}}, "Participants")[4:] {
			for _, value := range row {
				if utf8.RuneCountInString(value) > longest {
					r.Fatalf("%q", value)
				}
			}
		}
	})
}
