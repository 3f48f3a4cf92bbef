package notify_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// realSchool is a folder born real, whose mails are caught before they leave.
func realSchool(t *testing.T) (core.App, *letterbox) {
	t.Helper()
	app, err := school.Open(testapp.Migrated(t, t.TempDir()), school.Options{
		Kind: school.Real, Rules: testapp.Rules(), Key: "une clé de trente-deux caractères au moins", Bind: []func(core.App) error{pb_hooks.Bind},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := school.Close(app); err != nil {
			t.Error(err)
		}
	})
	// A real folder's day is the machine's: without a pause, tests pass at night and on Sundays.
	for name, value := range map[string]string{"quiet_from_hour": "0", "quiet_until_hour": "0", "quiet_weekend": "false"} {
		if err := school.SetParameter(testapp.As(t, app, school.Head), app, school.NewSetting{
			Rule: "D-15", Name: name, Value: value, From: school.Clock(app).Today(), Reason: "Pour les essais.",
		}); err != nil {
			t.Fatal(err)
		}
	}
	box := &letterbox{}
	app.OnMailerSend().BindFunc(func(e *core.MailerEvent) error {
		box.mu.Lock()
		defer box.mu.Unlock()
		box.mails = append(box.mails, e.Message)
		return box.refuse
	})
	app.Settings().SMTP.Enabled = true
	app.Settings().Meta.AppURL = "https://college.exemple.fr"
	app.Settings().Meta.SenderName, app.Settings().Meta.SenderAddress = "Collège Exemple", "ne-pas-repondre@exemple.fr"
	return app, box
}

type letterbox struct {
	mu     sync.Mutex
	mails  []*mailer.Message
	refuse error
}

func (b *letterbox) got() []*mailer.Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*mailer.Message(nil), b.mails...)
}

func TestRealSchoolSendsMail(t *testing.T) {
	app, box := realSchool(t)
	f := newFamily(t, app)
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "email:sent")
	got := box.got()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	m := got[0]
	if m.To[0].Address != "aicha.morel@exemple.fr" || m.From.Address != "ne-pas-repondre@exemple.fr" || m.Headers["Auto-Submitted"] != "auto-generated" {
		t.Errorf("mail %+v", m)
	}
	if !strings.Contains(m.Text, "Séjour à Rome") || !strings.Contains(m.Text, "https://college.exemple.fr/voyages/") {
		t.Errorf("text %q", m.Text)
	}
}

func TestMailServerMissingOrRefusingIsToldInFrench(t *testing.T) {
	app, box := realSchool(t)
	f := newFamily(t, app)
	app.Settings().SMTP.Enabled = false
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "email:queued")
	trouble := func() (s string) {
		_ = app.DB().Select("trouble").From("deliveries").Where(dbx.HashExp{"message": id}).Row(&s)
		return s
	}
	if !strings.Contains(trouble(), "n’est pas réglé") {
		t.Fatalf("trouble %q", trouble())
	}
	app.Settings().SMTP.Enabled, box.refuse = true, errors.New("550 no such user")
	f.hasten()
	f.flush()
	if !strings.Contains(trouble(), "550 no such user") {
		t.Fatalf("trouble %q", trouble())
	}
	box.refuse = nil
	f.hasten()
	f.flush()
	same(t, f.states(id), "email:sent")
	if trouble() != "" {
		t.Fatalf("sent, with trouble %q", trouble())
	}
}

