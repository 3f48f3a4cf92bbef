package browser_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// keys types words where the cursor stands, as a hand or a reader of cheques does.
func (p *page) keys(words string) {
	p.t.Helper()
	p.do(call(input.InsertText, input.InsertTextParams{Text: words}))
}

// key strikes one key; goes strikes the one that brings another page.
func (p *page) key(k string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(k))
}

func (p *page) goes(k string) {
	p.t.Helper()
	p.loads("the key "+k, chromedp.KeyEvent(k))
}

const enterKey = "\r"

// on waits until the cursor is in a field: a page takes a moment to put it there.
func (p *page) on(id string) {
	p.t.Helper()
	if err := until(patience, func() bool { return read[string](p, `document.activeElement?.id ?? ""`) == id }); err != nil {
		p.t.Fatalf("the cursor is not on %q: %v\n%s", id, err, p.where())
	}
}

// count fills the form of the register.
func (p *page) count(units map[string]string) {
	p.t.Helper()
	for label, n := range units {
		p.fill(label, n)
	}
}

// total is the amount in the foot of the table of a page.
func (p *page) total() string {
	p.t.Helper()
	return read[string](p, `[...document.querySelectorAll("tfoot tr:last-child > *")].at(-1).innerText`)
}

// The accountant's day: the register is counted, a cheque and cash are taken by keyboard for two siblings, the cheques leave,
// the register is closed with a difference explained, the journal says what was taken, a statement of the bank is matched.
func TestTheAccountantsDay(t *testing.T) {
	t.Parallel()
	school := open(t)
	mathis, zelie := school.row(t, "pupils", "first_name = 'Mathis' && last_name = 'DRAGHICI'"), school.row(t, "pupils", "first_name = 'Zélie' && last_name = 'DEMIR'")
	debtor := school.row(t, "charges", "pupil = '"+mathis["id"].(string)+"'")["debtor_id"]
	status, said := school.rest(t, http.MethodPost, "/api/collections/guardianships/records", map[string]any{"pupil": zelie["id"], "guardian": debtor, "responsibility": 1})
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}

	p := browse(t, school, desk)
	p.enter(accountant)
	const register, journal = "/gestion/caisse/especes", "/gestion/caisse/etats/jours?du=2026-11-16&au=2026-11-16"
	p.visit(journal)
	before := p.total()
	p.visit(register) // counted once this morning: 269 €
	morning := map[string]string{"Billets de 100 €": "2", "Billets de 50 €": "1", "Billets de 10 €": "1", "Billets de 5 €": "1", "Pièces de 2 €": "2"}
	p.count(morning)
	p.press("Fermer la caisse")
	p.see("La caisse est fermée : le comptage est scellé.")
	p.accessible()
	p.count(morning)
	p.press("Ouvrir la caisse")
	p.see("La caisse est ouverte.")

	// One cheque for both children, without the mouse.
	p.visit("/gestion/caisse/guichet")
	p.on("q")
	p.keys("draghici mathis")
	p.goes(enterKey)
	p.see("Mathis DRAGHICI", "Régler aussi pour Zélie")
	p.accessible()
	p.on("montant")
	p.keys("100")
	p.key(enterKey)
	p.on("moyen")
	p.key("c")
	p.key(enterKey)
	p.on("cheque")
	p.keys("A0007788A 111122223333A 444455556666A")
	p.key(enterKey)
	p.on("banque")
	p.keys("Banque de l’Exemple")
	p.key(enterKey)
	p.on("compte")
	p.key(enterKey)
	p.on("payeur")
	p.key(enterKey)
	p.on("fratrie")
	p.key(" ")
	p.goes(enterKey)
	p.see("100,00 € encaissés. Quittance", "Mathis DRAGHICI", "Zélie DEMIR")

	// Cash for the second one, and the receipt in the hand.
	p.on("q")
	p.keys("449") // the number on the card
	p.goes(enterKey)
	p.on("montant")
	p.keys("20")
	p.key(enterKey)
	p.on("moyen")
	p.key("e")
	p.key(enterKey)
	p.on("payeur")
	p.key(enterKey)
	p.on("fratrie")
	p.goes(enterKey)
	p.see("20,00 € encaissés. Quittance")
	receipt := read[string](p, `document.querySelector("a[href^='/gestion/caisse/quittances/']").getAttribute("href")`)
	if kind := p.fetch(receipt); kind != "200 application/pdf" {
		t.Errorf("receipt: %s", kind)
	}

	// The cheques leave.
	p.visit("/gestion/caisse/bordereaux")
	p.see("0007788")
	p.press("Mettre sur le bordereau")
	p.see("0007788", "à remettre", "Ouvert le 16 novembre 2026")
	p.press("Clore le bordereau")
	p.see("Clos le 16 novembre 2026", "remis")
	p.accessible()
	if kind := p.fetch(p.path() + "/bordereau.pdf"); kind != "200 application/pdf" {
		t.Errorf("slip: %s", kind)
	}

	// The evening: ten euros are missing, and that is said.
	p.visit(register)
	p.see("289,00 €")
	evening := map[string]string{"Billets de 200 €": "1", "Billets de 50 €": "1", "Billets de 20 €": "1", "Billets de 5 €": "1", "Pièces de 2 €": "2"}
	p.count(evening)
	p.press("Fermer la caisse")
	p.refused()
	p.see("L’écart de -10,00 € n’est pas expliqué")
	p.fill("D’où vient l’écart", "Un billet de dix rendu en trop à midi")
	p.press("Fermer la caisse")
	p.see("le comptage est scellé", "Un billet de dix rendu en trop à midi", "-10,00 €")

	// The journal of the day holds what was taken, on the screen and in its files.
	p.visit(journal)
	taken := amountIn(t, p.total()) - amountIn(t, before)
	if taken != 120_00 {
		t.Errorf("the journal went from %s to %s", before, p.total())
	}
	for _, file := range []string{"csv", "xlsx", "pdf"} {
		if kind := p.fetch(strings.Replace(journal, "?", "/"+file+"?", 1)); !strings.HasPrefix(kind, "200 ") {
			t.Errorf("journal as %s: %s", file, kind)
		}
	}

	// And the statement of the bank, by keyboard.
	p.match()
}

func amountIn(t *testing.T, s string) int {
	t.Helper()
	n := 0
	for _, r := range strings.TrimSuffix(strings.TrimSpace(s), "€") {
		if r >= '0' && r <= '9' {
			n = n*10 + int(r-'0')
		}
	}
	if n == 0 {
		t.Fatalf("no amount in %q", s)
	}
	return n
}
