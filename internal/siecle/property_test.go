package siecle_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// The order of the records, and of the sections, is no information.
func TestShuffledXMLGivesTheSameExport(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := fixture.School(rapid.Uint64Range(0, 1000).Draw(r, "school"), fixture.Options{Pupils: 12, Classes: 4})
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "order"), 1))
		content := d.XML()
		var straight, shuffled []siecle.File
		for _, name := range []string{fixture.PupilsFile, fixture.GuardiansFile, fixture.StructuresFile, fixture.NomenclatureFile} {
			straight = append(straight, siecle.Bytes(name, content[name]))
			mixed := shuffleXML(random, content[name])
			if len(mixed) != len(content[name]) {
				r.Fatalf("%s lost %d bytes when shuffled", name, len(content[name])-len(mixed))
			}
			shuffled = append(shuffled, siecle.Bytes(name, mixed))
		}
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := exportJSON(t, straight...), exportJSON(t, shuffled...); !bytes.Equal(a, b) {
			r.Fatalf("another export:\n%s\n%s", a, b)
		}
	})
}

// exportJSON is an export without what legitimately depends on order: files and lines.
func exportJSON(t *testing.T, files ...siecle.File) []byte {
	e := read(t, files...)
	e.Files, e.Rejected = nil, nil
	out, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	donnees = regexp.MustCompile(`(?s)<DONNEES>\n(.*)  </DONNEES>`)
	level2  = regexp.MustCompile(`(?m)^ {4}<(\w+)>\n(?s:.*?\n) {4}</\w+>\n`)
	level3  = regexp.MustCompile(`(?m)^ {6}<(\w+)( [^>]*)?>\n(?s:.*?\n) {6}</\w+>\n`)
)

// shuffleXML mixes the sections, and the records inside each, of a file of the fixture, whose indentation is known.
func shuffleXML(random *rand.Rand, raw []byte) []byte {
	text, _ := charmap.ISO8859_15.NewDecoder().Bytes(raw)
	mix := func(items []string) string {
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		return strings.Join(items, "")
	}
	text = donnees.ReplaceAllFunc(text, func(body []byte) []byte {
		sections := level2.FindAllString(string(donnees.FindSubmatch(body)[1]), -1)
		for i, section := range sections {
			open, rest, _ := strings.Cut(section, "\n")
			end := strings.LastIndex(strings.TrimSuffix(rest, "\n"), "\n") + 1
			records := level3.FindAllString(rest[:end], -1)
			sections[i] = open + "\n" + mix(records) + rest[end:]
		}
		return []byte("<DONNEES>\n" + mix(sections) + "  </DONNEES>")
	})
	out, _ := charmap.ISO8859_15.NewEncoder().Bytes(text)
	return out
}

// The order of the rows of a workbook is no information either.
func TestShuffledWorkbookGivesTheSameExport(t *testing.T) {
	d := fixture.School(5, fixture.Options{Pupils: 60, Classes: 8})
	raw := d.XLSX(fixture.Current)
	straight := exportJSON(t, siecle.Bytes("e.xlsx", raw))
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		random.Shuffle(len(rows)-1, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
		var typed [][]any
		for _, row := range rows {
			cells := make([]any, len(row))
			for i, cell := range row {
				cells[i] = cell
			}
			typed = append(typed, cells)
		}
		if shuffled := exportJSON(t, sheet(t, typed...)); !bytes.Equal(straight, shuffled) {
			t.Fatalf("another export:\n%s\n%s", straight, shuffled)
		}
	}
}

func TestNormalisePhoneIsStable(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringMatching(`[+0-9 ().x-]{0,18}`).Draw(r, "phone")
		once := siecle.NormalisePhone(s)
		if twice := siecle.NormalisePhone(once); twice != once {
			r.Fatalf("%q becomes %q then %q", s, once, twice)
		}
	})
}
