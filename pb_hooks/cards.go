package pb_hooks

import (
	"strings"
	"unicode/utf8"

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

// HoldsCardNumber tells whether a text contains a payment card number: 15, 16 or 19 digits with the prefix of a card scheme
// and a right Luhn key, written in one go, in the groups of a card, or spaced as one likes. Fourteen digits are left alone
// (a SIRET has a Luhn key too), and so is an IBAN, whose groups of four look like a card's.
func HoldsCardNumber(s string) bool {
	var run digits
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case isHex(c) && (i == 0 || !isHex(s[i-1])) && digestAt(s[i:]) > 0:
			if run.holdCard() {
				return true
			}
			run, i = digits{}, i+digestAt(s[i:])
		case c >= '0' && c <= '9':
			if len(run.groups) == 0 {
				run.iban = i >= 2 && isCapital(s[i-1]) && isCapital(s[i-2])
			}
			end := i
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			run.groups, i = append(run.groups, s[i:end]), end
		default:
			width := separatorAt(s[i:])
			if width == 0 || len(run.groups) == 0 {
				if run.holdCard() {
					return true
				}
				run, width = digits{}, max(width, 1)
			}
			i += width
		}
	}
	return run.holdCard()
}

// digits are groups of digits with nothing but separators between them.
type digits struct {
	groups []string
	iban   bool // the first group follows two capitals, as the key of an IBAN does
}

// cardShapes are the groups in which cards are printed and read out.
var cardShapes = [][]int{{15}, {16}, {19}, {4, 4, 4, 4}, {4, 6, 5}, {4, 4, 4, 4, 3}}

func (d digits) holdCard() bool {
	if d.iban && len(d.groups[0]) != 16 {
		return false
	}
	if isCard(strings.Join(d.groups, "")) {
		return true
	}
	// A date or an amount before the number does not hide it: each sequence of groups that has a card's shape is tried.
	for i := range d.groups {
		for _, shape := range cardShapes {
			if i+len(shape) <= len(d.groups) && hasShape(d.groups[i:], shape) && isCard(strings.Join(d.groups[i:i+len(shape)], "")) {
				return true
			}
		}
	}
	return false
}

func hasShape(groups []string, shape []int) bool {
	for i, n := range shape {
		if len(groups[i]) != n {
			return false
		}
	}
	return true
}

// separatorAt is the length of what may stand between two groups of a number: one or two spaces, thin and no-break ones
// included, a dash or a dot.
func separatorAt(s string) int {
	n, width := 0, 0
	for _, r := range s {
		if n == 3 || !strings.ContainsRune(" -.\u00a0\u202f\u2009\t", r) {
			break
		}
		n++
		width += utf8.RuneLen(r)
	}
	if n > 2 {
		return 0
	}
	return width
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

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

func isCard(number string) bool {
	if len(number) < 15 || len(number) > 19 {
		return false
	}
	d := []byte(number)
	for i := range d {
		d[i] -= '0'
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
