package ui_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// Nothing that is served wears the clothes of the State: neither its mark, its typefaces nor its design system.
func TestD05NothingLooksLikeASiteOfTheState(t *testing.T) {
	t.Parallel()
	read := 0
	for _, folder := range []string{"assets", "components"} {
		err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(folder + "/" + path)
			if err != nil {
				return err
			}
			read++
			text := strings.ToLower(string(raw))
			for _, worn := range []string{"marianne", "spectral-", "dsfr", "republique-francaise", "république française", "bloc-marque", "fr-header"} {
				if strings.Contains(text, worn) {
					t.Errorf("%s/%s: %s", folder, path, worn)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 50 {
		t.Errorf("only %d files", read)
	}
}
