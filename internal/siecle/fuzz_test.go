package siecle_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// tight limits keep a fuzzed input cheap.
var tight = siecle.Limits{MaxBytes: 1 << 20, MaxTotalBytes: 2 << 20, MaxRecords: 2000}

func FuzzPupils(f *testing.F) {
	seed(f, fixture.PupilsFile, "ElevesAvecAdresses.xml")
	f.Add([]byte(bee("BEE_ELEVES", "0990001N", "2026", `<STRUCTURES><STRUCTURES_ELEVE ELEVE_ID="1"><STRUCTURE/></STRUCTURES_ELEVE></STRUCTURES><ELEVES><ELEVE ELEVE_ID="1"/></ELEVES>`)))
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}

func FuzzGuardians(f *testing.F) {
	seed(f, fixture.GuardiansFile, "ResponsablesAvecAdresses.xml")
	f.Add([]byte(bee("BEE_RESPONSABLES", "", "", `<RESPONSABLES><RESPONSABLE><RESP_LEGAL>0</RESP_LEGAL></RESPONSABLE></RESPONSABLES><PERSONNES><PERSONNE/></PERSONNES>`)))
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}

func FuzzStructures(f *testing.F) {
	seed(f, fixture.StructuresFile, "Structures.xml")
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}

func FuzzNomenclature(f *testing.F) {
	seed(f, fixture.NomenclatureFile, "")
	f.Add([]byte(bee("BEE_NOMENCLATURES", "", "", `<X><Y Z="1"/><Y/></X><MEFS><MEF CODE_MEF="1"><NB_OPT_OBLIG>-1</NB_OPT_OBLIG></MEF></MEFS>`)))
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}

// FuzzXLSX changes the XML inside a workbook: changing the zip would only exercise checksums.
func FuzzXLSX(f *testing.F) {
	const book = `<workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`
	f.Add(book, `<sst><si><t>Prénom</t></si><si><r><t>Nom de </t></r><r><t>famille</t></r></si></sst>`,
		`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Elève No Etab</t></is></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>`+
			`<c r="D1" t="str"><v>Nom de famille Repr. Lég.</v></c><c r="E1" t="str"><v>Date Naissance</v></c></row>`+
			`<row r="3"><c><v>1.0E1</v></c><c t="s"><v>99</v></c><c t="s"><v>0</v></c><c t="e"><v>#N/A</v></c><c><v>41702</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, book, shared, sheet string) {
		survives(t, zipOf(t, "xl/workbook.xml", book, "xl/sharedStrings.xml", shared, "xl/worksheets/sheet1.xml", sheet,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`))
	})
}

func FuzzZip(f *testing.F) {
	d := fixture.School(1, fixture.Options{Pupils: 2, Classes: 4})
	f.Add(d.Zip())
	f.Add(d.XLSX(fixture.Older))
	f.Add(zipOf(f, "a.zip", "PK\x03\x04", "b.xls", "\xD0\xCF\x11\xE0"))
	f.Fuzz(func(t *testing.T, raw []byte) { survives(t, raw) })
}

func seed(f *testing.F, fixtureFile, smallFile string) {
	f.Add(fixture.School(1, fixture.Options{Pupils: 2, Classes: 4}).XML()[fixtureFile])
	if smallFile == "" {
		return
	}
	raw, err := os.ReadFile(filepath.Join("testdata", "small", smallFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
}

// survives checks what holds for every input: no panic, a named error or an export that keeps its promises, twice the same.
func survives(t *testing.T, raw []byte) {
	t.Helper()
	e, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("fuzz", raw)}, tight)
	if err != nil {
		var named *siecle.FileError
		var mismatch *siecle.MismatchError
		if !errors.As(err, &named) && !errors.As(err, &mismatch) && !errors.Is(err, siecle.ErrNothingToRead) {
			t.Fatalf("unnamed error %v", err)
		}
		if !utf8.ValidString(err.Error()) {
			t.Fatalf("error is not UTF-8: %q", err)
		}
		return
	}
	again, _ := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("fuzz", raw)}, tight)
	a, _ := json.Marshal(e)
	b, _ := json.Marshal(again)
	if !bytes.Equal(a, b) {
		t.Fatalf("two readings differ:\n%s\n%s", a, b)
	}
	known := map[string]bool{}
	for _, p := range e.Pupils {
		if p.Key == "" || p.LastName == "" || known[p.Key] {
			t.Fatalf("pupil without key or name, or twice: %+v", p)
		}
		known[p.Key] = true
		for _, s := range []string{p.LastName, p.FirstName, p.Class, p.Address.Town, p.INE} {
			if s != strings.TrimSpace(s) || !utf8.ValidString(s) {
				t.Fatalf("%q is not trimmed UTF-8", s)
			}
		}
		for name := range p.Extra {
			if strings.Contains(name, "BOURSE") {
				t.Fatalf("scholarship kept: %s", name)
			}
		}
	}
	guardians := map[string]bool{}
	for _, g := range e.Guardians {
		if g.Key == "" || guardians[g.Key] {
			t.Fatalf("guardian without key, or twice: %+v", g)
		}
		guardians[g.Key] = true
	}
	for _, l := range e.Links {
		if !guardians[l.GuardianKey] || e.HasPupils && !known[l.PupilKey] {
			t.Fatalf("link to nobody: %+v", l)
		}
	}
}
