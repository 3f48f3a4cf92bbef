package browser_test

import (
	"strconv"
	"strings"
)

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
