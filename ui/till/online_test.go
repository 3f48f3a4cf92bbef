package till_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
)

// pay goes through the pages to PayFiP; it returns the idOp there and the school's address for the way back.
func (b *bank) pay(charges ...string) (idOp, back string) {
	b.Helper()
	fields := []string{"mel", "anne@exemple.fr"}
	for _, c := range charges {
		fields = append(fields, "creance", c)
	}
	at := b.post(b.anne, "/payer/en-ligne", fields...)
	page, err := url.Parse(at)
	if err != nil || !strings.HasPrefix(at, b.page+"?") {
		b.Fatalf("sent to %s", at)
	}
	idOp = page.Query().Get("idop")
	payment, found := b.sim.Payment(idOp)
	if !found {
		b.Fatalf("PayFiP does not know %s", idOp)
	}
	address, err := url.Parse(payment.ReturnURL)
	if err != nil {
		b.Fatal(err)
	}
	return idOp, address.Path
}

func (b *bank) settle(idOp, result string) {
	b.Helper()
	if err := b.sim.Force(idOp, result, false); err != nil {
		b.Fatal(err)
	}
}

func TestAParentPaysByPages(t *testing.T) {
	t.Parallel()
	b := online(t)
	says(t, b.get(b.anne, "/payer"), "En tout : 160,00 €", "Voyage à Grenade 2026-12-01 : 120,00 €", "Continuer")
	page := b.send(b.anne, http.MethodGet, "/payer/confirmation?creance="+b.adasTrip+"&creance="+b.adasSecond, nil)
	says(t, page.Body.String(), "160,00 € à payer", `value="anne@exemple.fr"`, "Payer 160,00 €")
	origin := strings.TrimSuffix(b.page, "/tpa/paiementws.web")
	if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' http://127.0.0.1:") {
		t.Errorf("%s is not allowed to take the form: %s", origin, policy)
	}
	idOp, back := b.pay(b.adasTrip, b.adasSecond)
	if p, _ := b.sim.Payment(idOp); p.Amount != 16000 {
		t.Errorf("PayFiP asks for %d", p.Amount)
	}
	b.settle(idOp, "P")
	follow := b.send(nobody, http.MethodPost, back, form("idop", idOp, "resultrans", "R")).Header().Get("Location")
	page = b.send(nobody, http.MethodGet, follow, nil)
	says(t, page.Body.String(), "Paiement enregistré", "160,00 €")
	hides(t, page.Body.String(), "Lovelace", "Ada", "Anne", "Grenade", "anne@exemple.fr")
	// Coming back again, the other way, books nothing more.
	if at := b.send(nobody, http.MethodGet, back, nil).Header().Get("Location"); at != follow {
		t.Errorf("second return: %s", at)
	}
	if got := b.one("SELECT COUNT(*) || ' ' || SUM(amount_cents) FROM payments"); got != "1 16000" {
		t.Errorf("booked: %s", got)
	}
	says(t, b.get(b.anne, "/payer"), "Vous ne devez rien", "Quittance")
}

// Amounts come from the ledger. What the browser adds is not heard; what is not theirs is not paid.
func TestAmountsNeverComeFromTheForm(t *testing.T) {
	t.Parallel()
	b := online(t)
	at := b.post(b.anne, "/payer/en-ligne", "mel", "anne@exemple.fr", "creance", b.adasTrip, "creance", b.adasTrip,
		"montant", "1", "amount", "1", "total", "1", "amount_cents", "1", b.adasTrip, "1", "refdet", "X", "numcli", "000000")
	page, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := b.sim.Payment(page.Query().Get("idop")); p.Amount != 12000 || p.Numcli != "090909" {
		t.Errorf("PayFiP asks for %d to %s", p.Amount, p.Numcli)
	}
}

