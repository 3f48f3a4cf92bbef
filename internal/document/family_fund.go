package document

// fund prints a request for help, to be written by the family. It goes to the social worker, and to nobody else.
func (p *paper) fund(b FamilyBatch, d FamilyPaper) error {
	p.formHead("Demande d’aide du fonds social", d)
	p.said("La demande est étudiée par une commission qui ne connaît pas le nom des familles. Ni les professeurs ni les autres familles ne savent qui la fait. Aucun élève n’est écarté d’un voyage pour une raison d’argent.")
	p.section("La famille", 24)
	p.blank("Nom et prénom", joinNonEmpty(" ", d.Reader.Civility, d.Reader.Name))
	p.blank("Adresse", joinNonEmpty(", ", d.Reader.AddressLines...))
	p.blank("Téléphone", joinNonEmpty("  ·  ", d.Reader.Phones...))
	p.blank("Nombre d’enfants à charge", "")
	p.section("La demande", 40)
	p.blank("Prix du voyage", minus(d.Price.String()))
	p.blank("Aide demandée", "")
	p.blanks("Ce qui la motive, si vous souhaitez le dire", 4)
	p.section("À joindre", 20)
	for _, piece := range []string{"le dernier avis d’impôt sur le revenu", "la dernière attestation de quotient familial (CAF ou MSA)", "tout document qui éclaire un changement de situation"} {
		p.paragraph(block{text: prose(piece), indent: 5, marker: "•", after: 0.6})
	}
	p.contact("À remettre sous enveloppe fermée à", b.Social)
	p.handSigned(d.label())
	p.section("Partie réservée au service social", 18)
	p.blank("Reçue le", "")
	p.blank("Quotient familial", "")
	return nil
}
