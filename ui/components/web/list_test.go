package web

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	g "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/ui/components"
)

func slips() g.Node {
	row := func(number, drawer, day, sum string) components.Row {
		return components.Row{Cells: []g.Node{A(Href("/b/"+number), g.Text(number)), components.French(drawer), components.French(day), components.Money(sum), Form(Button(g.Text("Ouvrir")))}}
	}
	return Div(components.DataTable(components.DataTableProps{
		Caption: "Bordereaux", Columns: []components.Column{{Label: "Numéro"}, {Label: "Tireur"}, {Label: "Le"}, {Label: "Total", Num: true}, {Label: "Action", Quiet: true}},
		Rows: []components.Row{row("B-1", "Amina Benali", "1er mars 2027", "1 234,50 €"), row("B-2", "Élodie Le Goff", "12/04/2027", "8,00 €")},
		Foot: []components.Row{components.Cells("Total", "", "", "1 242,50 €")},
		List: &components.Listing{Find: "Chercher un bordereau", Noun: "bordereau", Nouns: "bordereaux"},
	}), components.DataTable(components.DataTableProps{
		Caption: "Chèques seuls", Columns: []components.Column{{Label: "Tireur"}, {Label: "Nombre", Num: true}},
		Rows: []components.Row{components.Cells("Amina Benali", "1 200")}, List: &components.Listing{Find: "Chercher un chèque", Noun: "chèque", Nouns: "chèques"},
	}))
}

func written(t *testing.T, address string) (page string, l *lister) {
	t.Helper()
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l = &lister{Buffer: new(bytes.Buffer), address: asked, wanted: asked.Query().Get("liste")}
	if err := slips().Render(l); err != nil || l.err != nil {
		t.Fatal(err, l.err)
	}
	page = l.String()
	return page, l
}

// The words of the address leave the same rows on the screen and in the file, and the links keep the other filters.
func TestAListIsNarrowedByItsAddress(t *testing.T) {
	page, l := written(t, "/liste?q=benali&du=2027-01-01")
	for text, wanted := range map[string]bool{
		"Amina": true, "Le Goff": false, `value="benali"`: true, `name="du" value="2027-01-01"`: true, "du=2027-01-01": true, "1 bordereau<": true, "1 242,50": false,
	} {
		if strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), text) != wanted {
			t.Errorf("%q is there: %v\n%s", text, !wanted, page)
		}
	}
	if got := string(l.found.CSV()); strings.Contains(got, "Goff") || !strings.Contains(got, "B-1;Amina Benali;01/03/2027;1234,50\r\n") || strings.Contains(got, "Ouvrir") {
		t.Errorf("the file says\n%s", got)
	}
	if strings.Count(page, `role="search"`) != 1 {
		t.Error("two lists of a page share one search box")
	}
	page, _ = written(t, "/liste?q=introuvable")
	if !strings.Contains(page, "Aucune ligne ne correspond.") || !strings.Contains(page, `value="introuvable"`) {
		t.Errorf("nothing left must be said, with the box to change it\n%s", page)
	}
}

// What the screen writes as a sum, a day or a number is one in the workbook, with its total.
func TestTheFileOfAListIsTyped(t *testing.T) {
	_, l := written(t, "/liste?format=xlsx")
	want := []document.Kind{document.KindText, document.KindText, document.KindDay, document.KindMoney}
	for i, c := range l.found.Columns {
		if c.Kind != want[i] {
			t.Errorf("%s is of kind %d, want %d", c.Name, c.Kind, want[i])
		}
	}
	if len(l.found.Total) != 4 || l.found.Total[3] != document.Money(1242_50) {
		t.Errorf("total %v", l.found.Total)
	}
	_, l = written(t, "/liste?liste=cheques-seuls")
	if got := string(l.found.CSV()); !strings.Contains(got, "Amina Benali;1200") {
		t.Errorf("the second list of the page:\n%s", got)
	}
}
