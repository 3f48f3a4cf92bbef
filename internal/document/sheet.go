package document

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Sheet is a table: the same one makes a CSV, a workbook and the tables of a PDF.
type Sheet struct {
	Title   string // the name of the sheet in a workbook
	Columns []Column
	Rows    [][]Cell // one cell per column; missing cells are blank, cells too many are ignored
	Total   []Cell   // a last row set apart; may be nil
}

// Column is the head of a column.
type Column struct {
	Name  string
	Kind  Kind    // how the column is aligned and formatted
	Width float64 // millimetres in a PDF; 0 shares what is left
	// In a PDF only: Centred sets the text in the middle; Blank is a column that someone fills in by hand, drawn as boxes.
	Centred, Blank bool
}

// Kind is the type of a column or of a cell.
type Kind int

// The kinds of cells. The zero Cell is blank.
const (
	KindText Kind = iota
	KindMoney
	KindDay
	KindInt
)

// Cell is one value of a table, made by Text, Money, Date or Int.
type Cell struct {
	kind   Kind
	text   string
	lines  bool  // the text has been cleaned, and keeps its line ends
	number int64 // cents, or the integer
	day    law.Day
}

// Text is a cell of text. It is never read as a formula, by a CSV reader or by a workbook.
func Text(s string) Cell { return Cell{kind: KindText, text: s} }

// Lines is a cell of text on several lines in a PDF; a file has them on one, apart.
func Lines(all ...string) Cell {
	var kept []string
	for _, s := range all {
		if s = oneLine(s); s != "" {
			kept = append(kept, s)
		}
	}
	return Cell{kind: KindText, text: strings.Join(kept, "\n"), lines: true}
}

// Money is a cell holding an amount in cents.
func Money(a cents.Amount) Cell { return Cell{kind: KindMoney, number: int64(a)} }

// Date is a cell holding a day; the zero day is blank.
func Date(d law.Day) Cell { return Cell{kind: KindDay, day: d} }

// Int is a cell holding a whole number.
func Int(n int) Cell { return Cell{kind: KindInt, number: int64(n)} }

// IsMoney tells whether the cell holds an amount.
func (c Cell) IsMoney() bool { return c.kind == KindMoney }

// Kind is what the cell holds.
func (c Cell) Kind() Kind { return c.kind }

// CSV writes the sheet for a French spreadsheet: semicolons, CRLF, UTF-8 with its byte order mark, amounts as "1234,56",
// days as "12/04/2027". Text that a spreadsheet would run as a formula is led by an apostrophe. The total is left out: a
// file that is read again must not count it twice.
func (s Sheet) CSV() []byte {
	out := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = ';', true
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		record[i] = harmless(fileText(c.Name))
	}
	_ = w.Write(record) // a bytes.Buffer never fails, and neither does this separator
	for _, row := range s.Rows {
		for i := range s.Columns {
			record[i] = cellAt(row, i).file()
		}
		_ = w.Write(record)
	}
	w.Flush()
	return out.Bytes()
}

// file is the cell in a CSV.
func (c Cell) file() string {
	switch c.kind {
	case KindMoney:
		return cents.Amount(c.number).Plain()
	case KindDay:
		return c.day.Short()
	case KindInt:
		return strconv.FormatInt(c.number, 10)
	}
	if c.lines {
		return harmless(fileText(strings.ReplaceAll(c.text, "\n", " · ")))
	}
	return harmless(fileText(c.text))
}

// fileText is text for a file: valid, without control characters, on one line. Nothing else is replaced: a spreadsheet
// has the fonts that a PDF has not.
func fileText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// harmless keeps a spreadsheet from running text as a formula (OWASP, CSV injection): an apostrophe comes first. The
// full-width forms are read as signs by some Asian editions.
func harmless(s string) string {
	unseen := func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
	if strings.IndexAny(strings.TrimLeftFunc(s, unseen), "=+-@|%＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
