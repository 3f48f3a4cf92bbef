package browser_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"github.com/openacademie/openacademie/internal/school"
)

// listed is a table of a page, with the box that narrows it and the files it leaves as.
type listed struct {
	caption   string
	rows      []string // what each says
	box       string   // the name of the field that narrows it
	csv, xlsx string
}

// listsOf reads the tables of a page in their order. A list stands above the links to its files.
func listsOf(t *testing.T, path, body string) (lists []listed) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	here, _, _ := strings.Cut(path, "?")
	var box string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "form" && attr(n, "action") == here && strings.EqualFold(attr(n, "method"), "get"):
			for e := range n.Descendants() {
				if e.Type == html.ElementNode && e.Data == "input" && attr(e, "type") == "search" && box == "" {
					box = attr(e, "name")
				}
			}
		case n.Data == "table":
			l := listed{box: box}
			for e := range n.Descendants() {
				switch {
				case e.Type == html.ElementNode && e.Data == "caption":
					l.caption = strings.TrimLeft(said(e), "0123456789 ") // « 15 élèves »
				case e.Type == html.ElementNode && e.Data == "tr" && e.Parent.Data == "tbody":
					l.rows = append(l.rows, said(e))
				}
			}
			lists = append(lists, l)
		case n.Data == "nav" && strings.HasPrefix(attr(n, "aria-label"), "Exports, "):
			for i := range lists {
				if lists[i].caption == strings.TrimLeft(strings.TrimPrefix(attr(n, "aria-label"), "Exports, "), "0123456789 ") {
					lists[i].csv, lists[i].xlsx = linkTo(n, "csv"), linkTo(n, "xlsx")
				}
			}
		case n.Data == "nav" || n.Data == "p" || n.Data == "div" && attr(n, "class") == "actions":
			for i := range lists { // files of their own: those of the tables above
				if csv := linkTo(n, "csv"); csv != "" && lists[i].csv == "" {
					lists[i].csv, lists[i].xlsx = csv, linkTo(n, "xlsx")
				}
			}
		}
	}
	return lists
}

// linkTo is the link to a file of this format, however the address says it.
func linkTo(n *html.Node, format string) string {
	for e := range n.Descendants() {
		if e.Type != html.ElementNode || e.Data != "a" {
			continue
		}
		if to, err := url.Parse(attr(e, "href")); err == nil && (to.Query().Get("format") == format || strings.HasSuffix(to.Path, "."+format) || strings.HasSuffix(to.Path, "/"+format)) {
			return attr(e, "href")
		}
	}
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// said is what a node says, without what is chosen or pressed in it.
func said(n *html.Node) string {
	var words strings.Builder
	var read func(*html.Node)
	read = func(n *html.Node) {
		if n.Type == html.TextNode {
			words.WriteString(n.Data + " ")
		}
		if n.Type == html.ElementNode && slices.Contains([]string{"select", "svg", "button", "textarea", "style"}, n.Data) {
			return
		}
		for c := range n.ChildNodes() {
			read(c)
		}
	}
	read(n)
	return strings.Join(strings.Fields(words.String()), " ")
}

// A table of the staff's pages is a list: searched by its address, taken away as a file that says the same rows. Those that are
// not have a reason in notLists, and no reason is left over.
func TestEveryListIsSearchedAndTakenAway(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	type best struct {
		by   *visitor
		path string
		listed
	}
	richest := map[string]best{} // by pattern and caption: the page that has most rows of it
	for _, v := range c.visitors(t) {
		if v.actor.Kind != school.Staff {
			continue
		}
		for _, p := range c.pages[v.name] {
			if p.answer.status != http.StatusOK || !p.answer.isPage() || !strings.HasPrefix(p.pattern, "/gestion") {
				continue
			}
			for _, l := range listsOf(t, p.path, p.answer.body) {
				if key := p.pattern + " : " + l.caption; len(l.rows) > len(richest[key].rows) {
					richest[key] = best{v, p.path, l}
				}
			}
		}
	}
	met := map[string]bool{}
	walkedLists := 0
	for key, l := range richest {
		reason := ""
		for prefix, why := range notLists {
			if strings.HasPrefix(key, prefix) || strings.HasPrefix(l.caption, prefix) {
				reason, met[prefix] = why, true
			}
		}
		switch {
		case l.csv == "" && reason == "":
			t.Errorf("%s is neither a list nor said why (%s, %d rows)", key, l.path, len(l.rows))
		case reason == "":
			walkedLists++
			checkList(t, key, l.by, l.path, l.listed)
		}
	}
	for key := range notLists {
		if !met[key] {
			t.Errorf("%s has a reason not to be a list, and is nowhere", key)
		}
	}
	if walkedLists < 40 {
		t.Errorf("only %d lists were walked through", walkedLists)
	}
}

func checkList(t *testing.T, key string, v *visitor, path string, l listed) {
	t.Helper()
	if l.box == "" {
		t.Errorf("%s has no search box", key)
		return
	}
	again := func(words string) (found listed) {
		address, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		query := address.Query()
		query.Set(l.box, words)
		address.RawQuery = query.Encode()
		got := v.get(address.String())
		if got.status != http.StatusOK || !strings.Contains(got.body, `value="`+html.EscapeString(words)+`"`) {
			t.Errorf("%s: %d, or the box forgets %q", key, got.status, words)
		}
		for _, one := range listsOf(t, path, got.body) {
			if one.caption == l.caption {
				return one
			}
		}
		return listed{}
	}
	if none := again("introuvablezzz"); len(none.rows) > 0 {
		t.Errorf("%s: %d rows say « introuvablezzz »", key, len(none.rows))
	}
	var trouble string
	for _, word := range words(l.rows[0]) {
		if trouble = checkSearch(v, l, again(word), word); trouble == "" {
			return
		}
	}
	t.Errorf("%s: %s", key, trouble)
}

// checkSearch tells what is wrong in what a word leaves of a list, on the screen and in its files.
func checkSearch(v *visitor, l, left listed, word string) string {
	if len(left.rows) == 0 || len(left.rows) > len(l.rows) {
		return fmt.Sprintf("%q leaves %d rows of %d", word, len(left.rows), len(l.rows))
	}
	for _, row := range left.rows {
		if !school.Matches(word, row) {
			return fmt.Sprintf("%q leaves %q", word, row)
		}
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(v.get(left.csv).body, "\ufeff")))
	reader.Comma, reader.FieldsPerRecord = ';', -1
	lines, err := reader.ReadAll()
	if err != nil {
		return left.csv + ": " + err.Error()
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(v.get(left.xlsx).body)))
	if err != nil {
		return left.xlsx + ": " + err.Error()
	}
	sheet, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		return left.xlsx + ": " + err.Error()
	}
	inFile := func(rows [][]string) (n int) {
		for _, row := range rows {
			if school.Matches(word, strings.Join(row, " ")) {
				n++
			}
		}
		return n
	}
	if a, b := inFile(lines), inFile(sheet); a < len(left.rows) || b < len(left.rows) {
		return fmt.Sprintf("%d rows on the screen, %d in the CSV, %d in the workbook for %q", len(left.rows), a, b, word)
	}
	return ""
}

