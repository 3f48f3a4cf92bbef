package paperwork

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Kitchen is who is away from the tables of the school, day by day, over a month. Only numbers: a cook needs no names.
type Kitchen struct {
	First law.Day // of the month
	Weeks [][]Away
	Trips []AwayTrip
}

// Away is one day of the calendar.
type Away struct {
	Day                         law.Day
	InMonth                     bool
	HalfBoard, Boarder, Unknown int // pupils away; a pupil who is on two trips at once counts once
	Trips                       []string
}

// Eaters is how many meals are not eaten at noon.
func (a Away) Eaters() int { return a.HalfBoard + a.Boarder }

// AwayTrip is a trip of the month.
type AwayTrip struct {
	ID, Title                   string
	DepartsOn, ReturnsOn        law.Day
	HalfBoard, Boarder, Unknown int
}

// Eaters is how many pupils of a trip eat in the school.
func (t AwayTrip) Eaters() int { return t.HalfBoard + t.Boarder }

// absence is one committed pupil on one trip.
type absence struct {
	Trip, Title, Pupil, BoardingCode string
	DepartsOn, ReturnsOn             law.Day
}

// KitchenOf reads the calendar of the month that holds a day, in whole weeks from Monday: six weeks when the month needs
// them. Pupils who have withdrawn, and cancelled trips, do not count.
func KitchenOf(app core.App, viewer school.Actor, day law.Day) (Kitchen, error) {
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return Kitchen{}, err
	}
	first := firstOfMonth(day)
	k := Kitchen{First: first}
	from, to := first.Add(-daysFromMonday(first)), first.AddMonths(1).Add(-1)
	to = to.Add(6 - daysFromMonday(to))
	rows, err := absences(app, from, to)
	if err != nil {
		return k, err
	}
	for week := from; week <= to; week = week.Add(7) {
		var days []Away
		for i := range 7 {
			days = append(days, awayOn(week.Add(i), first, rows))
		}
		k.Weeks = append(k.Weeks, days)
	}
	k.Trips = tripsOfMonth(rows, first)
	return k, nil
}

func absences(app core.App, from, to law.Day) ([]absence, error) {
	var rows []absence
	err := app.DB().Select("v.id AS trip", "v.title", "v.departs_on", "v.returns_on", "p.id AS pupil", "p.boarding_code").From("seats s").
		InnerJoin("trips v", dbx.NewExp("v.id = s.trip")).InnerJoin("pupils p", dbx.NewExp("p.id = s.pupil")).
		Where(dbx.HashExp{"s.state": "committed"}).AndWhere(dbx.NewExp("v.state != 'cancelled' AND v.departs_on <= {:to} AND v.returns_on >= {:from}",
		dbx.Params{"from": string(from), "to": string(to)})).OrderBy("v.departs_on", "v.title", "v.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("absences: %w", err)
	}
	return rows, nil
}

func awayOn(day, month law.Day, rows []absence) Away {
	a := Away{Day: day, InMonth: firstOfMonth(day) == month}
	seen := map[string]bool{}
	for _, r := range rows {
		if day < r.DepartsOn || day > r.ReturnsOn {
			continue
		}
		if !slices.Contains(a.Trips, r.Title) {
			a.Trips = append(a.Trips, r.Title)
		}
		if !seen[r.Pupil] {
			seen[r.Pupil] = true
			count(boardingOf(r.BoardingCode), &a.HalfBoard, &a.Boarder, &a.Unknown)
		}
	}
	return a
}

func count(b boarding, half, board, unknown *int) {
	switch b {
	case halfBoard, byTicket:
		*half++
	case boarder:
		*board++
	case unknownBoarding:
		*unknown++
	case external, elsewhere:
	}
}

func tripsOfMonth(rows []absence, first law.Day) []AwayTrip {
	last := first.AddMonths(1).Add(-1)
	var trips []AwayTrip
	for _, r := range rows {
		if r.ReturnsOn < first || r.DepartsOn > last {
			continue
		}
		if n := len(trips); n == 0 || trips[n-1].ID != r.Trip {
			trips = append(trips, AwayTrip{ID: r.Trip, Title: r.Title, DepartsOn: r.DepartsOn, ReturnsOn: r.ReturnsOn})
		}
		t := &trips[len(trips)-1]
		count(boardingOf(r.BoardingCode), &t.HalfBoard, &t.Boarder, &t.Unknown)
	}
	return trips
}

func firstOfMonth(d law.Day) law.Day {
	if d == "" {
		return ""
	}
	return d[:8] + "01"
}

