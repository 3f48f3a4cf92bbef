package pb_hooks_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// sealed is the list of design/data.md: taking a collection out of it is a decision, not a change of code.
const sealed = "journal charges payments allocations receipts reversals grants commitments overrides online_payment_events approvals refund_lines cash_counts cash_movements " +
	"share_agreements payer_shares transfers closings"

func TestTheSealedListIsPinned(t *testing.T) {
	if got := strings.Join(pb_hooks.Sealed, " "); got != sealed {
		t.Errorf("sealed: %s", got)
	}
	if err := pb_hooks.CheckSeals(testapp.New(t)); err != nil {
		t.Error(err)
	}
}

// The folder is opened as the program opens it: one of the seals rests on a pragma of the connection.
func TestSealedRowsStayAsTheyWere(t *testing.T) {
	app, err := school.Open(testapp.Migrated(t, t.TempDir()), school.Options{Kind: school.Practice, Rules: testapp.Rules(), Bind: []func(core.App) error{pb_hooks.Bind}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = school.Close(app) })
	handler := testapp.Handler(t, app)
	token := testapp.OperatorToken(t, app)
	for _, name := range pb_hooks.Sealed {
		t.Run(name, func(t *testing.T) {
			id := rawRow(t, app, name)
			address := "/api/collections/" + name + "/records/" + id
			for method, body := range map[string]string{http.MethodPatch: `{"label":"autre"}`, http.MethodDelete: ""} {
				answer := testapp.Ask(t, handler, method, address, token, body)
				if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "ne s") {
					t.Errorf("%s as operator: %d %s", method, answer.Code, answer.Body)
				}
			}
			record, err := app.FindRecordById(name, id)
			if err != nil {
				t.Fatal(err)
			}
			var refusal *law.Refusal
			if err := app.SaveNoValidate(record); !errors.As(err, &refusal) {
				t.Errorf("save: %v", err)
			}
			if err := app.Delete(record); !errors.As(err, &refusal) {
				t.Errorf("delete: %v", err)
			}
			heldBelow(t, app, name, id)
		})
	}
}

// heldBelow writes under the hooks: there SQLite itself refuses.
func heldBelow(t *testing.T, app core.App, name, id string) {
	t.Helper()
	record, err := app.FindRecordById(name, id)
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"update":               exec(app, "UPDATE "+name+" SET id = 'autre'"),
		"delete":               exec(app, "DELETE FROM "+name),
		"replace":              exec(app, "REPLACE INTO "+name+" (id) VALUES ('"+id+"')"),
		"truncation":           app.UnsafeWithoutHooks().TruncateCollection(record.Collection()),
		"delete without hooks": app.UnsafeWithoutHooks().Delete(record),
	} {
		if err == nil || !strings.Contains(err.Error(), "sealed") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := app.FindRecordById(name, id); err != nil {
		t.Errorf("the row is gone: %v", err)
	}
}

func TestAPurgeNeedsAVisa(t *testing.T) {
	app := testapp.New(t)
	rawRow(t, app, "charges")
	_, err := app.DB().Insert("purge_visas", dbx.Params{"collection_name": "charges", "visa": "AD 2026-1", "granted_at": "2026-11-16"}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	if err := exec(app, "DELETE FROM charges"); err != nil {
		t.Errorf("with the visa of the archives: %v", err)
	}
	if err := exec(app, "UPDATE journal SET note = 'x'"); err != nil {
		t.Fatal(err) // no row
	}
	rawRow(t, app, "journal")
	if err := exec(app, "DELETE FROM journal"); err == nil {
		t.Error("a visa for charges opened the journal")
	}
}

func TestCheckSealsSeesABrokenSeal(t *testing.T) {
	for _, trigger := range []string{"sealed_journal_update", "sealed_folder_delete", "practice_clock_forward"} {
		app := testapp.New(t)
		if err := exec(app, "DROP TRIGGER "+trigger); err != nil {
			t.Fatal(err)
		}
		if err := pb_hooks.CheckSeals(app); err == nil || !strings.Contains(err.Error(), trigger) {
			t.Errorf("%s: %v", trigger, err)
		}
	}
}

func exec(app core.App, sql string) error {
	_, err := app.NonconcurrentDB().NewQuery(sql).Execute()
	return err
}
