package account_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
)

const (
	sessionCookie = "__Host-session"
	entryCookie   = "__Host-entree"
)

func TestSigningInByCode(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browser()
	says(t, b.get("/connexion?suite=/moi"), `name="suite" value="/moi"`, `autocomplete="email"`)
	if at := b.post("/connexion", "adresse", " Chris@Exemple.FR ", "suite", "/moi"); at != "/connexion/code" {
		t.Fatalf("sent to %s", at)
	}
	says(t, b.get("/connexion/code"), "Si "+apart+" est connue", `autocomplete="one-time-code"`, `name="suite" value="/moi"`)
	if n := h.one("SELECT COUNT(*) FROM users"); n != "0" {
		t.Errorf("%s accounts before the code", n)
	}
	answer := b.send(http.MethodPost, "/connexion/code", form("code", h.mailed(1)))
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/moi" {
		t.Fatalf("%d to %s", answer.Code, answer.Header().Get("Location"))
	}
	for _, c := range answer.Result().Cookies() {
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("cookie %s", c)
		}
		if c.Name == entryCookie && c.MaxAge >= 0 {
			t.Error("the cookie of the entry is kept")
		}
	}
	if b.cookies[sessionCookie] == "" || b.cookies[entryCookie] != "" {
		t.Errorf("cookies %v", b.cookies)
	}
	says(t, b.get("/moi"), "Chris Apart", "3 rue de Chris", "cet appareil")
	if at := b.send(http.MethodGet, "/connexion", nil).Header().Get("Location"); at != "/a-faire" {
		t.Errorf("the entry of who is signed in leads to %s", at)
	}
}

// Nothing in what comes back tells whether the school knows an address: neither at once, nor at the following steps, nor
// when too many codes were asked.
func TestNoAnswerTellsWhoIsKnown(t *testing.T) {
	t.Parallel()
	h := open(t)
	trace := func(address string) string {
		b := h.browser()
		var steps []string
		for _, s := range [][3]string{
			{http.MethodPost, "/connexion", "adresse=" + address}, {http.MethodGet, "/connexion/code", ""}, {http.MethodPost, "/connexion/code", "code=00000"},
			{http.MethodGet, "/connexion/qui", ""}, {http.MethodPost, "/connexion/qui", "personne=guardian:" + h.chris},
		} {
			name, value, _ := strings.Cut(s[2], "=")
			answer := b.send(s[0], s[1], form(name, value))
			header := answer.Header().Clone()
			header.Del("Set-Cookie") // sealed: compared by name
			for _, c := range answer.Result().Cookies() {
				header.Add("cookie", fmt.Sprint(c.Name, c.MaxAge))
			}
			header.Del("ETag") // a digest of the page, in which the address stands
			steps = append(steps, fmt.Sprint(s[1], answer.Code, header, strings.ReplaceAll(answer.Body.String(), address, "ADDRESS")))
		}
		return strings.Join(steps, "\n")
	}
	known, unknown := trace(apart), trace("nadia@exemple.fr")
	if known != unknown {
		t.Errorf("known:\n%s\nunknown:\n%s", known, unknown)
	}
	for range 7 {
		h.browser().post("/connexion", "adresse", apart)
	}
	if often := trace(apart); often != known {
		t.Errorf("asked too often:\n%s", often)
	}
}

func TestAnAddressIsCheckedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	b := open(t).browser()
	says(t, b.refused("/connexion", "adresse", "chris arobase exemple", "suite", "/moi"),
		`value="chris arobase exemple"`, "Écrivez une adresse électronique complète", `href="#adresse"`, `value="/moi"`)
	if len(b.cookies) != 0 {
		t.Errorf("cookies %v", b.cookies)
	}
}

func TestAWrongCodeIsKeptOnThePageAndFiveAreTheEnd(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browser()
	b.post("/connexion", "adresse", apart)
	code := h.mailed(1)
	wrong := strings.Repeat("1", 6)
	if code == wrong {
		wrong = strings.Repeat("2", 6)
	}
	for range 5 {
		says(t, b.refused("/connexion/code", "code", wrong), `value="`+wrong+`"`, "n’est pas le bon ou n’est plus valable", `href="#code"`)
	}
	hides(t, b.refused("/connexion/code", "code", code), "Chris")
	if b.cookies[sessionCookie] != "" {
		t.Error("the sixth try opened a session")
	}
	// Asking again from the page of the code brings another one.
	b.post("/connexion", "adresse", apart)
	if at := b.post("/connexion/code", "code", h.mailed(2)); at != "/a-faire" {
		t.Errorf("sent to %s", at)
	}
}

