package browser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// Importing the export that the practice school was made from changes nothing.
func TestImportingTheSameFilesChangesNothing(t *testing.T) {
	t.Parallel()
	school := open(t)
	people := len(school.rows(t, "guardians", "")) + len(school.rows(t, "pupils", ""))
	archive := filepath.Join(t.TempDir(), "ExportXML_College.zip")
	if err := os.WriteFile(archive, fixture.School(7, fixture.Options{Date: "2026-11-16"}).Zip(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := browse(t, school, desk)
	p.enter(secretariat)
	p.visit("/gestion/ecole/import")
	p.press("Lire et comparer")
	p.refused()
	p.see("Choisissez au moins un fichier")
	p.do(chromedp.SetUploadFiles(chromedp.ID("fichiers"), []string{archive}))
	p.press("Lire et comparer")
	p.see("Rien ne change", "Rien n’est encore enregistré")
	p.accessible()
	p.press("Garder la trace de cette vérification")
	p.await("Import enregistré")
	if after := len(school.rows(t, "guardians", "")) + len(school.rows(t, "pupils", "")); after != people {
		t.Errorf("%d people, were %d", after, people)
	}
}
