package browser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// screenshots is the folder where the pictures of the README go; without it none is taken:
//
// (dates are written the French way when Debian's chromium-l10n is there)
//
//	OPENACADEMIE_SCREENSHOTS=$PWD/docs/screenshots go test ./internal/browser -run Screenshots
var screenshots = os.Getenv("OPENACADEMIE_SCREENSHOTS")

// shoot keeps a picture of the page from its top, as high as what it says, up to a limit.
func (p *page) shoot(name string) {
	p.t.Helper()
	width, height := read[float64](p, "innerWidth"), read[float64](p, "Math.min(document.documentElement.scrollHeight, innerWidth < 600 ? 1500 : 1300)")
	ask(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 600,
	})
	picture := ask(p, protocol.CaptureScreenshot, protocol.CaptureScreenshotParams{Format: protocol.CaptureScreenshotFormatPng})
	if err := os.WriteFile(filepath.Join(screenshots, name+".png"), picture.Data, 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.resize(int64(width))
}

// TestScreenshots takes the pictures of the README, in the order of its story.
func TestScreenshots(t *testing.T) {
	if screenshots == "" {
		t.Skip("OPENACADEMIE_SCREENSHOTS says no folder")
	}
	if err := os.MkdirAll(screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	school := open(t)
	shootPublic(browse(t, school, desk))
	shootFamily(browse(t, school, phone))
	shootPayment(browse(t, school, phone))
	path := shootOrganiser(browse(t, school, desk))
	shootAct(browse(t, school, desk), browse(t, school, desk), path)
	shootOffice(browse(t, school, desk))
	shootAccountant(browse(t, school, desk))
	shootToday(browse(t, school, desk))
	shootDashboard(browse(t, school, desk))
}

func shootPublic(p *page) {
	for name, path := range map[string]string{"accueil": "/", "regle": "/regles/v-08", "pratique": "/pratique"} {
		p.visit(path)
		p.shoot(name)
	}
}

func shootFamily(p *page) {
	p.enter(p.school.account(p.t, twoChildren))
	p.shoot("a-faire")
	p.pressNear("Classe de neige", "Lire et répondre")
	p.shoot("voyage-famille")
	p.press("Lire et signer")
	p.fill("trip_phone", "06 39 98 11 22")
	p.press("Continuer")
	p.choose("Oui, c’est prêt")
	p.press("Continuer")
	p.shoot("signer")
	p.press("Signer l’engagement")
	p.shoot("accuse")
}

func shootPayment(p *page) {
	p.enter(p.school.account(p.t, alreadySigned))
	p.visit("/payer")
	p.tick("creance", 0)
	p.tick("creance", 1)
	p.shoot("payer")
	p.press("Continuer")
	p.shoot("payer-confirmation")
	p.press("Payer 140,00 €")
	p.shoot("simulateur")
	p.press("Payer par carte bancaire")
	p.shoot("paiement-enregistre")
}

func shootOrganiser(p *page) (path string) {
	p.enter(teacher)
	p.visit("/gestion/voyages")
	p.shoot("voyages")
	path = createTrip(p)
	giveBudget(p, path)
	p.shoot("budget")
	p.visit(path)
	p.shoot("voyage-projet")
	return path
}

// shootAct shows an act that rests on no delegation.
func shootAct(principal, p *page, path string) {
	endorse(principal, path)
	p.enter(bursar)
	balance(p, path)
	p.press("Présenter au conseil d’administration")
	p.press("Enregistrer l’acte")
	p.choose("La commission permanente")
	p.fill("Numéro de l’acte", "2026-52")
	p.fill("Voté le", "2026-11-12")
	p.press("Enregistrer l’acte")
	p.refused()
	p.shoot("acte-refus")
}

func shootOffice(p *page) {
	p.enter(bursar)
	p.visit("/gestion/voyages")
	p.press("Grenade")
	p.shoot("voyage-conformite")
	p.press("Ouvrir dès le")
	p.shoot("voyage-refus")
	archive := filepath.Join(p.t.TempDir(), "ExportXML_College.zip")
	if err := os.WriteFile(archive, fixture.School(7, fixture.Options{Date: "2026-11-16"}).Zip(), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.visit("/gestion/ecole/import")
	p.do(chromedp.SetUploadFiles(chromedp.ID("fichiers"), []string{archive}))
	p.press("Lire et comparer")
	p.shoot("import-difference")
	p.visit("/pratique/envois")
	p.shoot("boite-envoi")
}

func shootAccountant(p *page) {
	p.enter(accountant)
	p.visit("/gestion/caisse")
	p.shoot("caisse")
	p.press(read[string](p, `document.querySelector("a[href^='/gestion/caisse/eleves/']").innerText`))
	p.press("Encaisser")
	p.choose("Espèces")
	p.fill("Montant reçu", "600")
	p.press("Enregistrer l’encaissement")
	p.shoot("caisse-refus")
	p.visit("/gestion/caisse/journal")
	p.shoot("journal")
	p.visit("/gestion/journal")
	p.shoot("journal-audit")
}

// shootToday shows what waits for the bursar the day an act becomes enforceable.
func shootToday(p *page) {
	p.enter(bursar)
	p.visit("/pratique")
	p.pressNear("L’acte devient exécutoire : Grenade", "Y aller")
	p.visit("/gestion")
	p.shoot("aujourdhui")
}

func shootDashboard(p *page) {
	email, password := p.school.operator(p.t)
	p.visit("/_/")
	p.do(chromedp.WaitVisible(chromedp.CSS("input[type=password]")))
	p.do(chromedp.SendKeys(chromedp.CSS("input[type=email], input[name=identity]"), email), chromedp.SendKeys(chromedp.CSS("input[type=password]"), password+"\n"))
	p.await("trips")
	p.visit("/_/#/collections?collection=trips")
	p.await("Grenade")
	p.shoot("tableau-de-bord")
}
