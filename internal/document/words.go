package document

import (
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// AmountInWords writes an amount in French: "trois cent douze euros et cinquante centimes". A negative amount starts with
// "moins". The orthography is the traditional one: hyphens only below one hundred, no s to "cent" and "vingt" before
// another number, "mille" never takes one, "un million d’euros".
func AmountInWords(a cents.Amount) string {
	sign, n := "", uint64(a) //nolint:gosec // a negative amount is turned on the next line
	if a < 0 {
		sign, n = "moins ", -n // two's complement: right for the smallest int64 too
	}
	euros, hundredths := n/100, n%100
	var parts []string
	if euros > 0 || hundredths == 0 {
		parts = append(parts, numberInWords(euros)+unitOf(euros, "euro"))
	}
	if hundredths > 0 {
		parts = append(parts, numberInWords(hundredths)+unitOf(hundredths, "centime"))
	}
	return sign + strings.Join(parts, " et ")
}

// unitOf is the noun after the number n: French has the plural from two on, and "de" after a round million.
func unitOf(n uint64, noun string) string {
	link := " "
	if n >= 1e6 && n%1e6 == 0 {
		link = " d’" // only euros reach a million, and euro starts with a vowel
	}
	if n >= 2 {
		noun += "s"
	}
	return link + noun
}

// scales are the names above a thousand, on the long scale: they are nouns, so "cents" and "vingts" agree before them.
var scales = [...]struct {
	value uint64
	name  string
}{{1e15, "billiard"}, {1e12, "billion"}, {1e9, "milliard"}, {1e6, "million"}}

func numberInWords(n uint64) string {
	if n == 0 {
		return "zéro"
	}
	var words []string
	for _, scale := range scales {
		count := n / scale.value
		n %= scale.value
		if count == 0 {
			continue
		}
		name := scale.name
		if count >= 2 {
			name += "s"
		}
		words = append(words, belowThousand(count, true), name)
	}
	if thousands := n / 1000; thousands > 1 {
		words = append(words, belowThousand(thousands, false), "mille")
	} else if thousands == 1 {
		words = append(words, "mille")
	}
	if rest := n % 1000; rest > 0 {
		words = append(words, belowThousand(rest, true))
	}
	return strings.Join(words, " ")
}

// belowThousand writes 1 to 999. agree tells whether "cent" and "vingt" may take their s: not before "mille".
func belowThousand(n uint64, agree bool) string {
	hundreds, rest := n/100, n%100
	var words []string
	if hundreds > 1 {
		words = append(words, units[hundreds])
	}
	if hundreds > 0 {
		if hundreds > 1 && rest == 0 && agree {
			words = append(words, "cents")
		} else {
			words = append(words, "cent")
		}
	}
	if rest > 0 {
		words = append(words, belowHundred(rest, agree))
	}
	return strings.Join(words, " ")
}

func belowHundred(n uint64, agree bool) string {
	if n < 20 {
		return units[n]
	}
	ten, unit := n/10, n%10
	if ten == 7 || ten == 9 { // soixante-dix and quatre-vingt-dix count on to nineteen
		ten, unit = ten-1, unit+10
	}
	switch {
	case n == 80 && agree:
		return "quatre-vingts"
	case unit == 0:
		return tens[ten]
	case (unit == 1 || unit == 11) && ten != 8:
		return tens[ten] + " et " + units[unit]
	}
	return tens[ten] + "-" + units[unit]
}

var units = [...]string{
	"", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
	"quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
}

var tens = [...]string{"", "", "vingt", "trente", "quarante", "cinquante", "soixante", "", "quatre-vingt", ""}
