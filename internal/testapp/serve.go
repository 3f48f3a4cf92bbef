package testapp

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// Handler is what a served school answers with: REST and whatever was bound, without a port. It is made once per app.
func Handler(t testing.TB, app core.App) http.Handler {
	t.Helper()
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler
	event := &core.ServeEvent{App: app, Router: router, Server: &http.Server{}}
	err = app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		handler, err = e.Router.BuildMux()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// Ask sends one request with a JSON body, "" for none, and the token of an account, "" for a guest.
func Ask(t testing.TB, handler http.Handler, method, address, token, body string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", token)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

// OperatorToken makes a superuser and returns their token for the API.
func OperatorToken(t testing.TB, app core.App) string {
	t.Helper()
	return accountToken(t, app, core.CollectionNameSuperusers, "operateur@exemple.fr")
}

// AccountToken makes an account of a family or of the staff and a token of PocketBase for it. The program never gives one:
// tests check that it would open nothing.
func AccountToken(t testing.TB, app core.App) string {
	t.Helper()
	return accountToken(t, app, "users", "parent@exemple.fr")
}

func accountToken(t testing.TB, app core.App, collection, email string) string {
	t.Helper()
	found, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	record := core.NewRecord(found)
	record.SetEmail(email)
	record.SetRandomPassword()
	if err := app.Save(record); err != nil {
		t.Fatal(err)
	}
	token, err := record.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
