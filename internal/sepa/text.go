package sepa

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text writes a text with the characters that every bank of the SEPA area takes (EPC217-08: letters without accents, digits,
// and / - ? : ( ) . , ' + space), in at most so many of them. What has no equivalent becomes a space, never an error: a name
// is not refused for its spelling. A field neither starts nor ends with a slash, nor holds two in a row.
func Text(s string, limit int) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(spelled.Replace(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < unicode.MaxASCII && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/-?:().,'+", r)):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	for strings.Contains(text, "//") {
		text = strings.ReplaceAll(text, "//", "/")
	}
	text = strings.Trim(text, "/ ")
	if len(text) > limit {
		text = strings.TrimRight(text[:limit], "/ ")
	}
	return text
}

// spelled are the letters that do not come apart into a plain one and a mark.
var spelled = strings.NewReplacer(
	"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th",
	"Þ", "TH", "ı", "i", "’", "'", "‘", "'", "ʼ", "'", "–", "-", "—", "-", "‐", "-", "\u2011", "-", "&", "+", "«", " ", "»", " ", "n°", "no", "N°", "No",
	"€", "EUR",
)
