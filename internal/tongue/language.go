// Package tongue says in the reader's language what the rest of the program says in French. The French sentence is the key:
// finished sentences are looked up as they stand, amounts, days and numbers recognised in them, so that nobody who writes
// a page, a message or a refusal has anything else to do than to write good French.
package tongue

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// Language is one line of the table of languages.
type Language struct {
	Code string // of its file in content/messages and of the attribute lang
	Name string // as its readers call it
	Dir  string // "ltr" or "rtl"
	writing
}

// French is the language everything is written in.
const French = "fr"

// Languages is the table of languages, French first, in the order in which they are offered.
var Languages = []Language{
	{French, "Français", "ltr", frenchWriting},
	{"en", "English", "ltr", englishWriting},
	{"ar", "العربية", "rtl", arabicWriting},
	{"pt", "Português", "ltr", portugueseWriting},
	{"tr", "Türkçe", "ltr", turkishWriting},
	{"uk", "Українська", "ltr", ukrainianWriting},
}

// Of is the language of a code; ok is false when there is none.
func Of(code string) (l Language, ok bool) {
	i := slices.IndexFunc(Languages, func(l Language) bool { return l.Code == code })
	if i < 0 {
		return Languages[0], false
	}
	return Languages[i], true
}

// Accepted is the code of the language that a browser prefers among ours, by its Accept-Language; French when none fits.
func Accepted(header string) string {
	best, weight := French, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		w := 1.0
		if value, found := strings.CutPrefix(strings.TrimSpace(q), "q="); found {
			w, _ = strconv.ParseFloat(value, 64) // what is not a number weighs nothing
		}
		parsed, err := language.Parse(tag)
		if err != nil {
			continue
		}
		base, _ := parsed.Base()
		if _, ours := Of(base.String()); ours && w > weight {
			best, weight = base.String(), w
		}
	}
	return best
}
