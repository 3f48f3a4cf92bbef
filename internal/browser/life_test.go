package browser_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// The whole life of a trip with fifty pupils under the practice clock, from the idea to the closing with its surplus, each
// step on the page of the person whose step it is.
func TestTheWholeLifeOfATrip(t *testing.T) {
	t.Parallel()
	l := &life{t: t, school: open(t), windows: map[string]*page{}, judged: map[string]bool{}}
	for _, chapter := range []func(*life){
		(*life).imagine, (*life).decide, (*life).enrol, (*life).buy, (*life).withdraw, (*life).collect,
		(*life).prepare, (*life).travel, (*life).report, (*life).giveBack, (*life).end,
	} {
		chapter(l)
	}
}

// life is a trip and the people around it, each in a window of their own.
type life struct {
	t       *testing.T
	school  *practiceSchool
	windows map[string]*page
	judged  map[string]bool // pages of the trip that axe has read
	path    string          // of the trip's page
	imprest string          // of the imprest's page

	first, next pupil // of families who use their own screens
}

// pupil is a child with the parent who answers for them.
type pupil struct{ id, mail string }

// as is the window of a member of staff, signed in.
func (l *life) as(who string) *page {
	l.t.Helper()
	if l.windows[who] == nil {
		l.windows[who] = browse(l.t, l.school, desk)
		l.windows[who].enter(who)
	}
	return l.windows[who]
}

// at opens a page of the trip; the first time, it must be one that everybody can use.
func (l *life) at(who, below string) *page {
	l.t.Helper()
	p := l.as(who)
	p.visit(l.path + below)
	if !l.judged[below] {
		l.judged[below] = true
		p.accessible()
	}
	return p
}

func (l *life) id() string { return strings.TrimPrefix(l.path, "/gestion/voyages/") }

// goTo moves the clock of the practice school.
func (l *life) goTo(day string) {
	l.t.Helper()
	p := l.as(secretariat)
	p.visit("/pratique")
	p.fill("Aller à une date", day)
	p.press("Aller à cette date")
	p.see("Nous sommes maintenant le")
}

// imagine: an idea, its public, its budget after the simulator, its file for the board.
func (l *life) imagine() {
	p := l.as(teacher)
	p.visit("/gestion/voyages/nouveau")
	p.accessible()
	for field, value := range map[string]string{
		"Nom du voyage": "Brouage et le littoral", "Destination": "Brouage", "Départ": "2027-04-06", "Retour": "2027-04-07", "Objet pédagogique": "Lire un paysage de marais.",
		"Programme": "Place forte de Brouage, marais salants, sortie en bateau.", "Élèves prévus": "50", "Accompagnateurs prévus": "4", "Réponse des familles attendue avant le": "2027-01-29",
	} {
		p.fill(field, value)
	}
	p.choose("Facultatif")
	p.press("Créer le projet")
	p.see("Le projet est créé.")
	l.path = p.path()
	p.press("Choisir le public")
	for _, class := range []string{"6A", "6B", "6C"} {
		p.choose(class)
	}
	p.press("Enregistrer le public")
	p.see("Le public du voyage est enregistré.")

	p.visit(l.path + "/budget")
	for i, line := range [][3]string{{"Car", "Tous", "1620"}, {"Hébergement", "Tous", "3240"}, {"Visites et musées", "Élèves", "1000"}} {
		at := "expense_" + digit(i) + "_"
		p.fill(at+"category", line[0])
		p.fill(at+"for", line[1])
		p.fill(at+"amount", line[2])
	}
	for field, value := range map[string]string{
		"income_0_origin": "local_authority", "income_0_for": "Élèves", "income_0_status": "notified", "income_0_amount": "500",
		"income_1_origin": "school", "income_1_for": "Adultes", "income_1_status": "voted", "income_1_amount": "360",
		"Participation des familles, par élève": "0",
	} {
		p.fill(field, value)
	}
	p.press("Enregistrer le budget")
	p.see("Le budget est enregistré.")
	l.at(teacher, "/simulateur")
	p.fill("Prix par élève envisagé", "120")
	p.await("ramené au plus haut prix licite") // answers as one types; without scripts, by the button
	p.fill("Prix par élève envisagé", "130")
	p.press("Simuler")
	p.see("ramené au plus haut prix licite", "de 0 € à 100,00 €")
	l.at(teacher, "/budget")
	p.fill("Participation des familles, par élève", "100")
	p.press("Enregistrer le budget")
	p.see("équilibré au centime")

	l.at(teacher, "/places")
	p.fill("Nombre de places", "50")
	p.choose("Dans l’ordre")
	p.press("Enregistrer les places")
	l.at(teacher, "/conseil")
	p.choose("Le voyage s’inscrit dans le projet")
	p.fill("Élèves qui restent, professeurs absents", "Les élèves qui restent suivent leurs cours en 6D.")
	p.choose("À l’établissement")
	p.press("Enregistrer le dossier")
}

