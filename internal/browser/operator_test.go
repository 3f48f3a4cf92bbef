package browser_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The dashboard opens for the operator of the folder and shows the school's collections.
func TestTheOperatorEntersTheDashboard(t *testing.T) {
	t.Parallel()
	school := open(t)
	email, password := school.operator(t)
	p := browse(t, school, desk)
	p.visit("/_/")
	p.do(chromedp.WaitVisible(chromedp.CSS("input[type=password]")))
	p.do(chromedp.SendKeys(chromedp.CSS("input[type=email], input[name=identity]"), email), chromedp.SendKeys(chromedp.CSS("input[type=password]"), password+"\n"))
	p.await("guardians")
	p.await("trips")
}

// An operator holds the file, not the law: what a rule forbids is refused through REST too, with the rule's number.
func TestTheOperatorIsHeldToTheRules(t *testing.T) {
	t.Parallel()
	school := open(t)
	waiting := text(school.row(t, "trips", "title ~ 'Grenade'"), "id")
	act := text(school.row(t, "acts", "act_number = '2026-41'"), "id")
	charge := school.row(t, "charges", "")
	for name, try := range map[string]struct {
		method, path, rule string
		body               map[string]any
	}{
		"open before the act": {http.MethodPatch, "trips/records/" + waiting, "V-08", map[string]any{"state": "open"}},
		"backdate the act":    {http.MethodPatch, "acts/records/" + act, "", map[string]any{"transmitted_on": "2026-10-01"}},
		"change a sum due":    {http.MethodPatch, "charges/records/" + text(charge, "id"), "", map[string]any{"amount_cents": 1}},
		"forget a sum due":    {http.MethodDelete, "charges/records/" + text(charge, "id"), "", nil},
		"a payment by hand": {http.MethodPost, "payments/records", "F-01",
			map[string]any{"pupil": charge["pupil"], "amount_cents": 7000, "means": "cash", "received_on": "2026-11-16"}},
	} {
		status, said := school.rest(t, try.method, "/api/collections/"+try.path, try.body)
		var answer struct {
			Message string
			Data    struct{ Rule struct{ Code string } }
		}
		if err := json.Unmarshal(said, &answer); err != nil || status < 400 || status >= 500 {
			t.Errorf("%s: %d %s", name, status, said)
			continue
		}
		if try.rule != "" && answer.Data.Rule.Code != try.rule {
			t.Errorf("%s: rule %q expected: %d %s", name, try.rule, status, said)
		}
		if strings.HasPrefix(answer.Message, "Failed to") || answer.Message == "" {
			t.Errorf("%s is not refused in French: %s", name, answer.Message)
		}
	}
}
