package components

import (
	"strings"

	. "maragu.dev/gomponents"
)

// French is text set the French way: the space before « : », « ; », « ! », « ? », inside guillemets, before a unit of
// money and after « n° » never breaks. Every string a component receives goes through it; views may use it for their own.
func French(text string) Node { return Text(unbroken(text)) }

func unbroken(text string) string {
	if !strings.ContainsAny(text, ":;!?«»€°%") {
		return text
	}
	return spaces.Replace(text)
}

// Full no-break space around what French sets apart by a word space, a narrow one before high punctuation.
var spaces = strings.NewReplacer(
	" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " €", "\u00a0€", "n° ", "n°\u00a0", " %", "\u00a0%",
	" ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?",
)
