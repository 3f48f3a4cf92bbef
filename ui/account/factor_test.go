package account_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

var (
	sealedKey    = regexp.MustCompile(`name="cle" value="([^"]+)"`)
	practiceCode = regexp.MustCompile(`le code du moment est (\d{6})`)
	recoveryCode = regexp.MustCompile(`[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}`)
)

func match(t *testing.T, r *regexp.Regexp, page string) string {
	t.Helper()
	m := r.FindStringSubmatch(strings.ReplaceAll(page, "\u00a0", " "))
	if m == nil {
		t.Fatalf("no %s in\n%s", r, page)
	}
	return m[len(m)-1]
}

// enrolled is a browser whose bursar has registered a telephone, with the recovery codes shown.
func (h *house) enrolled() (b *browser, bursar string, recovery []string) {
	h.Helper()
	bursar = h.row("staff", map[string]any{"first_name": "Ida", "last_name": "Caisse", "email": "ida@exemple.fr", "roles": []school.Role{school.Bursar}})
	b = h.as(school.Staff, bursar)
	page := b.get("/connexion/preuve/nouvelle")
	answer := b.send(http.MethodPost, "/connexion/preuve/nouvelle", form("cle", match(h.T, sealedKey, page), "code", match(h.T, practiceCode, page)))
	if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Cache-Control"), "no-store") {
		h.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return b, bursar, recoveryCode.FindAllString(answer.Body.String(), -1)
}

// enter signs somebody of the staff in by e-mail, as far as the second proof.
func (h *house) enter(b *browser, address string, mail int) string {
	h.Helper()
	b.post("/connexion", "adresse", address)
	return b.post("/connexion/code", "code", h.mailed(mail))
}

// The whole way: a telephone is registered, asked for at the next sign-in, serves each code once, and is remembered by the
// device that asked for it.
func TestD11MoneyAsksForASecondProof(t *testing.T) {
	t.Parallel()
	h := open(t)
	_, bursar, recovery := h.enrolled()
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes", len(recovery))
	}

	b := h.browser()
	h.enter(b, "ida@exemple.fr", 1)
	for _, path := range []string{"/moi", "/moi?x=1"} {
		if answer := b.send(http.MethodGet, path, nil); !strings.HasPrefix(answer.Header().Get("Location"), "/connexion/preuve?suite=%2Fmoi") {
			t.Fatalf("%s opens without a second proof: %d %s", path, answer.Code, answer.Header().Get("Location"))
		}
	}
	if to := b.post("/moi/sessions/fin"); to != "/connexion/preuve" {
		t.Fatalf("a deed passed: %s", to)
	}
	if to := b.send(http.MethodGet, "/connexion/preuve/nouvelle", nil).Header().Get("Location"); to != "/connexion/preuve" {
		t.Fatalf("another telephone may be registered without the first: %s", to)
	}
	code := match(t, practiceCode, b.get("/connexion/preuve?suite=/moi"))
	says(t, b.refused("/connexion/preuve", "code", "000000", "suite", "/moi"), "Ce code n’est pas le bon", `value="/moi"`)
	if to := b.post("/connexion/preuve", "code", code, "retenir", "oui", "suite", "/moi"); to != "/moi" {
		t.Fatal(to)
	}
	says(t, b.get("/moi"), "enregistrée")

	again := h.browser()
	h.enter(again, "ida@exemple.fr", 2)
	says(t, again.refused("/connexion/preuve", "code", code), "il a déjà servi")
	if to := again.post("/connexion/preuve", "code", strings.ToLower(recovery[3])); to != "/gestion" {
		t.Fatal(to)
	}
	third := h.browser()
	h.enter(third, "ida@exemple.fr", 3)
	third.refused("/connexion/preuve", "code", recovery[3])

	trusted := h.browser()
	trusted.cookies["__Host-appareil"] = b.cookies["__Host-appareil"]
	h.enter(trusted, "ida@exemple.fr", 4)
	says(t, trusted.get("/moi"), "Codes de secours restants")
	trusted.post("/moi/sessions/fin")
	fifth := h.browser()
	fifth.cookies["__Host-appareil"] = b.cookies["__Host-appareil"]
	h.enter(fifth, "ida@exemple.fr", 5)
	if answer := fifth.send(http.MethodGet, "/moi", nil); answer.Code != http.StatusSeeOther {
		t.Error("a device stays remembered after signing out everywhere")
	}

	if h.one("SELECT COUNT(*) || '' FROM second_factors WHERE secret_sealed != '' AND staff = '"+bursar+"'") != "1" {
		t.Error("the secret is not sealed")
	}
}

// A memory lasts as long as its parameter says, whatever the session does.
func TestD11ARememberedDeviceIsForgotten(t *testing.T) {
	t.Parallel()
	h := open(t)
	b, bursar, _ := h.enrolled()
	for age, opens := range map[time.Duration]bool{29 * 24 * time.Hour: true, 31 * 24 * time.Hour: false} {
		_, err := h.app.DB().NewQuery("UPDATE sessions SET factor_at = {:at} WHERE staff = {:id}").
			Bind(map[string]any{"at": time.Now().Add(-age).UTC().Format("2006-01-02 15:04:05.000Z"), "id": bursar}).Execute()
		if err != nil {
			t.Fatal(err)
		}
		if got := b.send(http.MethodGet, "/moi", nil).Code == http.StatusOK; got != opens {
			t.Errorf("after %s: %v", age, got)
		}
	}
}

