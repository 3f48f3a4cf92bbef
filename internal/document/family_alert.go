package document

// alert prints the leave that a family gives to travel while the alert plan of the State is in force.
func (p *paper) alert(_ FamilyBatch, d FamilyPaper) error {
	p.formHead("Autorisation de voyager en période d’alerte", d)
	p.dateline()
	who, goes := "Je, responsable de "+d.Pupil.Name, "autorise sa participation"
	escort := "J’accompagne l’élève, ou je le fais accompagner par un adulte, jusqu’au quai, à la porte d’embarquement ou au car, au départ comme au retour."
	if d.Adult {
		who, goes = "Je, "+d.Pupil.Name, "confirme ma participation"
		escort = "Je me présente au quai, à la porte d’embarquement ou au car, au départ comme au retour, à l’heure dite."
	}
	p.said("Le plan Vigipirate est en vigueur : des contrôles, des retards et des changements d’itinéraire sont possibles, et les autorités peuvent interdire le départ jusqu’au dernier jour.")
	p.said(who + ", ai pris connaissance de ces conditions et " + goes + " au voyage « " + d.Trip.Title + " » à " + d.Trip.Place + ", " + dates(d.Trip.Start, d.Trip.End) + ".")
	p.said(escort)
	p.said("Je peux être joint à tout moment pendant le voyage au numéro suivant.")
	p.blank("Téléphone", "")
	p.handSigned(d.label())
	return nil
}
