package school_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func TestSearchForgivesCaseAccentsAndHyphens(t *testing.T) {
	for text, folded := range map[string]string{
		"Élodie  D'Aubigné-LEROY": "elodie d aubigne leroy", "Cœur": "coeur", "  Ço-ÉTÉ ": "co ete", "a.b@Exemple.fr": "a.b@exemple.fr",
	} {
		if got := school.Fold(text); got != folded {
			t.Errorf("%q gives %q", text, got)
		}
	}
	if !school.Matches("leroy élo", "Élodie LEROY") || school.Matches("leroy marc", "Élodie LEROY") || !school.Matches("", "x") {
		t.Error("words are looked for one by one, all of them")
	}
}
