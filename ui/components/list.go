package components

import (
	"io"

	. "maragu.dev/gomponents"
)

// Listing makes of a table a list: rows of which there can be many, narrowed by the words of the address and taken away as files.
// The page says it once; what the page is written to (a Lister) narrows the rows that the screen and the files then share.
type Listing struct {
	Find  string // what the search box says; "" on a page that has a search of its own
	Noun  string // « bordereau », for the count below
	Nouns string // « bordereaux »
}

// Lister is a writer of pages that knows their address.
type Lister interface {
	io.Writer
	// Narrow tells what is left of a list.
	Narrow(p DataTableProps) Narrowed
}

// Narrowed is what the address leaves of a list.
type Narrowed struct {
	Rows   []Row
	Search SearchFormProps // the box above the list; of several lists on a page, the first has it
	Boxed  bool
	Asked  bool // some rows may be missing: the totals of all of them would mislead
	Foot   PaginationProps
}

// listNode is a table that asks its writer for its rows.
type listNode struct{ props DataTableProps }

// Render writes the search box, what is left of the list, and its files.
func (n listNode) Render(w io.Writer) error {
	lister, ok := w.(Lister)
	if !ok {
		return n.props.table().Render(w)
	}
	p := n.props
	left := lister.Narrow(p)
	empty := len(p.Rows) == 0
	p.Rows = left.Rows
	if left.Asked {
		p.Foot = nil
		if !empty {
			p.EmptyMessage = "Aucune ligne ne correspond."
		}
	}
	return Group{
		Iff(left.Boxed && !empty, func() Node { return ScreenOnly(SearchForm(left.Search)) }),
		p.table(),
		Iff(!empty, func() Node { return ScreenOnly(Pagination(left.Foot)) }),
	}.Render(w)
}
