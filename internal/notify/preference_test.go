package notify_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// chooses records what the mother wants.
func (f family) chooses(rhythm notify.Rhythm, wanted map[string][]notify.Channel) {
	f.t.Helper()
	err := notify.SavePreferences(school.WithActor(context.Background(), f.actor), f.app, notify.Preferences{Wanted: wanted, Rhythm: rhythm})
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f family) say(m notify.Message) string {
	f.t.Helper()
	id, err := notify.Queue(context.Background(), f.app, m)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

var every = []notify.Channel{notify.Push, notify.Email, notify.SMS}

func TestEveryKindHasATopicOrAlwaysLeaves(t *testing.T) {
	t.Parallel()
	always := map[notify.Kind]bool{notify.LoginCode: true, notify.AccountChanged: true, notify.FactorChanged: true, notify.Digest: true}
	topics := map[notify.Kind]notify.Topic{}
	for _, topic := range notify.Topics {
		for _, k := range topic.Kinds {
			if topics[k].Key != "" {
				t.Errorf("%s is in two topics", k)
			}
			if topics[k] = topic; notify.SpecOf(k).Staff != topic.Staff {
				t.Errorf("%s is told to others than its topic", k)
			}
		}
	}
	for _, s := range notify.Kinds {
		if (topics[s.Kind].Key == "") != always[s.Kind] {
			t.Errorf("%s: topic %q", s.Kind, topics[s.Kind].Key)
		}
	}
}

// D-13: preferences are kept, and what the law wants told still arrives, on paper.
func TestD13PreferencesAreKeptAndTheMinimumArrives(t *testing.T) {
	f, p := texted(t)
	service := newPushService(t)
	f.hears(service.subscribe())
	f.mother.Set("email", "aicha.morel@exemple.fr")
	if err := f.app.Save(f.mother); err != nil {
		t.Fatal(err)
	}
	to := notify.Recipient{GuardianID: f.mother.Id}
	for _, tc := range []struct {
		wanted []notify.Channel
		states string
	}{
		{every, "push:queued"}, {[]notify.Channel{notify.Email, notify.SMS}, "email:queued"}, {[]notify.Channel{notify.SMS}, "sms:queued"}, {nil, "letter:queued"},
	} {
		f.chooses(notify.AtOnce, map[string][]notify.Channel{"voyages": tc.wanted, "argent": every, "demandes": every, "rappels": every})
		same(t, f.states(f.tell("")), tc.states)
		read, err := notify.PreferencesOf(f.app, f.actor)
		if err != nil || len(read.Wanted["voyages"]) != len(tc.wanted) || len(read.Wanted["argent"]) != 3 {
			t.Errorf("read %+v %v", read, err)
		}
	}
	reminder := func() string {
		return f.say(notify.TellAnswerExpected(to, "trip00000000001", "Rome", f.pupil.Id, "Léonie", "", "2026-11-16"))
	}
	same(t, f.states(reminder()), "push:queued")
	f.chooses(notify.AtOnce, nil)
	if _, err := f.app.DB().NewQuery("UPDATE messages SET dedupe = ''").Execute(); err != nil {
		t.Fatal(err)
	}
	same(t, f.states(reminder())) // a reminder may be refused altogether
	if listed, _ := notify.MessagesOf(f.app, f.actor, 10); len(listed) == 0 {
		t.Error("the space of the family does not say it")
	}
	same(t, f.states(f.tell("", urgent)), "letter:queued")
	if p.asked != 0 {
		t.Error("something left")
	}
}

func TestPreferencesAreOnesOwn(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	f.chooses(notify.EachDay, nil)
	rows, err := app.FindAllRecords("preferences")
	if err != nil || len(rows) == 0 {
		t.Fatal(err)
	}
	for _, other := range []school.Actor{{Kind: school.Operator}, {Kind: school.Guardian, ID: f.father.Id, AccountID: "autre0000000000"}, testapp.StaffActor(t, app, school.Secretary)} {
		rows[0].Set("wanted", true)
		if err := app.SaveWithContext(school.WithActor(context.Background(), other), rows[0]); err == nil {
			t.Errorf("%s chooses for the mother", other.Kind)
		}
	}
	if err := notify.SavePreferences(context.Background(), app, notify.Preferences{}); err == nil {
		t.Error("nobody has preferences")
	}
}

func TestWhatCanWaitLeavesTogether(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	to := notify.Recipient{GuardianID: f.mother.Id}
	receipt := func(id string) string { return f.say(notify.TellPaymentBooked(to, id, "2026-"+id, 7800, "2026-11-16")) }
	gather := func() int {
		t.Helper()
		if err := notify.Gather(context.Background(), app); err != nil {
			t.Fatal(err)
		}
		f.flush()
		n, _ := app.CountRecords("messages", dbx.HashExp{"kind": "digest"})
		return int(n)
	}
	f.chooses(notify.EachDay, map[string][]notify.Channel{"voyages": every, "argent": every, "demandes": every, "rappels": every})
	first, second, dated := receipt("p1"), receipt("p2"), f.tell("")
	same(t, f.states(first))
	same(t, f.states(dated), "email:queued") // what has a date never waits
	if n := gather(); n != 0 {
		t.Fatalf("%d left the same day", n)
	}
	at(t, app, "2026-11-17", 8, 0)
	for range 2 {
		if n := gather(); n != 1 {
			t.Fatalf("%d digests", n)
		}
	}
	digest, err := app.FindFirstRecordByFilter("messages", "kind = 'digest'")
	if err != nil || !strings.Contains(digest.GetString("body"), "2026-p1") || !strings.Contains(digest.GetString("body"), "2026-p2") {
		t.Fatalf("%v %v", digest, err)
	}
	same(t, f.states(digest.Id), "email:sent")
	same(t, f.states(second))

	f.chooses(notify.EachWeek, nil)
	receipt("p3") // a Tuesday
	at(t, app, "2026-11-22", 12, 0)
	if n := gather(); n != 1 {
		t.Fatalf("%d digests on Sunday", n)
	}
	at(t, app, "2026-11-23", 8, 0)
	if n := gather(); n != 2 {
		t.Fatalf("%d digests on Monday", n)
	}
	receipt("p4")
	f.chooses(notify.AtOnce, nil)
	if n := gather(); n != 3 {
		t.Fatal("who wants all at once goes on waiting")
	}
}

func dsn(id, recipient, status string) []byte {
	return []byte(strings.ReplaceAll("Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; "+recipient+
		"\nAction: failed\nStatus: "+status+"\n\n--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <"+id+"@college.exemple.fr>\n\n--B--\n", "\n", "\r\n"))
}

func TestLetterThatComesBack(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	admin := testapp.StaffActor(t, app, school.Administrator)
	address, err := notify.BounceAddressFor(app, admin)
	if err != nil {
		t.Fatal(err)
	}
	secret := address[strings.LastIndex(address, "/")+1:]
	hear := func(raw []byte) error { return notify.HearBounce(context.Background(), app, secret, raw) }
	clerk := testapp.As(t, app, school.Secretary)
	bad := func() []notify.BadAddress {
		t.Helper()
		all, err := notify.BadAddressesFor(app, school.ActorIn(clerk))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	full, dead := f.tell("un"), f.tell("deux")
	f.flush()
	if err := hear(dsn(f.column(full, "id"), "aicha.morel@exemple.fr", "5.2.2")); err != nil {
		t.Fatal(err)
	}
	same(t, f.states(full), "email:failed", "letter:queued")
	if len(bad()) != 0 {
		t.Error("a full mailbox is a dead address")
	}
	for range 2 { // heard twice, done once
		if err := hear(dsn(f.column(dead, "id"), "aicha.morel@exemple.fr", "5.1.1")); err != nil {
			t.Fatal(err)
		}
		same(t, f.states(dead), "email:gone", "letter:queued")
	}
	all := bad()
	if len(all) != 1 || all[0].Address != "aicha.morel@exemple.fr" || all[0].Holders != "Aïcha MOREL" || !strings.Contains(all[0].Reason, "5.1.1") {
		t.Fatalf("%+v", all)
	}
	same(t, f.states(f.tell("trois")), "letter:queued") // nothing is written there any more
	for name, wrong := range map[string]error{
		"secret": notify.HearBounce(context.Background(), app, "autre", dsn("x", "a@b.fr", "5.1.1")), "stranger": hear(dsn("inconnu", "personne@exemple.fr", "5.1.1")), "no notice": hear([]byte("bonjour")),
	} {
		if wrong == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := notify.ReadBounce(testapp.As(t, app, school.Teacher), app, dsn("x", "a@b.fr", "5.1.1")); err == nil {
		t.Error("a teacher reads notices")
	}
	if err := app.DeleteWithContext(school.WithActor(context.Background(), school.Actor{Kind: school.Operator}), mustFind(t, app, all[0].ID)); err == nil {
		t.Error("an operator mends an address")
	}
	if err := notify.TryAgain(clerk, app, all[0].ID); err != nil {
		t.Fatal(err)
	}
	same(t, f.states(f.tell("quatre")), "email:queued")

	f.flush()
	if _, err := notify.ReadBounce(clerk, app, dsn("", "Aicha.Morel@exemple.fr", "5.1.1")); err != nil { // without the letter's number
		t.Fatal(err)
	}
	f.mother.Set("email", "aicha@ailleurs.example")
	if err := app.Save(f.mother); err != nil {
		t.Fatal(err)
	}
	if err := notify.DropBadAddresses(context.Background(), app); err != nil {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("bad_addresses"); n != 0 {
		t.Error("the address of nobody is kept")
	}
}

func mustFind(t *testing.T, app core.App, id string) *core.Record {
	t.Helper()
	record, err := app.FindRecordById("bad_addresses", id)
	if err != nil {
		t.Fatal(err)
	}
	return record
}
