// Package backup copies a school's folder into one archive while the school is at work, and lays an archive again as a
// folder. The key that opens the folder's secrets (OPENACADEMIE_KEY) is never in it.
package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/backup/archive"
	"github.com/openacademie/openacademie/internal/school"
)

// Manifest says what an archive holds.
type Manifest = archive.Manifest

// Member is one file of the archive.
type Member = archive.Member

// Made is what Write made.
type Made struct {
	Path     string
	Bytes    int64
	Manifest Manifest
}

// Write makes an archive of the app's folder. target is a file that does not exist yet, or a folder, in which the archive gets
// a name of its own. The archive appears whole or not at all, and has been read again when Write returns.
func Write(ctx context.Context, app core.App, target, version string) (Made, error) {
	manifest, err := describe(app, version)
	if err != nil {
		return Made{}, err
	}
	if about, err := os.Stat(target); err == nil {
		if !about.IsDir() {
			return Made{}, fmt.Errorf("%s existe déjà : une sauvegarde n’en écrase pas une autre", target)
		}
		target = filepath.Join(target, nameOf(manifest))
	}
	above, err := os.Stat(filepath.Dir(target))
	if err != nil || !above.IsDir() {
		return Made{}, fmt.Errorf("le dossier %s n’existe pas", filepath.Dir(target))
	}
	work, err := os.MkdirTemp(filepath.Dir(target), ".sauvegarde-*") // 0700: the copy inside is as readable as SQLite makes it
	if err != nil {
		return Made{}, fmt.Errorf("la sauvegarde ne s’écrit pas dans %s : %w", filepath.Dir(target), err)
	}
	defer func() { _ = os.RemoveAll(work) }()

	snapshot := filepath.Join(work, archive.DatabaseName)
	// A read of one instant: neither the writers nor the readers of the school wait.
	if _, err := app.ConcurrentDB().NewQuery("VACUUM INTO {:to}").Bind(dbx.Params{"to": snapshot}).WithContext(ctx).Execute(); err != nil {
		return Made{}, fmt.Errorf("la base n’a pas pu être copiée : %w", err)
	}
	if manifest.Migrations, manifest.Rows, err = count(ctx, snapshot); err != nil {
		return Made{}, err
	}
	part := filepath.Join(work, "archive")
	if err := pack(ctx, part, snapshot, app.DataDir(), &manifest); err != nil {
		return Made{}, err
	}
	size, err := verify(ctx, part)
	if err != nil {
		return Made{}, fmt.Errorf("la sauvegarde, relue, n’est pas bonne : %w", err)
	}
	// Link rather than rename: a file made meanwhile under this name is not lost.
	if err := os.Link(part, target); err != nil {
		return Made{}, fmt.Errorf("la sauvegarde n’a pas pu être posée : %w", err)
	}
	if err := syncDir(filepath.Dir(target)); err != nil {
		return Made{}, err
	}
	return Made{Path: target, Bytes: size, Manifest: manifest}, nil
}

// describe reads what the archive will say of its school, before anything is copied.
func describe(app core.App, version string) (Manifest, error) {
	var of struct {
		UAI  string `db:"uai"`
		Name string `db:"name"`
	}
	if err := app.DB().NewQuery("SELECT COALESCE(MAX(uai), '') AS uai, COALESCE(MAX(name), '') AS name FROM school").One(&of); err != nil {
		return Manifest{}, fmt.Errorf("l’école ne se lit pas : %w", err)
	}
	days, err := KeepDays(app)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{
		Format: archive.Format, Version: version, Made: time.Now().UTC().Truncate(time.Second), Kind: string(school.DepsOf(app).Kind),
		UAI: of.UAI, School: of.Name, KeepDays: days, Warnings: []string{},
	}
	if app.Settings().S3.Enabled {
		m.Warnings = append(m.Warnings, "Les fichiers de cette école sont dans un stockage S3 : cette sauvegarde ne les contient pas.")
	}
	return m, nil
}

// KeepDays is how long a copy of the school may live (D-17): what is erased in the school has left its copies by then.
func KeepDays(app core.App) (int, error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return 0, err
	}
	return parameters.Int("D-17", "copy_days", school.Clock(app).Today()), nil
}

