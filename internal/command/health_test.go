package command

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestHealthNamesWhatFailsAndNothingElse(t *testing.T) {
	for name, breaks := range map[string]func(core.App) error{
		"seals":      drop("sealed_journal_update"),
		"migrations": statement("DELETE FROM _migrations WHERE file LIKE '%evidence%'"),
	} {
		t.Run(name, func(t *testing.T) {
			app := testapp.New(t, bindHealth)
			handler := testapp.Handler(t, app)
			if answer := testapp.Ask(t, handler, http.MethodGet, "/healthz", "", ""); answer.Code != http.StatusOK {
				t.Fatalf("sound: %d %s", answer.Code, answer.Body)
			}
			if err := breaks(app); err != nil {
				t.Fatal(err)
			}
			if answer := testapp.Ask(t, handler, http.MethodGet, "/healthz", "", ""); answer.Code != http.StatusOK {
				t.Errorf("the answer was not kept for a moment: %d", answer.Code)
			}
			app.Store().Get(healthKey).(*healthCache).asked = time.Time{}
			answer := testapp.Ask(t, handler, http.MethodGet, "/healthz", "", "")
			if wanted := `{"ok":false,"failing":["` + name + `"]}`; answer.Code != http.StatusServiceUnavailable || strings.TrimSpace(answer.Body.String()) != wanted {
				t.Errorf("%d %s", answer.Code, answer.Body)
			}
		})
	}
}

// Asked of the check rather than over HTTP: a served school has a sender at work, which would take the message away.
func TestAFolderThatSleptMayEmptyItsOutbox(t *testing.T) {
	app := testapp.New(t, bindHealth)
	if err := lateDelivery(app); err != nil {
		t.Fatal(err)
	}
	if err := checkOutbox(t.Context(), app); err != nil {
		t.Errorf("just opened: %v", err)
	}
	app.Store().Set(openedKey, time.Now().Add(-2*stuckAfter))
	if err := checkOutbox(t.Context(), app); err == nil {
		t.Error("a school at work does not see its late message")
	}
	app.Store().Remove(openedKey) // as doctor sees it
	if err := checkOutbox(t.Context(), app); err == nil {
		t.Error("doctor does not see the late message")
	}
}

func TestDoctorSeesWhatIsBroken(t *testing.T) {
	for name, breaks := range map[string]func(core.App) error{
		"seals": drop("sealed_receipts_delete"),
		"journal": func(app core.App) error {
			if err := school.Journal(t.Context(), app, school.Entry{Verb: "essai"}); err != nil {
				return err
			}
			const seal = "CREATE TRIGGER sealed_journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'sealed: journal is append-only'); END"
			for _, sql := range []string{"DROP TRIGGER sealed_journal_update", "UPDATE journal SET verb = 'autre'", seal} {
				if err := statement(sql)(app); err != nil {
					return err
				}
			}
			return nil
		},
		"migrations": statement("DELETE FROM _migrations WHERE file LIKE '%evidence%'"),
	} {
		t.Run(name, func(t *testing.T) {
			dir := testapp.Migrated(t, t.TempDir())
			app, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: testapp.Rules()})
			if err != nil {
				t.Fatal(err)
			}
			if code, all := examined(t, dir); code != Fine || len(failing(all)) > 0 {
				t.Errorf("sound: %d %v", code, all)
			}
			if err := breaks(app); err != nil {
				t.Fatal(err)
			}
			if code, all := examined(t, dir); code != Refused || !slices.Equal(failing(all), []string{name}) {
				t.Errorf("%d %v", code, all)
			}
			if err := school.Close(app); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestDoctorExaminesARealFolderWithoutItsKey(t *testing.T) {
	dir := testapp.Migrated(t, t.TempDir())
	app, err := school.Open(dir, school.Options{Rules: testapp.Rules(), Key: strings.Repeat("k", 32)})
	if err != nil {
		t.Fatal(err)
	}
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("x", 32))
	if code, all := examined(t, dir); code != Refused || !slices.Equal(failing(all), []string{"keys"}) {
		t.Errorf("another key: %d %v", code, all)
	}
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	if code, all := examined(t, dir); code != Fine {
		t.Errorf("its key: %d %v", code, all)
	}
}

func examined(t *testing.T, dir string) (int, []diagnosis) {
	t.Helper()
	var out, complaints bytes.Buffer
	code := Execute(t.Context(), Call{Args: []string{"doctor", "--json", "--dir", dir}, Out: &out, Err: &complaints})
	var all []diagnosis
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		t.Fatalf("%v: %s%s", err, &out, &complaints)
	}
	if complaints.Len() > 0 {
		t.Errorf("beside the JSON: %s", &complaints)
	}
	return code, all
}

func failing(all []diagnosis) []string {
	var names []string
	for _, d := range all {
		if !d.OK {
			names = append(names, d.Name)
		}
	}
	return names
}

func drop(trigger string) func(core.App) error { return statement("DROP TRIGGER " + trigger) }

func statement(sql string) func(core.App) error {
	return func(app core.App) error {
		_, err := app.NonconcurrentDB().NewQuery(sql).Execute()
		return err
	}
}

// lateDelivery queues an urgent mail of the year 2020 that never left.
func lateDelivery(app core.App) error {
	for _, sql := range []string{
		"INSERT INTO messages (id, urgent, not_before) VALUES ('message00000001', 1, '2020-01-01 08:00:00.000Z')",
		"INSERT INTO deliveries (id, message, channel, state) VALUES ('delivery0000001', 'message00000001', 'email', 'queued')",
	} {
		if err := statement(sql)(app); err != nil {
			return err
		}
	}
	return nil
}
