package law

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Day is a calendar day, written "2027-04-12". Days compare with < and ==. The zero Day means "not known". A Day is made
// by ParseDay or DayOf; which day it is *now* depends on the school's clock and time zone, never on the machine's.
type Day string

const dayLayout = "2006-01-02"

// ParseDay reads "2027-04-12" or the French "12/04/2027"; the empty string gives the zero Day.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return "", nil
	}
	for _, layout := range []string{dayLayout, "02/01/2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return Day(t.Format(dayLayout)), nil
		}
	}
	return "", fmt.Errorf("« %.20s » n’est pas une date : écrivez-la comme 12/04/2027", s)
}

// DayOf is the day of an instant in the time's own location.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return ""
	}
	return Day(t.Format(dayLayout))
}

// IsZero tells whether the day is not known.
func (d Day) IsZero() bool { return d == "" }

// At is the instant of the day at the given hour and minute in a time zone.
func (d Day) At(hour, minute int, zone *time.Location) time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, zone)
}

// Add moves the day by n days; the zero Day stays zero.
func (d Day) Add(n int) Day {
	if d == "" {
		return d
	}
	return DayOf(d.utc().AddDate(0, 0, n))
}

// AddMonths moves the day by n months and stays in the month reached: 31 January plus one month is the last of February.
func (d Day) AddMonths(n int) Day {
	if d == "" {
		return d
	}
	t := d.utc()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// DaysUntil counts the days from d to other, negative when other is before d.
func (d Day) DaysUntil(other Day) int {
	// In seconds: a time.Duration overflows after 292 years, and birthdays go back to 1900.
	return int((other.utc().Unix() - d.utc().Unix()) / 86400)
}

// AgeOn is the age in full years, at a day, of someone born on d. Born on 29 February, one is older on 1 March of common years.
func (d Day) AgeOn(day Day) int {
	b, t := d.utc(), day.utc()
	age := t.Year() - b.Year()
	if t.Month() < b.Month() || (t.Month() == b.Month() && t.Day() < b.Day()) {
		age--
	}
	return age
}

var (
	weekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months   = [...]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// French writes "12 avril 2027", with "1er" for the first of a month.
func (d Day) French() string {
	if d == "" {
		return ""
	}
	t := d.utc()
	n := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		n = "1er"
	}
	return fmt.Sprintf("%s\u00a0%s\u00a0%d", n, months[t.Month()], t.Year())
}

// ParseFrench reads what French and Short write, with any space between the words.
func ParseFrench(s string) (Day, bool) {
	words := strings.Fields(s)
	if len(words) == 1 && len(s) == len("12/04/2027") && s[2] == '/' {
		day, err := ParseDay(s)
		return day, err == nil
	}
	if len(words) != 3 {
		return "", false
	}
	month := slices.Index(months[:], words[1])
	if month < 1 {
		return "", false
	}
	day, err := ParseDay(fmt.Sprintf("%4s-%02d-%02s", words[2], month, strings.TrimSuffix(words[0], "er")))
	return day, err == nil
}

// FrenchUntil writes « 12 au 17 avril 2027 », « 28 avril au 3 mai 2027 » or « 28 décembre 2026 au 3 janvier 2027 ».
func (d Day) FrenchUntil(last Day) string {
	from, to := d.utc(), last.utc()
	parts := strings.Split(d.French(), "\u00a0") // day, month, year
	switch {
	case from.Year() != to.Year():
	case from.Month() != to.Month():
		parts = parts[:2]
	default:
		parts = parts[:1]
	}
	return strings.Join(parts, "\u00a0") + " au " + last.French()
}

// FrenchLong writes "lundi 12 avril 2027".
func (d Day) FrenchLong() string {
	if d == "" {
		return ""
	}
	return weekdays[d.utc().Weekday()] + " " + d.French()
}

// Short writes "12/04/2027".
func (d Day) Short() string {
	if d == "" {
		return ""
	}
	return d.utc().Format("02/01/2006")
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

func (d Day) utc() time.Time {
	t, err := time.Parse(dayLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}
