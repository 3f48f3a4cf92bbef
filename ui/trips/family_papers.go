package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// papersCard tells a family what the trip asks of their child, and where each paper stands.
func papersCard(p FamilyPageProps) Node {
	if len(p.Papers) == 0 {
		return nil
	}
	var rows []components.Row
	for _, l := range p.Papers {
		state, word := familyPaperState(l)
		note := l.Note
		if l.Paper.State == trip.PaperRefused {
			note = "Motif : " + l.Paper.Reason
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(l.Label), components.Tag(state, word), components.French("avant le " + l.DueOn.French()), components.French(orDash(note))}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Les pièces à remettre", ID: "pieces"}),
		components.DataTable(components.DataTableProps{Caption: "Pièces à remettre", HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
			Columns: []components.Column{{Label: "Pièce"}, {Label: "État"}, {Label: "À remettre"}, {Label: "Précision"}}}),
		P(components.Soft("Remettez les originaux à l’établissement. Les informations de santé se donnent sous pli fermé, à l’infirmerie.")),
	)
}

// familyPaperState says what a family has to do, without what the school has read on the paper.
func familyPaperState(l trip.PaperLine) (state, word string) {
	switch l.Paper.State {
	case trip.PaperChecked:
		if !l.Settled() {
			return components.Stop, "à refaire : voyez avec l’établissement"
		}
		return components.OK, "en ordre"
	case trip.PaperReceived:
		return components.Neutral, "reçue, à vérifier"
	case trip.PaperRefused:
		return components.Stop, "refusée"
	case trip.PaperWaived:
		return components.Neutral, "pas nécessaire"
	}
	return components.Wait, "à remettre"
}
