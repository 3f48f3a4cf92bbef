package staff_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/openid/local"
	"github.com/openacademie/openacademie/internal/school"
)

// The administrator plugs the school into a real provider: refused, everything typed comes back but the secret; the button is
// not opened before the provider has answered; taken away, what was linked goes too.
func TestAProviderIsPluggedByTheAdministrator(t *testing.T) {
	o := open(t)
	server := local.New(t, "http://127.0.0.1/retour", true)
	const page = "/gestion/ecole/connexions"
	typed := map[string]string{
		"nom": "EduConnect", "public": "family", "emetteur": server.Issuer + "/autre", "client": "college-1", "secret": "très secret", "designation": "subject", "ouvert": "oui", "preuves": "eidas2",
	}
	send := func(role school.Role, path string) (int, string, string) {
		var pairs []string
		for name, value := range typed {
			pairs = append(pairs, name, value)
		}
		answer := o.post(role, path, form(pairs...))
		return answer.Code, answer.Header().Get("Location"), answer.Body.String()
	}
	for _, role := range []school.Role{school.Head, school.Bursar, school.Accountant} {
		if code, _, _ := send(role, page+"/nouveau"); code != http.StatusForbidden {
			t.Errorf("%s: %d", role, code)
		}
	}
	code, _, body := send(school.Administrator, page+"/nouveau")
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#emetteur"`) || !strings.Contains(body, "college-1") || !strings.Contains(body, "eidas2") || strings.Contains(body, "très secret") {
		t.Fatalf("%d %s", code, body)
	}
	typed["emetteur"] = "https://educonnect.example"
	if code, _, body := send(school.Administrator, page+"/nouveau"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "aucun vrai fournisseur") {
		t.Errorf("a practice school calls a real provider: %d", code)
	}
	typed["emetteur"] = server.Issuer
	if code, to, body := send(school.Administrator, page+"/nouveau"); code != http.StatusSeeOther || to != page {
		t.Fatalf("%d %s", code, body)
	}
	id := o.one("SELECT id FROM identity_providers WHERE is_open AND issuer = '" + server.Issuer + "'")
	sealed := o.one("SELECT secret_sealed FROM identity_providers")
	if strings.Contains(sealed, "secret") || sealed == "" {
		t.Errorf("the secret is kept as %q", sealed)
	}
	if kept := o.one("SELECT COUNT(*) || '' FROM journal_details WHERE new_values LIKE '%très secret%'"); kept != "0" {
		t.Error("the journal holds the secret")
	}
	shown := o.get(school.Administrator, page+"/"+id).Body.String()
	if strings.Contains(shown, "très secret") || strings.Contains(shown, sealed) || !strings.Contains(shown, "/connexion/retour") {
		t.Error("the page shows the secret, or not where people come back")
	}
	typed["secret"], typed["nom"] = "", "EduConnect de l’académie"
	if code, _, body := send(school.Administrator, page+"/"+id); code != http.StatusSeeOther || o.one("SELECT secret_sealed FROM identity_providers") != sealed {
		t.Errorf("an empty secret does not keep the known one: %d %s", code, body)
	}
	for down, wanted := range map[bool]string{false: "répond", true: "il ne répond pas"} {
		server.Fall(down)
		answer := o.post(school.Administrator, page+"/"+id+"/essai", form())
		request := httptest.NewRequest(http.MethodGet, answer.Header().Get("Location"), nil)
		for _, c := range answer.Result().Cookies() {
			request.AddCookie(c)
		}
		if said := text(o.ask(request, school.Administrator)); !strings.Contains(said, wanted) {
			t.Errorf("down %v: %s", down, said)
		}
	}
	if code := o.post(school.Administrator, page+"/"+id+"/retrait", form()).Code; code != http.StatusSeeOther || o.one("SELECT COUNT(*) || '' FROM identity_providers") != "0" {
		t.Errorf("it is not taken away: %d", code)
	}
}
