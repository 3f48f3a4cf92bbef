package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func TestTextsAreWrittenPreviewedAndKept(t *testing.T) {
	o := open(t)
	const page = "/gestion/ecole/textes/payment_booked-email"
	refused := o.post(school.Administrator, page, form("subject", "Votre dette", "body", "Merci pour {{message}} et {{reste}}", "do", "save"))
	if refused.Code != http.StatusUnprocessableEntity {
		t.Fatalf("code %d", refused.Code)
	}
	for _, says := range []string{`value="Votre dette"`, "Merci pour {{message}} et {{reste}}", `href="#body"`, "sujet sensible", "{{reste}} n’existe pas"} {
		if !strings.Contains(strings.ReplaceAll(refused.Body.String(), "\u00a0", " "), says) {
			t.Errorf("%s is not said in %s", says, text(refused))
		}
	}
	checkPage(t, "text refused", refused)
	preview := o.post(school.Administrator, page, form("subject", "Merci", "body", "Bonjour,\n\n{{message}}", "do", "preview"))
	if !strings.Contains(preview.Body.String(), "pas encore enregistré") || !strings.Contains(text(preview), "Ici, ce que l’application annonce.") {
		t.Error("no preview of what was typed")
	}
	if n, err := o.app.CountRecords("templates"); err != nil || n != 0 {
		t.Errorf("%d versions saved by a preview (%v)", n, err)
	}
	if code := o.post(school.Administrator, page, form("subject", "Merci", "body", "Bonjour,\n\n{{message}}", "do", "save")).Code; code != http.StatusSeeOther {
		t.Fatalf("saved: %d", code)
	}
	if code := o.post(school.Secretary, page, form("subject", "Merci", "body", "{{message}}", "do", "save")).Code; code != http.StatusForbidden {
		t.Errorf("by a secretary: %d", code)
	}
	if code := o.post(school.Administrator, page, form("do", "original")).Code; code != http.StatusSeeOther {
		t.Errorf("back to the original: %d", code)
	}
	if n, err := o.app.CountRecords("templates"); err != nil || n != 2 {
		t.Errorf("%d versions (%v)", n, err)
	}
	if code := o.post(school.Administrator, "/gestion/ecole/textes/login_code-email", form("subject", "x", "body", "{{message}}", "do", "save")).Code; code != http.StatusNotFound {
		t.Errorf("a text that guards accounts: %d", code)
	}
}
