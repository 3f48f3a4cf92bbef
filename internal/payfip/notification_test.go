package payfip

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestNotificationIDOp(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	upper := strings.ToUpper(vectorIDOp)
	for name, c := range map[string]struct {
		method, target, kind, body string
		want                       error
	}{
		"post":               {"POST", "/n", form, "idop=" + vectorIDOp, nil},
		"post with charset":  {"POST", "/n", form + "; charset=UTF-8", "idop=" + vectorIDOp, nil},
		"post without type":  {"POST", "/n", "", "idop=" + vectorIDOp, nil},
		"key idOp":           {"POST", "/n", form, "idOp=" + vectorIDOp, nil},
		"key in upper case":  {"POST", "/n", form, "IDOP=" + upper, nil},
		"get":                {"GET", "/n?idop=" + vectorIDOp, "", "", nil},
		"post with query":    {"POST", "/n?idop=" + vectorIDOp, form, "", nil},
		"others are ignored": {"POST", "/n?montant=1", form, "resultrans=P&idop=" + vectorIDOp + "&x=%zz", nil},
		"nothing":            {"GET", "/n", "", "", ErrNotificationIDOp},
		"no value":           {"POST", "/n", form, "idop=", ErrNotificationIDOp},
		"not a uuid":         {"POST", "/n", form, "idop=" + strings.Repeat("-", 36), ErrNotificationIDOp},
		"twice":              {"POST", "/n", form, "idop=" + vectorIDOp + "&idop=" + upper, ErrNotificationIDOp},
		"twice by case":      {"POST", "/n", form, "idop=" + vectorIDOp + "&idOp=" + vectorIDOp, ErrNotificationIDOp},
		"query and body":     {"POST", "/n?idop=" + vectorIDOp, form, "idop=" + vectorIDOp, ErrNotificationIDOp},
		"json":               {"POST", "/n", "application/json", `{"idop":"` + vectorIDOp + `"}`, ErrNotificationIDOp},
		"body of a get":      {"GET", "/n", form, "idop=" + vectorIDOp, ErrNotificationIDOp},
		"put":                {"PUT", "/n?idop=" + vectorIDOp, "", "", ErrNotificationMethod},
		"head":               {"HEAD", "/n?idop=" + vectorIDOp, "", "", ErrNotificationMethod},
		"4 KiB":              {"POST", "/n", form, "idop=" + vectorIDOp + "&x=" + strings.Repeat("a", 4096-44), nil},
		"more than 4 KiB":    {"POST", "/n", form, "idop=" + vectorIDOp + "&x=" + strings.Repeat("a", 4096-43), ErrNotificationBody},
	} {
		r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		got, err := NotificationIDOp(r)
		if err != c.want || err == nil && got != vectorIDOp {
			t.Errorf("%s: %q, %v, want %v", name, got, err, c.want)
		}
	}
}

func FuzzNotification(f *testing.F) {
	f.Add("POST", "idop="+vectorIDOp, "", "application/x-www-form-urlencoded")
	f.Add("GET", "", "idOp="+vectorIDOp, "")
	f.Add("POST", "idop=%", "idop=;&=", "a/b;c")
	f.Fuzz(func(t *testing.T, method, body, query, kind string) {
		r := httptest.NewRequest(http.MethodPost, "/n", io.NopCloser(strings.NewReader(body)))
		r.Method, r.URL.RawQuery = method, query
		r.Header.Set("Content-Type", kind)
		got, err := NotificationIDOp(r)
		if (err == nil) != ValidIDOp(got) || got != strings.ToLower(got) {
			t.Fatalf("%q, %v", got, err)
		}
	})
}
