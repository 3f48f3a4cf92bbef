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
	line, err := p.app.FindFirstRecordByData("plan_lines", "plan", plan)
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
		"a line more":  {http.MethodPost, "plan_lines/records", map[string]any{"plan": plan, "rank_no": 3, "due_on": "2027-03-01", "amount_cents": 1}},
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
