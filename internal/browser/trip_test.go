package browser_test

import (
	"strings"
	"testing"
)

// A trip from the first idea to the day families may sign, by the people whose step it is; at each step that is missing
// something, the rule says so with its text.
func TestATripIsBroughtToItsFamilies(t *testing.T) {
	t.Parallel()
	school := open(t)
	organiser := browse(t, school, desk)
	organiser.enter(teacher)
	path := createTrip(organiser)
	giveBudget(organiser, path)

	principal := browse(t, school, desk)
	endorse(principal, path)

	manager := browse(t, school, desk)
	manager.enter(bursar)
	for _, below := range []string{"/gestion/voyages/delegations", path + "/derogations?regle=V-16"} {
		manager.visit(below)
		manager.accessible()
	}
	balance(manager, path)
	vote(manager, path)
	waitForTheAct(manager, path)

	principal.visit(path)
	principal.press("Autoriser le voyage") // leads to the form, further down
	principal.pressNear("Observation", "Autoriser le voyage")
	principal.see("Votre autorisation est enregistrée.")
	manager.visit(path)
	manager.press("Ouvrir les inscriptions")
	manager.see("Les inscriptions sont ouvertes")

	family := browse(t, school, phone)
	family.enter(parentOf(t, school, "6A"))
	family.see("Verdun")
	family.pressNear("Verdun", "Lire et répondre")
	family.see("Prix voté : 100,00 €", "réponse attendue")
}

func createTrip(p *page) (path string) {
	p.t.Helper()
	p.visit("/gestion/voyages")
	p.press("Nouveau voyage")
	p.press("Créer le projet")
	p.refused()
	p.see("Donnez un nom au voyage.", "Dites où va le voyage.")
	p.fill("Nom du voyage", "Verdun, sur les lieux de la Grande Guerre")
	p.fill("Destination", "Verdun")
	p.fill("Départ", "2027-04-06")
	p.fill("Retour", "2027-04-07")
	p.choose("Facultatif")
	p.fill("Objet pédagogique", "Comprendre la Grande Guerre sur place.")
	p.fill("Programme", "Fort de Douaumont, ossuaire, mémorial.")
	p.fill("Élèves prévus", "30")
	p.fill("Accompagnateurs prévus", "3")
	p.fill("Réponse des familles attendue avant le", "2027-01-29")
	p.press("Créer le projet")
	p.see("Le projet est créé.")
	path = p.path()
	p.press("Choisir le public")
	p.choose("6A")
	p.press("Enregistrer le public")
	p.see("Le public du voyage est enregistré.", "V-16", "n’a pas encore de budget", "V-04", "V-03")
	return path
}

// giveBudget writes a budget that makes families pay for the adults, reads that it may not, and mends it.
func giveBudget(p *page, path string) {
	p.t.Helper()
	p.visit(path + "/budget")
	p.fill("Participation des familles, par élève", "111")
	p.fill("expense_0_category", "Car")
	p.fill("expense_0_amount", "1650")
	p.fill("expense_1_category", "Hébergement")
	p.fill("expense_1_basis", "Par personne")
	p.fill("expense_1_amount", "60")
	p.press("Enregistrer le budget")
	p.see("Le budget est enregistré.", "V-16")

	p.fill("Participation des familles, par élève", "cent")
	p.press("Enregistrer le budget")
	p.refused()
	p.fill("Participation des familles, par élève", "100")
	for field, value := range map[string]string{
		"income_0_origin": "local_authority", "income_0_for": "Élèves", "income_0_status": "notified", "income_0_amount": "300",
		"income_1_origin": "school", "income_1_for": "Adultes", "income_1_status": "voted", "income_1_amount": "330",
	} {
		p.fill(field, value)
	}
	p.press("Enregistrer le budget")
	p.see("Le budget est enregistré.", "équilibré au centime")
	p.seeNot("V-16")
}

func endorse(p *page, path string) {
	p.t.Helper()
	p.enter(head)
	p.visit(path)
	p.fill("Votre avis, en une phrase", "Voyage inscrit au projet d’établissement.")
	p.press("Avis favorable")
	p.see("Votre avis favorable est enregistré.")
}

// balance settles the schedule, whose sum must be the price, and certifies the budget.
func balance(p *page, path string) {
	p.t.Helper()
	p.visit(path + "/echeances?fois=2&debut=2027-02-15")
	p.see("Voici une proposition")
	p.fill("amount_1", "49,99")
	p.press("Enregistrer l’échéancier")
	p.refused()
	p.see("leur somme doit être égale au prix")
	p.fill("amount_1", "50")
	p.press("Enregistrer l’échéancier")
	p.see("L’échéancier est enregistré.")
	p.press("Certifier l’équilibre du budget")
	p.see("Le budget est certifié équilibré")
}

func vote(p *page, path string) {
	p.t.Helper()
	p.press("Présenter au conseil d’administration")
	p.see("présenté au conseil d’administration")
	p.press("Enregistrer l’acte")
	p.press("Enregistrer l’acte")
	p.refused()
	p.see("Écrivez le numéro de l’acte.")
	p.choose("La commission permanente")
	p.fill("Numéro de l’acte", "2026-52")
	p.fill("Voté le", "2026-11-12")
	p.press("Enregistrer l’acte")
	p.refused()
	p.see("V-06", "délégation")
	p.choose("Le conseil d’administration")
	p.fill("Accusé de transmission du", "2026-11-16")
	p.fill("Publié le", "2026-11-16")
	p.press("Enregistrer l’acte")
	p.see("L’acte est enregistré.")
	if p.path() != path {
		p.t.Errorf("after the act: %s", p.path())
	}
}

// waitForTheAct shows that nothing opens before the date, by any button, then lets the days pass.
func waitForTheAct(p *page, path string) {
	p.t.Helper()
	p.visit(path)
	p.see("V-08", "1er décembre 2026")
	p.press("Ouvrir dès le")
	p.refused()
	p.see("V-08", "exécutoire")
	p.visit("/pratique")
	p.pressNear("L’acte devient exécutoire : Verdun", "Y aller")
	p.see("Nous sommes maintenant le")
	p.visit("/pratique/envois?q=" + strings.Split(bursar, "@")[0])
	p.see("exécutoire")
}

// parentOf is the address of a guardian, with nobody else at it, of a pupil of a class.
func parentOf(t *testing.T, school *practiceSchool, class string) string {
	t.Helper()
	holders := map[string]int{}
	for _, g := range school.rows(t, "guardians", "email != ''") {
		holders[text(g, "email")]++
	}
	for _, pupil := range school.rows(t, "pupils", "class.code = '"+class+"' && left_on = ''") {
		for _, link := range school.rows(t, "guardianships", "pupil = '"+text(pupil, "id")+"' && responsibility = 1 && ended_on = ''") {
			g := school.row(t, "guardians", "id = '"+text(link, "guardian")+"'")
			if holders[text(g, "email")] == 1 {
				return text(g, "email")
			}
		}
	}
	t.Fatal("no parent in " + class)
	return ""
}
