package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// BracketForm is one line of a grid as typed.
type BracketForm struct{ Below, Price, Pupils string }

// GridPageProps is the page where a price grid is written.
type GridPageProps struct {
	Facts   trip.Facts
	Rows    []BracketForm
	Frozen  bool
	Refused web.Refused
}

// GridPage writes prices by family income; none makes the price the same for all.
func GridPage(p GridPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID + "/budget"
	head := components.PageHead(components.PageHeadProps{Title: "Grille de prix selon les revenus",
		Lead: "Facultative. Elle se vote avec le voyage ; son prix le plus haut est le prix du voyage (" + p.Facts.Trip.PriceCents.String() + ") et ne dépasse pas ce que coûte un élève (" + p.Facts.Budget.CostPerPupil().String() + ")."})
	if p.Frozen {
		return Group{p.Refused.Head(), head,
			components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Le budget est arrêté", Text: "La grille ne change plus. " + trip.WayToChange(p.Facts.Trip.State)}),
			gridTable(p.Facts.Brackets), components.Actions(components.LinkButton("Revenir au budget", back)),
		}
	}
	var rows []components.Row
	for i, f := range append(append([]BracketForm{}, p.Rows...), make([]BracketForm, emptyRows)...) {
		n, e := itoa(i), p.Refused.Errors
		rows = append(rows, components.Row{Cells: []Node{
			cell("Quotient familial inférieur à, tranche "+itoa(i+1), "below_"+n, f.Below, e["below_"+n], Data("width", "s"), Attr("inputmode", "numeric")),
			cell("Prix de la tranche "+itoa(i+1), "price_"+n, f.Price, e["price_"+n], Class("amount"), Attr("inputmode", "decimal")),
			cell("Élèves prévus dans la tranche "+itoa(i+1), "pupils_"+n, f.Pupils, e["pupils_"+n], Data("width", "s"), Attr("inputmode", "numeric")),
		}})
	}
	return Group{
		p.Refused.Head(), head,
		components.PostForm(components.PostFormProps{Action: staffList + "/" + p.Facts.Trip.ID + "/grille", Label: "Grille de prix"},
			components.Card(
				components.DataTable(components.DataTableProps{Caption: "Tranches, de la plus basse à la plus haute", Stacked: true, Rows: rows, Columns: []components.Column{
					{Label: "Quotient familial inférieur à"}, {Label: "Prix par élève (€)"}, {Label: "Élèves prévus"},
				}}),
				P(Class("hint"), components.French("La dernière tranche n’a pas de quotient : elle vaut pour toutes les autres familles. Pour revenir à un prix unique, videz toutes les lignes. Il faut au moins deux tranches pour une grille.")),
			),
			formActions("Enregistrer la grille", back),
		),
	}
}

// gridTable is a grid to be read.
func gridTable(brackets []trip.Bracket) Node {
	var rows []components.Row
	for _, b := range brackets {
		rows = append(rows, components.Row{Cells: []Node{components.French(capital(b.Name())), components.Money(b.PriceCents.String()), components.French(law.Counted(b.PupilsEstimated, "élève", "élèves"))}})
	}
	return components.Card(components.DataTable(components.DataTableProps{Caption: "Grille de prix", RowHead: true, Rows: rows, EmptyMessage: "Tous les élèves ont le même prix.",
		Columns: []components.Column{{Label: "Tranche"}, {Label: "Prix", Num: true}, {Label: "Prévus", Num: true}}}))
}

// BracketsPageProps is where families stand in the grid: for the bursar alone.
type BracketsPageProps struct {
	Facts   trip.Facts
	Pupils  []trip.PlaceInGrid
	Refused web.Refused
}

// BracketsPage puts each family in its bracket, on proof. Organisers never see it.
func BracketsPage(p BracketsPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	head := components.PageHead(components.PageHeadProps{Title: "Tranches des familles", Lead: "Confidentiel : vous seul voyez et fixez la tranche d’une famille, sur justificatif et avant son engagement."})
	if len(p.Facts.Brackets) == 0 {
		return Group{p.Refused.Head(), head,
			components.Notice(components.NoticeProps{Title: "Pas de grille", Text: "Tous les élèves de ce voyage ont le même prix."}),
			components.Actions(components.LinkButton("Revenir au voyage", back)),
		}
	}
	options := []components.OptionProps{{Value: "0", Label: "Prix le plus haut, " + p.Facts.Trip.PriceCents.String()}}
	for _, b := range p.Facts.Brackets[:len(p.Facts.Brackets)-1] {
		options = append(options, components.OptionProps{Value: itoa(b.RankNo), Label: capital(b.Name()) + ", " + b.PriceCents.String()})
	}
	var rows []components.Row
	for _, u := range p.Pupils {
		change := Group{components.Soft("engagement signé")}
		if u.Seat != trip.SeatCommitted {
			change = Group{Form(Method("post"), Action(back+"/tranches"), Class("actions"), Aria("label", "Tranche "+of(u.FirstName)+" "+u.LastName),
				components.HiddenFields(components.HiddenValue{Name: "pupil", Value: u.ID}),
				Select(ID("bracket_"+u.ID), Name("bracket"), Aria("label", "Tranche "+of(u.FirstName)+" "+u.LastName), Map(options, func(o components.OptionProps) Node {
					return Option(Value(o.Value), If(o.Value == itoa(u.BracketNo), Selected()), components.French(o.Label))
				})),
				components.ButtonPlain("Enregistrer", Aria("label", "Enregistrer la tranche "+of(u.FirstName)+" "+u.LastName)))}
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(u.LastName + " " + u.FirstName), Text(u.Class), components.Money(trip.PriceIn(p.Facts.Trip, p.Facts.Brackets, u.BracketNo).String()), change,
		}})
	}
	return Group{p.Refused.Head(), head,
		components.Card(components.DataTable(components.DataTableProps{Caption: "Élèves à qui le voyage est proposé", RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun élève n’est encore choisi.",
			Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Prix", Num: true}, {Label: "Tranche"}}})),
		components.Actions(components.LinkButton("Revenir au voyage", back)),
	}
}

func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return string(append([]rune(capitalOf(r[0])), r[1:]...))
}

func capitalOf(r rune) string {
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	return string(r)
}

// gapOf is what a real amount differs by from the one planned.
func gapOf(real, planned cents.Amount) Node {
	switch gap := real - planned; {
	case gap > 0:
		return components.Money("+" + gap.String())
	case gap < 0:
		return components.Money("−" + (-gap).String())
	}
	return components.Soft("–")
}
