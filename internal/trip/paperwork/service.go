package paperwork

import (
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// weekdayNames are read in the parameter of V-38 that says on which days meals are served.
var weekdayNames = map[string]time.Weekday{
	"lundi": time.Monday, "mardi": time.Tuesday, "mercredi": time.Wednesday, "jeudi": time.Thursday, "vendredi": time.Friday, "samedi": time.Saturday, "dimanche": time.Sunday,
}

// served reads the days of service of a week.
func served(parameters law.Parameters, on law.Day) map[time.Weekday]bool {
	days := map[time.Weekday]bool{}
	for _, word := range strings.Fields(school.Fold(strings.ReplaceAll(parameters.Text("V-38", "service_days", on), ",", " "))) {
		if day, known := weekdayNames[word]; known {
			days[day] = true
		}
	}
	return days
}

// serviceDays counts the days of service from the first day to the last, public holidays left out. The holidays of the
// academy are not known here: whoever prints can say another number.
func serviceDays(from, to law.Day, days map[time.Weekday]bool) (n int) {
	for d := from; d != "" && d <= to; d = d.Add(1) {
		if days[d.Weekday()] && !isHoliday(d) {
			n++
		}
	}
	return n
}

// fixedHolidays are the public holidays that fall on the same day each year (code du travail, L3133-1).
var fixedHolidays = map[string]bool{
	"01-01": true, "05-01": true, "05-08": true, "07-14": true, "08-15": true, "11-01": true, "11-11": true, "12-25": true,
}

// isHoliday tells the public holidays of mainland France; local ones are not known.
func isHoliday(d law.Day) bool {
	if d == "" {
		return false
	}
	if fixedHolidays[string(d[5:])] {
		return true
	}
	sunday := easter(d)
	return d == sunday.Add(1) || d == sunday.Add(39) || d == sunday.Add(50)
}

// easter is Easter Sunday of the year of a day, by the anonymous Gregorian computus.
func easter(of law.Day) law.Day {
	y := of.At(12, 0, time.UTC).Year()
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return law.DayOf(time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}
