package reconcile_test

import (
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/reconcile"
)

// BenchmarkPropose is a year's end: 1,000 lines against 5,000 open charges.
func BenchmarkPropose1000x5000(b *testing.B) {
	t := newTown(1, 1450).fill(1000)
	if len(t.lines) < 1000 || len(t.facts.Charges) < 5000 {
		b.Fatal(len(t.lines), len(t.facts.Charges))
	}
	b.ReportMetric(float64(len(t.facts.Charges)), "charges")
	for b.Loop() {
		if got := reconcile.Propose(t.lines, t.facts); len(got) != len(t.lines) {
			b.Fatal(len(got))
		}
	}
}

// Proposals are worked out again each time the inbox is shown.
func TestProposingIsQuick(t *testing.T) {
	town := newTown(2, 1450).fill(1000)
	best := time.Hour
	for range 3 {
		start := time.Now()
		reconcile.Propose(town.lines, town.facts)
		best = min(best, time.Since(start))
	}
	t.Logf("%d lines, %d charges: %v", len(town.lines), len(town.facts.Charges), best)
	if best > 1500*time.Millisecond { // five times the budget: the machine of a test is shared, the benchmark tells the number
		t.Errorf("%v", best)
	}
}
