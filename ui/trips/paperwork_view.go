package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
	"github.com/openacademie/openacademie/ui/components"
)

// PaperworkPage lists what the reader may print for a trip, and what is missing for the rest.
func PaperworkPage(d paperwork.Desk) Node {
	here := staffList + "/" + d.Trip.ID
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Listes et papiers à signer", Lead: d.Trip.Title + ", " + d.Trip.Dates() + "."}),
		components.Stack(
			components.DataTable(components.DataTableProps{
				Caption: "Listes", Stacked: true, RowHead: true, Columns: []components.Column{{Label: "Liste"}, {Label: "Formats"}}, Rows: listOffers(here, d.Lists),
			}),
			Iff(d.Ariane, func() Node { return arianeOffer(here) }),
			mealForm(here, d.Lists),
			offerTable("Papiers des accompagnateurs", here+"/papiers/", d.Staff),
			offerTable("Papiers de la régie", here+"/papiers-regie/", d.Cash),
		),
	}
}

// arianeOffer offers the workbook that Ariane takes in.
func arianeOffer(here string) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Déclaration Ariane", Aside: components.RuleLink("V-70")}),
		P(components.French("Le classeur à déposer sur Ariane : les engagés, triés par nom, à partir de la ligne 5. Les accompagnateurs sont sur une seconde feuille. Des coordonnées protégées restent vides. Chaque téléchargement est noté au journal.")),
		components.Actions(components.LinkButton("Classeur Ariane", here+"/ariane.xlsx")),
	)
}

func listOffers(here string, lists []paperwork.List) []components.Row {
	var rows []components.Row
	for _, l := range lists {
		hint := l.Hint
		if l.Contacts {
			hint += " Chaque impression est notée au journal."
		}
		rows = append(rows, components.Row{Cells: []Node{
			Span(components.French(l.Label), Br(), components.Soft(hint)), formats(here+"/listes/"+l.Name, "", l.Label, "pdf", "xlsx", "csv"),
		}})
	}
	return rows
}

var formatWords = map[string]string{"pdf": "PDF", "xlsx": "Tableur", "csv": "CSV", "ics": "Agenda"}

// formats are links to the same thing in several formats; whoever listens hears of what.
func formats(address, query, of string, formats ...string) Node {
	var links Group
	for _, f := range formats {
		links = append(links, components.LinkButton(formatWords[f], address+"."+f+query, Aria("label", formatWords[f]+", "+of)))
	}
	return components.Actions(links)
}

// mealForm lets the number of days of service be put right before printing: the holidays of the academy are not known.
func mealForm(here string, lists []paperwork.List) Node {
	for _, l := range lists {
		if l.Name != "remise-repas" {
			continue
		}
		return components.Card(
			components.CardHead(components.CardHeadProps{Title: "Aide à la remise d’ordre, avec un autre nombre de jours"}),
			Form(Method("get"), Action(here+"/listes/remise-repas.pdf"),
				components.Field(components.FieldProps{ID: "jours", Label: "Jours de service pendant le voyage", Hint: "Les vacances ne sont pas connues ici : corrigez le nombre si besoin.", InputMode: "numeric", Width: "s", Filter: true}),
				components.Actions(components.ButtonPlain("Imprimer")),
			),
		)
	}
	return nil
}

