package money_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Equal parts add up to the cent, whatever the sum and the number.
func TestAPlanSpreadsToTheCent(t *testing.T) {
	t.Parallel()
	for _, total := range []cents.Amount{1, 100, 9999, 12345, 40000} {
		for times := 1; times <= 12; times++ {
			var sum cents.Amount
			lines := money.Spread(total, times, "2026-12-31")
			for i, l := range lines {
				sum += l.Amount
				if i > 0 && (l.DueOn <= lines[i-1].DueOn || l.Amount > lines[i-1].Amount) {
					t.Errorf("%v in %d: %v after %v", total, times, l, lines[i-1])
				}
			}
			if sum != total {
				t.Errorf("%v in %d makes %v", total, times, sum)
			}
		}
	}
}

// What is late follows the plan, on every screen; a missed line is late at once, ends the plan after its delay, and what the
// plan spread is then late on its own days. The balances rebuilt say the same at each step.
func TestF04WhatIsLateFollowsThePlan(t *testing.T) {
	t.Parallel()
	f := openTill(t)
	late := f.due(10000, "2026-11-02")
	second := f.due(5000, "2026-12-01")
	ids := f.charge(late, second)
	if b := f.balance(); b.Late != 10000 {
		t.Fatalf("late before any plan: %v", b.Late)
	}
	plan, err := money.AskPlan(f.parent, f.app, money.NewPlan{ChargeIDs: ids, Lines: money.Spread(15000, 3, "2026-11-20"), Reason: "un mois difficile"})
	if err != nil {
		t.Fatal(err)
	}
	if b := f.balance(); b.Late != 10000 {
		t.Errorf("a request changes nothing: %v", b.Late)
	}
	if err := money.AgreePlan(f.accountant, f.app, plan); err != nil {
		t.Fatal(err)
	}
	check := func(on law.Day, want cents.Amount) {
		t.Helper()
		if on > school.Clock(f.app).Today() {
			f.on(on)
		}
		statement, err := money.StatementOf(f.app, f.actor())
		if err != nil {
			t.Fatal(err)
		}
		if b := f.balance(); b.Late != want || statement.Late != want {
			t.Errorf("on %s: late %v and %v, want %v", on, b.Late, statement.Late, want)
		}
	}
	system := school.WithActor(t.Context(), school.Actor{Kind: school.System})
	run := func() {
		t.Helper()
		if err := money.RunPlans(system, f.app); err != nil {
			t.Fatal(err)
		}
	}
	state := func() string {
		record, err := f.app.FindRecordById("plans", plan)
		if err != nil {
			t.Fatal(err)
		}
		return record.GetString("state")
	}
	check("2026-11-16", 0)
	check("2026-11-20", 0)
	check("2026-11-21", 5000)
	f.transfer(3000)
	check("2026-11-21", 2000)
	f.transfer(2000)
	check("2026-12-15", 0)
	check("2026-12-21", 5000)
	f.on("2026-12-28") // eight days are left
	if run(); state() != "agreed" {
		t.Errorf("ended in its delay: %s", state())
	}
	f.on("2026-12-29")
	if run(); state() != "broken" {
		t.Errorf("still %s after the delay", state())
	}
	check("2026-12-29", 10000)
	if f.count("messages") == 0 {
		t.Error("nobody was told")
	}
	f.transfer(10000)

	third := f.charge(f.due(3000, "2027-01-10"))
	plan, err = money.AskPlan(f.parent, f.app, money.NewPlan{ChargeIDs: third, Lines: money.Spread(3000, 2, "2027-01-15")})
	if err != nil {
		t.Fatal(err)
	}
	if err := money.AgreePlan(f.accountant, f.app, plan); err != nil {
		t.Fatal(err)
	}
	f.transfer(3000)
	if run(); state() != "kept" {
		t.Errorf("paid, and still %s", state())
	}
}

// A plan is amended only by another one, which spreads what is then due.
func TestF04APlanIsAmendedByAnotherOne(t *testing.T) {
	t.Parallel()
	f := openTill(t)
	ids := f.charge(f.due(10000, "2026-11-02"))
	first, err := money.AskPlan(f.parent, f.app, money.NewPlan{ChargeIDs: ids, Lines: money.Spread(10000, 2, "2026-12-01")})
	if err != nil {
		t.Fatal(err)
	}
	if err := money.AgreePlan(f.accountant, f.app, first); err != nil {
		t.Fatal(err)
	}
	if _, err := money.AskPlan(f.parent, f.app, money.NewPlan{ChargeIDs: ids, Lines: money.Spread(10000, 4, "2026-12-01")}); err == nil {
		t.Error("spread twice")
	}
	f.transfer(1000)
	amended := money.NewPlan{ChargeIDs: ids, Lines: money.Spread(9000, 4, "2026-12-15"), Replaces: first}
	second, err := money.AskPlan(f.parent, f.app, amended)
	if err != nil {
		t.Fatal(err)
	}
	f.transfer(500) // while it waits: it no longer adds up
	wantRefusal(t, money.AgreePlan(f.accountant, f.app, second), "")
	own, err := money.PlansOf(f.app, f.actor())
	if err != nil || len(own) != 2 || own[1].State != money.PlanAgreed || own[0].State != money.PlanAsked {
		t.Fatalf("a refused agreement left %+v %v", own, err)
	}
	if err := money.RefusePlan(f.accountant, f.app, second, "Un paiement est arrivé."); err != nil {
		t.Fatal(err)
	}
	amended.Lines = money.Spread(8500, 4, "2026-12-15")
	if second, err = money.AskPlan(f.parent, f.app, amended); err != nil {
		t.Fatal(err)
	}
	if err := money.AgreePlan(f.accountant, f.app, second); err != nil {
		t.Fatal(err)
	}
	if own, err = money.PlansOf(f.app, f.actor()); err != nil || own[0].State != money.PlanAgreed || own[2].State != money.PlanReplaced {
		t.Errorf("%+v %v", own, err)
	}
}
