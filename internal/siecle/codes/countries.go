package codes

import "strings"

// CountryName is the French name of a country or territory by its INSEE code, as SIECLE writes nationalities and places of
// birth ("100", "99100"); "" when the code is empty or not in this list.
func CountryName(code string) string {
	if code = strings.TrimSpace(code); len(code) == 5 {
		code = strings.TrimPrefix(code, "99")
	}
	return countries[code]
}

// countries are the countries whose pupils are met in French schools; a code that is not there is printed as it is.
var countries = map[string]string{
	"100": "France",
	"101": "Danemark", "102": "Islande", "103": "Norvège", "104": "Suède", "105": "Finlande", "106": "Estonie", "107": "Lettonie", "108": "Lituanie",
	"109": "Allemagne", "110": "Autriche", "111": "Bulgarie", "112": "Hongrie", "113": "Liechtenstein", "114": "Roumanie", "116": "Tchéquie",
	"117": "Slovaquie", "118": "Bosnie-Herzégovine", "119": "Croatie", "120": "Monténégro", "121": "Serbie", "122": "Pologne", "123": "Russie",
	"125": "Albanie", "126": "Grèce", "127": "Italie", "128": "Saint-Marin", "129": "Vatican", "130": "Andorre", "131": "Belgique", "132": "Royaume-Uni",
	"134": "Espagne", "135": "Pays-Bas", "136": "Irlande", "137": "Luxembourg", "138": "Monaco", "139": "Portugal", "140": "Suisse", "144": "Malte",
	"145": "Slovénie", "148": "Biélorussie", "151": "Moldavie", "155": "Ukraine", "156": "Macédoine du Nord", "157": "Kosovo",
	"203": "Irak", "204": "Iran", "205": "Liban", "206": "Syrie", "207": "Israël", "208": "Turquie", "212": "Afghanistan", "213": "Pakistan", "216": "Chine",
	"217": "Japon", "219": "Thaïlande", "220": "Philippines", "223": "Inde", "234": "Cambodge", "235": "Sri Lanka", "239": "Corée du Sud", "241": "Laos",
	"243": "Viêt Nam", "246": "Bangladesh", "252": "Arménie", "254": "Chypre", "255": "Géorgie",
	"301": "Égypte", "303": "Afrique du Sud", "312": "Congo (République démocratique)", "322": "Cameroun", "323": "Centrafrique", "324": "Congo",
	"326": "Côte d’Ivoire", "327": "Bénin", "328": "Gabon", "329": "Ghana", "330": "Guinée", "331": "Burkina", "333": "Madagascar", "335": "Mali",
	"336": "Mauritanie", "337": "Niger", "338": "Nigeria", "341": "Sénégal", "344": "Tchad", "345": "Togo", "350": "Maroc", "351": "Tunisie", "352": "Algérie",
	"390": "Maurice", "396": "Cap-Vert", "397": "Comores",
	"401": "Canada", "404": "États-Unis", "405": "Mexique", "410": "Haïti", "415": "Argentine", "416": "Brésil", "417": "Chili", "419": "Colombie", "422": "Pérou",
	"501": "Australie",
}
