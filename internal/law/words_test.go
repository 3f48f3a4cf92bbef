package law_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
)

func TestNumbersAreWrittenWithTheirNoun(t *testing.T) {
	for n, want := range map[int]string{
		0: "0\u00a0élève", 1: "1\u00a0élève", 2: "2\u00a0élèves", 999: "999\u00a0élèves",
		1200: "1\u202f200\u00a0élèves", 1234567: "1\u202f234\u202f567\u00a0élèves", -100: "-100\u00a0élève",
	} {
		if got := law.Counted(n, "élève", "élèves"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
