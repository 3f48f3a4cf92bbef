package trips_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

func TestThePageOfFinancesOffersWhatTheReaderMayPrint(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	bursar := v.as(v.bursar).get(here + "/finances")
	contains(t, bursar, "/finances/budget-projet.pdf", "/finances/budget-academique.xlsx", "/finances/bilan.pdf", "Aucune participation", "Chèques de ce voyage", "Exercice annulé")
	organiser := v.as(v.teacher).get(here + "/finances")
	contains(t, organiser, "/finances/budget-projet.pdf")
	lacks(t, organiser, "/finances/bilan", "encaissements", "ordre-de-recettes", "cheques")
	for _, format := range []string{"pdf", "xlsx", "csv"} {
		kind := map[string]string{"pdf": "%PDF", "xlsx": "PK", "csv": "\ufeffPartie;Poste"}[format]
		if body := v.as(v.teacher).get(here + "/finances/budget-projet." + format); !strings.HasPrefix(body, kind) {
			t.Errorf("budget-projet.%s is none", format)
		}
	}
	for path, status := range map[string]int{
		"/finances/encaissements.pdf": http.StatusUnprocessableEntity, "/finances/bilan.xlsx": http.StatusUnprocessableEntity, "/finances/rien.pdf": http.StatusNotFound,
		"/finances/budget-projet.exe": http.StatusNotFound, "/finances/budget-projet.pdf?jour=hier": http.StatusUnprocessableEntity, "/finances/budget-projet.pdf?exercice=mille": http.StatusUnprocessableEntity,
	} {
		if got := v.as(v.teacher).send(http.MethodGet, here+path, nil).Code; got != status {
			t.Errorf("the organiser, %s: %d, want %d", path, got, status)
		}
	}
}

// The overview shows what the pages of the trips show: the budget to all, the results to those who see money.
func TestTheOverviewOfAYear(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	v.travelling(here)
	contains(t, v.as(v.teacher).get("/gestion/voyages"), "/gestion/voyages/tableau-de-bord")
	page := v.as(v.teacher).get("/gestion/voyages/tableau-de-bord")
	contains(t, page, "Grenade", cents.Amount(164200).String(), cents.Amount(31200).String(), cents.Amount(39400).String(), "accompagnateurs?annee=2026-2027", "tableau-de-bord.csv")
	lacks(t, page, "Résultats", "versé ")
	bursar := v.as(v.bursar).get("/gestion/voyages/tableau-de-bord?nature=voyage&etat=open&q=salaun")
	contains(t, bursar, "Résultats", "versé ", here+"/bilan", "resultats.csv?annee=2026-2027&amp;etat=open&amp;nature=voyage&amp;q=salaun")
	contains(t, v.as(v.bursar).get("/gestion/voyages/tableau-de-bord?nature=sortie"), "Aucun voyage ne correspond")
	contains(t, v.as(v.bursar).get("/gestion/voyages/tableau-de-bord?q=rome"), "Aucun voyage ne correspond")
	contains(t, v.as(v.teacher).get("/gestion/voyages/tableau-de-bord.csv"), "Grenade;12/04/2027;17/04/2027;5;4;1;", ";1642,00;312,00;")
	contains(t, v.as(v.bursar).get("/gestion/voyages/resultats.csv"), "provisoire;2;1;")
	secretary := v.as(staffWith(v, school.Secretary))
	for _, format := range []string{".pdf", ".xlsx", ".csv"} {
		if got := v.as(v.teacher).send(http.MethodGet, "/gestion/voyages/resultats"+format, nil).Code; got != http.StatusForbidden {
			t.Errorf("the organiser opens the results: %d", got)
		}
		if got := secretary.send(http.MethodGet, "/gestion/voyages/cheques"+format, nil).Code; got != http.StatusForbidden {
			t.Errorf("the secretary opens the cheques: %d", got)
		}
	}
	contains(t, v.as(v.accountant).get("/gestion/voyages/cheques?voyage="+idOf(here)), "Aucun chèque", "Compte de l’établissement inconnu")
}
