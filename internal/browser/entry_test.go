package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// Two guardians hold one address: the page asks who is there, and what is shared is said.
func TestASharedMailboxAsksWhoIsThere(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, sharedAddress))
	p.see("Qui êtes-vous ?", "adresse partagée")
	p.press("Continuer")
	p.refused()
	p.see("Choisissez qui vous êtes.")
	p.tick("personne", 0)
	p.press("Continuer")
	p.visit("/moi")
	p.see("Adresse partagée")
}

// The code of a letter opens the space of whoever has no address, once.
func TestAPrintedCodeOpensOnce(t *testing.T) {
	t.Parallel()
	school := open(t)
	code := school.account(t, byLetter)
	p := browse(t, school, phone)
	p.visit("/connexion")
	p.press("Entrer avec le code du courrier")
	p.fill("Code du courrier", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	p.press("Entrer")
	p.see("à faire")
	again := browse(t, school, phone)
	again.visit("/connexion/courrier")
	again.fill("Code du courrier", code)
	again.press("Entrer")
	again.refused()
}

// Five wrong tries and the right code opens nothing; an unknown address is answered as a known one is.
func TestWrongCodesCloseTheDoor(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.visit("/connexion")
	p.fill("Votre adresse électronique", "inconnu@example.org")
	p.press("Recevoir un code")
	unknown := read[string](p, `document.querySelector("main").innerText`)

	address := school.account(t, twoChildren)
	p.visit("/connexion")
	p.fill("Votre adresse électronique", address)
	p.press("Recevoir un code")
	if known := read[string](p, `document.querySelector("main").innerText`); strings.ReplaceAll(known, address, "") != strings.ReplaceAll(unknown, "inconnu@example.org", "") {
		t.Errorf("an unknown address is not answered as a known one is:\n%s\n\n%s", unknown, known)
	}
	code := school.code(t, address)
	wrong := "000000"
	if code == wrong {
		wrong = "111111"
	}
	for range 5 {
		p.fill("Code à six chiffres", wrong)
		p.press("Entrer")
		p.refused()
	}
	p.fill("Code à six chiffres", code)
	p.press("Entrer")
	p.refused()
}

// Signing out ends the session and empties what the browser kept.
func TestSigningOutLeavesNothing(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, twoChildren))
	p.visit("/moi")
	if err := until(patience, func() bool { return read[bool](p, `caches.keys().then((k) => k.length > 0)`) }); err != nil {
		t.Error("the service worker keeps nothing:", err)
	}
	p.press("Se déconnecter")
	p.see("Se connecter")
	if cookies := ask(p, network.GetCookies, network.GetCookiesParams{URLs: []string{school.url}}).Cookies; len(cookies) > 0 {
		t.Errorf("cookies left: %v", cookies[0].Name)
	}
	p.visit("/a-faire")
	p.see("Se connecter")
}

// Forms that matter work without JavaScript: entering, signing, paying.
func TestWithoutJavaScript(t *testing.T) {
	t.Parallel()
	school := open(t)
	child := twoParents(t, school)
	p := browse(t, school, phone)
	ask(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.enter(child.first.email)
	p.press("Lire et répondre")
	p.press("Lire et signer")
	p.fill("trip_phone", "06 39 98 11 22")
	p.press("Continuer")
	p.choose("Oui, c’est prêt")
	p.press("Continuer")
	p.press("Signer l’engagement")
	p.see("C’est signé")
	p.press("Voir les échéances")
	p.tick("creance", 0)
	p.press("Continuer")
	p.press("Payer 70,00 €")
	p.press("Payer par prélèvement unique")
	p.see("Paiement enregistré")
}
