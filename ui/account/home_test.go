package account_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/account"
)

func TestPagesAskWhoIsThere(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, r := range account.Routes() {
		path := strings.NewReplacer("{pupil}", h.lea, "{session}", "inconnue", "{secret}", "inconnue.ics").Replace(r.Pattern)
		answer := h.browser().send(r.Method, path, nil)
		switch {
		case r.Who.IsPublic():
			if answer.Code >= 500 {
				t.Errorf("%s %s: %d", r.Method, path, answer.Code)
			}
		case r.Method == http.MethodGet:
			if at := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || at != "/connexion?suite="+url.QueryEscape(path) {
				t.Errorf("%s: %d to %s", path, answer.Code, at)
			}
		default:
			if at := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || at != "/connexion" {
				t.Errorf("POST %s: %d to %s", path, answer.Code, at)
			}
		}
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Guardian, h.chris)
	token := b.cookies[sessionCookie]
	if code := b.send(http.MethodGet, "/deconnexion", nil).Code; code == http.StatusOK || b.cookies[sessionCookie] == "" {
		t.Errorf("a link signs out: %d", code)
	}
	answer := b.send(http.MethodPost, "/deconnexion", nil)
	if answer.Header().Get("Location") != "/connexion" || answer.Header().Get("Clear-Site-Data") != `"cache", "storage"` || b.cookies[sessionCookie] != "" {
		t.Errorf("%d, %v", answer.Code, answer.Header())
	}
	if _, err := school.FindSession(h.app, token); err == nil {
		t.Error("the token still opens")
	}
}

func TestOneEndsOnesOwnSessions(t *testing.T) {
	t.Parallel()
	h := open(t)
	phone, desk, other := h.as(school.Guardian, h.chris), h.as(school.Guardian, h.chris), h.as(school.Guardian, h.anne)
	idOf := func(b *browser) string {
		s, err := school.FindSession(h.app, b.cookies[sessionCookie])
		if err != nil {
			t.Fatal(err)
		}
		return s.ID
	}
	page := phone.get("/moi")
	says(t, page, "/moi/sessions/"+idOf(desk)+"/fin", "Déconnecter tous les autres appareils")
	hides(t, page, idOf(other))
	for _, id := range []string{idOf(other), "inconnue"} {
		if code := phone.send(http.MethodPost, "/moi/sessions/"+id+"/fin", nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", id, code)
		}
	}
	other.get("/moi")
	phone.post("/moi/sessions/" + idOf(desk) + "/fin")
	says(t, phone.get("/moi"), "L’appareil est déconnecté")
	if at := desk.send(http.MethodGet, "/moi", nil).Header().Get("Location"); !strings.HasPrefix(at, "/connexion") {
		t.Errorf("the other device is still in: %s", at)
	}
	h.as(school.Guardian, h.chris)
	phone.post("/moi/sessions/fin")
	if open := h.one("SELECT COUNT(*) FROM sessions WHERE ended_at = ''"); open != "2" {
		t.Errorf("%s sessions are open: this one and somebody else's are expected", open)
	}
}

func TestADeviceSubscribesToNotifications(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Guardian, h.chris)
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p256dh, auth := base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()), base64.RawURLEncoding.EncodeToString(make([]byte, 16))
	at := "https://push.example/abc"
	for name, f := range map[string]url.Values{
		"nothing": form(), "no key": form("endpoint", at), "short secret": form("endpoint", at, "p256dh", p256dh, "auth", "AAAA"),
		"not a point": form("endpoint", at, "p256dh", auth, "auth", auth), "in clear": form("endpoint", "http://push.example/abc", "p256dh", p256dh, "auth", auth),
		"a script": form("endpoint", "javascript:alert(1)", "p256dh", p256dh, "auth", auth), "a password": form("endpoint", "https://a:b@push.example/", "p256dh", p256dh, "auth", auth),
		"too long": form("endpoint", at+strings.Repeat("x", 1000), "p256dh", p256dh, "auth", auth),
	} {
		if code := b.send(http.MethodPost, "/moi/notifications", f).Code; code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, code)
		}
	}
	good := form("endpoint", at, "p256dh", p256dh, "auth", auth)
	for range 2 {
		if code := b.send(http.MethodPost, "/moi/notifications", good).Code; code != http.StatusNoContent {
			t.Errorf("subscribed: %d", code)
		}
	}
	if got := h.one("SELECT GROUP_CONCAT(guardian_id) FROM push_subscriptions"); got != h.chris {
		t.Errorf("devices of %s", got)
	}
	// Another account forgets nothing of this one's; the account itself does, and twice is no error.
	h.as(school.Guardian, h.anne).send(http.MethodPost, "/moi/notifications/arret", form("endpoint", at))
	if n := h.one("SELECT COUNT(*) FROM push_subscriptions"); n != "1" {
		t.Errorf("%s devices", n)
	}
	for range 2 {
		if code := b.send(http.MethodPost, "/moi/notifications/arret", form("endpoint", at)).Code; code != http.StatusNoContent {
			t.Errorf("forgotten: %d", code)
		}
	}
	if n := h.one("SELECT COUNT(*) FROM push_subscriptions"); n != "0" {
		t.Errorf("%s devices", n)
	}
}

