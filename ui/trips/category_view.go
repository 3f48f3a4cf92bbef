package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// CategoriesPageProps is the list of natures of a school.
type CategoriesPageProps struct {
	Expenses, Incomes []trip.Category
	Typed             trip.Category
	Refused           web.Refused
}

// CategoriesPage is where the natures that budgets propose are kept.
func CategoriesPage(p CategoriesPageProps) Node {
	e := p.Refused.Errors
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Natures de dépenses et de recettes",
			Lead: "Ce que les budgets proposent. On peut toujours en taper une autre ; une nature retirée reste dans les budgets qui s’en servent."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ajouter une nature"}),
			components.PostForm(components.PostFormProps{Action: categoriesPath, Label: "Ajouter une nature"},
				components.RadioGroup(components.ChoiceProps{ID: "side", Legend: "Dépense ou recette", Required: true, Value: p.Typed.Side, Error: e["side"], Options: []components.OptionProps{
					{Value: trip.Expense, Label: "Dépense"}, {Value: trip.Income, Label: "Recette"},
				}}),
				components.Field(components.FieldProps{ID: "label", Label: "Intitulé", Required: true, Value: p.Typed.Label, Error: e["label"], Width: "l"}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "origin", Label: "Pour une recette : qui paie", Value: p.Typed.Origin, Error: e["origin"], Width: "l"},
					Options: originOptions(), Empty: "Choisir…"}),
				components.Actions(components.ButtonMain("Ajouter")),
			)),
		categoryCard("Dépenses", p.Expenses), categoryCard("Recettes", p.Incomes),
	}
}

func originOptions() []components.OptionProps {
	var options []components.OptionProps
	for _, o := range trip.Origins {
		options = append(options, components.OptionProps{Value: o.Code, Label: o.Label})
	}
	return options
}

func categoryCard(title string, categories []trip.Category) Node {
	var rows []components.Row
	for i, c := range categories {
		do, word := "retire", "Retirer"
		var state Node = components.Tag(components.OK, "proposée")
		if c.Retired {
			do, word, state = "propose", "Proposer à nouveau", components.Soft("retirée")
		}
		id := c.Side + "_" + itoa(i)
		rows = append(rows, components.Row{Cells: []Node{
			Form(Method("post"), Action(categoriesPath), Class("actions"), Aria("label", "Renommer "+c.Label), kept(c),
				Input(ID("label_"+id), Name("label"), Type("text"), Aria("label", "Intitulé"), AutoComplete("off"), Value(c.Label), MaxLength("80")),
				If(c.Retired, components.HiddenFields(components.HiddenValue{Name: "do", Value: "retire"})),
				components.ButtonPlain("Renommer", Aria("label", "Renommer "+c.Label))),
			state,
			Form(Method("post"), Action(categoriesPath), kept(c), components.HiddenFields(components.HiddenValue{Name: "label", Value: c.Label}),
				components.ButtonPlain(word, Name("do"), Value(do), Aria("label", word+" "+c.Label))),
		}})
	}
	return components.Card(components.DataTable(components.DataTableProps{Caption: title, Stacked: true, Rows: rows, Columns: []components.Column{
		{Label: "Intitulé"}, {Label: "Dans les formulaires"}, {Label: "Changer", Quiet: true},
	}}))
}

func kept(c trip.Category) Node {
	return components.HiddenFields(components.HiddenValue{Name: "was", Value: c.Label}, components.HiddenValue{Name: "side", Value: c.Side},
		components.HiddenValue{Name: "origin", Value: c.Origin})
}
