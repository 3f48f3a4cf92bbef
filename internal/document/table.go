package document

import (
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// table prints a sheet row by row: the head comes back on each page, amounts stand under one another.
type table struct {
	*paper
	columns []Column
	widths  []float64
	size    float64
	low     float64 // least height of a row, in millimetres: room to write by hand
	under   string  // the group whose rows are being printed, said again after a page break
}

const cellPadding = 1.5 // millimetres, left and right of the text of a cell

// maxCellLines keeps one cell from filling a page; what is left out shows as an ellipsis.
const maxCellLines = 12

// sheet prints a whole sheet from the cursor down.
func (p *paper) sheet(s Sheet, size float64) {
	t := p.table(s, size)
	t.head()
	for _, row := range s.Rows {
		t.row(row)
	}
	if s.Total != nil {
		t.total(s.Total)
	}
}

// tableHeight is about what a sheet of n rows takes, to keep a short one whole: more than a third of a page is not kept.
func tableHeight(n int, size float64) float64 {
	return min(float64(n+2)*(size*mmPerPoint*1.25+2.4)+2, 90)
}

// table fits the columns to the measure: fixed widths first, the rest shared by what the cells need.
func (p *paper) table(s Sheet, size float64) *table {
	t := &table{paper: p, columns: s.Columns, size: size, widths: make([]float64, len(s.Columns))}
	rest, wanted, shared := p.measure(), 0.0, 0
	for i, c := range s.Columns {
		if c.Width > 0 {
			t.widths[i] = c.Width
			rest -= c.Width
			continue
		}
		natural := width(oneLine(c.Name), bold, size) + 2*cellPadding
		for _, row := range s.Rows {
			for line := range strings.SplitSeq(cellAt(row, i).String(), "\n") {
				natural = max(natural, width(line, regular, size)+2*cellPadding)
			}
		}
		t.widths[i] = -min(max(natural, 12), 90) // a share, until the whole is known
		wanted -= t.widths[i]
		shared++
	}
	rest = max(rest, 10*float64(shared))
	total := 0.0
	for i, w := range t.widths {
		if w < 0 {
			t.widths[i] = -w * rest / wanted
		}
		total += t.widths[i]
	}
	if over := total / p.measure(); over > 1 { // fixed widths that ask for more than the page: everything gives way alike
		for i := range t.widths {
			t.widths[i] /= over
		}
	}
	leastWide(t.widths, p.measure(), 2*cellPadding+widest*size*mmPerPoint)
	return t
}

// widest is room for the widest character of the fonts, in em.
const widest = 1.4

// leastWide gives every column the room of one character, which a cell prints come what may: in a narrower one it would
// stand on its neighbour or past the margin. The wider columns give it up, each in proportion to what it has to spare.
func leastWide(widths []float64, measure, least float64) {
	least = min(least, measure/float64(max(len(widths), 1)))
	missing, spare := 0.0, 0.0
	for _, w := range widths {
		missing += max(least-w, 0)
		spare += max(w-least, 0)
	}
	if missing == 0 {
		return
	}
	given := 0.0
	if spare > 0 {
		given = min(missing/spare, 1)
	}
	for i, w := range widths {
		widths[i] = max(w-max(w-least, 0)*given, least)
	}
}

// head prints the names of the columns over a rule.
func (t *table) head() {
	cells := make([]Cell, len(t.columns))
	for i, c := range t.columns {
		cells[i] = Text(c.Name)
	}
	lines, height := t.measureRow(cells, bold, t.size-1)
	t.need(height + 12) // never a head without a row
	t.printRow(lines, height, t.size-1, soft)
	t.line(t.left, t.y, t.right, t.y, 0.3, ink)
}

// row prints one row over a hairline.
func (t *table) row(cells []Cell) {
	t.put(cells, regular, 0.15, rule)
}

// group prints a line that names the rows under it, kept with the first of them.
func (t *table) group(name string) {
	lines := breakLines([]run{{oneLine(name), bold}}, t.size+0.5, t.measure()-2*cellPadding)
	page := t.pdf.PageNo()
	t.need(float64(len(lines))*5 + 14)
	if t.pdf.PageNo() != page {
		t.head()
	}
	t.y += 2
	t.groupName(lines)
}

func (t *table) groupName(lines []line) {
	for _, l := range lines {
		t.y += 4.6
		t.printLine(t.left+cellPadding, t.y-1, l, t.size+0.5, accent)
	}
	t.y += 0.8
	t.line(t.left, t.y, t.right, t.y, 0.15, rule)
}

// again starts a page within the table: its head, and the group that goes on.
func (t *table) again() {
	t.head()
	if t.under != "" {
		t.groupName(breakLines([]run{{oneLine(t.under), bold}, {" (suite)", regular}}, t.size+0.5, t.measure()-2*cellPadding))
	}
}

// total prints a row that sums what stands above it.
func (t *table) total(cells []Cell) {
	t.put(cells, bold, 0.3, ink)
}

func (t *table) put(cells []Cell, f face, thickness float64, c color) {
	lines, height := t.measureRow(cells, f, t.size)
	height = max(height, t.low)
	if page := t.pdf.PageNo(); t.y+height > t.bottom() {
		if t.need(height); t.pdf.PageNo() != page {
			t.again()
		}
	}
	top := t.y
	t.printRow(lines, height, t.size, ink)
	t.line(t.left, t.y, t.right, t.y, thickness, c)
	if f == regular {
		t.boxes(top)
	}
}

// boxes draws the sides of what is filled in by hand, from the top of the row to the cursor.
func (t *table) boxes(top float64) {
	x := t.left
	for i, c := range t.columns {
		if c.Blank {
			t.line(x, top, x, t.y, 0.15, rule)
			t.line(x+t.widths[i], top, x+t.widths[i], t.y, 0.15, rule)
		}
		x += t.widths[i]
	}
}

// measureRow cuts the cells into lines and gives the height of the row.
func (t *table) measureRow(cells []Cell, f face, size float64) (lines [][]line, height float64) {
	lines, most := make([][]line, len(t.columns)), 1
	for i := range t.columns {
		room := t.widths[i] - 2*cellPadding
		lines[i] = breakLines([]run{{cellAt(cells, i).String(), f}}, size, room)
		if len(lines[i]) > maxCellLines {
			lines[i] = lines[i][:maxCellLines]
			last := shorten(lines[i][maxCellLines-1].runs[0].text+"…", f, size, room)
			lines[i][maxCellLines-1] = line{runs: []run{{last, f}}, width: width(last, f, size)}
		}
		most = max(most, len(lines[i]))
	}
	return lines, float64(most)*size*mmPerPoint*1.25 + 2.4
}

func (t *table) printRow(lines [][]line, height, size float64, c color) {
	x, step := t.left, size*mmPerPoint*1.25
	most := 1
	for _, cell := range lines {
		most = max(most, len(cell))
	}
	spare := max(height-float64(most)*step-2.4, 0) / 2 // a row kept high for the hand has its text in the middle
	for i, cell := range lines {
		baseline := t.y + 1.2 + spare + step/2 + (ascent-descent)/2*size*mmPerPoint
		for _, l := range cell {
			at := x + cellPadding
			switch {
			case t.columns[i].Centred:
				at = x + (t.widths[i]-l.width)/2
			case t.columns[i].Kind == KindMoney, t.columns[i].Kind == KindInt:
				at = x + t.widths[i] - cellPadding - l.width
			}
			t.printLine(at, baseline, l, size, c)
			baseline += step
		}
		x += t.widths[i]
	}
	t.y += height
}

func cellAt(row []Cell, i int) Cell {
	if i >= len(row) {
		return Cell{}
	}
	return row[i]
}

// String is the cell as a person reads it: "1 234,56 €", "12/04/2027".
func (c Cell) String() string {
	switch c.kind {
	case KindMoney:
		return minus(cents.Amount(c.number).String())
	case KindDay:
		return c.day.Short()
	case KindInt:
		return strconv.FormatInt(c.number, 10)
	}
	if c.lines {
		return c.text
	}
	return oneLine(c.text)
}

// minus gives a negative amount the sign that is as wide as a digit.
func minus(s string) string {
	if len(s) > 0 && s[0] == '-' {
		return "−" + s[1:]
	}
	return s
}
