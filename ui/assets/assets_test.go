package assets

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Budgets of the interface (design, experience): CSS ≤ 12 KB, scripts that every page gets ≤ 8 KB, compressed.
func TestWeights(t *testing.T) {
	for name, budget := range map[string]int{"app.css": 12_000, "app.js": 8_000, "push.js": 4_000, "draft.js": 4_000, "live.js": 1_000, "counter.js": 2_000, "inbox.js": 1_000, "pocket.js": 6_000} {
		a := get(name)
		t.Logf("%s: %d bytes, br %d, gzip %d", name, len(a.body), len(a.br()), len(a.gzip()))
		if size := len(a.gzip()); size > budget {
			t.Errorf("%s weighs %d bytes compressed, budget %d", name, size, budget)
		}
	}
}

func TestHandlerNegotiates(t *testing.T) {
	plain := get("app.css").body
	decode := map[string]func(io.Reader) io.Reader{
		"":     func(r io.Reader) io.Reader { return r },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader { z, err := gzip.NewReader(r); must(err); return z },
	}
	etags := map[string]bool{}
	for accept, want := range map[string]string{
		"":                         "",
		"gzip, deflate, br, zstd":  "br",
		"gzip;q=1.0, br;q=0":       "gzip",
		"gzip; q=0, identity":      "",
		"GZIP":                     "gzip",
		"br;q=nonsense, gzip;q=.5": "gzip",
	} {
		answer := ask(t, Path("app.css"), "Accept-Encoding", accept)
		if got := answer.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", accept, got, want)
			continue
		}
		body, err := io.ReadAll(decode[want](answer.Body))
		if err != nil || !bytes.Equal(body, plain) {
			t.Errorf("Accept-Encoding %q: body differs (%v)", accept, err)
		}
		for header, value := range map[string]string{
			"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding",
			"X-Content-Type-Options": "nosniff", "Content-Type": "text/css; charset=utf-8",
		} {
			if got := answer.Header.Get(header); got != value {
				t.Errorf("%s: %q, want %q", header, got, value)
			}
		}
		etag := answer.Header.Get("ETag")
		etags[etag] = true
		if again := ask(t, Path("app.css"), "Accept-Encoding", accept, "If-None-Match", "W/"+etag); again.StatusCode != http.StatusNotModified {
			t.Errorf("If-None-Match %s: %d, want 304", etag, again.StatusCode)
		}
	}
	if len(etags) != 3 {
		t.Errorf("%d ETags for three representations", len(etags))
	}
}

func TestHandlerRefuses(t *testing.T) {
	for _, path := range []string{"/assets/", "/assets/app.css", "/assets/../assets.go", "/assets/app.0123456789.css"} {
		answer := ask(t, path)
		if answer.StatusCode != http.StatusNotFound || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d, kept %q", path, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func ask(t *testing.T, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestScriptsImportHashedNames(t *testing.T) {
	body := get("app.js").body
	for _, name := range []string{"push.js", "draft.js"} {
		if !bytes.Contains(body, []byte(`import("`+Path(name)+`")`)) {
			t.Errorf("app.js does not import %s", Path(name))
		}
	}
	if bytes.Contains(body, []byte(`"./`)) {
		t.Error("app.js imports a name that is not served")
	}
}

func TestServiceWorker(t *testing.T) {
	source := string(ServiceWorker())
	for _, want := range []string{OfflinePath, Path("app.css"), Path("app.js"), "/_/", "/api/", "/payfip/", "/connexion", "/fichiers", "/gestion"} {
		if !strings.Contains(source, `"`+want+`"`) {
			t.Errorf("sw.js does not name %s", want)
		}
	}
	if strings.Contains(source, `"@`) {
		t.Error("a mark was left in sw.js")
	}
	if lines := strings.Count(source, "\n"); lines > 110 {
		t.Errorf("sw.js has %d lines: more than one reads in a minute", lines)
	}
	w := httptest.NewRecorder()
	ServeWorker(w, httptest.NewRequest(http.MethodGet, WorkerPath, nil))
	if w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Service-Worker-Allowed") != "/" {
		t.Errorf("headers: %v", w.Header())
	}
}

func TestManifest(t *testing.T) {
	var got struct {
		ID, Name, Display, Lang string
		StartURL                string `json:"start_url"`
		Icons                   []struct{ Src, Sizes, Purpose string }
		Shortcuts               []struct{ Name, URL string }
	}
	if err := json.Unmarshal(Manifest(WebApp{Name: "Collège des Deux-Rives"}), &got); err != nil {
		t.Fatal(err)
	}
	if got.ID != "/" || got.Name != "Collège des Deux-Rives" || got.Display != "standalone" || got.Lang != "fr" || got.StartURL != "/a-faire?source=pwa" {
		t.Errorf("manifest: %+v", got)
	}
	purposes := map[string]bool{}
	for _, i := range got.Icons {
		purposes[i.Purpose+" "+i.Sizes] = true
		if ask(t, i.Src).StatusCode != http.StatusOK {
			t.Errorf("icon %s is not served", i.Src)
		}
	}
	if !purposes["any 192x192"] || !purposes["any 512x512"] || !purposes["maskable 512x512"] {
		t.Errorf("icons: %v", purposes)
	}
	if len(got.Shortcuts) != 2 {
		t.Errorf("shortcuts: %+v", got.Shortcuts)
	}
}

