package components_test

import (
	"testing"

	c "github.com/openacademie/openacademie/ui/components"
)

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"écrivez une date": "Écrivez une date.", "Rien n’est dû.": "Rien n’est dû.", "est-ce tout ?": "Est-ce tout ?", "": "", "la suite…": "La suite…",
	} {
		if got := c.Sentence(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
