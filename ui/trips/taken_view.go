package trips

import (
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// TakenPageProps is the list of the trips that another program knew.
type TakenPageProps struct {
	Rows      []trip.TakenRecord
	Search    string
	WithMoney bool
}

// TakenPage lists them, the latest first.
func TakenPage(p TakenPageProps) Node {
	query := ""
	if p.Search != "" {
		query = "?" + url.Values{"q": {p.Search}}.Encode()
	}
	columns := []components.Column{{Label: "Voyage"}, {Label: "Dates"}, {Label: "Inscrits", Num: true}, {Label: "Lettres rendues", Num: true}, {Label: "Prix", Num: true}}
	if p.WithMoney {
		columns = append(columns, components.Column{Label: "Versé", Num: true})
	}
	columns = append(columns, components.Column{Label: "Suite"})
	var rows []components.Row
	for _, a := range p.Rows {
		cells := []Node{
			Span(A(Href(takenPath+"?voyage="+a.ID), components.French(a.Title)), Iff(a.Said.Purpose != "", func() Node { return Group{Br(), components.Soft(a.Said.Purpose)} })),
			Span(Class("num"), Text(shortDates(a.DepartsOn, a.ReturnsOn))), components.Money(strconv.Itoa(len(a.Said.Enrolments))),
			components.Money(strconv.Itoa(a.Letters)), components.Money(a.Said.PriceCents.String()),
		}
		if p.WithMoney {
			cells = append(cells, components.Money(a.Paid.String()))
		}
		rows = append(rows, components.Row{Cells: append(cells, takenTag(a))})
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: takenTitle, Lead: "Ce que MobiliSCO disait de ses voyages, tel quel : rien ici n’est encaissé, signé ni voté dans l’application.",
		}),
		components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Chercher un voyage repris"), Method("get"), Action(takenPath),
			components.Field(components.FieldProps{ID: "q", Label: "Voyage ou objet", Type: "search", Value: p.Search, Filter: true, Autocomplete: "off"}),
			Button(Class("button"), Type("submit"), components.Icon("search"), Text("Chercher")))),
		If(len(rows) == 0, components.Empty(components.EmptyProps{
			Icon: "file", Title: "Aucun voyage repris.", Text: "L’opérateur reprend les données de MobiliSCO en ligne de commande ; elles apparaissent ensuite ici.",
		})),
		Iff(len(rows) > 0, func() Node {
			return Group{
				components.DataTable(components.DataTableProps{Caption: takenTitle, HideCaption: true, RowHead: true, Stacked: true, Columns: columns, Rows: rows}),
				components.ScreenOnly(components.Pagination(components.PaginationProps{
					Summary: law.Counted(len(rows), "ligne", "lignes"), CSVHref: takenPath + ".csv" + query, SheetHref: takenPath + ".xlsx" + query,
				})),
			}
		}),
	}
}

func takenTag(a trip.TakenRecord) Node {
	if a.Trip != "" {
		return A(Href(staffList+"/"+a.Trip), Text("projet ici"))
	}
	return components.Tag(components.Neutral, "archive")
}

