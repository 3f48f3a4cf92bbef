package trips

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// LineForm is one line of the budget as typed.
type LineForm struct {
	Category, Label, Beneficiaries, Basis, Origin, Status, Amount string
	Funds                                                         string // number of the expense that an income pays for
	Quiet                                                         bool   // a company gives without advertising
	row, shown                                                    int    // its number once empty lines are left out, and as it was on the page
}

// BudgetForm is the budget as typed.
type BudgetForm struct {
	Price, Pupils, Adults string
	Expenses, Incomes     []LineForm
}

// BudgetPageProps is the page of a budget: the form, and what the saved one amounts to.
type BudgetPageProps struct {
	Facts    trip.Facts // as saved
	Form     BudgetForm
	Frozen   bool
	MayGrid  bool
	Natures  []string // of expense, that the school proposes
	Sources  []string // of income
	Findings []components.FindingProps
	Refused  web.Refused
}

// BudgetPage is where the budget is written and where its consequences are read.
func BudgetPage(p BudgetPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	head := components.PageHead(components.PageHeadProps{Title: "Le budget", Lead: "Ce que coûte le voyage, qui en bénéficie et qui le paie. Les totaux sont refaits à chaque enregistrement."})
	if p.Frozen {
		return Group{p.Refused.Head(), head,
			components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Le budget est arrêté", Text: "Ni le prix, ni les effectifs, ni les lignes ne changent plus. " + trip.WayToChange(p.Facts.Trip.State)}),
			budgetFigures(p), budgetSide(p),
			components.Actions(components.LinkButton("Revenir au voyage", back)),
		}
	}
	return Group{
		p.Refused.Head(), head,
		budgetFigures(p),
		components.PostForm(components.PostFormProps{Action: back + "/budget", Label: "Budget du voyage"},
			components.Card(components.CardHead(components.CardHeadProps{Title: "Le prix et les effectifs"}), budgetHeads(p)),
			components.Card(expenseTable(p)),
			components.Card(incomeTable(p)),
			formActions("Enregistrer le budget", back),
		),
		budgetSide(p),
	}
}

func budgetHeads(p BudgetPageProps) Node {
	e := p.Refused.Errors
	return Div(Class("facts"),
		components.AmountField(components.FieldProps{ID: "price_cents", Label: "Participation des familles, par élève", Required: true, Value: p.Form.Price, Error: e["price_cents"]}),
		components.Field(components.FieldProps{ID: "pupils_estimated", Label: "Élèves", Required: true, Value: p.Form.Pupils, Error: e["pupils_estimated"], InputMode: "numeric", Width: "s"}),
		components.Field(components.FieldProps{ID: "adults_estimated", Label: "Accompagnateurs", Required: true, Value: p.Form.Adults, Error: e["adults_estimated"], InputMode: "numeric", Width: "s"}),
	)
}

var (
	forOptions = []components.OptionProps{
		{Value: trip.ForAll, Label: "Tous"}, {Value: trip.ForPupils, Label: "Élèves"}, {Value: trip.ForAdults, Label: "Adultes"},
	}
	basisOptions = []components.OptionProps{{Value: trip.Total, Label: "En tout"}, {Value: trip.PerPerson, Label: "Par personne"}}
)

func expenseTable(p BudgetPageProps) Node {
	lines, rows := withEmpty(p.Form.Expenses), []components.Row{}
	for i, l := range lines {
		at := namer(trip.Expense, i)
		rows = append(rows, components.Row{Cells: []Node{
			cell("Nature de la dépense "+itoa(i+1), at("category"), l.Category, p.Refused.Errors[at("category")], List("natures"), MaxLength("80")),
			cell("Fournisseur ou précision", at("label"), l.Label, "", MaxLength("120")),
			choiceCell("Pour qui", at("for"), l.Beneficiaries, "", forOptions),
			choiceCell("Montant en tout ou par personne", at("basis"), l.Basis, "", basisOptions),
			cell("Montant en euros", at("amount"), l.Amount, p.Refused.Errors[at("amount")], Class("amount"), Attr("inputmode", "decimal")),
		}})
	}
	return Group{
		components.DataTable(components.DataTableProps{Caption: "Dépenses", Stacked: true, Rows: rows, Columns: []components.Column{
			{Label: "Nature"}, {Label: "Fournisseur ou précision"}, {Label: "Pour"}, {Label: "Montant compté"}, {Label: "Montant (€)"},
		}}),
		DataList(ID("natures"), Map(p.Natures, func(c string) Node { return Option(Value(c)) })),
		P(Class("hint"), components.French("Pour retirer une ligne, videz-la. De nouvelles lignes vides viennent à chaque enregistrement.")),
	}
}

