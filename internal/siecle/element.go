package siecle

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// element is one element of a record. A record is small; a file is not: files are never held as trees.
type element struct {
	name string
	line int
	text string // trimmed; of a leaf
	attr []xml.Attr
	kids []*element
}

// child gives the text of a direct leaf, "" without it.
func (e *element) child(names ...string) string {
	for _, name := range names {
		for _, kid := range e.kids {
			if kid.name == name && kid.text != "" {
				return kid.text
			}
		}
	}
	return ""
}

// key gives an attribute, or the leaf of that name where a file writes it so.
func (e *element) key(names ...string) string {
	for _, name := range names {
		for _, a := range e.attr {
			if a.Name.Local == name && strings.TrimSpace(a.Value) != "" {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return e.child(names...)
}

// maxRecordElements bounds one record: the longest pupil has about a hundred leaves.
const maxRecordElements = 4_000

// document walks an XML file and hands its records one by one. It uses raw tokens, twice as fast as checked ones, and does
// the checks it needs itself: balance, depth, sizes. No entity is ever expanded: encoding/xml knows the five of XML only.
type document struct {
	ctx    context.Context
	limits Limits
	file   string
	// isRecord says whether the element that opens inside this path (root first) is a record.
	isRecord func(path []string, name string) bool
	// onRecord gets each record with the name of its container. The element is reused: keep its strings, not itself.
	onRecord func(section string, e *element) error

	decoder *xml.Decoder
	path    []string   // elements open above the record
	open    []*element // elements open in the record, the record first
	text    []byte     // of the innermost element
	slab    []*element // elements to reuse
	used    int
	records int
}

// walk reads the whole text, which is UTF-8 whatever it declares.
func (d *document) walk(text []byte) error {
	d.decoder = xml.NewDecoder(bytes.NewReader(text))
	d.decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	sawRoot := false
	for n := 0; ; n++ {
		if n%1024 == 0 && d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		token, err := d.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			if !sawRoot || len(d.path)+len(d.open) > 0 {
				return d.fail(ErrMalformed, "le fichier s'arrête avant la fin")
			}
			return nil
		}
		if err != nil {
			return d.fail(ErrMalformed, "")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if sawRoot && len(d.path)+len(d.open) == 0 {
				return d.fail(ErrMalformed, "contenu après la fin")
			}
			sawRoot = true
			err = d.start(t)
		case xml.EndElement:
			err = d.end(t.Name.Local)
		case xml.CharData:
			err = d.chars(t)
		case xml.Directive:
			err = d.fail(ErrDoctype, "")
		}
		if err != nil {
			return err
		}
	}
}

func (d *document) start(t xml.StartElement) error {
	name := t.Name.Local
	if len(d.path)+len(d.open) >= d.limits.MaxDepth {
		return d.fail(ErrTooDeep, "")
	}
	for _, a := range t.Attr {
		if len(a.Value) > d.limits.MaxText {
			return d.fail(ErrTextTooLong, a.Name.Local)
		}
	}
	if len(d.open) == 0 {
		if !d.isRecord(d.path, name) {
			d.path = append(d.path, name)
			return nil
		}
		d.used = 0
		if d.records++; d.records > d.limits.MaxRecords {
			return d.fail(ErrTooManyRecords, "")
		}
	}
	e := d.next()
	if e == nil {
		return d.fail(ErrTooBig, "un enregistrement a trop de balises")
	}
	e.name, e.attr = name, t.Attr
	e.line, _ = d.decoder.InputPos()
	if len(d.open) > 0 {
		parent := d.open[len(d.open)-1]
		parent.kids = append(parent.kids, e)
	}
	d.open = append(d.open, e)
	d.text = d.text[:0]
	return nil
}

// next takes an element from the slab, nil when the record is too big.
func (d *document) next() *element {
	if d.used == maxRecordElements {
		return nil
	}
	if d.used == len(d.slab) {
		d.slab = append(d.slab, &element{})
	}
	e := d.slab[d.used]
	d.used++
	*e = element{kids: e.kids[:0]}
	return e
}

func (d *document) end(name string) error {
	if len(d.open) == 0 {
		if len(d.path) == 0 || d.path[len(d.path)-1] != name {
			return d.fail(ErrMalformed, "</"+name+"> ferme une autre balise")
		}
		d.path = d.path[:len(d.path)-1]
		return nil
	}
	e := d.open[len(d.open)-1]
	if e.name != name {
		return d.fail(ErrMalformed, "</"+name+"> ferme <"+e.name+">")
	}
	if len(e.kids) == 0 {
		e.text = string(bytes.TrimSpace(d.text))
	}
	d.text = d.text[:0]
	d.open = d.open[:len(d.open)-1]
	if len(d.open) == 0 {
		return d.onRecord(d.path[len(d.path)-1], e)
	}
	return nil
}

func (d *document) chars(t xml.CharData) error {
	if len(d.open) == 0 {
		if len(d.path) == 0 && len(bytes.TrimSpace(t)) > 0 {
			return d.fail(ErrMalformed, "texte hors des balises")
		}
		return nil
	}
	if len(d.text)+len(t) > d.limits.MaxText {
		return d.fail(ErrTextTooLong, d.open[len(d.open)-1].name)
	}
	d.text = append(d.text, t...)
	return nil
}

func (d *document) fail(err error, detail string) error {
	line, _ := d.decoder.InputPos()
	return &FileError{File: d.file, Line: line, Detail: detail, Err: err}
}
