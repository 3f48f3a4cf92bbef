package pb_hooks_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/pb_hooks"
)

// writtenByRecovery is all that recovery and time may write: reminders, plans, what is told, the journal of it, the clock and
// the keys made at the first message. A table that is not named here, even a new one, takes part in the test below.
var writtenByRecovery = []string{
	"reminders", "plans", "plan_lines", "plan_charges", "messages", "deliveries", "journal", "journal_details", "practice_clock", "folder_secrets",
}

// threats are the words of a sanction, in lower case: none has its place in a letter about money.
var threats = []string{
	"exclu", "désinscri", "radié", "radiation", "priver", "privé", "privation", "retirer", "retiré", "perdr", "perte de", "interdi", "annul", "bloqu", "sanction",
	"ne pourra", "ne partira", "n’aura plus", "ne sera pas admis", "sous peine", "cantine", "huissier",
}

// heldAgainstDebt is each table that is not in writtenByRecovery, whole, and what a family reads of its trips.
func (w *world) heldAgainstDebt(family school.Actor) map[string]string {
	w.t.Helper()
	var tables []string
	w.must(w.app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Column(&tables))
	all := map[string]string{}
	keep := func(name string, value any) {
		raw, err := json.Marshal(value)
		w.must(err)
		all[name] = string(raw)
	}
	for _, table := range tables {
		if !slices.Contains(writtenByRecovery, table) {
			var rows []dbx.NullStringMap
			w.must(w.app.DB().Select("*").From(table).OrderBy("rowid").All(&rows))
			keep(table, rows)
		}
	}
	trips, err := trip.FamilyTrips(w.app, family)
	w.must(err)
	keep("the family's trips", trips)
	return all
}

// lives moves the clock to a day, with the jobs of each morning on the way.
func (w *world) lives(day law.Day) {
	w.t.Helper()
	w.must(school.Advance(context.Background(), w.app, day.At(8, 0, school.Clock(w.app).Zone()), func(ctx context.Context) error { return pb_hooks.RunDue(ctx, w.app) }))
}

// A debt that goes through every step of its recovery, to the accountant and through a delay that is not kept, leaves places,
// signatures, rosters, answers and what the family may open byte for byte as they were; and the family still signs for another
// trip. No letter on the way threatens with anything else.
func TestF04NoDebtTakesAnythingAway(t *testing.T) {
	w := newWorld(t)
	gone := w.given(rome(), trip.Cleared)
	next := w.given(rome(func(p *plan) {
		p.Title, p.DepartsOn, p.ReturnsOn, p.AnswerBy = "Londres", "2027-06-14", "2027-06-19", "2027-05-28"
		p.schedule = []trip.Instalment{{DueOn: "2027-05-31", AmountCents: 300_00}}
		p.vote.ActNumber = "2026-19"
	}), trip.Open)
	mother, me := w.guardian(w.mother), money.Ower{GuardianID: w.mother}
	w.wantSeat(gone, w.pupil, "committed")
	before := w.heldAgainstDebt(mother)
	for _, table := range []string{"seats", "commitments", "rosters", "documents", "users", "sessions", "guardianships", "charges"} {
		if before[table] == "" {
			t.Fatalf("no table %s: this test sees nothing", table)
		}
	}
	unchanged := func(when string) {
		t.Helper()
		after := w.heldAgainstDebt(mother)
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if after[name] != before[name] {
				t.Errorf("%s changed %s:\n%s\n%s", when, name, before[name], after[name])
			}
		}
	}
	for i, day := range []law.Day{"2026-12-30", "2027-01-14", "2027-01-29", "2027-02-13"} {
		w.lives(day)
		unchanged("the days before " + day.French())
		w.must(money.SendReminders(as(w.accountant), w.app, me))
		unchanged("the " + money.AllReminderSteps[i].Label())
	}
	open, err := money.Plannable(w.app, mother, me, "")
	w.must(err)
	var ids []string
	for _, a := range open {
		ids = append(ids, a.ID)
	}
	delay, err := money.AskPlan(as(mother), w.app, money.NewPlan{ChargeIDs: ids, Lines: money.Spread(300_00, 2, "2027-02-20")})
	w.must(err)
	w.must(money.AgreePlan(as(w.accountant), w.app, delay))
	unchanged("a delay")
	w.lives("2027-03-10")
	if state := w.record("plans", delay).GetString("state"); state != string(money.PlanBroken) {
		t.Fatalf("the delay is %s", state)
	}
	unchanged("a delay that is not kept")
	w.must(w.sign(mother, next, w.pupil, true))
	w.wantSeat(next, w.pupil, "committed")

	var said []string
	w.must(w.app.DB().NewQuery("SELECT title || ' ' || body || ' ' || short_title || ' ' || short_body FROM messages WHERE kind = 'reminder'").Column(&said))
	if len(said) != 3 {
		t.Errorf("%d reminders are written, not three", len(said))
	}
	files, err := filepath.Glob("../internal/money/letters/*.md")
	w.must(err)
	if len(files) != 3 {
		t.Errorf("%d letters, not one for each step that is sent", len(files))
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		w.must(err)
		if !strings.Contains(string(raw), "sans effet sur la scolarité et les activités de votre enfant") {
			t.Errorf("%s does not say that nothing is taken away", name)
		}
		said = append(said, string(raw))
	}
	for _, text := range said {
		for _, word := range threats {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("a reminder says %q: %s", word, text)
			}
		}
	}
}
