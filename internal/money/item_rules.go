package money

import (
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// What may not be charged is known by what the family would read: the label of the charge. Trips are left to V-02, which
// knows whether an outing is compulsory; their labels are titles.

// teaching are the words of what public teaching gives for nothing (F-16), each folded: without accents, in small letters.
var teaching = []string{
	"photocopie", "reprographie", "affranchissement", "timbre", "frais de dossier", "frais d inscription", "frais de scolarite", "droits d inscription",
	"droit d inscription", "premier carnet", "carnet de correspondance", "carnet de liaison",
}

// replaced are the words of what is sold because the first was lost: a tariff of the board may ask for it.
var replaced = []string{"perdu", "perte", "remplacement", "duplicata", "deteriore", "abime", "second ", "deuxieme", "2e "}

func judgeTeaching(f ChargeFacts) []law.Finding {
	if !mentions(f.Words, teaching) || mentions(f.Words, replaced) {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Field: "label", Who: string(school.Bursar),
		What: "« " + f.Label + " » relève de l’enseignement : rien ne peut en être demandé aux familles.",
		Why:  "L’enseignement public du second degré est gratuit (L132-2 du code de l’éducation).",
		Fix:  "Inscrivez cette dépense au budget de l’établissement. Un remplacement voté se nomme comme tel : « carnet perdu ».",
	}}
}

// associations are the words of those whose dues are never the school’s to charge (F-17).
var associations = []string{
	"foyer socio educatif", "fse ", "maison des lyceens", "mdl ", "association sportive", "unss", "adhesion", "cotisation", "amicale",
	"association de parents",
}

func judgeDues(f ChargeFacts) []law.Finding {
	if !mentions(f.Words, associations) {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Field: "label", Who: string(school.Bursar),
		What: "« " + f.Label + " » est la cotisation d’une association : elle n’est pas due à l’établissement et ne s’ajoute pas à ce qu’on lui paie.",
		Why:  "Cotiser est un choix ; l’argent d’une association n’est pas celui de l’établissement.",
		Fix:  "L’association la propose à part, sans case cochée d’avance, et la reçoit elle-même.",
	}}
}

// wordsOf is a label as it is compared: without accents, in small letters, words apart. The title of a trip says nothing here.
func (b *batch) wordsOf(label string, ofTrip bool) string {
	if ofTrip {
		return ""
	}
	words, known := b.words[label]
	if !known {
		words = folded(label)
		b.words[label] = words
	}
	return words
}

func folded(label string) string { return " " + strings.ReplaceAll(school.Fold(label), ".", " ") + " " }

// mentions tells whether a folded label holds one of the words, at the beginning of a word.
func mentions(label string, words []string) bool {
	for _, w := range words {
		if strings.Contains(label, " "+w) {
			return true
		}
	}
	return false
}