func digit(n int) string { return string(rune('0' + n)) }

// decide: opinion, balance, board, act, the days until it is enforceable, the head's authorisation, the opening.
func (l *life) decide() {
	p := l.at(head, "")
	p.fill("Votre avis, en une phrase", "Voyage inscrit au projet d’établissement.")
	p.press("Avis favorable")
	p = l.as(bursar)
	p.visit(l.path + "/echeances?fois=2&debut=2027-02-15")
	p.accessible()
	p.press("Enregistrer l’échéancier")
	p.press("Certifier l’équilibre du budget")
	p.see("Le budget est certifié équilibré")
	l.at(bursar, "/conseil")
	p.fill("Séance du", "2026-11-30")
	p.fill("Convocation et documents envoyés le", "2026-11-18")
	p.choose("Les crédits du voyage sont ouverts")
	p.press("Noter la séance")
	l.at(bursar, "/acte/projet")
	p.see("Brouage", "100,00 €")
	p.visit(l.path)
	p.press("Présenter au conseil d’administration")
	p.see("présenté au conseil d’administration")

	l.goTo("2026-12-01")
	l.at(bursar, "/acte")
	p.choose("Le conseil d’administration")
	p.fill("Numéro de l’acte", "2026-61")
	p.fill("Voté le", "2026-11-30")
	p.fill("Accusé de transmission du", "2026-12-01")
	p.fill("Publié le", "2026-12-01")
	p.choose("L’acte autorise aussi un contrat")
	p.press("Enregistrer l’acte")
	p.see("L’acte est enregistré.")
	p.press("Ouvrir dès le")
	p.refused()
	p.see("V-08")
	l.at(bursar, "/conditions")
	p.see("En vigueur aujourd’hui", "acte n° 2025-58")
	l.goTo("2026-12-17")
	p = l.at(head, "")
	p.press("Autoriser le voyage")
	p.pressNear("Observation", "Autoriser le voyage")
	p = l.at(bursar, "")
	p.press("Ouvrir les inscriptions")
	p.see("Les inscriptions sont ouvertes")
}

// families lists the pupils of a class of whom one parent has an address that nobody else uses, and no other child.
func (l *life) families(class string) []pupil {
	l.t.Helper()
	holders, children := map[string]int{}, map[string]int{}
	mails := map[string]string{}
	for _, g := range l.school.rows(l.t, "guardians", "email != ''") {
		holders[text(g, "email")]++
		mails[text(g, "id")] = text(g, "email")
	}
	links := l.school.rows(l.t, "guardianships", "responsibility = 1 && ended_on = ''")
	for _, link := range links {
		children[text(link, "guardian")]++
	}
	var found []pupil
	for _, row := range l.school.rows(l.t, "pupils", "class.code = '"+class+"' && left_on = ''") {
		for _, link := range l.school.rows(l.t, "guardianships", "pupil = '"+text(row, "id")+"' && responsibility = 1 && ended_on = '' && guardian.email != ''") {
			if g := text(link, "guardian"); holders[mails[g]] == 1 && children[g] == 1 {
				found = append(found, pupil{text(row, "id"), mails[g]})
				break
			}
		}
		if len(found) == 2 {
			return found
		}
	}
	l.t.Fatalf("no two families in %s", class)
	return nil
}

// of is the window of a family, on a phone.
func (l *life) of(child pupil) *page {
	l.t.Helper()
	if l.windows[child.mail] == nil {
		l.windows[child.mail] = browse(l.t, l.school, phone)
		l.windows[child.mail].enter(child.mail)
	}
	return l.windows[child.mail]
}

// sign is the road of a family from the letter to the receipt.
func (l *life) sign(child pupil) {
	l.t.Helper()
	p := l.of(child)
	p.visit("/voyages/" + l.id() + "/enfants/" + child.id)
	p.accessible()
	p.press("Lire et signer")
	p.see("Relisez, puis décidez", "100,00 € en tout, en 2 fois")
	p.press("Signer l’engagement")
	p.see("C’est signé", "Empreinte du texte")
}

