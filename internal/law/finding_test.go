package law_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
)

// severities says what each rule of the book below answers to.
type severities map[string]law.Severity

// says is a check of a rule that finds what the facts ask for.
func says(rule, gate string) law.Check[severities] {
	return law.Check[severities]{Rule: rule, Gate: gate, Judge: func(f severities) []law.Finding {
		severity, found := f[rule]
		if !found {
			return nil
		}
		return []law.Finding{{Severity: severity, What: "Voilà."}}
	}}
}

var book = law.Rulebook[severities]{says("V-18", "submit"), says("V-16", "submit"), says("V-23", ""), says("V-44", "open"), says("V-47", "open")}

func TestChecksWithoutAGateBelongToAll(t *testing.T) {
	t.Parallel()
	for gates, want := range map[string]string{"": "[V-23]", "submit": "[V-16 V-18 V-23]", "open": "[V-23 V-44 V-47]", "submit open": "[V-16 V-18 V-23 V-44 V-47]", "leave": "[V-23]"} {
		if got := fmt.Sprint(book.At(strings.Fields(gates)...).Rules()); got != want {
			t.Errorf("at %q: %s, not %s", gates, got, want)
		}
	}
	if got := append(book, says("V-16", "open")).Rules(); len(got) != 5 {
		t.Errorf("a rule judged twice is listed twice: %v", got)
	}
}

// A check may warn inside a blocking rule; it never blocks in the name of a rule that only warns, nor warns in the name of
// one that asks for a document.
func TestACheckSaysNoMoreThanItsRule(t *testing.T) {
	t.Parallel()
	regime := law.Regime{Registry: rules(t), Parameters: law.NewParameters(rules(t), []law.Setting{{Rule: "V-16", Name: "severity", Value: "warn", InForceFrom: "2026-12-01"}})}
	for _, c := range []struct {
		rule string
		on   law.Day
		said law.Severity
		want law.Severity
	}{
		{"V-18", "2026-11-16", law.Block, law.Block}, {"V-18", "2026-11-16", law.Warn, law.Warn}, {"V-18", "2026-11-16", "", law.Block},
		{"V-18", "2026-11-16", law.Document, law.Document},
		{"V-16", "2026-11-16", law.Block, law.Block}, {"V-16", "2026-12-01", law.Block, law.Warn}, {"V-16", "2026-12-01", law.Document, law.Document},
		{"V-47", "2026-11-16", law.Block, law.Warn}, {"V-47", "2026-11-16", "", law.Warn},
		{"V-44", "2026-11-16", law.Block, law.Document}, {"V-44", "2026-11-16", law.Warn, law.Document},
	} {
		regime.On = c.on
		findings := book.Check(severities{c.rule: c.said}, regime)
		if len(findings) != 1 || findings[0].Severity != c.want || findings[0].Rule != c.rule {
			t.Errorf("%s says %q on %s: %+v", c.rule, c.said, c.on, findings)
		}
	}
}

// What holds the accounts true does not follow the effect that a school chose for the rule, nor a lift.
func TestAFirmFindingFollowsNoSetting(t *testing.T) {
	t.Parallel()
	one := law.Rulebook[bool]{{Rule: "V-16", Judge: func(firm bool) []law.Finding { return []law.Finding{{Severity: law.Block, Firm: firm}} }}}
	regime := law.Regime{
		Registry: rules(t), On: "2026-12-01", Parameters: law.NewParameters(rules(t), []law.Setting{{Rule: "V-16", Name: "severity", Value: "warn", InForceFrom: "2026-12-01"}}),
	}
	if soft, firm := one.Check(false, regime)[0], one.Check(true, regime)[0]; soft.Blocks() || !firm.Blocks() {
		t.Errorf("soft %+v, firm %+v", soft, firm)
	}
	regime.On, regime.Overrides = "2026-11-16", []law.Override{{Rule: "V-16", By: "Agnès", Why: "Un motif"}}
	if soft, firm := one.Check(false, regime)[0], one.Check(true, regime)[0]; soft.Blocks() || !firm.Blocks() {
		t.Errorf("lifted: soft %+v, firm %+v", soft, firm)
	}
}

