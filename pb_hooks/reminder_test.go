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
	"github.com/openacademie/openacademie/pb_hooks"
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

// A reminder that left and that nobody opened goes down to the letter, once; one that was read, paid or held does not.
func TestF04AReminderThatNobodyOpensGoesDownToTheLetter(t *testing.T) {
	for _, c := range []struct {
		name    string
		between func(p *purse, charge string)
		days    string // parameter; empty for the default of five
		on      law.Day
		letters int
	}{
		{"unread", nil, "", "2026-12-28", 1},
		{"too early", nil, "", "2026-12-23", 0},
		{"the school waits longer", nil, "12", "2026-12-28", 0},
		{"opened", func(p *purse, _ string) {
			if err := money.NoteRemindersSeen(school.WithActor(p.t.Context(), school.Actor{Kind: school.Guardian, ID: p.guardian}), p.app); err != nil {
				p.t.Fatal(err)
			}
		}, "", "2026-12-28", 0},
		{"a delay is asked for", func(p *purse, charge string) {
			parent := school.WithActor(p.t.Context(), school.Actor{Kind: school.Guardian, ID: p.guardian})
			if _, err := money.AskPlan(parent, p.app, money.NewPlan{ChargeIDs: []string{charge}, Lines: money.Spread(12000, 2, "2027-01-20")}); err != nil {
				p.t.Fatal(err)
			}
		}, "", "2026-12-28", 0},
		{"paid", func(p *purse, _ string) { p.book(p.desk(money.Transfer, 12000)) }, "", "2026-12-28", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := openPurse(t)
			system := school.WithActor(t.Context(), school.Actor{Kind: school.System})
			guardian, err := p.app.FindRecordById("guardians", p.guardian)
			if err != nil {
				t.Fatal(err)
			}
			guardian.Set("email", "anne@famille.example")
			if err := p.app.SaveWithContext(system, guardian); err != nil {
				t.Fatal(err)
			}
			charge := p.charge(12000)
			p.on("2026-12-21")
			if c.days != "" {
				if err := school.SetParameter(p.accountant, p.app, school.NewSetting{Rule: "F-04", Name: "unopened_days", Value: c.days, From: "2026-12-21", Reason: "Vacances"}); err != nil {
					t.Fatal(err)
				}
			}
			if err := money.SendReminders(p.bursar, p.app, money.Ower{GuardianID: p.guardian}); err != nil {
				t.Fatal(err)
			}
			sent, err := p.app.FindFirstRecordByData("deliveries", "channel", "email")
			if err != nil {
				t.Fatal(err)
			}
			sent.Set("state", "sent")
			sent.Set("sent_at", school.Clock(p.app).Now())
			if err := p.app.SaveWithContext(system, sent); err != nil {
				t.Fatal(err)
			}
			if c.between != nil {
				c.between(p, charge)
			}
			p.on(c.on)
			for range 2 {
				if err := pb_hooks.RunDue(system, p.app); err != nil {
					t.Fatal(err)
				}
			}
			var letters int
			err = p.app.DB().NewQuery("SELECT COUNT(*) FROM deliveries d JOIN messages m ON m.id = d.message WHERE m.kind = 'reminder' AND d.channel = 'letter' AND d.state = 'queued'").Row(&letters)
			if err != nil || letters != c.letters {
				t.Errorf("%d letters, want %d (%v)", letters, c.letters, err)
			}
		})
	}
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
