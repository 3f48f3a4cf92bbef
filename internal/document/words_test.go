package document

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
)

func TestAmountInWords(t *testing.T) {
	for a, want := range map[cents.Amount]string{
		0:               "zéro euro",
		1:               "un centime",
		50:              "cinquante centimes",
		100:             "un euro",
		101:             "un euro et un centime",
		200:             "deux euros",
		31250:           "trois cent douze euros et cinquante centimes",
		1700:            "dix-sept euros",
		2100:            "vingt et un euros",
		2200:            "vingt-deux euros",
		6100:            "soixante et un euros",
		7000:            "soixante-dix euros",
		7100:            "soixante et onze euros",
		7200:            "soixante-douze euros",
		7700:            "soixante-dix-sept euros",
		8000:            "quatre-vingts euros",
		8100:            "quatre-vingt-un euros",
		9000:            "quatre-vingt-dix euros",
		9100:            "quatre-vingt-onze euros",
		9999:            "quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes",
		10000:           "cent euros",
		10100:           "cent un euros",
		18000:           "cent quatre-vingts euros",
		20000:           "deux cents euros",
		20100:           "deux cent un euros",
		28000:           "deux cent quatre-vingts euros",
		100000:          "mille euros",
		100100:          "mille un euros",
		120000:          "mille deux cents euros",
		200000:          "deux mille euros",
		8000000:         "quatre-vingt mille euros",
		8000080:         "quatre-vingt mille euros et quatre-vingts centimes",
		20000000:        "deux cent mille euros",
		28000000:        "deux cent quatre-vingt mille euros",
		7100000:         "soixante et onze mille euros",
		100_000_000:     "un million d’euros",
		100_050_000:     "un million cinq cents euros",
		200_000_001:     "deux millions d’euros et un centime",
		8_000_000_000:   "quatre-vingts millions d’euros",
		20_000_000_000:  "deux cents millions d’euros",
		100_000_000_000: "un milliard d’euros",
		300_000_000_100: "trois milliards un euros",
		-31250:          "moins trois cent douze euros et cinquante centimes",
		123_456_789:     "un million deux cent trente-quatre mille cinq cent soixante-sept euros et quatre-vingt-neuf centimes",
		math.MinInt64:   "moins quatre-vingt-douze billiards deux cent trente-trois billions sept cent vingt milliards trois cent soixante-huit millions cinq cent quarante-sept mille sept cent cinquante-huit euros et huit centimes",
	} {
		if got := AmountInWords(a); got != want {
			t.Errorf("%d: %q, want %q", int64(a), got, want)
		}
	}
}

func TestAmountInWordsIsUniqueBelowOneThousand(t *testing.T) {
	seen := map[string]uint64{}
	for n := range uint64(1000) {
		words := numberInWords(n)
		if other, twice := seen[words]; twice {
			t.Errorf("%d and %d are both %q", other, n, words)
		}
		seen[words] = n
	}
}

// misspelt is what French never writes: "mille" with an s, "un mille", an s to "cent" or "vingt" before another numeral.
var misspelt = regexp.MustCompile(`milles|(^|moins |ards? |ons? )un mille|cents (mille |un|deux|vingt)|vingts( mille|-)`)

func TestAmountInWordsIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := cents.Amount(rapid.Int64().Draw(t, "amount"))
		words := AmountInWords(a)
		if words != strings.TrimSpace(words) || strings.Contains(words, "  ") || strings.Contains(words, "--") {
			t.Fatalf("%d: %q", int64(a), words)
		}
		if wrong := misspelt.FindString(words); wrong != "" {
			t.Fatalf("%d: %q has %q", int64(a), words, wrong)
		}
		if a != math.MinInt64 && a < 0 && words != "moins "+AmountInWords(-a) {
			t.Fatalf("%d: %q is not the opposite of %q", int64(a), words, AmountInWords(-a))
		}
	})
}

// TestAmountInWordsDiffersFromItsNeighbour catches a number word that would swallow a unit.
func TestAmountInWordsDiffersFromItsNeighbour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := cents.Amount(rapid.Int64Range(0, math.MaxInt64-100).Draw(t, "amount"))
		for _, step := range []cents.Amount{1, 100} {
			if AmountInWords(a) == AmountInWords(a+step) {
				t.Fatalf("%d and %d are both %q", int64(a), int64(a+step), AmountInWords(a))
			}
		}
	})
}
