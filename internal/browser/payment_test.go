package browser_test

import (
	"strings"
	"testing"
)

// A family that has signed pays two instalments at once on the payment service, which lives on another origin, and comes
// back to a receipt.
func TestAParentPaysTwoInstalmentsOnline(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, alreadySigned))
	p.visit("/payer")
	p.see("En tout : 280,00 €", "Une difficulté pour payer ?")
	p.press("Continuer") // nothing is ticked for you
	p.see("Choisissez au moins une somme à payer.")
	p.tick("creance", 0)
	p.tick("creance", 1)
	p.press("Continuer")
	p.see("140,00 € à payer", "sans frais")
	p.press("Payer 140,00 €")

	p.see("SIMULATEUR", "Payer 140,00 €")
	if origin := read[string](p, "location.origin"); origin == school.url {
		t.Errorf("the payment page is on our own origin, %s", origin)
	}
	p.accessible()
	p.press("Payer par carte bancaire")

	p.see("Paiement enregistré", "140,00 €")
	if !strings.HasPrefix(p.path(), "/payer/suivi/") || read[string](p, "location.origin") != school.url {
		t.Errorf("came back to %s", p.path())
	}
	p.press("Voir mes paiements")
	p.see("En tout : 140,00 €", "Ce que vous avez payé", "Quittance")
	receipt := read[string](p, `document.querySelector("a[href^='/payer/quittances/']").getAttribute("href")`)
	if kind := p.fetch(receipt); kind != "200 application/pdf" {
		t.Errorf("receipt: %s", kind)
	}

	// Somebody else's receipt does not exist.
	stranger := browse(t, school, phone)
	stranger.enter(school.account(t, twoChildren))
	stranger.expect(404)
	if kind := stranger.fetch(receipt); !strings.HasPrefix(kind, "404 ") {
		t.Errorf("a stranger's receipt: %s", kind)
	}
}

// A payer who gives up loses nothing and owes the same.
func TestAPayerGivesUp(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, alreadySigned))
	p.visit("/payer")
	p.tick("creance", 0)
	p.press("Continuer")
	p.fill("Adresse pour le ticket de paiement", "pas une adresse")
	p.press("Payer 70,00 €")
	p.refused()
	p.fill("Adresse pour le ticket de paiement", "parent@example.org")
	p.press("Payer 70,00 €")
	p.press("Abandonner le paiement")
	p.see("Paiement non terminé", "Rien n’a été débité.")
	p.visit("/payer")
	p.see("En tout : 280,00 €")
}

// The accountant's desk: a rule refuses with its text, a cheque is booked once, the journal agrees.
func TestTheAccountantBooksAtTheDesk(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, desk)
	p.enter(accountant)
	p.visit("/gestion/caisse")
	name := read[string](p, `document.querySelector("a[href^='/gestion/caisse/eleves/']").innerText`)
	p.press(name)
	before := p.amount("Reste dû : ")
	p.press("Encaisser")

	p.choose("Espèces")
	p.fill("Montant reçu", "300,01")
	p.press("Enregistrer l’encaissement")
	p.refused()
	p.see("F-06", "300")
	if link := read[string](p, `document.querySelector("a[href='/regles/f-06']")?.innerText ?? ""`); link == "" {
		t.Error("the refusal does not lead to the rule's page")
	}

	p.choose("Chèque")
	p.fill("Montant reçu", "70")
	p.fill("payeur", read[string](p, `[...document.querySelectorAll("#payeur option")][1].value`))
	p.fill("Banque", "Banque de l’Exemple")
	p.fill("Numéro du chèque", "0004242")
	p.press("Enregistrer l’encaissement")
	p.see("70,00 € encaissés. Quittance")
	if after := p.amount("Reste dû : "); before-after != 70_00 {
		t.Errorf("due was %d, is %d", before, after)
	}
	receipt := read[string](p, `document.querySelector("a[href^='/gestion/caisse/quittances/']").getAttribute("href")`)
	if kind := p.fetch(receipt); kind != "200 application/pdf" {
		t.Errorf("receipt: %s", kind)
	}

	p.visit("/gestion/caisse/journal?du=2026-11-16&au=2026-11-16")
	p.see("0004242", "70,00 €", "chèque")
	for _, file := range []string{"pdf", "xlsx", "csv"} {
		if kind := p.fetch("/gestion/caisse/journal/" + file + "?du=2026-11-16&au=2026-11-16"); !strings.HasPrefix(kind, "200 ") {
			t.Errorf("journal as %s: %s", file, kind)
		}
	}
}
