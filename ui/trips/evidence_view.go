package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/evidence"
	"github.com/openacademie/openacademie/ui/components"
)

// EvidenceProps is the figures of a trip, one of them opened.
type EvidenceProps struct {
	Trip    trip.Trip
	Figures []evidence.Figure
	Chain   *evidence.Chain
}

// EvidencePage answers « d’où vient ce chiffre ? ».
func EvidencePage(p EvidenceProps) Node {
	here := staffList + "/" + p.Trip.ID
	var rows []components.Row
	for _, f := range p.Figures {
		rows = append(rows, components.Row{Current: p.Chain != nil && p.Chain.Figure.ID == f.ID, Cells: []Node{A(Href(here+"/preuves?ligne="+f.ID), components.French(f.Label)), components.Money(f.Amount.String())}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Preuves", Lead: "Choisissez un chiffre : la chaîne qui l’établit s’ouvre, du vote à la quittance."}),
		Iff(p.Chain != nil, func() Node { return chainCard(*p.Chain) }),
		components.DataTable(components.DataTableProps{Caption: "Chiffres du voyage", List: &components.Listing{Find: "Chercher un chiffre", Noun: "chiffre", Nouns: "chiffres"}, RowHead: true, Rows: rows, EmptyMessage: "Ce voyage n’a encore aucun chiffre.",
			Columns: []components.Column{{Label: "Chiffre"}, {Label: "Montant", Num: true}}}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Toutes les pièces"}),
			P(components.French("Une archive pour un contrôle : actes, budget, contrats, régies, créances, versements, papiers, journal, et un index qui nomme chaque fichier avec son empreinte. Aucune donnée de santé ni de compte bancaire. Le téléchargement est noté au journal.")),
			components.Actions(components.LinkButton("Pièces de ce voyage (ZIP)", here+"/pieces.zip")),
			Form(Method("get"), Action(staffList+"/pieces.zip"), Aria("label", "Pièces d’une année scolaire"),
				components.Field(components.FieldProps{ID: "annee", Label: "Année scolaire", Hint: "Comme 2026-2027 : tous les voyages qui partent cette année-là.", Width: "s", Filter: true}),
				components.Actions(components.ButtonPlain("Pièces de l’année (ZIP)"))),
		),
	}
}

func chainCard(c evidence.Chain) Node {
	var rows []components.Row
	for _, l := range c.Links {
		name := components.French(l.Label)
		if path := l.Path(c.Trip.ID); path != "" {
			name = A(Href(path), name)
		}
		rows = append(rows, components.Row{Cells: []Node{name, components.Money(orBlank(l.Amount)), Text(dashed(l.On.Short())), Text(dashed(l.JournalWords()))}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: c.Figure.Label}),
		components.DataTable(components.DataTableProps{Caption: "Ce qui établit ce chiffre", List: &components.Listing{Find: "Chercher une étape, une pièce", Noun: "étape", Nouns: "étapes"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Rien n’est encore enregistré derrière ce chiffre.",
			Columns: []components.Column{{Label: "Étape"}, {Label: "Montant", Num: true}, {Label: "Date"}, {Label: "Lignes du journal"}}}),
	)
}
