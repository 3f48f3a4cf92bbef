package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func TestTheAdministratorSetsShortMessages(t *testing.T) {
	o := open(t)
	const path = "/gestion/ecole/sms"
	sent := form("ouvert", "oui", "prestataire", "Un prestataire", "pays", "France", "prix", "4,5", "plafond", "50", "secret", "jamais-montré",
		"avis-numero", "id", "avis-etat", "status", "remis", "delivered", "non-remis", "failed")
	bad := form("ouvert", "oui", "prestataire", "Un prestataire", "pays", "France", "prix", "4,55", "plafond", "50", "secret", "jamais-montré")
	if answer := o.post(school.Administrator, path, bad); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#prix"`) || strings.Contains(answer.Body.String(), "jamais-montré") {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
	if answer := o.post(school.Administrator, path, sent); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.Code, text(answer))
	}
	page := o.get(school.Administrator, path)
	if said := page.Body.String(); strings.Contains(said, "jamais-montré") || !strings.Contains(said, `value="4,50"`) || !strings.Contains(said, "/sms/etat/") {
		t.Errorf("page: %s", text(page))
	}
	if tile := text(o.get(school.Bursar, "/gestion/messages")); !strings.Contains(tile, "de SMS ce mois-ci") {
		t.Errorf("the bursar reads no meter: %.600s", tile)
	}
	if answer := o.post(school.Bursar, path, sent); answer.Code != http.StatusForbidden {
		t.Errorf("the bursar: %d", answer.Code)
	}
	if answer := o.post(school.Administrator, path+"/essai", form("numero", "0612345678")); answer.Code != http.StatusSeeOther {
		t.Errorf("trial: %d", answer.Code)
	}
	_, at, _ := strings.Cut(page.Body.String(), "/sms/etat/")
	secret, _, _ := strings.Cut(at, "<")
	for address, want := range map[string]int{"/sms/etat/" + secret + "?id=1&status=failed": http.StatusOK, "/sms/etat/" + secret: http.StatusBadRequest, "/sms/etat/autre?id=1&status=failed": http.StatusNotFound} {
		if got := o.get(school.Administrator, address).Code; got != want {
			t.Errorf("%s: %d", address, got)
		}
	}
}
