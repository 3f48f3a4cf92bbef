package document

import (
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
	number int64 // cents, or the integer
	day    law.Day
}

// Text is a cell of text. It is never read as a formula, by a CSV reader or by a workbook.
func Text(s string) Cell { return Cell{kind: KindText, text: s} }

// Money is a cell holding an amount in cents.
func Money(a cents.Amount) Cell { return Cell{kind: KindMoney, number: int64(a)} }

// Date is a cell holding a day; the zero day is blank.
func Date(d law.Day) Cell { return Cell{kind: KindDay, day: d} }

// Int is a cell holding a whole number.
func Int(n int) Cell { return Cell{kind: KindInt, number: int64(n)} }

// CSV writes the sheet for a French spreadsheet: semicolons, CRLF, UTF-8 with its byte order mark, amounts as "1234,56",
// days as "12/04/2027". Text that a spreadsheet would run as a formula is led by an apostrophe.
func (s Sheet) CSV() []byte {
	return nil
}

// XLSX writes the sheet as a workbook of one sheet: typed cells, a frozen head, filters, widths that fit.
func (s Sheet) XLSX() ([]byte, error) {
	return nil, errNotYet
}
