package trips

import (
	"net/http"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const calendarPath = staffList + "/calendrier"

func calendarRoutes() []web.Route {
	see := web.Staff(school.SeeTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: calendarPath, Who: see, Handle: showCalendar},
		{Method: http.MethodGet, Pattern: calendarPath + ".csv", Who: see, Handle: exportCalendar},
		{Method: http.MethodGet, Pattern: calendarPath + ".xlsx", Who: see, Handle: exportCalendar},
	}
}

// CalendarPageProps is a school year of trips.
type CalendarPageProps struct {
	Year    string
	Search  string
	Years   []string
	Trips   []trip.CalendarTrip
	Clashes []trip.Clash
}

func showCalendar(v *web.Visit) error {
	p, err := calendarOf(v)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Calendrier des voyages", Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: "Calendrier"}}}, CalendarPage(p))
}

// calendarOf reads the year asked for, the current one otherwise.
func calendarOf(v *web.Visit) (p CalendarPageProps, err error) {
	current, err := school.CurrentYear(v.App)
	if err != nil {
		return p, err
	}
	if p.Years, err = trip.Years(v.App); err != nil {
		return p, err
	}
	p.Year = current.Label
	if asked := v.Query("annee"); slices.Contains(p.Years, asked) {
		p.Year = asked
	}
	p.Search = v.Query("q")
	p.Trips, p.Clashes, err = trip.Calendar(v.App, v.Actor, p.Year)
	p.Trips = narrowed(v, p.Trips, func(t trip.CalendarTrip) []string { return []string{t.Title, t.Destination, t.Public, t.State.Label()} })
	p.Clashes = narrowed(v, p.Clashes, func(c trip.Clash) []string {
		return append([]string{c.A.Title, c.A.Destination, c.B.Title, c.B.Destination}, c.Adults...)
	})
	return p, err
}

// CalendarPage shows who is away when, month by month, and who is asked for twice.
func CalendarPage(p CalendarPageProps) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Calendrier des voyages", Lead: "Année scolaire " + p.Year + ". Les départs de tout l’établissement, et ceux qui demandent les mêmes élèves ou les mêmes adultes le même jour."}),
		Iff(len(p.Years) > 1, func() Node { return yearForm(p) }),
		narrowForm(calendarPath, "Chercher un voyage, un lieu, une classe", p.Search, ofYear(p.Year)),
		clashCard(p.Clashes),
		Iff(len(p.Trips) == 0 && p.Search != "", func() Node {
			return components.Empty(components.EmptyProps{Icon: "search", Title: "Aucun voyage ne correspond à « " + p.Search + " »", Text: "Le calendrier cherche dans les titres, les lieux et les classes de l’année."})
		}),
		Iff(len(p.Trips) == 0 && p.Search == "", func() Node {
			return components.Empty(components.EmptyProps{Title: "Aucun voyage cette année-là", Text: "Les voyages apparaissent ici dès leur premier projet."})
		}),
		Group(monthTables(p.Trips)),
		listFoot(law.Counted(len(p.Trips), "voyage ou sortie", "voyages et sorties"), calendarPath, map[string]string{"annee": p.Year, "q": p.Search}),
	}
}

func yearForm(p CalendarPageProps) Node {
	var options []components.OptionProps
	for _, y := range p.Years {
		options = append(options, components.OptionProps{Value: y, Label: y})
	}
	return components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Choisir l’année scolaire"), Method("get"), Action(calendarPath),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "annee", Label: "Année scolaire", Value: p.Year, Filter: true}, Options: options}),
		components.ButtonPlain("Afficher"),
	))
}

func clashCard(clashes []trip.Clash) Node {
	if len(clashes) == 0 {
		return nil
	}
	var lines Group
	for _, c := range clashes {
		var why []string
		if c.Pupils > 0 {
			why = append(why, law.Counted(c.Pupils, "élève concerné", "élèves concernés")+" par les deux")
		}
		if len(c.Adults) > 0 {
			why = append(why, "mêmes adultes : "+strings.Join(c.Adults, ", "))
		}
		lines = append(lines, Li(tripLink(c.A), components.French(" et "), tripLink(c.B), components.French(" : "+strings.Join(why, " ; ")+".")))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: law.Counted(len(clashes), "chevauchement", "chevauchements"), ID: "chevauchements"}), Ul(Class("stack"), lines))
}

func tripLink(t trip.CalendarTrip) Node {
	return A(Href(staffList+"/"+t.ID), components.French(t.Title+" ("+shortDates(t.DepartsOn, t.ReturnsOn)+")"))
}

// monthTables is one table for each month in which somebody leaves.
func monthTables(trips []trip.CalendarTrip) []Node {
	var tables []Node
	for start := 0; start < len(trips); {
		end := start
		for end < len(trips) && trips[end].DepartsOn[:7] == trips[start].DepartsOn[:7] {
			end++
		}
		var rows []components.Row
		for _, t := range trips[start:end] {
			rows = append(rows, components.Row{Cells: []Node{
				A(Href(staffList+"/"+t.ID), components.French(t.Title)), components.French(shortDates(t.DepartsOn, t.ReturnsOn)), components.French(t.Destination),
				components.French(orWords(t.Public, "à choisir")), Text(itoa(t.Pupils) + " + " + itoa(t.Adults)), stateTag(t.State),
			}})
		}
		_, month, _ := strings.Cut(trips[start].DepartsOn.French(), "\u00a0")
		tables = append(tables, components.DataTable(components.DataTableProps{
			Caption: components.Capital(month), RowHead: true, Stacked: true, Rows: rows,
			Columns: []components.Column{{Label: "Voyage"}, {Label: "Dates"}, {Label: "Destination"}, {Label: "Classes"}, {Label: "Élèves, adultes"}, {Label: "État"}},
		}))
		start = end
	}
	return tables
}

func calendarSheet(p CalendarPageProps) document.Sheet {
	sheet := document.Sheet{Title: "Calendrier " + p.Year, Columns: []document.Column{
		{Name: "Départ", Kind: document.KindDay}, {Name: "Retour", Kind: document.KindDay}, {Name: "Voyage"}, {Name: "Destination"}, {Name: "Classes"},
		{Name: "Élèves", Kind: document.KindInt}, {Name: "Adultes", Kind: document.KindInt}, {Name: "État"}, {Name: "Chevauche"},
	}}
	for _, t := range p.Trips {
		var with []string
		for _, c := range p.Clashes {
			switch t.ID {
			case c.A.ID:
				with = append(with, c.B.Title)
			case c.B.ID:
				with = append(with, c.A.Title)
			}
		}
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Date(t.DepartsOn), document.Date(t.ReturnsOn), document.Text(t.Title), document.Text(t.Destination), document.Text(t.Public),
			document.Int(t.Pupils), document.Int(t.Adults), document.Text(t.State.Label()), document.Text(strings.Join(with, ", ")),
		})
	}
	return sheet
}

func exportCalendar(v *web.Visit) error {
	p, err := calendarOf(v)
	if err != nil {
		return err
	}
	return sendSheet(v, "calendrier-"+p.Year, calendarSheet(p))
}
