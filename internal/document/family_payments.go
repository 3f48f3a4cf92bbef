package document

import "github.com/openacademie/openacademie/internal/law"

// certificate prints what the accountant certifies that a person has paid for a trip, from the ledger.
func (p *paper) certificate(b FamilyBatch, d FamilyPaper) error {
	p.addressed(d)
	of, verb := "d’inscription", "est inscrit au"
	if d.Trip.End != "" && d.Trip.End < law.DayOf(b.Origin.MadeAt) {
		of, verb = "de participation", "a participé au"
	}
	p.paragraph(block{text: []run{{"Attestation " + of + " et de versement", bold}}, size: 15, leading: 1.2, after: 3, keep: 20})
	p.said("L’agent comptable atteste que l’élève " + d.Pupil.Name + " " + verb + " voyage ci-dessous, et que " + joinNonEmpty(" ", d.Reader.Civility, d.Reader.Name) + " a versé " + minus(d.Paid.String()) + ".")
	p.facts(without(about(d.Pupil, d.Trip), "Élève"), 26)
	p.y += 3
	p.moneyTable(d, remitted(d)...)
	return p.signedBy(b.Signs)
}

func remitted(d FamilyPaper) []fact {
	if d.Remitted == 0 {
		return nil
	}
	return []fact{{"Remise accordée", minus((-d.Remitted).String())}}
}
