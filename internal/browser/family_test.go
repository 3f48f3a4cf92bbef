package browser_test

import (
	"strings"
	"testing"
)

// A parent enters, reads, answers what is asked, signs, and keeps a receipt; the other parent sees that it is done, and
// nothing of how to reach the first.
func TestAParentSignsOnAPhone(t *testing.T) {
	t.Parallel()
	school := open(t)
	child := twoParents(t, school)
	p := browse(t, school, phone)
	p.enter(child.first.email)
	p.see("Une chose à faire", child.firstName, "Classe de neige")
	p.press("Lire et répondre")
	p.see("Classe de neige", "Prix voté : 280,00 €", "Une aide est possible, sans que les professeurs le sachent.")
	p.press("Lire et signer")

	p.fill("trip_phone", "12")
	p.press("Continuer")
	p.refused()
	p.fill("trip_phone", "06 39 98 11 22")
	p.press("Continuer")
	p.choose("Oui, c’est prêt")
	p.press("Continuer")
	p.see("Relisez, puis décidez", "06 39 98 11 22", "280,00 € en tout, en 4 fois", "Décliner")
	p.accessible()
	p.press("Signer l’engagement")

	p.see("C’est signé", "Ce que nous gardons", "Empreinte du texte")
	for _, file := range []string{"/accuse.pdf", "/engagement.pdf"} {
		if kind := p.fetch(strings.TrimSuffix(p.path(), "/accuse") + file); kind != "200 application/pdf" {
			t.Errorf("%s: %s", file, kind)
		}
	}
	p.visit("/a-faire")
	p.seeNot("réponse attendue")

	other := browse(t, school, phone)
	other.enter(child.second.email)
	other.visit("/enfants/" + child.id)
	other.press("Classe de neige")
	other.see("a signé", child.first.firstName)
	other.seeNot(child.first.email, child.first.mobile, "06 39 98 11 22")
}

// An outing that is not voted yet asks for an interest, which binds to nothing.
func TestAParentSaysThatATripIsOfInterest(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, twoChildren))
	p.pressNear("Grenade", "Lire et répondre")
	p.press("Envoyer ma réponse")
	p.refused()
	p.see("Choisissez une réponse")
	p.choose("Oui")
	p.press("Envoyer ma réponse")
	p.see("votre réponse est notée")
}

// parent is a guardian as the school holds them.
type parent struct{ id, firstName, lastName, email, mobile string }

// child is a pupil whose two parents may sign, each with an address of their own.
type child struct {
	id, firstName string
	first, second parent
}

// twoParents finds a pupil of the open trip that nobody has signed for, whose parents have no other child here.
func twoParents(t *testing.T, school *practiceSchool) child {
	t.Helper()
	signed := map[any]bool{}
	for _, c := range school.rows(t, "commitments", "") {
		signed[c["pupil"]] = true
	}
	guardians := map[string][]parent{}
	known := map[string]parent{}
	for _, g := range school.rows(t, "guardians", "email != ''") {
		known[text(g, "id")] = parent{text(g, "id"), text(g, "first_name"), text(g, "last_name"), text(g, "email"), text(g, "phone_mobile")}
	}
	holders := map[string]int{}
	for _, g := range known {
		holders[g.email]++
	}
	children := map[any]int{}
	for _, link := range school.rows(t, "guardianships", "ended_on = ''") {
		children[link["guardian"]]++
	}
	for _, pupil := range school.rows(t, "pupils", "class.code = '5A' || class.code = '5B'") {
		id := text(pupil, "id")
		if signed[id] || pupil["disagreement"] == true {
			continue
		}
		for _, link := range school.rows(t, "guardianships", "pupil = '"+id+"' && responsibility = 1 && ended_on = ''") {
			if g, found := known[text(link, "guardian")]; found && holders[g.email] == 1 && children[g.id] == 1 {
				guardians[id] = append(guardians[id], g)
			}
		}
		if both := guardians[id]; len(both) == 2 {
			return child{id: id, firstName: text(pupil, "first_name"), first: both[0], second: both[1]}
		}
	}
	t.Fatal("no pupil with two parents")
	return child{}
}

func text(row map[string]any, field string) string {
	s, _ := row[field].(string)
	return s
}
