package trips

import (
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
	"github.com/openacademie/openacademie/ui/components"
)

// FinancesPage lists the papers about the money of a trip that the reader may print, and what is missing for the rest.
func FinancesPage(d paperwork.FinanceDesk, today law.Day) Node {
	here := staffList + "/" + d.Trip.ID
	var rows []components.Row
	var asking []Node
	for _, o := range d.Offers {
		rows = append(rows, components.Row{Cells: []Node{Span(components.French(o.Label), Br(), components.Soft(o.Hint)), financeOffer(here, o)}})
		if o.Asks != "" {
			asking = append(asking, askForm(here, o, d, today))
		}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Pièces financières", Lead: d.Trip.Title + ", " + d.Trip.Dates() + ". Chaque montant est relu au budget et au grand livre au moment d’imprimer."}),
		components.Stack(
			components.DataTable(components.DataTableProps{
				Caption: "Pièces", Stacked: true, RowHead: true, Columns: []components.Column{{Label: "Pièce"}, {Label: "Formats"}}, Rows: rows,
			}),
			Group(asking),
			components.Actions(
				If(d.Ledger, components.LinkButton("Chèques de ce voyage", chequesPath+"?voyage="+d.Trip.ID)),
				components.LinkButton("Tableau de bord des voyages", overviewPath), components.LinkButton("Revenir au voyage", here),
			),
		),
	}
}

// financeOffer is the links to a paper, or what must be filled in first.
func financeOffer(here string, o paperwork.FinanceOffer) Node {
	if len(o.Missing) == 0 {
		return formats(here+"/finances/"+o.Name, "", o.Label, "pdf", "xlsx", "csv")
	}
	return Span(Map(o.Missing, func(f law.Finding) Node { return components.Soft(strings.TrimSpace(f.What + " " + f.Fix)) }))
}

// askForm prints an order for another day, or another accounting year, than the one proposed.
func askForm(here string, o paperwork.FinanceOffer, d paperwork.FinanceDesk, today law.Day) Node {
	id := o.Asks + "-" + o.Name
	field := components.Field(components.FieldProps{ID: id, Name: o.Asks, Label: "Exercice annulé", InputMode: "numeric", Width: "s", Value: strconv.Itoa(d.Year), Filter: true})
	if o.Asks == paperwork.AsksDay {
		label, value := "Arrêté au", today
		if o.Name == "ordre-rectificatif" {
			label, value = "Jour de l’ordre initial", d.First
		}
		field = components.DateField(components.FieldProps{ID: id, Name: o.Asks, Label: label, Value: string(value), Filter: true})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: o.Label}),
		Form(Method("get"), Action(here+"/finances/"+o.Name+".pdf"), Aria("label", o.Label), field, components.Actions(components.ButtonPlain("Imprimer"))),
	)
}

// OverviewPage is the projects of a school year, and for those who see money what became of them.
func OverviewPage(o trip.Overview) Node {
	query := overviewQuery(o.Filter)
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Tableau de bord des voyages", Lead: "Année scolaire " + o.Filter.Year + ", " + law.Counted(len(o.Projects), "voyage ou sortie", "voyages et sorties") + "."}),
		overviewForm(o),
		components.Stack(
			components.DataTable(components.DataTableProps{
				Caption: "Projets", RowHead: true, Rows: projectRows(o), Foot: projectFoot(o), EmptyMessage: "Aucun voyage ne correspond.",
				Columns: []components.Column{
					{Label: "Voyage"}, {Label: "Dates"}, {Label: "Élèves", Num: true}, {Label: "Adultes", Num: true}, {Label: "Dépenses", Num: true}, {Label: "Prix", Num: true},
					{Label: "Coût adultes", Num: true}, {Label: "Hors familles", Num: true},
				},
			}),
			components.ScreenOnly(formats(overviewPath, query, "projets", "pdf", "xlsx", "csv")),
			Iff(o.Ledger, func() Node {
				return Group{
					components.DataTable(components.DataTableProps{
						Caption: "Résultats", RowHead: true, Rows: resultRows(o), Foot: resultFoot(o), EmptyMessage: "Aucun voyage dont les inscriptions aient été ouvertes.",
						Columns: []components.Column{
							{Label: "Voyage"}, {Label: "Engagés", Num: true}, {Label: "Adultes", Num: true}, {Label: "Dépenses", Num: true}, {Label: "Coût adultes", Num: true},
							{Label: "Familles", Num: true}, {Label: "Autres", Num: true}, {Label: "Résultat", Num: true},
						},
					}),
					components.ScreenOnly(formats(resultsPath, query, "résultats", "pdf", "xlsx", "csv")),
				}
			}),
			components.ScreenOnly(components.Actions(components.LinkButton("Jours d’absence des accompagnateurs", escortPath+queryOf(map[string]string{"annee": o.Filter.Year})))),
		),
	}
}

