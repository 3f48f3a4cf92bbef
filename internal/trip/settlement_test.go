package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

func TestWhatAWithdrawalComesTo(t *testing.T) {
	t.Parallel()
	terms := []trip.Term{
		{Cause: trip.CauseMedical, RatePercent: 100}, {Cause: trip.CauseFamily, DaysBefore: 30, RatePercent: 50}, {Cause: trip.CauseOther, RatePercent: 100, RecoverableOnly: true},
	}
	for name, c := range map[string]struct {
		s                                    trip.Settlement
		cancelled, remitted, owed, back, due cents.Amount
	}{
		"medical, paid in full":        {trip.Settlement{Price: 300_00, Paid: 300_00, Cause: trip.CauseMedical}, 300_00, 0, 0, 300_00, 0},
		"half, first instalment paid":  {trip.Settlement{Price: 300_00, Paid: 100_00, Cause: trip.CauseFamily, Days: 40}, 150_00, 0, 150_00, 0, 50_00},
		"half, paid in full":           {trip.Settlement{Price: 300_00, Paid: 300_00, Cause: trip.CauseFamily, Days: 30}, 150_00, 0, 150_00, 150_00, 0},
		"late, nothing recoverable":    {trip.Settlement{Price: 300_00, Paid: 300_00, Cause: trip.CauseFamily, Days: 3}, 0, 0, 300_00, 0, 0},
		"late, a part recoverable":     {trip.Settlement{Price: 300_00, Paid: 300_00, Cause: trip.CauseFamily, Days: 3, Recoverable: 40_00}, 40_00, 0, 260_00, 40_00, 0},
		"with a remission":             {trip.Settlement{Price: 300_00, Cause: trip.CauseFamily, Days: 3, Remission: 120_00}, 0, 120_00, 180_00, 0, 180_00},
		"a remission beyond the price": {trip.Settlement{Price: 300_00, Paid: 300_00, Cause: trip.CauseFamily, Days: 40, Remission: 900_00}, 150_00, 150_00, 0, 300_00, 0},
		"by the school":                {trip.Settlement{Price: 300_00, Paid: 70_00, Cause: trip.CauseSchool}, 300_00, 0, 0, 70_00, 0},
		"an odd cent":                  {trip.Settlement{Price: 75_01, Cause: trip.CauseFamily, Days: 40}, 37_51, 0, 37_50, 0, 37_50},
	} {
		c.s.Terms = terms
		got := trip.WithdrawalSettlement(c.s)
		if got.Cancelled != c.cancelled || got.Remitted != c.remitted || got.Owed != c.owed || got.Refund != c.back || got.Due != c.due {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// To the cent, whatever the terms: nothing is lost, nothing is negative, and more notice, more recovered or a remission
// never cost the family anything.
func TestASettlementAddsUp(t *testing.T) {
	t.Parallel()
	amount := func(max int64) *rapid.Generator[cents.Amount] {
		return rapid.Map(rapid.Int64Range(0, max), func(n int64) cents.Amount { return cents.Amount(n) })
	}
	rapid.Check(t, func(t *rapid.T) {
		s := trip.Settlement{
			Price: amount(200_000).Draw(t, "price"), Cause: rapid.SampledFrom([]string{trip.CauseFamily, trip.CauseMedical, trip.CauseSchool, trip.CausePapers}).Draw(t, "cause"),
			Days: rapid.IntRange(-3, 200).Draw(t, "days"), Remission: amount(250_000).Draw(t, "remission"), Recoverable: amount(250_000).Draw(t, "recoverable"),
		}
		s.Paid = amount(int64(s.Price)).Draw(t, "paid")
		for range rapid.IntRange(0, 4).Draw(t, "lines") {
			s.Terms = append(s.Terms, trip.Term{
				Cause: rapid.SampledFrom([]string{trip.CauseFamily, trip.CauseMedical, trip.CauseOther}).Draw(t, "of"), DaysBefore: rapid.IntRange(0, 90).Draw(t, "before"),
				RatePercent: rapid.IntRange(0, 100).Draw(t, "rate"), RecoverableOnly: rapid.Bool().Draw(t, "only"),
			})
		}
		got := trip.WithdrawalSettlement(s)
		if got.Cancelled < 0 || got.Remitted < 0 || got.Owed < 0 || got.Refund < 0 || got.Due < 0 || got.Cancelled+got.Remitted+got.Owed != s.Price {
			t.Fatalf("%+v of %+v", got, s)
		}
		if s.Paid+got.Due-got.Refund != got.Owed || got.Refund > s.Paid {
			t.Fatalf("the family ends at another sum than it owes: %+v", got)
		}
		if s.Cause == trip.CauseSchool && got.Owed != 0 {
			t.Fatalf("the school keeps %s", got.Owed)
		}
		better := s
		better.Remission += 1_00
		better.Recoverable += 1_00
		if trip.WithdrawalSettlement(better).Owed > got.Owed {
			t.Fatal("a larger remission costs more")
		}
	})
}
