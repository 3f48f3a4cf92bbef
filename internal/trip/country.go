package trip

// Country is where a trip may go: its two-letter code (ISO 3166-1) and its French name.
type Country struct{ Code, Name string }

// Countries lists France first, then the neighbours and the usual destinations of school trips, in alphabetical order.
var Countries = []Country{
	{"FR", "France"},
	{"ZA", "Afrique du Sud"}, {"DE", "Allemagne"}, {"AD", "Andorre"}, {"AR", "Argentine"}, {"AU", "Australie"}, {"AT", "Autriche"},
	{"BE", "Belgique"}, {"BR", "Brésil"}, {"BG", "Bulgarie"}, {"CA", "Canada"}, {"CL", "Chili"}, {"CN", "Chine"}, {"CY", "Chypre"}, {"KR", "Corée du Sud"},
	{"HR", "Croatie"}, {"DK", "Danemark"}, {"AE", "Émirats arabes unis"}, {"ES", "Espagne"}, {"EE", "Estonie"}, {"US", "États-Unis"},
	{"FI", "Finlande"}, {"GR", "Grèce"}, {"HU", "Hongrie"}, {"IN", "Inde"}, {"IE", "Irlande"}, {"IS", "Islande"}, {"IT", "Italie"}, {"JP", "Japon"},
	{"LV", "Lettonie"}, {"LT", "Lituanie"}, {"LU", "Luxembourg"}, {"MT", "Malte"}, {"MA", "Maroc"}, {"MU", "Maurice"}, {"MX", "Mexique"},
	{"MC", "Monaco"}, {"NO", "Norvège"}, {"NL", "Pays-Bas"}, {"PE", "Pérou"}, {"PL", "Pologne"}, {"PT", "Portugal"}, {"RO", "Roumanie"}, {"GB", "Royaume-Uni"},
	{"SN", "Sénégal"}, {"RS", "Serbie"}, {"SK", "Slovaquie"}, {"SI", "Slovénie"}, {"SE", "Suède"}, {"CH", "Suisse"}, {"CZ", "Tchéquie"}, {"TN", "Tunisie"},
	{"TR", "Turquie"}, {"VA", "Vatican"}, {"VN", "Viêt Nam"},
}

// CountryName is the French name of a country, or its code when the list has it not; a draft taken over from another program
// may not say it.
func CountryName(code string) string {
	if code == unknownCountry {
		return "pays à préciser"
	}
	for _, c := range Countries {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}
