package pb_hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// cardDoors says in the table that F-23 is judged on every row that holds free text; judgeCards does it for all
// collections alike.
func cardDoors() []door {
	return []door{{"*", []moment{create, update}, []string{"F-23"}, nil}}
}

// cardFacts are the fields of a row in which a card number was found.
type cardFacts struct{ fields []string }

var cardRules = law.Rulebook[cardFacts]{{Rule: "F-23", Judge: func(f cardFacts) []law.Finding {
	var findings []law.Finding
	for _, field := range f.fields {
		findings = append(findings, law.Finding{
			Severity: law.Block, Field: field, What: "Ce champ contient ce qui ressemble à un numéro de carte bancaire.",
			Why: "Aucun numéro de carte n’est jamais conservé : le paiement se fait sur la page de PayFiP, que l’établissement ne voit pas.",
			Fix: "Effacez ce numéro.",
		})
	}
	return findings
}}}

// judgeCards looks for card numbers in every text that a write changes.
func judgeCards(w write) ([]law.Finding, error) {
	if w.moment == remove {
		return nil, nil
	}
	var facts cardFacts
	for _, field := range w.record.Collection().Fields {
		switch field.Type() {
		case core.FieldTypeText, core.FieldTypeEditor, core.FieldTypeJSON, core.FieldTypeURL:
		default:
			continue
		}
		value := w.record.GetString(field.GetName())
		if len(value) >= 13 && HoldsCardNumber(value) && (w.before == nil || w.before.GetString(field.GetName()) != value) {
			facts.fields = append(facts.fields, field.GetName())
		}
	}
	if len(facts.fields) == 0 {
		return nil, nil
	}
	regime, err := school.Regime(w.app, "", "")
	if err != nil {
		return nil, err
	}
	return cardRules.Check(facts, regime), nil
}

// HoldsCardNumber tells whether a text contains a payment card number: 15, 16 or 19 digits, possibly spaced or dashed,
// with the prefix of a card scheme and a right Luhn key. Fourteen digits are left alone: a SIRET has a Luhn key too.
func HoldsCardNumber(s string) bool {
	digits := make([]byte, 0, 24)
	flush := func() bool {
		found := isCard(digits)
		digits = digits[:0]
		return found
	}
	separators := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isHex(c) && (i == 0 || !isHex(s[i-1])) && digestAt(s[i:]) > 0:
			if flush() {
				return true
			}
			i += digestAt(s[i:]) - 1
			separators = 0
		case c >= '0' && c <= '9':
			digits = append(digits, c-'0')
			separators = 0
		case (c == ' ' || c == '-') && len(digits) > 0 && separators == 0:
			separators++
		default:
			if flush() {
				return true
			}
			separators = 0
		}
	}
	return flush()
}

// digestAt is the length of the hexadecimal digest at the start of a text, 0 when there is none. Digests are ours, in the
// journal for instance: two in ten thousand hold sixteen digits that would pass for a card.
func digestAt(s string) int {
	n, letters := 0, false
	for n < len(s) && isHex(s[n]) {
		letters = letters || s[n] > '9'
		n++
	}
	if n < 32 || !letters {
		return 0
	}
	return n
}

func isHex(c byte) bool { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') }

func isCard(d []byte) bool {
	if len(d) < 15 || len(d) > 19 {
		return false
	}
	two, four := int(d[0])*10+int(d[1]), int(d[0])*1000+int(d[1])*100+int(d[2])*10+int(d[3])
	switch {
	case len(d) == 15 && (two == 34 || two == 37):
	case len(d) == 16 && (d[0] == 4 || (two >= 50 && two <= 69) || (four >= 2221 && four <= 2720)):
	case len(d) == 19 && (d[0] == 4 || d[0] == 6):
	default:
		return false
	}
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i])
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
