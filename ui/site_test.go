package ui_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui"
)

var ownLink = regexp.MustCompile(`(?:href|src)="(/[^"#?]*)`)

// The public pages can be put on any static host: each page and each file it loads is written, and no link is broken there,
// save those that need the program (signing in).
func TestTheStaticSiteIsWhole(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	dir := t.TempDir()
	written, err := ui.Site(app, dir)
	if err != nil {
		t.Fatal(err)
	}
	files, links := 0, map[string]string{}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		if err != nil || len(raw) == 0 {
			t.Errorf("%s: %d bytes, %v", path, len(raw), err)
		}
		if filepath.Base(path) == "index.html" {
			for _, m := range ownLink.FindAllStringSubmatch(string(raw), -1) {
				links[m[1]] = strings.TrimPrefix(path, dir)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rules := len(school.DepsOf(app).Registry.All())
	if files != written || files < rules+5 {
		t.Errorf("%d files, %d written, %d rules", files, written, rules)
	}
	for link, from := range links {
		if needsTheProgram(link) {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(link))
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, "index.html")
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s leads to %s, which was not written", from, link)
		}
	}
}

func needsTheProgram(link string) bool {
	for _, start := range []string{"/connexion", "/pratique", "/manifest.webmanifest"} {
		if strings.HasPrefix(link, start) {
			return true
		}
	}
	return false
}

// Walking from the home as a visitor does, no link of ours leads nowhere.
func TestNoPublicLinkIsBroken(t *testing.T) {
	t.Parallel()
	app := testapp.New(t, func(app core.App) error { return ui.Bind(app, ui.Options{}) })
	handler := testapp.Handler(t, app)
	from := map[string]string{"/": "the start"}
	for todo := []string{"/"}; len(todo) > 0; todo = todo[1:] {
		request := httptest.NewRequest(http.MethodGet, todo[0], nil)
		request.RemoteAddr = "127.0.0.1:4000"
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code >= 400 {
			t.Errorf("%s, linked from %s: %d", todo[0], from[todo[0]], answer.Code)
		}
		if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range ownLink.FindAllStringSubmatch(answer.Body.String(), -1) {
			if _, seen := from[m[1]]; !seen {
				from[m[1]] = todo[0]
				todo = append(todo, m[1])
			}
		}
	}
	if len(from) < 160 {
		t.Errorf("only %d addresses were met", len(from))
	}
}
