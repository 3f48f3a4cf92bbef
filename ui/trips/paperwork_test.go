package trips_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// alone takes every adult off the trips, the organiser too.
func (v *village) alone() {
	v.t.Helper()
	if _, err := v.app.DB().NewQuery("DELETE FROM chaperones").Execute(); err != nil {
		v.t.Fatal(err)
	}
}

// travelling commits Malo and Chloé to the trip of Grenade, without the road that leads there.
func (v *village) travelling(here string) {
	v.t.Helper()
	for _, pupil := range []string{v.malo, v.chloe} {
		_, err := v.app.DB().Insert("seats", dbx.Params{"id": core.GenerateDefaultRandomId(), "trip": idOf(here), "pupil": pupil, "state": "committed", "answers": `{"trip_phone":"06 39 98 90 00"}`}).Execute()
		if err != nil {
			v.t.Fatal(err)
		}
		if _, err := v.app.DB().Update("pupils", dbx.Params{"boarding_code": "2"}, dbx.HashExp{"id": pupil}).Execute(); err != nil {
			v.t.Fatal(err)
		}
	}
}

func TestThePageOfListsOffersWhatTheReaderMayPrint(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	v.travelling(here)
	v.alone()
	contains(t, v.as(v.teacher).get(here), here+"/listes")
	organiser := v.as(v.teacher).get(here + "/listes")
	contains(t, organiser, "/listes/contacts.pdf", "/listes/embarquement-car.xlsx", "Aucun accompagnateur n’est enregistré")
	lacks(t, organiser, "/listes/contacts-inscrits.pdf", "papiers-regie", "papiers/autorisation-de-depart.pdf")
	colleague := v.as(v.colleague).get(here + "/listes")
	contains(t, colleague, "/listes/noms-engages.pdf", "/listes/non-participants.csv")
	lacks(t, colleague, "/listes/contacts.pdf", "/listes/remise-repas.pdf", "Papiers des accompagnateurs")
	bursar := v.as(v.bursar).get(here + "/listes")
	contains(t, bursar, "/listes/contacts-inscrits.pdf", "Papiers de la régie", "Aucune régie d’avances n’est enregistré")
	for _, format := range []string{"pdf", "xlsx", "csv"} {
		kind := map[string]string{"pdf": "%PDF", "xlsx": "PK", "csv": "\ufeffClasse"}[format]
		if body := v.as(v.teacher).get(here + "/listes/contacts." + format); !strings.HasPrefix(body, kind) {
			t.Errorf("contacts.%s is none", format)
		}
	}
	contains(t, v.as(v.teacher).get(here+"/listes/contacts.csv"), "06 39 98 90 00", "06 12 34 56 78", "Benali")
	for path, status := range map[string]int{
		"/listes/contacts.pdf": http.StatusUnprocessableEntity, "/listes/noms-engages.pdf": http.StatusOK, "/listes/rien.pdf": http.StatusNotFound, "/listes/noms-engages.exe": http.StatusNotFound,
		"/papiers/ordres-de-mission.pdf": http.StatusUnprocessableEntity, "/papiers/ordres-de-mission.csv": http.StatusNotFound, "/papiers-regie/regie-d-avances.pdf": http.StatusForbidden,
		"/listes/remise-repas.pdf?jours=beaucoup": http.StatusUnprocessableEntity,
	} {
		if got := v.as(v.colleague).send(http.MethodGet, here+path, nil).Code; got != status {
			t.Errorf("a colleague, %s: %d, want %d", path, got, status)
		}
	}
	contains(t, v.as(v.bursar).get(here+"/listes/remise-repas.csv?jours=4"), "Benali Malo;4e B;4;")
}

func TestPapersAreSignedOnceTheirFactsAreThere(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	if _, err := v.app.DB().NewQuery("UPDATE school SET head_name = 'Claire Marchand', head_title = 'la principale'").Execute(); err != nil {
		t.Fatal(err)
	}
	v.alone()
	leave := here + "/papiers/autorisation-de-depart.pdf"
	answer := v.as(v.teacher).send(http.MethodGet, leave, nil)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("without an adult: %d", answer.Code)
	}
	contains(t, answer.Body.String(), "Aucun accompagnateur", "Ajoutez les adultes qui partent")
	_, err := v.app.DB().Insert("chaperones", dbx.Params{"id": core.GenerateDefaultRandomId(), "trip": idOf(here), "staff": v.teacher.ID, "quality": "staff"}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	if body := v.as(v.teacher).get(leave); !strings.HasPrefix(body, "%PDF") {
		t.Error("the authorisation is none")
	}
	contains(t, v.as(v.teacher).get(here+"/listes"), "papiers/autorisation-de-depart.pdf", "papiers/ordres-de-mission.pdf")
}

// The kitchen reads numbers only, month after month.
func TestTheKitchenReadsItsMonth(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	v.travelling(here)
	contains(t, v.as(v.colleague).get("/gestion/voyages"), "/gestion/voyages/cuisine", "/gestion/voyages/accompagnateurs", "/gestion/voyages/lettres-manquantes")
	page := v.as(v.colleague).get("/gestion/voyages/cuisine?mois=2027-04")
	contains(t, page, "Cuisine, avril", "−2", "Grenade", "cuisine?mois=2027-03", "cuisine.ics?mois=2027-04")
	lacks(t, page, "Malo", "Benali")
	contains(t, v.as(v.colleague).get("/gestion/voyages/cuisine?mois=n’importe"), "Cuisine, ")
	contains(t, v.as(v.colleague).get("/gestion/voyages/cuisine.ics?mois=2027-04"), "BEGIN:VCALENDAR", "DTEND;VALUE=DATE:20270418")
	contains(t, v.as(v.colleague).get("/gestion/voyages/cuisine.csv?mois=2027-04"), "12/04/2027;2;0;2;0;")
	if body := v.as(v.colleague).get("/gestion/voyages/cuisine.pdf?mois=2027-04"); !strings.HasPrefix(body, "%PDF") {
		t.Error("the month is no PDF")
	}
}

func TestOverAllTrips(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	v.travelling(here)
	contains(t, v.as(v.colleague).get("/gestion/voyages/lettres-manquantes"), "Grenade", here+"/inscriptions?voir=sans-reponse")
	contains(t, v.as(v.colleague).get("/gestion/voyages/lettres-manquantes.csv"), "Grenade;12/04/2027")
	v.alone()
	for _, staff := range []string{v.teacher.ID, v.colleague.ID} {
		_, err := v.app.DB().Insert("chaperones", dbx.Params{"id": core.GenerateDefaultRandomId(), "trip": idOf(here), "staff": staff, "quality": "staff"}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	contains(t, v.as(v.head).get("/gestion/voyages/accompagnateurs"), "Jours d’absence par personne", "Salaün Anne", "Tanguy Yann", "1,00")
	contains(t, v.as(v.head).get("/gestion/voyages/accompagnateurs-jours.csv"), "Salaün Anne;", "Tanguy Yann;")
	own := v.as(v.colleague).get("/gestion/voyages/accompagnateurs-jours.csv")
	contains(t, own, "Tanguy Yann;")
	lacks(t, own, "Salaün Anne;")
	if got := v.as(school.Actor{Kind: school.Guest}).send(http.MethodGet, "/gestion/voyages/accompagnateurs", nil).Code; got != http.StatusSeeOther {
		t.Errorf("a guest: %d", got)
	}
}
