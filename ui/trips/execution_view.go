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

// RealForm is one real line as typed. Carried is the line of the project that it carries out.
type RealForm struct {
	ID, Side, Category, Label, For, Origin, Amount, SpentOn, Voucher, Carried string
	Quiet                                                                     bool // a company gives without advertising
}

// ExecutionPageProps is what was really spent and received, beside what was planned.
type ExecutionPageProps struct {
	Facts   trip.Facts
	Lines   []RealForm
	Open    bool
	Refused web.Refused

	Imprests   int // expenses of imprests that are not taken over yet
	ImprestSum cents.Amount
}

// ExecutionPage is where real amounts are written, line by line, and compared with the project.
func ExecutionPage(p ExecutionPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	page := Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Le budget réel", Lead: "Ce qui a été payé et reçu, avec la date et la pièce. La part des familles vient des encaissements : elle ne s’écrit pas ici."}),
	}
	switch {
	case p.Open && missesLines(p.Facts):
		page = append(page, components.Notice(components.NoticeProps{Title: "Reprendre le projet", Text: "Chaque ligne du projet est reprise sans montant et reste liée à la sienne."}),
			Form(Method("post"), Action(back+"/execution/reprise"), components.Actions(components.ButtonMain("Reprendre le budget du projet"))))
	case !p.Open && !trip.ExecutionIsOpen(p.Facts.Trip.State):
		page = append(page, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Rien ne s’écrit ici pour l’instant",
			Text: "Les montants réels s’inscrivent de l’ouverture des inscriptions jusqu’au bilan."}))
	}
	if p.Imprests > 0 {
		page = append(page, components.Notice(components.NoticeProps{Title: law.Counted(p.Imprests, "dépense de régie à reprendre", "dépenses de régie à reprendre"),
			Text: "Ce que les régisseurs ont payé, " + p.ImprestSum.String() + ", n’est pas encore dans le budget réel. Chaque dépense est reprise une fois, avec sa date."}),
			Form(Method("post"), Action(back+"/execution/regies"), components.Actions(components.ButtonMain("Reprendre les dépenses de régie"))))
	}
	if p.Open {
		page = append(page, components.PostForm(components.PostFormProps{Action: back + "/execution", Label: "Budget réel"},
			components.Card(realTable(p, trip.Expense, "Dépenses réelles", 0)),
			components.Card(realTable(p, trip.Income, "Recettes réelles, hors familles", len(linesOf(p.Lines, trip.Expense))+emptyRows)),
			P(Class("hint"), components.French("Une ligne ajoutée se retire en la vidant ; une ligne du projet reste, à zéro. Un don s’inscrit une fois accepté par le conseil.")),
			formActions("Enregistrer le budget réel", back),
		))
	}
	return append(page, comparison(p.Facts), components.Actions(components.LinkButton("Revenir au voyage", back)))
}

func missesLines(f trip.Facts) bool {
	carried := map[string]bool{}
	for _, l := range f.Real {
		carried[l.CarriedFrom] = true
	}
	for _, l := range f.Lines {
		if !carried[l.ID] {
			return true
		}
	}
	return false
}

func linesOf(lines []RealForm, side string) []RealForm {
	var kept []RealForm
	for _, l := range lines {
		if l.Side == side {
			kept = append(kept, l)
		}
	}
	return kept
}

