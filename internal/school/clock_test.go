package school_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// advance moves the practice clock and returns the instants at which the due jobs ran, as the school reads them.
func advance(app core.App, to time.Time) (ran []string, err error) {
	err = school.Advance(context.Background(), app, to, func(context.Context) error {
		ran = append(ran, school.Clock(app).Now().Format("02/01 15:04"))
		return nil
	})
	return ran, err
}

func inZone(t *testing.T, app core.App, name string) {
	t.Helper()
	testapp.Row(t, app, "school", map[string]any{"uai": "0691234A", "name": "Collège", "kind": "college", "time_zone": name})
	if got := school.Clock(app).Zone().String(); got != name {
		t.Fatalf("zone %s", got)
	}
}

func TestAPracticeFolderStartsOnItsMonday(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	now := school.Clock(app).Now()
	if since := now.Sub(school.PracticeStart); since < 0 || since > time.Hour || school.Clock(app).Today() != "2026-11-16" {
		t.Errorf("it is %s", now)
	}
	if now.Location().String() != school.DefaultTimeZone {
		t.Errorf("in %s", now.Location())
	}
}

func TestDueJobsRunEachMorningInOrder(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	ran, err := advance(app, law.Day("2026-11-19").At(18, 0, school.Clock(app).Zone()))
	if err != nil || strings.Join(ran, ", ") != "17/11 07:30, 18/11 07:30, 19/11 07:30, 19/11 18:00" {
		t.Errorf("ran at %v, %v", ran, err)
	}
	// Before the morning's hour of the same day, the jobs run once, at the end.
	ran, err = advance(app, law.Day("2026-11-20").At(6, 0, school.Clock(app).Zone()))
	if err != nil || strings.Join(ran, ", ") != "20/11 06:00" {
		t.Errorf("ran at %v, %v", ran, err)
	}
	// The night when clocks go back is one day like another.
	ran, err = advance(app, law.Day("2027-03-29").At(8, 0, school.Clock(app).Zone()))
	if err != nil || len(ran) != 131 || ran[129] != "29/03 07:30" || ran[128] != "28/03 07:30" {
		t.Errorf("%d runs, %v", len(ran), err)
	}
}

func TestAFailingJobStopsTheClock(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	broken := errors.New("broken")
	err := school.Advance(context.Background(), app, law.Day("2026-12-01").At(8, 0, time.UTC), func(context.Context) error { return broken })
	if !errors.Is(err, broken) || school.Clock(app).Today() != "2026-11-17" {
		t.Errorf("%v on %s", err, school.Clock(app).Today())
	}
}

func TestThePracticeClockOnlyMovesForward(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	for name, to := range map[string]time.Time{
		"back": school.PracticeStart.Add(-time.Hour), "at its start": school.PracticeStart, "four years on": school.PracticeStart.AddDate(4, 0, 0), "zero": {},
	} {
		if ran, err := advance(app, to); err == nil || len(ran) != 0 {
			t.Errorf("%s: ran at %v", name, ran)
		}
	}
	if _, err := app.DB().NewQuery("UPDATE practice_clock SET offset_s = offset_s - 1").Execute(); err == nil {
		t.Error("SQL moved it back")
	}
	if _, err := app.DB().NewQuery("INSERT OR REPLACE INTO practice_clock (id, offset_s) VALUES (2, 0)").Execute(); err == nil {
		t.Error("SQL made a second clock")
	}
}

// The same instant is two days in two schools: due dates are those of the school.
func TestTodayIsTheSchoolsDay(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]struct {
		day  law.Day
		hour string
	}{"Indian/Reunion": {"2026-11-16", "12"}, "Pacific/Tahiti": {"2026-11-15", "22"}, "Pacific/Noumea": {"2026-11-16", "19"}, "Europe/Paris": {"2026-11-16", "09"}} {
		app := testapp.New(t)
		inZone(t, app, zone)
		clock := school.Clock(app)
		if clock.Today() != want.day || clock.Now().Format("15") != want.hour {
			t.Errorf("%s: %s, %s", zone, clock.Today(), clock.Now())
		}
	}
}

func TestMorningsAreTheSchoolsOwn(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	inZone(t, app, "Pacific/Tahiti")
	ran, err := advance(app, law.Day("2026-11-17").At(8, 0, school.Clock(app).Zone()))
	if err != nil || strings.Join(ran, ", ") != "16/11 07:30, 17/11 07:30, 17/11 08:00" {
		t.Errorf("ran at %v, %v", ran, err)
	}
}

// A damaged row must not stop the page that mends it.
func TestAnUnknownZoneIsUTC(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	inZone(t, app, "Indian/Reunion")
	if _, err := app.DB().NewQuery("UPDATE school SET time_zone = '../etc/passwd'").Execute(); err != nil {
		t.Fatal(err)
	}
	if got := school.Clock(app).Zone(); got != time.UTC {
		t.Errorf("zone %s", got)
	}
}
