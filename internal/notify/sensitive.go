package notify

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// sensitive are the terms that never show on a locked screen, folded: small letters, no accents, whole words. Debt, aid,
// health, and what gives them away.
var sensitive = []string{
	// debt
	"impaye", "impayes", "impayee", "impayees", "dette", "dettes", "creance", "creances", "debiteur", "debiteurs", "huissier",
	"commissaire de justice", "contentieux", "mise en demeure", "retard de paiement", "surendettement", "saisie", "recouvrement", "solde",
	"reste a payer", "non paye", "non payee",
	// aid
	"aide", "aides", "fonds social", "fonds sociaux", "secours", "bourse", "bourses", "boursier", "boursiere", "boursiers", "remise de principe",
	"quotient familial", "assistant social", "assistante sociale", "service social", "caf", "rsa",
	// health
	"pai", "pps", "pap", "allergie", "allergies", "allergique", "sante", "medical", "medicale", "medicaux", "medicales", "medicament",
	"medicaments", "maladie", "maladies", "malade", "handicap", "handicape", "handicapee", "mdph", "infirmier", "infirmiere", "infirmerie",
	"vaccin", "vaccins", "asthme", "diabete", "epilepsie", "traitement", "psychologue", "hospitalisation",
	// discipline and protection
	"sanction", "exclusion", "conseil de discipline", "signalement", "ordonnance de protection",
}

// openVariables are the only variables a short text of a model may hold: nothing about anybody.
var openVariables = []string{"ecole", "etablissement", "school", "lien", "link", "date", "jour", "heure"}

var (
	variable = regexp.MustCompile(`\{\{\s*\.?([^{}]*?)\s*\}\}`)
	amount   = regexp.MustCompile(`(?i)€|\d[\d\s.,'’]*(?:euros?|eur|centimes?)\b|\b(?:euros?|eur)\s*\d`)
	phone    = regexp.MustCompile(`(?:\+|00)?\d(?:[\s.\-/()]*\d){7,14}`)
)

// fold writes a text as words in small letters without accents, one space between them.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r): // accents, soft hyphens, joiners
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteString(ligatures.Replace(string(unicode.ToLower(r))))
		default:
			gap = true
		}
	}
	return b.String()
}

var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae")

func holdsWords(folded, words string) bool {
	return words != "" && strings.Contains(" "+folded+" ", " "+words+" ")
}

func sensitiveTerm(folded string) string {
	for _, term := range sensitive {
		if holdsWords(folded, term) {
			return term
		}
	}
	return ""
}

func holdsAmount(s string) bool {
	return amount.MatchString(strings.Join(strings.Fields(norm.NFKC.String(s)), " "))
}

// badVariable is the first variable of a text that is not known to be harmless.
func badVariable(s string) string {
	for _, found := range variable.FindAllStringSubmatch(s, -1) {
		harmless := false
		for _, open := range openVariables {
			harmless = harmless || fold(found[1]) == open
		}
		if !harmless {
			return found[1]
		}
	}
	return ""
}

func holdsName(folded string, names []string) bool {
	for _, n := range names {
		if f := fold(n); len(f) >= 2 && holdsWords(folded, f) {
			return true
		}
	}
	return false
}

// phones lists the telephone numbers of a text in national form, each between spaces.
func phones(s string) string {
	var b strings.Builder
	for _, found := range phone.FindAllString(norm.NFKC.String(s), -1) {
		b.WriteString(nationalNumber(found) + " ")
	}
	return b.String()
}

// nationalNumber keeps the digits of a French number after its zero or its country code; others keep all their digits.
func nationalNumber(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	for _, start := range []string{"0033", "33", "0"} {
		if rest, found := strings.CutPrefix(digits, start); found {
			if rest = strings.TrimPrefix(rest, "0"); len(rest) == 9 { // +33 (0)6…
				return rest
			}
		}
	}
	return digits
}
