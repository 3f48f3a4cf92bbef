package law_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openacademie/openacademie/internal/law"
)

// page is the smallest page of a rule that the registry takes: high confidence, one source, no parameter.
func page(id string, lines ...string) string {
	front := []string{"id: " + id, "title: Un titre", "subject: trips"}
	keys := map[string]bool{}
	for _, l := range lines {
		key, _, _ := strings.Cut(l, ":")
		keys[key] = true
	}
	for _, l := range []string{"severity: block", "confidence: H", "sources: [{text: Code de l’éducation}]"} {
		if key, _, _ := strings.Cut(l, ":"); !keys[key] {
			front = append(front, l)
		}
	}
	return "---\n" + strings.Join(append(front, lines...), "\n") + "\n---\nCe que dit la règle.\n"
}

func read(t *testing.T, pages map[string]string) *law.Registry {
	t.Helper()
	r, err := try(pages)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func try(pages map[string]string) (*law.Registry, error) {
	files := fstest.MapFS{}
	for name, text := range pages {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return law.ReadRegistry(files)
}

func TestAPageIsARule(t *testing.T) {
	t.Parallel()
	r := read(t, map[string]string{"v-07.md": page("V-07",
		"lifted_by: [accountant]",
		"parameters: [{name: delay_days, label: Délai, unit: days, default: \"15\", fixed: true}]",
		"in_force_from: \"2026-09-01\"", "in_force_to: \"2027-08-31\"", "tests: [TestV07Example]",
	)})
	rule, found := r.Rule("V-07")
	if !found || rule.Title != "Un titre" || rule.Body != "Ce que dit la règle." || rule.Sources[0].Text != "Code de l’éducation" || rule.Path() != "/regles/v-07" {
		t.Errorf("%+v", rule)
	}
	for day, want := range map[law.Day]bool{"2026-08-31": false, "2026-09-01": true, "2027-08-31": true, "2027-09-01": false} {
		if rule.InForce(day) != want {
			t.Errorf("in force on %s: %v", day, !want)
		}
	}
	if _, found := r.Rule("V-99"); found {
		t.Error("a rule that has no page is found")
	}
}

// Written on another machine, a page has other line ends.
func TestLineEndsDoNotMatter(t *testing.T) {
	t.Parallel()
	r := read(t, map[string]string{"v-01.md": strings.ReplaceAll(page("V-01"), "\n", "\r\n")})
	if rule, _ := r.Rule("V-01"); rule.Body != "Ce que dit la règle." {
		t.Errorf("%+v", rule)
	}
}

func TestTheRegistryRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	long := func(parameter string) string { return "parameters: [{" + parameter + "}]" }
	for what, p := range map[string][2]string{
		"no front matter":                     {"v-01.md", "# Une page\n"},
		"front matter without end":            {"v-01.md", "---\nid: V-01\n"},
		"front matter that is no YAML":        {"v-01.md", "---\nid: [V-01\n---\nTexte\n"},
		"an unknown field":                    {"v-01.md", page("V-01", "lifted: [head]")},
		"a misspelt field":                    {"v-01.md", page("V-01", "confidance: H")},
		"the page of another rule":            {"v-02.md", page("V-01")},
		"a name in capitals":                  {"V-01.md", page("V-01")},
		"an id that is none":                  {"x-01.md", page("X-01")},
		"an id that is too long":              {"v-001.md", page("V-001")},
		"no title":                            {"v-01.md", strings.Replace(page("V-01"), "title: Un titre", "title: \"\"", 1)},
		"no text":                             {"v-01.md", strings.TrimSuffix(page("V-01"), "Ce que dit la règle.\n")},
		"an unknown severity":                 {"v-01.md", page("V-01", "severity: forbid")},
		"no severity":                         {"v-01.md", page("V-01", "severity: \"\"")},
		"an unknown confidence":               {"v-01.md", page("V-01", "confidence: X")},
		"no source":                           {"v-01.md", page("V-01", "sources: []")},
		"a low confidence that blocks":        {"v-01.md", page("V-01", "confidence: L", "confirm_with: le rectorat")},
		"a medium confidence nobody confirms": {"v-01.md", page("V-01", "confidence: M")},
		"a low confidence nobody confirms":    {"v-01.md", page("V-01", "confidence: L", "severity: warn")},
		"a parameter without label":           {"v-01.md", page("V-01", long("name: n, unit: days, default: \"1\""))},
		"a parameter without name":            {"v-01.md", page("V-01", long("label: L, unit: days, default: \"1\""))},
		"a parameter of an unknown unit":      {"v-01.md", page("V-01", long("name: n, label: L, unit: weeks, default: \"1\""))},
		"a default that does not fit":         {"v-01.md", page("V-01", long("name: n, label: L, unit: days, default: quinze"))},
		"a parameter that sets the severity":  {"v-01.md", page("V-01", long("name: severity, label: L, unit: text, default: block"))},
	} {
		if r, err := try(map[string]string{p[0]: p[1]}); err == nil {
			t.Errorf("%s is taken: %+v", what, r.All())
		}
	}
}

func TestRulesComeInTheOrderOfTheRegulation(t *testing.T) {
	t.Parallel()
	pages := map[string]string{"lisez-moi.txt": "ce n’est pas une règle"}
	for _, id := range []string{"D-01", "M-02", "V-10", "F-03", "V-09", "I-01"} {
		pages[strings.ToLower(id)+".md"] = page(id)
	}
	var got []string
	for _, rule := range read(t, pages).All() {
		got = append(got, rule.ID)
	}
	if want := "[V-09 V-10 F-03 I-01 M-02 D-01]"; fmt.Sprint(got) != want {
		t.Errorf("%v, not %s", got, want)
	}
}

// Only a blocking rule of medium confidence lets a school choose, and thirteen never do.
func TestWhoseSeverityIsAParameter(t *testing.T) {
	t.Parallel()
	never := "V-01 V-02 V-03 V-04 V-05 V-06 V-07 V-08 F-01 F-02 F-06 F-07 F-23"
	pages := map[string]string{
		"v-16.md": page("V-16", "confidence: M", "confirm_with: l’agent comptable"),
		"v-18.md": page("V-18"),
		"v-31.md": page("V-31", "confidence: M", "severity: warn", "confirm_with: l’agent comptable"),
		"v-47.md": page("V-47", "confidence: L", "severity: warn", "confirm_with: l’agent comptable"),
	}
	for _, id := range strings.Fields(never) {
		pages[strings.ToLower(id)+".md"] = page(id, "confidence: M", "confirm_with: le rectorat")
	}
	r := read(t, maps.Clone(pages))
	for _, rule := range r.All() {
		_, offered := rule.Parameter(law.SeverityParameter)
		if want := rule.ID == "V-16"; rule.SeverityIsParameter() != want || offered != want {
			t.Errorf("severity of %s: %v, offered %v", rule.ID, rule.SeverityIsParameter(), offered)
		}
	}
}
