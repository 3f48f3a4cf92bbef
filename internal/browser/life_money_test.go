package browser_test

import (
	"net/http"
	"net/url"
	"strings"
)

// payOnline pays the first instalments of a family on the simulator of the payment service.
func (l *life) payOnline(child pupil, instalments int, sum string) {
	l.t.Helper()
	p := l.of(child)
	p.visit("/payer")
	p.accessible()
	for i := range instalments {
		p.tick("creance", i)
	}
	p.press("Continuer")
	p.press("Payer " + sum)
	p.press("Payer par carte bancaire")
	p.see("Paiement enregistré", sum)
}

// collect: one family pays online, the accountant books the others at the desk: three in the browser, the rest by the same
// form without a screen, since forty-six times the same page would show nothing more.
func (l *life) collect() {
	l.goTo("2027-02-16")
	l.payOnline(l.next, 2, "100,00 €")
	p := l.as(accountant)
	for i, child := range l.owing()[:3] {
		p.visit("/gestion/caisse/eleves/" + child + "/encaissement")
		switch i {
		case 0:
			p.accessible()
			p.choose("Chèque")
			p.fill("Banque", "Banque de l’Exemple")
			p.fill("Numéro du chèque", "0004242")
		case 1:
			p.choose("Espèces")
		default:
			p.choose("Virement")
			p.fill("Référence du virement", "VIR 2027-02-16")
		}
		p.fill("Montant reçu", "100")
		p.fill("payeur", read[string](p, `[...document.querySelectorAll("#payeur option")][1].value`))
		p.press("Enregistrer l’encaissement")
		p.see("100,00 € encaissés")
	}
	desk := byMail(l.t, l.school, "accountant", accountant, theAccountant())
	for _, child := range l.owing() {
		path := "/gestion/caisse/eleves/" + child + "/encaissement"
		form := desk.get(path).body
		sent := desk.post(path, url.Values{"moyen": {"cheque"}, "montant": {"100"}, "recu": {"2027-02-16"}, "payeur": {between(form, `ou l’élève majeur</option><option value="`, `"`)}, "jeton": {between(form, `name="jeton" value="`, `"`)},
			"banque": {"Banque de l’Exemple"}, "cheque": {"0005" + digit(len(child)%10)}, "ordre": {between(form, `name="ordre" value="`, `"`)}})
		if sent.status != http.StatusSeeOther {
			l.t.Fatalf("%s: %d\n%s", path, sent.status, sent.body)
		}
	}
	p = l.at(accountant, "")
	p.visit("/gestion/caisse/voyages/" + l.id())
	p.accessible()
	if left := l.owing(); len(left) > 0 {
		l.t.Fatalf("%d families still owe", len(left))
	}
}

// between is what stands between two words of a page, the first time.
func between(page, before, after string) string {
	_, rest, _ := strings.Cut(page, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

// owing are the pupils with a firm place for whom nothing is paid.
func (l *life) owing() []string {
	l.t.Helper()
	paid := map[string]bool{}
	for _, p := range l.school.rows(l.t, "payments", "") {
		paid[text(p, "pupil")] = true
	}
	var ids []string
	for _, seat := range l.seats() {
		if !paid[seat] {
			ids = append(ids, seat)
		}
	}
	return ids
}

// seats are the pupils with a firm place.
func (l *life) seats() []string {
	l.t.Helper()
	var ids []string
	for _, seat := range l.school.rows(l.t, "seats", "trip = '"+l.id()+"' && state = 'committed'") {
		ids = append(ids, text(seat, "pupil"))
	}
	return ids
}
