package notify_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/notify"
)

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestNextAllowed(t *testing.T) {
	usual := notify.Pause{FromHour: 20, UntilHour: 7, Weekend: true}
	for _, c := range []struct {
		name  string
		now   string
		pause notify.Pause
		want  string
	}{
		{"in the day", "2026-11-16 09:00", usual, "2026-11-16 09:00"},
		{"a minute before the pause", "2026-11-16 19:59", usual, "2026-11-16 19:59"},
		{"in the evening", "2026-11-16 20:00", usual, "2026-11-17 07:00"},
		{"before dawn", "2026-11-17 05:30", usual, "2026-11-17 07:00"},
		{"at the end of the pause", "2026-11-17 07:00", usual, "2026-11-17 07:00"},
		{"on Friday evening", "2026-11-20 20:30", usual, "2026-11-23 07:00"},
		{"on Saturday", "2026-11-21 11:00", usual, "2026-11-23 07:00"},
		{"on Sunday", "2026-11-22 23:59", usual, "2026-11-23 07:00"},
		{"on Saturday when week-ends count", "2026-11-21 11:00", notify.Pause{FromHour: 20, UntilHour: 7}, "2026-11-21 11:00"},
		{"in a pause within the night", "2026-11-17 02:00", notify.Pause{FromHour: 1, UntilHour: 6}, "2026-11-17 06:00"},
		{"outside a pause within the night", "2026-11-17 23:00", notify.Pause{FromHour: 1, UntilHour: 6}, "2026-11-17 23:00"},
		{"without pause", "2026-11-17 03:00", notify.Pause{}, "2026-11-17 03:00"},
		{"in a pause without end", "2026-11-17 03:00", notify.Pause{FromHour: 0, UntilHour: 24}, "2026-11-17 03:00"},
		{"the night the clocks go forward", "2027-03-28 01:30", usual, "2027-03-29 07:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			read := func(s string) time.Time {
				at, err := time.ParseInLocation("2006-01-02 15:04", s, paris(t))
				if err != nil {
					t.Fatal(err)
				}
				return at
			}
			if got := notify.NextAllowed(read(c.now), c.pause, false); !got.Equal(read(c.want)) {
				t.Errorf("got %s, wanted %s", got, c.want)
			}
			if got := notify.NextAllowed(read(c.now), c.pause, true); !got.Equal(read(c.now)) {
				t.Errorf("an urgent message waits until %s", got)
			}
		})
	}
}

func TestNextAllowedIsNeverEarlierAndNeverQuiet(t *testing.T) {
	zone := paris(t)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0).In(zone)
		p := notify.Pause{
			FromHour: rapid.IntRange(12, 24).Draw(t, "from"), UntilHour: rapid.IntRange(0, 11).Draw(t, "until"),
			Weekend: rapid.Bool().Draw(t, "weekend"),
		}
		next := notify.NextAllowed(now, p, false)
		if next.Before(now) {
			t.Fatalf("%s is before %s", next, now)
		}
		if again := notify.NextAllowed(next, p, false); !again.Equal(next) {
			t.Fatalf("%s is still quiet: %s", next, again)
		}
		if next.Sub(now) > 4*24*time.Hour {
			t.Fatalf("waits %s", next.Sub(now))
		}
	})
}
