package paperwork_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

// second is another trip that overlaps the first by two days.
func (c *college) second() string {
	c.t.Helper()
	id := c.open(trip.Project{
		Title: "Musée des Beaux-Arts", Destination: "Rennes", CountryCode: "FR", Purpose: "Voir.", Obligation: trip.Optional, DepartsOn: "2027-04-16", ReturnsOn: "2027-04-18",
		AnswerBy: "2027-03-01", PupilsEstimated: 10, AdultsEstimated: 2,
	}, c.class)
	c.seat(id, c.pupils[0], "committed", "")
	c.seat(id, c.pupils[6], "committed", "")
	c.seat(id, c.pupils[7], "withdrawn", "")
	c.put("chaperones", dbx.Params{"trip": id, "staff": c.teacher.ID, "quality": "staff"})
	c.put("chaperones", dbx.Params{"trip": id, "name": "nora kermadec", "quality": "volunteer"})
	return id
}

func (c *college) away(day law.Day) paperwork.Away {
	c.t.Helper()
	k, err := paperwork.KitchenOf(c.app, c.bursar, day)
	c.must(err)
	for _, week := range k.Weeks {
		for _, a := range week {
			if a.Day == day {
				return a
			}
		}
	}
	c.t.Fatalf("%s is not in its month", day)
	return paperwork.Away{}
}

// The kitchen counts pupils, not places: who is on two trips is away once, who has withdrawn eats, nobody is guessed.
func TestTheKitchenCountsWhoIsAway(t *testing.T) {
	c := newCollege(t).people()
	other := c.second()
	for day, wanted := range map[law.Day][3]int{ // half-board, boarders, unknown
		"2027-04-11": {0, 0, 0}, "2027-04-12": {2, 1, 1}, "2027-04-16": {3, 1, 1}, "2027-04-17": {3, 1, 1}, "2027-04-18": {2, 0, 0}, "2027-04-19": {0, 0, 0},
	} {
		if a := c.away(day); [3]int{a.HalfBoard, a.Boarder, a.Unknown} != wanted {
			t.Errorf("%s: %+v, want %v", day, a, wanted)
		}
	}
	c.set("trips", other, dbx.Params{"state": "cancelled"})
	if a := c.away("2027-04-18"); a.Eaters() != 0 || len(a.Trips) != 0 {
		t.Errorf("a cancelled trip counts: %+v", a)
	}
	if _, err := paperwork.KitchenOf(c.app, school.Actor{Kind: school.Guardian}, "2027-04-01"); err == nil {
		t.Error("a guardian reads the kitchen's month")
	}
}

// A month has the weeks it needs, each from Monday to Sunday; a trip of its last days is seen in both months.
func TestAMonthHasSixWeeksWhenItNeedsThem(t *testing.T) {
	c := newCollege(t).people()
	for day, weeks := range map[law.Day]int{"2027-08-15": 6, "2027-05-31": 6, "2027-04-01": 5, "2027-02-28": 4, "2028-02-29": 5} {
		k, err := paperwork.KitchenOf(c.app, c.bursar, day)
		if err != nil || len(k.Weeks) != weeks {
			t.Errorf("%s: %d weeks, %v", day, len(k.Weeks), err)
		}
		in := 0
		for _, week := range k.Weeks {
			if len(week) != 7 || week[0].Day.Weekday() != 1 {
				t.Errorf("%s: a week starts on %s", day, week[0].Day)
			}
			for _, a := range week {
				if a.InMonth {
					in++
				}
			}
		}
		if last := k.First.AddMonths(1).Add(-1); in != k.First.DaysUntil(last)+1 {
			t.Errorf("%s: %d days of the month", day, in)
		}
	}
	c.set("trips", c.trip, dbx.Params{"departs_on": "2027-05-30", "returns_on": "2027-06-02"})
	for _, day := range []law.Day{"2027-05-31", "2027-06-01"} {
		if a := c.away(day); a.Eaters() == 0 {
			t.Errorf("%s: nobody is away", day)
		}
	}
}

func TestTheKitchensMonthIsPrinted(t *testing.T) {
	c := newCollege(t).people()
	c.second()
	k, err := paperwork.KitchenOf(c.app, c.bursar, "2027-04-20")
	if err != nil {
		t.Fatal(err)
	}
	list := k.List(origin())
	file, err := document.PrintedList(list)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "cuisine", file)
	if csv := string(list.Sheet().CSV()); !strings.Contains(csv, "16/04/2027;3;1;4;1;") {
		t.Errorf("the spreadsheet:\n%s", csv)
	}
	book, err := document.ListXLSX(list)
	if err != nil || len(sheet(t, book)) != 8 {
		t.Errorf("the workbook: %v", err)
	}
}

// The feed says whole days, its end the day after the last, and its lines hold in 75 bytes.
func TestTheKitchensMonthIsACalendar(t *testing.T) {
	c := newCollege(t).people()
	c.set("trips", c.trip, dbx.Params{"title": "Grenade, l’Alhambra ; « mathématiques » et pavages, sur les pas des artisans de l’Andalousie"})
	k, err := paperwork.KitchenOf(c.app, c.bursar, "2027-04-20")
	if err != nil {
		t.Fatal(err)
	}
	ics := string(k.ICS("ecole.example", origin().MadeAt))
	for _, line := range strings.Split(ics, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(ics, "\r\n ", "")
	for _, wanted := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "DTSTART;VALUE=DATE:20270412\r\nDTEND;VALUE=DATE:20270418\r\n", "DTSTAMP:20261116T080000Z\r\n",
		`SUMMARY:3 repas en moins : Grenade\, l’Alhambra \; « mathématiques »`, `DESCRIPTION:Demi-pensionnaires : 2\nInternes : 1\nRégime inconnu : 1`, "END:VEVENT\r\nEND:VCALENDAR\r\n",
	} {
		if !strings.Contains(whole, wanted) {
			t.Errorf("%q is not in:\n%s", wanted, ics)
		}
	}
}

