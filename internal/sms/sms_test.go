package sms_test

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/sms"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		typed, e164 string
		ok          bool
	}{
		{"06 12 34 56 78", "+33612345678", true}, {"07.12.34.56.78", "+33712345678", true}, {"+33 (0)6 12 34 56 78", "+33612345678", true},
		{"0033612345678", "+33612345678", true}, {"06\u00a012\u202f34 56-78", "+33612345678", true},
		{"01 42 34 56 78", "+33142345678", false}, {"+33142345678", "+33142345678", false},
		{"0692 12 34 56", "+262692123456", true}, {"+262 692 12 34 56", "+262692123456", true}, {"0639123456", "+262639123456", true}, {"0262123456", "+262262123456", false},
		{"0690123456", "+590690123456", true}, {"0694123456", "+594694123456", true}, {"0697123456", "+596697123456", true}, {"+596696123456", "+596696123456", true},
		{"+33692123456", "+262692123456", false}, // written with the wrong country: nobody knows who would read it
		{"+49 151 23456789", "+4915123456789", true}, {"+689 87 12 34 56", "+68987123456", true},
		{"", "", false}, {"112", "", false}, {"06123", "", false}, {"néant", "", false}, {"+0612345678", "", false}, {"06 12 34 56 78 ou 79", "", false},
	} {
		if got, ok := sms.Number(tc.typed); ok != tc.ok || ok && got != tc.e164 {
			t.Errorf("%q: %s %v, wanted %s %v", tc.typed, got, ok, tc.e164, tc.ok)
		}
	}
}

func TestSegments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text string
		want int
	}{
		{"", 0}, {"a", 1}, {strings.Repeat("é", 160), 1}, {strings.Repeat("é", 161), 2}, {strings.Repeat("a", 306), 2}, {strings.Repeat("a", 307), 3},
		{strings.Repeat("€", 80), 1}, {strings.Repeat("€", 81), 2},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 8), 2},
		{strings.Repeat("a", 152) + strings.Repeat("€", 77), 3}, // a pair is never cut: 152, then 76 pairs, then one
		{strings.Repeat("ê", 70), 1}, {strings.Repeat("ê", 71), 2}, {strings.Repeat("م", 134), 2}, {strings.Repeat("م", 135), 3},
		{strings.Repeat("🙂", 35), 1}, {strings.Repeat("🙂", 36), 2}, {strings.Repeat("🙂", 67), 3}, // 33 pairs a part
	} {
		if got := sms.Segments(tc.text); got != tc.want {
			t.Errorf("%d characters of %.4q: %d segments, wanted %d", len([]rune(tc.text)), tc.text, got, tc.want)
		}
	}
}

func TestPlainCostsOneSegment(t *testing.T) {
	t.Parallel()
	got := sms.Plain("Collège : une réponse est attendue, c’est « bientôt » prêt. Ça aussi, cœur – leçon…")
	if got != `Collège : une réponse est attendue, c'est "bientot" pret. Ça aussi, coeur - lecon...` {
		t.Errorf("%q", got)
	}
	if arabic := "رد منتظر"; sms.Plain(arabic) != arabic {
		t.Error("another script is changed")
	}
}

func gateway() sms.Gateway {
	return sms.Gateway{
		URL: "https://sms.prestataire.example/v1/messages", Format: sms.JSON, Headers: "Authorization: Bearer {{secret}}\nIdempotency-Key: {{id}}",
		Body: `{"to":"{{to}}","from":"{{sender}}","text":"{{ text }}"}`, Sender: "JMoulin", Secret: "s3cret", IDField: "messages.0.id",
	}
}

func TestTheRequestIsWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	g := gateway()
	if problems := g.Problems(false); len(problems) != 0 || !g.Idempotent() {
		t.Fatalf("%v", problems)
	}
	r, err := g.Request(context.Background(), sms.Text{ID: "d1", To: "+33612345678", Body: "Il a dit \"oui\"\n{{secret}}"})
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := io.ReadAll(r.Body)
	var body struct{ To, From, Text string }
	if err := json.Unmarshal(raw, &body); err != nil || body.To != "+33612345678" || body.From != "JMoulin" || body.Text != "Il a dit \"oui\"\n{{secret}}" {
		t.Fatalf("%s: %v", raw, err) // a text is never read as a template
	}
	if r.Method != "POST" || r.Header.Get("Authorization") != "Bearer s3cret" || r.Header.Get("Idempotency-Key") != "d1" || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %v", r.Method, r.Header)
	}
	if id := g.Receipt([]byte(`{"messages":[{"id":12345678901234567890}]}`)); id != "12345678901234567890" {
		t.Errorf("receipt %s", id)
	}
	g.Format, g.Headers, g.Body = sms.Form, "", "To={{to}}\nMessage={{text}}&x=1"
	if r, err = g.Request(context.Background(), sms.Text{To: "+336", Body: "a&b=c"}); err != nil {
		t.Fatal(err)
	}
	raw, _ = io.ReadAll(r.Body)
	values, _ := url.ParseQuery(string(raw))
	if values.Get("To") != "+336" || values.Get("Message") != "a&b=c&x=1" || g.Idempotent() {
		t.Errorf("%s", raw)
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*sms.Gateway)
		field  string
	}{
		"http":            {func(g *sms.Gateway) { g.URL = "http://sms.example/" }, "adresse"},
		"no address":      {func(g *sms.Gateway) { g.URL = "" }, "adresse"},
		"secret in clear": {func(g *sms.Gateway) { g.URL = "https://sms.example/s3cret/send" }, "adresse"},
		"unknown word":    {func(g *sms.Gateway) { g.Body = `{"to":"{{to}}","text":"{{text}}","n":"{{name}}"}` }, "corps"},
		"no text":         {func(g *sms.Gateway) { g.Body = `{"to":"{{to}}"}` }, "corps"},
		"no JSON":         {func(g *sms.Gateway) { g.Body = `{to:{{to}},text:{{text}}` }, "corps"},
		"headers":         {func(g *sms.Gateway) { g.Headers = "Authorization" }, "entetes"},
		"sender":          {func(g *sms.Gateway) { g.Sender = "Collège Jean Moulin de Bourg" }, "expediteur"},
	} {
		g := gateway()
		tc.change(&g)
		if got := g.Problems(false); len(got) == 0 || got[0].Field != tc.field {
			t.Errorf("%s: %v", name, got)
		}
	}
	g := gateway()
	g.URL = "http://127.0.0.1:9/"
	if got := g.Problems(true); len(got) != 0 {
		t.Errorf("this machine: %v", got)
	}
}

func TestReportsAndReplies(t *testing.T) {
	t.Parallel()
	w := sms.Words{ID: "data.id", State: "data.status", Delivered: "delivered, DELIVRD", Failed: "failed,undelivered", From: "from", Text: "text", Reply: "id"}
	for body, want := range map[string]sms.Report{
		`{"data":{"id":"a1","status":"Delivered"}}`: {ID: "a1", Outcome: sms.Delivered},
		`{"data":{"id":7,"status":"undelivered"}}`:  {ID: "7", Outcome: sms.Failed},
		`{"data":{"id":"a1","status":"sent"}}`:      {ID: "a1"},
	} {
		fields, err := sms.Fields("application/json; charset=utf-8", []byte(body), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := w.ReportIn(fields); err != nil || got != want {
			t.Errorf("%s: %+v %v", body, got, err)
		}
	}
	if _, err := w.ReportIn(map[string]string{"data.id": "a"}); err == nil {
		t.Error("a report without a state is read")
	}
	fields, err := sms.Fields("application/x-www-form-urlencoded", []byte("from=33612345678&text=OUI+merci&id=r1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.ReplyIn(fields); err != nil || got != (sms.Reply{ID: "r1", From: "+33612345678", Text: "OUI merci"}) {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := sms.Fields("application/json", []byte(`{"a":`), nil); err == nil {
		t.Error("half a JSON text is read")
	}
}

// What a gateway posts is read by a machine that anybody may write to once the address has leaked.
func FuzzFields(f *testing.F) {
	f.Add("application/json", `{"a":[{"b":1}],"c":null}`, "x=1")
	f.Add("text/plain", "a=%zz", "")
	f.Fuzz(func(_ *testing.T, contentType, body, query string) {
		values, _ := url.ParseQuery(query)
		fields, err := sms.Fields(contentType, []byte(body), values)
		if err != nil {
			return
		}
		w := sms.Words{ID: "a", State: "b", From: "c", Text: "d"}
		_, _ = w.ReportIn(fields)
		if reply, err := w.ReplyIn(fields); err == nil {
			sms.Number(reply.From)
		}
	})
}
