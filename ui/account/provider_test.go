package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/openid/local"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

const (
	departureCookie = "__Host-depart"
	linkCookie      = "__Host-lien"
	linkPage        = "/moi/compte-exterieur"
)

// plugged is a house with a real identity provider on this machine.
type plugged struct {
	*house
	server        *local.Provider
	id            string // of the provider here
	administrator school.Actor
}

func (h *house) plug(change ...func(*school.ProviderSettings)) *plugged {
	h.Helper()
	p := &plugged{house: h, server: local.New(h, notify.BaseURL(h.app)+"/connexion/retour", true), administrator: testapp.StaffActor(h, h.app, school.Administrator)}
	s := school.ProviderSettings{
		Name: "EduConnect", Audience: school.ForFamilies, Issuer: p.server.Issuer, ClientID: local.ClientID, Secret: local.Secret, MatchBy: school.BySubject, Open: true,
	}
	for _, c := range change {
		c(&s)
	}
	var err error
	if p.id, err = school.SaveProvider(school.WithActor(h.Context(), p.administrator), h.app, s); err != nil {
		h.Fatal(err)
	}
	return p
}

func forStaff(s *school.ProviderSettings)     { s.Name, s.Audience = "Académie", school.ForStaff }
func byEmail(s *school.ProviderSettings)      { s.MatchBy = school.ByEmail }
func secondProofs(s *school.ProviderSettings) { s.SecondProofs = "eidas2 mfa" }

// leave follows a browser to the provider and stops at the door of the house: where it would come back.
func (p *plugged) leave(b *browser, next string) (home string) {
	p.Helper()
	answer := b.send(http.MethodGet, "/connexion/fournisseur/"+p.id+"?suite="+url.QueryEscape(next), nil)
	at := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(at, p.server.Issuer) {
		p.Fatalf("%d to %q\n%s", answer.Code, at, answer.Body)
	}
	client := dial.Client(true)
	for range 6 {
		answer, err := client.Get(at)
		if err != nil {
			p.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			p.Fatal(err)
		}
		to, err := answer.Location()
		if err != nil {
			p.Fatalf("%s: %s", at, answer.Status)
		}
		if at = to.String(); strings.HasPrefix(at, notify.BaseURL(p.app)) {
			return strings.TrimPrefix(at, notify.BaseURL(p.app))
		}
	}
	p.Fatal("the provider leads nowhere")
	return ""
}

// come brings a browser home and says where it is sent, "" for a page that comes in place.
func (p *plugged) come(b *browser, who local.Person, next string) (to, page string) {
	p.Helper()
	p.server.Present(who)
	answer := b.send(http.MethodGet, p.leave(b, next), nil)
	return answer.Header().Get("Location"), answer.Body.String()
}

func (p *plugged) turnedDown(b *browser, home, why, told string) {
	p.Helper()
	before := p.one("SELECT COUNT(*) || '' FROM journal WHERE verb = 'connexion.fournisseur-refuse'")
	answer := b.send(http.MethodGet, home, nil)
	if answer.Code != http.StatusUnprocessableEntity || b.cookies[sessionCookie] != "" || b.cookies[linkCookie] != "" {
		p.Errorf("%s: %d to %q, %v", why, answer.Code, answer.Header().Get("Location"), b.cookies)
		return
	}
	says(p.T, answer.Body.String(), "Cette connexion n’a pas abouti", told)
	after := p.one("SELECT COUNT(*) || '' FROM journal WHERE verb = 'connexion.fournisseur-refuse'")
	if note := p.one("SELECT note FROM journal ORDER BY line_no DESC LIMIT 1"); before == after || !strings.HasPrefix(note, why) {
		p.Errorf("%s: the journal says %q", why, note)
	}
}

var chrisThere = local.Person{Subject: "c4f1", Name: "Chris Apart"}

// linked is the browser of Chris, whose account is linked.
func (p *plugged) linked() *browser {
	p.Helper()
	b := p.browser()
	if to, page := p.come(b, chrisThere, "/voyages"); to != "/connexion?suite="+linkPage {
		p.Fatalf("sent to %q\n%s", to, page)
	}
	says(p.T, b.get("/connexion?suite="+linkPage), "Entrez cette fois avec un code", `value="`+linkPage+`"`)
	b.post("/connexion", "adresse", apart, "suite", linkPage)
	if to := b.post("/connexion/code", "code", p.mailed(1)); to != linkPage {
		p.Fatal(to)
	}
	says(p.T, b.get(linkPage), "Relier ce compte", "Chris Apart", "EduConnect")
	if to := b.post(linkPage); to != "/voyages" || b.cookies[linkCookie] != "" {
		p.Fatal(to, b.cookies)
	}
	return b
}

