package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui"
)

// A machine that tries codes, second proofs or addresses of calendars, from one network address is stopped, with a page rather than with
// JSON.
func TestTriesAreLimitedByNetworkAddress(t *testing.T) {
	app := testapp.New(t, func(app core.App) error { return ui.Bind(app, ui.Options{}) })
	handler := testapp.Handler(t, app)
	limited(t, handler, http.MethodPost, "/connexion/courrier", 30, 200)
	limited(t, handler, http.MethodPost, "/connexion/preuve", 30, 90)
	limited(t, handler, http.MethodPost, "/connexion/preuve/nouvelle", 30, 90)
	limited(t, handler, http.MethodGet, "/agenda/"+strings.Repeat("A", 43)+".ics", 200, 300)
}

func limited(t *testing.T, handler http.Handler, method, path string, least, most int) {
	t.Helper()
	for n := 1; ; n++ {
		request := httptest.NewRequest(method, path, strings.NewReader(url.Values{"code": {"AAAAA-AAAAA-AAAA"}}.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code == http.StatusTooManyRequests {
			if n < least || !strings.Contains(answer.Body.String(), "Trop de demandes") || !strings.Contains(answer.Header().Get("Content-Type"), "html") {
				t.Fatalf("%s is refused at request %d with %s", path, n, answer.Body.String())
			}
			return
		}
		if n > most {
			t.Fatalf("%s is never refused", path)
		}
	}
}
