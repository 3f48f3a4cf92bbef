package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// A school may soften these rules to a warning: what keeps its accounts true, a draw fair and a family's income secret stands.
func TestWhatIsFirmStandsWhereTheRuleOnlyWarns(t *testing.T) {
	t.Parallel()
	registry, err := law.ReadRegistry(testapp.Rules())
	if err != nil {
		t.Fatal(err)
	}
	const day = law.Day("2026-12-01")
	softened := func(rule string) law.Regime {
		settings := []law.Setting{{Rule: rule, Name: law.SeverityParameter, Value: string(law.Warn), InForceFrom: day}}
		return law.Regime{Registry: registry, On: day, Parameters: law.NewParameters(registry, settings), Overrides: []law.Override{{Rule: rule, By: "Agnès", Why: "Un motif"}}}
	}
	for _, c := range []struct {
		rule, what string
		findings   func(law.Regime) []law.Finding
	}{
		{"V-28", "more than the payer has paid", func(r law.Regime) []law.Finding {
			return money.RefundRules.Check(money.RefundFacts{New: true, Amount: 5000, Available: 4000}, r)
		}},
		{"V-73", "a seed that is not the one announced", func(r law.Regime) []law.Finding {
			return trip.DrawRules.Check(trip.DrawFacts{AllEntered: true, InOrder: true}, r)
		}},
		{"V-73", "an order that the seed does not give", func(r law.Regime) []law.Finding {
			return trip.DrawRules.Check(trip.DrawFacts{SeedHolds: true, AllEntered: true}, r)
		}},
		{"F-15", "income written by who does not instruct", func(r law.Regime) []law.Finding {
			return aid.RequestRules.Check(aid.RequestFacts{Changed: true, Actor: school.Actor{Kind: school.Operator}}, r)
		}},
		{"F-10", "paid online and debited", func(r law.Regime) []law.Finding {
			return money.AttemptRules.Check(money.AttemptFacts{Accepts: true, Lines: []money.ChosenLine{{Label: "Voyage", Amount: 100, Due: 100, DebitedOn: "2026-12-07"}}}, r)
		}},
		{"F-08", "a receipt without its payment", func(r law.Regime) []law.Finding {
			return money.ReceiptRules.Check(money.ReceiptFacts{MayBook: true}, r)
		}},
	} {
		blocked := false
		for _, f := range c.findings(softened(c.rule)) {
			blocked = blocked || f.Rule == c.rule && f.Blocks()
		}
		if !blocked {
			t.Errorf("%s, %s: no longer blocked once the rule only warns", c.rule, c.what)
		}
	}
}
