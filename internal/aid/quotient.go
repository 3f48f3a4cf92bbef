package aid

import (
	"fmt"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Means are what a family lives on, as its tax notice says.
type Means struct {
	Income     cents.Amount `json:"income,omitempty"`      // reference income of the year
	Shares     int          `json:"shares,omitempty"`      // in hundredths: 2,5 shares are 250
	Typed      cents.Amount `json:"typed,omitempty"`       // a quotient taken from a paper, when income is not given
	NoticeYear string       `json:"notice_year,omitempty"` // of the notice
	Notice     string       `json:"notice,omitempty"`      // its reference
}

// daysOfQuotient divide a yearly quotient into a daily one: the ancestor's screens said 365 and calculated with 360, which
// is what the tax notice's month of thirty days gives.
const daysOfQuotient = 360

// Quotient is the family quotient: the reference income by share, by day when asked. A typed quotient is taken as it is.
// It is rounded to the nearest cent. known is false when nothing gives it.
func (m Means) Quotient(daily bool) (q cents.Amount, known bool) {
	switch {
	case m.Income > 0 && m.Shares > 0:
		divisor := int64(m.Shares)
		if daily {
			divisor *= daysOfQuotient
		}
		return cents.Amount((int64(m.Income)*100 + divisor/2) / divisor), true
	case m.Typed > 0:
		return m.Typed, true
	}
	return 0, false
}

// ParseShares reads a number of shares as the tax notice writes it: "2", "2,5", "1,25".
func ParseShares(s string) (hundredths int, err error) {
	a, err := cents.Parse(s)
	if err != nil || a <= 0 || a > 3000 {
		return 0, fmt.Errorf("« %.10s » n’est pas un nombre de parts : écrivez-le comme 2,5", s)
	}
	return int(a), nil
}

// SharesText writes hundredths of a share in French: "2,5".
func SharesText(hundredths int) string {
	if hundredths == 0 {
		return ""
	}
	return strings.TrimSuffix(strings.TrimRight(cents.Amount(hundredths).Plain(), "0"), ",")
}

// Bracket is a step of the scale: Min is in it, Max is not; a Max of zero has no top.
type Bracket struct {
	Name    string       `json:"name"`
	Min     cents.Amount `json:"min"`
	Max     cents.Amount `json:"max,omitempty"`
	Percent int          `json:"percent"`
}

// Holds tells whether a quotient is in the bracket.
func (b Bracket) Holds(q cents.Amount) bool { return q >= b.Min && (b.Max == 0 || q < b.Max) }

// Range writes the bracket: « de 0,00 € à moins de 500,00 € ».
func (b Bracket) Range() string {
	if b.Max == 0 {
		return "à partir de " + b.Min.String()
	}
	return "de " + b.Min.String() + " à moins de " + b.Max.String()
}

// BracketOf finds the bracket of a quotient.
func BracketOf(all []Bracket, q cents.Amount) (Bracket, bool) {
	for _, b := range all {
		if b.Holds(q) {
			return b, true
		}
	}
	return Bracket{}, false
}

// checkBrackets says what is wrong in a scale: it starts at nothing, each step starts where the one before stops, the last
// has no top, a percentage is between 0 and 100.
func checkBrackets(all []Bracket) []law.Finding {
	if len(all) == 0 {
		return refuse("tranches", "Un barème a au moins une tranche.", "")
	}
	var findings []law.Finding
	from := cents.Amount(0)
	for i, b := range all {
		name := fmt.Sprintf("Tranche %d", i+1)
		switch last := i == len(all)-1; {
		case trim(b.Name) == "":
			findings = append(findings, house("tranches", name+" : il lui manque un nom.", ""))
		case b.Min != from:
			findings = append(findings, house("tranches", name+" : elle commence à "+b.Min.String()+", la précédente s’arrête à "+from.String()+".", "Les tranches se suivent sans trou ni recouvrement ; la première commence à 0."))
		case b.Max != 0 && b.Max <= b.Min:
			findings = append(findings, house("tranches", name+" : son maximum n’est pas au-dessus de son minimum.", ""))
		case b.Max == 0 && !last:
			findings = append(findings, house("tranches", name+" : seule la dernière tranche n’a pas de maximum.", ""))
		case b.Max != 0 && last:
			findings = append(findings, house("tranches", name+" : la dernière tranche n’a pas de maximum.", "Laissez-le vide : tout quotient trouve sa tranche."))
		case b.Percent < 0 || b.Percent > 100:
			findings = append(findings, house("tranches", name+" : un pourcentage va de 0 à 100.", ""))
		}
		from = b.Max
	}
	return findings
}

// PartOf is a percentage of a sum, to the nearest cent, never above it.
func PartOf(sum cents.Amount, percent int) cents.Amount {
	if sum <= 0 || percent <= 0 {
		return 0
	}
	return min(sum, cents.Amount((int64(sum)*int64(percent)+50)/100))
}