func offerTable(caption, address string, offers []paperwork.Offer) Node {
	if len(offers) == 0 {
		return nil
	}
	var rows []components.Row
	for _, o := range offers {
		rows = append(rows, components.Row{Cells: []Node{Span(components.French(o.Label), Br(), components.Soft(o.Hint)), offer(address, o)}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: caption, Stacked: true, RowHead: true, Columns: []components.Column{{Label: "Papier"}, {Label: "Imprimer"}}, Rows: rows,
	})
}

// offer is the link to a paper, or what must be filled in first.
func offer(address string, o paperwork.Offer) Node {
	if len(o.Missing) == 0 {
		return formats(address+o.Name, "", o.Label, "pdf")
	}
	return Span(Map(o.Missing, func(f law.Finding) Node { return components.Soft(strings.TrimSpace(f.What + " " + f.Fix)) }))
}

// KitchenPage is the month of the kitchen: how many pupils are away from the tables, day by day.
func KitchenPage(k paperwork.Kitchen) Node {
	query := monthQuery(k.First)
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Cuisine, " + k.Name(), Lead: "Élèves absents de la restauration parce qu’ils sont en voyage. Seuls les engagements signés comptent."}),
		components.Stack(
			components.ScreenOnly(components.Actions(
				components.LinkButton("Mois précédent", kitchenPath+monthQuery(k.First.AddMonths(-1)), Rel("prev")),
				components.LinkButton("Mois suivant", kitchenPath+monthQuery(k.First.AddMonths(1)), Rel("next")),
				formats(kitchenPath, query, "cuisine, "+k.Name(), "pdf", "xlsx", "csv", "ics"),
			)),
			monthTable(k),
			components.DataTable(components.DataTableProps{
				Caption: "Jour par jour", Stacked: true, RowHead: true, Rows: kitchenDays(k), EmptyMessage: "Aucun élève n’est en voyage ce mois-ci.",
				Columns: []components.Column{{Label: "Jour"}, {Label: "Demi-pensionnaires", Num: true}, {Label: "Internes", Num: true}, {Label: "Régime inconnu", Num: true}, {Label: "Voyages"}},
			}),
			components.DataTable(components.DataTableProps{
				Caption: "Voyages du mois", Stacked: true, RowHead: true, Rows: kitchenTrips(k), EmptyMessage: "Aucun voyage avec des élèves engagés.",
				Columns: []components.Column{{Label: "Voyage"}, {Label: "Dates"}, {Label: "Repas en moins par jour", Num: true}},
			}),
		),
	}
}

func monthQuery(first law.Day) string { return "?mois=" + string(first[:7]) }

// monthTable is the month in weeks from Monday, as many as it needs.
func monthTable(k paperwork.Kitchen) Node {
	var columns []components.Column
	for _, day := range []string{"Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"} {
		columns = append(columns, components.Column{Label: day})
	}
	var rows []components.Row
	for _, week := range k.Weeks {
		var cells []Node
		for _, a := range week {
			cells = append(cells, monthCell(a))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	return components.DataTable(components.DataTableProps{Caption: "Repas en moins, " + k.Name(), Columns: columns, Rows: rows})
}

func monthCell(a paperwork.Away) Node {
	number := strings.TrimLeft(string(a.Day[8:]), "0")
	switch {
	case !a.InMonth:
		return components.Soft("·")
	case len(a.Trips) == 0:
		return Text(number)
	}
	return Span(Text(number), Br(), Strong(Text("−"+itoa(a.Eaters()))), components.OnlyHeard(" repas"))
}

func kitchenDays(k paperwork.Kitchen) []components.Row {
	var rows []components.Row
	for _, a := range k.Days() {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(components.Capital(a.Day.FrenchLong())), Text(itoa(a.HalfBoard)), Text(itoa(a.Boarder)), Text(itoa(a.Unknown)), components.French(strings.Join(a.Trips, ", ")),
		}})
	}
	return rows
}

func kitchenTrips(k paperwork.Kitchen) []components.Row {
	var rows []components.Row
	for _, t := range k.Trips {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(staffList+"/"+t.ID), components.French(t.Title)), Span(Class("num"), Text(shortDates(t.DepartsOn, t.ReturnsOn))), Text(itoa(t.Eaters())),
		}})
	}
	return rows
}