func overviewForm(o trip.Overview) Node {
	f := o.Filter
	years := o.Years
	if len(years) == 0 {
		years = []string{f.Year}
	}
	var states []components.OptionProps
	for _, s := range trip.States {
		states = append(states, components.OptionProps{Value: string(s), Label: s.Label()})
	}
	var ofYears []components.OptionProps
	for _, y := range years {
		ofYears = append(ofYears, components.OptionProps{Value: y, Label: y})
	}
	kinds := []components.OptionProps{{Value: trip.WithNights, Label: "Voyages avec nuitée"}, {Value: trip.DayOuting, Label: "Sorties sans nuitée"}}
	return components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Filtrer le tableau de bord"), Method("get"), Action(overviewPath),
		components.Field(components.FieldProps{ID: "q", Label: "Voyage, lieu, organisateur", Type: "search", Value: f.Search, Filter: true, Autocomplete: "off"}),
		choose("annee", "Année scolaire", f.Year, "Année en cours", ofYears), choose("etat", "État", string(f.State), "Tous, sauf annulés", states),
		choose("nature", "Nature", f.Kind, "Voyages et sorties", kinds),
		Button(Class("button"), Type("submit"), Text("Filtrer"))))
}

func projectRows(o trip.Overview) (rows []components.Row) {
	for _, p := range o.Projects {
		b := p.Budget
		rows = append(rows, components.Row{Cells: []Node{
			Span(A(Href(staffList+"/"+p.Trip.ID), components.French(p.Trip.Title)), Br(), components.Soft(p.Trip.Destination+" · "+p.Trip.State.Label())),
			stayCell(p.Trip), Text(itoa(b.Pupils)), adultsCell(b.Pupils, b.Adults),
			sum(b.Expense()), sum(b.Price), sum(b.ExpenseAdults), sum(p.Institutional()),
		}})
	}
	return rows
}

func projectFoot(o trip.Overview) []components.Row {
	if len(o.Projects) == 0 {
		return nil
	}
	s := o.SumProjects()
	return []components.Row{{Cells: []Node{
		Text("Total"), components.French(law.Counted(s.Nights, "nuit", "nuits")), Text(itoa(s.Pupils)), adultsCell(s.Pupils, s.Adults), sum(s.Expense), Text("–"), sum(s.AdultCost), sum(s.Institutional),
	}}}
}

func resultRows(o trip.Overview) (rows []components.Row) {
	for _, r := range o.Results {
		rows = append(rows, components.Row{Cells: []Node{
			Span(A(Href(staffList+"/"+r.Trip.ID+"/bilan"), components.French(r.Trip.Title)), Br(), components.Soft("bilan "+paperwork.ReportWord(r.Trip.State))),
			Text(itoa(r.Pupils)), adultsCell(r.Pupils, r.Adults), sum(r.TotalExpense()), sum(r.ExpenseAdults), familyCell(r.FamilyIncome(), r.FamilyCollected), sum(r.OtherIncome()), sum(r.Balance()),
		}})
	}
	return rows
}

func resultFoot(o trip.Overview) []components.Row {
	if len(o.Results) == 0 {
		return nil
	}
	s := o.SumResults()
	return []components.Row{{Cells: []Node{
		Text("Total"), Text(itoa(s.Pupils)), adultsCell(s.Pupils, s.Adults), sum(s.Expense), sum(s.AdultCost), familyCell(s.Families, s.Collected), sum(s.Other), sum(s.Balance),
	}}}
}

