package assets

import (
	"encoding/json"
	"net/http"
)

// Colours of the browser's frame around the app: the paper of tokens.css, in light and in dark (a test compares them).
const (
	PaperLight = "#faf9f6"
	PaperDark  = "#0e1420"
)

// WebApp says how the installed app presents itself. Empty fields take the product's own words.
type WebApp struct{ Name, ShortName, Description string }

// Manifest gives the web app manifest (application/manifest+json), to serve at ManifestPath.
func Manifest(app WebApp) []byte {
	or := func(given, otherwise string) string {
		if given == "" {
			return otherwise
		}
		return given
	}
	body, err := json.MarshalIndent(map[string]any{
		"id":               "/",
		"name":             or(app.Name, "Open Académie"),
		"short_name":       or(app.ShortName, "Académie"),
		"description":      or(app.Description, "Voyages, paiements et démarches du collège ou du lycée."),
		"lang":             "fr",
		"dir":              "ltr",
		"start_url":        "/a-faire?source=pwa",
		"scope":            "/",
		"display":          "standalone",
		"theme_color":      PaperLight,
		"background_color": PaperLight,
		"categories":       []string{"education", "productivity"},
		"icons": []map[string]string{
			icon("icon.svg", "any", "image/svg+xml", "any"),
			icon("icon-192.png", "192x192", "image/png", "any"),
			icon("icon-512.png", "512x512", "image/png", "any"),
			icon("icon-maskable-512.png", "512x512", "image/png", "maskable"),
		},
		"shortcuts": []map[string]any{
			shortcut("À faire", "/a-faire?source=raccourci"),
			shortcut("Payer", "/payer?source=raccourci"),
		},
	}, "", "  ")
	must(err)
	return body
}

func icon(name, sizes, kind, purpose string) map[string]string {
	return map[string]string{"src": Path(name), "sizes": sizes, "type": kind, "purpose": purpose}
}

func shortcut(name, url string) map[string]any {
	return map[string]any{"name": name, "url": url, "icons": []map[string]string{icon("icon-192.png", "192x192", "image/png", "any")}}
}

// ServeManifest answers at ManifestPath: small, asked for at each visit, mostly unchanged.
func ServeManifest(w http.ResponseWriter, r *http.Request, app WebApp) {
	w.Header().Set("Cache-Control", "no-cache")
	a := made(Manifest(app), ".webmanifest")
	a.br = nil // too small to be worth it
	a.send(w, r)
}