// realTable is the form of one side; first is the number of its first row, since both sides are numbered in one list.
func realTable(p ExecutionPageProps, side, caption string, first int) Node {
	e := p.Refused.Errors
	var rows []components.Row
	for i, l := range append(linesOf(p.Lines, side), make([]RealForm, emptyRows)...) {
		at, n := realNamer(first+i), itoa(i+1)
		hidden := components.HiddenFields(components.HiddenValue{Name: at("id"), Value: l.ID}, components.HiddenValue{Name: at("side"), Value: side})
		nature := Group{hidden, cell("Nature, ligne "+n, at("category"), l.Category, e[at("category")], MaxLength("80"))}
		payer := cell("Fournisseur, ligne "+n, at("label"), l.Label, "", MaxLength("120"))
		if side == trip.Income {
			payer = Group{
				choiceCell("Qui paie, ligne "+n, at("origin"), l.Origin, e[at("origin")], append([]components.OptionProps{{Value: "", Label: "Choisir…"}}, originOptions()...)),
				cell("Libellé, ligne "+n, at("label"), l.Label, "", MaxLength("120")),
				Iff(l.Origin == "company", func() Node {
					return choiceCell("Contrepartie publicitaire, ligne "+n, at("quiet"), boxValue(l.Quiet), "", advertisingOptions)
				}),
			}
		}
		rows = append(rows, components.Row{Cells: []Node{
			nature, payer, choiceCell("Pour qui, ligne "+n, at("for"), l.For, e[at("for")], forOptions),
			cell("Montant en euros, ligne "+n, at("amount"), l.Amount, e[at("amount")], Class("amount"), Attr("inputmode", "decimal")),
			Group{
				dayCell("Date, ligne "+n, at("on"), l.SpentOn, e[at("on")]),
				cell("Pièce, ligne "+n, at("voucher"), l.Voucher, "", MaxLength("30"), Data("width", "s"), Placeholder("Pièce")),
			},
		}})
	}
	second := "Fournisseur"
	if side == trip.Income {
		second = "Qui paie"
	}
	return components.DataTable(components.DataTableProps{Caption: caption, Stacked: true, Rows: rows, Columns: []components.Column{
		{Label: "Nature"}, {Label: second}, {Label: "Pour"}, {Label: "Montant (€)"}, {Label: "Date et pièce"},
	}})
}

var advertisingOptions = []components.OptionProps{{Value: "", Label: "Contrepartie à vérifier"}, {Value: "oui", Label: "Sans contrepartie publicitaire"}}

// comparison sets what was planned beside what happened, line by line.
func comparison(f trip.Facts) Node {
	planned := map[string]cents.Amount{}
	for _, s := range append(append([]trip.Shared{}, f.Budget.Expenses...), f.Budget.Incomes...) {
		planned[s.ID] = s.Pupils + s.Adults
	}
	card := func(side, caption string) Node {
		var rows []components.Row
		var was, is cents.Amount
		carried := map[string]bool{}
		for _, l := range f.Real {
			if l.Side != side {
				continue
			}
			carried[l.CarriedFrom] = true
			plan := planned[l.CarriedFrom]
			was, is = was+plan, is+l.AmountCents
			rows = append(rows, components.Row{Cells: []Node{components.French(lineName(l)), sum(plan), realSum(l), gapOf(l.AmountCents, plan)}})
		}
		for _, l := range f.Lines {
			if l.Side == side && !carried[l.ID] {
				was += planned[l.ID]
				rows = append(rows, components.Row{Cells: []Node{components.French(lineName(l)), sum(planned[l.ID]), components.Soft("pas reprise"), gapOf(0, planned[l.ID])}})
			}
		}
		var foot []components.Row
		if len(rows) > 0 {
			foot = []components.Row{{Cells: []Node{Text("Total"), sum(was), sum(is), gapOf(is, was)}}}
		}
		return components.Card(components.DataTable(components.DataTableProps{Caption: caption, RowHead: true, Stacked: true, Rows: rows, Foot: foot, EmptyMessage: "Aucune ligne.",
			Columns: []components.Column{{Label: "Ligne"}, {Label: "Projet", Num: true}, {Label: "Réel", Num: true}, {Label: "Écart", Num: true}}}))
	}
	return Group{card(trip.Expense, "Dépenses : projet et réel"), card(trip.Income, "Recettes hors familles : projet et réel")}
}

func realSum(l trip.Line) Node {
	if l.AmountCents == 0 && l.SpentOn == "" {
		return components.Soft("à constater")
	}
	return components.Money(l.AmountCents.String())
}
