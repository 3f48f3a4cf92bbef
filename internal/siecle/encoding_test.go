package siecle_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/openacademie/openacademie/internal/siecle"
)

func TestEncodings(t *testing.T) {
	const name = "ŒHLER Maëlys Š€"
	document := func(declaration string) string {
		return declaration + `<BEE_ELEVES><DONNEES><ELEVES><ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>` + name + `</NOM_DE_FAMILLE><PRENOM>Zoé</PRENOM></ELEVE></ELEVES></DONNEES></BEE_ELEVES>`
	}
	declare := func(enc string) string { return `<?xml version="1.0" encoding="` + enc + `"?>` + "\n" }
	for _, c := range []struct {
		name, declaration string
		written           encoding.Encoding // nil: UTF-8
		bom               string
		encoding          string
		warned            bool
	}{
		{"ISO-8859-15 declared", declare("ISO-8859-15"), charmap.ISO8859_15, "", "ISO-8859-15", false},
		{"in lower case and single quotes", `<?xml version='1.0' encoding='iso-8859-15' standalone="yes"?>`, charmap.ISO8859_15, "", "ISO-8859-15", false},
		{"windows-1252 declared", declare("windows-1252"), charmap.Windows1252, "", "windows-1252", false},
		{"windows-1252 declared ISO-8859-1", declare("ISO-8859-1"), charmap.Windows1252, "", "windows-1252", false},
		{"windows-1252 declared ISO-8859-15", declare("ISO-8859-15"), charmap.Windows1252, "", "windows-1252", false},
		{"windows-1252 undeclared", "", charmap.Windows1252, "", "windows-1252", true},
		{"ISO-8859-15 undeclared", "", charmap.ISO8859_15, "", "ISO-8859-15", true},
		{"ISO-8859-15 declared UTF-8", declare("UTF-8"), charmap.ISO8859_15, "", "ISO-8859-15", true},
		{"UTF-8 declared", declare("UTF-8"), nil, "", "UTF-8", false},
		{"UTF-8 undeclared", "", nil, "", "UTF-8", false},
		{"UTF-8 with BOM", declare("utf-8"), nil, "\xEF\xBB\xBF", "UTF-8", false},
		{"UTF-8 with BOM declared ISO-8859-15", declare("ISO-8859-15"), nil, "\xEF\xBB\xBF", "UTF-8", false},
		{"UTF-8 declared ISO-8859-15", declare("ISO-8859-15"), nil, "", "UTF-8", true},
		{"UTF-16", declare("UTF-16"), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "", "UTF-16", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := []byte(document(c.declaration))
			if c.written != nil {
				var err error
				if raw, err = c.written.NewEncoder().Bytes(raw); err != nil {
					t.Fatal(err)
				}
			}
			e := read(t, siecle.Bytes("e.xml", append([]byte(c.bom), raw...)))
			if p := e.Pupils[0]; p.LastName != name || p.FirstName != "Zoé" {
				t.Errorf("read %q %q", p.LastName, p.FirstName)
			}
			if e.Files[0].Encoding != c.encoding || (len(e.Notes) > 0) != c.warned {
				t.Errorf("encoding %q, notes %v", e.Files[0].Encoding, e.Notes)
			}
		})
	}
}

func TestEncodingRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"two encodings in one file": "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BEE_ELEVES>\n<A>Zoé Zo\xE9</A></BEE_ELEVES>",
		"bytes that are no letter":  "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><BEE_ELEVES><A>\x81\x8D\x90</A></BEE_ELEVES>",
		"unknown encoding":          "<?xml version=\"1.0\" encoding=\"KOI8-R\"?><BEE_ELEVES><A>\xE9</A></BEE_ELEVES>",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("e.xml", []byte(raw))}, siecle.Limits{})
			if !errors.Is(err, siecle.ErrEncoding) || !strings.HasPrefix(err.Error(), "e.xml") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestControlCharactersAreRefused(t *testing.T) {
	raw := bytes.ReplaceAll([]byte(bee("BEE_ELEVES", "", "", "<ELEVES/>")), []byte("<ELEVES/>"), []byte("<ELEVES>\x01</ELEVES>"))
	if _, err := siecle.Read(context.Background(), []siecle.File{siecle.Bytes("e.xml", raw)}, siecle.Limits{}); !errors.Is(err, siecle.ErrMalformed) {
		t.Errorf("error %v", err)
	}
}