// The whole way: an unknown account opens nothing until its person has entered once by a code and said that it is theirs;
// then it opens, for them alone, until they unlink it.
func TestAnAccountElsewhereIsLinkedOnceAndOpens(t *testing.T) {
	t.Parallel()
	p := open(t).plug()
	says(t, p.browser().get("/connexion?suite=/voyages"), "Entrer avec EduConnect", "/connexion/fournisseur/"+p.id+"?suite=%2Fvoyages")
	b := p.linked()
	if n := p.one("SELECT COUNT(*) || '' FROM guardians") + p.one("SELECT COUNT(*) || '' FROM users"); n != "31" {
		t.Errorf("somebody was made: %s", n)
	}
	says(t, b.get("/moi"), "Comptes extérieurs", "Délier ce compte", "ne ferme pas la session de l’autre service")

	again := p.browser()
	if to, page := p.come(again, chrisThere, "/voyages?x=1"); to != "/voyages?x=1" {
		t.Fatalf("sent to %q\n%s", to, page)
	}
	says(t, again.get("/moi"), "Chris Apart", "3 rue de Chris")
	if got := p.one("SELECT guardian || ' ' || auth_level || ' ' || shared_address || ' ' || factor_at FROM sessions ORDER BY rowid DESC LIMIT 1"); got != p.chris+" oidc 0 " {
		t.Errorf("session: %s", got)
	}
	other := p.browser()
	if to, _ := p.come(other, local.Person{Subject: "c4f2", Name: "Chris Apart", Email: apart, Verified: true}, ""); !strings.HasPrefix(to, "/connexion") || other.cookies[sessionCookie] != "" {
		t.Errorf("another account of the same name opens: %s", to)
	}
	if to := again.post("/deconnexion"); to != "/connexion" {
		t.Fatal(to)
	}
	says(t, again.get("/connexion"), "fermez aussi celle de l’autre service")

	still := p.browser()
	p.come(still, chrisThere, "")
	link := p.one("SELECT id FROM identity_links")
	if code := p.as(school.Guardian, p.anne).send(http.MethodPost, linkPage+"/"+link+"/fin", nil).Code; code != http.StatusNotFound {
		t.Errorf("somebody else unlinks: %d", code)
	}
	if to := b.post(linkPage + "/" + link + "/fin"); to != "/moi" {
		t.Fatal(to)
	}
	if still.send(http.MethodGet, "/moi", nil).Code == http.StatusOK || b.send(http.MethodGet, "/moi", nil).Code != http.StatusOK {
		t.Error("unlinking closes what the account had opened, and nothing else")
	}
	if to, _ := p.come(p.browser(), chrisThere, ""); !strings.HasPrefix(to, "/connexion?") {
		t.Errorf("unlinked, it still opens %s", to)
	}
}

