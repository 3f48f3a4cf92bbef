package school_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// facts are those of an act for a trip with a night, under the delay of the law.
func facts(change func(*school.ActFacts)) school.ActFacts {
	f := school.ActFacts{Organ: school.Board, Purpose: school.TripAct, Overnight: true, VotedOn: "2026-11-03", DelayDays: 15, Today: "2026-11-16"}
	change(&f)
	return f
}

func TestV07WhenAnActIsEnforceable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what   string
		change func(*school.ActFacts)
		want   law.Day
	}{
		{"a night, not transmitted", func(f *school.ActFacts) { f.PublishedOn = "2026-11-05" }, ""},
		{"a night, transmitted", func(f *school.ActFacts) { f.TransmittedOn = "2026-11-05" }, "2026-11-20"},
		{"a night, published within the delay", func(f *school.ActFacts) { f.TransmittedOn, f.PublishedOn = "2026-11-05", "2026-11-10" }, "2026-11-20"},
		{"a night, published after the delay", func(f *school.ActFacts) { f.TransmittedOn, f.PublishedOn = "2026-11-05", "2026-12-01" }, "2026-12-01"},
		{"a night, counted J+16", func(f *school.ActFacts) { f.TransmittedOn, f.CountOffset = "2026-11-05", 1 }, "2026-11-21"},
		{"over a change of year", func(f *school.ActFacts) { f.TransmittedOn = "2026-12-20" }, "2027-01-04"},
		{"a day out, published", func(f *school.ActFacts) { f.Overnight, f.PublishedOn = false, "2026-11-05" }, "2026-11-05"},
		{"a day out, only transmitted", func(f *school.ActFacts) { f.Overnight, f.TransmittedOn = false, "2026-11-05" }, ""},
		{"a day out that waits, only published", func(f *school.ActFacts) { f.Overnight, f.PublishedOn, f.DayOutingWaits = false, "2026-11-05", true }, ""},
		{"a day out that waits", func(f *school.ActFacts) {
			f.Overnight, f.PublishedOn, f.TransmittedOn, f.DayOutingWaits = false, "2026-11-05", "2026-11-05", true
		}, "2026-11-20"},
		{"a day out with a contract, published", func(f *school.ActFacts) { f.Overnight, f.CoversContract, f.PublishedOn = false, true, "2026-11-05" }, ""},
		{"a day out with a contract, transmitted", func(f *school.ActFacts) { f.Overnight, f.CoversContract, f.TransmittedOn = false, true, "2026-11-05" }, "2026-11-20"},
		{"a delegation, published", func(f *school.ActFacts) {
			f.Overnight, f.Purpose, f.PublishedOn = false, school.DelegationAct, "2026-11-05"
		}, ""},
		{"a delegation, transmitted", func(f *school.ActFacts) {
			f.Overnight, f.Purpose, f.TransmittedOn = false, school.DelegationAct, "2026-11-05"
		}, "2026-11-20"},
		{"a tariff, published", func(f *school.ActFacts) { f.Purpose, f.PublishedOn = school.TariffAct, "2026-11-05" }, "2026-11-05"},
		{"nothing yet", func(*school.ActFacts) {}, ""},
	} {
		if got := school.Enforceable(facts(c.change)); got != c.want {
			t.Errorf("%s: %q, not %q", c.what, got, c.want)
		}
	}
}

// Whatever is recorded, an act with a night, a contract or a delegation waits its fifteen days in full, and no act takes
// effect before it is published when its publication is known.
func TestV07NoActIsEnforceableEarly(t *testing.T) {
	t.Parallel()
	day := rapid.Custom(func(t *rapid.T) law.Day {
		if rapid.Bool().Draw(t, "known") {
			return law.Day("2026-09-01").Add(rapid.IntRange(0, 300).Draw(t, "day"))
		}
		return ""
	})
	rapid.Check(t, func(t *rapid.T) {
		f := school.ActFacts{
			Organ: school.Board, VotedOn: "2026-09-01", DelayDays: 15, CountOffset: rapid.IntRange(0, 1).Draw(t, "offset"),
			Purpose:   rapid.SampledFrom([]string{school.TripAct, school.DelegationAct, school.TariffAct, school.OtherAct}).Draw(t, "purpose"),
			Overnight: rapid.Bool().Draw(t, "night"), CoversContract: rapid.Bool().Draw(t, "contract"), DayOutingWaits: rapid.Bool().Draw(t, "waits"),
			TransmittedOn: day.Draw(t, "transmitted"), PublishedOn: day.Draw(t, "published"),
		}
		got := school.Enforceable(f)
		if got == "" {
			return
		}
		if got < f.PublishedOn {
			t.Fatalf("%+v: enforceable on %s, before it is published", f, got)
		}
		waits := f.CoversContract || f.Purpose == school.DelegationAct || f.Purpose == school.TripAct && f.Overnight
		if waits && (f.TransmittedOn == "" || f.TransmittedOn.DaysUntil(got) < 15) {
			t.Fatalf("%+v: enforceable on %s", f, got)
		}
		if act := (school.Act{EnforceableOn: got}); act.IsEnforceable(got.Add(-1)) || !act.IsEnforceable(got) {
			t.Fatalf("enforceable on %s, not from that day", got)
		}
	})
}
