package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// The organiser prints the letters, and ticks the one that comes back; the family's page says so.
func TestALetterOnPaperIsPrintedAndTicked(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	teacher := v.as(v.teacher)
	if pdf := teacher.get(here + "/lettres.pdf?qui=tous"); !strings.HasPrefix(pdf, "%PDF") {
		t.Fatalf("no letters: %.80s", pdf)
	}
	ask := teacher.get(here + "/lettres/retour?eleve=" + v.malo)
	contains(t, ask, "Qui a signé")
	form := url.Values{"eleve": {v.malo}, "version": {"0"}, "accept": {"yes"}, "on": {string(v.today())}}
	if again := teacher.refused(here+"/lettres/retour", form); !strings.Contains(again, "ne dit pas qui") {
		t.Errorf("a letter signed by nobody: %.300s", again)
	}
	form.Set("signers", v.amina.ID)
	teacher.post(here+"/lettres/retour", form)
	contains(t, v.as(v.amina).get(family(here, v.malo)), "inscription ferme")
	seat, err := v.app.FindFirstRecordByFilter("seats", "pupil = {:p}", map[string]any{"p": v.malo})
	if err != nil || seat.GetString("state") != trip.SeatCommitted {
		t.Errorf("the place is %v, %v", seat, err)
	}
}

// A family prints its own papers; a paper that is not for families does not exist for it.
func TestAFamilyPrintsItsOwnPapers(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	contains(t, amina.get(address+"/papiers"), "Fiche sanitaire de liaison")
	if pdf := amina.get(address + "/papiers.pdf?document=sante"); !strings.HasPrefix(pdf, "%PDF") {
		t.Errorf("no sheet: %.80s", pdf)
	}
	for _, kind := range []string{"vigipirate", "remise", "autre"} {
		if code := amina.send(http.MethodGet, address+"/papiers.pdf?document="+kind, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", kind, code)
		}
	}
	if page := v.as(v.teacher).get(here + "/documents"); strings.Contains(page, "fonds social") || strings.Contains(page, "versement") {
		t.Error("the organiser's desk names what is not theirs")
	}
}
