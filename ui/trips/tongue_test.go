package trips_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/ui/trips"
)

var leftInFrench = regexp.MustCompile(`<span lang="fr" dir="ltr">([^<]*)</span>`)

// theirs are the names and the school's own words.
var theirs = regexp.MustCompile(`^(Malo|Karim Benali|Mme Salaün|Grenade, .*|Malo · .*|(Lundi|Mardi|Mercredi)\x{00a0}: .*|Lire les pavages .*)$`)

// A family that chose English reads its trip in English; what is theirs, and the school's own words, stay as they are.
func TestAFamilyReadsItsTripInEnglish(t *testing.T) {
	t.Parallel()
	v := newVillage(t)
	here := v.opened()
	b := v.as(v.amina)
	for _, r := range trips.Routes() {
		if !r.Who.ForFamily() || r.Method != http.MethodGet || strings.Contains(r.SampleURL(), ".pdf") {
			continue
		}
		answer := b.send(http.MethodGet, v.fill(r.SampleURL(), here), nil, "Accept-Language", "en")
		if answer.Code != http.StatusOK {
			continue
		}
		page := answer.Body.String()
		if !strings.Contains(page, `<html lang="en" dir="ltr">`) {
			t.Errorf("%s is not said to be in English", r.Pattern)
		}
		for _, m := range leftInFrench.FindAllStringSubmatch(page, -1) {
			if !theirs.MatchString(m[1]) {
				t.Errorf("%s: %q", r.Pattern, m[1])
			}
		}
	}
}
