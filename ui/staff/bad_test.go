package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestAddressesToAskForAgain(t *testing.T) {
	o := open(t)
	testapp.Row(t, o.app, "guardians", map[string]any{"last_name": "MOREL", "first_name": "Aïcha", "email": "Aicha.Morel@exemple.fr"})
	row := testapp.Row(t, o.app, "bad_addresses", map[string]any{"address": "aicha.morel@exemple.fr", "reason": "Revenu : 5.1.1", "since": "2026-11-15 10:00:00.000Z"})
	const path = "/gestion/messages/adresses"
	if said := text(o.get(school.Secretary, path)); !strings.Contains(said, "aicha.morel@exemple.fr") || !strings.Contains(said, "Aïcha MOREL") || !strings.Contains(said, "5.1.1") {
		t.Errorf("page: %s", said)
	}
	if page := o.get(school.Nurse, path); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "Réessayer") {
		t.Errorf("the nurse: %d", page.Code)
	}
	if answer := o.post(school.Secretary, path+"/avis", form("avis", "bonjour")); answer.Code != http.StatusSeeOther {
		t.Errorf("notice: %d", answer.Code)
	}
	if answer := o.post(school.Secretary, path+"/essai", form("adresse", row.Id)); answer.Code != http.StatusSeeOther {
		t.Errorf("again: %d", answer.Code)
	}
	if said := text(o.get(school.Secretary, path)); !strings.Contains(said, "Aucune adresse n’est en échec") {
		t.Errorf("page: %s", said)
	}
	if answer := o.post(school.Nurse, "/courriel/retour/inconnue", form()); answer.Code != http.StatusNotFound {
		t.Errorf("a stranger's notice: %d", answer.Code)
	}
}
