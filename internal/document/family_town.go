package document

// town prints what a town or its social centre asks to help a family pay for a trip. It says nothing of the family's means.
func (p *paper) town(b FamilyBatch, d FamilyPaper) error {
	p.addressed(d)
	p.heading("Attestation de voyage scolaire", "à remettre à la commune ou au centre communal d’action sociale")
	p.said("L’établissement atteste que l’élève nommé ci-dessous est inscrit au voyage suivant.")
	facts := append(about(d.Pupil, d.Trip), fact{"Prix par élève", minus(d.Price.String())}, fact{"Voté par", d.Act}, fact{"Établissement", contractWords(b.UnderContract)})
	p.facts(facts, 32)
	p.y += 4
	if err := p.signedBy(b.Origin.Head); err != nil {
		return err
	}
	p.section("À joindre à votre demande, selon ce que la commune demande", 24)
	for _, piece := range []string{"cette attestation", "le justificatif de quotient familial", "le livret de famille", "un justificatif de domicile"} {
		p.paragraph(block{text: prose(piece), indent: 5, marker: "•", after: 0.6})
	}
	return nil
}

func contractWords(underContract bool) string {
	if underContract {
		return "établissement privé sous contrat avec l’État"
	}
	return "établissement public local d’enseignement"
}