func TestNobodyPaysOrSeesSomebodyElsesDebt(t *testing.T) {
	t.Parallel()
	b := online(t)
	says(t, b.get(b.anne, "/payer/confirmation?creance="+b.adasTrip+"&creance="+b.bobsTrip), "120,00 € à payer")
	for _, path := range []string{"/payer/confirmation", "/payer/confirmation?creance=" + b.bobsTrip, "/payer/confirmation?creance=inconnue"} {
		if at := b.send(b.anne, http.MethodGet, path, nil).Header().Get("Location"); at != "/payer" {
			t.Errorf("%s leads to %q", path, at)
		}
	}
	if at := b.post(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.bobsTrip); at != "/payer" {
		t.Errorf("alone: %s", at)
	}
	// Chris is paying: Anne, who mixes his debt with hers, is not shown the way to his page.
	b.post(b.chris, "/payer/en-ligne", "mel", "chris@exemple.fr", "creance", b.bobsTrip)
	page := b.refused(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip, "creance", b.bobsTrip)
	says(t, page, "vérifiez le total", "120,00 € à payer")
	hides(t, page, b.page, "Reprendre", "déjà en cours", "Garrec")
	if n := b.one("SELECT COUNT(*) FROM online_payments"); n != "1" {
		t.Errorf("%s attempts", n)
	}
	hides(t, b.get(b.bruno, "/payer"), "120,00")
}

func TestAPaymentInProgressIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	b := online(t)
	idOp, _ := b.pay(b.adasTrip)
	page := b.refused(b.anne, "/payer/en-ligne", "mel", "autre@exemple.fr", "creance", b.adasTrip)
	says(t, page, "déjà en cours", "Reprendre le paiement en cours", idOp, `value="autre@exemple.fr"`)
	if n := len(b.sim.Payments()); n != 1 {
		t.Errorf("%d payments at PayFiP", n)
	}
}

func TestWhatStopsAnOnlinePaymentIsSaid(t *testing.T) {
	t.Parallel()
	b := open(t)
	says(t, b.get(b.anne, "/payer"), "Le paiement en ligne n’est pas encore ouvert")
	says(t, b.refused(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip), "Le paiement en ligne n’est pas encore réglé", "120,00 €")
	b = online(t)
	says(t, b.refused(b.anne, "/payer/en-ligne", "mel", "pas une adresse", "creance", b.adasTrip), "Écrivez l’adresse", `value="pas une adresse"`, `href="#mel"`)
	b.sim.Close()
	says(t, b.refused(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip), "Le service de paiement ne répond pas", "rien n’a été débité")
	if n := b.one("SELECT COUNT(*) FROM payments"); n != "0" {
		t.Errorf("%s payments", n)
	}
}

// A notification is answered 200 and empty whatever it says; only what PayFiP confirms when asked is booked, once.
func TestNotificationsOfAllSorts(t *testing.T) {
	t.Parallel()
	b := online(t)
	idOp, _ := b.pay(b.adasTrip)
	ring := func(method, query string, fields url.Values) {
		t.Helper()
		answer := b.send(nobody, method, "/payfip/notification"+query, fields)
		if answer.Code != http.StatusOK || answer.Body.Len() != 0 {
			t.Errorf("%s %s %v: %d %q", method, query, fields, answer.Code, answer.Body)
		}
	}
	unknown := strings.Repeat("0", 8) + idOp[8:]
	for _, fields := range []url.Values{
		{}, form("idop", ""), form("idop", "x"), form("idop", unknown), form("idop", idOp, "idop", idOp), form("other", "1"), form("idop", strings.Repeat("9", 6000)),
		form("idop", "' OR 1=1 --"), form("idop", idOp, "resultrans", "P", "montant", "1"),
	} {
		ring(http.MethodPost, "", fields)
	}
	ring(http.MethodGet, "", nil)
	ring(http.MethodGet, "?idop=%zz", nil)
	// « resultrans=P » was only said, not confirmed: nobody has paid.
	if n := b.one("SELECT COUNT(*) FROM payments"); n != "0" {
		t.Fatalf("%s payments", n)
	}
	b.settle(idOp, "P")
	for range 3 {
		ring(http.MethodPost, "", form("idop", idOp))
		ring(http.MethodGet, "?idop="+idOp, nil)
	}
	b.until("SELECT COUNT(*) FROM payments", "1")
	b.until("SELECT COUNT(*) FROM online_payment_events WHERE cause = 'notification' AND to_state = 'paid_card' AND from_state != 'paid_card'", "1")
	if got := b.one("SELECT COUNT(*) || ' ' || SUM(amount_cents) FROM payments"); got != "1 12000" {
		t.Errorf("booked: %s", got)
	}
}

