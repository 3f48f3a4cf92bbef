package staff

import (
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const pageLength = 50

// Listing is what surrounds a list: its address with search, filters and order, the page at hand, the exports.
type Listing struct {
	Path       string
	Query      url.Values
	From, To   int // lines shown, from 1
	Total      int
	Page, Last int
}

// listing cuts a list of total lines into pages; the page asked for comes from the address.
func listing(v *web.Visit, total int) Listing {
	l := Listing{Path: v.Request.URL.Path, Query: v.Request.URL.Query(), Total: total, Last: max(1, (total+pageLength-1)/pageLength)}
	page, _ := strconv.Atoi(v.Query("page")) // what is no number is the first page
	l.Page = min(max(page, 1), l.Last)
	l.From, l.To = (l.Page-1)*pageLength+1, min(l.Page*pageLength, total)
	return l
}

// window is the part of a list that the page shows.
func window[T any](l Listing, all []T) []T {
	if l.Total == 0 {
		return nil
	}
	return all[l.From-1 : l.To]
}

// With is the address with some values changed: pairs of names and values, an empty value removes. A change of anything but
// the page goes back to the first page.
func (l Listing) With(pairs ...string) string {
	q := url.Values{}
	for name, values := range l.Query {
		if name != "page" && name != "format" {
			q[name] = values
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
			continue
		}
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return l.Path
	}
	return l.Path + "?" + q.Encode()
}

// Get is a value of the address.
func (l Listing) Get(name string) string { return strings.TrimSpace(l.Query.Get(name)) }

// Column is a head that sorts the list when clicked, and turns it round when clicked again.
func (l Listing) Column(label, key, standard string) components.Column {
	current, down := l.Get("tri"), l.Get("sens") == "desc"
	if current == "" {
		current = standard
	}
	c := components.Column{Label: label}
	next := ""
	if current == key {
		c.Sorted, next = "ascending", "desc"
		if down {
			c.Sorted, next = "descending", ""
		}
	}
	c.SortHref = l.With("tri", key, "sens", next)
	return c
}

// Foot is the line below the list.
func (l Listing) Foot(one, many string) Node {
	p := components.PaginationProps{
		Summary: law.Counted(l.Total, one, many), CSVHref: l.With("format", "csv"), SheetHref: l.With("format", "xlsx"),
	}
	if l.Last > 1 {
		p.Summary = law.Thousands(l.From) + " à " + law.Thousands(l.To) + " sur " + law.Thousands(l.Total)
	}
	if l.Page > 1 {
		p.PreviousHref = l.With("page", strconv.Itoa(l.Page-1))
	}
	if l.Page < l.Last {
		p.NextHref = l.With("page", strconv.Itoa(l.Page+1))
	}
	return components.Pagination(p)
}

// exported answers with the whole list as a file when the address asks for one.
func exported(v *web.Visit, name string, sheet func() document.Sheet) (bool, error) {
	switch v.Query("format") {
	case "csv":
		return true, v.File(name+".csv", "text/csv; charset=utf-8", sheet().CSV(), false)
	case "xlsx":
		body, err := sheet().XLSX()
		if err != nil {
			return true, err
		}
		return true, v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
	}
	return false, nil
}

// FilterForm is a row of filters sent by GET: the address says them all.
func FilterForm(action, label string, fields ...Node) Node {
	return components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", label), Method("get"), Action(action), Group(fields),
		Button(Class("button"), Type("submit"), components.Icon("search"), Text("Chercher"))))
}
