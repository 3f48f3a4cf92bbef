package browser_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// A family that has signed pays two instalments at once on the payment service, which lives on another origin, and comes
// back to a receipt.
func TestAParentPaysTwoInstalmentsOnline(t *testing.T) {
	t.Parallel()
	practice := open(t)
	p := browse(t, practice, phone)
	p.enter(practice.account(t, alreadySigned))
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
	if origin := read[string](p, "location.origin"); origin == practice.url {
		t.Errorf("the payment page is on our own origin, %s", origin)
	}
	p.accessible()
	p.press("Payer par carte bancaire")

	p.see("Paiement enregistré", "140,00 €")
	if !strings.HasPrefix(p.path(), "/payer/suivi/") || read[string](p, "location.origin") != practice.url {
		t.Errorf("came back to %s", p.path())
	}
	p.press("Voir mes paiements")
	p.see("En tout : 140,00 €", "Ce que vous avez payé", "Quittance")
	receipt := read[string](p, `document.querySelector("a[href^='/payer/quittances/']").getAttribute("href")`)
	if kind := p.fetch(receipt); kind != "200 application/pdf" {
		t.Errorf("receipt: %s", kind)
	}

	// Somebody else's receipt does not exist.
	stranger := browse(t, practice, phone)
	stranger.enter(practice.account(t, twoChildren))
	stranger.expect(404)
	if kind := stranger.fetch(receipt); !strings.HasPrefix(kind, "404 ") {
		t.Errorf("a stranger's receipt: %s", kind)
	}
}

// A payer who gives up loses nothing and owes the same.
func TestAPayerGivesUp(t *testing.T) {
	t.Parallel()
	practice := open(t)
	p := browse(t, practice, phone)
	p.enter(practice.account(t, alreadySigned))
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
	practice := open(t)
	p := browse(t, practice, desk)
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

// A parent pays for two children in one basket: refused once, nothing is owed twice nor lost; accepted, both are settled.
func TestAParentPaysForTwoChildrenAfterARefusal(t *testing.T) {
	t.Parallel()
	practice := open(t)
	address := practice.account(t, twoChildren)
	owe(t, practice, address, 12_00, 8_50)
	p := browse(t, practice, phone)
	p.enter(address)
	p.visit("/payer")
	p.see("En tout : 20,50 €")
	p.tick("creance", 0)
	p.tick("creance", 1)
	p.press("Continuer")
	p.see("20,50 € à payer")
	p.accessible()
	p.press("Payer 20,50 €")
	p.press("Faire refuser la carte")
	p.see("Paiement refusé", "Rien n’a été débité.")
	p.press("Voir mes paiements")
	p.see("En tout : 20,50 €")
	p.tick("creance", 0)
	p.tick("creance", 1)
	p.press("Continuer")
	p.press("Payer 20,50 €")
	p.press("Payer par carte bancaire")
	p.see("Paiement enregistré", "20,50 €")
	p.press("Voir mes paiements")
	p.see("Vous ne devez rien", "Quittance")

	desk := browse(t, practice, desk)
	desk.enter(accountant)
	desk.visit("/gestion/caisse/en-ligne/jour")
	desk.see("disent la même chose", "refusé (R)", "payé par carte (P)", "20,50 €")
	desk.accessible()
}

// owe charges each child of a guardian, oldest first, as the bursar would.
func owe(t *testing.T, practice *practiceSchool, address string, amounts ...cents.Amount) {
	t.Helper()
	app, err := school.Open(practice.dir, school.Options{Kind: school.Practice, Rules: testapp.Rules(), Bind: []func(core.App) error{pb_hooks.Bind}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := school.Close(app); err != nil {
			t.Error(err)
		}
	}()
	var children []struct{ Pupil, Guardian string }
	err = app.DB().Select("s.pupil", "s.guardian").From("guardianships s").InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).
		Where(dbx.HashExp{"g.email": address, "s.ended_on": ""}).OrderBy("s.pupil").All(&children)
	if err != nil || len(children) < len(amounts) {
		t.Fatalf("%d children of %s, %v", len(children), address, err)
	}
	act, err := app.FindFirstRecordByData("acts", "purpose", "trip")
	if err != nil {
		t.Fatal(err)
	}
	bursars, err := app.FindFirstRecordByData("staff", "email", bursar)
	if err != nil {
		t.Fatal(err)
	}
	ctx := school.WithActor(t.Context(), school.Actor{Kind: school.Staff, ID: bursars.Id, Roles: []school.Role{school.Bursar}})
	for i, amount := range amounts {
		charge := money.NewCharge{
			PupilID: children[i].Pupil, DebtorID: children[i].Guardian, Subject: money.Subject{Collection: "sales", ID: "atelier"}, ActID: act.Id,
			Label: "Atelier de poterie", Amount: amount, DueOn: "2026-12-01",
		}
		var err error
		if until(10*time.Second, func() bool { _, err = money.Charge(ctx, app, charge); return err == nil }) != nil { // the school writes at the same time
			t.Fatal(err)
		}
	}
}
