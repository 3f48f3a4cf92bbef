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

// ReportPageProps is the final report of a trip, for those who see the money of families.
type ReportPageProps struct {
	Facts               trip.Facts
	Report              trip.Report
	Day, Note           string
	MayDraw, MayPresent bool
	MayRead             bool // the real budget, line by line
	Findings            []components.FindingProps
	Refused             web.Refused
}

// ReportPage says what the trip cost, who paid, and what is left: computed at this moment from the real lines and the ledger.
func ReportPage(p ReportPageProps) Node {
	r, back := p.Report, staffList+"/"+p.Facts.Trip.ID
	balance := components.KPIProps{Value: r.Balance().String(), Label: "résultat", State: components.OK, Hint: "recettes égales aux dépenses"}
	switch {
	case r.Balance() > 0:
		balance.State, balance.Hint = components.Wait, "à rendre à ceux qui l’ont payé"
	case r.Balance() < 0:
		balance.State, balance.Hint = components.Stop, "pris en charge par l’établissement"
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Le bilan", Lead: p.Facts.Trip.Title + ", " + p.Facts.Trip.Dates() + "."}),
		reportNotice(p),
		components.KPIs(
			components.KPIProps{Value: r.TotalExpense().String(), Label: "dépenses réelles"}, components.KPIProps{Value: r.TotalIncome().String(), Label: "recettes"}, balance,
			components.KPIProps{Value: r.PupilCost.String(), Label: "coût par élève", Hint: law.Counted(r.Pupils, "élève parti", "élèves partis")},
			components.KPIProps{Value: r.AdultCost.String(), Label: "coût par accompagnateur", Hint: law.Counted(r.Adults, "accompagnateur", "accompagnateurs")},
		),
		components.FindingList(p.Findings),
		components.Columns(
			Group{reportLines("Dépenses réelles", r.Expenses, r.ExpensePupils, r.ExpenseAdults), reportFamilies(r), reportLines("Autres recettes", r.Incomes, r.IncomePupils, r.IncomeAdults)},
			Group{reportStep(p, back), presentForm(p, back)},
		),
		components.Actions(If(p.MayRead, components.LinkButton("Budget réel", back+"/execution")), components.LinkButton("Acte d’adoption du bilan", back+"/acte/bilan"), components.LinkButton("Revenir au voyage", back)),
	}
}

func reportNotice(p ReportPageProps) Node {
	switch {
	case !p.Report.Carried:
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Aucune dépense réelle", Text: "Reprenez le budget du projet et inscrivez ce qui a été payé et reçu : le bilan se calcule à mesure."})
	case p.Report.Unspent > 0 && p.Facts.Trip.State != trip.Reported && p.Facts.Trip.State != trip.Closed:
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: law.Counted(p.Report.Unspent, "ligne à constater", "lignes à constater"), Text: "Elles comptent pour zéro tant que rien n’y est inscrit."})
	}
	return nil
}

func reportLines(caption string, lines []trip.Shared, pupils, adults cents.Amount) Node {
	var rows []components.Row
	for _, s := range lines {
		rows = append(rows, components.Row{Cells: []Node{components.French(lineName(s.Line)), sum(s.Pupils), sum(s.Adults), sum(s.Pupils + s.Adults)}})
	}
	var foot []components.Row
	if len(rows) > 0 {
		foot = []components.Row{{Cells: []Node{Text("Total"), sum(pupils), sum(adults), sum(pupils + adults)}}}
	}
	return components.Card(components.DataTable(components.DataTableProps{Caption: caption, RowHead: true, Stacked: true, Rows: rows, Foot: foot, EmptyMessage: "Aucune ligne.",
		Columns: []components.Column{{Label: "Ligne"}, {Label: "Élèves", Num: true}, {Label: "Accompagnateurs", Num: true}, {Label: "Total", Num: true}}}))
}

func reportFamilies(r trip.Report) Node {
	row := func(label string, amount cents.Amount) components.Row {
		return components.Row{Cells: []Node{components.French(label), components.Money(amount.String())}}
	}
	rows := []components.Row{
		row("Constaté, "+law.Counted(r.Payers, "famille", "familles")+" (désistements compris)", r.FamilyCharged),
		row("Remises accordées", -r.Remissions), row("Payé à leur place (fonds social, tiers)", -r.AidForFamilies), row("Demandé aux familles", r.FamilyCalled),
		row("Encaissé", r.FamilyCollected),
	}
	if r.SurplusGranted > 0 {
		rows = append(rows, row("Reliquat déjà rendu, en moins à payer", r.SurplusGranted))
	}
	return components.Card(components.DataTable(components.DataTableProps{Caption: "Part des familles", RowHead: true, Rows: append(rows, row("Reste à payer", r.Outstanding())),
		Columns: []components.Column{{Label: "Part des familles"}, {Label: "Montant", Num: true}}}))
}

func reportStep(p ReportPageProps, back string) Node {
	if !p.MayDraw {
		return nil
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Établir le bilan"}),
		P(components.French("Les lignes réelles ne changeront plus, et ce qui reste sera calculé famille par famille. Une facture tardive rouvre le bilan.")),
		components.PostForm(components.PostFormProps{Action: back + "/bilan", Label: "Établir le bilan"}, components.Actions(components.ButtonMain("Établir le bilan"))))
}

func presentForm(p ReportPageProps, back string) Node {
	head := components.CardHead(components.CardHeadProps{Title: "Présentation au conseil d’administration", Aside: components.RuleLink("V-15")})
	if !p.MayPresent {
		said := "Pas encore notée."
		if p.Facts.Dossier.ReportedOn != "" {
			said = "Présenté le " + p.Facts.Dossier.ReportedOn.French() + "."
		}
		return components.Card(head, P(components.French(said)))
	}
	e := p.Refused.Errors
	return components.Card(head,
		components.PostForm(components.PostFormProps{Action: back + "/bilan/presentation", Label: "Présentation du bilan"},
			components.DateField(components.FieldProps{ID: "reported_on", Label: "Présenté à la séance du", Required: true, Value: p.Day, Error: e["reported_on"]}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "report_note", Label: "Bilan pédagogique", Value: p.Note, Error: e["report_note"],
				Hint: "Ce que les élèves ont fait et appris : il figure dans l’acte d’adoption."}, Rows: "6"}),
			components.Actions(components.ButtonPlain("Noter la présentation")),
		))
}
