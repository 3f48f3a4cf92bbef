package paperwork

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Escort is who goes with the pupils over a school year, trip by trip and person by person.
type Escort struct {
	Year   string
	Years  []string
	Trips  []EscortTrip
	People []EscortPerson
	// Whole tells that every person is shown: the direction and the secretariat see them, the others see themselves.
	Whole bool
}

// EscortTrip is a trip with its adults.
type EscortTrip struct {
	ID, Title, Destination string
	DepartsOn, ReturnsOn   law.Day
	Pupils                 int
	Adults                 []string
}

// Ratio is the number of pupils for an adult, "12,50".
func (t EscortTrip) Ratio() string { return ratio(t.Pupils, len(t.Adults)) }

// EscortPerson is an adult with the days away.
type EscortPerson struct {
	Name  string
	Staff string
	Trips []EscortTrip
	Days  int
}

// escorting is one adult on one trip.
type escorting struct {
	Trip, Title, Destination string
	DepartsOn, ReturnsOn     law.Day
	Pupils                   int
	Staff, Adult             string
}

// EscortOf reads a school year, the current one when none is named. Cancelled trips and bare projects do not count: nobody
// has left with them.
func EscortOf(app core.App, viewer school.Actor, year string) (Escort, error) {
	e := Escort{Whole: viewer.Has(school.Head, school.Bursar, school.Secretary)}
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return e, err
	}
	if err := app.DB().NewQuery("SELECT DISTINCT school_year FROM trips WHERE school_year != '' ORDER BY school_year DESC").Column(&e.Years); err != nil {
		return e, fmt.Errorf("school years: %w", err)
	}
	if e.Year = year; !slices.Contains(e.Years, year) {
		if err := currentYear(app, &e.Year); err != nil {
			return e, err
		}
	}
	var rows []escorting
	err := app.DB().NewQuery(`SELECT v.id AS trip, v.title, v.destination, v.departs_on, v.returns_on, COALESCE(a.staff, '') AS staff,
			(SELECT COUNT(*) FROM seats x WHERE x.trip = v.id AND x.state = 'committed') AS pupils,
			CASE WHEN a.id IS NULL THEN '' WHEN s.id IS NULL THEN a.name ELSE TRIM(s.last_name || ' ' || s.first_name) END AS adult
		FROM trips v LEFT JOIN chaperones a ON a.trip = v.id LEFT JOIN staff s ON s.id = a.staff
		WHERE v.school_year = {:year} AND v.state IN ('voted', 'open', 'cleared', 'returned', 'reported', 'closed')
		ORDER BY v.departs_on, v.title, v.id, adult`).Bind(dbx.Params{"year": e.Year}).All(&rows)
	if err != nil {
		return e, fmt.Errorf("adults of the year: %w", err)
	}
	e.gather(rows, viewer)
	return e, nil
}

func currentYear(app core.App, year *string) error {
	var labels []string
	if err := app.DB().NewQuery("SELECT label FROM school_years WHERE is_current = 1").Column(&labels); err != nil {
		return fmt.Errorf("current year: %w", err)
	}
	*year = ""
	if len(labels) > 0 {
		*year = labels[0]
	}
	return nil
}

func (e *Escort) gather(rows []escorting, viewer school.Actor) {
	people := map[string]*EscortPerson{}
	var order []string
	for _, r := range rows {
		if n := len(e.Trips); n == 0 || e.Trips[n-1].ID != r.Trip {
			e.Trips = append(e.Trips, EscortTrip{ID: r.Trip, Title: r.Title, Destination: r.Destination, DepartsOn: r.DepartsOn, ReturnsOn: r.ReturnsOn, Pupils: r.Pupils})
		}
		if r.Adult == "" {
			continue
		}
		t := &e.Trips[len(e.Trips)-1]
		t.Adults = append(t.Adults, r.Adult)
		if !e.Whole && (r.Staff == "" || r.Staff != viewer.ID) {
			continue
		}
		key := r.Staff
		if key == "" {
			key = "\x00" + school.Fold(r.Adult) // a volunteer is known by name only
		}
		p := people[key]
		if p == nil {
			p = &EscortPerson{Name: r.Adult, Staff: r.Staff}
			people[key] = p
			order = append(order, key)
		}
		p.Trips = append(p.Trips, *t)
		p.Days += r.DepartsOn.DaysUntil(r.ReturnsOn) + 1
	}
	for _, key := range order {
		e.People = append(e.People, *people[key])
	}
	byName(e.People, func(p EscortPerson) string { return p.Name })
}

