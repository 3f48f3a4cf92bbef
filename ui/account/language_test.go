package account_test

import "testing"

// The language is chosen before anybody signs in, stays on the device, and goes with the account.
func TestALanguageIsChosenAndKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browser()
	says(t, b.get("/connexion"), `<html lang="fr" dir="ltr">`, `href="/langue?retour=%2Fconnexion"`)
	says(t, b.get("/langue?retour=/connexion"), "العربية", `value="/connexion"`, `lang="ar" dir="rtl"`)
	if at := b.post("/langue", "langue", "en", "retour", "/connexion"); at != "/connexion" {
		t.Fatalf("sent to %s", at)
	}
	says(t, b.get("/connexion"), `<html lang="en" dir="ltr">`, "Sign in", "No password")
	b.post("/connexion", "adresse", apart)
	b.post("/connexion/code", "code", h.mailed(1))
	b.post("/langue", "langue", "ar", "retour", "//ailleurs.example")
	says(t, b.get("/moi"), `<html lang="ar" dir="rtl">`, `data-words="{`)
	if kept := h.one("SELECT language FROM users WHERE email = '" + apart + "'"); kept != "ar" {
		t.Errorf("the account keeps %q", kept)
	}
	b.post("/langue", "langue", "xx")
	says(t, b.get("/moi"), `<html lang="ar" dir="rtl">`, `data-words="{`)
}
