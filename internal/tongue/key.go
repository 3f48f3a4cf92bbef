package tongue

import (
	"regexp"
	"strconv"
	"strings"
)

// A key is a French sentence in which values are holes: « Payer {amount} avant le {day} ». What a hole takes is told by its
// name; a second hole of a kind has a number: {day2}.
//
// Recognised by themselves: {amount} « 78,00 € », {days} « du 12 au 17 avril 2027 », {day} « lundi 12 avril 2027 », {date}
// « 12/04/2027 », {weekday}, {time} « 8 h 30 », {years} « 2026-2027 », {phone}, {email}, {n}. Written in the key by hand: {text},
// somebody's own words or a name, never translated; {list}, names joined by commas and « et »; {word}, looked up in turn, and left as it is when
// it is not known.
const (
	months   = `janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre`
	weekdays = `lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche`
	dayOf    = `(?:(?:` + weekdays + `) )?\d{1,2}(?:er)? (?:` + months + `)(?: \d{4})?`
)

// shapes are what holes take, the most telling first.
var shapes = []struct{ kind, shape string }{
	{"email", `[\w.+-]+@[\w-]+(?:\.[\w-]+)+`},
	{"amount", `-?\d{1,3}(?: ?\d{3})*(?:,\d\d)? €`},
	{"days", `(?:[Dd]u )?\d{1,2}(?:er)?(?: (?:` + months + `)(?: \d{4})?)? au ` + dayOf},
	{"day", dayOf},
	{"date", `\d{2}/\d{2}/\d{4}`},
	{"years", `\d{4}-\d{4}`},
	{"phone", `0\d(?: \d\d){4}`},
	{"time", `\b\d{1,2} h(?: \d{2})?\b|\b\d{1,2}:\d{2}\b`},
	{"weekday", `\b(?:` + weekdays + `)\b`},
	{"n", `\b\d+\b`},
}

// written are what the holes written by hand take.
var written = map[string]string{"text": `.+?`, "list": `.+?`, "word": `.+?`}

var (
	anyValue = func() *regexp.Regexp {
		var alternatives []string
		for _, s := range shapes {
			alternatives = append(alternatives, `(?P<`+s.kind+`>`+s.shape+`)`)
		}
		return regexp.MustCompile(strings.Join(alternatives, "|"))
	}()
	hole    = regexp.MustCompile(`\{([a-z]+)(\d*)\}`)
	letters = regexp.MustCompile(`\pL`)
	spacing = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "'", "’", "\u2068", "", "\u2069", "")
)

// value is what stands in a hole.
type value struct{ name, kind, french string }

// keyOf makes holes of the values it recognises.
func keyOf(french string) (key string, values []value) {
	var out strings.Builder
	at, seen := 0, map[string]int{}
	for _, m := range anyValue.FindAllStringSubmatchIndex(french, -1) {
		for g := 1; g < len(m)/2; g++ {
			if m[2*g] < 0 {
				continue
			}
			kind := shapes[g-1].kind
			seen[kind]++
			name := kind
			if seen[kind] > 1 {
				name += strconv.Itoa(seen[kind])
			}
			out.WriteString(french[at:m[0]] + "{" + name + "}")
			values = append(values, value{name, kind, french[m[0]:m[1]]})
			at = m[1]
			break
		}
	}
	return out.String() + french[at:], values
}

// Key is the key that a French sentence has when no hole is written by hand.
func Key(french string) string {
	key, _ := keyOf(spacing.Replace(french))
	return key
}

// Holes lists the names of the holes of a key or of its translation.
func Holes(key string) []string {
	var names []string
	for _, m := range hole.FindAllStringSubmatch(key, -1) {
		names = append(names, m[1]+m[2])
	}
	return names
}

// HasWords tells whether a text says anything in words: a key made of values alone needs no translation.
func HasWords(key string) bool { return letters.MatchString(hole.ReplaceAllString(key, "")) }

// pattern is a key with holes written by hand: it is found by its shape.
type pattern struct {
	key     string
	shape   *regexp.Regexp
	names   []string
	literal string // its longest piece, looked for before the shape
	weight  int    // letters that are not holes: the more, the surer
}

// byHand tells whether a key has holes that no value is recognised for.
func byHand(key string) bool {
	for _, m := range hole.FindAllStringSubmatch(key, -1) {
		if written[m[1]] != "" {
			return true
		}
	}
	return false
}

func patternOf(key string) pattern {
	p := pattern{key: key}
	shape, at := "^", 0
	for _, m := range hole.FindAllStringSubmatchIndex(key, -1) {
		kind := key[m[2]:m[3]]
		piece := key[at:m[0]]
		p.weigh(piece)
		taken := written[kind]
		for _, s := range shapes {
			if s.kind == kind {
				taken = s.shape
			}
		}
		p.names = append(p.names, key[m[2]:m[5]])
		shape += regexp.QuoteMeta(piece) + "(" + taken + ")"
		at = m[1]
	}
	p.weigh(key[at:])
	p.shape = regexp.MustCompile(`(?s)` + shape + regexp.QuoteMeta(key[at:]) + "$")
	return p
}

func (p *pattern) weigh(piece string) {
	p.weight += len(piece)
	if len(piece) > len(p.literal) {
		p.literal = piece
	}
}

func (p pattern) match(french string) ([]value, bool) {
	if !strings.Contains(french, p.literal) {
		return nil, false
	}
	m := p.shape.FindStringSubmatch(french)
	if m == nil {
		return nil, false
	}
	values := make([]value, len(p.names))
	for i, name := range p.names {
		values[i] = value{name, strings.TrimRight(name, "0123456789"), m[i+1]}
	}
	return values, true
}
