package pb_hooks_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/testapp"
)

// Each door of design/architecture.md (The operator) is tried by a superuser, in more than one spelling where PocketBase
// takes more than one.
func TestOperatorDoorsAreClosed(t *testing.T) {
	app := testapp.New(t)
	handler := testapp.Handler(t, app)
	token := testapp.OperatorToken(t, app)
	user, err := app.FindFirstRecordByFilter("users", "")
	if err != nil {
		testapp.AccountToken(t, app)
		if user, err = app.FindFirstRecordByFilter("users", ""); err != nil {
			t.Fatal(err)
		}
	}
	journal, err := app.FindCollectionByNameOrId("journal")
	if err != nil {
		t.Fatal(err)
	}
	const schema = `{"name":"portes","type":"base","fields":[{"name":"texte","type":"text"}]}`
	doors := []struct{ door, method, address, body string }{
		{"SQL console", "POST", "/api/sql", `{"query":"DELETE FROM journal"}`},
		{"SQL console, escaped", "POST", "/api/%73ql", `{"query":"DELETE FROM journal"}`},
		{"create a collection", "POST", "/api/collections", schema},
		{"change a collection", "PATCH", "/api/collections/journal", `{"listRule":""}`},
		{"change a collection by id", "PATCH", "/api/collections/" + journal.Id, `{"listRule":""}`},
		{"delete a collection", "DELETE", "/api/collections/journal", ""},
		{"delete a collection by id", "DELETE", "/api/collections/" + journal.Id, ""},
		{"truncate", "DELETE", "/api/collections/journal/truncate", ""},
		{"truncate by id", "DELETE", "/api/collections/" + journal.Id + "/truncate", ""},
		{"import", "PUT", "/api/collections/import", `{"collections":[` + schema + `],"deleteMissing":true}`},
		{"impersonate", "POST", "/api/collections/users/impersonate/" + user.Id, ""},
		{"impersonate an operator", "POST", "/api/collections/_superusers/impersonate/" + user.Id, ""},
		{"make a zip of PocketBase", "POST", "/api/backups", `{"name":"une.zip"}`},
		{"take a zip of PocketBase", "GET", "/api/backups/une.zip", ""},
		{"restore a backup", "POST", "/api/backups/une.zip/restore", ""},
	}
	for _, d := range doors {
		t.Run(d.door, func(t *testing.T) {
			refusedAt(t, testapp.Ask(t, handler, d.method, d.address, token, d.body))
		})
	}
	t.Run("upload a backup", func(t *testing.T) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "une.zip")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte("PK")); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequest(http.MethodPost, "/api/backups/upload", &body)
		request.Header.Set("Content-Type", form.FormDataContentType())
		request.Header.Set("Authorization", token)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		refusedAt(t, answer)
	})
	if _, err := app.FindCollectionByNameOrId("portes"); err == nil {
		t.Error("a collection was made all the same")
	}
	if _, err := app.FindCollectionByNameOrId("journal"); err != nil {
		t.Error("the journal is gone")
	}
}

// The ways in of PocketBase are closed for families and staff, whoever knocks, and open for operators.
func TestPocketBaseWaysInAreClosedForUsers(t *testing.T) {
	app := testapp.New(t)
	handler := testapp.Handler(t, app)
	token := testapp.AccountToken(t, app)
	operator := testapp.OperatorToken(t, app)
	for _, way := range []string{
		"auth-with-password", "auth-with-oauth2", "auth-with-otp", "request-otp", "request-password-reset", "confirm-password-reset",
		"request-verification", "confirm-verification", "request-email-change", "confirm-email-change",
	} {
		for who, token := range map[string]string{"guest": "", "account": token, "operator": operator} {
			t.Run(way+" as "+who, func(t *testing.T) {
				refusedAt(t, testapp.Ask(t, handler, "POST", "/api/collections/users/"+way, token, `{"email":"parent@exemple.fr","identity":"parent@exemple.fr","password":"x"}`))
			})
		}
	}
	answer := testapp.Ask(t, handler, "POST", "/api/collections/_superusers/auth-with-password", "", `{"identity":"operateur@exemple.fr","password":"faux"}`)
	if answer.Code != http.StatusBadRequest {
		t.Errorf("an operator cannot sign in: %d %s", answer.Code, answer.Body)
	}
}

// refusedAt expects a 403 that says why in French.
func refusedAt(t *testing.T, answer *httptest.ResponseRecorder) {
	t.Helper()
	body := answer.Body.String()
	if answer.Code != http.StatusForbidden || !strings.Contains(body, "ferm") && !strings.Contains(body, "schéma") && !strings.Contains(body, "code") {
		t.Errorf("%d %s", answer.Code, body)
	}
}

// Who writes is said by the request, never by its body: a superuser who claims to be the bursar is judged as an operator,
// and the journal names the operator.
func TestTheActorOfABodyIsIgnored(t *testing.T) {
	app := testapp.New(t)
	handler := testapp.Handler(t, app)
	token := testapp.OperatorToken(t, app)
	bursar := testapp.StaffActor(t, app, "bursar")
	claim := `"@actor":{"Kind":"staff","ID":"` + bursar.ID + `","Roles":["bursar"]}`
	act := `{"organ":"board","act_number":"9","purpose":"other","voted_on":"2026-11-03",` + claim + `}`

	answer := testapp.Ask(t, handler, "POST", "/api/collections/acts/records", token, act)
	if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "Seuls le chef") {
		t.Errorf("act of an operator: %d %s", answer.Code, answer.Body)
	}

	form := strings.NewReader(`organ=board&act_number=9&purpose=other&voted_on=2026-11-03&@actor={"Kind":"system"}&@jsonPayload={` + claim + `}`)
	request := httptest.NewRequest("POST", "/api/collections/acts/records", form)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", token)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusBadRequest || !strings.Contains(recorder.Body.String(), "Seuls le chef") {
		t.Errorf("act of an operator, as a form: %d %s", recorder.Code, recorder.Body)
	}

	answer = testapp.Ask(t, handler, "POST", "/api/collections/mefs/records", token, `{"code":"10010012110","label":"6EME",`+claim+`}`)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	line, err := app.FindFirstRecordByData("journal", "subject_collection", "mefs")
	if err != nil {
		t.Fatal(err)
	}
	operator, err := app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "operateur@exemple.fr")
	if err != nil {
		t.Fatal(err)
	}
	if line.GetString("actor_kind") != "operator" || line.GetString("actor_id") != operator.Id {
		t.Errorf("the journal names %s %s", line.GetString("actor_kind"), line.GetString("actor_id"))
	}
}