// Departures counts one for each adult on each trip.
func (e Escort) Departures() (n int) {
	for _, t := range e.Trips {
		n += len(t.Adults)
	}
	return n
}

// Days is the sum of the days away of the people shown.
func (e Escort) Days() (n int) {
	for _, p := range e.People {
		n += p.Days
	}
	return n
}

// Average is the number of days away for a person shown, "3,50".
func (e Escort) Average() string { return ratio(e.Days(), len(e.People)) }

// ByTrip is the table of the adults trip by trip.
func (e Escort) ByTrip(origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Accompagnateurs par voyage", Subtitle: "Année scolaire " + e.Year, Landscape: true, Empty: "Aucun voyage voté cette année.",
		Columns: []document.Column{
			{Name: "Voyage"}, {Name: "Destination", Width: 42}, {Name: "Départ", Kind: document.KindDay, Width: 22}, {Name: "Retour", Kind: document.KindDay, Width: 22},
			{Name: "Élèves", Kind: document.KindInt, Width: 16}, {Name: "Adultes", Kind: document.KindInt, Width: 18}, {Name: "Élèves par adulte", Width: 24, Centred: true}, {Name: "Noms"},
		},
		Groups: one(e.Trips, func(t EscortTrip) []document.Cell {
			return []document.Cell{
				document.Text(t.Title), document.Text(t.Destination), document.Date(t.DepartsOn), document.Date(t.ReturnsOn), document.Int(t.Pupils), document.Int(len(t.Adults)),
				document.Text(t.Ratio()), document.Lines(t.Adults...),
			}
		}),
	}
	if len(e.Trips) == 0 {
		return d
	}
	sum := 0
	for _, t := range e.Trips {
		sum += t.Pupils
	}
	d.Total = []document.Cell{document.Text(counted(len(e.Trips), "voyage", "voyages")), {}, {}, {}, document.Int(sum), document.Int(e.Departures()), document.Text(ratio(sum, e.Departures()))}
	d.Notes = []string{"Élèves dont l’engagement est signé. Aucun texte ne fixe de taux au second degré : le chef d’établissement décide du nombre d’adultes (règle V-63)."}
	if e.Whole {
		d.Notes = append(d.Notes, counted(e.Departures(), "départ", "départs")+" pour "+counted(len(e.People), "personne différente", "personnes différentes")+".")
	}
	return d
}

// ByPerson is the table of the days away, person by person.
func (e Escort) ByPerson(origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Jours d’absence des accompagnateurs", Subtitle: "Année scolaire " + e.Year, GroupBy: "Personne", Empty: "Aucun accompagnateur cette année.",
		Columns: []document.Column{{Name: "Voyage"}, {Name: "Départ", Kind: document.KindDay, Width: 24}, {Name: "Retour", Kind: document.KindDay, Width: 24}, {Name: "Jours", Kind: document.KindInt, Width: 20}},
	}
	for _, p := range e.People {
		g := document.ListGroup{Name: p.Name, Subtotal: []document.Cell{document.Text(counted(len(p.Trips), "voyage", "voyages")), {}, {}, document.Int(p.Days)}}
		for _, t := range p.Trips {
			g.Rows = append(g.Rows, []document.Cell{document.Text(t.Title), document.Date(t.DepartsOn), document.Date(t.ReturnsOn), document.Int(t.DepartsOn.DaysUntil(t.ReturnsOn) + 1)})
		}
		d.Groups = append(d.Groups, g)
	}
	if len(e.People) > 0 {
		d.Total = []document.Cell{document.Text(counted(len(e.People), "personne", "personnes") + ", moyenne " + e.Average() + " jours"), {}, {}, document.Int(e.Days())}
		d.Notes = []string{"Jours du départ et du retour compris, week-ends et jours fériés aussi."}
	}
	return d
}