func daysFromMonday(d law.Day) int { return (int(d.Weekday()) + 6) % 7 }

// Name is « avril 2027 ».
func (k Kitchen) Name() string { return monthName(k.First) }

// Days lists the days of the month on which somebody is away.
func (k Kitchen) Days() []Away {
	var days []Away
	for _, week := range k.Weeks {
		for _, d := range week {
			if d.InMonth && len(d.Trips) > 0 {
				days = append(days, d)
			}
		}
	}
	return days
}

// List is the calendar as a table, for the kitchen's door.
func (k Kitchen) List(origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Départs en voyage – " + k.Name(), Subtitle: "Élèves absents de la restauration, jour par jour", Empty: "Aucun élève n’est en voyage ce mois-ci.",
		Columns: []document.Column{
			{Name: "Jour", Width: 44}, {Name: "Demi-pensionnaires", Kind: document.KindInt, Width: 30}, {Name: "Internes", Kind: document.KindInt, Width: 20},
			{Name: "Total", Kind: document.KindInt, Width: 16}, {Name: "Régime inconnu", Kind: document.KindInt, Width: 24}, {Name: "Voyages"},
		},
		Landscape: true,
		After:     []document.Sheet{k.grid()},
		Notes:     []string{"Élèves dont l’engagement est signé. Un élève au régime inconnu n’est compté ni parmi les demi-pensionnaires ni parmi les internes : vérifiez sa fiche."},
	}
	d.Groups = one(k.Days(), func(a Away) []document.Cell {
		return []document.Cell{
			document.Text(capital(a.Day.FrenchLong())), document.Int(a.HalfBoard), document.Int(a.Boarder), document.Int(a.Eaters()), document.Int(a.Unknown), document.Text(strings.Join(a.Trips, ", ")),
		}
	})
	wide := d.Sheet()
	wide.Columns = slices.Clone(wide.Columns)
	wide.Columns[0] = document.Column{Name: "Jour", Kind: document.KindDay}
	for i, a := range k.Days() {
		wide.Rows[i] = slices.Clone(wide.Rows[i])
		wide.Rows[i][0] = document.Date(a.Day)
	}
	d.Wide = &wide
	return d
}

// grid is the month in weeks, the number of meals not eaten under each day.
func (k Kitchen) grid() document.Sheet {
	s := document.Sheet{Title: "Le mois en semaines"}
	for _, name := range []string{"Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"} {
		s.Columns = append(s.Columns, document.Column{Name: name, Width: 37, Centred: true})
	}
	for _, week := range k.Weeks {
		var row []document.Cell
		for _, a := range week {
			row = append(row, gridCell(a))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func gridCell(a Away) document.Cell {
	if !a.InMonth {
		return document.Cell{}
	}
	number := itoa(a.Day.At(12, 0, time.UTC).Day())
	if len(a.Trips) == 0 {
		return document.Text(number)
	}
	return document.Lines(number, "−"+itoa(a.Eaters()))
}

// ICS is the month as a calendar feed: one event a trip, with how many pupils eat elsewhere. The days are whole days.
func (k Kitchen) ICS(host string, stamp time.Time) []byte {
	var b strings.Builder
	line := func(s string) { b.WriteString(folded(s) + "\r\n") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Open Académie//Restauration//FR")
	line("CALSCALE:GREGORIAN")
	line("X-WR-CALNAME:" + escaped("Départs en voyage – "+k.Name()))
	for _, t := range k.Trips {
		line("BEGIN:VEVENT")
		line("UID:cuisine-" + t.ID + "@" + host)
		line("DTSTAMP:" + stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:" + compact(t.DepartsOn))
		line("DTEND;VALUE=DATE:" + compact(t.ReturnsOn.Add(1))) // the day after the last, as the format wants
		line("SUMMARY:" + escaped(fmt.Sprintf("%d repas en moins : %s", t.Eaters(), t.Title)))
		line("DESCRIPTION:" + escaped(fmt.Sprintf("Demi-pensionnaires : %d\nInternes : %d\nRégime inconnu : %d", t.HalfBoard, t.Boarder, t.Unknown)))
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

func compact(d law.Day) string { return strings.ReplaceAll(string(d), "-", "") }

// escaped is text as RFC 5545 wants it.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", "").Replace(s)
}

// folded cuts a line after 75 bytes, never within a character.
func folded(s string) string {
	var b strings.Builder
	used := 0
	for _, r := range s {
		if n := len(string(r)); used+n > 75 {
			b.WriteString("\r\n ")
			used = 1
		}
		b.WriteRune(r)
		used += len(string(r))
	}
	return b.String()
}
