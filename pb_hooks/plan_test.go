package pb_hooks_test

import (
	"net/http"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// No path but the family's request and the accountant's answer makes a plan: neither an operator, nor a role, nor who wrote it.
func TestF04NobodyMakesAPlanRoundTheAccountant(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(12000)
	ask := p.operator()
	fields := map[string]any{"guardian_id": p.guardian, "state": "agreed", "total_cents": 12000, "asked_on": "2026-11-16"}
	for _, state := range []string{"agreed", "asked", "proposed"} {
		fields["state"] = state
		if status, body := ask(http.MethodPost, "plans/records", fields); status != http.StatusBadRequest {
			t.Errorf("%s by an operator: %d %s", state, status, body)
		}
	}
	fields["state"] = "agreed"
	if _, err := testapp.Try(p.app, p.accountant, "plans", fields); err == nil {
		t.Error("agreed without having been asked")
	}
	plan, err := money.AskPlan(p.bursar, p.app, money.NewPlan{Debtor: money.Ower{GuardianID: p.guardian}, ChargeIDs: []string{charge}, Lines: money.Spread(12000, 2, "2026-12-10")})
	if err != nil {
		t.Fatal(err)
	}
	line, err := p.app.FindFirstRecordByData("plan_lines", "payment_plan", plan)
	if err != nil {
		t.Fatal(err)
	}
	for what, try := range map[string]struct {
		method, path string
		fields       map[string]any
	}{
		"agreed":       {http.MethodPatch, "plans/records/" + plan, map[string]any{"state": "agreed"}},
		"its total":    {http.MethodPatch, "plans/records/" + plan, map[string]any{"total_cents": 1}},
		"a line moved": {http.MethodPatch, "plan_lines/records/" + line.Id, map[string]any{"due_on": "2028-01-01"}},
		"a line more":  {http.MethodPost, "plan_lines/records", map[string]any{"payment_plan": plan, "rank_no": 3, "due_on": "2027-03-01", "amount_cents": 1}},
		"a line gone":  {http.MethodDelete, "plan_lines/records/" + line.Id, nil},
		"gone":         {http.MethodDelete, "plans/records/" + plan, nil},
	} {
		if status, body := ask(try.method, try.path, try.fields); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	if err := money.AgreePlan(p.bursar, p.app, plan); err == nil {
		t.Error("agreed by the bursar")
	}
	if err := money.AgreePlan(p.accountant, p.app, plan); err != nil {
		t.Fatal(err)
	}
	if err := money.WithdrawPlan(p.bursar, p.app, plan); err == nil {
		t.Error("withdrawn once agreed")
	}
	record, err := p.app.FindRecordById("plans", plan)
	if err != nil || record.GetInt("grace_days") != 8 || record.GetString("agreed_on") != "2026-11-16" {
		t.Errorf("%d days, on %q, %v", record.GetInt("grace_days"), record.GetString("agreed_on"), err)
	}
}

// Who prepares a plan does not agree to it (F-21): by the operation and by the row.
func TestF21WhoPreparesAPlanDoesNotAgree(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(12000)
	plan, err := money.AskPlan(p.accountant, p.app, money.NewPlan{Debtor: money.Ower{GuardianID: p.guardian}, ChargeIDs: []string{charge}, Lines: money.Spread(12000, 1, "2026-12-10")})
	if err != nil {
		t.Fatal(err)
	}
	if err := money.AgreePlan(p.accountant, p.app, plan); !refusedBy(err, "F-21") {
		t.Errorf("agreed by who prepared: %v", err)
	}
	if err := money.AgreePlan(testapp.As(t, p.app, school.Accountant), p.app, plan); err != nil {
		t.Errorf("refused to another: %v", err)
	}
}

// A plan in force ends as replaced only by the agreement to the one that amends it, and that agreement ends it by every path:
// the row alone, with the accountant's hand or an operator's, neither drops a plan nor leaves two in force.
func TestF04APlanIsNotReplacedByNothing(t *testing.T) {
	p := openPurse(t)
	me, charge := money.Ower{GuardianID: p.guardian}, p.charge(12000)
	asked := func(times int, replaces string) string {
		t.Helper()
		id, err := money.AskPlan(p.bursar, p.app, money.NewPlan{Debtor: me, ChargeIDs: []string{charge}, Lines: money.Spread(12000, times, "2026-12-10"), Replaces: replaces})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	setState := func(id, state string) error {
		t.Helper()
		record, err := p.app.FindRecordById("plans", id)
		if err != nil {
			t.Fatal(err)
		}
		record.Set("state", state)
		return p.app.SaveWithContext(p.accountant, record)
	}
	wantState := func(id, want string) {
		t.Helper()
		record, err := p.app.FindRecordById("plans", id)
		if err != nil || record.GetString("state") != want {
			t.Errorf("%s is %q, want %q, %v", id, record.GetString("state"), want, err)
		}
	}
	ask := p.operator()
	first := asked(2, "")
	if err := money.AgreePlan(p.accountant, p.app, first); err != nil {
		t.Fatal(err)
	}
	second := asked(3, first)
	for what, err := range map[string]error{"nothing agreed": setState(first, "replaced"), "the new one put in its place": setState(second, "replaced")} {
		if err == nil {
			t.Errorf("%s: replaced", what)
		}
	}
	for _, id := range []string{first, second} {
		if status, body := ask(http.MethodPatch, "plans/records/"+id, map[string]any{"state": "replaced"}); status != http.StatusBadRequest {
			t.Errorf("by an operator: %d %s", status, body)
		}
	}
	wantState(first, "agreed")
	if err := setState(second, "agreed"); err != nil {
		t.Fatal(err)
	}
	wantState(first, "replaced")
	third := asked(4, second)
	if err := money.AgreePlan(p.accountant, p.app, third); err != nil {
		t.Fatal(err)
	}
	wantState(second, "replaced")
	wantState(third, "agreed")
	if status, body := ask(http.MethodPatch, "plans/records/"+third, map[string]any{"state": "replaced"}); status != http.StatusBadRequest {
		t.Errorf("the last one by an operator: %d %s", status, body)
	}
}
