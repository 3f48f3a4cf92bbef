package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// family is a mother and a father of one pupil, the mother with an account.
type family struct {
	t              testing.TB
	app            core.App
	mother, father *core.Record
	pupil          *core.Record
	actor          school.Actor // the mother, signed in
}

func newFamily(t testing.TB, app core.App) family {
	t.Helper()
	f := family{t: t, app: app}
	f.pupil = testapp.Row(t, app, "pupils", map[string]any{"last_name": "MOREL", "first_name": "Léonie"})
	f.mother = testapp.Row(t, app, "guardians", map[string]any{"last_name": "MOREL", "first_name": "Aïcha", "email": "aicha.morel@exemple.fr"})
	f.father = testapp.Row(t, app, "guardians", map[string]any{
		"last_name": "DURAND", "first_name": "Paul", "email": "paul.durand@exemple.fr", "phone_mobile": "06 12 34 56 78", "address1": "12 rue des Lilas",
	})
	for _, g := range []*core.Record{f.mother, f.father} {
		testapp.Row(t, app, "guardianships", map[string]any{"pupil": f.pupil.Id, "guardian": g.Id, "responsibility": 1})
	}
	account, err := school.AccountFor(context.Background(), app, "aicha.morel@exemple.fr",
		[]school.Person{{Kind: school.GuardianPerson, ID: f.mother.Id}})
	if err != nil {
		t.Fatal(err)
	}
	f.actor = school.Actor{Kind: school.Guardian, ID: f.mother.Id, AccountID: account}
	return f
}

// hears subscribes a device of the mother.
func (f family) hears(s notify.Subscription) {
	f.t.Helper()
	if err := notify.Subscribe(context.Background(), f.app, f.actor, s); err != nil {
		f.t.Fatal(err)
	}
}

// tell queues a message to the mother.
func (f family) tell(dedupe string, change ...func(*notify.Message)) string {
	f.t.Helper()
	m := notify.TellTripOpen(notify.Recipient{GuardianID: f.mother.Id}, "trip00000000001", "Séjour à Rome", f.pupil.Id, "Léonie", "2026-12-01")
	m.Dedupe = dedupe
	for _, c := range change {
		c(&m)
	}
	id, err := notify.Queue(context.Background(), f.app, m)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func urgent(m *notify.Message) { m.Urgent = true }

// states reads "channel:state" of each delivery of a message, in order.
func (f family) states(messageID string) []string {
	f.t.Helper()
	var states []string
	err := f.app.DB().Select("(channel || ':' || state)").From("deliveries").Where(dbx.HashExp{"message": messageID}).OrderBy("rowid").Column(&states)
	if err != nil {
		f.t.Fatal(err)
	}
	return states
}

func (f family) flush() {
	f.t.Helper()
	if err := notify.Flush(context.Background(), f.app); err != nil {
		f.t.Fatal(err)
	}
}

// hasten makes every delivery that waits for its next try due now.
func (f family) hasten() {
	f.t.Helper()
	if _, err := f.app.DB().NewQuery("UPDATE deliveries SET next_try_at = '' WHERE state = 'queued'").Execute(); err != nil {
		f.t.Fatal(err)
	}
}

// at moves the practice clock.
func at(t testing.TB, app core.App, day string, hour, minute int) {
	t.Helper()
	to, err := time.ParseInLocation("2006-01-02", day, school.Clock(app).Zone())
	if err != nil {
		t.Fatal(err)
	}
	to = to.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	if err := school.Advance(context.Background(), app, to, func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
}