// Adults of a year: rates with two decimals, a volunteer known by name counts once, and whoever is not of the direction
// reads their own days only.
func TestWhoGoesWithThePupils(t *testing.T) {
	c := newCollege(t).people().adults()
	c.second()
	e, err := paperwork.EscortOf(c.app, c.head, "")
	if err != nil {
		t.Fatal(err)
	}
	if e.Year != "2026-2027" || len(e.Trips) != 2 || e.Departures() != 5 || len(e.People) != 3 || e.Days() != 6+6+6+3+3 || e.Average() != "8,00" {
		t.Errorf("%+v: %d departures, %d days, %s", e, e.Departures(), e.Days(), e.Average())
	}
	if e.Trips[0].Ratio() != "1,67" || e.Trips[1].Ratio() != "1,00" {
		t.Errorf("rates %s, %s", e.Trips[0].Ratio(), e.Trips[1].Ratio())
	}
	for name, list := range map[string]document.ListData{"accompagnateurs": e.ByTrip(origin()), "accompagnateurs-jours": e.ByPerson(origin())} {
		file, err := document.PrintedList(list)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, file)
		if _, err := document.ListXLSX(list); err != nil {
			t.Error(err)
		}
	}
	own, err := paperwork.EscortOf(c.app, c.teacher, "")
	if err != nil || len(own.People) != 1 || own.Days() != 9 || len(own.Trips) != 2 {
		t.Errorf("the teacher reads %+v, %v", own.People, err)
	}
	if _, err := paperwork.EscortOf(c.app, school.Actor{Kind: school.Operator}, ""); err == nil {
		t.Error("an operator reads the days of people")
	}
	if other, err := paperwork.EscortOf(c.app, c.head, "1999-2000"); err != nil || other.Year != "2026-2027" {
		t.Errorf("a year that is none: %s, %v", other.Year, err)
	}
}

// What a reader is offered is what they may print, and what is missing is said.
func TestTheDeskSaysWhatIsMissing(t *testing.T) {
	c := newCollege(t).people()
	d, err := paperwork.DeskOf(as(c.bursar), c.app, origin(), c.trip)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Lists) != len(paperwork.Lists) || len(d.Staff) != len(paperwork.Orders) || len(d.Cash) != len(paperwork.CashOrders) {
		t.Errorf("%d lists, %d papers, %d of cash", len(d.Lists), len(d.Staff), len(d.Cash))
	}
	for _, o := range append(d.Staff, d.Cash...) {
		if len(o.Missing) == 0 {
			t.Errorf("%s is offered though nothing is recorded", o.Name)
		}
	}
	c.adults().cash()
	if d, err = paperwork.DeskOf(as(c.bursar), c.app, origin(), c.trip); err != nil {
		t.Fatal(err)
	}
	for _, o := range append(d.Staff, d.Cash...) {
		if len(o.Missing) > 0 {
			t.Errorf("%s is not offered: %v", o.Name, o.Missing)
		}
	}
	if d, err = paperwork.DeskOf(as(c.colleague), c.app, origin(), c.trip); err != nil || len(d.Staff)+len(d.Cash) != 0 {
		t.Errorf("a colleague is offered %d papers, %v", len(d.Staff)+len(d.Cash), err)
	}
	for _, l := range d.Lists {
		if l.Contacts || l.Access != paperwork.Neutral {
			t.Errorf("a colleague is offered %s", l.Name)
		}
	}
	if _, err := paperwork.DeskOf(as(school.Actor{Kind: school.Guardian}), c.app, origin(), c.trip); err == nil {
		t.Error("a guardian is offered the papers of a trip")
	}
}

// The days of service leave out week-ends and public holidays, movable ones too.
func TestPublicHolidaysAreNoDaysOfService(t *testing.T) {
	c := newCollege(t).people()
	l, _ := paperwork.FindList("remise-repas")
	for dates, wanted := range map[[2]string]int{
		{"2027-03-29", "2027-03-29"}: 0, // Easter Monday
		{"2027-05-03", "2027-05-09"}: 4, // Ascension on Thursday 6; the 8th is a Saturday
		{"2027-05-17", "2027-05-18"}: 1, // Pentecost Monday
		{"2026-11-09", "2026-11-13"}: 4, // 11 November
		{"2028-04-17", "2028-04-17"}: 0, // Easter Monday of another year
		{"2027-04-10", "2027-04-11"}: 0, // a week-end
	} {
		c.set("trips", c.trip, dbx.Params{"departs_on": dates[0], "returns_on": dates[1]})
		data, err := l.Make(as(c.secretary), c.app, origin(), c.trip, 0)
		if err != nil {
			t.Fatal(err)
		}
		if csv := string(data.Sheet().CSV()); !strings.Contains(csv, fmt.Sprintf("BENALI Malo;4B;%d;", wanted)) {
			t.Errorf("%v: want %d days:\n%s", dates, wanted, csv)
		}
	}
}