// enrol: one family signs on a phone, another declines, a letter comes back on paper, then whole classes; the fifty places
// are taken and the next family waits.
func (l *life) enrol() {
	of6C := l.families("6C")
	l.first, l.next = of6C[0], of6C[1]
	l.sign(l.first)
	p := l.of(l.families("6A")[0])
	p.pressNear("Brouage", "Lire et répondre")
	p.press("Décliner la proposition")
	p.press("Décliner")
	p.see("Vous avez décliné")

	p = l.at(secretariat, "/lettres")
	p.see("64 lettres ne sont pas revenues")
	p.press("Cocher la lettre de")
	p.accessible()
	p.tick("signers", 0)
	p.press("Cocher la lettre")
	for _, class := range []string{"6A", "6B"} {
		p.fill("Classe", class)
		p.press("Cocher tout")
		p.see("lettres sont cochées")
	}
	p = l.of(l.next)
	p.pressNear("Brouage", "Lire et répondre")
	p.press("Demander une place")
	p.see("liste d’attente", "tête")
	p = l.at(teacher, "/inscriptions")
	p.see("Engagés, 50", "Liste d’attente, 1")
}

// buy: the agency, from the estimate to the order, and an imprest for the small expenses of the road.
func (l *life) buy() {
	p := l.at(bursar, "/achats/nouveau")
	for field, value := range map[string]string{
		"Fournisseur": "Mer et Marais Voyages", "Nature": "Forfait", "Objet": "Hébergement et visites à Brouage", "Montant hors taxes": "2700", "Montant toutes taxes comprises": "3240",
		"Catégorie homogène": "Séjour d’agence", "Besoin estimé hors taxes": "6000", "Consultation lancée le": "2026-12-02", "Procédure d’achat": "Plusieurs devis demandés", "Devis reçus": "3",
		"Pourquoi cette offre": "La mieux placée des trois.", "Pourquoi l’achat n’est pas alloti": "Un seul hébergeur organise les sorties.", "Fondement": "L’acte qui vote le voyage",
		"Garant financier": "Caisse de garantie de l’exemple", "Garantie valable jusqu’au": "2027-12-31",
	} {
		p.fill(field, value)
	}
	p.choose("Le contrat est écrit")
	p.choose("Attestation de responsabilité civile")
	p.choose("Aucun cadeau")
	p.press("Enregistrer l’achat")
	p.press("Attribuer")
	p.refused() // the seller's number is missing
	p.see("V-42", "Atout France")
	p.press("Modifier l’achat")
	p.fill("Immatriculation Atout France", "IM017260004")
	p.press("Enregistrer l’achat")
	p.press("Attribuer")
	p.press("Noter la commande")
	p.see("Signé ou commandé le 17 décembre 2026")
	p.accessible()

	p = l.at(bursar, "/regies/nouvelle")
	p.choose("Régie d’avances")
	p.fill("holder", text(l.school.row(l.t, "staff", "email = '"+teacher+"'"), "id"))
	for field, value := range map[string]string{"Montant de l’avance": "200", "Plafond par opération": "100", "Dépenses autorisées": "repas, visites, pharmacie"} {
		p.fill(field, value)
	}
	p.press("Enregistrer la régie")
	l.imprest = p.path()
	p = l.as(accountant)
	p.visit(l.imprest)
	p.press("Donner mon agrément")
	p = l.as(head)
	p.visit(l.imprest)
	p.fill("Numéro de la décision", "R-2026-9")
	p.press("Créer la régie")
}

// withdraw: the first family pays, then asks to leave; the place goes to who waited, and the accounts follow the terms voted.
func (l *life) withdraw() {
	l.payOnline(l.first, 1, "50,00 €")
	p := l.of(l.first)
	p.visit("/voyages/" + l.id() + "/enfants/" + l.first.id)
	p.press("Demander à se désister")
	p.choose("Un choix de la famille")
	p.press("Envoyer la demande")
	p.accessible()
	seat := "/inscriptions/" + l.first.id
	p = l.at(secretariat, seat)
	p.fill("Cause", "Désistement de la famille")
	p.fill("La place va à", l.next.id)
	p.press("Enregistrer le désistement")
	p = l.at(head, seat)
	p.press("Accepter le désistement")
	p = l.at(accountant, seat)
	p.see("À rendre")
	p.press("Inscrire aux comptes")
	p.see("les comptes suivent la décision")
	l.sign(l.next)
}

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

