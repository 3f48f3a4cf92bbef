package pb_hooks_test

import (
	"net/http"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// Whoever sends the families' money elsewhere must be the accountant, in person.
func TestOperatorDoesNotMoveOnlinePayments(t *testing.T) {
	app := testapp.New(t)
	row := testapp.Row(t, app, "school", map[string]any{"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris"})
	handler, token := testapp.Handler(t, app), testapp.OperatorToken(t, app)
	answer := testapp.Ask(t, handler, http.MethodPatch, "/api/collections/school/records/"+row.Id, token, `{"payfip_soap_url":"https://ailleurs.example/"}`)
	if answer.Code != http.StatusBadRequest {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	if answer := testapp.Ask(t, handler, http.MethodPatch, "/api/collections/school/records/"+row.Id, token, `{"phone":"01 99 00 00 00"}`); answer.Code != http.StatusOK {
		t.Fatalf("mending a telephone: status %d: %s", answer.Code, answer.Body)
	}
	row.Set("payfip_numcli", "090909")
	if err := app.SaveWithContext(testapp.As(t, app, school.Accountant), row); err != nil {
		t.Fatal(err)
	}
}
