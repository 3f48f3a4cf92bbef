package school

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ligatures are two letters to whoever searches.
var ligatures = strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae")

// Fold writes a text without case nor accents, words apart: "Élodie  D'Aubigné-LEROY" → "elodie d aubigne leroy". Searching
// and sorting names go through it: people type as they can.
func Fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(ligatures.Replace(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '@', r == '.':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

// Matches tells whether every word of a search stands in a text, both folded.
func Matches(search, text string) bool {
	text = Fold(text)
	for _, word := range strings.Fields(Fold(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
