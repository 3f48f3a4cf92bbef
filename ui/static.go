package ui

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/site"
)

// assetLink finds what a page loads from us.
var assetLink = regexp.MustCompile(`"(/assets/[^"]+)"`)

// Site writes the public pages of a school into a folder, for any static host: home, rules, legal pages, and the assets
// they load. It returns the number of files written.
func Site(app core.App, dir string) (written int, err error) {
	router, err := apis.NewRouter(app)
	if err != nil {
		return 0, fmt.Errorf("router: %w", err)
	}
	web.Mount(&core.ServeEvent{App: app, Router: router}, site.Routes())
	mux, err := router.BuildMux()
	if err != nil {
		return 0, fmt.Errorf("router: %w", err)
	}
	loaded := map[string]bool{}
	for _, path := range publicPaths(app) {
		page := get(mux, path)
		if page.Code != http.StatusOK {
			return written, fmt.Errorf("page %s: status %d", path, page.Code)
		}
		for _, link := range assetLink.FindAllStringSubmatch(page.Body.String(), -1) {
			loaded[link[1]] = true
		}
		if err := write(filepath.Join(dir, filepath.FromSlash(path), "index.html"), page.Body.Bytes()); err != nil {
			return written, err
		}
		written++
	}
	for path := range loaded {
		asset := get(assets.Handler(), path)
		if asset.Code != http.StatusOK {
			return written, fmt.Errorf("asset %s: status %d", path, asset.Code)
		}
		if err := write(filepath.Join(dir, filepath.FromSlash(path)), asset.Body.Bytes()); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// publicPaths are the addresses of the public pages, one for each rule.
func publicPaths(app core.App) []string {
	var paths []string
	for _, r := range site.Routes() {
		if !strings.Contains(r.Pattern, "{rule}") {
			paths = append(paths, r.SampleURL())
		}
	}
	for _, rule := range school.DepsOf(app).Registry.All() {
		paths = append(paths, rule.Path())
	}
	return paths
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequestWithContext(web.ForAFile(context.Background()), http.MethodGet, path, nil))
	return answer
}

func write(path string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // public pages
		return fmt.Errorf("folder: %w", err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil { //nolint:gosec // public pages
		return fmt.Errorf("file: %w", err)
	}
	return nil
}
