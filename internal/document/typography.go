package document

import (
	"strings"
	"unicode"
)

const (
	noBreak     = '\u00a0' // before « : » and « » », around quotes, between a number and its unit
	thinNoBreak = '\u202f' // before « ; », « ! », « ? » and between thousands
)

// french applies the typography of French to clean prose: curly apostrophes, ellipses, no-break spaces around the double
// punctuation and the quotes, in numbers, before units and after the short titles. It adds or changes spaces, it never
// touches a letter or a digit, and applied twice it changes nothing more.
func french(s string) string {
	in := []rune(strings.ReplaceAll(s, "...", "…"))
	out := make([]rune, 0, len(in)+8)
	for i, r := range in {
		before, after := at(in, i-1), at(in, i+1)
		switch r {
		case '\'':
			if unicode.IsLetter(before) && (unicode.IsLetter(after) || after == '«' || after == 0 && elided(wordBefore(in, i))) {
				r = '’'
			}
		case ' ':
			r = spaceBetween(in, i)
		case ';', '!', '?':
			if endsWord(before) && opensNothing(after) {
				out = append(out, thinNoBreak)
			}
		case ':':
			if endsWord(before) && opensNothing(after) {
				out = append(out, noBreak)
			}
		case '»':
			if endsWord(before) || before == '…' || before == '.' {
				out = append(out, noBreak)
			}
		}
		out = append(out, r)
		if r == '«' && (unicode.IsLetter(after) || unicode.IsDigit(after)) {
			out = append(out, noBreak)
		}
	}
	return string(out)
}

// spaceBetween is the space that belongs at i, given what stands around it.
func spaceBetween(in []rune, i int) rune {
	before, after := at(in, i-1), at(in, i+1)
	switch {
	case strings.ContainsRune(";!?", after):
		return thinNoBreak
	case strings.ContainsRune(":»%€", after), before == '«', before == '°':
		return noBreak
	case unicode.IsDigit(before) && unicode.IsDigit(after):
		switch digits(in, i+1) {
		case 2:
			return noBreak // a phone number
		case 3:
			return thinNoBreak
		}
	case titles[wordBefore(in, i)]:
		return noBreak
	}
	return ' '
}

var titles = map[string]bool{
	"M.": true, "MM.": true, "Mme": true, "Mmes": true, "Mlle": true, "Dr": true, "Me": true, "art.": true, "p.": true, "n°": true, "N°": true,
}

func wordBefore(in []rune, i int) string {
	start := i
	for start > 0 && i-start < 6 && !unicode.IsSpace(in[start-1]) {
		start--
	}
	return strings.TrimLeft(string(in[start:i]), "(«\u00a0")
}

// elided tells a word that has lost its last vowel: the next one may stand in another face, "l'**élève**".
func elided(word string) bool {
	word = strings.ToLower(word)
	switch word {
	case "c", "d", "j", "l", "m", "n", "s", "t":
		return true
	}
	return strings.HasSuffix(word, "qu")
}

func digits(in []rune, i int) int {
	n := 0
	for unicode.IsDigit(at(in, i+n)) {
		n++
	}
	return n
}

func at(in []rune, i int) rune {
	if i < 0 || i >= len(in) {
		return 0
	}
	return in[i]
}

func endsWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '»'
}

// opensNothing tells that the sign before ends a word: a question mark in an address of a site does not.
func opensNothing(r rune) bool {
	return r == 0 || unicode.IsSpace(r) || r == ')' || r == '»'
}
