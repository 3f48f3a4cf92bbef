package till_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/till"
)

// at is the address of a route for Ada's family.
func (b *bank) at(pattern string) string {
	return strings.NewReplacer("{pupil}", b.ada, "{format}", "csv", "{token}", "inconnu", "{payment}", "inconnu", "{attempt}", "inconnu", "{trip}", "inconnu", "{slip}", "inconnu", "{exit}", "impayes", "{$}", "").Replace(pattern)
}

// Each page of money, by each role: refused exactly where the table of the roles says so.
func TestWhoOpensThePagesOfMoney(t *testing.T) {
	t.Parallel()
	b := open(t)
	for _, role := range school.AllRoles {
		who := b.staff("R"+string(role), role)
		for _, r := range till.Routes() {
			if r.Who.IsPublic() {
				continue
			}
			answer := b.send(who, r.Method, b.at(r.Pattern), nil)
			allowed := r.Who.Permission() != "" && slices.Contains(school.RolesFor(r.Who.Permission()), role)
			if forbidden := answer.Code == http.StatusForbidden; forbidden == allowed {
				t.Errorf("%s %s by %s: %d", r.Method, r.Pattern, role, answer.Code)
			}
			if answer.Code >= 500 {
				t.Errorf("%s %s by %s: %d", r.Method, r.Pattern, role, answer.Code)
			}
		}
	}
	for _, r := range till.Routes() {
		answer := b.send(b.anne, r.Method, b.at(r.Pattern), nil)
		if forbidden := answer.Code == http.StatusForbidden; forbidden != strings.HasPrefix(r.Pattern, "/gestion/") {
			t.Errorf("%s %s by a parent: %d", r.Method, r.Pattern, answer.Code)
		}
	}
}

func (b *bank) desk(pupil string) string { return "/gestion/caisse/eleves/" + pupil + "/encaissement" }

// cash is what the accountant types, with what is particular.
func (b *bank) typed(means, amount, token string, more ...string) []string {
	return append([]string{"moyen", means, "montant", amount, "recu", "2026-11-16", "payeur", b.anne.ID, "jeton", token}, more...)
}

func (b *bank) booked() string {
	b.Helper()
	return b.one("SELECT COUNT(*) || ' ' || COALESCE(SUM(amount_cents), 0) FROM payments")
}

func TestF01PageOfTheDeskIsTheAccountants(t *testing.T) {
	t.Parallel()
	b := open(t)
	for _, who := range []school.Actor{b.bursar, b.staff("Claire", school.Head), b.staff("Tous", school.Head, school.Bursar, school.Secretary, school.Administrator, school.ImprestHolder)} {
		if code := b.send(who, http.MethodPost, b.desk(b.ada), form(b.typed("transfer", "50", "j1")...)).Code; code != http.StatusForbidden {
			t.Errorf("%v: %d", who.Roles, code)
		}
	}
	hides(t, b.get(b.bursar, "/gestion/caisse/eleves/"+b.ada), "/encaissement", "/annulation")
	if got := b.booked(); got != "0 0" {
		t.Errorf("booked: %s", got)
	}
}

var tokenField = regexp.MustCompile(`name="jeton" value="([^"]{20,})"`)

func TestAPaymentIsBookedOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	b := open(t)
	page := b.get(b.accountant, b.desk(b.ada))
	says(t, page, "Ada Lovelace", "Anne Lovelace", "Bruno Lovelace", "120,00 €")
	hides(t, page, "Chris")
	tokenOf := func(page string) string { return tokenField.ReplaceAllString(tokenField.FindString(page), "$1") }
	token := tokenOf(page)
	if token == "" || token == tokenOf(b.get(b.accountant, b.desk(b.ada))) {
		t.Fatal("the form has no token of its own")
	}
	fields := b.typed("cheque", "50,00", token, "banque", "La Banque", "cheque", "1234567", "ordre", "Agent comptable de l’établissement")
	for range 3 {
		if at := b.post(b.accountant, b.desk(b.ada), fields...); at != "/gestion/caisse/eleves/"+b.ada {
			t.Errorf("sent to %s", at)
		}
	}
	if got := b.booked(); got != "1 5000" {
		t.Errorf("booked: %s", got)
	}
	// The same token with another sum is not the same payment: nothing is booked in silence.
	says(t, b.refused(b.accountant, b.desk(b.ada), b.typed("transfer", "60", token)...), "déjà servi")
	says(t, b.get(b.accountant, "/gestion/caisse/eleves/"+b.ada), "Reste dû : 110,00 €", "50,00 €", "chèque")
}

