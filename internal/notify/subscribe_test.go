package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestSubscriptionIsChecked(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	good := service.subscribe()
	for name, change := range map[string]func(*notify.Subscription){
		"an address of the network, in clear": func(s *notify.Subscription) { s.Endpoint = "http://192.168.1.10/push" },
		"a file":                              func(s *notify.Subscription) { s.Endpoint = "file:///etc/passwd" },
		"a name and a password":               func(s *notify.Subscription) { s.Endpoint = "https://a:b@push.example.com/x" },
		"too long an address":                 func(s *notify.Subscription) { s.Endpoint = "https://push.example.com/" + strings.Repeat("x", 1000) },
		"no address":                          func(s *notify.Subscription) { s.Endpoint = "" },
		"a point that is not on the curve":    func(s *notify.Subscription) { s.P256dh = "BAAA" + good.P256dh[4:] },
		"half a key":                          func(s *notify.Subscription) { s.P256dh = good.P256dh[:40] },
		"a short secret":                      func(s *notify.Subscription) { s.Auth = "AAAA" },
	} {
		bad := good
		change(&bad)
		if err := notify.Subscribe(context.Background(), app, f.actor, bad); !errors.Is(err, notify.ErrSubscription) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := notify.Subscribe(context.Background(), app, school.Actor{}, good); !errors.Is(err, notify.ErrNobody) {
		t.Errorf("nobody: %v", err)
	}
	f.hears(good)
}

func TestSameDeviceIsReplacedAndTenAreKept(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	first := service.subscribe()
	f.hears(first)
	f.hears(first)
	if devices, _ := notify.DevicesOf(app, f.actor); len(devices) != 1 {
		t.Fatalf("%d devices", len(devices))
	}
	for range 10 {
		f.hears(service.subscribe())
	}
	devices, _ := notify.DevicesOf(app, f.actor)
	if len(devices) != 10 {
		t.Fatalf("%d devices", len(devices))
	}
	for _, d := range devices {
		if d.Endpoint == first.Endpoint {
			t.Error("the oldest was kept")
		}
	}
	stranger := f.actor
	stranger.AccountID = "account00000000"
	if err := notify.Unsubscribe(context.Background(), app, stranger, devices[0].Endpoint); err != nil {
		t.Fatal(err)
	}
	if left, _ := notify.DevicesOf(app, f.actor); len(left) != 10 {
		t.Error("a stranger unsubscribed a device")
	}
	if err := notify.Unsubscribe(context.Background(), app, f.actor, devices[0].Endpoint); err != nil {
		t.Fatal(err)
	}
	if left, _ := notify.DevicesOf(app, f.actor); len(left) != 9 {
		t.Errorf("%d devices left", len(left))
	}
}

func TestUnwantedPushComesByMail(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	testapp.Row(t, app, "preferences", map[string]any{"account": f.actor.AccountID, "kind": "trip_open", "channel": "push", "wanted": false})
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "email:sent")
}

func TestRoleIsToldPersonByPersonOnce(t *testing.T) {
	app := testapp.New(t)
	for _, fields := range []map[string]any{
		{"last_name": "Un", "email": "un@exemple.fr", "roles": []string{"bursar", "secretary"}},
		{"last_name": "Deux", "email": "deux@exemple.fr", "roles": []string{"bursar"}},
		{"last_name": "Parti", "email": "parti@exemple.fr", "roles": []string{"bursar"}, "active_until": "2026-10-31"},
		{"last_name": "Pas encore", "email": "bientot@exemple.fr", "roles": []string{"bursar"}, "active_from": "2027-01-01"},
		{"last_name": "Autre", "email": "autre@exemple.fr", "roles": []string{"teacher"}},
	} {
		testapp.Row(t, app, "staff", fields)
	}
	for range 2 {
		n, err := notify.QueueToRole(context.Background(), app, school.Bursar, notify.TellActEnforceable("trip00000000001", "Rome", "2026-11-20"))
		if err != nil || n != 2 {
			t.Fatalf("%d people, %v", n, err)
		}
	}
	if n, _ := app.CountRecords("messages", dbx.HashExp{"kind": "act_enforceable"}); n != 2 {
		t.Fatalf("%d messages", n)
	}
}

func TestMessagesAndOutboxAreForWhoMaySeeThem(t *testing.T) {
	app, _ := realSchool(t)
	f := newFamily(t, app)
	f.tell("")
	own, err := notify.MessagesOf(app, f.actor, 10)
	if err != nil || len(own) != 1 || own[0].Kind != notify.TripOpen || own[0].MadeAt.IsZero() {
		t.Fatalf("own messages %+v, %v", own, err)
	}
	other, _ := notify.MessagesOf(app, school.Actor{Kind: school.Guardian, ID: f.father.Id}, 10)
	if len(other) != 0 {
		t.Fatal("the father reads the mother's messages")
	}
	for _, c := range []struct {
		role       school.Role
		sees, body bool
	}{{school.Teacher, false, false}, {school.Secretary, true, false}, {school.Bursar, true, true}} {
		viewer := school.Actor{Kind: school.Staff, ID: "x", Roles: []school.Role{c.role}}
		lines, err := notify.Outbox(app, viewer, notify.Filter{Channel: notify.Email, State: notify.Queued})
		if err != nil {
			t.Fatal(err)
		}
		tally, _ := notify.Count(app, viewer)
		if (len(lines) == 1) != c.sees || (tally.Queued == 1) != c.sees {
			t.Errorf("%s sees %d lines, counts %+v", c.role, len(lines), tally)
		}
		if len(lines) == 1 && ((lines[0].Body != "") != c.body || lines[0].To != "Aïcha MOREL" || lines[0].Deliveries[0].Address != "aicha.morel@exemple.fr") {
			t.Errorf("%s reads %+v", c.role, lines[0])
		}
	}
	if lines, _ := notify.Outbox(app, f.actor, notify.Filter{}); len(lines) != 0 {
		t.Error("a guardian sees the outbox")
	}
}
