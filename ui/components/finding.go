package components

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// FindingProps is what a rule has to say, in French: what is the matter, why, what to do, who can.
type FindingProps struct {
	Rule     string // « V-08 »
	Severity string // "block", "warn" or "document"
	What     string
	Why      string
	Source   string // « Code de l’éducation, R421-54 »
	Fix      string
	FixHref  string // where it is done
	Who      string // « le gestionnaire »; "" when nobody has to act
	Until    string // « 6 décembre 2026 »: it ends by itself that day
	LiftedBy string // who lifted it, when and why: shown, no longer blocking
	Lifts    string // who may lift it: « le chef d’établissement »; "" = nobody
	LiftHref string // where the reader may lift it, "" when they may not
}

// RuleLink is the rule's number, a link to its page.
func RuleLink(id string) Node {
	return A(Class("rule"), Href("/regles/"+strings.ToLower(id)), OnlyHeard("Lire la règle "), Text(id))
}

// FindingCard is one finding on a board.
func FindingCard(p FindingProps) Node {
	state := p.state()
	return Article(Class("finding is-"+state),
		Iff(p.Rule != "", func() Node { return P(Class("finding-head"), Tag(state, p.word()), RuleLink(p.Rule)) }), // the house refuses too
		findingBody(p),
	)
}

// FindingList is a board: findings one under the other.
func FindingList(findings []FindingProps) Node {
	return Div(Class("findings"), Map(findings, FindingCard))
}

// RefusalBlock stands first in a page that was refused: each reason with its text, and who could lift it.
func RefusalBlock(findings []FindingProps) Node {
	if len(findings) == 0 {
		return nil
	}
	title := "Ce n’est pas possible pour l’instant"
	return Section(Class("refusal"), Role("alert"), TabIndex("-1"), Data("focus", ""), Aria("labelledby", "refus"),
		Div(Class("refusal-head"), Icon("stop"), H2(ID("refus"), French(title))),
		P(Class("soft"), French("Rien n’a été enregistré. Ce que vous avez saisi est toujours là.")),
		FindingList(findings),
	)
}

func findingBody(p FindingProps) Node {
	return Group{
		P(Class("finding-what"), French(p.What)),
		Iff(p.Why != "", func() Node { return P(French(p.Why)) }),
		Iff(p.Source != "", func() Node { return P(Class("soft"), French(p.Source)) }),
		Iff(p.LiftedBy != "", func() Node {
			return P(Class("finding-lifted"), Icon("lift"), Span(French("Levée par "+p.LiftedBy)))
		}),
		Iff(p.LiftedBy == "", func() Node { return findingWayOut(p) }),
	}
}

// findingWayOut says how a finding ends: by an act, by a date, by a lift.
func findingWayOut(p FindingProps) Node {
	var fix Node = French(p.Fix)
	if p.FixHref != "" {
		fix = A(Href(p.FixHref), fix)
	}
	return Group{
		Iff(p.Fix != "", func() Node { return P(Class("finding-fix"), fix) }),
		Iff(p.Until != "" || p.Who != "" || p.Lifts != "", func() Node {
			return Dl(Class("finding-facts"),
				Iff(p.Who != "", func() Node { return Div(Dt(French("Qui peut agir")), Dd(French(p.Who))) }),
				Iff(p.Until != "", func() Node { return Div(Dt(French("Jusqu’au")), Dd(French(p.Until))) }),
				Iff(p.Lifts != "", func() Node { return Div(Dt(French("Qui peut lever")), Dd(French(p.Lifts))) }),
			)
		}),
		Iff(p.LiftHref != "", func() Node { return P(A(Href(p.LiftHref), French("Lever cette règle, avec un motif"))) }),
	}
}

func (p FindingProps) state() string {
	switch {
	case p.LiftedBy != "":
		return Neutral
	case p.Severity == "block":
		return Stop
	case p.Severity == "warn":
		return Wait
	default:
		return Neutral
	}
}

func (p FindingProps) word() string {
	switch {
	case p.LiftedBy != "":
		return "levée"
	case p.Severity == "block":
		return "bloque"
	case p.Severity == "warn":
		return "à surveiller"
	default:
		return "pièce à garder"
	}
}