// stayCell is when the trip leaves and comes back; a day outing has no night.
func stayCell(t trip.Trip) Node {
	if t.Nights() == 0 {
		return Span(Text(t.DepartsOn.Short()), Br(), components.Soft("sortie"))
	}
	return Span(Text(t.DepartsOn.Short()), Br(), Text("→ "+t.ReturnsOn.Short()), Br(), components.Soft(law.Counted(t.Nights(), "nuit", "nuits")))
}

// adultsCell is how many adults there are, and pupils for each.
func adultsCell(pupils, adults int) Node {
	return Span(Text(itoa(adults)), Br(), components.Soft("1 pour "+paperwork.Ratio(pupils, adults)))
}

// familyCell is what families are asked, and what is settled of it.
func familyCell(called, collected cents.Amount) Node {
	return Span(sum(called), Br(), components.Soft("versé "), sum(collected))
}

// ChequesPage is the cheques of a period, ready for the bank.
func ChequesPage(s paperwork.Slip, trips []trip.Row) Node {
	f := s.Filter
	whole, forTrip := s.Total()
	columns := []components.Column{{Label: "Tireur"}, {Label: "Enregistré le"}, {Label: "Banque et numéro"}, {Label: "Pour"}, {Label: "Montant", Num: true}}
	if f.TripID != "" {
		columns = append(columns, components.Column{Label: "dont ce voyage", Num: true})
	}
	var rows, foot []components.Row
	for _, c := range s.Cheques {
		rows = append(rows, components.Row{Cells: chequeCells(c, f.TripID != "")})
	}
	if len(rows) > 0 {
		cells := []Node{Text("Total"), Text("–"), Text("–"), components.French(law.Counted(len(rows), "chèque", "chèques")), sum(whole)}
		if f.TripID != "" {
			cells = append(cells, sum(forTrip))
		}
		foot = []components.Row{{Cells: cells}}
	}
	var options []components.OptionProps
	for _, t := range trips {
		options = append(options, components.OptionProps{Value: t.ID, Label: t.Title})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Remise de chèques", Lead: components.Capital(s.Period()) + "."}),
		Iff(s.IBAN == "", func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Compte de l’établissement inconnu", Text: "L’agent comptable l’enregistre dans École : l’IBAN et le BIC figureront sur le bordereau."})
		}),
		components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Choisir les chèques"), Method("get"), Action(chequesPath),
			components.DateField(components.FieldProps{ID: "du", Label: "Du", Value: string(f.From), Filter: true}), components.DateField(components.FieldProps{ID: "au", Label: "Au", Value: string(f.To), Filter: true}),
			choose("voyage", "Voyage", f.TripID, "Tous les chèques", options),
			components.Field(components.FieldProps{ID: "q", Label: "Tireur, banque, numéro, élève", Type: "search", Value: f.Search, Filter: true, Autocomplete: "off"}),
			Button(Class("button"), Type("submit"), Text("Afficher")))),
		components.Stack(
			components.DataTable(components.DataTableProps{Caption: "Chèques", HideCaption: true, Stacked: true, RowHead: true, Columns: columns, Rows: rows, Foot: foot, EmptyMessage: "Aucun chèque sur cette période."}),
			components.ScreenOnly(formats(chequesPath, chequeQuery(f), "remise de chèques", "pdf", "xlsx", "csv")),
		),
	}
}

func chequeCells(c money.BankCheque, ofTrip bool) []Node {
	cells := []Node{
		components.French(orDash(c.Payer)), Text(c.BookedOn.Short()), components.French(orDash(strings.TrimSpace(c.Bank + " " + c.Number))), components.French(strings.Join(c.Pupils, ", ")), sum(c.Amount),
	}
	if ofTrip {
		cells = append(cells, sum(c.ForTrip))
	}
	return cells
}

// choose is a list of a filter, with its label.
func choose(id, label, value, empty string, options []components.OptionProps) Node {
	return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: id, Label: label, Value: value, Filter: true}, Options: options, Empty: empty})
}
