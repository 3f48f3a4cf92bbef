package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestPruneKeepsTheNewestAndWhatIsNotItsOwn(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, time.November, 16, 8, 0, 0, 0, time.UTC)
	make := func(days int) string {
		name := nameOf(Manifest{UAI: "0691234A", Made: now.AddDate(0, 0, -days)})
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	oldest, old := make(50), make(36)
	make(35)
	if err := os.WriteFile(filepath.Join(dir, "openacademie-notes.zip"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	removed, err := Prune(dir, 35, now)
	if err != nil || !slices.Equal(removed, []string{oldest, old}) {
		t.Errorf("%v %v", removed, err)
	}
	if removed, err := Prune(dir, 35, now.AddDate(1, 0, 0)); err != nil || len(removed) != 0 {
		t.Errorf("the newest went: %v %v", removed, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("%v", entries)
	}
}
