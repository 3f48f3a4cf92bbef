package school_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

const folderKey = "une clé d’essai de plus de trente-deux caractères"

func openFolder(t *testing.T, dir string, o school.Options) (core.App, error) {
	t.Helper()
	o.Rules = testapp.Rules()
	app, err := school.Open(dir, o)
	if app != nil {
		t.Cleanup(func() { _ = school.Close(app) })
	}
	return app, err
}

func mustOpen(t *testing.T, dir string, o school.Options) core.App {
	t.Helper()
	app, err := openFolder(t, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func TestARealFolder(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", "")
	dir := t.TempDir()
	t.Run("is not made without a key", func(t *testing.T) {
		for _, key := range []string{"", "trop courte"} {
			if _, err := openFolder(t, dir, school.Options{Key: key}); !errors.Is(err, school.ErrNoKey) {
				t.Errorf("key %q: %v", key, err)
			}
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
			t.Errorf("the folder holds %v", entries)
		}
		if _, err := openFolder(t, dir, school.Options{ReadOnly: true}); !errors.Is(err, school.ErrNoFolder) {
			t.Errorf("read only: %v", err)
		}
	})
	app := mustOpen(t, dir, school.Options{Key: folderKey})
	sealed, err := school.DepsOf(app).Keys.Seal("vapid", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("has the machine's time", func(t *testing.T) {
		if school.IsPractice(app) || time.Since(school.Clock(app).Now()).Abs() > time.Minute {
			t.Errorf("it is %s", school.Clock(app).Now())
		}
		err := school.Advance(context.Background(), app, time.Now().AddDate(0, 0, 1), func(context.Context) error { t.Error("a job ran"); return nil })
		if !errors.Is(err, school.ErrNotPractice) {
			t.Errorf("advance: %v", err)
		}
		if _, err := app.DB().NewQuery("INSERT INTO practice_clock (id, offset_s) VALUES (1, 86400)").Execute(); err == nil {
			t.Error("SQL gave it a practice clock")
		}
	})
	t.Run("stays real", func(t *testing.T) {
		for _, sql := range []string{
			"UPDATE folder SET kind = 'practice'", "DELETE FROM folder", "INSERT OR REPLACE INTO folder (id, kind, born_at) VALUES (1, 'practice', 'x')",
			"INSERT INTO folder (id, kind, born_at) VALUES (2, 'practice', 'x')",
		} {
			if _, err := app.DB().NewQuery(sql).Execute(); err == nil {
				t.Errorf("%s passed", sql)
			}
		}
	})
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	t.Run("refuses the practice", func(t *testing.T) {
		if _, err := openFolder(t, dir, school.Options{Kind: school.Practice, Key: folderKey}); err == nil || !strings.Contains(err.Error(), "école réelle") {
			t.Errorf("opened as practice: %v", err)
		}
	})
	t.Run("opens with its own key only", func(t *testing.T) {
		if _, err := openFolder(t, dir, school.Options{Key: strings.ToUpper(folderKey)}); err == nil || !strings.Contains(err.Error(), "n’ouvre pas ce dossier") {
			t.Errorf("another key: %v", err)
		}
		if _, err := openFolder(t, dir, school.Options{}); !errors.Is(err, school.ErrNoKey) {
			t.Errorf("no key: %v", err)
		}
		again := mustOpen(t, dir, school.Options{Key: folderKey})
		if plain, err := school.DepsOf(again).Keys.Open("vapid", sealed); err != nil || string(plain) != "secret" {
			t.Errorf("what was sealed: %q, %v", plain, err)
		}
	})
	t.Run("shows no secret to a dry run without key", func(t *testing.T) {
		dry := mustOpen(t, dir, school.Options{ReadOnly: true, KeyOptional: true})
		if _, err := school.DepsOf(dry).Keys.Open("vapid", sealed); !errors.Is(err, school.ErrNoKey) {
			t.Errorf("opened without key: %v", err)
		}
		if _, err := school.DepsOf(dry).Keys.Seal("vapid", nil); !errors.Is(err, school.ErrNoKey) {
			t.Errorf("sealed without key: %v", err)
		}
	})
	t.Run("does not hold its key", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(dir, "folder.key"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("folder.key: %v, %v", info, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "practice-key.txt")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a practice key: %v", err)
		}
	})
}

// A practice folder keeps its own key and says so; what it is opened as the next time changes nothing.
func TestAPracticeFolderStaysSo(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", "")
	dir := testapp.Migrated(t, t.TempDir())
	app := mustOpen(t, dir, school.Options{Kind: school.Practice})
	sealed, err := school.DepsOf(app).Keys.Seal("vapid", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "practice-key.txt"))
	if err != nil || !strings.Contains(string(kept), "entraînement") {
		t.Errorf("practice key: %s, %v", kept, err)
	}
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	again := mustOpen(t, dir, school.Options{Kind: school.Real, Key: folderKey})
	if !school.IsPractice(again) {
		t.Error("it became real")
	}
	if plain, err := school.DepsOf(again).Keys.Open("vapid", sealed); err != nil || string(plain) != "secret" {
		t.Errorf("what was sealed: %q, %v", plain, err)
	}
}