// A browser may claim any address for its push service: what resolves to our own network is never called.
func TestRealSchoolNeverCallsItsOwnNetwork(t *testing.T) {
	app, _ := realSchool(t)
	f, service := newFamily(t, app), newPushService(t)
	s := service.subscribe()
	for _, endpoint := range []string{s.Endpoint, "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.8/x", "https://[::1]/x", "https://169.254.169.254/x", "http://updates.push.services.mozilla.com/x"} {
		bad := s
		bad.Endpoint = endpoint
		if err := notify.Subscribe(context.Background(), app, f.actor, bad); !errors.Is(err, notify.ErrSubscription) {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
	// A name that resolves to this machine only when it is called.
	device := testapp.Row(t, app, "push_subscriptions", map[string]any{
		"account": f.actor.AccountID, "guardian_id": f.mother.Id, "endpoint": service.URL + "/push/1", "p256dh": s.P256dh, "auth_secret": s.Auth, "made_at": time.Now(),
	})
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "push:failed", "email:sent")
	if service.asked != 0 {
		t.Fatal("this machine was called")
	}
	if _, err := app.FindRecordById("push_subscriptions", device.Id); err != nil {
		t.Error("the device was forgotten: only the push service can say that it is gone")
	}
}

func TestPracticeSchoolNeverTalksToTheWorld(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	s := service.subscribe()
	s.Endpoint = "https://updates.push.services.mozilla.com/wpush/v2/abc"
	f.hears(s)
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "push:skipped", "email:sent")
	lines, err := notify.Outbox(app, school.Actor{}, notify.Filter{})
	if err != nil || len(lines) != 1 || !strings.Contains(lines[0].Body, "Séjour à Rome") {
		t.Fatalf("outbox %+v, %v", lines, err)
	}
	if app.TestMailer.TotalSend() != 0 {
		t.Fatal("a mail left")
	}
}

func TestCodeIsShownInPracticeAndNeverKeptInARealSchool(t *testing.T) {
	app := testapp.New(t)
	notify.MailCode(context.Background(), app, "aicha.morel@exemple.fr", "482913")
	eventually(t, func() bool {
		lines, _ := notify.Outbox(app, school.Actor{}, notify.Filter{})
		return len(lines) == 1 && strings.Contains(lines[0].Body, "482 913") && lines[0].To == "aicha.morel@exemple.fr"
	})
	if app.TestMailer.TotalSend() != 0 {
		t.Fatal("a practice school wrote to the world")
	}

	inEarnest, box := realSchool(t)
	notify.MailCode(context.Background(), inEarnest, "aicha.morel@exemple.fr", "482913")
	eventually(t, func() bool { n, _ := inEarnest.CountRecords("deliveries"); return n == 1 })
	if got := box.got(); len(got) != 1 || !strings.Contains(got[0].Text, "482 913") {
		t.Fatalf("mails %+v", got)
	}
	var kept int
	_ = inEarnest.DB().Select("COUNT(*)").From("messages").Where(dbx.Or(dbx.Like("body", "482"), dbx.Like("title", "482"))).Row(&kept)
	if kept != 0 {
		t.Fatal("the code lies in the database")
	}
}

func TestWorkerSendsAfterTheCommit(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.OnServe().Trigger(&core.ServeEvent{App: app, Router: router}, func(*core.ServeEvent) error { return nil }); err != nil {
		t.Fatal(err)
	}
	var id string
	err = app.RunInTransaction(func(tx core.App) error {
		m := notify.TellTripOpen(notify.Recipient{GuardianID: f.mother.Id}, "trip00000000001", "Rome", f.pupil.Id, "Léonie", "")
		if id, err = notify.Queue(context.Background(), tx, m); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
		if len(service.got()) != 0 {
			t.Error("sent before the commit")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return len(f.states(id)) == 1 && f.states(id)[0] == "push:sent" })
}

func TestPushKeyIsMadeOncePerFolderAndKeptSealed(t *testing.T) {
	app, other := testapp.New(t), testapp.New(t)
	first, err := notify.PublicKey(app)
	if err != nil {
		t.Fatal(err)
	}
	if len(unbase64(t, first)) != 65 {
		t.Fatalf("key %s", first)
	}
	if again, _ := notify.PublicKey(app); again != first {
		t.Error("the key changed")
	}
	if elsewhere, _ := notify.PublicKey(other); elsewhere == first {
		t.Error("two schools share a key")
	}
	var sealed string
	_ = app.DB().NewQuery("SELECT sealed FROM folder_secrets WHERE name = 'vapid'").Row(&sealed)
	if opened, err := school.DepsOf(app).Keys.Open("vapid", sealed); err != nil || len(opened) != 32 || strings.Contains(sealed, string(opened)) {
		t.Errorf("sealed %q: %v", sealed, err)
	}
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 200 {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it never happened")
}
