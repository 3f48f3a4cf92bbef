package browser_test

import (
	"net/http"
	"net/url"
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