// Five wrong codes shut the door for a quarter of an hour, even to the right one, and the person is told.
func TestD11GuessesShutTheDoor(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.enrolled()
	b := h.browser()
	h.enter(b, "ida@exemple.fr", 1)
	code := match(t, practiceCode, b.get("/connexion/preuve"))
	for range 5 {
		b.refused("/connexion/preuve", "code", "AAAAA-AAAAA")
	}
	says(t, b.refused("/connexion/preuve", "code", code), "attendez un quart d’heure")
	if h.one("SELECT COUNT(*) || '' FROM messages WHERE kind = 'factor_changed'") != "1" {
		t.Error("the person is not told")
	}
}

// Whoever writes with a session that owes its proof is refused by the door itself, whatever the operation; the same
// person passes once it is given. A REST token of their account opens nothing either way.
func TestD11NoWritePathWithoutTheSecondProof(t *testing.T) {
	t.Parallel()
	h := open(t)
	who := testapp.StaffActor(t, h.app, school.Accountant, school.SocialWorker)
	for _, due := range []bool{true, false} {
		who.FactorDue = due
		ctx := school.WithActor(context.Background(), who)
		_, err := testapp.Try(h.app, ctx, "aid_types", map[string]any{})
		refused := err != nil && strings.Contains(err.Error(), "seconde preuve")
		if refused != due {
			t.Errorf("owing %v: %v", due, err)
		}
		if who.May(school.BookPayments) == due || who.May(school.SeeAid) == due {
			t.Errorf("owing %v: the functions do not follow", due)
		}
	}
	token := testapp.AccountToken(t, h.app)
	for _, collection := range []string{"payments", "charges", "refunds", "grants", "aid_requests", "decisions", "second_factors"} {
		answer := testapp.Ask(t, h.handler, http.MethodPost, "/api/collections/"+collection+"/records", token, `{}`)
		if answer.Code != http.StatusForbidden {
			t.Errorf("%s: %d", collection, answer.Code)
		}
	}
}

// A lost telephone is taken away by the head or an administrator with a reason: sessions end, the journal and the person know.
func TestD11ALostTelephoneIsTakenAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	b, bursar, _ := h.enrolled()
	if err := school.ResetFactor(testapp.As(t, h.app, school.Bursar), h.app, bursar, "perdu"); err == nil {
		t.Fatal("a bursar takes a proof away")
	}
	head := testapp.As(t, h.app, school.Head)
	if err := school.ResetFactor(head, h.app, bursar, " "); err == nil {
		t.Fatal("no reason was asked")
	}
	if err := school.ResetFactor(head, h.app, bursar, "perdu, reconnue à l’accueil"); err != nil {
		t.Fatal(err)
	}
	if to := b.send(http.MethodGet, "/moi", nil).Header().Get("Location"); to != "/connexion?suite=%2Fmoi" {
		t.Error("the session is still open: " + to)
	}
	if note := h.one("SELECT note FROM journal WHERE verb = 'connexion.preuve-retiree'"); note != "perdu, reconnue à l’accueil" {
		t.Error(note)
	}
	if h.one("SELECT staff_id FROM messages WHERE kind = 'factor_changed'") != bursar {
		t.Error("the person is not told")
	}
}

// A device signed out from another one hears nothing more; signing out here asks. Nobody sees the devices of who shares
// their mailbox.
func TestDevicesAreSignedOutWithTheirNotifications(t *testing.T) {
	t.Parallel()
	h := open(t)
	phone, desk := h.as(school.Guardian, h.anne), h.as(school.Guardian, h.anne)
	h.as(school.Guardian, h.bruno)
	sessions, err := school.SessionsOf(h.app, school.Actor{Kind: school.Guardian, ID: h.anne})
	if err != nil || len(sessions) != 2 {
		t.Fatalf("%v %v", sessions, err)
	}
	subscribe := func(id, endpoint string) {
		h.row("push_subscriptions", map[string]any{
			"account": h.one("SELECT account FROM sessions WHERE id = '" + id + "'"), "guardian_id": h.anne, "endpoint": endpoint,
			"p256dh": "p", "auth_secret": "a", "session_id": id, "made_at": time.Now(),
		})
	}
	for i, s := range sessions {
		subscribe(s.ID, "https://push.example/"+string(rune('a'+i)))
	}
	desk.post("/moi/sessions/fin")
	if phone.send(http.MethodGet, "/moi", nil).Code == http.StatusOK || desk.send(http.MethodGet, "/moi", nil).Code != http.StatusOK {
		t.Fatal("the other device, and only the other, is signed out")
	}
	count := func() string { return h.one("SELECT COUNT(*) || '' FROM push_subscriptions") }
	if count() != "1" {
		t.Errorf("%s devices still told", count())
	}
	desk.post("/deconnexion", "notifications", "oui")
	if count() != "0" {
		t.Error("notifications go on")
	}
	if h.one("SELECT COUNT(*) || '' FROM sessions WHERE ended_at = ''") != "1" {
		t.Error("the session of the other parent ended too")
	}
}
