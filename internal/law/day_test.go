package law_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
)

// anyDay draws a day that ParseDay takes, the turns of months and leap days more often than chance would.
func anyDay() *rapid.Generator[law.Day] {
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) law.Day {
			return law.Day("1900-01-01").Add(rapid.IntRange(0, 109_000).Draw(t, "days after 1900"))
		}),
		rapid.SampledFrom([]law.Day{"1900-01-01", "2000-02-29", "2024-02-29", "2026-12-31", "2027-01-31", "2027-02-28", "2028-02-29", "2200-12-31"}),
	)
}

func TestADayIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]law.Day{
		"2027-04-12": "2027-04-12", "12/04/2027": "2027-04-12", "29/02/2028": "2028-02-29", "": "",
	} {
		if got, err := law.ParseDay(typed); err != nil || got != want {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"29/02/2027", "31/04/2027", "12/04/27", "2027-4-12", "12.04.2027", "1899-12-31", "2201-01-01", " 2027-04-12", "demain"} {
		if got, err := law.ParseDay(typed); err == nil {
			t.Errorf("%q is taken for %s", typed, got)
		}
	}
}

func TestDayWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		for _, typed := range []string{string(d), d.Short()} {
			if back, err := law.ParseDay(typed); err != nil || back != d {
				t.Fatalf("%s, written %q, is read %q (%v)", d, typed, back, err)
			}
		}
	})
}

// Fifteen days after a transmission are counted with Add and shown with DaysUntil: the two agree over three centuries,
// across changes of hour and leap years.
func TestDaysUntilIsTheInverseOfAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay().Draw(t, "day"), rapid.IntRange(-40_000, 40_000).Draw(t, "n")
		if got := d.DaysUntil(d.Add(n)); got != n {
			t.Fatalf("%s to %s: %d days, added %d", d, d.Add(n), got, n)
		}
		if d.Add(n).Add(-n) != d {
			t.Fatalf("%s plus and minus %d is %s", d, n, d.Add(n).Add(-n))
		}
		if (n > 0) != (d.Add(n) > d) {
			t.Fatalf("%s and %s do not compare as days do", d, d.Add(n))
		}
	})
	if got := law.Day("1900-01-01").DaysUntil("2200-12-31"); got != 109_937 {
		t.Errorf("three centuries are %d days", got)
	}
}

func TestAMonthAfterTheEndOfAMonthIsTheEndOfTheNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from law.Day
		n    int
		want law.Day
	}{
		{"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-12-31", 2, "2027-02-28"}, {"2027-03-31", -1, "2027-02-28"},
		{"2027-05-31", 1, "2027-06-30"}, {"2028-02-29", 12, "2029-02-28"}, {"2027-04-12", 0, "2027-04-12"}, {"", 3, ""},
	} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%s plus %d months is %s, not %s", c.from, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay().Draw(t, "day"), rapid.IntRange(-60, 60).Draw(t, "n")
		if got := d.AddMonths(n); monthsOf(got)-monthsOf(d) != n || string(got)[8:] > string(d)[8:] {
			t.Fatalf("%s plus %d months is %s", d, n, got)
		}
	})
}

func monthsOf(d law.Day) int {
	var year, month int
	_, _ = fmt.Sscanf(string(d), "%d-%d", &year, &month)
	return year*12 + month
}

func TestAgeIsInFullYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, on law.Day
		want     int
	}{
		{"2008-11-16", "2026-11-15", 17}, {"2008-11-16", "2026-11-16", 18}, {"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18},
		{"2008-02-29", "2028-02-29", 20}, {"2026-11-16", "2026-11-16", 0},
	} {
		if got := c.born.AgeOn(c.on); got != c.want {
			t.Errorf("born on %s, %d years old on %s, not %d", c.born, got, c.on, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		born, days := anyDay().Draw(t, "born"), rapid.IntRange(0, 40_000).Draw(t, "days lived")
		age := born.AgeOn(born.Add(days))
		if age < 0 || age*365 > days || (age+1)*366 < days {
			t.Fatalf("born on %s, %d years old after %d days", born, age, days)
		}
		if next := born.AgeOn(born.Add(days + 1)); next != age && next != age+1 {
			t.Fatalf("from %d to %d years old in one day", age, next)
		}
	})
}

func TestADayIsThatOfItsZone(t *testing.T) {
	t.Parallel()
	noumea, err := time.LoadLocation("Pacific/Noumea")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 11, 16, 20, 0, 0, 0, time.UTC)
	if law.DayOf(late) != "2026-11-16" || law.DayOf(late.In(noumea)) != "2026-11-17" {
		t.Errorf("%s and %s", law.DayOf(late), law.DayOf(late.In(noumea)))
	}
	if !law.DayOf(time.Time{}).IsZero() {
		t.Error("no instant is no day")
	}
	if at := law.Day("2026-11-16").At(7, 30, noumea); !at.Equal(time.Date(2026, 11, 15, 20, 30, 0, 0, time.UTC)) {
		t.Errorf("half past seven in Nouméa is %s", at)
	}
}

func TestDaysReadInFrench(t *testing.T) {
	t.Parallel()
	d := law.Day("2027-02-01")
	if d.French() != "1er\u00a0février\u00a02027" || d.FrenchLong() != "lundi 1er\u00a0février\u00a02027" || d.Short() != "01/02/2027" || d.Weekday() != time.Monday {
		t.Errorf("%q %q %q %s", d.French(), d.FrenchLong(), d.Short(), d.Weekday())
	}
	if none := law.Day(""); none.French()+none.FrenchLong()+none.Short()+string(none.Add(15)) != "" || !none.IsZero() {
		t.Error("a day not known reads as something")
	}
}
