package browser_test

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
	p.see("ramené au plus haut prix licite", "prix licite au plus 100,00 €")
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
