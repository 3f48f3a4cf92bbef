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
