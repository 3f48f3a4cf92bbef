package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// days has the practice clock go on.
func (v *village) days(n int) {
	v.t.Helper()
	if _, err := v.app.DB().NewQuery("UPDATE practice_clock SET offset_s = offset_s + 86400 * {:n}").Bind(map[string]any{"n": n}).Execute(); err != nil {
		v.t.Fatal(err)
	}
}

// one leaves one place in a trip, given in this way; a draw and criteria are said before families answer.
func (v *village) one(selection string) (here string) {
	v.t.Helper()
	here = v.submitted()
	if _, err := v.app.DB().NewQuery("UPDATE trips SET capacity = 1, selection = {:how}").Bind(map[string]any{"how": selection}).Execute(); err != nil {
		v.t.Fatal(err)
	}
	v.days(20)
	v.as(v.bursar).post(here+"/acte", url.Values{"organ": {"board"}, "act_number": {"41"}, "accepts_gifts": {"1"}, "voted_on": {"2026-11-12"}, "transmitted_on": {"2026-11-14"}, "published_on": {"2026-11-14"}})
	v.as(v.head).post(here+"/autorisation", url.Values{"decision": {"yes"}})
	v.as(v.bursar).post(here+"/ouverture", nil)
	return here
}

func (b *browser) signs(address string) {
	b.v.t.Helper()
	b.post(address+"/signature", url.Values{"text_digest": {digestIn(b.v.t, b.answered(address))}})
}

// The whole road of a place by the pages alone: the trip is full, another waits, the first asks to leave, the office
// records it, the head decides with a remission, the accountant has the ledger follow, the place is offered and signed.
func TestAPlaceGoesFromOneFamilyToAnother(t *testing.T) {
	v := newVillage(t)
	here := v.one(trip.ByArrival)
	amina, malo := v.as(v.amina), family(here, v.malo)
	amina.signs(malo)
	enora, chloe := v.as(v.stranger), family(here, v.chloe)
	contains(t, enora.get(chloe), "liste d’attente")
	enora.post(chloe+"/attente", nil)
	contains(t, enora.get(chloe), "rang 1")

	ask := amina.get(malo)
	contains(t, ask, malo+"/desistement")
	contains(t, amina.refused(malo+"/desistement", url.Values{"leave_reason": {"Nous déménageons."}}), "Nous déménageons.", "Choisissez la raison")
	amina.post(malo+"/desistement", url.Values{"leave_cause": {"family"}, "leave_reason": {"Nous déménageons."}})
	list := v.as(v.bursar).get(here + "/inscriptions")
	contains(t, list, here+"/inscriptions/"+v.malo)
	seat := here + "/inscriptions/" + v.malo
	contains(t, v.as(v.bursar).get(seat), "Nous déménageons.")
	lacks(t, v.as(v.teacher).get(seat), "Nous déménageons.", "€")
	v.as(v.bursar).post(seat+"/desistement", url.Values{"cause": {"family"}, "reason": {"Lettre du 6 décembre."}})
	contains(t, v.as(v.accountant).refused(seat+"/comptes", nil), "n’a pas encore décidé")
	v.as(v.head).post(seat+"/decision", url.Values{"remission_cents": {"56"}, "reason": {"Situation de famille."}})
	contains(t, v.as(v.accountant).refused(seat+"/comptes", nil), "dépasse ce que le conseil", "Acte du conseil qui vote la remise")
	act := testapp.Row(t, v.app, "acts", map[string]any{"organ": "board", "purpose": school.RemissionAct, "act_number": "2026-88", "voted_on": "2026-10-01", "transmitted_on": "2026-10-05", "published_on": "2026-10-05"}).Id
	v.as(v.accountant).post(seat+"/comptes", url.Values{"act": {act}})
	contains(t, v.as(v.accountant).get(seat), "les comptes suivent la décision", "100,00") // half of 312 €, less 56 €

	v.as(v.bursar).post(here+"/propositions", nil)
	contains(t, enora.get(chloe), "Lire et signer")
	enora.signs(chloe)
	contains(t, enora.get(chloe), "inscription ferme")
	lacks(t, v.as(v.teacher).get(here+"/inscriptions"), "€")
}

// A draw by the pages: announced with its digest, asked for by two families, drawn, published with its seed, and the place
// offered to the first.
func TestADrawIsRunByThePages(t *testing.T) {
	v := newVillage(t)
	here := v.one(trip.ByDraw)
	for who, pupil := range map[string]string{"amina": v.malo, "enora": v.chloe} {
		b := v.as(v.amina)
		if who == "enora" {
			b = v.as(v.stranger)
		}
		b.post(family(here, pupil)+"/attente", nil)
	}
	bursar := v.as(v.bursar)
	until := v.today().Add(3)
	bursar.post(here+"/tirage/annonce", url.Values{"closes_on": {string(until)}})
	announced := bursar.get(here + "/tirage")
	contains(t, announced, "empreinte")
	v.days(4)
	bursar.post(here+"/tirage", nil)
	drawn := bursar.get(here + "/tirage")
	contains(t, drawn, "Graine", "publi")
	pages := map[string]string{"Malo": v.as(v.amina).get(family(here, v.malo) + "/tirage"), "Chloé": v.as(v.stranger).get(family(here, v.chloe) + "/tirage")}
	for child, page := range pages {
		contains(t, page, "Pour "+child, "Rang au tirage", "Refaire le tirage soi-même", "sha256sum")
		for other := range pages {
			if other != child {
				lacks(t, page, other)
			}
		}
	}
	if code := v.as(v.amina).send(http.MethodGet, family(here, v.chloe)+"/tirage", nil).Code; code != http.StatusNotFound && code != http.StatusForbidden {
		t.Errorf("another family's draw opens: %d", code)
	}
	bursar.post(here+"/propositions", nil)
	first, second := v.as(v.amina).get(family(here, v.malo)), v.as(v.stranger).get(family(here, v.chloe))
	if strings.Contains(first, "Lire et signer") == strings.Contains(second, "Lire et signer") {
		t.Errorf("one place, and both or none are offered it:\n%s\n\n%s", textOf(first), textOf(second))
	}
}
