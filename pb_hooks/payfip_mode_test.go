package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// The way to production is the same whoever writes: the page, the accountant by REST, the superuser, the program.
func TestModeOfPayFiPIsHeldByTheDoor(t *testing.T) {
	app := testapp.New(t)
	row := testapp.Row(t, app, "school", map[string]any{
		"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris", "payfip_numcli": "090909", "payfip_mode": "T",
		"payfip_soap_url": "http://127.0.0.1:9/tpa/services/securite", "payfip_page_url": "http://127.0.0.1:9/tpa/paiementws.web",
	})
	accountant := testapp.As(t, app, school.Accountant)
	now := time.Now().UTC().Format("2006-01-02 15:04:05.000Z")
	set := func(fields map[string]any) error {
		fresh, err := app.FindRecordById("school", row.Id)
		if err != nil {
			t.Fatal(err)
		}
		fresh.Load(fields)
		return app.SaveWithContext(accountant, fresh)
	}
	for name, fields := range map[string]map[string]any{
		"activation, connection untried":   {"payfip_mode": "X"},
		"production at once":               {"payfip_mode": "W"},
		"production, asked in one go":      {"payfip_mode": "W", "payfip_asked_at": now, "payfip_written": "DDFiP, courriel 12", "payfip_written_on": "2026-11-10"},
		"a connection tried by hand":       {"payfip_checked_at": now, "payfip_checked_for": "090909 simulateur"},
		"labels by hand":                   {"payfip_labels": "COLLEGE"},
		"asked before anything was shown":  {"payfip_asked_at": now},
		"a written word without a day":     {"payfip_written": "DDFiP, courriel 12"},
		"a number of five digits":          {"payfip_numcli": "90909"},
		"the real service in practice":     {"payfip_soap_url": "https://www.payfip.gouv.fr/tpa/services/securite", "payfip_page_url": "https://www.payfip.gouv.fr/tpa/paiementws.web"},
		"a service without its page":       {"payfip_page_url": ""},
		"a mode of the form, not of WS":    {"payfip_mode": "A"},
		"means that PayFiP does not know":  {"payfip_means": []string{"wero"}},
		"an activation without connection": {"payfip_mode": "X", "payfip_written": "DDFiP, courriel 12", "payfip_written_on": "2026-11-10"},
	} {
		if err := set(fields); err == nil {
			t.Errorf("%s: let through", name)
		}
	}
	handler, token := testapp.Handler(t, app), testapp.OperatorToken(t, app)
	for _, body := range []string{
		`{"payfip_mode":"X"}`, `{"payfip_mode":"W"}`, `{"payfip_asked_at":"` + now + `"}`, `{"payfip_checked_for":"090909 simulateur"}`, `{"payfip_means":["card"]}`,
		`{"payfip_written":"DDFiP, courriel 12","payfip_written_on":"2026-11-10"}`,
	} {
		answer := testapp.Ask(t, handler, http.MethodPatch, "/api/collections/school/records/"+row.Id, token, body)
		if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "comptable") {
			t.Errorf("%s: %d %s", body, answer.Code, answer.Body)
		}
	}
	answer := testapp.Ask(t, handler, http.MethodPost, "/api/collections/school/records", token, `{"uai":"0990002P","name":"L","kind":"lycee","time_zone":"Europe/Paris","payfip_mode":"W"}`)
	if answer.Code != http.StatusBadRequest {
		t.Errorf("born in production: %d %s", answer.Code, answer.Body)
	}

	// A real school never takes the simulator, whatever the mode.
	school.DepsOf(app).Kind = school.Real
	if err := set(map[string]any{"payfip_page_url": "http://127.0.0.1:10/tpa/paiementws.web"}); err == nil || !strings.Contains(err.Error(), "simulateur") {
		t.Errorf("a simulator in a real school: %v", err)
	}
	school.DepsOf(app).Kind = school.Practice
	if err := set(map[string]any{"payfip_means": []string{"card"}}); err != nil {
		t.Error(err)
	}
}

func TestTrialPaymentIsOneEuroOfTheAccountants(t *testing.T) {
	p := openPurse(t)
	row := map[string]any{
		"attempt_no": 1, "refdet": "F000000001A01", "state": "created", "amount_cents": 100, "numcli": "090909", "mode": "T", "trial": true,
		"account": testapp.Row(t, p.app, "users", map[string]any{"email": "agent@exemple.fr", "password": "une phrase de passe"}).Id,
		"lines":   []any{}, "made_at": "2026-11-16 09:00:00.000Z",
	}
	for name, change := range map[string]map[string]any{
		"of two euros":       {"amount_cents": 200},
		"in production":      {"mode": "W"},
		"of a pupil":         {"pupil": p.pupil},
		"with lines":         {"lines": []map[string]any{{"charge": "x", "cents": 100}}},
		"paid already":       {"state": "paid_card"},
		"of no trial at all": {"trial": false},
	} {
		fields := map[string]any{}
		for k, v := range row {
			fields[k] = v
		}
		for k, v := range change {
			fields[k] = v
		}
		if _, err := testapp.Try(p.app, p.accountant, "online_payments", fields); err == nil {
			t.Errorf("%s: kept", name)
		}
	}
	if _, err := testapp.Try(p.app, p.bursar, "online_payments", row); err == nil {
		t.Error("the bursar tries PayFiP")
	}
	byOperator(t, p.app, "POST", "/api/collections/online_payments/records", row, 400, `"code":"refused"`)
	if _, err := testapp.Try(p.app, p.accountant, "online_payments", row); err != nil {
		t.Error(err)
	}
}
