package law

import "time"

// Easter is Easter Sunday of a year of the Gregorian calendar (the computation of Meeus, Jones and Butcher).
func Easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return DayOf(time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC))
}

// IsHoliday tells whether a day is a public holiday of mainland France (article L3133-1 of the code du travail). Those of
// Alsace-Moselle and overseas are not in it.
func IsHoliday(d Day) bool {
	if d == "" {
		return false
	}
	switch d[5:] {
	case "01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25":
		return true
	}
	switch Easter(d.utc().Year()).DaysUntil(d) {
	case 1, 39, 50: // Easter Monday, Ascension, Whit Monday
		return true
	}
	return false
}

// WorkingDays counts the days from Monday to Friday that are no public holiday, both ends included.
func WorkingDays(from, until Day) int {
	if from == "" || until == "" {
		return 0
	}
	n := 0
	for d := from; d <= until; d = d.Add(1) {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday && !IsHoliday(d) {
			n++
		}
	}
	return n
}