func TestAmountsThatAreNone(t *testing.T) {
	t.Parallel()
	b := open(t)
	for _, amount := range []string{"", "0", "0,00", "-50", "−50", "abc", "1e3", "12,345", "999999999999999999999", "50;DROP", "Infinity", "0x10"} {
		page := b.refused(b.accountant, b.desk(b.ada), b.typed("transfer", amount, "", "remarque", "à garder")...)
		says(t, page, `href="#montant"`, `value="à garder"`, b.anne.ID+`" selected`)
		if amount != "" {
			says(t, page, `value="`+amount+`"`)
		}
	}
	for name, fields := range map[string][]string{
		"no means":          b.typed("", "50", ""),
		"a card":            b.typed("payfip_card", "50", ""),
		"tomorrow":          append([]string{"recu", "2026-11-17"}, b.typed("transfer", "50", "")...),
		"no day at all":     append([]string{"recu", "31/02/2026"}, b.typed("transfer", "50", "")...),
		"somebody else":     append([]string{"payeur", b.chris.ID}, b.typed("transfer", "50", "")...),
		"no cheque in kind": append([]string{"encaisser", "demain"}, b.typed("cheque", "50", "")...),
	} {
		if code := b.send(b.accountant, http.MethodPost, b.desk(b.ada), form(fields...)).Code; code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, code)
		}
	}
	if code := b.send(b.accountant, http.MethodPost, b.desk("inconnu"), form(b.typed("transfer", "50", "")...)).Code; code != http.StatusNotFound {
		t.Errorf("an unknown pupil: %d", code)
	}
	if got := b.booked(); got != "0 0" {
		t.Errorf("booked: %s", got)
	}
}

func TestF06PageKeepsWhatWasTypedAndOffersTheReason(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.charge(b.ada, b.anne, 50000, "2026-11-20")
	typed := b.typed("cash", "350,00", "jeton-f06", "remarque", "en deux liasses")
	page := b.refused(b.accountant, b.desk(b.ada), typed...)
	says(t, page, "F-06", `value="350,00"`, `value="en deux liasses"`, `name="motif"`, "agent comptable", `value="jeton-f06"`)
	// Too short a reason lifts nothing, and stays on the page.
	says(t, b.refused(b.accountant, b.desk(b.ada), append(typed, "motif", "accord")...), "dix caractères", "accord")
	// A reason on a form that is refused for something else lifts nothing either.
	b.refused(b.accountant, b.desk(b.ada), append([]string{"payeur", b.chris.ID, "motif", "Famille sans compte bancaire."}, typed...)...)
	// Nor does a reason where the rule is not in the way.
	b.post(b.accountant, b.desk(b.ada), append(b.typed("transfer", "10", "autre"), "motif", "Famille sans compte bancaire.")...)
	if n := b.one("SELECT COUNT(*) FROM overrides"); n != "0" {
		t.Fatalf("%s lifts", n)
	}
	for range 2 {
		b.post(b.accountant, b.desk(b.ada), append(typed, "motif", "Famille sans compte bancaire.")...)
	}
	if got := b.one("SELECT COUNT(*) || ' ' || MIN(rule) || ' ' || MIN(subject_id) || ' ' || MIN(reason) FROM overrides"); got != "1 F-06 "+b.ada+" Famille sans compte bancaire." {
		t.Errorf("lift: %s", got)
	}
	if got := b.booked(); got != "2 36000" {
		t.Errorf("booked: %s", got)
	}
}

