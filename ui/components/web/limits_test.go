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

// A machine that tries codes from one address is stopped, with a page rather than with JSON.
func TestSignInIsLimitedByNetworkAddress(t *testing.T) {
	app := testapp.New(t, func(app core.App) error { return ui.Bind(app, ui.Options{}) })
	handler := testapp.Handler(t, app)
	for n := 1; ; n++ {
		request := httptest.NewRequest(http.MethodPost, "/connexion/courrier", strings.NewReader(url.Values{"code": {"AAAAA-AAAAA-AAAA"}}.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code == http.StatusTooManyRequests {
			if n < 30 || !strings.Contains(answer.Body.String(), "Trop de demandes") || !strings.Contains(answer.Header().Get("Content-Type"), "html") {
				t.Fatalf("refused at request %d with %s", n, answer.Body.String())
			}
			return
		}
		if n > 200 {
			t.Fatal("never refused")
		}
	}
}
