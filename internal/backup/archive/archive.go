// Package archive reads a backup's archive and judges it before anything of it is laid. It knows nothing of a school: what is
// fuzzed is small, since each package of the program slows every execution.
package archive

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Format is the version of the archive's shape; a program refuses those it does not know.
const Format = 1

// Manifest says what an archive holds. It protects against accidents, not against whoever rewrites the archive: the chain of
// the journal does that.
type Manifest struct {
	Format     int            `json:"format"`
	Version    string         `json:"version"` // of the program
	Made       time.Time      `json:"made"`
	Kind       string         `json:"kind"` // of the school: real or practice
	UAI        string         `json:"uai"`
	School     string         `json:"school"`
	KeepDays   int            `json:"keep_days"` // beyond, what was erased since must not come back (D-17)
	Migrations []string       `json:"migrations"`
	Rows       map[string]int `json:"rows"` // by table
	Warnings   []string       `json:"warnings"`
	Members    []Member       `json:"members"`
}

// Member is one file of the archive.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// The names of what an archive holds.
const (
	ManifestName = "manifest.json"
	DatabaseName = "data.db"
	StorageDir   = "storage"
)

// Beside are the files that open and describe the database; a folder has some of them.
func Beside() []string { return []string{"folder.key", "practice-key.txt", "practice-operator.txt"} }

// What an archive may ask of the machine that reads it. Deflate cannot make more than 1032 bytes of one.
const (
	maxManifest = 16 << 20
	maxMembers  = 500_000
	maxRatio    = 1032
)

// ErrNotArchive is why a file is not read any further.
var ErrNotArchive = errors.New("ce fichier n’est pas une sauvegarde d’Open Académie, ou il est tronqué")

// Archive is an archive whose list has been read and found coherent; its members are judged as they are read.
type Archive struct {
	Manifest Manifest

	entries map[string]*zip.File
	size    int64
	file    io.Closer
}

// Open reads the list of an archive.
func Open(name string) (*Archive, error) {
	file, err := os.Open(name) //nolint:gosec // the archive that was asked for
	if err != nil {
		return nil, fmt.Errorf("la sauvegarde ne s’ouvre pas : %w", err)
	}
	about, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	archive, err := read(file, about.Size())
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	archive.file = file
	return archive, nil
}

// Size is the number of bytes of the archive.
func (a *Archive) Size() int64 { return a.size }

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

func read(r io.ReaderAt, size int64) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrNotArchive
	}
	a := &Archive{entries: map[string]*zip.File{}, size: size}
	for _, f := range z.File {
		if _, twice := a.entries[f.Name]; twice {
			return nil, refuse("%s y est deux fois", f.Name)
		}
		a.entries[f.Name] = f
	}
	if a.Manifest, err = readManifest(a.entries[ManifestName]); err != nil {
		return nil, err
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	return a, nil
}

func readManifest(f *zip.File) (m Manifest, err error) {
	if f == nil {
		return m, ErrNotArchive
	}
	in, err := f.Open()
	if err != nil {
		return m, ErrNotArchive
	}
	defer func() { _ = in.Close() }()
	raw, err := io.ReadAll(io.LimitReader(in, maxManifest+1))
	if err != nil {
		return m, ErrNotArchive
	}
	if len(raw) > maxManifest {
		return m, refuse("sa liste est trop longue")
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, ErrNotArchive
	}
	return m, nil
}

// check compares the list with what is there: each member once, nothing else, no name that leads out of the folder, no size
// that the archive cannot hold.
func (a *Archive) check() error {
	m := a.Manifest
	switch {
	case m.Format < 1:
		return ErrNotArchive
	case m.Format > Format:
		return errors.New("cette sauvegarde vient d’une version plus récente d’Open Académie : installez-la d’abord")
	case len(m.Members) > maxMembers:
		return refuse("elle annonce trop de fichiers")
	}
	listed := map[string]bool{}
	var total int64
	for _, member := range m.Members {
		switch f := a.entries[member.Name]; {
		case !allowed(member.Name):
			return refuse("le nom %q n’a rien à y faire", member.Name)
		case listed[member.Name]:
			return refuse("%s est annoncé deux fois", member.Name)
		case f == nil:
			return refuse("%s est annoncé et absent", member.Name)
		case !f.Mode().IsRegular():
			return refuse("%s n’est pas un fichier ordinaire", member.Name)
		case member.Size < 0 || member.Size > maxRatio*a.size-total:
			return refuse("elle annonce plus qu’elle ne peut contenir")
		}
		listed[member.Name] = true
		total += member.Size
	}
	for name := range a.entries {
		if name != ManifestName && !listed[name] {
			return refuse("%q n’est pas annoncé", name)
		}
	}
	if !listed[DatabaseName] {
		return refuse("la base y manque")
	}
	return nil
}

// allowed keeps an archive within what a folder is made of.
func allowed(name string) bool {
	if name == DatabaseName || slices.Contains(Beside(), name) {
		return true
	}
	return strings.HasPrefix(name, StorageDir+"/") && path.Clean(name) == name && filepath.IsLocal(filepath.FromSlash(name)) && !strings.ContainsAny(name, "\\:\x00")
}

func refuse(format string, values ...any) error {
	return fmt.Errorf("cette sauvegarde est abîmée : "+format, values...)
}

// Verify reads every member and compares its digest.
func (a *Archive) Verify(ctx context.Context) error {
	return a.each(ctx, func(Member) (io.WriteCloser, error) { return nothing{io.Discard}, nil })
}

type nothing struct{ io.Writer }

func (nothing) Close() error { return nil }

// Extract lays the members in a folder that is the caller's to remove when it fails.
func (a *Archive) Extract(ctx context.Context, dir string) error {
	return a.each(ctx, func(m Member) (io.WriteCloser, error) {
		to := filepath.Join(dir, filepath.FromSlash(m.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return nil, err
		}
		return os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // checked by allowed
	})
}

func (a *Archive) each(ctx context.Context, to func(Member) (io.WriteCloser, error)) error {
	for _, m := range a.Manifest.Members {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := to(m)
		if err != nil {
			return fmt.Errorf("%s ne s’écrit pas : %w", m.Name, err)
		}
		err = a.copyTo(w, m)
		if f, isFile := w.(*os.File); isFile && err == nil {
			err = f.Sync()
		}
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (a *Archive) copyTo(w io.Writer, m Member) error {
	in, err := a.entries[m.Name].Open()
	if err != nil {
		return refuse("%s ne s’ouvre pas", m.Name)
	}
	defer func() { _ = in.Close() }()
	digest := sha256.New()
	out := &kept{w: w}
	n, err := io.Copy(io.MultiWriter(out, digest), io.LimitReader(in, m.Size+1)) // one byte more tells a lie about the size
	switch {
	case out.err != nil:
		return fmt.Errorf("%s ne s’écrit pas : %w", m.Name, out.err)
	case err != nil:
		return refuse("%s ne se lit pas jusqu’au bout", m.Name)
	case n != m.Size || hex.EncodeToString(digest.Sum(nil)) != m.SHA256:
		return refuse("%s n’est pas ce qui avait été sauvegardé", m.Name)
	}
	return nil
}

// kept remembers whether it was the disk that failed, rather than the archive.
type kept struct {
	w   io.Writer
	err error
}

func (k *kept) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		k.err = err
	}
	return n, err
}
