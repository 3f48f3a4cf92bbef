package command

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// runImport runs the command and returns its exit code, its output and its complaints.
func runImport(t *testing.T, o ImportOptions) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = RunImport(context.Background(), &stdout, &stderr, o)
	return code, stdout.String(), stderr.String()
}

// onDisk writes one zip per school and returns its path.
func onDisk(t *testing.T, d *fixture.Data) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := os.WriteFile(path, d.Zip(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// contentOf digests every file of a folder, SQLite's own bookkeeping of readers apart.
func contentOf(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	content := map[string][32]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(dir, path))
		content[path] = sha256.Sum256(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func importJSONOf(t *testing.T, o ImportOptions) map[string]any {
	t.Helper()
	o.JSON = true
	code, out, complaints := runImport(t, o)
	if code != Fine || complaints != "" {
		t.Fatalf("exit %d: %s", code, complaints)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return answer
}

func TestImportCommandReadsOldExcel(t *testing.T) {
	data := fixture.School(5, fixture.Options{Pupils: 20, Classes: 4})
	dir, export := testapp.Migrated(t, t.TempDir()), onDisk(t, data)
	book := filepath.Join(t.TempDir(), "Eleves_complete.xls")
	if err := os.WriteFile(book, data.XLS(fixture.Current), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	importJSONOf(t, ImportOptions{Dir: dir, Files: []string{export}})
	if again := importJSONOf(t, ImportOptions{Dir: dir, Files: []string{book}}); again["pupils"] != 20.0 || again["added"] != 0.0 || again["left"] != 0.0 {
		t.Errorf("%v", again)
	}
}

func TestImportCommand(t *testing.T) {
	data := fixture.School(5, fixture.Options{Pupils: 50, Classes: 8})
	dir, files := filepath.Join(t.TempDir(), "school"), []string{onDisk(t, data)}

	dry := importJSONOf(t, ImportOptions{Dir: dir, DryRun: true, Files: files})
	want := []string{"added", "changed", "classes", "files", "groups", "guardians", "left", "links", "pupils", "rejected", "uai", "year"}
	if keys := slices.Sorted(maps.Keys(dry)); !slices.Equal(keys, want) {
		t.Errorf("keys %v", keys)
	}
	if dry["uai"] != data.UAI || dry["year"] != "2026-2027" || dry["pupils"] != 50.0 || dry["added"] != 50.0 || dry["guardians"] != float64(len(data.Guardians)) ||
		dry["links"] != float64(len(data.Links)) || dry["classes"] != 8.0 || dry["changed"] != 0.0 || dry["left"] != 0.0 {
		t.Errorf("%v", dry)
	}
	if rejected, ok := dry["rejected"].([]any); !ok || len(rejected) != 0 {
		t.Errorf("rejected: %v", dry["rejected"])
	}
	if _, err := os.Stat(dir); err == nil {
		t.Fatal("a dry run made the folder")
	}

	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	if code, out, complaints := runImport(t, ImportOptions{Dir: dir, Files: files}); code != Fine || !strings.Contains(out, "50 nouveaux") || !strings.Contains(out, "Enregistré") {
		t.Fatalf("exit %d: %s%s", code, out, complaints)
	}
	if again := importJSONOf(t, ImportOptions{Dir: dir, Files: files}); again["added"] != 0.0 || again["changed"] != 0.0 || again["left"] != 0.0 {
		t.Errorf("again: %v", again)
	}

	// A dry run needs no key, and leaves the folder as it was.
	t.Setenv("OPENACADEMIE_KEY", "")
	before := contentOf(t, dir)
	next := fixture.School(5, fixture.Options{Pupils: 50, Classes: 8, Mutate: fixture.Mutation{Leavers: 2, Newcomers: 3, Classes: 1}})
	if d := importJSONOf(t, ImportOptions{Dir: dir, DryRun: true, Files: []string{onDisk(t, next)}}); d["added"] != 3.0 || d["left"] != 2.0 || d["changed"] != 1.0 {
		t.Errorf("next: %v", d)
	}
	if after := contentOf(t, dir); !maps.Equal(before, after) {
		t.Errorf("a dry run wrote: %v, before %v", slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
	}
	// Neither does an import: it opens no secret.
	if code, _, complaints := runImport(t, ImportOptions{Dir: dir, Files: files}); code != Fine {
		t.Errorf("without its key: exit %d, %s", code, complaints)
	}

	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	letter, _ := siecle.UAILetter("0990002")
	other := onDisk(t, fixture.School(3, fixture.Options{Pupils: 20, UAI: "0990002" + string(letter)}))
	for _, dryRun := range []bool{true, false} {
		code, out, complaints := runImport(t, ImportOptions{Dir: dir, DryRun: dryRun, JSON: true, Files: []string{other}})
		if code != Refused || out != "" || !strings.Contains(complaints, "autre établissement") {
			t.Errorf("other school: exit %d, %s%s", code, out, complaints)
		}
	}
}

func TestImportCommandRefuses(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	letter, _ := siecle.UAILetter("0710001")
	book := filepath.Join(t.TempDir(), "eleves.xlsx")
	data := fixture.School(3, fixture.Options{Pupils: 20, UAI: "0710001" + string(letter)})
	if err := os.WriteFile(book, data.XLSX(fixture.Older), 0o600); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(text, []byte("bonjour"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files []string
		code  int
		says  string
	}{
		"no file":        {nil, Usage, "fichier"},
		"absent":         {[]string{"absent.xml"}, Refused, "absent.xml"},
		"folder":         {[]string{t.TempDir()}, Refused, "dossier"},
		"not an export":  {[]string{text}, Refused, "note.txt"},
		"workbook first": {[]string{book}, Refused, "Importez d’abord l’export XML"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, dryRun := range []bool{true, false} {
				dir := filepath.Join(t.TempDir(), "school")
				code, out, complaints := runImport(t, ImportOptions{Dir: dir, DryRun: dryRun, Files: c.files})
				if code != c.code || out != "" || !strings.Contains(complaints, c.says) {
					t.Errorf("exit %d, %s%s", code, out, complaints)
				}
				if _, err := os.Stat(dir); err == nil {
					t.Error("a refused import left a folder behind")
				}
			}
		})
	}
}
