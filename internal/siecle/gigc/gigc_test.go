package gigc_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
	xls "github.com/openacademie/openacademie/internal/xls/fixture"
)

// rows is a file of GIGC with fictitious people: columns that are not ours between those that are, a phone that a spreadsheet
// took for a number, a line twice, a line without a name, a day that is none.
func rows(birth any) [][]any {
	return [][]any{
		{"Code Civilité", "Libellé  Civilité", "Nom d'usage", "Prénom", "Nom Patronymique", "Date de naissance", "Numen", "Téléphone", "Téléphone mobile", "Mél pro", "Code Discipline", "Libellé Discipline"},
		{1, "M.", "MAREUIL", "Éloi", "MAREUIL", birth, "00X0000000XXX", "01 99 00 12 34", 639980001, "Eloi.Mareuil@ac-exemple.FR", "L0202", "LETTRES  MODERNES"},
		{2, "MME", "", "Œnone", "D'ARTOIS", "", "00X0000000XXY", "", "", "", "", "ANGLAIS"},
		{2, "MME", "", "Œnone", "D'ARTOIS", "", "00X0000000XXY", "", "", "", "", "ANGLAIS"},
		nil,
		{"", "", "", "Personne", "", "", "", "", "", "", "", ""},
		{"", "", "MAREUIL", "Jean", "", "31/02/1970", "", "", "", "", "", ""},
	}
}

func wanted(file string) []gigc.Person {
	return []gigc.Person{
		{File: file, Line: 3, Civility: "Mme", LastName: "D'ARTOIS", FirstName: "Œnone", Discipline: "ANGLAIS"},
		{File: file, Line: 2, Civility: "M.", LastName: "MAREUIL", FirstName: "Éloi", BirthOn: "1971-03-05", Phone: "0199001234", Mobile: "0639980001",
			Email: "eloi.mareuil@ac-exemple.fr", Discipline: "LETTRES MODERNES"},
	}
}

func read(t *testing.T, file siecle.File) *gigc.Export {
	t.Helper()
	e, err := gigc.Read(context.Background(), []siecle.File{file}, siecle.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func text(t testing.TB, separator string) string {
	t.Helper()
	var lines []string
	for _, row := range rows("05/03/1971") {
		var cells []string
		for _, c := range row {
			switch c := c.(type) {
			case string:
				cells = append(cells, c)
			case int:
				cells = append(cells, map[int]string{1: "1", 2: "2", 639980001: "639980001"}[c])
			}
		}
		lines = append(lines, strings.Join(cells, separator))
	}
	return strings.Join(lines, "\r\n")
}

// Every form of the file says the same.
func TestEveryFormSaysTheSame(t *testing.T) {
	book := excelize.NewFile()
	for i, row := range rows("05/03/1971") {
		if err := book.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	var xlsx bytes.Buffer
	if err := book.Write(&xlsx); err != nil {
		t.Fatal(err)
	}
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text(t, ";")))
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"old workbook": xls.Workbook(xls.Options{}, xls.Sheet{Name: "Feuil1", Rows: rows(xls.Day("1971-03-05"))}), "workbook": xlsx.Bytes(),
		"csv": []byte(text(t, ";")), "csv with a mark": []byte("\uFEFF" + text(t, ";")), "csv of Windows": windows, "csv with tabs": []byte(text(t, "\t")),
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, siecle.Bytes("personnels", raw))
			if !reflect.DeepEqual(e.People, wanted("personnels")) {
				t.Errorf("read %+v", e.People)
			}
			if len(e.Rejected) != 2 || !strings.Contains(e.Rejected[0].Reason, "sans nom") || !strings.Contains(e.Rejected[1].Reason, "31/02/1970") {
				t.Errorf("rejected %+v", e.Rejected)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		limits siecle.Limits
		err    error
	}{
		"another table":    {"Élève;Classe\nA;B", siecle.Limits{}, gigc.ErrHeaders},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00", siecle.Limits{}, siecle.ErrNoTable},
		"an archive":       {"PK\x05\x06" + strings.Repeat("\x00", 18), siecle.Limits{}, siecle.ErrNoTable},
		"headers alone":    {"Nom d'usage;Prénom\n", siecle.Limits{}, gigc.ErrNobody},
		"too many lines":   {"Nom d'usage;Prénom\n" + strings.Repeat("A;B\n", 20), siecle.Limits{MaxRecords: 10}, siecle.ErrTooManyRecords},
		"too many columns": {"Nom d'usage;Prénom" + strings.Repeat(";x", 20), siecle.Limits{MaxColumns: 10}, siecle.ErrTooManyColumns},
		"a value too long": {"Nom d'usage;Prénom\nA;" + strings.Repeat("é", 100), siecle.Limits{MaxText: 100}, siecle.ErrTextTooLong},
		"too big":          {"Nom d'usage;Prénom\nA;B", siecle.Limits{MaxBytes: 10}, siecle.ErrTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := gigc.Read(context.Background(), []siecle.File{siecle.Bytes("x", []byte(c.raw))}, c.limits); !errors.Is(err, c.err) {
				t.Errorf("error %v, not %v", err, c.err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(text(f, ";")))
	f.Add([]byte("Nom d'usage\tPrénom\n\"A\"\"\tB"))
	f.Add(xls.Workbook(xls.Options{Bare: true, Inline: true}, xls.Sheet{Name: "f", Rows: rows(40000)}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := gigc.Read(context.Background(), []siecle.File{siecle.Bytes("x", raw)}, siecle.Limits{MaxBytes: 1 << 20, MaxRecords: 2000})
		if err != nil {
			var named *siecle.FileError
			if !errors.As(err, &named) && !errors.Is(err, gigc.ErrNobody) {
				t.Fatalf("unnamed error %v", err)
			}
			return
		}
		for _, p := range e.People {
			if p.LastName == "" || p.FirstName == "" || p.LastName != strings.TrimSpace(p.LastName) {
				t.Fatalf("person without a name: %+v", p)
			}
		}
	})
}
