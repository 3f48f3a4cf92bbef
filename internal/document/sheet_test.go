package document

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

func sampleSheet() Sheet {
	return Sheet{
		Title:   "Essai",
		Columns: []Column{{Name: "Jour", Kind: KindDay}, {Name: "Texte"}, {Name: "Nombre", Kind: KindInt}, {Name: "Montant", Kind: KindMoney}},
		Rows: [][]Cell{
			{Date("2027-04-12"), Text("01000"), Int(-3), Money(123456)},
			{Date(""), Text("=1+1"), Int(0), Money(-1)},
			{Date("1899-05-01"), Text("陳 ; \"x\"\ny")},
			{},
		},
		Total: []Cell{Text("Total"), {}, {}, Money(123455)},
	}
}

func TestCSVOpensInAFrenchSpreadsheet(t *testing.T) {
	want := "\ufeffJour;Texte;Nombre;Montant\r\n12/04/2027;01000;-3;1234,56\r\n;'=1+1;0;-0,01\r\n01/05/1899;\"陳 ; \"\"x\"\" y\";;\r\n;;;\r\n"
	if got := string(sampleSheet().CSV()); got != want {
		t.Errorf("\n%q, want\n%q", got, want)
	}
}

func TestCSVNeutralisesFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")",
		"+33 6 00":          "'+33 6 00",
		"-1":                "'-1",
		"@SUM(A1)":          "'@SUM(A1)",
		"\t=1":              "' =1",
		"\r=1":              "'=1",
		" \u00a0=1":         "' \u00a0=1",
		"\ufeff=1":          "'=1",
		"|cmd":              "'|cmd",
		"＝1":                "'＝1",
		"O'Brien - Martin":  "O'Brien - Martin",
		"1-2":               "1-2",
		"":                  "",
	} {
		if got := harmless(fileText(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNoTextOfACSVIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("=+-@\t\r\n ;\"'")))), 1, 5).Draw(t, "texts")
		s := Sheet{Columns: make([]Column, len(texts)), Rows: [][]Cell{nil}}
		for _, text := range texts {
			s.Rows[0] = append(s.Rows[0], Text(text))
		}
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(s.CSV(), []byte("\ufeff"))))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || len(rows) > 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			for _, field := range row {
				if strings.IndexAny(strings.TrimSpace(field), "=+-@") == 0 {
					t.Fatalf("%q would run", field)
				}
			}
		}
	})
}

func TestWorkbookHasTypedCells(t *testing.T) {
	file, err := sampleSheet().XLSX()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	raw := excelize.Options{RawCellValue: true}
	for at, want := range map[string]struct {
		kind  excelize.CellType
		value string
	}{
		"A1": {excelize.CellTypeSharedString, "Jour"},
		"A2": {excelize.CellTypeUnset, "46489"},
		"B2": {excelize.CellTypeSharedString, "01000"},
		"C2": {excelize.CellTypeUnset, "-3"},
		"D2": {excelize.CellTypeUnset, "1234.56"},
		"A3": {excelize.CellTypeUnset, ""},
		"B3": {excelize.CellTypeSharedString, "=1+1"},
		"D3": {excelize.CellTypeUnset, "-0.01"},
		"A4": {excelize.CellTypeSharedString, "01/05/1899"},
		"B4": {excelize.CellTypeSharedString, "陳 ; \"x\" y"},
		"A6": {excelize.CellTypeSharedString, "Total"},
		"D6": {excelize.CellTypeUnset, "1234.55"},
	} {
		kind, err := book.GetCellType("Essai", at)
		value, err2 := book.GetCellValue("Essai", at, raw)
		if err != nil || err2 != nil || kind != want.kind || value != want.value {
			t.Errorf("%s: %v %q %v %v, want %v %q", at, kind, value, err, err2, want.kind, want.value)
		}
		if formula, _ := book.GetCellFormula("Essai", at); formula != "" {
			t.Errorf("%s holds the formula %q", at, formula)
		}
	}
	if day, err := book.GetCellValue("Essai", "A2"); err != nil || day != "12/04/2027" {
		t.Errorf("the day shows as %q, %v", day, err)
	}
}

func TestWorkbookTakesAnyTitleAndText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		s := Sheet{
			Title: text.Draw(t, "title"), Columns: []Column{{Name: text.Draw(t, "column")}, {Name: "b", Kind: KindMoney}},
			Rows: [][]Cell{{Text(text.Draw(t, "cell")), Money(cents.Amount(rapid.Int64Range(-1e13, 1e13).Draw(t, "amount")))}},
		}
		file, err := s.XLSX()
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		name := book.GetSheetName(0)
		if got, err := book.GetCellValue(name, "A2"); err != nil || got != fileText(s.Rows[0][0].text) {
			t.Fatalf("%q came back as %q, %v", s.Rows[0][0].text, got, err)
		}
	})
}

func TestJournalSheetsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d JournalData
		var sum cents.Amount
		for range rapid.IntRange(0, 30).Draw(t, "payments") {
			amount := cents.Amount(rapid.Int64Range(-50_000, 50_000).Draw(t, "amount"))
			sum += amount
			d.Payments = append(d.Payments, JournalEntry{
				Day: law.Day("2026-11-16").Add(rapid.IntRange(0, 4).Draw(t, "day")), Amount: amount,
				Means: rapid.SampledFrom([]string{"Chèque", "Espèces", "Virement", "Paiement en ligne", "Chèque-vacances", "Prélèvement", "Avoir"}).Draw(t, "means"),
			})
		}
		for _, s := range []Sheet{PaymentsSheet(d), TotalsSheet(d), meansSheet(d.Payments), daysSheet(d.Payments)} {
			last := len(s.Columns) - 1
			var rows cents.Amount
			for _, row := range s.Rows {
				rows += cents.Amount(row[last].number)
			}
			if total := cents.Amount(s.Total[last].number); rows != sum || total != sum {
				t.Fatalf("%s: rows %d, total %d, want %d", s.Title, rows, total, sum)
			}
		}
	})
}

func TestJournalFiles(t *testing.T) {
	d := sampleJournal(12)
	golden := filepath.Join("testdata", "payments-journal.golden.csv")
	got := PaymentsSheet(d).CSV()
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the CSV differs (%v):\n%s", err, got)
	}
	first, err := PaymentsJournalXLSX(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := PaymentsJournalXLSX(d)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the workbook made twice differs (%v)", err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if names := book.GetSheetList(); len(names) != 2 || names[0] != "Encaissements" || names[1] != "Totaux par jour" {
		t.Error(names)
	}
}