// The cookie opens pages, nothing else: REST and the dashboard take it for a guest's.
func TestTheSessionOpensNoAPI(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Staff, h.teacher)
	for _, path := range []string{"/api/collections/pupils/records", "/api/collections/users/records", "/api/settings", "/api/logs", "/api/collections/sessions/records", "/_/"} {
		with, without := b.send(http.MethodGet, path, nil), h.browser().send(http.MethodGet, path, nil)
		if with.Code != without.Code || with.Body.String() != without.Body.String() {
			t.Errorf("%s: %d with a session, %d without", path, with.Code, without.Code)
		}
		if strings.HasPrefix(path, "/api/") && with.Code < 400 {
			t.Errorf("%s: %d", path, with.Code)
		}
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, header := range map[string]http.Header{
		"cross-site": {"Sec-Fetch-Site": {"cross-site"}}, "a neighbour": {"Sec-Fetch-Site": {"same-site"}}, "another origin": {"Origin": {"https://evil.example"}},
		"no origin": {"Origin": {"null"}},
	} {
		b := h.as(school.Guardian, h.chris)
		b.header = header
		for _, r := range account.Routes() {
			if r.Method == http.MethodPost {
				if answer := b.send(r.Method, strings.ReplaceAll(r.Pattern, "{session}", "x"), nil); answer.Code != http.StatusForbidden {
					t.Errorf("%s, %s: %d", name, r.Pattern, answer.Code)
				}
			}
		}
		b.header = http.Header{}
		b.get("/moi")
	}
}

func TestNamesAreTextNotMarkup(t *testing.T) {
	t.Parallel()
	h := open(t)
	const evil = `<img src=x onerror=alert(1)>"'`
	pupil := h.row("pupils", map[string]any{"first_name": evil, "last_name": evil, "birth_on": "2013-05-01"})
	id := h.guardian(evil, evil, "evil@exemple.fr", pupil)
	h.row("guardianships", map[string]any{"pupil": pupil, "guardian": h.chris, "responsibility": 1})
	b := h.as(school.Guardian, id)
	b.header.Set("User-Agent", evil)
	for _, path := range []string{"/a-faire", "/enfants", "/enfants/" + pupil, "/moi"} {
		hides(t, b.get(path), "<img src=x", `"'`)
	}
	hides(t, h.as(school.Guardian, h.chris).get("/enfants/"+pupil), "<img src=x")
	hides(t, h.browser().send(http.MethodPost, "/connexion", form("adresse", evil, "suite", "/"+evil)).Body.String(), "<img src=x")
	hides(t, h.browser().send(http.MethodGet, "/connexion?suite="+url.QueryEscape("/"+evil), nil).Body.String(), "<img src=x")
	hides(t, h.browser().send(http.MethodPost, "/connexion/courrier", form("code", evil)).Body.String(), "<img src=x")
}

// I-10 on the page: the other parent's name, nothing that leads to them.
func TestI10TheChildsPageNamesTheOtherParentOnly(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.as(school.Guardian, h.chris).get("/enfants/" + h.tom)
	says(t, page, "Anne Martin", "L’autre représentant légal")
	hides(t, page, shared, "3 rue de Anne", "06 11 22 33 fa")
	for _, path := range []string{"/enfants/" + h.lea, "/enfants/" + h.eve, "/enfants/inconnu"} {
		if code := h.as(school.Guardian, h.chris).send(http.MethodGet, path, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestAnAdultPupilHasTheirOwnPages(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Pupil, h.eve)
	says(t, b.get("/a-faire"), "Rien à faire", "pour Ève")
	page := b.get("/enfants")
	says(t, page, "Ève Majeure", "Vous êtes majeur")
	hides(t, page, "Léa", "Tom")
	says(t, b.get("/enfants/"+h.eve), "5 janvier 2008")
	says(t, b.get("/moi"), "Ève Majeure")
	if code := b.send(http.MethodGet, "/enfants/"+h.lea, nil).Code; code != http.StatusNotFound {
		t.Errorf("somebody else's page: %d", code)
	}
}

func TestWhatWaitsIsSortedByItsDay(t *testing.T) {
	t.Parallel()
	h := open(t)
	act := h.row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	bursar := testapp.As(t, h.app, school.Bursar)
	for _, due := range []struct {
		pupil string
		day   law.Day
	}{{h.lea, "2026-11-24"}, {h.tom, "2026-11-10"}, {h.lea, "2026-11-20"}} {
		_, err := money.Charge(bursar, h.app, money.NewCharge{
			PupilID: due.pupil, DebtorID: h.anne, Subject: money.Subject{Collection: "sales", ID: string(due.day)}, ActID: act, Label: "Voyage du " + string(due.day), Amount: cents.Amount(5000), DueOn: due.day,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	page := strings.ReplaceAll(h.as(school.Guardian, h.anne).get("/a-faire"), "\u00a0", " ")
	last := 0
	for _, wanted := range []string{"en retard", "avant vendredi", "avant le 24"} {
		at := strings.Index(page, wanted)
		if at < last {
			t.Errorf("%q is not where it should be:\n%s", wanted, page)
		}
		last = at
	}
	if answer := h.as(school.Guardian, h.bruno).get("/a-faire"); strings.Contains(answer, "en retard") {
		t.Error("the other parent is asked for a debt that is not theirs")
	}
}

func TestPagesOfOneselfAreNotKeptByOthers(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.as(school.Guardian, h.chris)
	answer := b.send(http.MethodGet, "/moi", nil)
	if c := answer.Header().Get("Cache-Control"); c != "private, no-cache" || answer.Header().Get("ETag") == "" {
		t.Errorf("Cache-Control %q", c)
	}
	b.header.Set("If-None-Match", answer.Header().Get("ETag"))
	if again := b.send(http.MethodGet, "/moi", nil); again.Code != http.StatusNotModified {
		t.Errorf("the same page again: %d", again.Code)
	}
	other := h.as(school.Guardian, h.anne)
	other.header.Set("If-None-Match", answer.Header().Get("ETag"))
	says(t, other.get("/moi"), "Anne Martin")
}
