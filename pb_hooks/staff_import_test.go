package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// Who imports people writes them without any function; functions, accesses and the address that opens one stay the
// administrator's, whatever writes.
func TestWhoImportsStaffGivesNoFunction(t *testing.T) {
	app := testapp.New(t)
	testapp.Row(t, app, "staff", map[string]any{"last_name": "Chef", "roles": []school.Role{school.Administrator}, "email": "admin@exemple.fr"})
	secretary, teacher := testapp.As(t, app, school.Secretary), testapp.As(t, app, school.Teacher)
	write := func(ctx context.Context, id string, fields map[string]any) error {
		record, err := school.NewRecord(app, "staff")
		if id != "" {
			record, err = app.FindRecordById("staff", id)
		}
		if err != nil {
			t.Fatal(err)
		}
		record.Load(fields)
		return app.SaveWithContext(ctx, record)
	}
	plain := testapp.Row(t, app, "staff", map[string]any{"last_name": "SORBIER"}).Id
	bursar := testapp.Row(t, app, "staff", map[string]any{"last_name": "Intendance", "roles": []school.Role{school.Bursar}, "email": "b@exemple.fr"}).Id
	for _, c := range []struct {
		name    string
		ctx     context.Context
		id      string
		fields  map[string]any
		allowed bool
	}{
		{"a newcomer without function", secretary, "", map[string]any{"last_name": "TILLEUL", "email": "t@exemple.fr"}, true},
		{"an address of who has none", secretary, plain, map[string]any{"email": "s@exemple.fr"}, true},
		{"a phone of who has one", secretary, bursar, map[string]any{"phone": "0199001234"}, true},
		{"a newcomer with a function", secretary, "", map[string]any{"last_name": "INTRUS", "roles": []school.Role{school.Teacher}}, false},
		{"a function", secretary, plain, map[string]any{"roles": []school.Role{school.Teacher}}, false},
		{"a function taken away", secretary, bursar, map[string]any{"roles": []school.Role{}}, false},
		{"the address of who has one", secretary, bursar, map[string]any{"email": "voleur@exemple.fr"}, false},
		{"an access closed", secretary, plain, map[string]any{"active_until": "2020-01-01"}, false},
		{"a newcomer written by a teacher", teacher, "", map[string]any{"last_name": "INTRUS"}, false},
	} {
		if err := write(c.ctx, c.id, c.fields); (err == nil) != c.allowed {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	handler, token := testapp.Handler(t, app), testapp.OperatorToken(t, app)
	if answer := testapp.Ask(t, handler, "POST", "/api/collections/staff/records", token, `{"last_name":"INTRUS"}`); answer.Code < 400 {
		t.Errorf("an operator adds a person by REST: %d", answer.Code)
	}
	if answer := testapp.Ask(t, handler, "PATCH", "/api/collections/staff/records/"+plain, token, `{"roles":["accountant"]}`); answer.Code < 400 {
		t.Errorf("an operator gives a function by REST: %d", answer.Code)
	}
}