// Each thing that may go wrong has its page, says why and what to do, opens nothing and leaves a line.
func TestWhatComesBackFromElsewhereIsTurnedDown(t *testing.T) {
	t.Parallel()
	p := open(t).plug()
	p.linked()
	p.server.Present(chrisThere)
	lie := func(name string, value any) func(map[string]any) bool {
		return func(claims map[string]any) bool { claims[name] = value; return false }
	}
	for _, c := range []struct {
		name string
		lie  func(map[string]any) bool
		note string
	}{
		{"forged", func(map[string]any) bool { return true }, "signature"}, {"of another issuer", lie("iss", "https://ailleurs.example"), "autre-emetteur"},
		{"expired", lie("exp", time.Now().Add(-time.Minute).Unix()), "perime"}, {"for another try", lie("nonce", "x"), "autre-demande"},
	} {
		p.server.Lie(c.lie)
		b := p.browser()
		p.turnedDown(b, p.leave(b, ""), "reponse-invalide : "+c.note, "n’a pas pu être vérifiée")
	}
	p.server.Lie(nil)

	b := p.browser()
	home := p.leave(b, "")
	kept := b.cookies[departureCookie]
	if b.send(http.MethodGet, home, nil).Code != http.StatusSeeOther || b.cookies[departureCookie] != "" {
		t.Fatal("the good one does not open, or its cookie is kept")
	}
	replay := p.browser()
	replay.cookies[departureCookie] = kept
	p.turnedDown(replay, home, "deja-servi", "Cette réponse a déjà servi")

	b = p.browser()
	home = p.leave(b, "")
	p.turnedDown(b, strings.Replace(home, "state=", "state=x", 1), "autre-demande", "n’est pas celle que cet appareil attendait")

	victim, thief := p.browser(), p.browser()
	p.leave(victim, "")
	p.turnedDown(victim, p.leave(thief, ""), "autre-demande", "Ne suivez pas un lien reçu par message")

	b = p.browser()
	p.leave(b, "")
	p.turnedDown(b, "/connexion/retour?error=access_denied&state="+stateOf(t, p, b), "refus-fournisseur", "n’a pas confirmé qui vous êtes")

	nobody := p.browser()
	if to := nobody.send(http.MethodGet, home, nil).Header().Get("Location"); to != "/connexion" || nobody.cookies[sessionCookie] != "" {
		t.Errorf("without a departure: %s", to)
	}

	b = p.browser()
	home = p.leave(b, "")
	p.server.Fall(true)
	p.turnedDown(b, home, "injoignable", "ne répond pas en ce moment")
	p.server.Fall(false)

	b = p.browser()
	home = p.leave(b, "")
	if _, err := p.app.DB().NewQuery("UPDATE pupils SET left_on = '2026-11-01' WHERE id = '" + p.tom + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	p.turnedDown(b, home, "parti", "n’a plus accès")

	b = p.browser()
	home = p.leave(b, "")
	settings, err := school.ProviderFor(p.app, p.administrator, p.id)
	if err != nil {
		t.Fatal(err)
	}
	settings.Open = false
	if _, err := school.SaveProvider(school.WithActor(t.Context(), p.administrator), p.app, settings); err != nil {
		t.Fatal(err)
	}
	if answer := b.send(http.MethodGet, home, nil); answer.Code != http.StatusUnprocessableEntity || b.cookies[sessionCookie] != "" {
		t.Errorf("a button taken away still opens: %d", answer.Code)
	}
	hides(t, p.browser().get("/connexion"), "Entrer avec EduConnect")
	if code := p.browser().send(http.MethodGet, "/connexion/fournisseur/"+p.id, nil).Code; code != http.StatusNotFound {
		t.Errorf("closed, it is still left for: %d", code)
	}
}

// stateOf reads the state that a browser was sent with.
func stateOf(t *testing.T, p *plugged, b *browser) string {
	t.Helper()
	at, err := url.Parse(p.leave(b, ""))
	if err != nil {
		t.Fatal(err)
	}
	return at.Query().Get("state")
}

// More than ten minutes away, and the answer opens nothing.
func TestADepartureLastsTenMinutes(t *testing.T) {
	t.Parallel()
	p := open(t).plug()
	p.server.Present(chrisThere)
	_, departure, err := school.LeaveFor(school.WithActor(t.Context(), school.Actor{Kind: school.Guest}), p.app, p.id, notify.BaseURL(p.app)+"/connexion/retour", "")
	if err != nil {
		t.Fatal(err)
	}
	if life := time.Until(departure.Until); life > 10*time.Minute || life < 9*time.Minute {
		t.Errorf("it lasts %s", life)
	}
	departure.Until = time.Now().Add(-time.Second)
	_, err = school.Arrive(school.WithActor(t.Context(), school.Actor{Kind: school.Guest}), p.app, departure, school.Brought{State: departure.Try.State, Code: "x"}, "")
	if err == nil || !strings.Contains(err.Error(), "trop-tard") || p.server.Tried() != 0 {
		t.Errorf("%v, %d codes sent", err, p.server.Tried())
	}
}

// A verified address of the provider's opens for the one person who holds it; an address that nobody verified, never; a
// mailbox that several people read waits for a code, and then for the code of a letter.
func TestAVerifiedAddressNamesOnePerson(t *testing.T) {
	t.Parallel()
	p := open(t).plug(byEmail)
	b := p.browser()
	if to, page := p.come(b, local.Person{Subject: "1", Email: "Chris@Exemple.FR", Verified: true}, ""); to != "/a-faire" {
		t.Fatalf("sent to %q\n%s", to, page)
	}
	says(t, b.get("/moi"), "Chris Apart")
	p.server.Present(local.Person{Subject: "2", Email: apart})
	b = p.browser()
	p.turnedDown(b, p.leave(b, ""), "adresse", "n’a pas vérifié votre adresse")
	p.server.Present(local.Person{Subject: "3"})
	b = p.browser()
	p.turnedDown(b, p.leave(b, ""), "adresse", "n’a pas vérifié votre adresse")

	for subject, address := range map[string]string{"4": "nadia@exemple.fr", "5": "sam@exemple.fr", "6": shared} {
		b := p.browser()
		if to, _ := p.come(b, local.Person{Subject: subject, Email: address, Verified: true}, ""); to != "/connexion?suite="+linkPage || b.cookies[sessionCookie] != "" {
			t.Errorf("%s opens: %s", address, to)
		}
		if address != shared {
			continue
		}
		b.post("/connexion", "adresse", shared, "suite", linkPage)
		b.post("/connexion/code", "code", p.mailed(1))
		if to := b.post("/connexion/qui", "personne", "guardian:"+p.anne); to != linkPage {
			t.Fatal(to)
		}
		says(t, b.send(http.MethodGet, linkPage, nil).Body.String(), "Plusieurs personnes lisent votre adresse")
		says(t, b.refused(linkPage), "Demandez au secrétariat le code d’un courrier")
	}
	person, err := school.FindPerson(p.app, school.GuardianPerson, p.anne)
	if err != nil {
		t.Fatal(err)
	}
	code, err := school.MakeLetterCode(t.Context(), p.app, person)
	if err != nil {
		t.Fatal(err)
	}
	b = p.browser()
	p.come(b, local.Person{Subject: "6", Email: shared, Verified: true}, "")
	if to := b.post("/connexion/courrier", "code", code); to != linkPage {
		t.Fatalf("after the code of a letter: %s", to)
	}
	b.post(linkPage)
	b = p.browser()
	if to, _ := p.come(b, local.Person{Subject: "6"}, ""); to != "/a-faire" {
		t.Fatal(to)
	}
	says(t, b.get("/moi"), "3 rue de Anne")
}

// A provider proves who holds an account, not twice: money still asks for its second proof, unless the administrator has said
// which level of the provider is one. A provider of the staff names nobody of a family, nor the reverse.
func TestD11AProviderIsNoSecondProof(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.plug(forStaff, byEmail)
	h.enrolled()
	ida := local.Person{Subject: "i1", Email: "ida@exemple.fr", Verified: true, Level: "eidas2", Means: []string{"mfa"}}
	b := p.browser()
	if to, page := p.come(b, ida, ""); to != "/gestion" {
		t.Fatalf("%q\n%s", to, page)
	}
	if to := b.send(http.MethodGet, "/moi", nil).Header().Get("Location"); !strings.HasPrefix(to, "/connexion/preuve") {
		t.Errorf("no second proof is asked: %q", to)
	}
	if to, _ := p.come(p.browser(), local.Person{Subject: "c", Email: apart, Verified: true}, ""); !strings.HasPrefix(to, "/connexion?") {
		t.Errorf("the provider of the staff opens a family's space: %s", to)
	}

	settings, err := school.ProviderFor(p.app, p.administrator, p.id)
	if err != nil {
		t.Fatal(err)
	}
	secondProofs(&settings)
	if _, err := school.SaveProvider(school.WithActor(t.Context(), p.administrator), p.app, settings); err != nil {
		t.Fatal(err)
	}
	b = p.browser()
	p.come(b, ida, "")
	says(t, b.get("/moi"), "Ida Caisse")
	weak := ida
	weak.Level, weak.Means = "eidas1", []string{"pwd"}
	b = p.browser()
	p.come(b, weak, "")
	if to := b.send(http.MethodGet, "/moi", nil).Header().Get("Location"); !strings.HasPrefix(to, "/connexion/preuve") {
		t.Errorf("a weaker level is taken for a second proof: %q", to)
	}
}

// An account left waiting on a shared screen is linked to nobody else: it says whose it is, may be refused, and one account
// is one person's.
func TestAnAccountIsOnePersons(t *testing.T) {
	t.Parallel()
	p := open(t).plug()
	p.linked()
	eve := p.as(school.Pupil, p.eve)
	p.server.Present(chrisThere)
	answer := eve.send(http.MethodGet, p.leave(eve, ""), nil)
	says(t, answer.Body.String(), "déjà relié à une autre personne")
	says(t, eve.get("/moi"), "Ève", "Relier EduConnect")
	if to, _ := p.come(eve, local.Person{Subject: "e1", Name: "Ève Majeure"}, "/moi"); to != linkPage {
		t.Fatal(to)
	}
	if to := eve.post(linkPage + "/refus"); to != "/a-faire" || eve.cookies[linkCookie] != "" {
		t.Fatal(to)
	}
	p.come(eve, local.Person{Subject: "e1", Name: "Ève Majeure"}, "/moi")
	teacher := p.as(school.Staff, p.teacher)
	teacher.cookies[linkCookie] = eve.cookies[linkCookie]
	says(t, teacher.refused(linkPage), "n’entrent pas par le même service")
	if to := eve.post(linkPage); to != "/moi" {
		t.Fatal(to)
	}
	if n := p.one("SELECT COUNT(*) || '' FROM identity_links WHERE pupil = '" + p.eve + "'"); n != "1" {
		t.Errorf("%s links", n)
	}
	if left := p.one("SELECT COUNT(*) || '' FROM identity_links WHERE digest = 'e1' OR digest LIKE '%c4f1%'"); left != "0" {
		t.Error("the identifier of the provider is kept")
	}
}
