package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// Whatever was spent, collected and handed over: what went in, less what went out, is what is left, to the cent.
func TestV48TheBalanceOfAnImprestIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		i := trip.Imprest{Nature: trip.Mixed, Advance: cents.Amount(rapid.IntRange(0, 500_000).Draw(t, "advance"))}
		funded := rapid.Bool().Draw(t, "funded")
		in, out := cents.Amount(0), cents.Amount(0)
		if funded {
			i.AdvancedOn, in = "2026-11-16", i.Advance
		}
		var lines []trip.ImprestLine
		for n := range rapid.IntRange(0, 30).Draw(t, "lines") {
			l := trip.ImprestLine{
				Number: n + 1, Direction: rapid.SampledFrom([]string{trip.Spent, trip.Collected, trip.Handed}).Draw(t, "direction"),
				Amount: cents.Amount(rapid.IntRange(1, 99_999).Draw(t, "amount")), On: law.Day("2026-11-01").Add(rapid.IntRange(0, 60).Draw(t, "day")),
			}
			lines = append(lines, l)
			if l.Direction == trip.Collected {
				in += l.Amount
			} else {
				out += l.Amount
			}
		}
		tally := trip.Add(lines)
		if got := i.Balance(tally); got != in-out {
			t.Fatalf("in %s, out %s, left %s", in, out, got)
		}
		if tally.Held() <= 0 && tally.OldestHeld != "" || tally.Held() > 0 && tally.OldestHeld == "" {
			t.Fatalf("%s are held since %q", tally.Held(), tally.OldestHeld)
		}
		shuffled := rapid.Permutation(lines).Draw(t, "order")
		if again := trip.Add(shuffled); i.Balance(again) != i.Balance(tally) || again.OldestHeld != tally.OldestHeld {
			t.Fatalf("the order of lines changes %+v into %+v", tally, again)
		}
	})
}

// What is handed over covers the oldest sums first.
func TestV49TheOldestSumHeldIsKnown(t *testing.T) {
	t.Parallel()
	collected := []trip.ImprestLine{
		{Direction: trip.Collected, On: "2026-11-10", Amount: 20_00}, {Direction: trip.Collected, On: "2026-11-02", Amount: 30_00}, {Direction: trip.Collected, On: "2026-11-20", Amount: 5_00},
	}
	for handed, want := range map[cents.Amount]law.Day{0: "2026-11-02", 29_99: "2026-11-02", 30_00: "2026-11-10", 50_00: "2026-11-20", 55_00: ""} {
		if got := trip.Add(append(collected, trip.ImprestLine{Direction: trip.Handed, Amount: handed, On: "2026-11-21"})).OldestHeld; got != want {
			t.Errorf("%s handed over: held since %q, not %q", handed, got, want)
		}
	}
}

// The period proposed is that of the practice: three weeks before the first instalment or the departure, three after the return.
func TestAnImprestIsProposedWithItsPeriod(t *testing.T) {
	t.Parallel()
	f := trip.Facts{Trip: trip.Trip{DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17"}, Instalments: []trip.Instalment{{DueOn: "2027-01-15"}, {DueOn: "2026-12-15"}}}
	for nature, from := range map[string]law.Day{trip.Advances: "2027-03-22", trip.Receipts: "2026-11-24", trip.Mixed: "2026-11-24", trip.ChequeMandate: "2026-11-24"} {
		if i := trip.ProposeImprest(f, nature); i.From != from || i.Until != "2027-05-08" {
			t.Errorf("%s: from %s to %s", nature, i.From, i.Until)
		}
	}
	f.Instalments = nil
	if i := trip.ProposeImprest(f, trip.Receipts); i.From != "2027-03-22" {
		t.Errorf("without instalments: from %s", i.From)
	}
}
