package pb_hooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// A statement says what the bank said: by no path does a line change, go away or get matched with what it is not.
func TestStatementsAreHeldByTheDoor(t *testing.T) {
	p := openPurse(t)
	p.charge(100000)
	id, err := reconcile.Receive(p.bursar, p.app, reconcile.Upload{Source: reconcile.Bank, Name: "Compte", FileName: "a.csv", Raw: []byte("Date;Libellé;Montant\n10/11/2026;VIR X;25,00\n10/11/2026;VIR Y;30,00\n")})
	p.must(err)
	w, err := reconcile.FindWaiting(p.bursar, p.app, id)
	p.must(err)
	_, err = reconcile.Import(p.bursar, p.app, id, w.Mapping, false)
	p.must(err)
	lines, err := p.app.FindAllRecords("statement_lines")
	p.must(err)
	line := lines[0]
	token, handler := testapp.OperatorToken(t, p.app), testapp.Handler(t, p.app)
	refused := func(method, address string, fields map[string]any, why string) {
		t.Helper()
		body, err := json.Marshal(fields)
		p.must(err)
		if answer := testapp.Ask(t, handler, method, address, token, string(body)); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), why) {
			t.Errorf("%s %s: %d %s", method, address, answer.Code, answer.Body)
		}
	}
	for _, collection := range []string{"statements", "statement_lines", "statement_matches"} {
		refused("POST", "/api/collections/"+collection+"/records", map[string]any{"line": line.Id, "statement": id, "source": "bank", "kind": "seen", "name": "x", "state": "open",
			"operated_on": "2026-11-10", "amount_cents": 100, "digest": "x", "rank_no": 1, "format": "text", "read_at": "2026-11-10 10:00:00Z", "by_staff": "x", "matched_at": "2026-11-10 10:00:00Z"},
			"agent comptable et au gestionnaire")
	}
	refused("PATCH", "/api/collections/statement_lines/records/"+line.Id, map[string]any{"amount_cents": 1}, "agent comptable et au gestionnaire")
	refused("PATCH", "/api/collections/statements/records/"+id, map[string]any{"name": "Autre"}, "agent comptable et au gestionnaire")
	refused("DELETE", "/api/collections/statement_lines/records/"+line.Id, nil, "ne s’effacent pas")
	refused("DELETE", "/api/collections/statements/records/"+id, nil, "ne s’effacent pas")

	change := func(field string, value any) error {
		record, err := p.app.FindRecordById("statement_lines", line.Id)
		p.must(err)
		record.Set(field, value)
		return p.app.SaveWithContext(p.accountant, record)
	}
	for field, value := range map[string]any{"amount_cents": 1, "label": "autre", "operated_on": "2026-11-11", "rank_no": 2, "state": "matched", "reason": "seule"} {
		if err := change(field, value); !objects(err) {
			t.Errorf("%s changed: %v", field, err)
		}
	}
	if err := change("state", "ignored"); !objects(err) {
		t.Error("put aside without a reason", err)
	}

	// A match names a payment of the same sum, standing, that no other line has.
	booked := p.book(p.desk(money.Transfer, cents.Amount(line.GetInt("amount_cents"))))
	match := func(fields map[string]any) error {
		all := map[string]any{"line": line.Id, "kind": "seen", "source": "bank", "payment_id": booked.PaymentID, "amount_cents": line.GetInt("amount_cents"),
			"by_staff": school.ActorIn(p.accountant).ID, "matched_at": "2026-11-16 10:00:00Z"}
		for k, v := range fields {
			all[k] = v
		}
		_, err := testapp.Try(p.app, p.accountant, "statement_matches", all)
		return err
	}
	for name, fields := range map[string]map[string]any{
		"another sum": {"amount_cents": 1}, "nobody's": {"payment_id": "000000000000000"}, "of somebody else": {"by_staff": "x"}, "booked elsewhere": {"kind": "booked"},
		"not taken back": {"kind": "returned", "amount_cents": -line.GetInt("amount_cents")}, "no batch": {"kind": "refunded", "batch_id": "000000000000000"}, "another source": {"source": "payfip"},
	} {
		if err := match(fields); !objects(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.must(match(nil))
	if err := match(nil); !objects(err) {
		t.Error("pointed twice", err)
	}
	p.must(change("state", "matched"))
	if err := change("state", "open"); !objects(err) {
		t.Error("opened while it is matched", err)
	}
	found, err := p.app.FindFirstRecordByData("statement_matches", "line", line.Id)
	p.must(err)
	refused("PATCH", "/api/collections/statement_matches/records/"+found.Id, map[string]any{"undone_by": "x"}, "agent comptable et au gestionnaire")
	refused("DELETE", "/api/collections/statement_matches/records/"+found.Id, nil, "ne s’effacent pas")
	found.Set("amount_cents", 1)
	if err := p.app.SaveWithContext(p.accountant, found); !objects(err) {
		t.Error("a match changed", err)
	}
}

// What the columns of an account are is the accountant's and the bursar's, and must give a date, a sum and a text.
func TestTheColumnsOfAnAccountAreHeldByTheDoor(t *testing.T) {
	p := openPurse(t)
	fields := map[string]any{"name": "Compte", "kind": "statements", "file_kind": "csv", "columns": []map[string]any{{"field": "date", "index": 0}, {"field": "label", "index": 1}, {"field": "amount", "index": 2}}}
	if _, err := testapp.Try(p.app, testapp.As(t, p.app, school.Head), "column_mappings", fields); !objects(err) {
		t.Error(err)
	}
	_, err := testapp.Try(p.app, p.bursar, "column_mappings", fields)
	p.must(err)
	fields["name"], fields["columns"] = "Autre", []map[string]any{{"field": "date", "index": 0}}
	if _, err := testapp.Try(p.app, p.bursar, "column_mappings", fields); !objects(err) {
		t.Error(err)
	}
}
