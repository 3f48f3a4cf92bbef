package siecle_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// zipOf makes an archive of names and contents.
func zipOf(t testing.TB, entries ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		entry, err := w.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(entry, entries[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const anyPupil = `<ELEVES><ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>A</NOM_DE_FAMILLE></ELEVE></ELEVES>`

func TestRefusals(t *testing.T) {
	good := bee("BEE_ELEVES", "0990001N", "2026", anyPupil)
	laughs := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>` +
		`<BEE_ELEVES><DONNEES><ELEVES><ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>&lol2;</NOM_DE_FAMILLE></ELEVE></ELEVES></DONNEES></BEE_ELEVES>`
	external := `<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><BEE_ELEVES/>`
	twice := zipOf(t, "a.xml", good, "b.xml", good+" ")
	many := make([]string, 0, 140)
	for i := range 70 {
		many = append(many, fmt.Sprintf("%d.xml", i), fmt.Sprint(i))
	}
	encrypted := zipOf(t, "eleves.xml", good)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	for _, c := range []struct {
		name   string
		raw    []byte
		limits siecle.Limits
		err    error
		says   string
	}{
		{"billion laughs", []byte(laughs), siecle.Limits{}, siecle.ErrDoctype, "ligne 1"},
		{"external entity", []byte(external), siecle.Limits{}, siecle.ErrDoctype, ""},
		{"unknown entity", []byte(strings.Replace(good, ">A<", ">&eacute;<", 1)), siecle.Limits{}, siecle.ErrMalformed, ""},
		{"tag closed by another", []byte(strings.Replace(good, "</ELEVES>", "</ELEVE5>", 1)), siecle.Limits{}, siecle.ErrMalformed, "</ELEVE5>"},
		{"record closed by another", []byte(strings.Replace(good, "</NOM_DE_FAMILLE>", "\n</NOM>", 1)), siecle.Limits{}, siecle.ErrMalformed, "ligne 2"},
		{"cut short", []byte(strings.TrimSuffix(good, "</BEE_ELEVES>")), siecle.Limits{}, siecle.ErrMalformed, "avant la fin"},
		{"cut inside a tag", []byte(good[:len(good)-3]), siecle.Limits{}, siecle.ErrMalformed, "ligne 1"},
		{"two roots", []byte(good + "<BEE_ELEVES/>"), siecle.Limits{}, siecle.ErrMalformed, "après la fin"},
		{"text after the end", []byte(good + "x"), siecle.Limits{}, siecle.ErrMalformed, ""},
		{"only a declaration", []byte(`<?xml version="1.0"?>`), siecle.Limits{}, siecle.ErrMalformed, ""},
		{"too deep", []byte(bee("BEE_ELEVES", "", "", strings.Repeat("<A>", 40)+strings.Repeat("</A>", 40))), siecle.Limits{}, siecle.ErrTooDeep, ""},
		{"too deep in a record", []byte(strings.Replace(good, "<NOM_", strings.Repeat("<A>", 30)+strings.Repeat("</A>", 30)+"<NOM_", 1)), siecle.Limits{}, siecle.ErrTooDeep, ""},
		{"long text", []byte(strings.Replace(good, ">A<", ">"+strings.Repeat("A", 20_000)+"<", 1)), siecle.Limits{}, siecle.ErrTextTooLong, "NOM_DE_FAMILLE"},
		{"long attribute", []byte(strings.Replace(good, `ID="1"`, `ID="`+strings.Repeat("1", 20_000)+`"`, 1)), siecle.Limits{}, siecle.ErrTextTooLong, ""},
		{"a record of 5,000 leaves", []byte(strings.Replace(good, "<NOM_", strings.Repeat("<A/>", 5000)+"<NOM_", 1)), siecle.Limits{}, siecle.ErrTooBig, "trop de balises"},
		{"too many records", []byte(bee("BEE_ELEVES", "", "", "<ELEVES>"+strings.Repeat("<ELEVE/>", 11)+"</ELEVES>")), siecle.Limits{MaxRecords: 10}, siecle.ErrTooManyRecords, ""},
		{"70 MiB", bytes.Repeat([]byte("<"), 70<<20), siecle.Limits{}, siecle.ErrTooBig, ""},
		{"one byte too many", []byte(good), siecle.Limits{MaxBytes: int64(len(good)) - 1}, siecle.ErrTooBig, ""},
		{"zip bomb", zipOf(t, "bomb.xml", strings.Repeat("A", 60<<20)), siecle.Limits{}, siecle.ErrRatio, ""},
		{"zip of 70 MiB", zipOf(t, "big.xml", strings.Repeat("0123456789 some text", 70<<20/20)), siecle.Limits{MaxRatio: 1e6}, siecle.ErrTooBig, "big.xml"},
		{"too many entries", zipOf(t, many...), siecle.Limits{}, siecle.ErrTooManyEntries, ""},
		{"zip in a zip", zipOf(t, "inner.zip", string(zipOf(t, "e.xml", good))), siecle.Limits{}, siecle.ErrZipNested, "inner.zip"},
		{"all files too big together", twice, siecle.Limits{MaxTotalBytes: int64(len(twice)+len(good)) + 10}, siecle.ErrTooBig, "b.xml"},
		{"encrypted", encrypted, siecle.Limits{}, siecle.ErrZipEncrypted, ""},
		{"zip cut short", zipOf(t, "e.xml", good)[:150], siecle.Limits{}, siecle.ErrZip, ""},
		{"old Excel in a zip", zipOf(t, "Eleves.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), siecle.Limits{}, siecle.ErrWorkbook, "export.bin/Eleves.xls"},
		{"bad file in a zip", zipOf(t, "e.xml", good[:100]), siecle.Limits{}, siecle.ErrMalformed, "export.bin/e.xml, ligne 1"},
		{"zip of nothing", zipOf(t, "lisez-moi.txt", "bonjour"), siecle.Limits{}, siecle.ErrNothingToRead, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("export.bin", c.raw)}, c.limits)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q does not say %q", err, c.says)
			}
		})
	}
}

func TestSizeIsCheckedBeforeOpening(t *testing.T) {
	file := siecle.File{Name: "big", Size: 65 << 20, Open: func() (io.ReadCloser, error) {
		t.Error("opened")
		return nil, io.EOF
	}}
	if _, err := siecle.Read(context.Background(), []siecle.File{file}, siecle.Limits{}); !errors.Is(err, siecle.ErrTooBig) {
		t.Errorf("error %v", err)
	}
}

func TestUnreadableFile(t *testing.T) {
	file := siecle.File{Name: "gone.xml", Open: func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }}
	if _, err := siecle.Read(context.Background(), []siecle.File{file}, siecle.Limits{}); !errors.Is(err, siecle.ErrUnreadable) {
		t.Errorf("error %v", err)
	}
}

func TestZipSkipsWhatIsNotOurs(t *testing.T) {
	good := bee("BEE_ELEVES", "0990001N", "2026", anyPupil)
	e := read(t, siecle.Bytes("export.zip", zipOf(t, "__MACOSX/._e.xml", "x", ".DS_Store", "x", "dossier/", "", "dossier/Thumbs.db", "x", "lisez-moi.txt", "bonjour", "dossier/e.xml", good)))
	if len(e.Pupils) != 1 || len(e.Files) != 1 || e.Files[0].Name != "export.zip/e.xml" || len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "lisez-moi.txt") {
		t.Errorf("files %+v, notes %v", e.Files, e.Notes)
	}
}

func TestWorkbookInZip(t *testing.T) {
	d := fixture.School(3, fixture.Options{Pupils: 5})
	e := read(t, siecle.Bytes("ExportExcel_ElevesComplete.zip", zipOf(t, "Eleves_complete.xlsx", string(d.XLSX(fixture.Current)))))
	if len(e.Pupils) != 5 || e.Files[0].Kind != siecle.KindWorkbook {
		t.Errorf("%d pupils, files %+v", len(e.Pupils), e.Files)
	}
}

// A sheet cut short must never look like a school that lost half its pupils.
func TestDamagedWorkbook(t *testing.T) {
	parts := func(sheet string) []string {
		return []string{
			"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml", sheet,
		}
	}
	cell := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	rows := `<worksheet><sheetData><row>` + cell("Elève No Etab") + cell("Nom de famille") + cell("Prénom") + `</row><row><c><v>1</v></c>` + cell("A") + cell("B") + `</row>`
	for _, c := range []struct {
		name    string
		entries []string
		err     error
	}{
		{"whole", parts(rows + `</sheetData></worksheet>`), nil},
		{"cut short", parts(rows), siecle.ErrWorkbook},
		{"no sheet", parts("")[:4], siecle.ErrWorkbook},
		{"no relations", parts("")[:2], siecle.ErrWorkbook},
		{"doctype", parts(`<!DOCTYPE a [<!ENTITY b "c">]>` + rows + `</sheetData></worksheet>`), siecle.ErrDoctype},
		{"a cell in column XFD", parts(rows + `<row><c r="XFD3"><v>1</v></c></row></sheetData></worksheet>`), siecle.ErrTooManyColumns},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("e.xlsx", zipOf(t, c.entries...))}, siecle.Limits{})
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err == nil && (len(e.Pupils) != 1 || e.Pupils[0].Key != "etab:1") {
				t.Errorf("pupils %+v", e.Pupils)
			}
		})
	}
}
