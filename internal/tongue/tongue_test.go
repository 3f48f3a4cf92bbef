package tongue_test

import (
	"encoding/json"
	"testing"

	"github.com/openacademie/openacademie/internal/tongue"
)

func catalogue(t *testing.T, code string, said map[string]tongue.Forms) *tongue.Catalogue {
	t.Helper()
	l, ok := tongue.Of(code)
	if !ok {
		t.Fatal(code)
	}
	return tongue.New(l, said)
}

func one(s string) tongue.Forms { return tongue.Forms{"other": s} }

func TestAFinishedSentenceIsSaidInAnotherLanguage(t *testing.T) {
	t.Parallel()
	c := catalogue(t, "en", map[string]tongue.Forms{
		"Payer {amount} avant le {day}":                  one("Pay {amount} by {day}"),
		"Rien n’est à payer aujourd’hui.":                one("Nothing is to be paid today."),
		"Pour {list}.":                                   one("For {list}."),
		"La prochaine échéance est {weekday}.":           one("Next is {weekday}."),
		"Le voyage « {text} » est {word}.":               one("The trip “{text}” is {word}."),
		"annulé":                                         one("cancelled"),
		"{n} choses à faire":                             {"one": "{n} thing to do", "other": "{n} things to do"},
		"{days}, {time}":                                 one("{days} at {time}"),
		"À faire":                                        one("To do"),
		"question {n} sur {n2}":                          one("question {n} of {n2}"),
		"Le {date}, {email} a reçu -{amount} en {years}": one("{email} {date} {amount} {years}"),
	})
	for french, want := range map[string]string{
		"Payer 1\u202f278,50\u00a0€ avant le lundi 1er\u00a0mars\u00a02027": "Pay €1,278.50 by Monday 1 March 2027",
		"Rien n'est à payer aujourd’hui.":                                   "Nothing is to be paid today.",
		"Pour Léa, Tom et M. J. Dupont. La prochaine échéance est jeudi.":   "For Léa, Tom and M. J. Dupont. Next is Thursday.",
		"Le voyage « Payer. Vite 12,00 € ! » est annulé.":                   "The trip “Payer. Vite 12,00 € !” is cancelled.",
		"1 choses à faire": "1 thing to do", "12 choses à faire": "12 things to do",
		"12 au 17 avril 2027, 8 h 05":                "12–17 April 2027 at 8:05",
		"28 décembre 2026 au 3 janvier 2027, 18:30":  "28 December 2026 to 3 January 2027 at 18:30",
		"À faire — Collège des Deux-Rives":           "To do — Collège des Deux-Rives",
		"Léa · question 2 sur 3":                     "Léa · question 2 of 3",
		"78,00 €":                                    "€78.00",
		" À faire ":                                  " To do ",
		"À faire\n\nRien n’est à payer aujourd’hui.": "To do\n\nNothing is to be paid today.",
	} {
		if got, known := c.Say(french); got != want || !known {
			t.Errorf("%q: %q (%v), want %q", french, got, known, want)
		}
	}
	for _, unknown := range []string{"Voyage en 5A", "Payer", "Pour"} {
		var told []string
		got, known := c.Telling(func(s string) { told = append(told, s) }).Say(unknown)
		if known || got != unknown || len(told) != 1 || told[0] != unknown {
			t.Errorf("%q: %q, told %q", unknown, got, told)
		}
	}
}

func TestPluralsFollowTheirLanguage(t *testing.T) {
	t.Parallel()
	forms := tongue.Forms{"zero": "zero", "one": "one", "two": "two", "few": "few", "many": "many", "other": "other"}
	for code, want := range map[string]map[string]string{
		"ar": {"0": "zero", "1": "one", "2": "two", "7": "few", "11": "many", "100": "other"},
		"uk": {"1": "one", "3": "few", "5": "many", "21": "one"}, "en": {"1": "one", "2": "other"}, "tr": {"1": "one", "2": "other"},
	} {
		c := catalogue(t, code, map[string]tongue.Forms{"{n} jours": forms})
		for n, category := range want {
			if got, _ := c.Say(n + " jours"); got != category {
				t.Errorf("%s %s: %s, want %s", code, n, got, category)
			}
		}
	}
}

func TestValuesStandByThemselvesWhereOneReadsFromTheRight(t *testing.T) {
	t.Parallel()
	c := catalogue(t, "ar", map[string]tongue.Forms{"Payer {amount}": one("ادفع {amount}")})
	if got, _ := c.Say("Payer 1 278,50 €"); got != "ادفع \u20681.278,50\u00a0€\u2069" {
		t.Errorf("%q", got)
	}
}

func TestTheBrowsersLanguageIsTakenWhenItIsOurs(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": "fr", "ar": "ar", "ar-DZ,fr;q=0.8": "ar", "de,uk;q=0.4,fr;q=0.2": "uk", "fr-FR,en;q=0.9": "fr", "de": "fr", ";;q=zz,,": "fr", "pt-BR": "pt", "en;q=0": "fr",
	} {
		if got := tongue.Accepted(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestFrenchNeedsNoCatalogue(t *testing.T) {
	t.Parallel()
	c, err := tongue.In("fr")
	if err != nil || c != nil {
		t.Fatal(c, err)
	}
	if got, known := c.Say("Payer"); got != "Payer" || !known {
		t.Error(got, known)
	}
}

// The scripts of a page say in every language what the server's list says that they say.
func TestScriptsHaveTheirWords(t *testing.T) {
	for _, l := range tongue.Languages {
		words, err := tongue.ScriptWords(l.Code)
		if err != nil {
			t.Fatal(err)
		}
		if l.Code == tongue.French {
			if words != "" {
				t.Errorf("French is what scripts are written in: %s", words)
			}
			continue
		}
		var said map[string]string
		if err := json.Unmarshal([]byte(words), &said); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"Pas de réseau.", "L’effacer", "Votre brouillon du {word} est repris.", "Vérifiez le réseau, puis réessayez."} {
			if said[key] == "" || said[key] == key {
				t.Errorf("%s says %q of %q", l.Code, said[key], key)
			}
		}
	}
}
