package law_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
)

// rules is a small registry: a rule of each confidence, parameters free and fixed.
func rules(t *testing.T) *law.Registry {
	t.Helper()
	return read(t, map[string]string{
		"v-07.md": page("V-07", "confidence: M", "confirm_with: le rectorat", `parameters: [{name: delay_days, label: Délai, unit: days, default: "15", fixed: true}, {name: wait, label: Attendre, unit: flag, default: "false"}]`),
		"v-16.md": page("V-16", "confidence: M", "confirm_with: l’agent comptable", "lifted_by: [accountant]"),
		"v-18.md": page("V-18"),
		"v-23.md": page("V-23", `parameters: [{name: price_cents, label: Seuil, unit: cents, default: "30000"}]`),
		"v-47.md": page("V-47", "confidence: L", "severity: warn", "confirm_with: l’agent comptable"),
		"v-44.md": page("V-44", "severity: document"),
	})
}

func TestAValueHoldsFromItsDay(t *testing.T) {
	t.Parallel()
	p := law.NewParameters(rules(t), []law.Setting{
		{Rule: "V-23", Name: "price_cents", Value: "45000", InForceFrom: "2027-01-01"},
		{Rule: "V-23", Name: "price_cents", Value: "40000", InForceFrom: "2026-12-01"},
		{Rule: "V-07", Name: "wait", Value: "true", InForceFrom: "2026-12-01"},
		{Rule: "V-99", Name: "gone", Value: "1", InForceFrom: "2026-12-01"},
	})
	for day, want := range map[law.Day]int{"2026-11-30": 30000, "2026-12-01": 40000, "2026-12-31": 40000, "2027-01-01": 45000, "2030-01-01": 45000} {
		if got := p.Int("V-23", "price_cents", day); got != want {
			t.Errorf("on %s: %d, not %d", day, got, want)
		}
	}
	if p.Flag("V-07", "wait", "2026-11-30") || !p.Flag("V-07", "wait", "2026-12-01") {
		t.Error("the flag does not hold from its day")
	}
}

// Of two values of the same day, the one recorded last is what the school meant.
func TestTheLastWordOfADayWins(t *testing.T) {
	t.Parallel()
	p := law.NewParameters(rules(t), []law.Setting{
		{Rule: "V-23", Name: "price_cents", Value: "1", InForceFrom: "2026-12-01"}, {Rule: "V-23", Name: "price_cents", Value: "2", InForceFrom: "2026-12-01"},
	})
	if got := p.Int("V-23", "price_cents", "2026-12-01"); got != 2 {
		t.Errorf("%d", got)
	}
}

// Old settings are dated facts: a later one never changes what held before it.
func TestTheFutureDoesNotRewriteThePast(t *testing.T) {
	t.Parallel()
	registry := rules(t)
	rapid.Check(t, func(t *rapid.T) {
		var settings []law.Setting
		for range rapid.IntRange(0, 6).Draw(t, "settings") {
			settings = append(settings, law.Setting{
				Rule: "V-23", Name: "price_cents", Value: strconv.Itoa(rapid.IntRange(0, 100_000).Draw(t, "value")), InForceFrom: anyDay().Draw(t, "from"),
			})
		}
		later, day := anyDay().Draw(t, "later"), anyDay().Draw(t, "day")
		before := law.NewParameters(registry, settings).Int("V-23", "price_cents", day)
		after := law.NewParameters(registry, append(settings, law.Setting{Rule: "V-23", Name: "price_cents", Value: "7", InForceFrom: later})).Int("V-23", "price_cents", day)
		if day < later && after != before {
			t.Fatalf("a value of %s changes %s from %d to %d", later, day, before, after)
		}
	})
}

func TestWhatTheLawFixesNoSchoolChanges(t *testing.T) {
	t.Parallel()
	p := law.NewParameters(rules(t), []law.Setting{
		{Rule: "V-07", Name: "delay_days", Value: "0", InForceFrom: "2020-01-01"},
		{Rule: "V-07", Name: "severity", Value: "warn", InForceFrom: "2020-01-01"},
		{Rule: "V-18", Name: "severity", Value: "warn", InForceFrom: "2020-01-01"},
	})
	if got := p.Int("V-07", "delay_days", "2026-11-16"); got != 15 {
		t.Errorf("the delay of the law is %d days", got)
	}
	for _, id := range []string{"V-07", "V-18"} {
		rule, _ := rules(t).Rule(id)
		if got := p.SeverityOf(rule, "2026-11-16"); got != law.Block {
			t.Errorf("%s is only %s", id, got)
		}
	}
}

func TestTheSeverityOfADoubtfulRuleIsDated(t *testing.T) {
	t.Parallel()
	registry := rules(t)
	p := law.NewParameters(registry, []law.Setting{{Rule: "V-16", Name: "severity", Value: "warn", InForceFrom: "2026-12-01"}})
	rule, _ := registry.Rule("V-16")
	for day, want := range map[law.Day]law.Severity{"2026-11-30": law.Block, "2026-12-01": law.Warn} {
		if got := p.SeverityOf(rule, day); got != want {
			t.Errorf("on %s: %s", day, got)
		}
	}
}

// Whoever asks for a parameter that does not exist has made a mistake in the program, not in the data.
func TestAnUnknownParameterIsAProgrammingError(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an unknown parameter has a value")
		}
	}()
	law.NewParameters(rules(t), nil).Text("V-23", "nothing", "2026-11-16")
}

func TestAValueFitsItsUnit(t *testing.T) {
	t.Parallel()
	fits := map[string][2][]string{
		"days":    {{"0", "15"}, {"-1", "quinze", "1.5", "", "9999999999"}},
		"cents":   {{"0", "30000"}, {"300,00", "1e3"}},
		"percent": {{"0", "100"}, {"101", "-1"}},
		"flag":    {{"true", "false"}, {"oui", "1", ""}},
		"text":    {{"un texte"}, {"", "  "}},
		"list":    {{"a, b"}, {" "}},
		"weeks":   {nil, {"1"}},
	}
	for unit, values := range fits {
		for _, v := range values[0] {
			if err := law.CheckValue(law.ParameterSpec{Unit: unit}, v); err != nil {
				t.Errorf("%s %q: %v", unit, v, err)
			}
		}
		for _, v := range values[1] {
			if law.CheckValue(law.ParameterSpec{Unit: unit}, v) == nil {
				t.Errorf("%s takes %q", unit, v)
			}
		}
	}
	severity := law.ParameterSpec{Name: law.SeverityParameter, Unit: "text"}
	for v, want := range map[string]bool{"block": true, "warn": true, "document": false, "off": false, "": false} {
		if (law.CheckValue(severity, v) == nil) != want {
			t.Errorf("severity %q: %v", v, !want)
		}
	}
}
