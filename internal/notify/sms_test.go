package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/internal/testapp"
)

// provider stands for a provider of short messages: it takes a reference once, as those that know idempotency do.
type provider struct {
	*httptest.Server
	mu     sync.Mutex
	status int // 0 takes the message
	cut    bool
	asked  int
	took   map[string]string // text by reference
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{took: map[string]string{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked++
		var body struct{ To, Text, Ref string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Authorization") != "Bearer secret-du-prestataire" || body.To != "+33612345678" {
			t.Errorf("%+v %v %s", body, err, r.Header.Get("Authorization"))
		}
		if p.status != 0 {
			w.WriteHeader(p.status)
			return
		}
		p.took[body.Ref] = body.Text
		if p.cut {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"data":{"id":"p-` + body.Ref + `"}}`))
	}))
	t.Cleanup(p.Close)
	return p
}

// texted is a practice school that writes to a provider on this machine, and a mother without e-mail address who accepts it.
func texted(t *testing.T, change ...func(*notify.SMSSettings)) (family, *provider) {
	t.Helper()
	app := testapp.New(t)
	p, f := newProvider(t), newFamily(t, app)
	s := notify.SMSSettings{
		Enabled: true, Provider: "Un prestataire", Country: "France", Price: 45, Ceiling: 5000,
		Gateway: sms.Gateway{
			URL: p.URL, Format: sms.JSON, Headers: "Authorization: Bearer {{secret}}", Body: `{"to":"{{to}}","text":"{{text}}","ref":"{{id}}"}`, Secret: "secret-du-prestataire", IDField: "data.id",
		},
		Words: sms.Words{ID: "id", State: "status", Delivered: "delivered", Failed: "failed", From: "from", Text: "text", Reply: "reply"},
	}
	for _, c := range change {
		c(&s)
	}
	if err := notify.SaveSMS(testapp.As(t, app, school.Administrator), app, s); err != nil {
		t.Fatal(err)
	}
	f.mother.Load(map[string]any{"email": "", "phone_mobile": "06 12 34 56 78", "sms_ok": true})
	if err := app.Save(f.mother); err != nil {
		t.Fatal(err)
	}
	return f, p
}

func (f family) column(messageID, column string) (value string) {
	f.t.Helper()
	err := f.app.DB().Select(column).From("deliveries").Where(dbx.HashExp{"message": messageID}).OrderBy("rowid").Limit(1).Row(&value)
	if err != nil {
		f.t.Fatal(err)
	}
	return value
}

// secretOf is the last part of the address given to the provider.
func secretOf(t *testing.T, app core.App) string {
	t.Helper()
	address, _, err := notify.CallbacksFor(app, testapp.StaffActor(t, app, school.Administrator))
	if err != nil {
		t.Fatal(err)
	}
	return address[strings.LastIndex(address, "/")+1:]
}

func TestShortMessageSaysThatSomethingWaits(t *testing.T) {
	f, p := texted(t)
	f.app.Settings().Meta.AppURL = "https://college.exemple.fr"
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "sms:sent")
	text := p.took[f.column(id, "id")]
	if !strings.HasSuffix(text, "Une réponse est attendue. https://college.exemple.fr") || sms.Segments(text) != 1 || strings.Contains(text, "Léonie") || strings.Contains(text, "Rome") {
		t.Errorf("text %q", text)
	}
	if f.column(id, "receipt") != "p-"+f.column(id, "id") || f.column(id, "cost") != "45" || f.column(id, "address") != "+33612345678" {
		t.Errorf("receipt %s cost %s", f.column(id, "receipt"), f.column(id, "cost"))
	}
	m, err := notify.MeterFor(f.app, testapp.StaffActor(t, f.app, school.Bursar))
	if err != nil || m.Messages != 1 || m.Segments != 1 || m.Cost != 5 || m.Ceiling != 5000 {
		t.Errorf("meter %+v %v", m, err)
	}
}

// D-13: who has not said yes to short messages gets none; a landline gets none either.
func TestD13ShortMessagesAreForWhoAcceptsThem(t *testing.T) {
	f, p := texted(t)
	for _, change := range []map[string]any{{"sms_ok": false}, {"sms_ok": true, "phone_mobile": "01 42 34 56 78"}, {"phone_mobile": ""}} {
		f.mother.Load(change)
		if err := f.app.Save(f.mother); err != nil {
			t.Fatal(err)
		}
		id := f.tell("")
		f.flush()
		same(t, f.states(id), "letter:queued")
	}
	f.mother.Load(map[string]any{"email": "aicha.morel@exemple.fr", "phone_mobile": "0612345678"})
	if err := f.app.Save(f.mother); err != nil {
		t.Fatal(err)
	}
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "email:sent") // what has arrived is not said twice
	if p.asked != 0 {
		t.Errorf("asked %d times", p.asked)
	}
}

func TestReportsOfTheProvider(t *testing.T) {
	f, _ := texted(t)
	secret := secretOf(t, f.app)
	report := func(id, status string) {
		t.Helper()
		if err := notify.HearReport(context.Background(), f.app, secret, map[string]string{"id": id, "status": status}); err != nil {
			t.Fatal(err)
		}
	}
	first, second := f.tell("un"), f.tell("deux")
	f.flush()
	report(f.column(first, "receipt"), "delivered")
	report(f.column(first, "receipt"), "failed") // crossed on the way
	same(t, f.states(first), "sms:sent")
	if f.column(first, "delivered_at") == "" {
		t.Error("not noted as delivered")
	}
	report(f.column(second, "id"), "buffered")
	same(t, f.states(second), "sms:sent")
	for range 2 { // said twice, done once
		report(f.column(second, "id"), "failed")
		same(t, f.states(second), "sms:failed", "letter:queued")
	}
	report("inconnu", "failed")
	for _, wrong := range []string{"", "x", secret + "x"} {
		if err := notify.HearReport(context.Background(), f.app, wrong, map[string]string{"id": "1", "status": "failed"}); !errors.Is(err, notify.ErrCallback) {
			t.Errorf("secret %q: %v", wrong, err)
		}
	}
	if err := notify.HearReport(context.Background(), f.app, secret, map[string]string{"status": "failed"}); !errors.Is(err, sms.ErrUnread) {
		t.Errorf("without number: %v", err)
	}
	if err := notify.RenewCallbacks(testapp.As(t, f.app, school.Administrator), f.app); err != nil {
		t.Fatal(err)
	}
	if err := notify.HearReport(context.Background(), f.app, secret, map[string]string{"id": "1", "status": "failed"}); !errors.Is(err, notify.ErrCallback) {
		t.Errorf("the former address: %v", err)
	}
}

// At the ceiling nothing leaves any more by SMS: the bursar is told once, and every message takes the next channel.
func TestCeilingOfTheMonthStopsShortMessages(t *testing.T) {
	f, p := texted(t, func(s *notify.SMSSettings) { s.Ceiling = 9 }) // two at 4.5 cents
	testapp.Row(t, f.app, "staff", map[string]any{"last_name": "Le Goff", "first_name": "Nora", "roles": []string{string(school.Bursar)}})
	var ids []string
	for _, k := range []string{"a", "b", "c", "d"} {
		ids = append(ids, f.tell(k))
	}
	f.flush()
	by := map[string]int{}
	for _, id := range ids {
		by[strings.Join(f.states(id), " ")]++
	}
	if by["sms:sent"] != 2 || by["sms:skipped letter:queued"] != 2 || len(p.took) != 2 {
		t.Fatalf("%v, %d left", by, len(p.took))
	}
	if n, _ := f.app.CountRecords("messages", dbx.HashExp{"kind": "sms_stopped"}); n != 1 {
		t.Errorf("the bursar is told %d times", n)
	}
	at(t, f.app, "2026-12-01", 9, 0)
	next := f.tell("décembre")
	f.flush()
	same(t, f.states(next), "sms:sent")
}

func TestProviderAwayOrRefusing(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		states string
		counts string
	}{
		"secret":  {http.StatusUnauthorized, "sms:queued", "45"},
		"credit":  {http.StatusPaymentRequired, "sms:queued", "45"},
		"busy":    {http.StatusTooManyRequests, "sms:queued", "45"},
		"broken":  {http.StatusBadGateway, "sms:queued", "45"},
		"refused": {http.StatusBadRequest, "sms:failed letter:queued", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			f, p := texted(t)
			p.status = tc.status
			id := f.tell("")
			f.flush()
			f.flush()
			same(t, f.states(id), strings.Fields(tc.states)...)
			if p.asked != 1 || f.column(id, "cost") != tc.counts {
				t.Fatalf("asked %d times, counted %s", p.asked, f.column(id, "cost"))
			}
			p.status = 0
			f.hasten()
			f.flush()
			if waited := strings.HasSuffix(tc.states, "queued") && tc.counts != "0"; waited {
				same(t, f.states(id), "sms:sent")
				if m, _ := notify.MeterFor(f.app, testapp.StaffActor(t, f.app, school.Bursar)); m.Segments != 1 {
					t.Errorf("%d segments for one message", m.Segments)
				}
			}
		})
	}
}

// A line cut after the provider took the message: with our number in the request it is tried again and taken once; without it,
// it is not tried again, and paper says it.
func TestNoShortMessageIsTakenTwice(t *testing.T) {
	f, p := texted(t)
	p.cut = true
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "sms:queued")
	p.cut = false
	f.hasten()
	f.flush()
	same(t, f.states(id), "sms:sent")
	if len(p.took) != 1 {
		t.Errorf("%d taken", len(p.took))
	}

	f, p = texted(t, func(s *notify.SMSSettings) { s.Gateway.Body = `{"to":"{{to}}","text":"{{text}}"}` })
	p.cut = true
	id = f.tell("")
	f.flush()
	same(t, f.states(id), "sms:failed", "letter:queued")
	if f.column(id, "cost") != "45" {
		t.Error("what may have left is not counted")
	}
	p.Close()
	id = f.tell("fermé")
	f.flush()
	same(t, f.states(id), "sms:queued") // nobody took it: the line was never open
	_, err := f.app.DB().NewQuery("UPDATE deliveries SET trouble = '' WHERE message = {:m}").Bind(dbx.Params{"m": id}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	f.hasten() // as after a crash in the middle of a try
	f.flush()
	same(t, f.states(id), "sms:failed", "letter:queued")
}

func TestPracticeSchoolKeepsShortMessages(t *testing.T) {
	f, _ := texted(t, func(s *notify.SMSSettings) { s.Gateway = sms.Gateway{} })
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "sms:sent")
	lines, err := notify.Outbox(f.app, school.Actor{}, notify.Filter{Channel: notify.SMS})
	if err != nil || len(lines) != 1 || lines[0].ShortBody != "Une réponse est attendue." {
		t.Fatalf("%+v %v", lines, err)
	}
}

func TestSettingsOfTheGateway(t *testing.T) {
	f, p := texted(t)
	admin := testapp.As(t, f.app, school.Administrator)
	s, err := notify.SMSSettingsFor(f.app, school.ActorIn(admin))
	if err != nil || !s.HasSecret || s.Gateway.Secret != "" {
		t.Fatalf("%+v %v", s, err)
	}
	if err := notify.SaveSMS(admin, f.app, s); err != nil { // an empty secret keeps the one recorded
		t.Fatal(err)
	}
	f.tell("")
	f.flush()
	if len(p.took) != 1 {
		t.Error("the secret is lost")
	}
	for field, change := range map[string]func(*notify.SMSSettings){
		"adresse":     func(s *notify.SMSSettings) { s.Gateway.URL = "https://sms.exemple.fr/" },
		"prestataire": func(s *notify.SMSSettings) { s.Country = "" },
		"plafond":     func(s *notify.SMSSettings) { s.Ceiling = 0 },
		"prix":        func(s *notify.SMSSettings) { s.Price = -1 },
		"corps":       func(s *notify.SMSSettings) { s.Gateway.Body = "{}" },
	} {
		bad := s
		change(&bad)
		if err := notify.SaveSMS(admin, f.app, bad); err == nil || !refusedAt(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := notify.SaveSMS(testapp.As(t, f.app, school.Head, school.Bursar, school.Accountant), f.app, s); err == nil {
		t.Error("others than the administrator set the gateway")
	}
	record, err := f.app.FindFirstRecordByFilter("sms_gateway", "id != ''")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(record.GetString("secret_sealed"), "prestataire") {
		t.Error("the secret lies in clear")
	}
	record.Set("url", "https://ailleurs.exemple.fr/")
	for _, kind := range []school.ActorKind{school.Operator, school.Guardian} {
		if err := f.app.SaveWithContext(school.WithActor(context.Background(), school.Actor{Kind: kind}), record); err == nil {
			t.Errorf("%s sends the families' numbers elsewhere", kind)
		}
	}
	if err := notify.TrySMS(admin, f.app, "06 12 34 56 78"); err != nil {
		t.Error(err)
	}
	if err := notify.TrySMS(admin, f.app, "01 42 34 56 78"); err == nil {
		t.Error("a landline is tried")
	}
}

func refusedAt(err error, field string) bool {
	var refusal *law.Refusal
	return errors.As(err, &refusal) && slices.ContainsFunc(refusal.Findings, func(f law.Finding) bool { return f.Field == field })
}