// count reads the copy, not the school: what is said is what was copied.
func count(ctx context.Context, database string) (migrations []string, rows map[string]int, err error) {
	db, err := dbx.Open("sqlite", database)
	if err != nil {
		return nil, nil, fmt.Errorf("the copy does not open: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.NewQuery("SELECT file FROM _migrations ORDER BY file").WithContext(ctx).Column(&migrations); err != nil {
		return nil, nil, fmt.Errorf("migrations of the copy: %w", err)
	}
	var tables []string
	if err := db.NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").WithContext(ctx).Column(&tables); err != nil {
		return nil, nil, fmt.Errorf("tables of the copy: %w", err)
	}
	rows = make(map[string]int, len(tables))
	for _, table := range tables {
		var n int
		if err := db.Select("COUNT(*)").From(table).WithContext(ctx).Row(&n); err != nil {
			return nil, nil, fmt.Errorf("count %s: %w", table, err)
		}
		rows[table] = n
	}
	return migrations, rows, nil
}

// pack writes the archive: the database first, then the files. A file added meanwhile is an orphan that harms nobody; one
// removed meanwhile belonged to a row that is gone.
func pack(ctx context.Context, to, snapshot, dir string, m *Manifest) (err error) {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) //nolint:gosec // a name of our own in a folder of our own
	if err != nil {
		return fmt.Errorf("the archive: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	z := zip.NewWriter(file)
	put := func(name, from string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		member, err := putFile(z, name, from, m.Made)
		if errors.Is(err, fs.ErrNotExist) && name != archive.DatabaseName {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s n’a pas pu être copié : %w", name, err)
		}
		m.Members = append(m.Members, member)
		return nil
	}
	if err := put(archive.DatabaseName, snapshot); err != nil {
		return err
	}
	for _, name := range archive.Beside() {
		if err := put(name, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	err = filepath.WalkDir(filepath.Join(dir, archive.StorageDir), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return put(filepath.ToSlash(name), path)
	})
	if err != nil {
		return err
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: archive.ManifestName, Method: zip.Deflate, Modified: m.Made})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(m); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return file.Sync()
}

func putFile(z *zip.Writer, name, from string, made time.Time) (Member, error) {
	in, err := os.Open(from) //nolint:gosec // a file of the school's folder
	if err != nil {
		return Member{}, err
	}
	defer func() { _ = in.Close() }()
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made})
	if err != nil {
		return Member{}, err
	}
	digest := sha256.New()
	size, err := io.Copy(io.MultiWriter(w, digest), in)
	return Member{Name: name, Size: size, SHA256: hex.EncodeToString(digest.Sum(nil))}, err
}

func verify(ctx context.Context, path string) (size int64, err error) {
	read, err := archive.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	return read.Size(), read.Verify(ctx)
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the folder that was asked for
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

const (
	nameStart = "openacademie-"
	nameTime  = "20060102T150405Z"
	nameEnd   = ".zip"
)

func nameOf(m Manifest) string {
	uai := m.UAI
	if uai == "" {
		uai = "ecole"
	}
	return nameStart + uai + "-" + m.Made.Format(nameTime) + nameEnd
}

// madeAt reads the moment of an archive in the name that nameOf gave it.
func madeAt(name string) (time.Time, bool) {
	rest, ours := strings.CutPrefix(name, nameStart)
	rest, zipped := strings.CutSuffix(rest, nameEnd)
	if !ours || !zipped || len(rest) <= len(nameTime) {
		return time.Time{}, false
	}
	at, err := time.Parse(nameTime, rest[len(rest)-len(nameTime):])
	return at, err == nil
}

// Prune removes from a folder the archives named by Write that are older than the days, and returns their names. The newest
// stays whatever its age: an old copy is better than none.
func Prune(dir string, days int, now time.Time) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("le dossier des sauvegardes ne se lit pas : %w", err)
	}
	type copied struct {
		name string
		at   time.Time
	}
	var all []copied
	for _, entry := range entries {
		if at, ours := madeAt(entry.Name()); ours && entry.Type().IsRegular() {
			all = append(all, copied{entry.Name(), at})
		}
	}
	slices.SortFunc(all, func(a, b copied) int { return a.at.Compare(b.at) })
	removed := []string{}
	for i, c := range all {
		if i == len(all)-1 || now.Sub(c.at) <= time.Duration(days)*24*time.Hour {
			continue
		}
		if err := os.Remove(filepath.Join(dir, c.name)); err != nil {
			return removed, fmt.Errorf("%s n’a pas pu être effacée : %w", c.name, err)
		}
		removed = append(removed, c.name)
	}
	return removed, nil
}
