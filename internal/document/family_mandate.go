package document

// mandate prints a SEPA mandate whose bank details and reference are left blank: they are written by the payer and by the
// accountant, never kept here.
func (p *paper) mandate(b FamilyBatch, d FamilyPaper) error {
	p.formHead("Mandat de prélèvement SEPA", d)
	p.said("En signant ce mandat, vous autorisez le créancier à demander à votre banque de débiter votre compte, et votre banque à le débiter comme il le demande. " +
		"Vous pouvez en demander le remboursement à votre banque, selon la convention que vous avez avec elle, dans les huit semaines qui suivent le débit ; " +
		"dans les treize mois si le prélèvement n’était pas autorisé.")
	p.section("Le mandat", 20)
	p.cells("Référence unique du mandat (RUM), remplie par l’établissement", 16)
	p.tick("Paiement", "répété (une échéance après l’autre)", "en une fois")
	p.section("Le titulaire du compte", 30)
	p.blank("Nom et prénom", joinNonEmpty(" ", d.Reader.Civility, d.Reader.Name))
	p.blank("Adresse", joinNonEmpty(", ", d.Reader.AddressLines...))
	p.cells("IBAN", 27)
	p.cells("BIC", 11)
	p.section("Le créancier", 24)
	p.blank("Nom", b.Origin.Letterhead.SchoolName)
	p.blank("Adresse", joinNonEmpty(", ", b.Origin.Letterhead.AddressLines...))
	p.blank("Identifiant créancier SEPA (ICS)", b.Creditor.ICS)
	p.blank("SIRET", b.Creditor.SIRET)
	p.blank("Élève concerné", joinNonEmpty(", ", d.Pupil.Name, d.Pupil.Class, pupilNumber(d.Number)))
	if len(d.Schedule) > 0 {
		p.section("Ce qui sera prélevé", tableHeight(len(d.Schedule), 10))
		p.schedule(d.Schedule, d.Price)
	}
	p.handSigned("Le titulaire du compte")
	p.small("À rendre avec un relevé d’identité bancaire. Ces coordonnées ne servent qu’à ce prélèvement.")
	return nil
}

func pupilNumber(n string) string {
	if n == "" {
		return ""
	}
	return "élève n° " + n
}
