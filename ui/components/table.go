package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// Column heads a column. Num aligns figures at the end; Sorted is "ascending", "descending" or "".
type Column struct {
	Label    string
	Num      bool
	Quiet    bool   // the label is only heard: a column of buttons
	SortHref string // the same list sorted by this column
	Sorted   string
}

// Row is one line of cells, in the order of the columns. Current marks the line at hand.
type Row struct {
	Cells   []Node
	Current bool
}

// DataTableProps is a list of things with the same facts.
type DataTableProps struct {
	ID           string
	Caption      string // always there; HideCaption keeps it for those who listen
	HideCaption  bool
	Columns      []Column
	Rows         []Row
	Foot         []Row // totals
	RowHead      bool  // the first cell names its line
	Stacked      bool  // on a phone each line becomes a small card; otherwise the table scrolls sideways
	EmptyMessage string
	List         *Listing // rows to search and to take away; nil for a table that is read as a whole
}

// DataTable is the one way to show a list in columns.
func DataTable(p DataTableProps) Node {
	if p.List != nil {
		return listNode{p}
	}
	return p.table()
}

func (p DataTableProps) table() Node {
	if len(p.Rows) == 0 && p.EmptyMessage != "" {
		return Div(Iff(!p.HideCaption, func() Node { return P(Class("caption"), French(p.Caption)) }), P(Class("soft"), French(p.EmptyMessage)))
	}
	table := Table(If(p.ID != "", ID(p.ID)), If(p.Stacked, Group{Class("stacked"), Role("table")}),
		Caption(If(p.HideCaption, Class("only-heard")), French(p.Caption)),
		THead(p.role("rowgroup"), Tr(p.role("row"), Map(p.Columns, p.columnHead))),
		TBody(p.role("rowgroup"), Map(p.Rows, p.row)),
		Iff(len(p.Foot) > 0, func() Node { return TFoot(p.role("rowgroup"), Map(p.Foot, p.row)) }),
	)
	if p.Stacked {
		return table
	}
	return Div(Class("scroll"), Role("region"), Heard(p.Caption), TabIndex("0"), table)
}

func (p DataTableProps) columnHead(c Column) Node {
	var label Node = French(c.Label)
	switch {
	case c.Quiet:
		label = OnlyHeard(c.Label)
	case c.SortHref != "":
		label = A(Href(c.SortHref), label, Icon("sort"))
	}
	return Th(Scope("col"), p.role("columnheader"), If(c.Num, Class("num")), If(c.Sorted != "", Aria("sort", c.Sorted)), label)
}

func (p DataTableProps) row(r Row) Node {
	var cells Group
	for i, content := range r.Cells {
		var column Column
		if i < len(p.Columns) {
			column = p.Columns[i]
		}
		attrs := Group{
			If(column.Num, Class("num")),
			Iff(p.Stacked && !column.Quiet && content != nil && (i > 0 || !p.RowHead), func() Node { return saying{"data-label", column.Label} }),
		}
		if i == 0 && p.RowHead {
			cells = append(cells, Th(Scope("row"), p.role("rowheader"), attrs, content))
			continue
		}
		cells = append(cells, Td(p.role("cell"), attrs, content))
	}
	return Tr(p.role("row"), If(r.Current, Aria("current", "true")), cells)
}

// role restores, for a stacked table, what its display takes away.
func (p DataTableProps) role(name string) Node {
	if !p.Stacked {
		return nil
	}
	return Role(name)
}

// Cells makes a line of plain text.
func Cells(texts ...string) Row {
	var r Row
	for _, t := range texts {
		r.Cells = append(r.Cells, French(t))
	}
	return r
}

// PaginationProps leads through a long list. Empty links are not shown.
type PaginationProps struct {
	Summary            string // « 1 à 30 sur 450 »
	PreviousHref       string
	NextHref           string
	Label              string // « Pages de la liste » when empty
	CSVHref, SheetHref string // exports of the whole list
}

// Pagination stands below a list: where one is, the pages around, the exports.
func Pagination(p PaginationProps) Node {
	return Nav(Class("pagination"), Heard(or(p.Label, "Pages de la liste")),
		P(Class("soft num"), French(p.Summary)),
		Div(Class("actions"),
			Iff(p.PreviousHref != "", func() Node { return LinkButton("Page précédente", p.PreviousHref, Rel("prev")) }),
			Iff(p.NextHref != "", func() Node { return LinkButton("Page suivante", p.NextHref, Rel("next")) }),
			Iff(p.CSVHref != "", func() Node { return LinkIcon("download", "CSV", p.CSVHref) }),
			Iff(p.SheetHref != "", func() Node { return LinkIcon("download", "Tableur", p.SheetHref) }),
		),
	)
}
