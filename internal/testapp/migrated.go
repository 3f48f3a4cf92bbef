package testapp

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Migrated lays in dir a folder that every migration has been through and that is born of no kind yet: what opens it
// makes a real school or a practice one of it, without the seconds that the migrations take.
func Migrated(t testing.TB, dir string) string {
	t.Helper()
	if err := LayMigrated(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// LayMigrated is Migrated where there is no test at hand.
func LayMigrated(dir string) error {
	ready, err := migrated()
	if err != nil {
		return err
	}
	return os.CopyFS(dir, os.DirFS(ready))
}

// migrated is made once for all the test binaries of one state of the migrations: its name is their digest.
var migrated = sync.OnceValues(func() (string, error) {
	digest, err := digestOfMigrations()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil { // a machine without a home
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "openacademie-tests")
	ready := filepath.Join(cache, digest)
	if _, err := os.Stat(ready); err == nil {
		return ready, nil
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	forget(cache)
	making, err := os.MkdirTemp(cache, "making-*")
	if err != nil {
		return "", err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: making})
	for _, step := range []func() error{app.Bootstrap, app.RunAllMigrations, func() error { return hashCheaply(app) }, app.ResetBootstrapState} {
		if err := step(); err != nil {
			return "", err
		}
	}
	if err := os.Rename(making, ready); err != nil { // another binary was faster
		if _, absent := os.Stat(ready); absent != nil {
			return "", err
		}
		return ready, os.RemoveAll(making)
	}
	return ready, nil
})

// hashCheaply spares tests the strength of the passwords' digests: accounts are made with passwords that nobody uses, and
// each takes a good part of the time of a short test.
func hashCheaply(app core.App) error {
	accounts, err := app.FindAllCollections(core.CollectionTypeAuth)
	if err != nil {
		return err
	}
	for _, collection := range accounts {
		password, ok := collection.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField)
		if !ok {
			return errors.New("testapp: " + collection.Name + " has no password")
		}
		password.Cost = 4 // the least that bcrypt takes
		if err := app.Save(collection); err != nil {
			return err
		}
	}
	return nil
}

// digestOfMigrations changes with whatever a migrated folder is made of: our migrations, the modules and this file.
func digestOfMigrations() (string, error) {
	root, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.sum")); err == nil {
			break
		}
		above := filepath.Dir(root)
		if above == root {
			return "", errors.New("testapp: a test runs outside of the module")
		}
		root = above
	}
	files, err := filepath.Glob(filepath.Join(root, "pb_migrations", "*.go"))
	if err != nil {
		return "", err
	}
	digest := sha256.New()
	for _, file := range append(files, filepath.Join(root, "go.sum"), filepath.Join(root, "internal", "testapp", "migrated.go")) {
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		digest.Write([]byte(filepath.Base(file)))
		digest.Write(raw)
	}
	return hex.EncodeToString(digest.Sum(nil)[:12]), nil
}

// forget removes the folders of states that nobody has used for days.
func forget(cache string) {
	entries, err := fs.ReadDir(os.DirFS(cache), ".")
	if err != nil {
		return // the next one says what is wrong with it
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > 3*24*time.Hour {
			_ = os.RemoveAll(filepath.Join(cache, entry.Name())) // it only takes room
		}
	}
}
