package browser_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// match is the inbox of the bank without the mouse: a statement comes in, one key books what it proposes, another passes a
// line, and the one that is set aside with a reason books nothing.
func (p *page) match() {
	p.t.Helper()
	guardian := p.school.row(p.t, "guardians", "email = '"+p.school.account(p.t, alreadySigned)+"'")
	label := fmt.Sprintf("VIR SEPA M %s %s SOLDE VOYAGE", text(guardian, "first_name"), text(guardian, "last_name"))
	file := filepath.Join(p.t.TempDir(), "releve.csv")
	if err := os.WriteFile(file, []byte("Compte;01234567890\r\nDate;Libellé;Débit;Crédit\r\n14/11/2026;"+label+";;280,00\r\n"), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.visit("/gestion/caisse/releves")
	p.choose("La banque")
	p.fill("Compte ou régie", "Compte DFT")
	p.do(chromedp.SetUploadFiles(chromedp.ID("fichier"), []string{file}))
	p.press("Lire le fichier")
	p.see("Colonnes retenues de la dernière fois.", label, "280,00 €")
	p.accessible()
	p.press("Importer")
	p.visit("/gestion/caisse/rapprochement?confiance=sures")
	p.accessible()
	p.see(label)
	const focused = `document.activeElement?.closest("[data-line]")?.innerText ?? ""`
	for n := 0; !p.heads(label); n++ { // « s » passes to the next one
		if n > 40 {
			p.t.Fatalf("the keys never reach %q: %q", label, read[string](p, focused))
		}
		p.key("s")
	}
	paid := len(p.school.rows(p.t, "payments", "amount_cents = 28000"))
	p.goes("a")
	p.seeNot(label)
	if now := len(p.school.rows(p.t, "payments", "amount_cents = 28000")); now != paid+1 {
		p.t.Errorf("%d payments of 280 €, were %d", now, paid)
	}

	// The next one is not what the bank says it is.
	booked := len(p.school.rows(p.t, "payments", ""))
	if read[string](p, focused) == "" {
		p.t.Fatalf("no line has the keys\n%s", p.where())
	}
	p.key("\t")
	p.key("\t")
	p.goes(enterKey)
	p.see("Mettre de côté")
	line := p.path()
	p.fill("Raison", "Ce virement est d’un autre établissement")
	p.press("Mettre de côté")
	p.visit(line)
	p.see("mise de côté", "Ce virement est d’un autre établissement")
	if now := len(p.school.rows(p.t, "payments", "")); now != booked {
		p.t.Errorf("%d payments after a line set aside, were %d", now, booked)
	}
}

// heads tells whether the line that has the keys says this.
func (p *page) heads(words string) bool {
	p.t.Helper()
	return read[bool](p, fmt.Sprintf(`(document.activeElement?.closest("[data-line]")?.innerText ?? "").includes(%q)`, words))
}
