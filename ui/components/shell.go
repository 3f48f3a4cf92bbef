package components

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/ui/assets"
)

func shell(p PageProps, children Node) Node {
	switch p.Shell {
	case ShellStaff:
		return staffShell(p, children)
	case ShellFamily:
		return Group{
			Header(Class("topbar"), brand(p), personChip(p.Person)),
			Iff(len(p.Nav) > 0, func() Node {
				return Nav(Class("tabs"), Heard("Navigation principale"), navList(p.Nav))
			}),
			mainArea(p, children),
			footer(p),
		}
	case ShellPublic:
		return Group{
			Header(Class("topbar"), brand(p),
				Iff(len(p.Nav) > 0, func() Node {
					return Nav(Class("links"), Heard("Navigation principale"), navList(p.Nav))
				}),
				personChip(p.Person),
			),
			mainArea(p, children),
			footer(p),
		}
	default:
		return Group{
			Header(Class("topbar"), brand(p), personChip(p.Person)),
			mainArea(p, children),
			footer(p),
		}
	}
}

// staffShell keeps the products at the side of a wide screen and behind a button on a narrow one. The button is a popover:
// it works without script, and a browser that knows no popover shows the list.
func staffShell(p PageProps, children Node) Node {
	const menu = "menu-produits"
	return Group{
		Header(Class("topbar"),
			Iff(len(p.Nav) > 0, func() Node {
				return Button(Class("button menu-button"), Type("button"), PopoverTarget(menu), Icon("menu"), French("Menu"))
			}),
			brand(p),
			Iff(p.Search != nil, func() Node { return SearchForm(*p.Search) }),
			Iff(p.Today != "", func() Node { return Span(Class("today"), Icon("calendar"), French(p.Today)) }),
			personChip(p.Person),
		),
		Div(Class("desk"),
			Iff(len(p.Nav) > 0, func() Node {
				return Nav(Class("side"), ID(menu), Popover("auto"), Heard("Produits"), navList(p.Nav))
			}),
			Div(Class("desk-content"),
				mainArea(p, children),
				footer(p),
			),
		),
	}
}

func brand(p PageProps) Node {
	return A(Class("brand"), Href(p.HomeHref),
		Img(Src(assets.Path("icon.svg")), Alt(""), Width("32"), Height("32")),
		Span(Text(p.SchoolName)),
	)
}

func personChip(p *PersonChip) Node {
	if p == nil {
		return nil
	}
	return A(Class("person"), Href(or(p.Href, "/moi")),
		Span(Class("person-name"), Text(p.Name)),
		Span(Class("initials"), Aria("hidden", "true"), Text(p.Initials)),
	)
}

func navList(items []NavItem) Node { return Ul(navItems(items)) }

func navItems(items []NavItem) Node {
	return Map(items, func(item NavItem) Node {
		return Li(A(Href(item.Href),
			If(item.Current, Aria("current", "page")),
			Iff(item.Icon != "", func() Node { return Icon(item.Icon) }),
			Span(French(item.Label)),
			Iff(item.Count > 0, func() Node { return Count(item.Count, item.CountLabel) }),
		))
	})
}

// Count is the small number beside a word: of things to do, to check. label is only heard: « en attente ».
func Count(n int, label string) Node {
	shown := strconv.Itoa(n)
	if n > 99 {
		shown = "99+"
	}
	return B(Class("count"), Text(shown), Iff(label != "", func() Node { return Span(Class("only-heard"), French(" "+label)) }))
}

func mainArea(p PageProps, children Node) Node {
	return Main(ID(MainID), TabIndex("-1"), Class("content"), If(p.Wide, Data("wide", "")),
		Breadcrumb(p.Breadcrumb),
		Map(p.Flash, Notice),
		children,
	)
}

var footerLinks = []NavItem{
	{Label: "Plan du site", Href: "/plan-du-site"},
	{Label: "Confidentialité", Href: "/confidentialite"},
	{Label: "Mentions légales", Href: "/mentions-legales"},
	{Label: "Les règles", Href: "/regles"},
}

// accessible is the mention that the law asks for, by the verdict of the audit.
var accessible = map[string]string{
	"totalement conforme":    "Accessibilité : totalement conforme",
	"partiellement conforme": "Accessibilité : partiellement conforme",
	"non conforme":           "Accessibilité : non conforme",
}

func footer(p PageProps) Node {
	mention := []NavItem{{Label: or(accessible[p.Accessible], "Accessibilité"), Href: "/accessibilite"}}
	return Footer(Class("footer"), Nav(Heard("Pied de page"), Ul(
		Iff(p.LanguageHref != "", func() Node {
			return Li(A(Class("link-icon"), Href(p.LanguageHref), Icon("language"), Span(French("Langue · Language"))))
		}),
		navItems(mention), navItems(footerLinks),
	)))
}