// words are the longest words of a row, that tell it best: of a day or a sum, files write another form than the screen.
func words(row string) []string {
	all := strings.FieldsFunc(row, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	slices.SortStableFunc(all, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return all[:min(len(all), 6)]
}

// notLists says of a table, by its caption or by its page and caption, why it is read as a whole.
var notLists = map[string]string{
	"/gestion : ": "what waits, each with its own page",

	// The lines of a form, or of one thing that is read as a whole.
	"/gestion/aides/commissions/{commission} : Membres": "the people of one meeting", "/gestion/aides/demandes/{request} : ": "one request",
	"/gestion/aides/fonds : A": "settings: each line opens its form", "/gestion/aides/fonds : Tranches": "settings", "/gestion/caisse/delais/{plan} : ": "one plan", "Sommes encore dues": "what a form chooses from",
	"/gestion/caisse/en-ligne/{attempt} : ": "the log of one payment", "/gestion/caisse/rapprochement/ensemble : ": "what one button will do",
	"/gestion/ecole/import/{import} : Fichiers lus": "the files of one import", "/gestion/journal/{line} : ": "one line", "Courriers à imprimer": "boxes to tick: a search would untick those it hides",
	"/gestion/voyages/modeles-export : ": "the columns of one file", "/gestion/voyages/natures : ": "a form", "/gestion/voyages/conditions : ": "a form",
	"/gestion/voyages/{trip}/conditions : ": "a form", "/gestion/voyages/{trip}/echeances : ": "a form", "/gestion/voyages/{trip}/grille : ": "a form",
	"/gestion/voyages/{trip}/listes : ": "documents to open, not rows", "/gestion/voyages/{trip}/finances : ": "documents to open, not rows",

	// Accounts and reports: a line left out would make a total lie. They have files of their own.
	"/gestion/aides/bilan : ": "a report", "/gestion/caisse/etats/{exit} : ": "a statement of the accounts, of one period", "Totaux": "totals",
	"/gestion/caisse/rapprochement/etat : Par jour": "totals", "/gestion/voyages/{trip}/bilan : ": "a report", "/gestion/voyages/{trip}/budget : ": "a budget",
	"/gestion/voyages/{trip}/execution : ": "a budget", "/gestion/voyages/{trip}/simulateur : ": "a calculation", "/gestion/voyages/{trip} : Dépenses": "one trip in short", "/gestion/voyages/{trip} : Recettes": "one trip in short",
	"/gestion/voyages/{trip} : Échéancier": "one trip in short",

	// Elsewhere, the same is a list.
	"Derniers encaissements": "the last five; the journal is the list", "/gestion/caisse/eleves/{pupil} : ": "one pupil's account, from the list of pupils",
	"Catégories de données": "the eleven rules; what is due under each is the list below", "/gestion/voyages/cuisine : ": "a calendar of one month",
	"/gestion/voyages/{trip}/dossier : ": "the pocket folder, kept offline", "/gestion/voyages/{trip}/depart : Versions": "the versions of one list",
}