// prepare: the adults and their orders, the papers of everybody, the list of travellers; the board ends empty.
func (l *life) prepare() {
	l.goTo("2027-03-29")
	p := l.at(teacher, "/accompagnateurs")
	for _, colleague := range []string{"professeur-eps", "cdi", "infirmerie"} {
		p.fill("staff", text(l.school.row(l.t, "staff", "email = '"+colleague+"@deux-rives.example.org'"), "id"))
		p.press("Ajouter")
	}
	p = l.at(head, "/accompagnateurs")
	p.fill("Adultes", "4")
	p.press("Fixer le nombre")
	for range 4 {
		p.tap(read[string](p, `[...document.querySelectorAll("details:has(form[action$='/ordre']) summary")][0].innerText`))
		p.press("Signer l’ordre de mission")
	}

	p = l.at(teacher, "/pieces")
	p.fill("paper", "Attestation d’assurance")
	p.press("Cocher")
	p.see("50 pièces reçues")
	pupils := l.seats()
	papers := l.path + "/pieces/eleves/"
	p.visit(papers + pupils[0])
	p.accessible()
	p.fill("État", "vérifiée")
	p.choose("Responsabilité civile")
	p.choose("Individuelle accidents corporels")
	p.fill("Valable jusqu’au", "2027-08-31")
	p.press("Enregistrer et passer au suivant")
	desk := byMail(l.t, l.school, "organiser", teacher, school.Actor{Kind: school.Staff, Roles: []school.Role{school.Teacher}})
	for _, child := range pupils[1:] { // the same form, forty-nine times
		sent := desk.post(papers+child, url.Values{"insurance_state": {"checked"}, "insurance_covers_liability": {"on"}, "insurance_covers_accident": {"on"}, "insurance_expires_on": {"2027-08-31"}})
		if sent.status != http.StatusSeeOther {
			l.t.Fatalf("%s: %d\n%s", child, sent.status, sent.body)
		}
	}
	p = l.at(teacher, "/depart")
	p.see("La liste des voyageurs n’est pas arrêtée", "50 élèves et 4 adultes")
	p.press("Arrêter la liste")
	p.see("rien ne bloque")
	p.seeNot("à régler avant de partir")
}

// travel: the head lets the trip leave, heads are counted on the day, the cash comes back with the trip.
func (l *life) travel() {
	l.goTo("2027-04-02")
	p := l.as(accountant)
	p.visit(l.imprest)
	p.press("Noter le versement")
	p = l.at(head, "/depart")
	p.press("Autoriser le départ")
	p.see("départ autorisé")

	l.goTo("2027-04-06")
	p = l.at(teacher, "/dossier")
	p.see("50 élèves, liste n° 1", "112")
	p.fill("Où", "Montée dans le car")
	read[any](p, `document.querySelectorAll("input[name=present]").forEach((box) => { box.checked = true })`)
	p.press("Enregistrer le comptage")
	p.see("50 sur 50, Montée dans le car")
	p.visit(l.imprest)
	p.accessible()
	p.fill("Montant", "64,20")
	p.fill("Nature de la dépense", "visites")
	p.fill("Fournisseur", "Maison du marais")
	p.choose("J’ai le justificatif")
	p.press("Inscrire")
	p.see("à rendre 135,80 €")

	l.goTo("2027-04-08")
	p = l.at(teacher, "/depart")
	p.press("Le voyage est rentré")
	p = l.as(accountant)
	p.visit(l.imprest)
	p.press("Noter le retour")
	p.press("Solder")
	p.see("Soldée")
}

// report: what was really spent, lower than planned, then the report and its presentation.
func (l *life) report() {
	p := l.at(teacher, "/execution")
	p.press("Reprendre le budget du projet")
	for row, amount := range map[string]string{"0": "1350", "1": "3240", "2": "950", "6": "500", "7": "360"} { // three expenses, three empty rows, two incomes
		p.fill("real_"+row+"_amount", amount)
		p.fill("real_"+row+"_on", "2027-04-08")
		p.fill("real_"+row+"_voucher", "2027-"+row)
	}
	p.accessible()
	p.press("Enregistrer le budget réel")
	p.see("Le budget réel est enregistré.")
	p = l.at(bursar, "/bilan")
	p.see("dépenses réelles 5 540,00 €", "Demandé aux familles 5 020,00 €", "Reste à payer 0,00 €")
	p.press("Établir le bilan")
	l.goTo("2027-05-04")
	p = l.at(bursar, "/bilan")
	p.fill("Présenté à la séance du", "2027-05-03")
	p.fill("Bilan pédagogique", "Chaque élève a dessiné une coupe du marais.")
	p.press("Noter la présentation")
}

