package rgaa_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/rgaa"
)

// altered is the content of this release with one file changed; an empty change takes the file away.
func altered(t *testing.T, name, before, after string) fstest.MapFS {
	t.Helper()
	made := fstest.MapFS{}
	for _, path := range []string{"accessibility/rgaa.json", "legal/accessibilite.md"} {
		raw, err := fs.ReadFile(content.FS, path)
		if err != nil {
			t.Fatal(err)
		}
		if path == name {
			if !strings.Contains(string(raw), before) {
				t.Fatalf("%s does not hold %q", path, before)
			}
			raw = []byte(strings.Replace(string(raw), before, after, 1))
		}
		if path != name || before+after != "" {
			made[path] = &fstest.MapFile{Data: raw}
		}
	}
	return made
}

func TestD01AReleaseWithoutItsDeclarationIsRefused(t *testing.T) {
	t.Parallel()
	if err := rgaa.Ready(content.FS); err != nil {
		t.Fatalf("this release: %v", err)
	}
	const table, text = "accessibility/rgaa.json", "legal/accessibilite.md"
	for what, made := range map[string]fstest.MapFS{
		"no table":                     altered(t, table, "", ""),
		"no text":                      altered(t, text, "", ""),
		"a criterion less":             altered(t, table, `{"number": "1.4"`, `{"number": "1.5"`),
		"a state that is none":         altered(t, table, `"state": "fails"`, `"state": "perhaps"`),
		"an answer without evidence":   altered(t, table, `"evidence": [{"test": "TestEveryPageIsAccessible"}]`, `"evidence": []`),
		"a check without its day":      altered(t, table, `, "on": "2026-11-24"}`, `}`),
		"no day":                       altered(t, table, `"on": "2026-11-24",`+"\n", ``),
		"a word that the table denies": altered(t, text, "**partiellement conforme**", "**totalement conforme**"),
		"no remedies":                  altered(t, text, "## Voies de recours", "## Suite"),
	} {
		if err := rgaa.Ready(made); err == nil {
			t.Errorf("%s: released", what)
		}
	}
}

func TestTheRateNeverFlatters(t *testing.T) {
	t.Parallel()
	criteria := func(conform, fails, none, unchecked int) (all []rgaa.Criterion) {
		for state, n := range map[rgaa.State]int{rgaa.Conform: conform, rgaa.Fails: fails, rgaa.NotApplicable: none, rgaa.Unchecked: unchecked} {
			for range n {
				all = append(all, rgaa.Criterion{State: state})
			}
		}
		return all
	}
	for _, c := range []struct {
		audit   rgaa.Audit
		rate    int
		verdict string
	}{
		{rgaa.Audit{Criteria: criteria(70, 0, 36, 0)}, 100, rgaa.Whole},
		{rgaa.Audit{Criteria: criteria(69, 0, 36, 1)}, 98, rgaa.Partial}, // not checked is not held
		{rgaa.Audit{Criteria: criteria(50, 50, 6, 0)}, 50, rgaa.Partial},
		{rgaa.Audit{Criteria: criteria(49, 1, 6, 50)}, 49, rgaa.Not},
	} {
		if c.audit.Rate() != c.rate || c.audit.Verdict() != c.verdict {
			t.Errorf("%d %%, %s; want %d %%, %s", c.audit.Rate(), c.audit.Verdict(), c.rate, c.verdict)
		}
	}
}