// TakenRecordPage shows all that another program said of a trip.
func TakenRecordPage(a trip.TakenRecord) Node {
	s := a.Said
	facts := []components.Pair{
		{Term: "Dates", Value: Span(Class("num"), Text(shortDates(a.DepartsOn, a.ReturnsOn)))}, {Term: "Prix par élève", Value: components.Money(s.PriceCents.String())},
		{Term: "Voté le", Value: dayOrDash(s.VotedOn)}, {Term: "Effectifs prévus", Value: components.French(law.Counted(s.PupilsPlanned, "élève", "élèves") + ", " + law.Counted(s.AdultsPlanned, "adulte", "adultes"))},
		{Term: "Inscrits", Value: components.French(law.Counted(len(s.Enrolments), "élève", "élèves") + ", " + law.Counted(a.Letters, "lettre rendue", "lettres rendues") + ", " + law.Counted(a.Broken, "rupture", "ruptures"))},
		{Term: "Dépenses du projet", Value: components.Money(a.ExpenseProject.String())}, {Term: "Dépenses réalisées", Value: components.Money(a.ExpenseDone.String())},
		{Term: "Autres recettes réalisées", Value: components.Money(a.IncomeDone.String())},
	}
	if a.WithMoney {
		facts = append(facts, components.Pair{Term: "Attendu des familles", Value: components.Money(a.FamilyShareExpected.String())},
			components.Pair{Term: "Versé par les familles", Value: components.Money(a.Paid.String())}, components.Pair{Term: "Restait dû", Value: components.Money(a.Due.String())})
	}
	lead := "Archive de MobiliSCO, en lecture seule."
	if s.Purpose != "" {
		lead = s.Purpose + ". " + lead
	}
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: takenTitle, Title: a.Title, Lead: lead, Tag: takenTag(a)}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que MobiliSCO disait"}), components.DefinitionGrid(facts...)),
		takenCard("Échéances", len(s.Instalments), []components.Column{{Label: "Échéance"}, {Label: "Date"}, {Label: "Montant", Num: true}}, func(i int) []Node {
			n := s.Instalments[i]
			return []Node{components.French(orDash(n.Number)), dayOrDash(n.On), components.Money(n.AmountCents.String())}
		}),
		takenCard("Budget", len(s.Lines), []components.Column{{Label: "Nature"}, {Label: "Phase"}, {Label: "Pour"}, {Label: "Montant", Num: true}}, func(i int) []Node {
			return takenLineCells(s.Lines[i])
		}),
		takenCard("Élèves", len(s.Enrolments), takenPupilColumns(a), func(i int) []Node { return enrolmentCells(a, s.Enrolments[i]) }),
		Iff(a.WithMoney, func() Node {
			return takenCard("Versements", len(s.Payments), []components.Column{{Label: "Élève"}, {Label: "Date"}, {Label: "Payeur"}, {Label: "Moyen"}, {Label: "Échéance"}, {Label: "Montant", Num: true}}, func(i int) []Node {
				p := s.Payments[i]
				return []Node{
					components.French(orDash(a.NameOf(p.Enrolment))), dayOrDash(p.On), components.French(orDash(p.Payer)),
					components.French(orDash(strings.TrimSpace(p.Means + " " + p.Bank + " " + p.Cheque))), components.French(orDash(p.Kind)), components.Money(p.AmountCents.String()),
				}
			})
		}),
		Iff(len(s.LetterBlocks) > 0, func() Node { return takenLetterCard(s.LetterBlocks) }),
	}
}

func dayOrDash(day string) Node {
	if day == "" {
		return Text("—")
	}
	return Span(Class("num"), Text(law.Day(day).Short()))
}

func takenCard(title string, n int, columns []components.Column, cells func(int) []Node) Node {
	if n == 0 {
		return nil
	}
	var rows []components.Row
	for i := range n {
		rows = append(rows, components.Row{Cells: cells(i)})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.Soft(strconv.Itoa(n))}),
		components.DataTable(components.DataTableProps{Caption: title, List: &components.Listing{Noun: "ligne", Nouns: "lignes"}, HideCaption: true, RowHead: true, Stacked: true, Columns: columns, Rows: rows}))
}

func takenLineCells(l mobilisco.Line) []Node {
	side := map[string]string{trip.Expense: "dépense", trip.Income: "recette"}[l.Side]
	phase := map[string]string{"project": "projet", "execution": "réalisé"}[l.Phase]
	who := map[string]string{trip.ForAll: "tous", trip.ForPupils: "élèves", trip.ForAdults: "adultes"}[l.Beneficiaries]
	amount := l.AmountCents.String()
	if l.PerPerson {
		amount += " par personne"
	}
	return []Node{
		Span(components.French(l.Category), Iff(l.Label != "", func() Node { return Group{Br(), components.Soft(l.Label)} })),
		components.French(side + ", " + phase), components.French(who), components.Money(amount),
	}
}

func takenPupilColumns(a trip.TakenRecord) []components.Column {
	columns := []components.Column{{Label: "Élève"}, {Label: "Engagement"}}
	if a.WithMoney {
		columns = append(columns, components.Column{Label: "Remise", Num: true}, components.Column{Label: "Versé", Num: true})
	}
	return columns
}

func enrolmentCells(a trip.TakenRecord, e mobilisco.Enrolment) []Node {
	state := "lettre non rendue"
	switch {
	case e.Broken:
		state = "engagement rompu"
	case e.Letter:
		state = "lettre rendue"
	}
	cells := []Node{components.French(orDash(e.Name)), components.French(state)}
	if a.WithMoney {
		cells = append(cells, components.Money(e.RemissionCents.String()), components.Money(a.PaidBy(e.ID).String()))
	}
	return cells
}

func takenLetterCard(blocks []mobilisco.Block) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Lettre d’engagement"}),
		P(components.Soft("Texte d’origine. Relisez-le avant de le reprendre : le droit a pu changer.")),
		Map(blocks, func(b mobilisco.Block) Node {
			return Group{H3(components.French(strings.ReplaceAll(b.Name, "_", " "))), Map(strings.Split(b.Text, "\n"), func(line string) Node {
				if strings.TrimSpace(line) == "" {
					return nil
				}
				return P(components.French(line))
			})}
		}))
}
