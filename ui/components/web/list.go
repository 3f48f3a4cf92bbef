package web

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"golang.org/x/net/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// lister is what a page is written to: each list of the page is narrowed by the words of the address (?q=). With ?format=csv
// or xlsx the same page, written the same way, gives one of its lists as a file: a file cannot hold another row than the
// screen, nor open to another reader.
type lister struct {
	*bytes.Buffer
	address *url.URL
	wanted  string // the list whose file is asked for, "" for the first
	boxed   bool   // a search box is there already
	found   *document.Sheet
	err     error
}

func (v *Visit) lister(body *bytes.Buffer) *lister {
	return &lister{Buffer: body, address: v.Request.URL, wanted: v.Query("liste")}
}

// fileAsked is the format of the file that the address asks for, "" for the page itself.
func (v *Visit) fileAsked() string {
	if format := v.Query("format"); v.Request.Method == http.MethodGet && (format == "csv" || format == "xlsx") {
		return format
	}
	return ""
}

// sendList answers with a list of the page as a file; done is false when the page has no such list.
func (v *Visit) sendList(format string, children []g.Node) (done bool, err error) {
	l := v.lister(new(bytes.Buffer))
	if err := g.Group(children).Render(l); err != nil {
		return true, fmt.Errorf("render the list of %s: %w", v.Request.URL.Path, err)
	}
	if l.found == nil {
		return false, l.err
	}
	name := slug(l.found.Title)
	if format == "csv" {
		return true, v.File(name+".csv", "text/csv; charset=utf-8", l.found.CSV(), false)
	}
	content, err := l.found.XLSX()
	if err != nil {
		return true, err
	}
	return true, v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content, false)
}

// Narrow keeps the rows that hold every word looked for, accents and capitals apart.
func (l *lister) Narrow(p components.DataTableProps) components.Narrowed {
	query := l.address.Query()
	asked := strings.TrimSpace(query.Get("q"))
	left := components.Narrowed{Rows: p.Rows, Boxed: p.List.Find != "" && !l.boxed && len(p.Rows) > 0}
	sheet := newSheet(p)
	if p.List.Find != "" && asked != "" {
		left.Asked, left.Rows = true, nil
	}
	for _, row := range p.Rows {
		cells, words, err := readRow(p.Columns, row)
		if err != nil && l.err == nil {
			l.err = err
		}
		if left.Asked {
			if !school.Matches(asked, words) {
				continue
			}
			left.Rows = append(left.Rows, row)
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	if len(p.Foot) > 0 && !left.Asked {
		total, _, err := readRow(p.Columns, p.Foot[len(p.Foot)-1])
		if err != nil && l.err == nil {
			l.err = err
		}
		sheet.Total = total
	}
	giveKinds(&sheet)
	if l.found == nil && (l.wanted == "" || l.wanted == slug(p.Caption)) {
		l.found = &sheet
	}
	l.boxed = l.boxed || left.Boxed
	left.Search = components.SearchFormProps{ID: "chercher", Action: l.address.Path, Label: p.List.Find, Value: asked, Keep: kept(query)}
	left.Foot = l.foot(p, query, len(left.Rows))
	return left
}

// foot counts the rows and links to the files, under the filters of the screen.
func (l *lister) foot(p components.DataTableProps, query url.Values, rows int) components.PaginationProps {
	file := func(format string) string {
		query.Set("format", format)
		query.Set("liste", slug(p.Caption))
		return l.address.Path + "?" + query.Encode()
	}
	noun := p.List.Noun
	if rows > 1 {
		noun = p.List.Nouns
	}
	return components.PaginationProps{Label: "Exports, " + p.Caption, Summary: fmt.Sprint(rows) + " " + noun, CSVHref: file("csv"), SheetHref: file("xlsx")}
}

// kept are the other values of the address: a search forgets none of them, but the page of a longer list.
func kept(query url.Values) []components.HiddenValue {
	var out []components.HiddenValue
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if slices.Contains([]string{"q", "page", "format", "liste"}, name) {
			continue
		}
		for _, value := range query[name] {
			out = append(out, components.HiddenValue{Name: name, Value: value})
		}
	}
	return out
}

func slug(caption string) string {
	return strings.NewReplacer(" ", "-", ".", "", "@", "").Replace(school.Fold(caption))
}

func newSheet(p components.DataTableProps) document.Sheet {
	sheet := document.Sheet{Title: p.Caption}
	for _, c := range p.Columns {
		if !c.Quiet {
			sheet.Columns = append(sheet.Columns, document.Column{Name: c.Label})
		}
	}
	return sheet
}

// readRow reads the cells of a line as the screen shows them; a column of buttons says nothing.
func readRow(columns []components.Column, row components.Row) (cells []document.Cell, words string, err error) {
	for i, content := range row.Cells {
		var column components.Column
		if i < len(columns) {
			column = columns[i]
		}
		if column.Quiet {
			continue
		}
		text, err := textOf(content)
		if err != nil {
			return nil, "", err
		}
		cells = append(cells, cellOf(text, column.Num))
		words += text + " "
	}
	return cells, words, nil
}

// cellOf gives a text of the screen the type it was written from: a workbook adds up sums and sorts days.
func cellOf(text string, num bool) document.Cell {
	if text == "" || text == "–" || text == "—" {
		return document.Cell{}
	}
	if amount, err := cents.Parse(text); err == nil && strings.HasSuffix(text, "€") {
		return document.Money(amount)
	} else if err == nil && num && amount%100 == 0 && !strings.ContainsAny(text, ",.") {
		return document.Int(int(amount / 100))
	}
	if day, ok := law.ParseFrench(text); ok {
		return document.Date(day)
	}
	return document.Text(text)
}

// giveKinds types a column by its cells, when they all agree.
func giveKinds(sheet *document.Sheet) {
	for i := range sheet.Columns {
		kind, known := document.KindText, false
		for _, row := range sheet.Rows {
			if i >= len(row) || row[i] == (document.Cell{}) {
				continue
			}
			if known && row[i].Kind() != kind {
				kind = document.KindText
				break
			}
			kind, known = row[i].Kind(), true
		}
		sheet.Columns[i].Kind = kind
	}
}

// textOf is what a node says to who reads it: no attribute, no choice of a list, one space between the blocks.
func textOf(n g.Node) (string, error) {
	if n == nil {
		return "", nil
	}
	var written bytes.Buffer
	if err := n.Render(&written); err != nil {
		return "", fmt.Errorf("render a cell: %w", err)
	}
	var said strings.Builder
	skipped := 0
	for tokens := html.NewTokenizer(&written); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(said.String()), " "), nil
		case html.TextToken:
			if skipped == 0 {
				said.Write(tokens.Text())
			}
		case html.StartTagToken:
			name, _ := tokens.TagName()
			if mute[string(name)] {
				skipped++
			} else if !inline[string(name)] {
				said.WriteByte(' ')
			}
		case html.EndTagToken:
			if name, _ := tokens.TagName(); mute[string(name)] {
				skipped--
			}
		}
	}
}

var (
	mute   = map[string]bool{"select": true, "svg": true, "button": true, "textarea": true}
	inline = map[string]bool{"a": true, "b": true, "em": true, "strong": true, "abbr": true, "sup": true, "time": true}
)
