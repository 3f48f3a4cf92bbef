package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/ui/assets"
)

// The frames a page can stand in.
const (
	ShellFamily = "family" // bottom bar of four on a phone, a row of tabs on a wide screen
	ShellStaff  = "staff"  // side bar by product and top bar
	ShellPublic = "public" // a plain header with links
	ShellBare   = "bare"   // sign-in, journeys of one question, errors: nothing to click by mistake
)

// MainID is the id of the main element, where the skip link leads.
const MainID = "contenu"

// PageProps is everything around the content of a page. Title is without the school's name, which Page adds.
type PageProps struct {
	Title        string
	Description  string
	Canonical    string
	Lang, Dir    string // "fr", "ltr" when empty
	Words        string // what scripts say, as JSON from French; "" in French
	Shell        string // Shell…; ShellBare when empty
	SchoolName   string // also the link home; "Open Académie" when empty
	HomeHref     string // "/" when empty
	Practice     *PracticeBanner
	Person       *PersonChip
	Nav          []NavItem
	Search       *SearchFormProps // staff top bar
	Today        string           // staff top bar: « lundi 16 novembre 2026 »
	Breadcrumb   []Crumb
	Flash        []NoticeProps
	Offline      bool   // the page kept on the device for when there is no network
	Accessible   string // « partiellement conforme »: what the audit of accessibility found, said at the foot
	LanguageHref string // where a language is chosen, "" on pages that are in French only
	Wide         bool   // staff: use the whole width (registers, boards)
	Indexed      bool   // public pages only: everything else asks not to be indexed
}

// PracticeBanner tells, on every page of a practice folder, that nothing here is real and which day it is there.
type PracticeBanner struct {
	Today string // « lundi 16 novembre 2026 »
	URL   string // where the clock can be moved, "" when the reader may not
}

// PersonChip is who is signed in.
type PersonChip struct {
	Name, Initials string
	Href           string // the person's own page, "/moi" when empty
}

// NavItem is one entry of a bar. CountLabel says what Count counts, for those who hear it: « à traiter ».
type NavItem struct {
	Label, Href, Icon string
	Count             int
	CountLabel        string
	Current           bool
}

// FamilyNav is the family's bar of four. current is the href of the page's section, todo the number of things to do.
func FamilyNav(current string, todo int) []NavItem {
	items := []NavItem{
		{Label: "À faire", Href: "/a-faire", Icon: "check", Count: todo, CountLabel: "en attente"},
		{Label: "Enfants", Href: "/enfants", Icon: "people"},
		{Label: "Payer", Href: "/payer", Icon: "card"},
		{Label: "Moi", Href: "/moi", Icon: "person"},
	}
	for i := range items {
		items[i].Current = items[i].Href == current
	}
	return items
}

// Page is a whole HTML5 document: the frame asked for around the children.
func Page(p PageProps, children ...Node) Node {
	p = p.withDefaults()
	return Doctype(HTML(Lang(p.Lang), Dir(p.Dir), head(p), Body(
		Class("shell-"+p.Shell),
		If(p.Offline, Data("offline", "")),
		If(p.Words != "", Data("words", p.Words)),
		A(Class("skip"), Href("#"+MainID), French("Aller au contenu")),
		practiceBanner(p.Practice),
		shell(p, Group(children)),
		Div(Class("live"), Role("status"), Data("network", "")),
	)))
}

func (p PageProps) withDefaults() PageProps {
	p.Lang = or(p.Lang, "fr")
	p.Dir = or(p.Dir, "ltr")
	p.Shell = or(p.Shell, ShellBare)
	p.SchoolName = or(p.SchoolName, "Open Académie")
	p.HomeHref = or(p.HomeHref, "/")
	return p
}

func head(p PageProps) Node {
	return Head(
		Meta(Charset("utf-8")),
		TitleEl(bare(documentTitle(p))),
		Meta(Name("viewport"), Content("width=device-width, initial-scale=1, viewport-fit=cover")),
		Iff(p.Description != "", func() Node { return Meta(Name("description"), saying{"content", p.Description}) }),
		Iff(p.Canonical != "", func() Node { return Link(Rel("canonical"), Href(p.Canonical)) }),
		If(!p.Indexed, Meta(Name("robots"), Content("noindex"))),
		Meta(Name("format-detection"), Content("telephone=no, date=no, address=no, email=no")),
		Meta(Name("theme-color"), Content(assets.PaperLight), mediaQuery("(prefers-color-scheme: light)")),
		Meta(Name("theme-color"), Content(assets.PaperDark), mediaQuery("(prefers-color-scheme: dark)")),
		Link(Rel("stylesheet"), Href(assets.Path("app.css"))),
		Script(Type("module"), Src(assets.Path("app.js"))),
		Link(Rel("icon"), Href(assets.Path("icon.svg")), Type("image/svg+xml")),
		Link(Rel("apple-touch-icon"), Href(assets.Path("apple-touch-180.png"))),
		Link(Rel("manifest"), Href(assets.ManifestPath)),
	)
}

// documentTitle is « À faire — Collège des Deux-Rives ».
func documentTitle(p PageProps) string {
	if p.Title == "" || p.Title == p.SchoolName {
		return p.SchoolName
	}
	return p.Title + " — " + p.SchoolName
}

func practiceBanner(b *PracticeBanner) Node {
	if b == nil {
		return nil
	}
	return Aside(Class("practice"), Heard("Établissement d’entraînement"),
		P(
			Icon("clock"),
			Span(Strong(French("Entraînement")), French(" : rien ici n’est réel. "),
				Iff(b.Today != "", func() Node { return Group{French("Nous sommes le "), Strong(French(b.Today)), Text(". ")} }),
				Iff(b.URL != "", func() Node { return A(Href(b.URL), French("Avancer la date")) }),
			),
		),
	)
}

// mediaQuery is an attribute gomponents has no name for.
func mediaQuery(query string) Node { return Attr("media", query) }

func or(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}
