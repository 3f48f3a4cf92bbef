package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Clash is two trips that ask for the same people on the same days.
type Clash struct {
	A, B   CalendarTrip
	Pupils int      // who may go on both, or do
	Adults []string // who look after both
}

// CalendarTrip is a trip on the school's calendar.
type CalendarTrip struct {
	ID, Title, Destination string
	State                  State
	DepartsOn, ReturnsOn   law.Day
	Public                 string
	Pupils, Adults         int
	PriceCents             cents.Amount
}

// Years lists the school years that have trips, the latest first.
func Years(app core.App) ([]string, error) {
	var years []string
	if err := app.DB().Select("school_year").Distinct(true).From("trips").Where(dbx.NewExp("school_year != ''")).OrderBy("school_year DESC").Column(&years); err != nil {
		return nil, fmt.Errorf("years of trips: %w", err)
	}
	return years, nil
}

// Calendar lists the trips of a school year by their days, and those that clash: the same pupils or the same adults asked
// for on the same days. Trips that are cancelled do not count.
func Calendar(app core.App, viewer school.Actor, year string) ([]CalendarTrip, []Clash, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil, nil
	}
	var trips []CalendarTrip
	err := app.DB().NewQuery(`SELECT v.id, v.title, v.destination, v.state, v.departs_on, v.returns_on, v.price_cents,
			COALESCE((SELECT GROUP_CONCAT(c.code, ', ') FROM trip_targets t JOIN classes c ON c.id = t.class WHERE t.trip = v.id), '') AS public,
			v.pupils_estimated AS pupils, v.adults_estimated AS adults
		FROM trips v WHERE v.school_year = {:year} AND v.state != 'cancelled' ORDER BY v.departs_on, v.returns_on, v.title`).
		Bind(dbx.Params{"year": year}).All(&trips)
	if err != nil {
		return nil, nil, fmt.Errorf("calendar: %w", err)
	}
	byID := map[string]CalendarTrip{}
	for _, t := range trips {
		byID[t.ID] = t
	}
	clashes, err := clashesOf(app, year, byID)
	return trips, clashes, err
}

// overlapping pairs the trips of a year whose days meet.
const overlapping = `FROM trips a JOIN trips b ON b.school_year = a.school_year AND (b.departs_on > a.departs_on OR (b.departs_on = a.departs_on AND b.id > a.id))
	AND b.departs_on <= a.returns_on AND a.state != 'cancelled' AND b.state != 'cancelled' WHERE a.school_year = {:year}`

func clashesOf(app core.App, year string, byID map[string]CalendarTrip) ([]Clash, error) {
	// Once enrolments are open, those who were refused or have left no longer count.
	goes := func(trip string) string {
		return `SELECT p.id FROM trip_targets t JOIN pupils p ON ` + targeted + ` WHERE t.trip = ` + trip + ` AND p.left_on = ''
			AND NOT EXISTS (SELECT 1 FROM seats s WHERE s.trip = t.trip AND s.pupil = p.id AND s.state IN ('refused', 'withdrawn'))`
	}
	var pairs []struct {
		A, B   string
		Pupils int
	}
	err := app.DB().NewQuery("SELECT a.id AS a, b.id AS b, (SELECT COUNT(*) FROM (" + goes("a.id") + " INTERSECT " + goes("b.id") + ")) AS pupils " + overlapping + " ORDER BY a.departs_on, a.title, b.departs_on, b.title").
		Bind(dbx.Params{"year": year}).All(&pairs)
	if err != nil {
		return nil, fmt.Errorf("trips on the same days: %w", err)
	}
	var shared []struct{ A, B, Name string }
	err = app.DB().NewQuery(`SELECT a.id AS a, b.id AS b, TRIM(s.first_name || ' ' || s.last_name) AS name FROM (SELECT a.id AS one, b.id AS other ` + overlapping + `) x
		JOIN trips a ON a.id = x.one JOIN trips b ON b.id = x.other JOIN staff s ON
			(s.id = a.organiser OR EXISTS (SELECT 1 FROM chaperones c WHERE c.trip = a.id AND c.staff = s.id))
			AND (s.id = b.organiser OR EXISTS (SELECT 1 FROM chaperones c WHERE c.trip = b.id AND c.staff = s.id)) ORDER BY name`).
		Bind(dbx.Params{"year": year}).All(&shared)
	if err != nil {
		return nil, fmt.Errorf("adults on the same days: %w", err)
	}
	var clashes []Clash
	for _, p := range pairs {
		c := Clash{A: byID[p.A], B: byID[p.B], Pupils: p.Pupils}
		for _, s := range shared {
			if s.A == p.A && s.B == p.B {
				c.Adults = append(c.Adults, s.Name)
			}
		}
		if c.Pupils > 0 || len(c.Adults) > 0 {
			clashes = append(clashes, c)
		}
	}
	return clashes, nil
}
