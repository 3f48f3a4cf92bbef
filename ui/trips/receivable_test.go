package trips_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// unzip reads an archive that must be one.
func unzip(t testing.TB, raw string) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader([]byte(raw)), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(body); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// signed has Malo's mother commit.
func (v *village) signed(here string) {
	v.t.Helper()
	b := v.as(v.amina)
	page := b.answered(family(here, v.malo))
	b.post(family(here, v.malo)+"/signature", url.Values{"answer": {"accept"}, "text_digest": {digestIn(v.t, page)}, "agree": {"1"}, "read": {"1"}})
}

// export sets a school and a pupil so that receivables can leave, and opens a trip that Malo has signed for.
func (v *village) toExport() (here string) {
	v.t.Helper()
	here = v.opened()
	for collection, fields := range map[string]map[string]any{"school": {"accounting_year": "2026"}, "pupils": {"elenoet": "412"}} {
		id := v.malo
		if collection == "school" {
			if err := v.app.DB().Select("id").From("school").Row(&id); err != nil {
				v.t.Fatal(err)
			}
		}
		r, err := v.app.FindRecordById(collection, id)
		if err != nil {
			v.t.Fatal(err)
		}
		r.Load(fields)
		if err := v.app.Save(r); err != nil {
			v.t.Fatal(err)
		}
	}
	testapp.Row(v.t, v.app, "column_mappings", map[string]any{"name": "Op@le", "kind": "receivables", "file_kind": "csv", "separator": ",", "encoding": "utf-8", "columns": []map[string]any{{"field": "debtor", "label": "TIERS"}, {"field": "amount", "label": "MONTANT"}}})
	v.signed(here)
	return here
}

var transferLink = regexp.MustCompile(`href="([^"]+/creances/[^"/]+)/bordereau.pdf"`)

func TestReceivablesAreExportedFromTheirPage(t *testing.T) {
	v := newVillage(t)
	here := v.toExport()
	b := v.as(v.accountant)
	contains(t, b.get(here+"/creances"), "à transférer, 312,00", "Benali Malo", "Benali Amina")
	contains(t, b.refused(here+"/creances", url.Values{"target": {"gfc"}}), "compte de classe 4")
	contains(t, b.refused(here+"/creances/compte", url.Values{"class4_account": {"7067"}}), "commence par 4", `value="7067"`)
	b.post(here+"/creances/compte", url.Values{"class4_account": {"411 2"}, "pay_by": {"2027-04-01"}})
	b.post(here+"/creances", url.Values{"target": {"gfc"}})
	page := b.get(here + "/creances")
	contains(t, page, "Rien n’est à transférer", "n° 1 de 2026")
	transfer := transferLink.FindStringSubmatch(page)[1]
	files := unzip(t, b.get(transfer+"/fichiers.zip"))
	if !bytes.Contains(files["FME.DBF"], []byte("312.00")) || !bytes.Contains(files["FMEDK.DBF"], []byte("26001")) || !bytes.HasPrefix(files["bordereau.pdf"], []byte("%PDF")) {
		t.Errorf("the archive lacks something: %d files", len(files))
	}
	if got := v.as(v.head).send(http.MethodGet, transfer+"/fichiers.zip", nil); got.Code == http.StatusOK {
		t.Error("the head downloads what the accounting sends")
	}
	b.post(transfer+"/refaire", nil)
	contains(t, b.get(here+"/creances"), "refait")
	b.post(transfer+"/annuler", nil)
	if got := b.send(http.MethodGet, transfer+"/fichiers.zip", nil); got.Code == http.StatusOK {
		t.Error("a forgotten transfer can still be imported")
	}
	b.post(here+"/creances", url.Values{"target": {"neutral"}})
	page = b.get(here + "/creances")
	links := regexp.MustCompile(`href="([^"]+/fichiers.zip\?modele=[^"]+)"`).FindStringSubmatch(page)
	if got := string(unzip(t, b.get(links[1]))["creances.csv"]); !strings.HasPrefix(got, "TIERS,MONTANT\r\nBenali Amina,\"312,00\"") {
		t.Errorf("the file of the model: %q", got)
	}
	contains(t, b.refused(here+"/creances/compteur", url.Values{"gfc_counter": {"12"}, "reason": {""}}), "se motive", `value="12"`)
}

func TestAModelOfFilesIsWrittenOnItsPage(t *testing.T) {
	v := newVillage(t)
	b := v.as(v.bursar)
	at := b.post("/gestion/voyages/modeles-export", url.Values{"name": {"Compta"}, "file_kind": {"xlsx"}, "field_0": {"pupil"}, "label_0": {"Élève"}, "field_1": {""}, "field_2": {"amount"}, "label_2": {"Montant"}})
	contains(t, b.get(at), `value="Compta"`, `value="Montant"`)
	contains(t, b.refused("/gestion/voyages/modeles-export", url.Values{"name": {"Vide"}, "file_kind": {"xlsx"}, "field_0": {""}}), "aucune colonne", `value="Vide"`)
	if got := v.as(v.teacher).send(http.MethodGet, "/gestion/voyages/modeles-export", nil); got.Code != http.StatusForbidden {
		t.Errorf("a teacher reads the models: %d", got.Code)
	}
	if !slices.Contains(school.RolesFor(school.ExportFiles), school.Bursar) {
		t.Error("the bursar does not export")
	}
}
