package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// file is one entry of an archive made by hand.
type file struct {
	name, body string
	mode       fs.FileMode
}

// packed packs files under a list that is true unless change makes it lie.
func packed(t testing.TB, files []file, change func(*Manifest)) []byte {
	t.Helper()
	m := Manifest{Format: Format, Version: "essai", Made: time.Date(2026, time.November, 16, 8, 0, 0, 0, time.UTC)}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.body)); err != nil {
			t.Fatal(err)
		}
		digest := sha256.Sum256([]byte(f.body))
		m.Members = append(m.Members, Member{f.name, int64(len(f.body)), hex.EncodeToString(digest[:])})
	}
	if change != nil {
		change(&m)
	}
	w, err := z.Create(ManifestName)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(w).Encode(m); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var sound = []file{{name: "data.db", body: "une base"}, {name: "folder.key", body: "une clé"}, {name: "storage/a/b.txt", body: "un fichier"}}

func TestAnArchiveIsLaidAsItWas(t *testing.T) {
	raw := packed(t, sound, nil)
	a, err := read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := a.Extract(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	for _, f := range sound {
		path := filepath.Join(dir, f.name)
		got, err := os.ReadFile(path)
		if err != nil || string(got) != f.body {
			t.Errorf("%s: %q %v", f.name, got, err)
		}
		if about, err := os.Stat(path); err != nil || about.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f.name, about.Mode(), err)
		}
	}
}

func TestAHostileArchiveWritesNothingOutside(t *testing.T) {
	with := func(more ...file) []file { return append(slices.Clone(sound), more...) }
	for name, tc := range map[string]struct {
		files  []file
		change func(*Manifest)
		says   string
	}{
		"zip slip":          {with(file{name: "storage/../../evil", body: "x"}), nil, "n’a rien à y faire"},
		"absolute":          {with(file{name: "/etc/evil", body: "x"}), nil, "n’a rien à y faire"},
		"Windows":           {with(file{name: `storage/..\evil`, body: "x"}), nil, "n’a rien à y faire"},
		"link":              {with(file{name: "storage/link", body: "/etc/passwd", mode: fs.ModeSymlink | 0o777}), nil, "ordinaire"},
		"twice":             {with(file{name: "data.db", body: "autre"}), nil, "deux fois"},
		"not listed":        {sound, func(m *Manifest) { m.Members = m.Members[:2] }, "n’est pas annoncé"},
		"absent":            {sound, func(m *Manifest) { m.Members = append(m.Members, Member{Name: "storage/c"}) }, "absent"},
		"bomb":              {sound, func(m *Manifest) { m.Members[0].Size = 1 << 50 }, "ne peut contenir"},
		"negative":          {sound, func(m *Manifest) { m.Members[0].Size = -1 }, "ne peut contenir"},
		"longer than said":  {sound, func(m *Manifest) { m.Members[0].Size-- }, "n’est pas ce qui"},
		"another digest":    {sound, func(m *Manifest) { m.Members[2].SHA256 = strings.Repeat("0", 64) }, "n’est pas ce qui"},
		"no database":       {sound[1:], nil, "la base y manque"},
		"newer format":      {sound, func(m *Manifest) { m.Format++ }, "plus récente"},
		"without a format":  {sound, func(m *Manifest) { m.Format = 0 }, "n’est pas une sauvegarde"},
		"an alternate name": {with(file{name: "storage/a:b", body: "x"}), nil, "n’a rien à y faire"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := packed(t, tc.files, tc.change)
			a, err := read(bytes.NewReader(raw), int64(len(raw)))
			above := t.TempDir()
			if err == nil {
				inside := filepath.Join(above, "inside")
				if err := os.Mkdir(inside, 0o700); err != nil {
					t.Fatal(err)
				}
				err = a.Extract(t.Context(), inside)
				if verified := a.Verify(t.Context()); err == nil || verified == nil {
					t.Errorf("extract says %v, verify %v", err, verified)
				}
				if entries, _ := os.ReadDir(above); len(entries) != 1 {
					t.Errorf("written outside: %v", entries)
				}
				if err == nil || !strings.Contains(err.Error(), tc.says) {
					t.Errorf("%v", err)
				}
				return
			}
			if !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestATruncatedArchiveIsRefused(t *testing.T) {
	raw := packed(t, sound, nil)
	for n := range len(raw) {
		if _, err := read(bytes.NewReader(raw[:n]), int64(n)); err == nil {
			t.Fatalf("read with %d bytes of %d", n, len(raw))
		}
	}
}

func TestAManifestTooLongIsNotRead(t *testing.T) {
	raw := packed(t, sound, func(m *Manifest) { m.Version = strings.Repeat("x", maxManifest) })
	if _, err := read(bytes.NewReader(raw), int64(len(raw))); err == nil || !strings.Contains(err.Error(), "trop longue") {
		t.Errorf("%v", err)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(packed(f, sound, nil))
	f.Add(packed(f, sound, func(m *Manifest) { m.Members[0].Size = 1 << 40 }))
	f.Add(packed(f, []file{{name: "../x", body: "x"}}, nil))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := read(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		for _, m := range a.Manifest.Members {
			if !allowed(m.Name) || m.Size > maxRatio*int64(len(raw)) {
				t.Errorf("let through: %+v", m)
			}
		}
		if err := a.Verify(t.Context()); err != nil && errors.Is(err, fs.ErrPermission) {
			t.Error(err)
		}
	})
}
