package command

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components/web"
)

// A storage that refuses: the page says so in French with 503, what was typed comes back, nothing is half written, /healthz
// tells it, and sending again works once the storage is back.
func TestAStorageThatRefusesLosesNothing(t *testing.T) {
	for name, fault := range map[string]struct {
		says  string
		begin func(t *testing.T, app core.App) (end func())
	}{
		"disk full": {"Le disque du serveur est plein", func(t *testing.T, app core.App) func() {
			limit(t, app, "PRAGMA max_page_count = 1") // SQLite takes the present size for it
			return func() { limit(t, app, "PRAGMA max_page_count = 1073741823") }
		}},
		"database locked": {"La base est occupée", func(t *testing.T, app core.App) func() {
			limit(t, app, "PRAGMA busy_timeout = 1")
			other, err := sql.Open("sqlite", filepath.Join(app.DataDir(), "data.db"))
			if err != nil {
				t.Fatal(err)
			}
			other.SetMaxOpenConns(1)
			if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
				t.Fatal(err)
			}
			return func() {
				if _, err := other.ExecContext(t.Context(), "ROLLBACK"); err != nil {
					t.Error(err)
				}
				if err := other.Close(); err != nil {
					t.Error(err)
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			app := testapp.New(t, bindHealth, bindForm)
			handler := testapp.Handler(t, app)
			person := url.Values{"nom": {"Zénobie"}}
			post := func() *httptest.ResponseRecorder {
				return ask(handler, http.MethodPost, "/essai?suite=1", person.Encode(), nil)
			}
			before := rowsOf(t, app)
			end := fault.begin(t, app)
			answer := post()
			if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Retry-After") == "" || !strings.Contains(answer.Body.String(), fault.says) {
				t.Errorf("%d %s", answer.Code, answer.Body)
			}
			if !strings.Contains(answer.Body.String(), `value="Zénobie"`) || !strings.Contains(answer.Body.String(), `action="/essai?suite=1"`) {
				t.Error("what was typed is lost")
			}
			end()
			if after := rowsOf(t, app); after != before {
				t.Errorf("%d rows became %d", before, after)
			}
			if health := ask(handler, http.MethodGet, "/healthz", "", nil); health.Code != http.StatusServiceUnavailable || !strings.Contains(health.Body.String(), "storage") {
				t.Errorf("healthz: %d %s", health.Code, health.Body)
			}
			if again := post(); again.Code != http.StatusSeeOther || rowsOf(t, app) != before+1 {
				t.Errorf("sent again: %d %s", again.Code, again.Body)
			}
		})
	}
}

func limit(t *testing.T, app core.App, pragma string) {
	t.Helper()
	if _, err := app.NonconcurrentDB().NewQuery(pragma).Execute(); err != nil {
		t.Fatal(err)
	}
}

// bindForm serves a form whose write does not fit in the pages that the database has left.
func bindForm(app core.App) error {
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		web.Mount(e, []web.Route{{Method: http.MethodPost, Pattern: "/essai", Who: web.Public, Handle: func(v *web.Visit) error {
			if _, err := v.Form(); err != nil {
				return err
			}
			err := school.InTransaction(v.Request.Context(), v.App, func(ctx context.Context, tx core.App) error {
				return school.Journal(ctx, tx, school.Entry{Verb: "essai", After: map[string]string{"nom": v.Field("nom") + strings.Repeat(" x", 500_000)}})
			})
			if err != nil {
				return err
			}
			return v.See("/")
		}}})
		return e.Next()
	})
	return nil
}

func rowsOf(t *testing.T, app core.App) (n int) {
	t.Helper()
	if err := app.DB().NewQuery("SELECT COUNT(*) FROM journal").Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
