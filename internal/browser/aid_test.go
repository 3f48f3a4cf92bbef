package browser_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// From the line of the price to « soldé »: a parent asks for an aid on a phone, the social worker instructs, the head decides,
// the debt falls by itself, the rest is paid; whoever organises the trip reads « soldé », and nothing of the aid.
func TestAnAidGoesFromThePriceToSettled(t *testing.T) {
	t.Parallel()
	practice := open(t)
	paper := filepath.Join(t.TempDir(), "avis.pdf")
	if err := os.WriteFile(paper, []byte("%PDF-1.4\n% document fictif\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := browse(t, practice, phone)
	address := practice.account(t, alreadySigned)
	p.enter(address)
	guardian := practice.row(t, "guardians", "email = '"+address+"'")
	charge := practice.row(t, "charges", "debtor_id = '"+text(guardian, "id")+"' && subject_collection = 'trips'")
	pupil := practice.row(t, "pupils", "id = '"+text(charge, "pupil")+"'")
	trip := text(charge, "subject_id")
	p.visit("/voyages/" + trip + "/enfants/" + text(charge, "pupil"))
	p.press("Demander une aide")
	p.fill("Pour quoi demandez-vous une aide ?", "Le voyage de cette année")
	for n := range 4 {
		p.tick("sommes", n)
	}
	p.fill("Aide demandée", "210")
	p.accessible()
	p.press("Envoyer la demande")
	p.see("Votre demande est enregistrée")
	asked := p.path()
	id := asked[strings.LastIndex(asked, "/")+1:]
	p.fill("Pièce", "Avis d’imposition")
	p.do(chromedp.SetUploadFiles(chromedp.ID("fichier"), []string{paper}))
	p.press("Joindre")
	p.see("La pièce est reçue", "Avis d’imposition")
	p.accessible()

	office := browse(t, practice, desk)
	office.enter(social)
	office.visit("/gestion/aides")
	office.press("N° " + text(practice.row(t, "aid_requests", "id = '"+id+"'"), "no"))
	office.see("Avis d’imposition", "la famille")
	office.fill("Aide", "Aide aux voyages")
	office.fill("Revenu fiscal de référence", "9800")
	office.fill("Nombre de parts", "2,5")
	office.fill("Année de l’avis", "2026")
	office.fill("Référence de l’avis", "26 99 00000 77")
	office.choose("Prête à être examinée")
	office.press("Enregistrer l’instruction")
	office.see("Quotient familial", "3 920,00 €", "prête")
	office.accessible()
	office.forget()
	office.enter(head)
	office.visit("/gestion/aides/demandes/" + id)
	office.choose("Accordée")
	office.fill("Montant accordé", "210")
	office.press("Enregistrer ma décision")
	office.refused()
	office.see("F-14", "Cette demande n’est à l’ordre du jour d’aucune commission.")
	office.choose("Accordée en urgence, à entériner par la commission")
	office.fill("Motif", "Le voyage est payable cette semaine.")
	office.press("Enregistrer ma décision")
	office.see("Sommes allégées", "210,00 €")

	p.visit(asked)
	p.see("Aide accordée : 210,00 €", "Ce que vous devez a baissé d’autant")
	p.visit("/payer")
	p.see("En tout : 70,00 €")
	p.tick("creance", 0)
	p.press("Continuer")
	p.press("Payer 70,00 €")
	p.press("Payer par carte bancaire")
	p.see("Paiement enregistré", "70,00 €")

	office.forget()
	office.enter(teacher)
	office.visit("/gestion/voyages/" + trip + "/inscriptions?q=" + text(pupil, "last_name"))
	office.see(text(pupil, "first_name"), "engagement signé, soldé")
	office.seeNot("210,00", "accordée")
	office.expect(403)
	if kind := office.fetch("/gestion/aides/demandes/" + id); !strings.HasPrefix(kind, "403 ") {
		t.Errorf("the organiser opens the request: %s", kind)
	}
}
