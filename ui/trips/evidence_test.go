package trips_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"

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
	for _, name := range []string{"actes.csv", "budget.csv", "creances.csv", "versements.csv", "journal.csv", "noms-engages.pdf", "budget-projet.pdf", "encaissements.pdf", "lettres-signees.pdf"} {
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

// What an auditor asks to see on paper: the receipts, the signed letters; and what has been bought once something has.
func TestTheArchiveHoldsThePapers(t *testing.T) {
	v := newVillage(t)
	here := v.reported(300_00)
	files := unzip(t, v.as(v.accountant).get(here+"/pieces.zip"))
	for name, said := range map[string][]string{
		"quittances.pdf":      {"312,00", "Amina", "Malo", "virement"},
		"lettres-signees.pdf": {"Malo", "Amina", "Empreinte SHA-256"},
	} {
		text := printed(t, files[name])
		contains(t, text, said...)
		lacks(t, text, "amina@famille.example")
	}
	if _, there := files["achats.pdf"]; there || !strings.Contains(string(files["index.csv"]), "achats.pdf;;Absent") {
		t.Error("a trip where nothing was bought lists purchases, or its index does not say that there are none")
	}
}

// printed is the text layer of a PDF.
func printed(t *testing.T, file []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		for _, glyph := range r.Page(n).Content().Text {
			b.WriteString(glyph.S)
		}
		b.WriteByte(' ')
	}
	return b.String()
}
