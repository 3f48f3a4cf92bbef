package trip

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openacademie/openacademie/internal/law"
)

// Whatever is typed: a text taken has no field left in the letter, and a text with an unknown one is not taken.
func FuzzPlaceholders(f *testing.F) {
	for _, text := range []string{"", "{{prix}}", "{{", "}}{{", "{{{{prix}}}}", "{{prix", "{{ prix }}", "{{élève}}{{inconnu}}", "a\x00{{\xff}}", strings.Repeat("{{", 500)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		unknown := unknownPlaceholders(text)
		body := buildLetter(1, one(text), letterOfAda()).Body
		if len(unknown) == 0 && strings.Contains(body, "{{") {
			t.Errorf("%q leaves a field in %q", text, body)
		}
		for _, u := range unknown {
			if utf8.ValidString(text) && !utf8.ValidString(u) || len([]rune(u)) > 30 {
				t.Errorf("%q is told as %q", text, u)
			}
		}
		refused := law.Refuse(JudgeBlocks(one("x" + text))) // never blank
		if (refused == nil) != (len(unknown) == 0 && len([]rune(text)) < 6000) {
			t.Errorf("%q: %v, unknown %q", text, refused, unknown)
		}
	})
}

// « soussigné » agrees with one person whose civility is known, and with nobody otherwise.
func TestLettersAgreeWithWhoSigns(t *testing.T) {
	t.Parallel()
	for civility, want := range map[string]string{"Mme": "soussignée", "M.": "soussigné", "": "soussigné·e"} {
		d := letterOfAda()
		d.civility = civility
		if got := strings.TrimSpace(buildLetter(1, one("{{soussigné}}"), d).Body); got != want {
			t.Errorf("%q: %q", civility, got)
		}
	}
	d := letterOfAda()
	d.adult, d.hosting = true, [2]string{"1er mars 2027", "6 mars 2027"}
	if got := strings.TrimSpace(buildLetter(1, one("{{inscris}} {{accueil}}"), d).Body); got != "m’inscris du 1er mars 2027 au 6 mars 2027" {
		t.Errorf("%q", got)
	}
}
