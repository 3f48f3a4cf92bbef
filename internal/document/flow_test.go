package document

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestFrenchTypography(t *testing.T) {
	for in, want := range map[string]string{
		"l'élève":                     "l’élève",
		"Qu'est-ce ? Rien !":          "Qu’est-ce^? Rien^!",
		"avis? oui; non: peut-être!":  "avis^? oui^; non~: peut-être^!",
		"« Lu et approuvé »":          "«~Lu et approuvé~»",
		"«lu»":                        "«~lu~»",
		"soit 1 234,50 €, ou 12 %":    "soit 1^234,50~€, ou 12~%",
		"04 72 00 00 01":              "04~72~00~00~01",
		"M. Durand et Mme Petit":      "M.~Durand et Mme~Petit",
		"acte n° 12 (art. 1366)":      "acte n°~12 (art.~1366)",
		"attendez...":                 "attendez…",
		"https://a.example/b?c=d;e":   "https://a.example/b?c=d;e",
		"à 09:11:12, ratio 3:1":       "à 09:11:12, ratio 3:1",
		"pour l'":                     "pour l’",
		"jusqu'":                      "jusqu’",
		"elle dit 'non'":              "elle dit 'non'",
		"(vraiment?)":                 "(vraiment^?)",
		"le 12 avril 2027 à 8 heures": "le 12 avril 2027 à 8 heures",
	} {
		if got := visible(french(in)); got != want {
			t.Errorf("french(%q) = %q, want %q", in, got, want)
		}
	}
}

func visible(s string) string { return strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(s) }

func TestFrenchTypographyKeepsTheWords(t *testing.T) {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r):
				return -1
			case r == '’':
				return '\''
			}
			return r
		}, strings.ReplaceAll(s, "…", "..."))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune(" '.;:!?«»°%€0123aéM\n")))).Draw(t, "text")
		once := french(s)
		if letters(once) != letters(s) {
			t.Fatalf("%q became %q", s, once)
		}
		if twice := french(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
	})
}

func TestLinesFitAndKeepEveryWord(t *testing.T) {
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		var runs []run
		source := ""
		for range rapid.IntRange(0, 6).Draw(t, "runs") {
			s := clean(rapid.OneOf(rapid.String(), rapid.StringMatching(`([a-z]{1,12} ){0,20}`)).Draw(t, "text"))
			runs = append(runs, run{s, face(rapid.IntRange(0, 2).Draw(t, "face"))})
			source += s
		}
		size, measure := rapid.Float64Range(6, 30).Draw(t, "size"), rapid.Float64Range(15, 180).Draw(t, "measure")
		printed := ""
		for _, l := range breakLines(runs, size, measure) {
			text := ""
			for _, r := range l.runs {
				text += r.text
			}
			if l.width > measure+0.01 && len([]rune(text)) > 1 {
				t.Fatalf("%q is %.1f mm wide in %.1f", text, l.width, measure)
			}
			if strings.Trim(text, " ") != text {
				t.Fatalf("%q starts or ends with a space", text)
			}
			printed += text
		}
		if squeeze(printed) != squeeze(source) {
			t.Fatalf("%q became %q", source, printed)
		}
	})
}

// markdownText prints a letter and gives what stands on the paper, one string per piece.
func markdownText(t *testing.T, source string) string {
	t.Helper()
	file, err := Commitment(CommitmentData{Origin: Origin{MadeAt: monday}, Letter: source})
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(t, file)
	_, text, _ = strings.Cut(text, "Lettre d’engagement\n")
	text, _, _ = strings.Cut(text, "\nSignature\n")
	return text
}

func TestMarkdownOfALetter(t *testing.T) {
	for source, want := range map[string]string{
		"# Un\n## Deux\n\ntexte **gras** et *italique*": "Un\nDeux\ntexte gras et italique",
		"- un\n- deux\n  - trois":                       "• | un\n• | deux\n• | trois",
		"3. trois\n4. quatre":                           "3. | trois\n4. | quatre",
		"- un\n\n  suite\n\n- deux":                     "• | un\nsuite\n• | deux",
		"une ligne\\\nune autre":                        "une ligne\nune autre",
		"a &amp; b &eacute; \\*c\\*":                    "a & b é *c*",
		"[le site](https://a.example/?x=1)":             "le site (https://a.example/?x=1)",
		"<https://a.example>":                           "https://a.example",
		"`code brut?`":                                  "code brut?",
		"avant <b>html</b> après":                       "avant <b>html</b> après",
		"<div>\nbloc\n</div>":                           "<div>\nbloc\n</div>",
		"![le logo](x.png)":                             "le logo (x.png)",
		"    code\n    deux":                            "code\ndeux",
		"C'est vrai!\nEt ça?":                           "C’est vrai^! Et ça^?",
		"**Prix** : 312 €":                              "Prix~: 312~€",
		"&#0;&#x1F600; fin":                             "□□ fin",
	} {
		if got := markdownText(t, source); got != want {
			t.Errorf("%q prints\n%q, want\n%q", source, got, want)
		}
	}
}

// FuzzMarkdown prints any letter: it never fails, never stops going down, and loses no letter of a plain word.
func FuzzMarkdown(f *testing.F) {
	f.Add(sampleLetter)
	f.Add(strings.Repeat("> ", 200) + "profond")
	f.Add(strings.Repeat("- ", 200) + "profond")
	f.Add("[a](b \"c\") ![d](e) <f@g.h> `i` ***j*** ~~k~~ &#x10FFFF; \x00\xff 漢 \u202e")
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 20_000 {
			t.Skip("longer than any letter")
		}
		p, err := newPaper(Origin{MadeAt: monday}, "Lettre", "")
		if err != nil {
			t.Fatal(err)
		}
		p.first()
		p.markdown(source)
		if err := p.pdf.Error(); err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		if p.y > p.bottom()+1 {
			t.Fatalf("%q goes down to %.1f mm", source, p.y)
		}
	})
}
