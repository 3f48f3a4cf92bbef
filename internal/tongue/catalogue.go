package tongue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/openacademie/openacademie/content"
)

// Catalogue is what is said in one language.
type Catalogue struct {
	Language
	said     map[string]Forms
	patterns []pattern // the surest first
	unknown  func(french string)
}

// Forms are the translations of one key by plural category of its first number; most have one form, "other".
type Forms map[string]string

// UnmarshalJSON reads a string, or an object of forms by CLDR category: {"one": "…", "other": "…"}.
func (f *Forms) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*f = Forms{"other": one}
		return nil
	}
	var many map[string]string
	if err := json.Unmarshal(raw, &many); err != nil {
		return err
	}
	*f = many
	return nil
}

// Catalogues reads every catalogue once.
var catalogues = sync.OnceValues(func() (map[string]*Catalogue, error) {
	all := map[string]*Catalogue{}
	for _, l := range Languages {
		if l.Code == French {
			continue
		}
		said, err := Read(l.Code)
		if err != nil {
			return nil, err
		}
		all[l.Code] = New(l, said)
	}
	return all, nil
})

// Read reads the file of a language; a language without a file says nothing yet.
func Read(code string) (map[string]Forms, error) {
	said := map[string]Forms{}
	raw, err := content.FS.ReadFile("messages/" + code + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return said, nil
	}
	if err != nil {
		return nil, fmt.Errorf("messages in %q: %w", code, err)
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return nil, fmt.Errorf("messages in %q: %w", code, err)
	}
	return said, nil
}

// In is the catalogue of a language, nil for French and for a language that is not ours: what is said stays as it is.
func In(code string) (*Catalogue, error) {
	all, err := catalogues()
	if err != nil {
		return nil, err
	}
	return all[code], nil
}

// New makes a catalogue of what is said by key.
func New(l Language, said map[string]Forms) *Catalogue {
	c := &Catalogue{Language: l, said: said}
	for key, forms := range said {
		if byHand(key) && forms["other"] != "" {
			c.patterns = append(c.patterns, patternOf(key))
		}
	}
	slices.SortFunc(c.patterns, func(a, b pattern) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return strings.Compare(a.key, b.key)
	})
	return c
}

// Telling is the same catalogue, which tells a function of each French sentence it cannot say: for tests.
func (c *Catalogue) Telling(unknown func(french string)) *Catalogue {
	other := *c
	other.unknown = unknown
	return &other
}

// Say says a French text in this language. known is false when nothing of it has a translation. A sentence is said whole or
// left in French, for half of one helps nobody; what stands apart by a middle dot, a dash or a line is said by itself.
func (c *Catalogue) Say(french string) (said string, known bool) {
	if c == nil {
		return french, true
	}
	plain := spacing.Replace(strings.TrimSpace(french))
	if plain == "" {
		return french, true
	}
	start := strings.IndexFunc(french, func(r rune) bool { return !unicode.IsSpace(r) })
	before, after := french[:start], french[len(strings.TrimRightFunc(french, unicode.IsSpace)):]
	if said, known = c.sentences(plain); known {
		return before + said + after, true
	}
	parts, joints := cut(plain, apart)
	if len(parts) == 1 {
		c.tell(plain)
		return french, false
	}
	out, allKnown := make([]string, len(parts)), true
	for i, part := range parts {
		said, partKnown := c.sentences(part)
		out[i], known, allKnown = said, known || partKnown, allKnown && partKnown
	}
	if !allKnown {
		if said, shaped := c.shaped(plain); shaped { // a name or a title holds the joint
			return before + said + after, true
		}
		for i, part := range parts {
			if _, partKnown := c.sentences(part); !partKnown {
				c.tell(parts[i])
			}
		}
	}
	if !known {
		return french, false
	}
	return before + joined(out, joints) + after, true
}

func (c *Catalogue) tell(french string) {
	if c.unknown != nil {
		c.unknown(french)
	}
}

// sentences says a text sentence by sentence, or by the shape of the whole: names and titles may hold full stops.
func (c *Catalogue) sentences(plain string) (string, bool) {
	if said, known := c.whole(plain); known {
		return said, true
	}
	all, joints := Split(plain)
	out := make([]string, len(all))
	for i, s := range all {
		said, known := c.whole(s)
		if !known && len(all) > 1 {
			said, known = c.shaped(s)
		}
		if !known {
			if said, known = c.shaped(plain); known {
				return said, true
			}
			return plain, false
		}
		out[i] = said
	}
	return joined(out, joints), true
}

// whole says a sentence by its key, or by values alone.
func (c *Catalogue) whole(plain string) (string, bool) {
	if forms, found := c.said[plain]; found && forms["other"] != "" && len(Holes(plain)) == 0 {
		return forms["other"], true
	}
	key, values := keyOf(plain)
	if forms, found := c.said[key]; found && forms["other"] != "" {
		return c.put(forms, values), true
	}
	if !HasWords(key) {
		return c.put(Forms{"other": key}, values), true
	}
	return "", false
}

// shaped says a sentence by the surest of the keys whose shape it has.
func (c *Catalogue) shaped(plain string) (string, bool) {
	for _, p := range c.patterns {
		if values, ok := p.match(plain); ok {
			return c.putWords(c.said[p.key], values), true
		}
	}
	return "", false
}

// putWords looks up what stands in the holes {word}, then fills the holes. A word that is not known stays as it is: it may be
// somebody's own.
func (c *Catalogue) putWords(forms Forms, values []value) string {
	for i, v := range values {
		if v.kind == "word" {
			said, known := c.sentences(v.french)
			if !known && HasWords(Key(v.french)) {
				c.tell(v.french)
			}
			values[i].french = said
		}
	}
	return c.put(forms, values)
}

// put fills the holes of the form that the first number asks for. Where one reads from the right, each value stands by
// itself, so that its own direction moves nothing around it.
func (c *Catalogue) put(forms Forms, values []value) string {
	form := forms["other"]
	var pairs []string
	counted := false
	for _, v := range values {
		if v.kind == "n" && !counted {
			counted = true
			if chosen := forms[c.category(v.french)]; chosen != "" {
				form = chosen
			}
		}
		said := v.french
		if v.kind != "word" {
			said = c.write(v.kind, v.french)
			if c.Dir == "rtl" {
				said = "\u2068" + said + "\u2069"
			}
		}
		pairs = append(pairs, v.name, said)
	}
	return fill(form, pairs...)
}

var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// category is the CLDR plural category of a whole number.
func (c *Catalogue) category(figures string) string {
	n, err := strconv.Atoi(figures)
	if err != nil {
		return "other"
	}
	return categories[plural.Cardinal.MatchPlural(language.Make(c.Code), n, 0, 0, 0, 0)]
}

// Keys lists what is said, in order.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.said))
	for key := range c.said {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
