package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

func rulesOf(t testing.TB) *law.Registry {
	t.Helper()
	registry, err := law.ReadRegistry(testapp.Rules())
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

// The thresholds are those of the day of launch: 40 000 € until 31 March 2026, 60 000 € from 1 April.
func TestV40TheTableIsChosenByTheDayOfLaunch(t *testing.T) {
	t.Parallel()
	registry := rulesOf(t)
	p := law.NewParameters(registry, nil)
	for _, c := range []struct {
		launched law.Day
		need     cents.Amount
		lightest string
	}{
		{"2026-03-31", 39_999_99, "direct"}, {"2026-03-31", 40_000_00, "adapted"}, {"2026-03-31", 59_999_99, "adapted"},
		{"2026-04-01", 40_000_00, "direct"}, {"2026-04-01", 59_999_99, "direct"}, {"2026-04-01", 60_000_00, "adapted"},
		{"2019-06-01", 40_000_00, "adapted"}, // before the table begins, its first line holds
		{"2026-11-16", 89_999_99, "adapted"}, {"2026-11-16", 90_000_00, "published"},
		{"2026-11-16", 215_999_99, "published"}, {"2026-11-16", 216_000_00, "formal"}, {"2027-12-31", 216_000_00, "formal"},
	} {
		if got := trip.ThresholdsAt(p, c.launched).Lightest(c.need); got != c.lightest {
			t.Errorf("%s launched on %s: %s, not %s", c.need, c.launched, got, c.lightest)
		}
	}
	for _, c := range []struct {
		launched law.Day
		need     cents.Amount
		next     cents.Amount
	}{
		{"2026-11-16", 19_999_99, 0}, {"2026-11-16", 20_000_00, 25_000_00}, {"2026-11-16", 24_999_99, 25_000_00}, {"2026-11-16", 25_000_00, 0},
		{"2026-11-16", 47_999_99, 0}, {"2026-11-16", 48_000_00, 60_000_00}, {"2026-03-31", 32_000_00, 40_000_00}, {"2026-11-16", 72_000_00, 90_000_00},
		{"2026-11-16", 172_800_00, 216_000_00}, {"2026-11-16", 300_000_00, 0},
	} {
		if got := trip.ThresholdsAt(p, c.launched).Next(c.need); got != c.next {
			t.Errorf("%s launched on %s: close to %s, not %s", c.need, c.launched, got, c.next)
		}
	}
	set := law.NewParameters(registry, []law.Setting{{Rule: "V-40", Name: "no_competition_below", Value: "2020-01-01=40000; 2027-01-01=30000", InForceFrom: "2026-12-01"}})
	for launched, want := range map[law.Day]cents.Amount{"2026-11-30": 60_000_00, "2026-12-01": 40_000_00, "2027-01-01": 30_000_00} {
		if got := trip.ThresholdsAt(set, launched).Competition; got != want {
			t.Errorf("set by the school, launched on %s: %s, not %s", launched, got, want)
		}
	}
}

func TestV39TwelveMonthsAreCountedAroundAPurchase(t *testing.T) {
	t.Parallel()
	this := trip.Purchase{On: "2026-10-01", Amount: 10_00}
	for what, c := range map[string]struct {
		others []trip.Purchase
		want   cents.Amount
	}{
		"alone":                  {nil, 10_00},
		"the day before a year":  {[]trip.Purchase{{On: "2025-10-02", Amount: 5_00}}, 15_00},
		"a year before":          {[]trip.Purchase{{On: "2025-10-01", Amount: 5_00}}, 10_00},
		"eleven months after":    {[]trip.Purchase{{On: "2027-09-30", Amount: 5_00}}, 15_00},
		"a year after":           {[]trip.Purchase{{On: "2027-10-01", Amount: 5_00}}, 10_00},
		"both sides, too far":    {[]trip.Purchase{{On: "2026-02-01", Amount: 5_00}, {On: "2027-06-01", Amount: 7_00}}, 17_00},
		"both sides, one period": {[]trip.Purchase{{On: "2026-08-01", Amount: 5_00}, {On: "2027-06-01", Amount: 7_00}}, 22_00},
	} {
		if got := trip.WithinTwelveMonths(this, c.others); got != c.want {
			t.Errorf("%s: %s, not %s", what, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var others []trip.Purchase
		total := this.Amount
		for range rapid.IntRange(0, 8).Draw(t, "others") {
			p := trip.Purchase{On: law.Day("2025-01-01").Add(rapid.IntRange(0, 1200).Draw(t, "day")), Amount: cents.Amount(rapid.IntRange(0, 1_000_000).Draw(t, "amount"))}
			others, total = append(others, p), total+p.Amount
		}
		if got := trip.WithinTwelveMonths(this, others); got < this.Amount || got > total {
			t.Fatalf("%s of %s", got, total)
		}
	})
}
