package components

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Capital gives a text a capital: « du 12 au 17 avril » stands alone as « Du 12 au 17 avril ».
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Sentence makes a sentence of what an error says: a capital, and a full stop unless it has its own ending.
func Sentence(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "'", "’")
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return Capital(s)
	}
	return Capital(s) + "."
}
