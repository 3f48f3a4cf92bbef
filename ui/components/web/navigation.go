package web

import (
	"strings"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// staffSections are the products of the side bar, in order: only what works, only for those who may open it.
var staffSections = []struct {
	label, href, icon string
	needs             school.Permission // "" for every member of staff
}{
	{"Aujourd’hui", "/gestion", "check", ""},
	{"Voyages", "/gestion/voyages", "bus", school.SeeTrips},
	{"Caisse", "/gestion/caisse", "euro", school.SeeMoney},
	{"Aides", "/gestion/aides", "help", school.SeeAid},
	{"École", "/gestion/ecole", "school", ""},
	{"Messages", "/gestion/messages", "mail", school.SeePeople},
	{"Journal", "/gestion/journal", "book", school.SeeJournal},
}

// StaffNav is the side bar of a member of staff.
func StaffNav(a school.Actor, path string) []components.NavItem {
	var items []components.NavItem
	for _, s := range staffSections {
		if s.needs != "" && !a.May(s.needs) {
			continue
		}
		current := path == s.href || (s.href != "/gestion" && strings.HasPrefix(path, s.href+"/"))
		items = append(items, components.NavItem{Label: s.label, Href: s.href, Icon: s.icon, Current: current})
	}
	return items
}

func publicNav(signedIn bool, path string) []components.NavItem {
	items := []components.NavItem{{Label: "Les règles", Href: "/regles", Current: strings.HasPrefix(path, "/regles")}}
	if !signedIn {
		items = append(items, components.NavItem{Label: "Se connecter", Href: "/connexion", Current: path == "/connexion"})
	}
	return items
}

// SiteMap is every place that the reader's menus lead to, group by group: the second way to find a page.
func (v *Visit) SiteMap() []MapGroup {
	var all []MapGroup
	switch {
	case v.Session == nil:
	case v.Session.StaffID != "":
		all = append(all, MapGroup{"Gestion", append(StaffNav(v.Actor, ""), components.NavItem{Label: "Moi", Href: "/moi"})})
	default:
		all = append(all, MapGroup{"Votre espace", components.FamilyNav("", 0)})
	}
	open := publicNav(v.Session != nil, "")
	if v.Session == nil {
		open = append([]components.NavItem{{Label: "Accueil", Href: "/"}}, append(open, components.NavItem{Label: "Entrer avec le code d’un courrier", Href: "/connexion/courrier"})...)
	}
	if languageHref(v) != "" {
		open = append(open, components.NavItem{Label: "Langue", Href: LanguagePath})
	}
	return append(all, MapGroup{"Pour tous", append(open,
		components.NavItem{Label: "Confidentialité", Href: "/confidentialite"},
		components.NavItem{Label: "Mentions légales", Href: "/mentions-legales"})},
		MapGroup{"Accessibilité", []components.NavItem{
			{Label: "Déclaration d’accessibilité", Href: "/accessibilite"}, {Label: "Les 106 critères", Href: "/accessibilite/criteres"},
			{Label: "Schéma pluriannuel", Href: "/accessibilite/schema"},
		}})
}

// MapGroup is one part of the site map.
type MapGroup struct {
	Title string
	Items []components.NavItem
}
