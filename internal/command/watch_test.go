package command

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/backup"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/watch"
	"github.com/openacademie/openacademie/ui"
)

func watched(t *testing.T, out io.Writer, token string) (core.App, http.Handler) {
	t.Helper()
	logger, ok := watch.NewLogger(out, "json")
	if !ok {
		t.Fatal("json is no format")
	}
	app := testapp.New(t, func(app core.App) error { watch.Bind(app, logger, token); return nil },
		func(app core.App) error { return ui.Bind(app, ui.Options{}) })
	return app, testapp.Handler(t, app)
}

// ask sends a request from this machine, or from elsewhere.
func ask(handler http.Handler, method, address, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	request.RemoteAddr = "127.0.0.1:40000"
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(request)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func TestD17TheLogHoldsNobody(t *testing.T) {
	var out bytes.Buffer
	app, handler := watched(t, &out, "")
	who := func(r *http.Request) {
		r.Header.Set("User-Agent", "Navigateur-de-Zénobie")
		r.RemoteAddr = "203.0.113.77:1234"
	}
	ask(handler, http.MethodGet, "/gestion/recherche?q=Zenobie+Dupond", "", who)
	ask(handler, http.MethodGet, "/Zenobie/Dupond", "", who)
	ask(handler, "ZENOBIE", "/", "", who)
	ask(handler, http.MethodPost, "/connexion", url.Values{"email": {"zenobie@exemple.fr"}, "adresse": {"zenobie@exemple.fr"}}.Encode(), who)
	app.Logger().Error("mail", "error", "550 <zenobie@exemple.fr> unknown, from 203.0.113.77")
	if batch, ok := app.Logger().Handler().(interface{ WriteAll(context.Context) error }); !ok || batch.WriteAll(t.Context()) != nil {
		t.Fatal("the log does not empty")
	}
	said := out.String()
	for _, personal := range []string{"Zenobie", "zenobie", "ZENOBIE", "Dupond", "203.0.113.77", "Navigateur"} {
		if strings.Contains(said, personal) {
			t.Errorf("the log says %s:\n%s", personal, said)
		}
	}
	if !strings.Contains(said, `"msg":"mail"`) {
		t.Errorf("what the program says is not echoed:\n%s", said)
	}
	var kept []string
	if err := app.AuxDB().NewQuery("SELECT message || ' ' || data FROM _logs").Column(&kept); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(kept, "\n"); strings.Contains(strings.ToLower(all), "zenobie") || strings.Contains(all, "203.0.113.77") {
		t.Errorf("aux.db says %s", all)
	}
	var line struct {
		Msg, ID, Method, Route string
		Status                 int
		MS                     float64
	}
	first, _, _ := strings.Cut(said, "\n")
	if err := json.Unmarshal([]byte(first), &line); err != nil || line.Msg != "request" || line.Route != "GET /gestion/recherche" || line.Status != http.StatusFound && line.Status != http.StatusSeeOther || len(line.ID) != 16 {
		t.Errorf("%v: %s", err, first)
	}
	if s := app.Settings(); s.Logs.LogIP || s.Logs.LogAuthId || s.Logs.MaxDays < 180 || s.Logs.MaxDays > 366 || s.Backups.Cron != "" {
		t.Errorf("%+v", s.Logs)
	}
}

func TestMetricsAreForTheMachinesKeeper(t *testing.T) {
	app, handler := watched(t, io.Discard, "")
	ask(handler, http.MethodGet, "/regles/v-08", "", nil)
	if err := lateDelivery(app); err != nil {
		t.Fatal(err)
	}
	if err := backup.Remember(app.DataDir(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	answer := ask(handler, http.MethodGet, "/metrics", "", nil)
	for _, line := range []string{
		`openacademie_requests_total{route="GET /regles/{rule}",status="200"} 1`, `openacademie_request_seconds_bucket{le="+Inf"} 1`,
		`openacademie_deliveries{channel="email",state="queued"} 1`, "openacademie_backup_age_seconds 36", "openacademie_database_bytes ", "openacademie_wal_bytes ",
		"openacademie_goroutines ", "openacademie_memory_bytes ",
	} {
		if !strings.Contains(answer.Body.String(), line) {
			t.Errorf("%s is missing of %d:\n%s", line, answer.Code, answer.Body)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"from elsewhere":  func(r *http.Request) { r.RemoteAddr = "203.0.113.77:1" },
		"through a proxy": func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.77") },
	} {
		if answer := ask(handler, http.MethodGet, "/metrics", "", change); answer.Code != http.StatusNotFound || answer.Body.Len() > 0 {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
	_, handler = watched(t, io.Discard, "jeton-de-mesure")
	for token, status := range map[string]int{"": 404, "Bearer autre": 404, "Bearer jeton-de-mesure": 200} {
		if answer := ask(handler, http.MethodGet, "/metrics", "", func(r *http.Request) { r.Header.Set("Authorization", token); r.RemoteAddr = "203.0.113.77:1" }); answer.Code != status {
			t.Errorf("%q: %d", token, answer.Code)
		}
	}
}
