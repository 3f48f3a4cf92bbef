package trips_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func TestTheArchiveOfATripProvesItself(t *testing.T) {
	v := newVillage(t)
	here := v.toExport()
	for _, who := range []school.Actor{v.teacher, v.amina} {
		if got := v.as(who).send(http.MethodGet, here+"/pieces.zip", nil); got.Code == http.StatusOK {
			t.Errorf("%s downloads what is for the audit", who.Kind)
		}
	}
	b := v.as(v.head)
	files := unzip(t, b.get(here+"/pieces.zip"))
	index := string(files["index.csv"])
	for _, name := range []string{"actes.csv", "budget.csv", "creances.csv", "versements.csv", "journal.csv", "noms-engages.pdf", "budget-projet.pdf", "encaissements.pdf"} {
		sum := sha256.Sum256(files[name])
		if len(files[name]) == 0 || !strings.Contains(index, name+";"+hex.EncodeToString(sum[:])) || !strings.Contains(string(files["index.html"]), name) {
			t.Errorf("%s is not in the index with its print", name)
		}
	}
	contains(t, string(files["creances.csv"]), "Benali Malo", "112,00")
	contains(t, string(files["journal.csv"]), "charges.create", "trips.update")
	for name, body := range files {
		lacks(t, string(body), "06 12 34 56 78", "amina@famille.example")
		if strings.HasSuffix(name, ".csv") && strings.Contains(strings.ToLower(string(body)), "iban") {
			t.Errorf("%s speaks of a bank account", name)
		}
	}
	if !strings.Contains(index, "Absent : ") {
		t.Error("the index does not say what cannot be printed yet")
	}
	if year := unzip(t, b.get("/gestion/voyages/pieces.zip?annee=2026-2027")); len(year["index.html"]) == 0 {
		t.Error("the archive of the year has no index")
	}
}

func TestAnyFigureOpensItsChain(t *testing.T) {
	v := newVillage(t)
	here := v.toExport()
	b := v.as(v.accountant)
	page := b.get(here + "/preuves")
	share := regexp.MustCompile(`href="(/gestion/voyages/[^"]+/preuves\?ligne=[^"]+)">Part de Malo`).FindStringSubmatch(page)
	if share == nil {
		t.Fatalf("no family share: %s", textOf(page))
	}
	contains(t, b.get(share[1]), "Acte n°", "Engagement signé", "Créance")
	line := regexp.MustCompile(`href="(/gestion/voyages/[^"]+/preuves\?ligne=[^"]+)">Projet, dépense`).FindStringSubmatch(page)
	contains(t, b.get(line[1]), "Acte n°", "Cette ligne")
	if got := b.send(http.MethodGet, here+"/preuves?ligne=inconnue", nil); got.Code != http.StatusNotFound {
		t.Errorf("an unknown figure: %d", got.Code)
	}
}
