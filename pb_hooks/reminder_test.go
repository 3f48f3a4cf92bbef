package pb_hooks_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (p *purse) on(day law.Day) {
	p.t.Helper()
	if err := school.Advance(context.Background(), p.app, day.At(9, 0, time.UTC), func(context.Context) error { return nil }); err != nil {
		p.t.Fatal(err)
	}
}

// Nobody skips a step, writes to a family in its name, or reminds by the API; a plan asked for stops all.
func TestF04NoReminderSkipsAStep(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(12000)
	p.on("2026-12-20")
	ask := p.operator()
	fields := map[string]any{"guardian_id": p.guardian, "step": "amicable", "sent_on": "2026-12-20"}
	if status, body := ask(http.MethodPost, "reminders/records", fields); status != http.StatusBadRequest {
		t.Errorf("by an operator: %d %s", status, body)
	}
	for _, step := range []string{"second", "formal", "handed"} {
		fields["step"] = step
		if _, err := testapp.Try(p.app, p.accountant, "reminders", fields); err == nil || !strings.Contains(err.Error(), "étape") {
			t.Errorf("%s first: %v", step, err)
		}
	}
	me := money.Ower{GuardianID: p.guardian}
	if err := money.SendReminders(p.bursar, p.app, me); err != nil {
		t.Fatal(err)
	}
	if err := money.SendReminders(p.bursar, p.app, me); err == nil {
		t.Error("twice in a day")
	}
	row, err := p.app.FindFirstRecordByData("reminders", "guardian_id", p.guardian)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []map[string]any{{"step": "formal"}, {"sent_on": "2026-11-01"}, {"seen_at": "2026-12-20 10:00:00.000Z"}} {
		if status, body := ask(http.MethodPatch, "reminders/records/"+row.Id, change); status != http.StatusBadRequest {
			t.Errorf("%v: %d %s", change, status, body)
		}
	}
	if status, _ := ask(http.MethodDelete, "reminders/records/"+row.Id, nil); status != http.StatusBadRequest {
		t.Errorf("deleted: %d", status)
	}
	parent := school.WithActor(t.Context(), school.Actor{Kind: school.Guardian, ID: p.guardian})
	if _, err := money.AskPlan(parent, p.app, money.NewPlan{ChargeIDs: []string{charge}, Lines: money.Spread(12000, 2, "2027-01-20")}); err != nil {
		t.Fatal(err)
	}
	p.on("2027-01-10")
	if err := money.SendReminders(p.bursar, p.app, me); err == nil {
		t.Error("reminded while a delay is asked for")
	}
}

// What is left to the clock is friendly, and only where the school has turned it on.
func TestF04TheClockNeverConstrains(t *testing.T) {
	p := openPurse(t)
	p.charge(12000)
	system := school.WithActor(t.Context(), school.Actor{Kind: school.System})
	run := func(day law.Day, want int) {
		t.Helper()
		p.on(day)
		if err := money.RunReminders(system, p.app); err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := p.app.DB().NewQuery("SELECT COUNT(*) FROM reminders").Row(&n); err != nil || n != want {
			t.Errorf("on %s: %d reminders, want %d (%v)", day, n, want, err)
		}
	}
	run("2026-12-20", 0)
	if err := school.SetParameter(p.accountant, p.app, school.NewSetting{Rule: "F-04", Name: "reminders_automatic", Value: "true", From: "2026-12-20", Reason: "Décidé avec le chef d’établissement"}); err != nil {
		t.Fatal(err)
	}
	run("2026-12-21", 1)
	run("2026-12-22", 1)
	run("2027-01-06", 2)
	run("2027-03-01", 2)
}

// Small sums of one person make one reminder, and no constraint (F-11).
func TestF11SmallSumsAreRemindedTogetherAndNeverConstrained(t *testing.T) {
	p := openPurse(t)
	for _, amount := range []cents.Amount{450, 600} {
		p.charge(amount)
	}
	me := money.Ower{GuardianID: p.guardian}
	for _, day := range []law.Day{"2026-12-20", "2027-01-10"} {
		p.on(day)
		if err := money.SendReminders(p.bursar, p.app, me); err != nil {
			t.Fatal(err)
		}
	}
	var bodies []string
	if err := p.app.DB().NewQuery("SELECT body FROM messages WHERE kind = 'reminder'").Column(&bodies); err != nil || len(bodies) != 2 || strings.Count(bodies[0], "Participation") != 2 {
		t.Errorf("%d messages: %v %v", len(bodies), bodies, err)
	}
	p.on("2027-02-10")
	if err := money.SendReminders(p.accountant, p.app, me); err == nil || !strings.Contains(err.Error(), "réunie") {
		t.Errorf("a formal notice for 10,50 €: %v", err)
	}
	p.charge(900)
	if err := money.SendReminders(p.accountant, p.app, me); err == nil {
		t.Error("a formal notice for what was never asked for in a friendly way")
	}
}
