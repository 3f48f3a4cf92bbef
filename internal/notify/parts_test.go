package notify

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestAnswersOfPushServices(t *testing.T) {
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		status int
		retry  string
		ok     bool
		final  State
		wait   time.Duration
	}{
		{201, "", true, "", 0},
		{200, "", true, "", 0},
		{202, "", true, "", 0},
		{404, "", false, Gone, 0},
		{410, "", false, Gone, 0},
		{429, "120", false, "", 2 * time.Minute},
		{503, "Mon, 16 Nov 2026 10:00:00 GMT", false, "", time.Hour},
		{500, "soon", false, "", 0},
		{502, "-5", false, "", 0},
		{429, "Mon, 16 Nov 2026 08:00:00 GMT", false, "", 0},
		{400, "", false, Failed, 0},
		{403, "", false, Failed, 0},
		{413, "", false, Failed, 0},
		{302, "", false, Failed, 0},
	} {
		err := judgeAnswer(c.status, http.Header{"Retry-After": {c.retry}}, now)
		if c.ok != (err == nil) {
			t.Errorf("%d: %v", c.status, err)
			continue
		}
		var f *Failure
		if errors.As(err, &f) && (f.Final != c.final || f.RetryAfter != c.wait || f.Trouble == "") {
			t.Errorf("%d: %+v", c.status, f)
		}
	}
}

func TestSettle(t *testing.T) {
	if state, wait := settle(1, &Failure{RetryAfter: 10 * 24 * time.Hour}); state != Queued || wait != longest {
		t.Errorf("a service asks for ten days: %s, %s", state, wait)
	}
	if state, wait := settle(4, errors.New("no route")); state != Queued || wait != 2*time.Hour {
		t.Errorf("fourth try: %s, %s", state, wait)
	}
	if state, _ := settle(maxTries, errors.New("no route")); state != Failed {
		t.Errorf("last try: %s", state)
	}
}

func TestContactOf(t *testing.T) {
	for _, c := range [][3]string{
		{"https://college.exemple.fr", "", "https://college.exemple.fr"},
		{"http://localhost:8090", "college@ac-exemple.fr", "college@ac-exemple.fr"},
		{"https://localhost", "", ""},
		{"https://ecole.local", "x@ecole.invalid", ""},
		{"https://192.168.1.2", "", ""},
	} {
		if got := contactOf(c[0], c[1]); got != c[2] {
			t.Errorf("%s, %s: %q", c[0], c[1], got)
		}
	}
}

func TestEdgeIsToldHowLongToKeep(t *testing.T) {
	var seen http.Header
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		seen = r.Header
		return &http.Response{StatusCode: http.StatusCreated, Body: http.NoBody}, nil
	})}
	for endpoint, want := range map[string]string{"https://wns2-par02p.notify.windows.com/w/?token=x": "cache", "https://fcm.googleapis.com/x": ""} {
		request, _ := http.NewRequest(http.MethodPost, endpoint, http.NoBody)
		response, err := windowsPolicy{client}.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got := seen.Get("X-WNS-Cache-Policy"); got != want {
			t.Errorf("%s: %q", endpoint, got)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Every sentence of the table may be read by a stranger: the rule that judges messages finds nothing to say.
func TestKindsSayNothingToAStranger(t *testing.T) {
	seen := map[Kind]bool{}
	for _, k := range Kinds {
		if seen[k.Kind] || k.Label == "" || k.Title == "" || len([]rune(k.Title)) > 160 || len([]rune(k.ShortTitle)) > 80 || len([]rune(k.ShortBody)) > 180 {
			t.Errorf("line %s", k.Kind)
		}
		seen[k.Kind] = true
		exposed := []Text{{"title", k.Title}, {"short_title", k.ShortTitle}, {"short_body", k.ShortBody}}
		if found := judgeExposed(MessageFacts{Exposed: exposed}); len(found) > 0 {
			t.Errorf("%s: %s", k.Kind, found[0].What)
		}
	}
}

func TestAmountsAndNumbersAreSeen(t *testing.T) {
	for text, want := range map[string]bool{
		"Reste 120 €": true, "12,50\u00a0euros": true, "1\u202f234,56\u00a0€": true, "45 EUR": true, "€ 12": true, "20 centimes": true,
		"Le 12 avril 2027": false, "Une réponse est attendue avant 18 h": false, "Parc Eurodisney": false, "12 européens": false,
	} {
		if holdsAmount(text) != want {
			t.Errorf("%q holds an amount: %t", text, !want)
		}
	}
	for text, want := range map[string]bool{
		"Appelez le 06 12 34 56 78.": true, "+33 6 12 34 56 78": true, "+33 (0)6.12.34.56.78": true, "0612345678": true, "06\u00a012\u00a034\u00a056\u00a078": true,
		"06 12 34 56 79": false, "Le 06/12/2026 à 34 h": false,
	} {
		if holdsContact(text, Text{"phone", nationalNumber("06-12-34-56-78")}) != want {
			t.Errorf("%q gives the number away: %t", text, !want)
		}
	}
}
