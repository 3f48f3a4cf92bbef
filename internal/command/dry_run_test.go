package command

import (
	"crypto/sha256"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// bytesOf are the digests of every file below a folder.
func bytesOf(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	found := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		found[path] = sha256.Sum256(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A dry run writes nothing at all: no row, no migration, not a byte of the folder, and no folder where there was none.
func TestADryRunLeavesEveryByte(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	data := fixture.School(5, fixture.Options{Pupils: 5, Classes: 1})
	dir, export := testapp.Migrated(t, t.TempDir()), onDisk(t, data)
	tables := t.TempDir()
	for name, content := range map[string]string{
		"T03_PARAMETRES.csv": "NomEts,CodeRNE\n\"Exemple\",\"" + data.UAI + "\"\n", "T01_BASE ELEVE.csv": "Id_Elève,Elève No Etab\n",
		"T1390_Personnels.csv": "Id_Accompagnateur,Nom,Prénom\n1,\"Sorbier\",\"Lou\"\n", "T100_Constantes_Voyage.csv": "Id_Voyage,Destination,DateDépart,DateRetour\n",
		"T101_Inscriptions_Voyages.csv": "Id_Inscription,Clé_Voyage,Clé_Elève\n",
	} {
		if err := os.WriteFile(filepath.Join(tables, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	same := func(what string, act func()) {
		t.Helper()
		before := bytesOf(t, dir)
		act()
		if after := bytesOf(t, dir); !maps.Equal(before, after) {
			t.Errorf("%s changed the folder: %d files before, %d after", what, len(before), len(after))
		}
	}
	same("import siecle --dry-run on an empty school", func() { importJSONOf(t, ImportOptions{Dir: dir, DryRun: true, Files: []string{export}}) })
	importJSONOf(t, ImportOptions{Dir: dir, Files: []string{export}})
	same("import siecle --dry-run", func() { importJSONOf(t, ImportOptions{Dir: dir, DryRun: true, Files: []string{export}}) })
	same("import mobilisco --dry-run", func() {
		var out, complaints strings.Builder
		if code := RunTakeover(t.Context(), &out, &complaints, ImportOptions{Dir: dir, DryRun: true, Files: []string{tables}}); code != Fine {
			t.Fatalf("exit %d: %s", code, complaints.String())
		}
		if !strings.Contains(out.String(), "Rien n’a été enregistré") || !strings.Contains(out.String(), "1 nouveaux") {
			t.Errorf("it says\n%s", out.String())
		}
	})
	rules, err := rulePages()
	if err != nil {
		t.Fatal(err)
	}
	app, err := school.Open(dir, school.Options{Kind: school.Real, Rules: rules, Key: strings.Repeat("k", 32), Bind: bindings()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data.db-wal")); err != nil {
		t.Fatalf("the school is open, and writes beside: %v", err)
	}
	importJSONOf(t, ImportOptions{Dir: dir, DryRun: true, Files: []string{export}}) // while another program has the folder
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(temp, "openacademie-essai-*")); err != nil || len(left) > 0 {
		t.Errorf("the copy of the rehearsal stays: %v %v", left, err)
	}
	nowhere := filepath.Join(t.TempDir(), "school")
	importJSONOf(t, ImportOptions{Dir: nowhere, DryRun: true, Files: []string{export}})
	if _, err := os.Stat(nowhere); !os.IsNotExist(err) {
		t.Errorf("a dry run made a folder: %v", err)
	}
}