// What the steps remember is sealed: nobody writes it, nobody keeps it.
func TestTheCookieOfTheEntryCannotBeMade(t *testing.T) {
	t.Parallel()
	h := open(t)
	seal := func(use string, proved bool, until time.Time) string {
		raw, err := json.Marshal(map[string]any{"Address": shared, "Proved": proved, "Next": "", "Until": until})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := school.DepsOf(h.app).Keys.Seal(use, raw)
		if err != nil {
			t.Fatal(err)
		}
		return strings.NewReplacer("+", "-", "/", "_").Replace(sealed)
	}
	soon := time.Now().Add(time.Minute)
	good := seal("__Host-entree", true, soon)
	for name, cookie := range map[string]string{
		"none": "", "garbage": "AAAA", "clear": `{"Address":"famille@exemple.fr","Proved":true}`, "cut": good[:len(good)-4],
		"expired": seal("__Host-entree", true, time.Now().Add(-time.Second)), "sealed for another use": seal("vapid", true, soon), "code not proved": seal("__Host-entree", false, soon),
	} {
		b := h.browser()
		b.cookies[entryCookie] = cookie
		if answer := b.send(http.MethodGet, "/connexion/qui", nil); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/connexion" {
			t.Errorf("%s: %d to %s", name, answer.Code, answer.Header().Get("Location"))
		}
		if at := b.post("/connexion/qui", "personne", "guardian:"+h.anne); at != "/connexion" || b.cookies[sessionCookie] != "" {
			t.Errorf("%s: the choice leads to %s", name, at)
		}
	}
	b := h.browser()
	b.cookies[entryCookie] = good
	says(t, b.get("/connexion/qui"), "Anne", "Bruno")
}

func TestASharedMailboxAsksWhoIsThere(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browser()
	b.post("/connexion", "adresse", shared)
	if at := b.post("/connexion/code", "code", h.mailed(1)); at != "/connexion/qui" {
		t.Fatalf("sent to %s", at)
	}
	if b.cookies[sessionCookie] != "" {
		t.Fatal("signed in before the choice")
	}
	page := b.get("/connexion/qui")
	says(t, page, "Anne Martin", "Bruno Martin", "adresse partagée")
	hides(t, page, "Chris", "Sam")
	for _, other := range []string{"", "guardian:" + h.chris, "staff:" + h.teacher, "pupil:" + h.lea, "staff:" + h.anne, h.anne} {
		says(t, b.refused("/connexion/qui", "personne", other), "Choisissez qui vous êtes")
	}
	if at := b.post("/connexion/qui", "personne", "guardian:"+h.bruno); at != "/a-faire" {
		t.Errorf("sent to %s", at)
	}
	// Who reads the mailbox may have chosen the other's name: no address of either opens (I-10).
	says(t, b.get("/moi"), "Bruno Martin", "Adresse partagée", "Le code d’un courrier")
	hides(t, b.get("/moi"), "3 rue de Anne", "3 rue de Bruno")
	if who := h.one("SELECT subject_collection || ':' || subject_id FROM journal WHERE verb = 'connexion.adresse-partagee'"); who != "guardians:"+h.bruno {
		t.Errorf("the journal says %s", who)
	}
	if got := h.one("SELECT guardian || ' ' || shared_address FROM sessions"); got != h.bruno+" 1" {
		t.Errorf("session of %s", got)
	}
}

// After signing in, people go to the page they asked for; a link never takes them to another site.
func TestWhereSigningInLeads(t *testing.T) {
	t.Parallel()
	h := open(t)
	for suite, want := range map[string]string{
		"": "/a-faire", "/voyages/x?y=1": "/voyages/x?y=1", "/connexions": "/connexions",
		"//evil.example": "/a-faire", "https://evil.example": "/a-faire", "/\\evil.example": "/a-faire", "\\\\evil.example": "/a-faire", "/\t/evil.example": "/a-faire",
		"/\n/evil.example": "/a-faire", "javascript:alert(1)": "/a-faire", "evil.example": "/a-faire",
		"/connexion": "/a-faire", "/connexion/qui": "/a-faire", "/connexion?suite=/x": "/a-faire", "/" + strings.Repeat("a", 5000): "/a-faire",
	} {
		b := h.browser()
		b.post("/connexion", "adresse", "eve@exemple.fr", "suite", suite)
		code := h.mailed(len(h.one("SELECT GROUP_CONCAT('x', '') FROM login_codes")))
		if at := b.post("/connexion/code", "code", code); at != want {
			t.Errorf("%.30q leads to %q, want %q", suite, at, want)
		}
		if _, err := h.app.DB().NewQuery("UPDATE login_codes SET made_at = '2020-01-01 00:00:00.000Z'").Execute(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStaffGoToTheirDesk(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.browser()
	b.post("/connexion", "adresse", "sam@exemple.fr")
	if at := b.post("/connexion/code", "code", h.mailed(1)); at != "/gestion" {
		t.Errorf("sent to %s", at)
	}
	for _, path := range []string{"/a-faire", "/enfants", "/enfants/" + h.lea} {
		if code := b.send(http.MethodGet, path, nil).Code; code != http.StatusForbidden {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestTheCodeOfALetterOpensForItsPersonAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	person, err := school.FindPerson(h.app, school.GuardianPerson, h.anne)
	if err != nil {
		t.Fatal(err)
	}
	code, err := school.MakeLetterCode(t.Context(), h.app, person)
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	says(t, b.get("/connexion/courrier"), "Le code de votre courrier")
	says(t, b.refused("/connexion/courrier", "code", "ABCDE-FGHJK-MNPQ"), `value="ABCDE-FGHJK-MNPQ"`, "ou a déjà servi")
	if at := b.post("/connexion/courrier", "code", strings.ToLower(code)); at != "/a-faire" {
		t.Errorf("sent to %s", at)
	}
	if got := h.one("SELECT guardian || ' ' || auth_level || ' ' || shared_address FROM sessions"); got != h.anne+" letter_code 0" {
		t.Errorf("session: %s", got)
	}
	says(t, b.get("/moi"), "Anne Martin")
	h.browser().refused("/connexion/courrier", "code", code)
}