func TestTheFollowUpPageOfEachResult(t *testing.T) {
	t.Parallel()
	b := online(t)
	for _, path := range []string{"/payer/suivi/inconnu", "/payfip/retour/inconnu", "/payer/suivi/%20", "/payer/suivi/" + strings.Repeat("A", 43)} {
		if code := b.send(nobody, http.MethodGet, path, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
	idOp, back := b.pay(b.adasTrip)
	waiting := b.send(nobody, http.MethodGet, strings.Replace(back, "/payfip/retour/", "/payer/suivi/", 1), nil)
	says(t, waiting.Body.String(), "Paiement en cours de confirmation", "N’essayez pas de payer une deuxième fois")
	if refresh := waiting.Header().Get("Refresh"); !strings.HasPrefix(refresh, "3; url=/payer/suivi/") || !strings.HasSuffix(refresh, "?tour=1") {
		t.Errorf("Refresh: %s", refresh)
	}
	last := b.send(nobody, http.MethodGet, strings.Replace(back, "/payfip/retour/", "/payer/suivi/", 1)+"?tour=10", nil)
	if last.Header().Get("Refresh") != "" {
		t.Error("the page never stops asking")
	}
	b.settle(idOp, "R")
	follow := b.send(nobody, http.MethodPost, back, nil).Header().Get("Location")
	says(t, b.get(nobody, follow), "Paiement refusé", "Rien n’a été débité")
	// Another try is possible at once.
	idOp, back = b.pay(b.adasTrip)
	b.settle(idOp, "V")
	says(t, b.get(nobody, b.send(nobody, http.MethodGet, back, nil).Header().Get("Location")), "Paiement enregistré", money.State("paid_debit").Label())
}

// A basket: the lines of two children, one of them in part; what is wrong with a part is said beside it, and kept.
func TestF05ABasketIsPaidInPartByPages(t *testing.T) {
	t.Parallel()
	b := online(t)
	sibling := b.row("pupils", map[string]any{"first_name": "Byron", "last_name": "Lovelace", "birth_on": "2014-05-01"})
	b.row("guardianships", map[string]any{"pupil": sibling, "guardian": b.anne.ID, "responsibility": 1, "pays": true})
	his := b.charge(sibling, b.anne, 3000, "2027-02-01")
	says(t, b.get(b.anne, "/payer/confirmation?creance="+b.adasTrip+"&creance="+his), "150,00 € à payer", "Byron · Voyage", "Ada · Voyage", "Payer seulement une partie")
	for _, wrong := range []string{"0", "120,01", "beaucoup", "-5"} {
		page := b.refused(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip, "creance", his, "part-"+b.adasTrip, wrong)
		says(t, page, "entre un centime et 120,00 €", `value="`+wrong+`"`, `href="#part-`+b.adasTrip+`"`)
	}
	// The button said 150 €: the new total is read before anything is asked of PayFiP.
	changed := b.refused(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip, "creance", his, "part-"+b.adasTrip, "50,00", "montre", "150,00")
	says(t, changed, "Vous payez maintenant 80,00 €", "80,00 € à payer", "50,00 € sur 120,00 €", "Payer 80,00 €", `name="montre" value="80,00"`)
	if n := len(b.sim.Payments()); n != 0 {
		t.Fatalf("%d payments at PayFiP", n)
	}
	at := b.post(b.anne, "/payer/en-ligne", "mel", "a@exemple.fr", "creance", b.adasTrip, "creance", his, "part-"+b.adasTrip, "50,00", "part-"+b.bobsTrip, "1", "montre", "80,00")
	page, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	idOp := page.Query().Get("idop")
	p, found := b.sim.Payment(idOp)
	if !found || p.Amount != 8000 {
		t.Fatalf("PayFiP asks for %d", p.Amount)
	}
	address, _ := url.Parse(p.ReturnURL)
	b.settle(idOp, "R")
	says(t, b.get(nobody, b.send(nobody, http.MethodGet, address.Path, nil).Header().Get("Location")), "Paiement refusé")
	again, back := b.pay(b.adasTrip, his)
	b.settle(again, "P")
	b.send(nobody, http.MethodGet, back, nil)
	if got := b.one("SELECT COUNT(*) || ' ' || SUM(amount_cents) FROM allocations"); got != "2 15000" {
		t.Errorf("allocated: %s", got)
	}
	says(t, b.get(b.anne, "/payer"), "En tout : 40,00 €")
}

func TestF05TheMinistrysServiceIsShownWithoutPayFiP(t *testing.T) {
	t.Parallel()
	b := open(t)
	says(t, b.get(b.anne, "/payer"), "téléservice du ministère", "https://educonnect.education.gouv.fr/", "espèces, chèque, virement, PayFiP")
}

// What waits for the accountant is on the day's reconciliation, on a page of its own, and is examined with a word.
func TestTheReconciliationOfADayByPages(t *testing.T) {
	t.Parallel()
	b := online(t)
	idOp, back := b.pay(b.adasTrip)
	b.settle(idOp, "P")
	b.send(nobody, http.MethodGet, back, nil)
	idOp, back = b.pay(b.adasSecond)
	b.settle(idOp, "P")
	b.sim.Inject(simulator.Fault{Kind: simulator.UnknownResult})
	b.send(nobody, http.MethodGet, back, nil)
	page := b.get(b.accountant, money.OnlineDayPath)
	says(t, page, "disent la même chose", "payé par carte (P)", "120,00 €", "résultat inconnu", "à vérifier", "Carte (P)")
	for _, format := range []string{"csv", "xlsx", "pdf"} {
		answer := b.send(b.accountant, http.MethodGet, money.OnlineDayPath+"/"+format, nil)
		if answer.Code != http.StatusOK || answer.Body.Len() < 100 {
			t.Errorf("%s: %d, %d bytes", format, answer.Code, answer.Body.Len())
		}
		if format == "csv" && !strings.Contains(answer.Body.String(), `F000000002A01`) {
			t.Errorf("csv: %s", answer.Body)
		}
	}
	if code := b.send(b.accountant, http.MethodGet, money.OnlineDayPath+"/odt", nil).Code; code != http.StatusNotFound {
		t.Errorf("odt: %d", code)
	}
	says(t, b.get(b.accountant, money.OnlineDayPath+"?jour=2026-11-10"), "Aucun paiement en ligne ce jour", "D’autres jours, à examiner")
	at := "/gestion/caisse/en-ligne/" + b.one("SELECT id FROM online_payments WHERE state = 'to_check'")
	says(t, b.get(b.accountant, "/gestion/caisse/en-ligne"), at)
	says(t, b.get(b.accountant, at), "résultat inconnu", "la demande", "le retour du payeur", "Noter l’examen")
	says(t, b.refused(b.accountant, at+"/examen", "note", "ok"), ">ok<", "quelques mots", `href="#note"`)
	b.post(b.accountant, at+"/examen", "note", "Réponse de la DDFiP demandée le 16")
	says(t, b.get(b.accountant, at), "Réponse de la DDFiP demandée le 16")
	says(t, b.get(b.accountant, "/gestion/caisse/en-ligne"), "Rien à examiner")
	if code := b.send(b.anne, http.MethodGet, at, nil).Code; code == http.StatusOK {
		t.Error("a parent reads it")
	}
	if code := b.send(b.accountant, http.MethodGet, "/gestion/caisse/en-ligne/inconnue", nil).Code; code != http.StatusNotFound {
		t.Errorf("unknown: %d", code)
	}
}
