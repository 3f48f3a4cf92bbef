package command_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pocket "github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/command"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// The drill: a school at work is copied, laid elsewhere, and everything adds up there. What restore examines is what doctor
// examines: the sums of the ledger and the chain of the journal among them.
func TestTheRestoreDrillFindsAWholeSchool(t *testing.T) {
	dir, _ := practiceFolder(t)
	app, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: testapp.Rules(), Bind: []func(pocket.App) error{pb_hooks.Bind}})
	if err != nil {
		t.Fatal(err)
	}
	stop, wrote := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { wrote <- n }()
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := school.Journal(t.Context(), app, school.Entry{Verb: fmt.Sprintf("essai %d", n)}); err != nil {
				t.Error(err)
				return
			}
			n++
		}
	}()
	copies := t.TempDir()
	code, out := run("backup", "--json", "--dir", dir, copies)
	close(stop)
	n := <-wrote
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	var made struct {
		File  string         `json:"file"`
		Files int            `json:"files"`
		Rows  map[string]int `json:"rows"`
	}
	if err := json.Unmarshal([]byte(out), &made); err != nil || code != command.Fine {
		t.Fatalf("%d %v\n%s", code, err, out)
	}
	if about, err := os.Stat(made.File); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", about, err)
	}
	if left, _ := os.ReadDir(copies); len(left) != 1 || n == 0 {
		t.Errorf("%d writes meanwhile, left beside the archive: %v", n, left)
	}

	elsewhere := filepath.Join(t.TempDir(), "rétabli")
	if code, out := run("restore", "--dir", elsewhere, made.File); code != command.Fine || !strings.Contains(out, "bon       ledger") || !strings.Contains(out, "bon       journal") {
		t.Fatalf("%d\n%s", code, out)
	}
	if about, err := os.Stat(elsewhere); err != nil || about.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", about, err)
	}
	again, err := school.Open(elsewhere, school.Options{Rules: testapp.Rules(), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = school.Close(again) })
	for table, rows := range made.Rows {
		var got int
		if err := again.DB().Select("COUNT(*)").From(table).Row(&got); err != nil || got != rows {
			t.Errorf("%s: %d rows, not %d (%v)", table, got, rows, err)
		}
	}
	if made.Rows["charges"] == 0 || made.Rows["payments"] == 0 {
		t.Errorf("nothing worth a drill was copied: %v", made.Rows)
	}
	if code, out := run("restore", "--dir", elsewhere, made.File); code != command.Refused || !strings.Contains(out, "n’est pas vide") {
		t.Errorf("%d %s", code, out)
	}
	if code, out := run("backup", "--dir", dir, made.File); code != command.Refused || !strings.Contains(out, "existe déjà") {
		t.Errorf("%d %s", code, out)
	}
	if code, out := run("doctor", "--dir", dir); code != command.Fine || !strings.Contains(out, "dernière sauvegarde le") {
		t.Errorf("%d %s", code, out)
	}
}

func TestARealSchoolComesBackWithItsKeyOnly(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	dir := testapp.Migrated(t, t.TempDir())
	served := start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if code, out := run("serve", "--dir", dir, "--http", "127.0.0.1:0"); code != command.Refused || !strings.Contains(out, "déjà ouverte") {
		t.Errorf("served twice: %d %s", code, out)
	}
	file := filepath.Join(t.TempDir(), "copie.zip")
	if code, out := run("backup", "--dir", dir, file); code != command.Fine || !strings.Contains(out, "OPENACADEMIE_KEY n’y est pas") {
		t.Fatalf("%d %s", code, out)
	}
	if code, out := run("restore", "--dir", dir, file); code != command.Refused || !strings.Contains(out, "déjà ouverte") {
		t.Errorf("over a school at work: %d %s", code, out)
	}
	served.stop()
	if raw, err := os.ReadFile(file); err != nil || strings.Contains(string(raw), strings.Repeat("k", 32)) {
		t.Errorf("the key is in the archive, or: %v", err)
	}
	if code, out := run("restore", "--dir", filepath.Join(t.TempDir(), "a"), file); code != command.Fine {
		t.Errorf("with its key: %d %s", code, out)
	}
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("x", 32))
	if code, out := run("restore", "--dir", filepath.Join(t.TempDir(), "b"), file); code != command.Refused || !strings.Contains(out, "MAUVAIS   keys") {
		t.Errorf("with another: %d %s", code, out)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(t.TempDir(), "c")
	if code, out := run("restore", "--dir", absent, file); code != command.Refused || !strings.Contains(out, "abîmée") {
		t.Errorf("one bit: %d %s", code, out)
	}
	if _, err := os.Stat(absent); !os.IsNotExist(err) {
		t.Errorf("a refused archive left a folder: %v", err)
	}
}