func incomeTable(p BudgetPageProps) Node {
	origins, statuses := []components.OptionProps{{Value: "", Label: "Choisir…"}}, []components.OptionProps{{Value: "", Label: "Non précisé"}}
	for _, o := range trip.Origins {
		origins = append(origins, components.OptionProps{Value: o.Code, Label: o.Label})
	}
	for _, s := range trip.Statuses {
		statuses = append(statuses, components.OptionProps{Value: s.Code, Label: s.Label})
	}
	var rows []components.Row
	for i, l := range withEmpty(p.Form.Incomes) {
		at := namer(trip.Income, i)
		rows = append(rows, components.Row{Cells: []Node{
			Group{
				choiceCell("Qui paie la recette "+itoa(i+1), at("origin"), l.Origin, p.Refused.Errors[at("origin")], origins),
				cell("Nature de la recette "+itoa(i+1), at("category"), l.Category, "", List("sources"), MaxLength("80"), Placeholder("Nature")),
			},
			cell("Libellé de la recette "+itoa(i+1), at("label"), l.Label, "", MaxLength("120")),
			Group{
				choiceCell("Pour qui, recette "+itoa(i+1), at("for"), l.Beneficiaries, p.Refused.Errors[at("for")], forOptions),
				Iff(len(p.Form.Expenses) > 0, func() Node {
					return choiceCell("Dépense que la recette "+itoa(i+1)+" finance", at("funds"), l.Funds, "", fundsOptions(p.Form.Expenses))
				}),
			},
			choiceCell("Montant en tout ou par personne, recette "+itoa(i+1), at("basis"), l.Basis, "", basisOptions),
			Group{
				choiceCell("Où en est la recette "+itoa(i+1), at("status"), l.Status, "", statuses),
				Iff(l.Origin == "company", func() Node {
					return choiceCell("Contrepartie publicitaire, recette "+itoa(i+1), at("quiet"), boxValue(l.Quiet), "", advertisingOptions)
				}),
			},
			cell("Montant en euros, recette "+itoa(i+1), at("amount"), l.Amount, p.Refused.Errors[at("amount")], Class("amount"), Attr("inputmode", "decimal")),
		}})
	}
	return Group{
		components.DataTable(components.DataTableProps{Caption: "Recettes, hors participation des familles", Stacked: true, Rows: rows, Columns: []components.Column{
			{Label: "Qui paie"}, {Label: "Libellé"}, {Label: "Pour"}, {Label: "Montant compté"}, {Label: "État"}, {Label: "Montant (€)"},
		}}),
		DataList(ID("sources"), Map(p.Sources, func(c string) Node { return Option(Value(c)) })),
		P(Class("hint"), components.French("La participation des familles n’est pas une ligne : c’est toujours le prix multiplié par le nombre d’élèves. Les accompagnateurs ont leur propre recette.")),
	}
}

// fundsOptions are the expenses that an income may pay for, as they stand on the page.
func fundsOptions(expenses []LineForm) []components.OptionProps {
	options := []components.OptionProps{{Value: "", Label: "Sans affectation"}}
	for i, l := range expenses {
		name := l.Category
		if l.Label != "" {
			name += ", " + l.Label
		}
		options = append(options, components.OptionProps{Value: itoa(i), Label: "Finance : " + name})
	}
	return options
}

func namer(side string, i int) func(string) string {
	return func(name string) string { return fmt.Sprintf("%s_%d_%s", side, i, name) }
}

func withEmpty(lines []LineForm) []LineForm {
	return append(append([]LineForm{}, lines...), make([]LineForm, emptyRows)...)
}

// budgetFigures are what the saved budget amounts to.
func budgetFigures(p BudgetPageProps) Node {
	b := p.Facts.Budget
	state := components.OK
	if b.Gap() != 0 {
		state = components.Stop
	}
	return Group{
		components.KPIs(
			components.KPIProps{Value: b.Gap().String(), Label: "écart du budget", State: state, Hint: gapWords(b.Gap())},
			components.KPIProps{Value: b.FamilyShare.String(), Label: "part des familles", Hint: familyHint(b)},
			components.KPIProps{Value: b.CostPerPupil().String(), Label: "coût par élève", Hint: "aides non déduites"},
			components.KPIProps{Value: b.HighestPrice().String(), Label: "prix licite le plus haut", Hint: "sans rien faire payer pour les adultes"},
		),
		If(len(p.Findings) > 0, P(components.Tag(components.Wait, law.Counted(len(p.Findings), "point à revoir", "points à revoir")), Text(" "), A(Href("#regles"), components.French("Lire ce que disent les règles")))),
	}
}

func familyHint(b trip.Budget) string {
	if len(b.Brackets) > 0 {
		return "selon la grille, " + law.Counted(b.Pupils, "élève", "élèves")
	}
	return law.Counted(b.Pupils, "élève", "élèves") + " × " + b.Price.String()
}

