package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// The simulator answers in the page, never above the lawful price, and writes nothing.
func TestTheSimulatorHoldsThePriceUnderTheLaw(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	page := v.as(v.teacher).get(here + "/simulateur?eleves=4&adultes=1&prix=900")
	contains(t, page, "ramené au plus haut prix licite", "312,00")
	lacks(t, page, "900,00\u00a0€")
	contains(t, v.as(v.teacher).get(here+"/simulateur?eleves=beaucoup"), "nombre entier")
	contains(t, v.as(v.teacher).get(here+"/simulateur"), "par famille, en moyenne")
}

// The draft of the act is the budget in words; it is not written while the budget does not balance.
func TestV16TheActIsNotWrittenFromAnUnbalancedBudget(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	contains(t, v.as(v.teacher).get(here+"/acte/projet"), "La participation des familles est fixée à 312,00", "Don du foyer", "commission permanente")
	got := v.as(v.head).send(http.MethodGet, here+"/acte/projet.pdf", nil)
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Body.String(), "%PDF-") {
		t.Errorf("the PDF: %d", got.Code)
	}
	contains(t, v.as(v.head).send(http.MethodGet, here+"/acte/projet.txt?organe=commission", nil).Body.String(), "La commission permanente, après en avoir délibéré")
	short := balanced()
	short.Set("income_1_amount", "150")
	v.as(v.teacher).post(here+"/budget", short)
	contains(t, v.as(v.teacher).get(here+"/acte/projet"), "ne peut pas encore être écrit", "V-16")
	if got := v.as(v.head).send(http.MethodGet, here+"/acte/projet.pdf", nil).Code; got != http.StatusNotFound {
		t.Errorf("an unbalanced budget is printed as an act: %d", got)
	}
	contains(t, v.as(v.bursar).get(here+"/acte/modification"), "Aucun acte")
	contains(t, v.as(v.bursar).get(v.voted("2026-11-04")+"/acte/modification"), "Rien n’a changé depuis le vote")
}

// Once enrolment opened, no vote changes a trip that families sign: the page says so and writes no act, and what refuses a
// change says the same.
func TestAnOpenTripHasNoAmendingAct(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	const way = "Annulez ce voyage et préparez-en un autre"
	late := v.as(v.bursar).get(here + "/acte/modification")
	contains(t, late, "Le temps des actes modificatifs est passé", "ce que le conseil a voté ne change plus", way)
	lacks(t, late, "ne peut pas encore", "tel qu’il est enregistré")
	contains(t, v.as(v.bursar).get(here+"/budget"), way)
	contains(t, v.as(v.teacher).get(here+"/projet"), way)
	if got := v.as(v.bursar).send(http.MethodGet, here+"/acte/modification.txt", nil).Code; got != http.StatusNotFound {
		t.Errorf("an act amends an open trip: %d", got)
	}
}

// The list of natures is the school's: added, retired, proposed again; nobody else than the bursar touches it.
func TestTheSchoolKeepsItsNatures(t *testing.T) {
	v := newVillage(t)
	const list = "/gestion/voyages/natures"
	v.as(v.bursar).post(list, url.Values{"side": {"expense"}, "label": {"Canoë"}})
	contains(t, v.as(v.bursar).refused(list, url.Values{"side": {"expense"}, "label": {"Canoë"}}), "déjà dans la liste")
	here := v.draft()
	contains(t, v.as(v.teacher).get(here+"/budget"), `<option value="Canoë">`)
	v.as(v.bursar).post(list, url.Values{"side": {"expense"}, "was": {"Canoë"}, "label": {"Canoë"}, "do": {"retire"}})
	lacks(t, v.as(v.teacher).get(here+"/budget"), `<option value="Canoë">`)
	categories, err := trip.Categories(v.app, trip.Expense)
	if err != nil || len(categories) < 20 {
		t.Errorf("%d natures, %v", len(categories), err)
	}
}

// What really happened is written beside what was planned, and the report adds it up.
func TestTheRealBudgetStandsBesideTheProject(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	contains(t, v.as(v.teacher).get(here+"/execution"), "Reprendre le budget du projet")
	v.as(v.teacher).post(here+"/execution/reprise", nil)
	facts, err := trip.LoadFacts(v.app, idOf(here))
	if err != nil || len(facts.Real) != 4 {
		t.Fatalf("%d real lines, %v", len(facts.Real), err)
	}
	car := facts.Real[0]
	form := url.Values{"real_0_id": {car.ID}, "real_0_side": {"expense"}, "real_0_category": {car.Category}, "real_0_label": {car.Label}, "real_0_for": {"all"}, "real_0_amount": {"1 100"}}
	contains(t, v.as(v.bursar).refused(here+"/execution", form), "Écrivez le jour", "1 100")
	form.Set("real_0_on", "2026-12-01")
	v.as(v.bursar).post(here+"/execution", form)
	page := v.as(v.bursar).get(here + "/execution")
	contains(t, page, "1\u202f100,00\u00a0€", "+100,00\u00a0€")
	lacks(t, page, "pas reprise")
	contains(t, v.as(v.bursar).get(here+"/bilan"), "1\u202f100,00\u00a0€", "lignes à constater")
	if got := v.as(v.teacher).send(http.MethodGet, here+"/bilan", nil).Code; got != http.StatusForbidden {
		t.Errorf("an organiser reads what families owe: %d", got)
	}
	if got := v.as(v.teacher).send(http.MethodGet, here+"/tranches", nil).Code; got != http.StatusForbidden {
		t.Errorf("an organiser reads the brackets of families: %d", got)
	}
}

// The file for the board and its sitting are kept; an association never collects.
func TestV26PageRefusesAnAssociationThatCollects(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	contains(t, v.as(v.teacher).refused(here+"/conseil", url.Values{"payee": {"association"}, "absent_plan": {"Cours avec la 4e C."}}), "V-26", "Cours avec la 4e C.")
	v.as(v.teacher).post(here+"/conseil", url.Values{"payee": {"school"}, "in_school_plan": {"oui"}, "absent_plan": {"Cours avec la 4e C."}})
	v.as(v.bursar).post(here+"/seance", url.Values{"board_meets_on": {"2026-12-10"}, "credits_open": {"oui"}})
	page := v.as(v.bursar).get(here + "/conseil")
	contains(t, page, "mercredi 2\u00a0décembre\u00a02026")
	lacks(t, page, "V-10", "V-12", "V-14")
}
