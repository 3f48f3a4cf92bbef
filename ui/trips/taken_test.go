package trips_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/trip"
)

// What MobiliSCO said is read by the staff; what families paid and were remitted, by those who see money only.
func TestTakenOverTripsAreRead(t *testing.T) {
	v := newVillage(t)
	malo, err := v.app.FindRecordById("pupils", v.malo)
	if err != nil {
		t.Fatal(err)
	}
	malo.Set("elenoet", "12")
	if err := v.app.Save(malo); err != nil {
		t.Fatal(err)
	}
	lacks(t, v.as(v.bursar).get("/gestion/voyages"), "Repris de MobiliSCO")
	contains(t, v.as(v.bursar).get("/gestion/voyages/reprise"), "Aucun voyage repris")
	base := &mobilisco.Base{
		School: mobilisco.School{UAI: "0691234A"}, Pupils: map[int]mobilisco.Pupil{7: {Number: "12", LastName: "BENALI"}},
		Trips: []mobilisco.Trip{{
			ID: 12, Destination: "Séville <b>", Purpose: "Espagnol", DepartsOn: "2026-04-11", ReturnsOn: "2026-04-16", VotedOn: "2025-11-20", PriceCents: 350_00,
			Enrolments:  []mobilisco.Enrolment{{ID: 1, Pupil: 7, Number: "12", Name: "BENALI Malo", Letter: true, RemissionCents: 33_00}},
			Payments:    []mobilisco.Payment{{Enrolment: 1, On: "2026-01-15", AmountCents: 217_00, Means: "CHQ", Payer: "TIREUR-UNIQUE"}},
			Instalments: []mobilisco.Instalment{{Number: "1", On: "2026-01-15", AmountCents: 350_00}}, Adults: []int{1},
			Lines:        []mobilisco.Line{{Side: "expense", Phase: "execution", Category: "Car", Label: "Cars du Val", Beneficiaries: "all", AmountCents: 900_00}},
			LetterBlocks: []mobilisco.Block{{Name: "Aides", Text: "Premier paragraphe.\n\nSecond."}},
		}},
	}
	if _, err := trip.TakeOver(context.Background(), v.app, base, false); err != nil {
		t.Fatal(err)
	}
	var id string
	if err := v.app.DB().Select("id").From("taken_trips").Row(&id); err != nil {
		t.Fatal(err)
	}
	contains(t, v.as(v.bursar).get("/gestion/voyages/reprise?q=espagnol"), "Séville &lt;b&gt;", "217,00", "350,00", "archive", "reprise.csv?q=espagnol")
	lacks(t, v.as(v.bursar).get("/gestion/voyages/reprise?q=oxford"), "Séville")
	contains(t, v.as(v.teacher).get("/gestion/voyages"), "/gestion/voyages/reprise")
	here := "/gestion/voyages/reprise?voyage=" + id
	contains(t, v.as(v.bursar).get(here), "TIREUR-UNIQUE", "217,00", "33,00", "Cars du Val", "Second.", "20/11/2025", "Attendu des familles", "100,00")
	contains(t, v.as(v.bursar).get("/gestion/voyages/reprise.csv"), "217,00")
	for _, address := range []string{here, "/gestion/voyages/reprise", "/gestion/voyages/reprise.csv"} {
		page := v.as(v.teacher).get(address)
		contains(t, page, "Séville")
		lacks(t, page, "TIREUR-UNIQUE", "217,00", "33,00", "Versé", "Remise")
	}
	if code := v.as(v.bursar).send(http.MethodGet, "/gestion/voyages/reprise?voyage=inconnu", nil).Code; code != http.StatusNotFound {
		t.Errorf("an archive that does not exist: %d", code)
	}
	if code := v.as(v.amina).send(http.MethodGet, here, nil).Code; code != http.StatusForbidden {
		t.Errorf("a family reads the archive: %d", code)
	}
}
