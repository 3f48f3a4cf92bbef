package staff_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
)

// The accountant goes by the pages from the convention to production, and every step that is missing is said.
func TestTheWayToProductionByPages(t *testing.T) {
	o := filled(t)
	sim := simulator.New(simulator.Options{Notify: simulator.Notify{Lost: true}})
	base, err := sim.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	const path = "/gestion/ecole/payfip"
	post := func(at string, code int, says string, pairs ...string) {
		t.Helper()
		answer := o.post(school.Accountant, at, form(pairs...))
		if answer.Code != code || !strings.Contains(text(answer)+answer.Header().Get("Location"), says) {
			t.Errorf("%s: %d %s %s", at, answer.Code, answer.Header().Get("Location"), text(answer))
		}
	}
	post(path, http.StatusSeeOther, path, "numcli", "090 909", "service", base+simulator.SOAPPath, "page", base+simulator.PagePath, "moyens", "card", "mode", "W")
	if mode := o.one("SELECT payfip_mode || payfip_means FROM school"); mode != `T["card"]` {
		t.Errorf("the form alone makes %s", mode)
	}
	post(path+"/mode", http.StatusUnprocessableEntity, "essai de la connexion", "mode", "X")
	post(path+"/essai", http.StatusSeeOther, path)
	page := text(o.get(school.Accountant, path))
	for _, w := range []string{"COLLEGE EXEMPLE", "REGIE DEMI PENSION", "Essai réussi le", "Faire un paiement d’essai"} {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q: %s", w, page)
		}
	}
	checkPage(t, "payfip settings", o.get(school.Accountant, path))
	post(path+"/mode", http.StatusSeeOther, path, "mode", "X")
	post(path+"/production", http.StatusUnprocessableEntity, "paiement d’activation")
	post(path+"/paiement", http.StatusUnprocessableEntity, "ne convient pas", "mel", "rien")
	post(path+"/paiement", http.StatusSeeOther, base+simulator.PagePath, "mel", "agent@exemple.fr")
	if p := sim.Payments(); len(p) != 1 || p[0].Mode != "X" || p[0].Amount != 100 {
		t.Fatalf("%+v", p)
	}
	post(path+"/ecrit", http.StatusUnprocessableEntity, "référence", "confirmation", "", "date", "2026-11-10")
	// The payment may still be made: the mode waits for it.
	post(path+"/ecrit", http.StatusSeeOther, path, "confirmation", "DDFiP de l’Ain, courriel 12", "date", "2026-11-10")
	post(path+"/production", http.StatusSeeOther, path)
	checkPage(t, "payfip second confirmation", o.get(school.Accountant, path))
	post(path+"/production/confirmation", http.StatusUnprocessableEntity, "Cochez la case")
	post(path+"/production/confirmation", http.StatusUnprocessableEntity, "encore possible", "compris", "oui")
	if _, err := o.app.DB().NewQuery("UPDATE online_payments SET made_at = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	post(path+"/production/confirmation", http.StatusSeeOther, path, "compris", "oui")
	page = text(o.get(school.Accountant, path))
	if !strings.Contains(page, "en production") || strings.Contains(page, "paiement d’essai") {
		t.Errorf("in production: %s", page)
	}
	post(path+"/mode", http.StatusSeeOther, path, "mode", "T")
}
