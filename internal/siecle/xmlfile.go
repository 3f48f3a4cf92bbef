package siecle

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// kindOfRoot maps the root element of an export to what it holds.
func kindOfRoot(root string) Kind {
	switch root {
	case "BEE_ELEVES":
		return KindPupils
	case "BEE_RESPONSABLES":
		return KindGuardians
	case "BEE_STRUCTURES":
		return KindStructures
	case "BEE_NOMENCLATURES":
		return KindNomenclature
	}
	return KindOther
}

// xmlReader is one reader: where its records are, and what to do with each. finish runs once the file is read, when what
// comes in any order can be put together.
type xmlReader interface {
	isRecord(path []string, name string) bool
	onRecord(section string, e *element) error
	finish()
}

func (r *reading) readXML(info FileInfo, raw []byte) error {
	text, encoding, note, err := toUTF8(info.Name, raw)
	if err != nil {
		return err
	}
	info.Encoding = encoding
	info.Kind = kindOfRoot(rootOf(text))
	p := &part{info: info}
	if note != "" {
		p.notes = append(p.notes, note)
	}
	reader := readerFor(p)
	d := &document{ctx: r.ctx, limits: r.limits, file: info.Name,
		isRecord: func(path []string, name string) bool {
			return name == "PARAMETRES" && len(path) > 0 || len(path) > 0 && reader.isRecord(path, name)
		},
		onRecord: func(section string, e *element) error {
			if e.name == "PARAMETRES" {
				p.readParameters(e)
				return nil
			}
			return reader.onRecord(section, e)
		},
	}
	if err := d.walk(text); err != nil {
		return err
	}
	reader.finish()
	if info.Kind == KindOther {
		p.notes = append(p.notes, "« "+info.Name+" » ne contient ni élèves, ni responsables, ni structures, ni nomenclature : ignoré.")
	}
	r.parts = append(r.parts, p)
	return nil
}

func readerFor(p *part) xmlReader {
	switch p.info.Kind {
	case KindPupils:
		return &pupilReader{part: p}
	case KindGuardians:
		return &guardianReader{part: p}
	case KindStructures:
		return &structureReader{part: p}
	case KindNomenclature:
		return &nomenclatureReader{part: p}
	}
	return otherReader{}
}

// rootOf gives the name of the root element, "" when there is none: walk will say why.
func rootOf(text []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local
		}
	}
}

func (p *part) readParameters(e *element) {
	p.uai = strings.ToUpper(e.child("UAJ", "UAI", "RNE", "CODE_RNE"))
	p.year = parseYear(e.child("ANNEE_SCOLAIRE"))
	p.info.ExportedOn, _ = parseDate(e.child("DATE_EXPORT"))
	if p.uai != "" && !ValidUAI(p.uai) {
		p.notes = append(p.notes, "« "+p.info.Name+" » : le code établissement "+p.uai+" n'a pas la bonne lettre de contrôle.")
	}
}

// parseYear reads "2026", "2026-2027", "2026/2027"; 0 for anything else.
func parseYear(s string) Year {
	if len(s) < 4 {
		return 0
	}
	n, err := strconv.Atoi(s[:4])
	if err != nil || n < 1990 || n > 2100 {
		return 0
	}
	return Year(n)
}

// sections is the usual isRecord: the direct children of these containers are records, wherever the containers are.
func sections(path []string, names ...string) bool {
	last := path[len(path)-1]
	for _, name := range names {
		if last == name {
			return true
		}
	}
	return false
}

// otherReader checks that a file of SIECLE that serves nothing here is at least well formed, and names its school.
type otherReader struct{}

func (otherReader) isRecord([]string, string) bool  { return false }
func (otherReader) onRecord(string, *element) error { return nil }
func (otherReader) finish()                         {}
