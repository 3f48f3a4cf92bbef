package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// PageHeadProps is the top of a page's content: its one h1 and what stands around it.
type PageHeadProps struct {
	Eyebrow string // above: « Voyages · 2026-2027 »
	Title   string
	Lead    string // below, one sentence
	Tag     Node
	Actions []Node // buttons at the end
}

// PageHead holds the only h1 of a page.
func PageHead(p PageHeadProps) Node {
	return Header(Class("page-head"),
		Div(
			Iff(p.Eyebrow != "", func() Node { return P(Class("eyebrow"), French(p.Eyebrow)) }),
			H1(French(p.Title)),
			Iff(p.Lead != "", func() Node { return P(Class("lead"), French(p.Lead)) }),
			p.Tag,
		),
		Iff(len(p.Actions) > 0, func() Node { return Div(Class("actions"), Group(p.Actions)) }),
	)
}

// Card is one idea on its own surface.
func Card(children ...Node) Node { return Section(Class("card"), Group(children)) }

// CardHeadProps names a card. Who and Due are the small line above: for whom, by when.
type CardHeadProps struct {
	Who, Due string
	Late     bool // the due date is past
	Title    string
	Href     string // the title leads there
	ID       string
	Aside    Node // a tag, a count, a link at the end of the title
	Level    int  // 2 or 3; 2 when zero
}

// CardHead is the head of a card: who and when where the eye looks first, then the title.
func CardHead(p CardHeadProps) Node {
	heading := H2
	if p.Level == 3 {
		heading = H3
	}
	title := French(p.Title)
	if p.Href != "" {
		title = A(Href(p.Href), French(p.Title))
	}
	return Group{
		Iff(p.Who != "" || p.Due != "", func() Node {
			return P(Class("card-meta"), Span(French(p.Who)), Iff(p.Due != "", func() Node {
				return Span(Class("due"), If(p.Late, Data("late", "")), French(p.Due))
			}))
		}),
		Div(Class("card-head"), heading(If(p.ID != "", ID(p.ID)), title), p.Aside),
	}
}

// CardGrid lays cards side by side where there is room.
func CardGrid(cards ...Node) Node { return Div(Class("grid"), Group(cards)) }

// Columns puts a narrower column (the compliance board, a summary) at the end of the main one; below it on a phone.
func Columns(main, side Node) Node {
	return Div(Class("columns"), Div(main), Div(Class("columns-side"), side))
}

// Stack spaces its children evenly.
func Stack(children ...Node) Node { return Div(Class("stack"), Group(children)) }

// NoticeProps is a message to the person in front of the page. Kind is OK, Wait, Stop or Info.
type NoticeProps struct {
	Kind  string
	Title string
	Text  string
	Body  Node // more than a sentence
}

// Notice says one thing aloud: refusals interrupt (alert), the rest waits for its turn (status).
func Notice(p NoticeProps) Node {
	kind := or(p.Kind, Info)
	role := "status"
	if kind == Stop {
		role = "alert"
	}
	return Div(Class("notice is-"+kind), Role(role),
		Icon(noticeIcons[kind]),
		Div(
			Iff(p.Title != "", func() Node { return P(Class("notice-title"), French(p.Title)) }),
			Iff(p.Text != "", func() Node { return P(French(p.Text)) }),
			p.Body,
		),
	)
}

var noticeIcons = map[string]string{OK: "done", Wait: "clock", Stop: "stop", Info: "info"}

// ReceiptProps is the good end of a journey: what was done, its reference, big. It carries data-install-after, the only place
// from which the app may offer to be installed.
type ReceiptProps struct {
	Title     string // « C’est signé »
	Text      string
	Reference string
	Body      Node
}

// Receipt renders the confirmation panel; its title is the h1 of the page.
func Receipt(p ReceiptProps) Node {
	return Section(Class("receipt"), Data("install-after", ""),
		Icon("done"),
		H1(French(p.Title)),
		Iff(p.Text != "", func() Node { return P(French(p.Text)) }),
		Iff(p.Reference != "", func() Node { return P(French("Référence : "), Strong(Class("num"), French(p.Reference))) }),
		p.Body,
	)
}

// InstallCard is the offer to put the app on the home screen. It stays hidden until app.js has a reason to show it.
func InstallCard() Node {
	return Section(Class("card install"), Hidden(""), Data("install-card", ""), Aria("labelledby", "installer-titre"),
		H2(ID("installer-titre"), French("Garder ce service sous la main")),
		P(Data("install-how", ""), French("Ajoutez-le à votre écran d’accueil : il s’ouvre comme une application, sans magasin ni mot de passe de plus.")),
		Div(Class("actions"),
			Button(Class("button main"), Type("button"), Data("install-yes", ""), French("Installer")),
			Button(Class("button"), Type("button"), Data("install-no", ""), French("Non merci")),
		),
	)
}

// EmptyProps is a list with nothing in it.
type EmptyProps struct {
	Icon, Title, Text string
	Actions           []Node
}

// Empty is a quiet good word, not an advert.
func Empty(p EmptyProps) Node {
	return Div(Class("empty"),
		Iff(p.Icon != "", func() Node { return Icon(p.Icon) }),
		P(Class("empty-title"), French(p.Title)),
		Iff(p.Text != "", func() Node { return P(French(p.Text)) }),
		Iff(len(p.Actions) > 0, func() Node { return Actions(p.Actions...) }),
	)
}

// Disclosure folds away what few people need. (html exports Details.)
func Disclosure(summary string, children ...Node) Node {
	return Details(Class("disclosure"), Summary(French(summary)), Div(Group(children)))
}

// PrintOnly shows its children on paper only.
func PrintOnly(children ...Node) Node { return Div(Class("print-only"), Group(children)) }

// ScreenOnly hides its children on paper.
func ScreenOnly(children ...Node) Node { return Div(Class("screen-only"), Group(children)) }

// OnlyHeard is text for those who listen: what the eye gets from the place of things.
func OnlyHeard(text string) Node { return Span(Class("only-heard"), French(text)) }

// Soft is secondary text.
func Soft(text string) Node { return Span(Class("soft"), French(text)) }

// Prose wraps rendered Markdown: a rule page, a guide, a letter.
func Prose(children ...Node) Node { return Div(Class("prose"), Group(children)) }

// DocumentText is a text that is signed as shown: framed, with its own typography, printed whole.
func DocumentText(label string, children ...Node) Node {
	return Section(Class("document"), Role("region"), Heard(label), TabIndex("0"), Group(children))
}
