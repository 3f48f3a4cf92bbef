package account_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestASecretAddressIsShownOnceAndRevoked(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Guardian, h.chris)
	secret := func() string {
		answer := b.send(http.MethodPost, "/moi/calendrier", nil)
		found := regexp.MustCompile(`/agenda/([\w-]{43})\.ics`).FindStringSubmatch(answer.Body.String())
		if answer.Code != http.StatusOK || found == nil || !strings.Contains(answer.Header().Get("Cache-Control"), "no-store") {
			t.Fatalf("%d, %v", answer.Code, answer.Header())
		}
		return found[0]
	}
	first := secret()
	if strings.Contains(b.get("/moi/calendrier"), first) {
		t.Error("the address is shown again")
	}
	answer := h.browser().send(http.MethodGet, first, nil)
	if _, err := ics.ParseCalendar(answer.Body); answer.Code != http.StatusOK || err != nil {
		t.Fatalf("%d, %v", answer.Code, err)
	}
	second := secret()
	if h.browser().send(http.MethodGet, first, nil).Code != http.StatusNotFound || h.browser().send(http.MethodGet, second, nil).Code != http.StatusOK {
		t.Error("another address does not close the first")
	}
	b.post("/moi/calendrier/fin")
	if h.browser().send(http.MethodGet, second, nil).Code != http.StatusNotFound {
		t.Error("a revoked address opens")
	}
	third := secret()
	b.post("/moi/sessions/fin")
	if h.browser().send(http.MethodGet, third, nil).Code != http.StatusNotFound {
		t.Error("the address survives signing out everywhere")
	}
}

func TestACalendarProgramReadsTheFeed(t *testing.T) {
	t.Parallel()
	h := open(t)
	act := h.row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	_, err := money.Charge(testapp.As(t, h.app, school.Bursar), h.app, money.NewCharge{
		PupilID: h.lea, DebtorID: h.anne, Subject: money.Subject{Collection: "sales", ID: "x"}, ActID: act, Label: "Voyage de Léa", Amount: 5000, DueOn: "2026-12-01",
	})
	if err != nil {
		t.Fatal(err)
	}
	feeds := map[string]string{}
	for name, id := range map[string]string{"Anne": h.anne, "Bruno": h.bruno} {
		page := h.as(school.Guardian, id).send(http.MethodPost, "/moi/calendrier", nil).Body.String()
		feeds[name] = regexp.MustCompile(`/agenda/[\w-]{43}\.ics`).FindString(page)
	}
	answer := h.browser().send(http.MethodGet, feeds["Anne"], nil)
	head := answer.Header()
	if head.Get("Content-Type") != "text/calendar; charset=utf-8" || head.Get("Cache-Control") != "private, no-cache" || head.Get("X-Robots-Tag") != "noindex" || head.Get("Set-Cookie") != "" {
		t.Errorf("%v", head)
	}
	body := answer.Body.String()
	hides(t, body, "Léa", "Martin", "5000", "50,", "€", "Anne")
	stamp := regexp.MustCompile(`DTSTAMP:\w+`)
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Open Academie//Golang ICS Library
METHOD:PUBLISH
NAME:Collège des Deux-Rives
X-WR-CALNAME:Collège des Deux-Rives
REFRESH-INTERVAL;VALUE=DURATION:PT6H
X-PUBLISHED-TTL:PT6H
BEGIN:VEVENT
UID:echeance-2026-12-01@openacademie
DTSTAMP
DTSTART;VALUE=DATE:20261201
DTEND;VALUE=DATE:20261202
SUMMARY:Date à retenir dans votre espace famille
URL:http://localhost:8090/a-faire
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if got := stamp.ReplaceAllString(body, "DTSTAMP"); got != want {
		t.Errorf("the feed is\n%s", got)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(body))
	if err != nil || len(cal.Events()) != 1 {
		t.Fatalf("%v", err)
	}
	if from, err := cal.Events()[0].GetAllDayStartAt(); err != nil || from.Format("2006-01-02") != "2026-12-01" {
		t.Errorf("%v, %v", from, err)
	}
	if events := h.browser().send(http.MethodGet, feeds["Bruno"], nil).Body.String(); strings.Contains(events, "VEVENT") {
		t.Error("the other parent reads a day that is not theirs")
	}
	again := h.browser()
	again.header.Set("If-None-Match", head.Get("ETag"))
	if code := again.send(http.MethodGet, feeds["Anne"], nil).Code; code != http.StatusNotModified || head.Get("ETag") == "" {
		t.Errorf("the same feed again: %d", code)
	}
	for _, wrong := range []string{"/agenda/inconnue.ics", "/agenda/" + strings.Repeat("A", 43) + ".ics", strings.TrimSuffix(feeds["Anne"], ".ics")} {
		if code := h.browser().send(http.MethodGet, wrong, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, code)
		}
	}
	reader := h.as(school.Guardian, h.anne)
	reader.post("/langue", "langue", "en", "retour", "/moi")
	if in := h.browser().send(http.MethodGet, feeds["Anne"], nil).Body.String(); !strings.Contains(in, "A date to remember in your family account") {
		t.Errorf("the feed of an English reader:\n%s", in)
	}
}