// budgetSide is what the rules say of the saved budget, and the step after it.
func budgetSide(p BudgetPageProps) Node {
	t := p.Facts.Trip
	return components.Columns(
		Group{
			components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que cela donne, une fois enregistré"}), BudgetTables(p.Facts)),
			Iff(len(p.Facts.Lines) > 0, func() Node {
				return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que coûte le voyage, qui le paie"}), BudgetPlot(p.Facts.Budget))
			}),
		},
		Group{
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Ce que disent les règles", ID: "regles"}),
				If(len(p.Findings) == 0, P(components.Tag(components.OK, "rien à redire"))),
				components.FindingList(p.Findings),
			),
			priceCardSide(p),
			If(!p.Frozen, components.Card(
				components.CardHead(components.CardHeadProps{Title: "Proposer un échéancier"}),
				P(components.French("Le prix est réparti au centime près, une échéance par mois. Vous pourrez tout modifier avant d’enregistrer.")),
				splitForm(staffList+"/"+t.ID, "3", string(t.DepartsOn.AddMonths(-4))),
			)),
		},
	)
}

// priceCardSide leads to what helps to fix the price: the simulator, and the grid for whoever may write it.
func priceCardSide(p BudgetPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	word := "Le même prix pour tous les élèves."
	if n := len(p.Facts.Brackets); n > 0 {
		word = "Une grille de " + itoa(n) + " tranches selon le quotient familial, de " + p.Facts.Brackets[0].PriceCents.String() + " à " + p.Facts.Trip.PriceCents.String() + "."
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Le prix"}),
		P(components.French(word)),
		components.Actions(
			components.LinkButton("Simuler le prix", back+"/simulateur"),
			If(p.MayGrid, components.LinkButton("Grille selon les revenus", back+"/grille")),
			If(p.MayGrid, components.LinkButton("Natures proposées", categoriesPath)),
		),
	)
}

func gapWords(gap cents.Amount) string {
	switch {
	case gap > 0:
		return "recettes en trop"
	case gap < 0:
		return "dépenses sans financement"
	}
	return "équilibré au centime"
}

// splitForm opens the schedule with n instalments written in it.
func splitForm(back, n, first string) Node {
	return Form(Class("form"), Method("get"), Action(back+"/echeances"), Aria("label", "Proposer un échéancier"),
		components.Field(components.FieldProps{ID: "fois", Label: "En combien de fois", Required: true, Value: n, InputMode: "numeric", Width: "s"}),
		components.DateField(components.FieldProps{ID: "debut", Label: "Première échéance", Required: true, Value: first}),
		components.Actions(components.ButtonPlain("Proposer")),
	)
}

// BudgetTables is the budget worked out: who benefits, who pays, in two columns.
func BudgetTables(f trip.Facts) Node {
	b := f.Budget
	var expenses, incomes []components.Row
	for _, s := range b.Expenses {
		expenses = append(expenses, components.Row{Cells: []Node{components.French(lineName(s.Line)), components.French(forLabel(s.Beneficiaries)), sum(s.Pupils), sum(s.Adults)}})
	}
	families := "Familles, " + itoa(b.Pupils) + " × " + b.Price.String()
	if len(b.Brackets) > 0 {
		families = "Familles, selon la grille de prix"
	}
	incomes = append(incomes, components.Row{Cells: []Node{components.French(families), components.Soft("calculé"), sum(b.FamilyShare), sum(0)}})
	for _, s := range b.Incomes {
		incomes = append(incomes, components.Row{Cells: []Node{components.French(lineName(s.Line)), statusTag(s.Status), sum(s.Pupils), sum(s.Adults)}})
	}
	total := func(pupils, adults cents.Amount) []components.Row {
		return []components.Row{{Cells: []Node{Text("Total"), nil, sum(pupils), sum(adults)}}}
	}
	return Group{
		components.DataTable(components.DataTableProps{Caption: "Dépenses", HideCaption: true, RowHead: true, Stacked: true, EmptyMessage: "Aucune dépense n’est encore inscrite.",
			Columns: []components.Column{{Label: "Dépense"}, {Label: "Pour"}, {Label: "Élèves", Num: true}, {Label: "Adultes", Num: true}},
			Rows:    expenses, Foot: total(b.ExpensePupils, b.ExpenseAdults)}),
		components.DataTable(components.DataTableProps{Caption: "Recettes", HideCaption: true, RowHead: true, Stacked: true,
			Columns: []components.Column{{Label: "Recette"}, {Label: "État"}, {Label: "Élèves", Num: true}, {Label: "Adultes", Num: true}},
			Rows:    incomes, Foot: total(b.IncomePupils, b.IncomeAdults)}),
	}
}

func lineName(l trip.Line) string {
	if l.Label == "" {
		return l.Category
	}
	return l.Category + ", " + l.Label
}

func forLabel(code string) string {
	for _, o := range forOptions {
		if o.Value == code {
			return o.Label
		}
	}
	return ""
}

func statusTag(code string) Node {
	for _, s := range trip.Statuses {
		if s.Code == code && (code == "voted" || code == "notified") {
			return components.Tag(components.OK, s.Label)
		} else if s.Code == code {
			return components.Tag(components.Wait, s.Label)
		}
	}
	return components.Soft("non précisé")
}

func sum(a cents.Amount) Node {
	if a == 0 {
		return components.Soft("–")
	}
	return components.Money(a.String())
}