func TestARuleOutOfForceIsSilent(t *testing.T) {
	t.Parallel()
	r := read(t, map[string]string{"v-18.md": page("V-18", `in_force_from: "2027-01-01"`)})
	one := law.Rulebook[severities]{says("V-18", "")}
	for day, want := range map[law.Day]int{"2026-12-31": 0, "2027-01-01": 1} {
		if got := one.Check(severities{"V-18": law.Block}, law.Regime{Registry: r, Parameters: law.NewParameters(r, nil), On: day}); len(got) != want {
			t.Errorf("on %s: %+v", day, got)
		}
	}
}

func TestACheckWithoutAPageDoesNotRun(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a rule that nobody can read was judged")
		}
	}()
	law.Rulebook[severities]{says("V-99", "")}.Check(severities{}, law.Regime{Registry: rules(t)})
}

// A lift opens only a rule that names who may lift it; whoever recorded another one has lifted nothing.
func TestALiftOpensOnlyWhatCanBeLifted(t *testing.T) {
	t.Parallel()
	regime := law.Regime{Registry: rules(t), Parameters: law.NewParameters(rules(t), nil), On: "2026-11-16", Overrides: []law.Override{
		{Rule: "V-16", By: "levée par Anne", Why: "écart d’arrondi"}, {Rule: "V-18", By: "levée par Marc", Why: "urgence"},
	}}
	for _, f := range book.Check(severities{"V-16": law.Block, "V-18": law.Block}, regime) {
		if lifted := f.LiftedBy != ""; lifted != (f.Rule == "V-16") || f.Blocks() == lifted {
			t.Errorf("%s: lifted by %q, blocks %v", f.Rule, f.LiftedBy, f.Blocks())
		}
		if f.Rule == "V-16" && f.LiftedBy != "levée par Anne : écart d’arrondi" {
			t.Errorf("shown as %q", f.LiftedBy)
		}
	}
}

func TestADoubtfulRuleSaysWhomToAsk(t *testing.T) {
	t.Parallel()
	regime := law.Regime{Registry: rules(t), Parameters: law.NewParameters(rules(t), nil), On: "2026-11-16"}
	for _, f := range book.Check(severities{"V-16": law.Block, "V-18": law.Block}, regime) {
		if says := strings.Contains(f.Why, "À confirmer avec l’agent comptable."); says != (f.Rule == "V-16") {
			t.Errorf("%s: %q", f.Rule, f.Why)
		}
	}
}

// Whatever the findings, a write is refused by those that block, and by nothing else; the journal names the rest.
func TestFindingsRefuseOrAreNamed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var findings []law.Finding
		for i := range rapid.IntRange(0, 6).Draw(t, "findings") {
			findings = append(findings, law.Finding{
				Rule:     fmt.Sprintf("V-%02d", i),
				Severity: rapid.SampledFrom([]law.Severity{law.Block, law.Warn, law.Document}).Draw(t, "severity"),
				LiftedBy: rapid.SampledFrom([]string{"", "levée par Anne : motif"}).Draw(t, "lifted"),
			})
		}
		var refusal *law.Refusal
		refused := errors.As(law.Refuse(findings), &refusal)
		warned := map[string]bool{}
		for _, f := range law.Warnings(findings) {
			warned[f.Rule] = true
		}
		blocked := false
		for _, f := range findings {
			blocks := f.Severity == law.Block && f.LiftedBy == ""
			blocked = blocked || blocks
			if refused && refusal.Has(f.Rule) != blocks {
				t.Fatalf("%+v: refused %v", f, refusal.Has(f.Rule))
			}
			if warned[f.Rule] != (!blocks && (f.Severity == law.Warn || f.LiftedBy != "")) {
				t.Fatalf("%+v: named %v", f, warned[f.Rule])
			}
		}
		if refused != blocked {
			t.Fatalf("refused %v for %+v", refused, findings)
		}
	})
}

func TestARefusalReadsRuleByRule(t *testing.T) {
	t.Parallel()
	err := law.Refuse([]law.Finding{
		{Rule: "V-08", Severity: law.Block, What: "Pas encore.", Why: "R421-54.", Fix: "Attendez."},
		{Rule: "V-23", Severity: law.Warn, What: "Cher."}, {Severity: law.Block, What: "Une étape manque."},
	})
	if want := "V-08 : Pas encore. R421-54. Attendez.\nUne étape manque."; err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	var refusal *law.Refusal
	if err := law.Object("state", "Pas dans cet ordre.", ""); !errors.As(err, &refusal) || refusal.Findings[0].Field != "state" || refusal.Has("V-08") {
		t.Errorf("%v", err)
	}
}