// giveBack: shares to the cent, notices, an account given, a gift, a batch that another person sends.
func (l *life) giveBack() {
	p := l.at(accountant, "/reliquats")
	p.press("Répartir")
	p = l.at(bursar, "/reliquats")
	p.press("Prévenir")
	for cause, child := range map[string]pupil{"Désistement": l.first, "Reliquat": l.next} {
		p = l.of(child)
		p.visit("/payer")
		p.press(cause)
		p.accessible()
		p.choose("Recevoir cette somme")
		p.press("Continuer")
		p.fill("IBAN", "FR14 2004 1010 0505 0001 3M02 606")
		p.fill("Titulaire du compte", "Camille Essai")
		p.press("Enregistrer ce compte")
		p.see("Virement en préparation")
	}
	p = l.of(l.giver())
	p.visit("/payer")
	p.press("Reliquat")
	p.choose("La donner")
	p.press("Continuer")
	p.accessible()
	p.choose("Je renonce")
	p.press("Donner cette somme")

	p = l.as(accountant)
	p.visit("/gestion/ecole/banque")
	p.fill("IBAN", "FR76 3000 1007 9412 3456 7890 185")
	p.fill("BIC", "TRPUFRP1")
	p.press("Enregistrer")
	p.see("Les identifiants bancaires sont enregistrés.")
	p = l.as(bursar)
	p.visit("/gestion/caisse/remboursements")
	p.accessible()
	if given := l.owed("cause = 'surplus'"); given != 320_00 {
		l.t.Errorf("the surplus given back is %s", given)
	}
	transfers := l.owed("state = 'claimed'") // the last cent of a share goes to one or another, the file holds what the rows say
	p.press("Préparer le lot")
	p.see("2 virements", transfers.String()+" en tout")
	p.accessible()
	batch := p.path()
	file := read[string](p, `fetch("`+batch+`/virements.xml").then((a) => a.text())`)
	if !strings.Contains(file, "pain.001.001.09") || !strings.Contains(file, "FR1420041010050500013M02606") {
		l.t.Errorf("transfers: %s", file)
	}
	p = l.as(accountant)
	p.visit(batch)
	p.press("Le fichier est déposé")
	p.seeNot("FR14")
}

// owed adds up what goes back to families and aids for the trip.
func (l *life) owed(which string) (total cents.Amount) {
	l.t.Helper()
	for _, r := range l.school.rows(l.t, "refunds", "subject_id = '"+l.id()+"' && "+which) {
		amount, ok := r["amount_cents"].(float64)
		if !ok {
			l.t.Fatalf("%v", r)
		}
		total += cents.Amount(amount)
	}
	return total
}

// giver is somebody else who paid, and to whom a part of the surplus comes back.
func (l *life) giver() pupil {
	l.t.Helper()
	for _, r := range l.school.rows(l.t, "refunds", "subject_id = '"+l.id()+"' && state = 'notified' && cause = 'surplus' && payer_id != ''") {
		mail := text(l.school.row(l.t, "guardians", "id = '"+text(r, "payer_id")+"'"), "email")
		if mail != "" && mail != l.first.mail && mail != l.next.mail && len(l.school.rows(l.t, "guardians", "email = '"+mail+"'")) == 1 {
			return pupil{id: text(r, "pupil"), mail: mail}
		}
	}
	l.t.Fatal("nobody to give")
	return pupil{}
}

// end: three months later the small sums that nobody has asked for are the school's, and the trip closes to the cent.
func (l *life) end() {
	p := l.at(accountant, "/reliquats")
	p.see("chaque centime est expliqué")
	p = l.at(bursar, "/reliquats")
	letters := l.school.rows(l.t, "refunds", "subject_id = '"+l.id()+"' && state = 'notified' && notified_on = ''")
	for _, r := range letters { // whoever has an address has had a message, which has dated the sum
		if mail := text(l.school.row(l.t, "guardians", "id = '"+text(r, "payer_id")+"'"), "email"); mail != "" {
			l.t.Errorf("a letter is to be posted to %s", mail)
		}
	}
	p.see(strconv.Itoa(len(letters)) + " lettres à poster")
	p.fill("Lettres postées le", "2027-05-04")
	p.press("Noter l’envoi")
	l.goTo("2027-08-16")
	p = l.as(bursar)
	p.visit(l.path + "/dons")
	p.accessible()
	p.choose("Reliquats donnés par écrit")
	p.choose("Le conseil d’administration")
	for field, value := range map[string]string{"Numéro de l’acte": "2026-94", "Voté le": "2027-06-29", "Accusé de transmission du": "2027-06-30", "Publié le": "2027-06-30"} {
		p.fill(field, value)
	}
	p.press("Enregistrer l’acte")
	p = l.at(accountant, "/reliquats")
	p.see("Plus rien n’est dû à personne.", "Acquis ou donné à l’établissement")
	p.press("Clore le voyage")
	p.see("Le voyage est clos : chaque centime est expliqué.")
	p.accessible()
}
