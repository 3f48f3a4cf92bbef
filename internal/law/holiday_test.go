package law_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
)

func TestEasterFallsWhereAlmanacsSay(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]law.Day{2000: "2000-04-23", 2008: "2008-03-23", 2011: "2011-04-24", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25"} {
		if got := law.Easter(year); got != want {
			t.Errorf("%d: %s, not %s", year, got, want)
		}
	}
}

func TestWorkingDaysLeaveOutWeekendsAndHolidays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, until law.Day
		want        int
	}{
		{"2027-04-12", "2027-04-17", 5},                        // Monday to Saturday
		{"2027-05-06", "2027-05-07", 1},                        // Ascension, then a Friday
		{"2027-03-29", "2027-03-29", 0},                        // Easter Monday
		{"2026-11-11", "2026-11-13", 2}, {"", "2026-11-13", 0}, // a date not known yet
		{"2027-04-17", "2027-04-18", 0}, {"2027-04-17", "2027-04-12", 0},
	} {
		if got := law.WorkingDays(c.from, c.until); got != c.want {
			t.Errorf("%s to %s: %d, not %d", c.from, c.until, got, c.want)
		}
	}
}