func TestF23PageRefusesACardInARemark(t *testing.T) {
	t.Parallel()
	b := open(t)
	for _, field := range []string{"remarque", "nom", "banque", "reference"} {
		page := b.refused(b.accountant, b.desk(b.ada), b.typed("transfer", "50", "", field, "carte 4111 1111 1111 1111")...)
		says(t, page, "F-23", "numéro de carte")
	}
	if kept := b.one("SELECT COUNT(*) FROM payment_details WHERE note || payer_name || bank || bank_reference LIKE '%4111%'"); kept != "0" || b.booked() != "0 0" {
		t.Errorf("%s kept, booked %s", kept, b.booked())
	}
}

func TestAReceiptIsForWhoPaid(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.post(b.accountant, b.desk(b.ada), b.typed("transfer", "50", "r1")...)
	payment := b.one("SELECT id FROM payments")
	for _, c := range []struct {
		who  school.Actor
		path string
		want int
	}{
		{b.anne, "/payer/quittances/" + payment, http.StatusOK},
		{b.bruno, "/payer/quittances/" + payment, http.StatusNotFound}, // the other guardian of the same child
		{b.chris, "/payer/quittances/" + payment, http.StatusNotFound},
		{b.anne, "/payer/quittances/inconnu", http.StatusNotFound},
		{b.anne, "/gestion/caisse/quittances/" + payment, http.StatusForbidden},
		{b.bursar, "/gestion/caisse/quittances/" + payment, http.StatusOK},
		{b.staff("Prof", school.Teacher), "/gestion/caisse/quittances/" + payment, http.StatusForbidden},
	} {
		answer := b.send(c.who, http.MethodGet, c.path, nil)
		if answer.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.who.Kind, c.path, answer.Code, c.want)
		}
		if pdf := strings.HasPrefix(answer.Body.String(), "%PDF-"); pdf != (c.want == http.StatusOK) {
			t.Errorf("%s %s: a PDF: %v", c.who.Kind, c.path, pdf)
		}
		if c.want == http.StatusOK && (answer.Header().Get("Cache-Control") != "private, no-store" || !strings.Contains(answer.Header().Get("Content-Disposition"), "quittance-Q-2026-1.pdf")) {
			t.Errorf("headers %v", answer.Header())
		}
	}
	hides(t, b.get(b.bruno, "/payer"), "/payer/quittances/")
}

func TestAPaymentIsCancelledWithAReason(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.post(b.accountant, b.desk(b.ada), b.typed("cheque", "50", "v1", "banque", "B", "cheque", "77")...)
	path := "/gestion/caisse/paiements/" + b.one("SELECT id FROM payments") + "/annulation"
	says(t, b.get(b.accountant, path), "Q-2026", "50,00 €", "ne s’efface pas")
	says(t, b.refused(b.accountant, path, "motif", "  "), "otif")
	b.post(b.accountant, path, "motif", "Chèque revenu impayé.")
	if got := b.one("SELECT COUNT(*) || ' ' || MIN(reason) FROM reversals"); got != "1 Chèque revenu impayé." {
		t.Errorf("reversals: %s", got)
	}
	says(t, b.refused(b.accountant, path, "motif", "Encore une fois."), "déjà")
	says(t, b.get(b.accountant, "/gestion/caisse/eleves/"+b.ada), "Reste dû : 160,00 €", "annulé")
	says(t, b.get(b.anne, "/payer"), "En tout : 160,00 €", "annulé")
	if code := b.send(b.bursar, http.MethodPost, path, form("motif", "Chèque revenu impayé.")).Code; code != http.StatusForbidden {
		t.Errorf("by the bursar: %d", code)
	}
}

func TestAPupilIsFoundAsOneTypes(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.row("pupils", map[string]any{"first_name": "Chloé", "last_name": "Le Gall-Étienne", "birth_on": "2013-05-01"}) // owes nothing
	for search, want := range map[string]string{"lovelace": "Lovelace Ada", "ADA+lov": "Lovelace Ada", "etienne": "Le Gall-Étienne Chloé", "CHLOE+gall": "Le Gall-Étienne Chloé", "xyzzy": "Aucun élève"} {
		says(t, b.get(b.bursar, "/gestion/caisse?q="+search), want)
	}
	page := b.get(b.bursar, "/gestion/caisse")
	says(t, page, "Lovelace Ada", "160,00 €", "75,00 €")
	hides(t, page, "Chloé")
}
