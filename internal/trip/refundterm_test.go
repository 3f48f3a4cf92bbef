package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/trip"
)

// The line that holds is the one of the cause that gives the most notice and is reached; « other » stands for the rest.
func TestTheTermOfAWithdrawal(t *testing.T) {
	t.Parallel()
	terms := []trip.Term{
		{Cause: trip.CauseMedical, RatePercent: 100}, {Cause: trip.CauseFamily, DaysBefore: 60, RatePercent: 80},
		{Cause: trip.CauseFamily, DaysBefore: 30, RatePercent: 50}, {Cause: trip.CauseOther, RatePercent: 10},
	}
	for _, c := range []struct {
		cause      string
		days, rate int
	}{
		{trip.CauseMedical, 0, 100}, {trip.CauseMedical, -3, 100}, {trip.CauseFamily, 90, 80}, {trip.CauseFamily, 60, 80}, {trip.CauseFamily, 59, 50},
		{trip.CauseFamily, 30, 50}, {trip.CauseFamily, 29, 10}, {trip.CausePapers, 200, 10}, {trip.CauseDiscipline, 0, 10},
	} {
		if got, found := trip.TermFor(terms, c.cause, c.days); !found || got.RatePercent != c.rate {
			t.Errorf("%s, %d days: %d %%, found %v; want %d %%", c.cause, c.days, got.RatePercent, found, c.rate)
		}
	}
	if _, found := trip.TermFor(terms[:3], trip.CausePapers, 10); found {
		t.Error("a cause without a line and without « other » has terms")
	}
}

// Whatever was voted, a line that is not reached never holds, and a table with « other » until the departure covers all.
func TestEveryWithdrawalHasItsTerm(t *testing.T) {
	t.Parallel()
	causes := []string{trip.CauseFamily, trip.CauseMedical, trip.CausePapers, trip.CauseReplaced}
	rapid.Check(t, func(t *rapid.T) {
		terms := []trip.Term{{Cause: trip.CauseOther}}
		for range rapid.IntRange(0, 6).Draw(t, "lines") {
			terms = append(terms, trip.Term{Cause: rapid.SampledFrom(causes).Draw(t, "cause"), DaysBefore: rapid.IntRange(0, 90).Draw(t, "days"), RatePercent: rapid.IntRange(0, 100).Draw(t, "rate")})
		}
		cause, days := rapid.SampledFrom(causes).Draw(t, "of"), rapid.IntRange(-5, 120).Draw(t, "left")
		got, found := trip.TermFor(terms, cause, days)
		if !found || got.DaysBefore > max(0, days) || (got.Cause != cause && got.Cause != trip.CauseOther) {
			t.Fatalf("%s at %d days: %+v, %v", cause, days, got, found)
		}
	})
}
