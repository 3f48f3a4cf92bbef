package trip

import (
	"sort"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Thresholds are the amounts, before tax, from which a purchase of supplies or services asks for more: those of the day on
// which its consultation was launched, whatever the day it is judged.
type Thresholds struct {
	Competition cents.Amount // below, neither publicity nor competition is required
	Written     cents.Amount
	Notice      cents.Amount // BOAMP or a journal of legal notices
	Formal      cents.Amount
	Alert       int // percent of a threshold from which to warn
}

// ThresholdsAt reads the tables of V-40 for a day of launch.
func ThresholdsAt(p law.Parameters, launched law.Day) Thresholds {
	euros := func(name string) cents.Amount { return cents.Amount(p.EurosAt("V-40", name, launched)) * 100 }
	return Thresholds{
		Competition: euros("no_competition_below"), Written: cents.Amount(p.Int("V-40", "written_contract_from_cents", launched)),
		Notice: cents.Amount(p.Int("V-40", "boamp_from_cents", launched)), Formal: euros("formal_from"), Alert: p.Int("V-40", "alert_percent", launched),
	}
}

// Lightest is the lightest procedure that a need may follow.
func (t Thresholds) Lightest(need cents.Amount) string {
	switch {
	case need >= t.Formal:
		return "formal"
	case need >= t.Notice:
		return "published"
	case need >= t.Competition:
		return "adapted"
	}
	return "direct"
}

// Next is the threshold that a need is close to without having reached it; zero when it is close to none.
func (t Thresholds) Next(need cents.Amount) cents.Amount {
	all := []cents.Amount{t.Written, t.Competition, t.Notice, t.Formal}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	for _, threshold := range all {
		if need < threshold {
			if need*100 >= threshold*cents.Amount(t.Alert) {
				return threshold
			}
			return 0
		}
	}
	return 0
}

// Purchase is what a purchase counts for in a sum over twelve months.
type Purchase struct {
	On     law.Day
	Amount cents.Amount
}

// WithinTwelveMonths is the largest sum of purchases that any period of twelve months containing the first one adds up to:
// a need that is cut in two dates is still one need (V-39).
func WithinTwelveMonths(this Purchase, others []Purchase) cents.Amount {
	all := append([]Purchase{this}, others...)
	var largest cents.Amount
	for _, first := range all {
		if first.On > this.On || first.On.AddMonths(12) <= this.On {
			continue
		}
		var sum cents.Amount
		for _, p := range all {
			if p.On >= first.On && p.On < first.On.AddMonths(12) {
				sum += p.Amount
			}
		}
		largest = max(largest, sum)
	}
	return largest
}
