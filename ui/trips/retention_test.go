package trips_test

import (
	"net/url"
	"testing"

	"github.com/pocketbase/dbx"
)

// The page counts, refuses without the archives, and erases under a visa.
func TestD12ThePageErasesUnderAVisaOnly(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	v.as(v.head).post(here+"/annulation", url.Values{"cancel_reason": {"Le car n’est plus disponible."}})
	const answer = "reponse00000001"
	if _, err := v.app.DB().Insert("trip_answers", dbx.Params{"id": answer, "trip": idOf(here), "pupil": v.malo, "guardian_id": v.amina.ID, "answer": "yes"}).Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := v.app.DB().NewQuery("UPDATE trips SET departs_on = '2025-04-12', returns_on = '2025-04-17', school_year = '2024-2025' WHERE id = '" + idOf(here) + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	b := v.as(v.head)
	contains(t, b.get("/gestion/voyages/conservation"), "Suivi du voyage", "2024-2025", "attend un accord", "18/04/2026")
	erase := url.Values{"categorie": {"suivi"}, "annee": {"2024-2025"}}
	contains(t, b.refused("/gestion/voyages/conservation/effacement", erase), "D-12", "sans l’accord des archives")
	contains(t, b.refused("/gestion/voyages/conservation/visas", url.Values{"category": {"suivi"}, "number": {""}, "covers_until": {"2025-08-31"}}), "a un numéro")
	b.post("/gestion/voyages/conservation/visas", url.Values{"category": {"suivi"}, "number": {"AD69 2026-12"}, "covers_until": {"2025-08-31"}})
	contains(t, b.get("/gestion/voyages/conservation"), "visa AD69", "Effacer")
	contains(t, b.get("/gestion/voyages/conservation.csv"), "AD69 2026-12")
	b.post("/gestion/voyages/conservation/effacement", erase)
	contains(t, b.get("/gestion/voyages/conservation"), "Rien de personnel")
	r, err := v.app.FindRecordById("trip_answers", answer)
	if err != nil || r.GetString("guardian_id") == v.amina.ID || r.GetString("answer") != "yes" {
		t.Errorf("%v %v", r, err)
	}
}
