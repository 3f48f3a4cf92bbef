package payfip

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxObjet is the length of objet, in characters.
const maxObjet = 99

// NormalizeObjet turns any label into what PayFiP accepts in objet: ASCII letters, digits and single spaces, 99 characters
// at most, possibly empty (the field is then left out). Accents are dropped, apostrophes and hyphens become spaces, the
// rest disappears: "Séjour à Nîmes – l’arène" gives "Sejour a Nimes l arene". Idempotent.
func NormalizeObjet(label string) string {
	var out strings.Builder
	space := false
	for _, r := range norm.NFKD.String(ligatures(label)) {
		switch {
		case r < unicode.MaxASCII && isAlphanumeric(byte(r)): //nolint:gosec // below 128
			if space && out.Len() > 0 {
				out.WriteByte(' ')
			}
			space = false
			out.WriteByte(byte(r)) //nolint:gosec // below 128
		case unicode.IsSpace(r) || r == '\'' || r == '’' || r == '‘' || unicode.Is(unicode.Pd, r):
			space = true
		}
	}
	objet := out.String()
	if len(objet) > maxObjet {
		objet = strings.TrimRight(objet[:maxObjet], " ")
	}
	return objet
}

// ligatures spells out the letters that Unicode does not decompose: without it "cœur" would become "cur".
func ligatures(s string) string {
	return strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss").Replace(s)
}
