package document

import "slices"

// ListData is a list to print, pin on a door, check in front of a coach or fill in by hand. The same one makes the
// spreadsheet.
type ListData struct {
	Origin    Origin
	Title     string
	Subtitle  string // what the list is about: the trip and its dates
	Facts     []Fact // above the table; those without a value are left out
	Landscape bool
	Columns   []Column
	Groups    []ListGroup // a list without groups has one, without a name
	GroupBy   string      // what a group is, "Classe": it heads a column of the spreadsheet when the rows do not say it
	Total     []Cell
	Empty     string   // said when there is no row
	After     []Sheet  // small tables under the list, each with its title
	Notes     []string // what the reader must know, one paragraph each
	Signers   []Signer
	Wide      *Sheet // the spreadsheet, when it parts what the page keeps together; the table of the page otherwise
}

// ListGroup is rows that stand together.
type ListGroup struct {
	Name     string
	Rows     [][]Cell
	Subtotal []Cell // may be nil
}

// Fact is one line of what a document is about.
type Fact struct{ Label, Value string }

// Count is the number of rows.
func (d ListData) Count() (n int) {
	for _, g := range d.Groups {
		n += len(g.Rows)
	}
	return n
}

// PrintedList prints a list: the heads of its columns come back on each page, a group that goes on says so, and the
// signatures stay whole. It returns ErrNoDate.
func PrintedList(d ListData) ([]byte, error) {
	orientation := "P"
	if d.Landscape {
		orientation = "L"
	}
	p, err := newPaperOn(orientation, d.Origin, d.Title, "", 18)
	if err != nil {
		return nil, err
	}
	p.first()
	p.heading(d.Title, d.Subtitle)
	p.factLines(d.Facts)
	p.rows(d)
	for _, s := range d.After {
		p.y += 2
		p.section(s.Title, tableHeight(len(s.Rows), 9))
		p.sheet(s, 9)
		p.y += 2
	}
	p.notes(d.Notes)
	if err := p.signers(d.Signers, dayOf(d.Origin)); err != nil {
		return nil, err
	}
	return p.bytes()
}

const listSize = 9.0

// byHand is the height of a row in which someone writes.
const byHand = 6.8

func (p *paper) rows(d ListData) {
	if d.Count() == 0 {
		p.paragraph(block{text: prose(d.Empty), after: 2})
		return
	}
	s := Sheet{Columns: d.Columns}
	for _, g := range d.Groups {
		s.Rows = append(s.Rows, g.Rows...)
	}
	t := p.table(s, listSize)
	if slices.ContainsFunc(d.Columns, func(c Column) bool { return c.Blank }) {
		t.low = byHand
	}
	t.head()
	for _, g := range d.Groups {
		if g.Name != "" {
			t.group(g.Name)
			t.under = g.Name
		}
		for _, row := range g.Rows {
			t.row(row)
		}
		if t.under = ""; g.Subtotal != nil {
			t.total(g.Subtotal)
		}
	}
	if d.Total != nil {
		t.y += 1.5
		t.total(d.Total)
	}
	p.y += 2
}

// factLines prints facts under a heading.
func (p *paper) factLines(all []Fact) {
	lines, widest := make([]fact, 0, len(all)), 0.0
	for _, f := range all {
		if oneLine(f.Value) != "" {
			lines = append(lines, fact{french(oneLine(f.Label)), french(clean(f.Value))})
			widest = max(widest, width(oneLine(f.Label), regular, 9))
		}
	}
	if len(lines) == 0 {
		return
	}
	wide := min(max(widest+5, 34), p.measure()/2)
	for i := range lines {
		lines[i].label = shorten(lines[i].label, regular, 9, wide-2)
	}
	p.facts(lines, wide)
	p.y += 4
}

// notes prints what the reader must know, in smaller print.
func (p *paper) notes(all []string) {
	if len(all) > 0 {
		p.y += 2
	}
	for _, n := range all {
		p.paragraph(block{text: prose(n), size: 9, color: soft, after: 1.4})
	}
}

// signers prints where and when, then those who sign, two or three on a row, each with room for a signature.
func (p *paper) signers(all []Signer, day string) error {
	if len(all) == 0 {
		return nil
	}
	const room, gap = 24.0, 8.0
	p.need(room + 30)
	p.y += 5
	p.paragraph(block{text: []run{{p.doneAt(day), regular}}, after: 3})
	row := 2
	if p.measure() > 220 && len(all) > 2 {
		row = 3 // a landscape page holds three
	}
	w := (p.measure() - gap*float64(row-1)) / float64(row)
	left, right := p.left, p.right
	defer func() { p.left, p.right = left, right }()
	for i := 0; i < len(all); i += row {
		p.left, p.right = left, right
		p.need(room + 16)
		top, lowest := p.y, p.y
		for j, s := range all[i:min(i+row, len(all))] {
			p.y, p.left = top, left+float64(j)*(w+gap)
			if len(all) == 1 {
				p.left = left + w + gap // a signature alone stands on the right
			}
			p.right = p.left + w
			p.paragraph(block{text: []run{{french(oneLine(s.Capacity)), bold}}})
			p.paragraph(block{text: plain(s.Name)})
			if err := p.picture("signature of "+s.Capacity+s.Name, s.Picture, p.left, p.y+1, w-10, room-4, false); err != nil {
				return err
			}
			lowest = max(lowest, p.y+room)
		}
		p.y = lowest
	}
	return nil
}

// doneAt writes « Fait à Lyon, le 16 novembre 2026 ».
func (p *paper) doneAt(day string) string {
	if place := oneLine(p.origin.Letterhead.Place); place != "" {
		return "Fait à " + place + ", le " + day
	}
	return "Fait le " + day
}

// Sheet is the list as one table: the groups become a column when the rows do not say it.
func (d ListData) Sheet() Sheet {
	if d.Wide != nil {
		wide := *d.Wide
		wide.Title = d.Title
		return wide
	}
	s := Sheet{Title: d.Title, Columns: slices.Clone(d.Columns), Total: d.Total}
	if d.GroupBy != "" {
		s.Columns = slices.Insert(s.Columns, 0, Column{Name: d.GroupBy})
		if d.Total != nil {
			s.Total = append([]Cell{{}}, d.Total...)
		}
	}
	for _, g := range d.Groups {
		for _, row := range g.Rows {
			if d.GroupBy != "" {
				row = append([]Cell{Text(g.Name)}, row...)
			}
			s.Rows = append(s.Rows, row)
		}
	}
	return s
}

// ListXLSX is the list as a workbook: its table, then the small ones. It returns ErrNoDate.
func ListXLSX(d ListData) ([]byte, error) {
	if d.Origin.MadeAt.IsZero() {
		return nil, ErrNoDate
	}
	return workbook(joinNonEmpty(" – ", d.Title, d.Subtitle), d.Origin, append([]Sheet{d.Sheet()}, d.After...)...)
}
