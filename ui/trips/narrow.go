package trips

import (
	"slices"
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// narrowed keeps the rows that hold every word the address asks for (?q=), accents and capitals apart. A list passes through
// it for the screen and for its files alike: both say the same rows.
func narrowed[T any](v *web.Visit, rows []T, words func(T) []string) []T {
	asked := strings.Fields(school.Fold(v.Query("q")))
	if len(asked) == 0 {
		return rows
	}
	var kept []T
	for _, row := range rows {
		said := school.Fold(strings.Join(words(row), " "))
		if !slices.ContainsFunc(asked, func(word string) bool { return !strings.Contains(said, word) }) {
			kept = append(kept, row)
		}
	}
	return kept
}

// narrowForm is the box above such a list; keep are the other filters of the address.
func narrowForm(action, label, value string, keep ...components.HiddenValue) Node {
	return components.ScreenOnly(components.SearchForm(components.SearchFormProps{ID: "chercher", Action: action, Label: label, Value: value, Keep: keep}))
}

// listFoot counts the rows below a list and offers its files, under the filters of the screen.
func listFoot(summary, path string, filters map[string]string) Node {
	query := queryOf(filters)
	return components.ScreenOnly(components.Pagination(components.PaginationProps{
		Summary: summary, CSVHref: path + ".csv" + query, SheetHref: path + ".xlsx" + query, Label: "Exports de la liste",
	}))
}

// sendSheet answers with a list as the file that the address names, .csv or .xlsx.
func sendSheet(v *web.Visit, name string, sheet document.Sheet) error {
	if formatOf(v) == "csv" {
		return v.File(name+".csv", "text/csv; charset=utf-8", sheet.CSV(), false)
	}
	return sendXLSX(v, name+".xlsx", sheet)
}

// ofYear is the filter of a school year, for the forms that keep it.
func ofYear(year string) components.HiddenValue {
	return components.HiddenValue{Name: "annee", Value: year}
}

// queryYear is that filter with the words looked for, as the query of an address.
func queryYear(year, search string) string {
	return queryOf(map[string]string{"annee": year, "q": search})
}