// LettersPage is where the letters of every open trip stand.
func LettersPage(all []paperwork.LettersOfTrip, search string) Node {
	var rows []components.Row
	for _, l := range all {
		rows = append(rows, components.Row{Cells: append([]Node{
			Span(A(Href(staffList+"/"+l.ID+"/inscriptions?voir="+onlyMissing), components.French(l.Title)), Br(), components.Soft(l.Destination)),
			Text(l.DepartsOn.Short()), Text(l.AnswerBy.Short()),
		}, countCells(l.Counts)...)})
	}
	table := components.DataTableProps{
		Caption: "Voyages dont les inscriptions sont ouvertes", Stacked: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun voyage n’attend de lettre.",
		Columns: []components.Column{
			{Label: "Voyage"}, {Label: "Départ"}, {Label: "Réponse avant le"}, {Label: "Concernés", Num: true}, {Label: "Engagés", Num: true}, {Label: "En attente", Num: true},
			{Label: "Déclinés", Num: true}, {Label: "À relancer", Num: true},
		},
	}
	if len(all) > 1 {
		table.Foot = []components.Row{{Cells: append([]Node{Text("Total"), Text("–"), Text("–")}, countCells(paperwork.SumOf(all))...)}}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Lettres manquantes", Lead: "Une lettre est à relancer tant que la famille n’a ni signé ni décliné."}),
		components.Stack(narrowForm(lettersPath, "Chercher un voyage, un lieu", search), components.DataTable(table), components.ScreenOnly(formats(lettersPath, queryOf(map[string]string{"q": search}), "lettres manquantes", "pdf", "xlsx", "csv"))),
	}
}

func countCells(c trip.Counts) []Node {
	return []Node{Text(itoa(c.Eligible)), Text(itoa(c.Committed)), Text(itoa(c.Waiting)), Text(itoa(c.Declined)), Text(itoa(c.Missing))}
}

// EscortPage is who goes with the pupils over a school year.
func EscortPage(e paperwork.Escort, search string) Node {
	query := queryYear(e.Year, search)
	days := "Vos jours d’absence"
	if e.Whole {
		days = "Jours d’absence par personne"
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Accompagnateurs", Lead: escortLead(e)}),
		components.Stack(
			Iff(len(e.Years) > 1, func() Node {
				return components.ScreenOnly(components.Actions(Map(e.Years, func(year string) Node {
					return components.LinkButton(year, escortPath+"?annee="+year, If(year == e.Year, Aria("current", "true")))
				})))
			}),
			narrowForm(escortPath, "Chercher un voyage, une personne", search, ofYear(e.Year)),
			components.DataTable(components.DataTableProps{
				Caption: "Par voyage", Stacked: true, RowHead: true, Rows: escortTrips(e), EmptyMessage: "Aucun voyage voté cette année.",
				Columns: []components.Column{{Label: "Voyage"}, {Label: "Dates"}, {Label: "Élèves", Num: true}, {Label: "Élèves par adulte", Num: true}, {Label: "Adultes"}},
			}),
			components.ScreenOnly(formats(escortPath, query, "accompagnateurs par voyage", "pdf", "xlsx", "csv")),
			components.DataTable(components.DataTableProps{
				Caption: days, Stacked: true, RowHead: true, Rows: escortPeople(e), EmptyMessage: "Aucune absence cette année.",
				Columns: []components.Column{{Label: "Personne"}, {Label: "Voyages"}, {Label: "Jours", Num: true}},
			}),
			components.ScreenOnly(formats(daysPath, query, days, "pdf", "xlsx", "csv")),
		),
	}
}

func escortLead(e paperwork.Escort) string {
	lead := "Année scolaire " + e.Year + ", " + law.Counted(e.Departures(), "départ d’adulte", "départs d’adultes")
	if e.Whole && len(e.People) > 0 {
		lead += ", " + law.Counted(len(e.People), "personne", "personnes") + ", " + e.Average() + " jours en moyenne"
	}
	return lead + "."
}

func escortTrips(e paperwork.Escort) []components.Row {
	var rows []components.Row
	for _, t := range e.Trips {
		names := strings.Join(t.Adults, ", ")
		if names == "" {
			names = "aucun adulte enregistré"
		}
		rows = append(rows, components.Row{Cells: []Node{
			Span(A(Href(staffList+"/"+t.ID), components.French(t.Title)), Br(), components.Soft(t.Destination)),
			Span(Class("num"), Text(shortDates(t.DepartsOn, t.ReturnsOn))), Text(itoa(t.Pupils)), Text(t.Ratio()), components.French(names),
		}})
	}
	return rows
}

func escortPeople(e paperwork.Escort) []components.Row {
	var rows []components.Row
	for _, p := range e.People {
		var titles []string
		for _, t := range p.Trips {
			titles = append(titles, t.Title)
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(p.Name), components.French(strings.Join(titles, ", ")), Text(itoa(p.Days))}})
	}
	return rows
}
