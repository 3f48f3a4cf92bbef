package document

// exit prints what a family copies on the official form of exit from the territory. It is no form: the form is the State's.
func (p *paper) exit(_ FamilyBatch, d FamilyPaper) error {
	p.formHead("Aide pour l’autorisation de sortie du territoire", d)
	p.aside(func() {
		p.said("Cette feuille n’est pas l’autorisation. Un mineur qui réside en France et la quitte sans un titulaire de l’autorité parentale part avec l’original du formulaire " +
			"Cerfa n° 15646*01, rempli et signé, et la copie lisible de la pièce d’identité du signataire. Le formulaire se trouve sur service-public.gouv.fr.")
	})
	p.y += 2
	p.section("1. Le mineur", 24)
	p.blank("Nom de famille, prénoms (comme à l’état civil)", d.Pupil.Name)
	p.blank("Né(e) le", d.Pupil.Born.French())
	p.blank("À (commune et pays)", d.BirthPlace)
	p.section("2. Le titulaire de l’autorité parentale qui signe", 40)
	p.blank("Nom de famille", d.Reader.LastName)
	p.blank("Prénoms", d.Reader.FirstName)
	p.blank("Né(e) le, à", "")
	p.blank("Nationalité", "")
	p.blank("Adresse", joinNonEmpty(", ", d.Reader.AddressLines...))
	p.blank("Téléphone, adresse électronique", joinNonEmpty("  ·  ", d.Reader.Phones...))
	p.tick("Agissant en qualité de", "père", "mère", "tuteur", "autre")
	p.section("3. La durée", 20)
	p.said("L’autorisation vaut au plus un an à partir de la signature. Pour ce voyage, elle doit couvrir les jours qui suivent.")
	p.blank("Du", d.Trip.Start.French())
	p.blank("Jusqu’au", d.Trip.End.French())
	p.section("4. La pièce d’identité dont la copie est jointe", 30)
	p.blank("Nature et numéro", "")
	p.blank("Délivrée le, par", "")
	p.small("Signataire français : carte d’identité ou passeport, valide ou périmé depuis moins de cinq ans. Ressortissant d’un autre État de l’Union européenne : carte, passeport ou titre " +
		"de séjour valide. Autre nationalité : passeport, titre de séjour ou de réfugié valide.")
	p.small("Article 371-6 du code civil ; décret n° 2016-1483 du 2 novembre 2016 ; arrêté du 13 décembre 2016. L’autorisation ne lève ni une opposition ni une interdiction de sortie du territoire.")
	return nil
}
