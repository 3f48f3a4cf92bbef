package document

// health prints the health liaison sheet. What the school knows is who and where; all that is about health is left blank:
// it is written by the family, put under sealed cover, opened in need, destroyed after (V-69).
func (p *paper) health(_ FamilyBatch, d FamilyPaper) error {
	p.formHead("Fiche sanitaire de liaison", d)
	p.said("Cette fiche est remplie à la main par la famille et remise sous enveloppe fermée, au nom de l’élève. Elle n’est ouverte qu’en cas de besoin et détruite après le retour. " +
		"L’établissement n’en garde aucune copie.")
	p.section("L’élève", 20)
	p.blank("Nom, prénom", d.Pupil.Name)
	p.blank("Date de naissance", d.Pupil.Born.French())
	p.tick("Sexe", "féminin", "masculin")
	p.blank("Numéro de sécurité sociale sous lequel l’élève est couvert", "")
	p.blank("Centre de sécurité sociale", "")
	p.section("Personnes à prévenir", 30)
	for _, r := range append([]Relative{d.Reader}, d.Others...) {
		p.blank("Nom, lien avec l’élève", r.relation())
		p.blank("Téléphones", joinNonEmpty("  ·  ", r.Phones...))
	}
	p.blank("Autre personne en cas d’urgence", "")
	p.blank("Téléphones", "")
	p.section("Santé", 30)
	p.tick("L’élève suit-il un traitement pendant le séjour ?", "oui", "non")
	p.small("Si oui : l’ordonnance récente et les médicaments dans leur emballage d’origine, au nom de l’élève, avec la notice. Aucun médicament n’est donné sans ordonnance.")
	p.tick("L’élève a-t-il un projet d’accueil individualisé (PAI) ?", "oui, une copie est jointe", "non")
	p.blank("Médecin traitant, téléphone", "")
	for _, kind := range []string{"Asthme", "Allergie alimentaire", "Allergie à un médicament", "Autre allergie"} {
		p.tick(kind, "oui", "non")
	}
	p.blanks("Précisez, et dites la conduite à tenir", 2)
	p.blank("Régime alimentaire", "")
	p.blanks("Difficultés de santé, précautions à prendre", 2)
	p.blank("Lunettes, lentilles, prothèses", "")
	p.vaccines()
	p.section("En cas d’urgence", 40)
	p.said("Je demande que l’élève reçoive les soins que son état rend nécessaires, et j’autorise l’équipe à le faire conduire et prendre en charge par les services d’urgence. " +
		"L’établissement me prévient aussitôt.")
	p.handSigned(d.label())
	return nil
}

// vaccines prints the table of vaccinations, dates to be written.
func (p *paper) vaccines() {
	p.section("Vaccinations", 60)
	s := Sheet{Columns: []Column{{Name: "Vaccin", Width: 74}, {Name: "Fait", Width: 16}, {Name: "Date du dernier rappel"}}}
	for _, name := range []string{
		"Diphtérie, tétanos, poliomyélite", "Coqueluche", "Rougeole, oreillons, rubéole", "Haemophilus influenzae b", "Hépatite B", "Méningocoques, pneumocoque", "BCG", "Autres",
	} {
		s.Rows = append(s.Rows, []Cell{Text(name), {}, {}})
	}
	p.sheet(s, 9.5)
	p.small("Une copie des pages de vaccination du carnet de santé peut remplacer ce tableau.")
}
