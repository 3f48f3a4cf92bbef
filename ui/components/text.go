package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// Money shows an amount already written in French: « 1 234,50 € ». Figures keep their columns and never break.
func Money(amount string) Node { return Span(Class("num"), French(amount)) }

// Short cuts a text that is too long to be repeated.
func Short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// TimeEl shows a day or an instant: iso for machines, words for people.
func TimeEl(iso, words string) Node {
	return Time(If(iso != "", DateTime(iso)), French(words))
}

// longCode is more than anybody types: an address to copy.
const longCode = 24

// CopyCode shows a code to type elsewhere, large, in groups the caller has made: « 482 913 ».
func CopyCode(label, code string) Node {
	return P(Class("code"), If(len(code) > longCode, Data("long", "")), Span(Class("code-label"), French(label)), Strong(Class("num"), Text(code)))
}

// Pair is a word and what it means here. ChangeHref leads back to the question (SummaryList).
type Pair struct {
	Term       string
	Value      Node
	ChangeHref string
	Change     string // what the link says to those who listen: « la date de naissance »; Term when empty
}

// SummaryList is « vérifiez vos réponses »: each answer with the way to change it.
func SummaryList(pairs ...Pair) Node {
	return Dl(Class("summary"), Map(pairs, func(p Pair) Node {
		return Div(
			Dt(French(p.Term)),
			Dd(p.Value),
			Iff(p.ChangeHref != "", func() Node {
				return Dd(Class("summary-change"), A(Href(p.ChangeHref), French("Modifier"), OnlyHeard(" : "+or(p.Change, p.Term))))
			}),
		)
	}))
}

// DefinitionGrid is a set of facts to read: terms above their values, in columns.
func DefinitionGrid(pairs ...Pair) Node {
	return Dl(Class("facts"), Map(pairs, func(p Pair) Node { return Div(Dt(French(p.Term)), Dd(p.Value)) }))
}

// Crumb is one step of the way down to a page. The last one has no Href.
type Crumb struct{ Label, Href string }

// Breadcrumb shows the way down to a page, nothing when there is none.
func Breadcrumb(crumbs []Crumb) Node {
	if len(crumbs) == 0 {
		return nil
	}
	return Nav(Class("breadcrumb"), Heard("Fil d’Ariane"), Ol(Map(crumbs, func(c Crumb) Node {
		if c.Href == "" {
			return Li(Span(Aria("current", "page"), French(c.Label)))
		}
		return Li(A(Href(c.Href), French(c.Label)))
	})))
}
