package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/pocketbase/pocketbase/core"
	g "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func page(props components.PageProps, before func(*web.Visit)) func(*web.Visit) error {
	return func(v *web.Visit) error {
		before(v)
		return v.Page(props, g.Text(strings.Repeat("Une règle a sa page. ", 300)))
	}
}

// What is text leaves compressed; what everybody reads alike is made ready in brotli; what is shown once, with a secret in it,
// leaves as it is.
func TestAnswersLeaveCompressed(t *testing.T) {
	t.Parallel()
	nothing := func(*web.Visit) {}
	once := func(v *web.Visit) { v.Response.Header().Set("Cache-Control", "no-store") }
	route := func(pattern string, handle func(*web.Visit) error) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Who: web.Public, Handle: handle}
	}
	app := testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, []web.Route{
				route("/tous", page(components.PageProps{Title: "Tous", Indexed: true}, nothing)), route("/un", page(components.PageProps{Title: "Un"}, nothing)),
				route("/secret", page(components.PageProps{Title: "Secret"}, once)),
				route("/papier", func(v *web.Visit) error { return v.File("a.pdf", "application/pdf", make([]byte, 9000), true) }),
				route("/court", func(v *web.Visit) error { return v.File("a.csv", "text/csv", []byte("a;b"), false) }),
				route("/liste", func(v *web.Visit) error {
					return v.File("a.csv", "text/csv", []byte(strings.Repeat("a;b\n", 900)), false)
				}),
			})
			return se.Next()
		})
		return nil
	})
	handler := testapp.Handler(t, app)
	ask := func(path, accept, have string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodGet, path, nil)
		request.Header.Set("Accept-Encoding", accept)
		request.Header.Set("If-None-Match", have)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		return answer
	}
	plain := ask("/tous", "", "").Body.String()
	ask("/tous", "gzip, br", "")
	deadline := time.Now().Add(10 * time.Second)
	for ask("/tous", "gzip, br", "").Header().Get("Content-Encoding") != "br" {
		if time.Now().After(deadline) {
			t.Fatal("the public page is never ready in brotli")
		}
		time.Sleep(time.Millisecond)
	}
	for _, c := range []struct{ path, accept, want string }{
		{"/tous", "gzip, br", "br"}, {"/tous", "gzip", "gzip"}, {"/tous", "br;q=0, gzip", "gzip"}, {"/tous", "", ""}, {"/tous", "gzip;q=0", ""},
		{"/un", "gzip, br", "gzip"}, {"/secret", "gzip, br", ""}, {"/papier", "gzip", ""}, {"/court", "gzip", ""}, {"/liste", "gzip", "gzip"},
	} {
		answer := ask(c.path, c.accept, "")
		if got := answer.Header().Get("Content-Encoding"); got != c.want {
			t.Errorf("%s for %q: %q, want %q", c.path, c.accept, got, c.want)
			continue
		}
		if c.want != "" && !strings.Contains(strings.Join(answer.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: Vary is %v", c.path, answer.Header().Values("Vary"))
		}
		var body io.Reader = answer.Body
		switch c.want {
		case "br":
			body = brotli.NewReader(body)
		case "gzip":
			unpacked, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpacked
		}
		if said, err := io.ReadAll(body); err != nil || c.path == "/tous" && string(said) != plain {
			t.Errorf("%s for %q says something else: %v", c.path, c.accept, err)
		}
		if tag := answer.Header().Get("ETag"); tag != "" {
			if again := ask(c.path, c.accept, tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
				t.Errorf("%s again: %d, %d bytes", c.path, again.Code, again.Body.Len())
			}
		}
	}
}
