package site

import (
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// keptPage ends the privacy page with what the school has set: how long each category serves, as the engine that erases reads
// it, and who else treats data for it (D-19).
func keptPage(v *web.Visit) (Node, error) {
	parameters, err := school.ParametersOf(v.App)
	if err != nil {
		return nil, err
	}
	today := v.Today()
	var terms, helpers []components.Row
	for _, r := range trip.Retentions {
		terms = append(terms, components.Row{Cells: []Node{components.French(r.Label), components.French(r.What), components.French(r.TermOn(parameters, today))}})
	}
	for said := range strings.SplitSeq(parameters.Text("D-19", "subprocessors", today), ";") {
		if said = strings.TrimSpace(said); said != "" {
			helpers = append(helpers, components.Row{Cells: []Node{components.French(said)}})
		}
	}
	return Group{
		components.Card(components.CardHead(components.CardHeadProps{Title: "Combien de temps"}),
			components.DataTable(components.DataTableProps{Caption: "Durées de conservation", HideCaption: true, RowHead: true, Stacked: true, Rows: terms,
				Columns: []components.Column{{Label: "Données"}, {Label: "Ce qui s’efface, ce qui reste"}, {Label: "Durée"}}})),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Qui travaille pour l’établissement"}),
			components.DataTable(components.DataTableProps{Caption: "Prestataires", HideCaption: true, RowHead: true, Rows: helpers, Columns: []components.Column{{Label: "Prestataire, rôle et pays"}}})),
	}, nil
}
