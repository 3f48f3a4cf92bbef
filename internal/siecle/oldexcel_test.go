package siecle_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	xls "github.com/openacademie/openacademie/internal/xls/fixture"
)

// The binary workbook says what the .xlsx says, in both variants of its headers, whatever it is called and however it comes.
func TestOldExcelSaysTheSame(t *testing.T) {
	d := fixture.School(3, fixture.Options{Pupils: 40, Classes: 4, Groups: 3})
	for _, v := range []fixture.Variant{fixture.Current, fixture.Older} {
		want := said(t, read(t, siecle.Bytes("x", d.XLSX(v))))
		for name, raw := range map[string][]byte{
			"Eleves_complete.xls": d.XLS(v), "Eleves_complete.xlsx": d.XLS(v),
			"ExportExcel_ElevesComplete.zip": zipOf(t, "Eleves_complete.xls", string(d.XLS(v))),
		} {
			e := read(t, siecle.Bytes(name, raw))
			if e.Files[0].Kind != siecle.KindWorkbook {
				t.Errorf("%s: kind %v", name, e.Files[0].Kind)
			}
			if got := said(t, e); got != want {
				t.Errorf("%s, variant %d, says\n%s\nnot\n%s", name, v, got, want)
			}
		}
	}
}

func said(t *testing.T, e *siecle.Export) string {
	t.Helper()
	e.Files = nil
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Cells that are numbers and days, not texts, as a workbook saved again by hand has them: a phone without its zero, a date.
func TestOldExcelWithNumbersAndDays(t *testing.T) {
	for _, o := range []xls.Options{{}, {From1904: true}} {
		raw := xls.Workbook(o, xls.Sheet{Name: "vide"}, xls.Sheet{Name: "élèves", Rows: [][]any{
			{"Export du jour"},
			{"Elève  No Etab ", "Nom de famille", "Prénom", "Date Naissance", "Code Postal", "Tél. Portable"},
			{12, "ŒHLER", "Maëlys", xls.Day("2011-03-05"), 1000, 639980001},
		}})
		e := read(t, siecle.Bytes("Eleves.xls", raw))
		if p := e.Pupils[0]; p.Key != "etab:12" || p.LastName != "ŒHLER" || p.BirthDate != "2011-03-05" || p.Address.Postcode != "01000" || p.PhoneMobile != "0639980001" {
			t.Errorf("read %+v", p)
		}
	}
}

func TestOldExcelRefused(t *testing.T) {
	d := fixture.School(3, fixture.Options{Pupils: 5})
	whole := d.XLS(fixture.Current)
	for name, c := range map[string]struct {
		raw []byte
		err error
	}{
		"cut short":          {whole[:len(whole)*2/3], siecle.ErrWorkbook},
		"password":           {xls.Workbook(xls.Options{Encrypted: true}, xls.Sheet{Name: "f"}), siecle.ErrWorkbookLocked},
		"Excel 95":           {xls.Workbook(xls.Options{Version: 0x0500}, xls.Sheet{Name: "f"}), siecle.ErrOldExcel},
		"another table":      {xls.Workbook(xls.Options{}, xls.Sheet{Name: "f", Rows: [][]any{{"Nom", "Prénom"}, {"A", "B"}}}), siecle.ErrWorkbookHeaders},
		"a column too far":   {xls.Workbook(xls.Options{}, xls.Sheet{Name: "f", Rows: [][]any{{"Elève No Etab", "Nom de famille", "Prénom", "x", "y", "z"}}}), siecle.ErrTooManyColumns},
		"the signature only": {whole[:8], siecle.ErrWorkbook},
	} {
		t.Run(name, func(t *testing.T) {
			limits := siecle.Limits{}
			if name == "a column too far" {
				limits.MaxColumns = 5
			}
			if _, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("e.xls", c.raw)}, limits); !errors.Is(err, c.err) {
				t.Errorf("error %v, not %v", err, c.err)
			}
		})
	}
}

// FuzzOldExcel changes the records without their container: changing the container is xls's own fuzzing.
func FuzzOldExcel(f *testing.F) {
	f.Add(xls.Workbook(xls.Options{Bare: true, Inline: true}, xls.Sheet{Name: "f", Rows: [][]any{
		{"Elève No Etab", "Nom de famille", "Prénom", "Date Naissance"}, {1, "A", "B", xls.Day("2011-03-05")}, {2, "C", "D", 40607},
	}}))
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}