func TestIconsHaveTheirSize(t *testing.T) {
	for name, side := range map[string]int{"icon-192.png": 192, "icon-512.png": 512, "icon-maskable-512.png": 512, "apple-touch-180.png": 180, "badge-96.png": 96, "favicon-32.png": 32} {
		picture, err := png.DecodeConfig(bytes.NewReader(get(name).body))
		if err != nil || picture.Width != side || picture.Height != side {
			t.Errorf("%s: %dx%d, %v", name, picture.Width, picture.Height, err)
		}
	}
}

// The pairs that meet on a page: text on its ground ≥ 4.5:1, shapes on theirs ≥ 3:1 (WCAG 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	grounds := []string{"paper", "card"}
	type pair struct {
		front, back string
		least       float64
	}
	var pairs []pair
	for _, back := range grounds {
		for _, front := range []string{"ink", "ink-soft", "accent", "accent-deep", "ok", "wait", "stop"} {
			pairs = append(pairs, pair{front, back, 4.5})
		}
		pairs = append(pairs, pair{"edge", back, 3})
	}
	for _, state := range []string{"ok", "wait", "stop", "accent"} {
		pairs = append(pairs, pair{state, state + "-tint", 4.5}, pair{"ink", state + "-tint", 4.5}, pair{"ink-soft", state + "-tint", 4.5})
	}
	pairs = append(pairs, pair{"on-accent", "accent", 4.5}, pair{"on-accent", "accent-deep", 4.5}, pair{"on-state", "stop", 4.5},
		pair{"accent-deep", "accent-tint", 4.5}, pair{"paper", "ink", 4.5}, pair{"accent", "line", 3}, pair{"edge", "accent-tint", 3})

	old, light, dark := tokens(t)
	for _, theme := range []struct {
		name    string
		colours map[string]string
	}{{"old", old}, {"light", light}, {"dark", dark}} {
		for _, p := range pairs {
			front, back := theme.colours[p.front], theme.colours[p.back]
			if front == "" || back == "" {
				t.Fatalf("%s: no token %s or %s", theme.name, p.front, p.back)
			}
			if got := contrast(t, front, back); got < p.least {
				t.Errorf("%s: %s on %s is %.2f:1, want %.1f", theme.name, p.front, p.back, got, p.least)
			}
		}
	}
	for name, value := range light {
		if old[name] != value {
			t.Errorf("--%s differs between browsers: %s and %s", name, old[name], value)
		}
	}
	if light["paper"] != PaperLight || dark["paper"] != PaperDark {
		t.Error("the browser's frame has not the colour of the paper")
	}
}

func tokens(t *testing.T) (old, light, dark map[string]string) {
	t.Helper()
	old, light, dark = map[string]string{}, map[string]string{}, map[string]string{}
	source := string(read("css/tokens.css"))
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(source, -1) {
		old[m[1]] = m[2]
	}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).FindAllStringSubmatch(source, -1) {
		light[m[1]], dark[m[1]] = m[2], m[3]
	}
	if len(old) != len(light) || len(old) < 12 {
		t.Fatalf("%d plain colours, %d by theme", len(old), len(light))
	}
	return old, light, dark
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// What keeps its name is asked for at each visit, and costs a line when nothing changed.
func TestWhatKeepsItsNameIsNotSentTwice(t *testing.T) {
	app := WebApp{Name: "Collège"}
	for name, serve := range map[string]http.HandlerFunc{
		"the worker": ServeWorker, "the manifest": func(w http.ResponseWriter, r *http.Request) { ServeManifest(w, r, app) },
	} {
		ask := func(have string) *httptest.ResponseRecorder {
			request := httptest.NewRequest(http.MethodGet, "/", nil)
			request.Header.Set("If-None-Match", have)
			request.Header.Set("Accept-Encoding", "br")
			answer := httptest.NewRecorder()
			serve(answer, request)
			return answer
		}
		first := ask("")
		if first.Code != http.StatusOK || first.Body.Len() == 0 || first.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d, %d bytes, %q", name, first.Code, first.Body.Len(), first.Header().Get("Cache-Control"))
		}
		if again := ask(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d, %d bytes", name, again.Code, again.Body.Len())
		}
	}
}
