package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// ListPageProps is the staff's list of trips, as filtered.
type ListPageProps struct {
	Rows      []trip.Row
	Filter    trip.Filter
	Query     string // of this very list, for the exports
	MayCreate bool
	Reader    school.Actor
	// MayRecordActs opens the votes that hold for every trip: delegations, refund terms.
	MayRecordActs bool
	// HasTaken leads to the trips taken over from another program.
	HasTaken bool
	// YearsPast are the school years gone by whose trips may be archived: proposed to those who archive.
	YearsPast []string
}

// ListPage shows every trip of the school.
func ListPage(p ListPageProps) Node {
	var actions []Node
	if p.MayCreate {
		actions = append(actions, components.LinkMain("Nouveau voyage", staffList+"/nouveau"))
	}
	if p.MayRecordActs {
		actions = append(actions, components.LinkButton("Conditions de remboursement", termsPath))
	}
	if p.HasTaken {
		actions = append(actions, components.LinkButton(takenTitle, takenPath))
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Voyages", Lead: law.Counted(len(p.Rows), "voyage ou sortie", "voyages et sorties") + filterWords(p.Filter), Actions: actions}),
		overviewNav(p.Reader),
		Iff(len(p.YearsPast) > 0, func() Node {
			return components.Notice(components.NoticeProps{
				Kind: components.Info, Title: "L’année scolaire a changé", Body: Group{
					P(components.French("Des voyages de " + strings.Join(p.YearsPast, ", ") + " sont encore ici. Archivés, ils restent lisibles et quittent cette liste.")),
					components.LinkButton("Voir ce qui peut être archivé", archivesPath+"?annee="+p.YearsPast[0]),
				},
			})
		}),
		listFilters(p.Filter),
		If(len(p.Rows) == 0, emptyList(p)),
		Iff(len(p.Rows) > 0, func() Node {
			return Group{
				components.DataTable(components.DataTableProps{
					Caption: "Voyages et sorties", HideCaption: true, RowHead: true, Stacked: true, Columns: listColumns(p.Filter), Rows: listRows(p.Rows),
				}),
				components.ScreenOnly(components.Pagination(components.PaginationProps{
					Summary: law.Counted(len(p.Rows), "ligne", "lignes"), CSVHref: staffList + "/liste.csv" + p.Query, SheetHref: staffList + "/liste.xlsx" + p.Query,
				})),
			}
		}),
	}
}

func filterWords(f trip.Filter) string {
	words := ""
	if f.Archives {
		words += ", dans les archives"
	}
	if f.State != "" {
		words += ", à l’état « " + f.State.Label() + " »"
	}
	if f.Search != "" {
		words += ", pour « " + f.Search + " »"
	}
	return words
}

// listFilters is one form sent by GET: the address says what is shown.
func listFilters(f trip.Filter) Node {
	var options []components.OptionProps
	for _, s := range trip.States {
		options = append(options, components.OptionProps{Value: string(s), Label: s.Label()})
	}
	return components.ScreenOnly(Form(Class("filters actions"), Method("get"), Action(staffList), Role("search"), Aria("label", "Filtrer les voyages"),
		Label(Class("only-heard"), For("q"), Text("Chercher un voyage, un lieu, une personne")),
		Div(Class("field"), Input(ID("q"), Type("search"), Name("q"), Value(f.Search), Placeholder("Titre, lieu, organisateur"))),
		Label(Class("only-heard"), For("etat"), Text("État")),
		Div(Class("field"), Select(ID("etat"), Name("etat"),
			Option(Value(""), If(f.State == "", Selected()), Text("Tous les états")),
			Map(options, func(o components.OptionProps) Node {
				return Option(Value(o.Value), If(o.Value == string(f.State), Selected()), components.French(o.Label))
			}),
		)),
		If(f.Sort != "", components.HiddenFields(components.HiddenValue{Name: "tri", Value: f.Sort})),
		Label(Class("only-heard"), For("archives"), Text("Voyages en cours ou archives")),
		Div(Class("field"), Select(ID("archives"), Name("archives"),
			Option(Value(""), If(!f.Archives, Selected()), Text("En cours")), Option(Value("oui"), If(f.Archives, Selected()), Text("Archives")),
		)),
		components.ButtonPlain("Filtrer"),
		If(f.Search != "" || f.State != "" || f.Archives, components.LinkButton("Tout afficher", staffList)),
	))
}

func listColumns(f trip.Filter) []components.Column {
	sorted := func(by string) string {
		if f.Sort == by || (f.Sort == "" && by == "departs") {
			return "ascending"
		}
		return ""
	}
	sort := func(label, by string) components.Column {
		return components.Column{Label: label, SortHref: staffList + listQuery(f, by), Sorted: sorted(by)}
	}
	return []components.Column{
		sort("Voyage", "title"), sort("Dates", "departs"), {Label: "Organisateur"}, sort("État", "state"),
		{Label: "Places", Num: true}, {Label: "Prix", Num: true},
	}
}

func listRows(rows []trip.Row) []components.Row {
	var out []components.Row
	for _, r := range rows {
		out = append(out, components.Row{Cells: []Node{
			Span(A(Href(staffList+"/"+r.ID), components.French(r.Title)), Br(), components.Soft(r.Destination)),
			Span(Class("num"), Text(shortDates(r.DepartsOn, r.ReturnsOn))),
			components.French(r.OrganiserName), stateTag(r.State), seatsOf(r), priceOf(r),
		}})
	}
	return out
}

func shortDates(from, to law.Day) string {
	if from == to {
		return from.Short()
	}
	return from.Short() + "\u00a0→\u00a0" + to.Short()
}

// stateTag shows where a trip stands.
func stateTag(s trip.State) Node {
	switch s {
	case trip.Open:
		return components.Tag(components.OK, s.Label())
	case trip.Cancelled:
		return components.Tag(components.Stop, s.Label())
	case trip.Draft:
		return components.Tag(components.Neutral, s.Label())
	case trip.Endorsed, trip.Balanced, trip.Submitted, trip.Voted:
	}
	return components.Tag(components.Wait, s.Label())
}

func seatsOf(r trip.Row) Node {
	if r.State != trip.Open {
		if r.Interested > 0 {
			return Text(law.Counted(r.Interested, "intéressé", "intéressés") + " / " + itoa(r.PupilsEstimated))
		}
		return Text(law.Counted(r.PupilsEstimated, "prévue", "prévues"))
	}
	return Text(law.Counted(r.Committed, "engagé", "engagés") + " / " + itoa(r.PupilsEstimated))
}

func priceOf(r trip.Row) Node {
	if r.PriceCents == 0 {
		return components.Soft("gratuit")
	}
	return components.Money(r.PriceCents.String())
}

func emptyList(p ListPageProps) Node {
	if p.Filter.Search != "" || p.Filter.State != "" || p.Filter.Archives {
		return components.Empty(components.EmptyProps{Icon: "search", Title: "Aucun voyage ne correspond.", Text: "Essayez un autre mot, ou affichez tous les états.",
			Actions: []Node{components.LinkButton("Tout afficher", staffList)}})
	}
	e := components.EmptyProps{Icon: "bus", Title: "Aucun voyage pour l’instant.", Text: "Un voyage commence par un projet : un lieu, des dates, des élèves."}
	if p.MayCreate {
		e.Actions = []Node{components.LinkButton("Commencer un projet", staffList+"/nouveau")}
	}
	return components.Empty(e)
}
