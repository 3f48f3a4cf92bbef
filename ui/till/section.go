package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// section is a page of the till that its front page leads to.
type section struct {
	Label, Path string
	Needs       school.Permission
}

// sections lists the pages of the till by what one comes for, one line each; only what the reader may open is shown.
var sections = []struct {
	Label string
	Pages []section
}{
	{"Encaisser", []section{
		{"Guichet", counterPath, school.BookPayments},
		{"Bordereaux de chèques", slipsPath, school.SeeMoney},
		{"Caisse du jour", registerPath, school.SeeMoney},
		{"Paiements en ligne", "/gestion/caisse/en-ligne", school.SeeMoney},
	}},
	{"Recouvrer et rendre", []section{
		{"Prélèvements", debitsPath, school.SeeMoney},
		{"Relances", remindersPath, school.SeeMoney},
		{"Délais de paiement", plansPath, school.SeeMoney},
		{"Remboursements", refundsPath, school.SeeMoney},
	}},
	{"Vérifier", []section{
		{"Actes du conseil", actsPath, school.SeeMoney},
		{"Paiements en ligne du jour", money.OnlineDayPath, school.SeeMoney},
		{"Rapprochement", "/gestion/caisse/rapprochement", school.SeeMoney},
		{"Relevés", "/gestion/caisse/releves", school.SeeMoney},
		{"Clôtures", closingsPath, school.SeeMoney},
	}},
	{"Comptes et exports", []section{
		{"Journal", "/gestion/caisse/journal", school.SeeMoney},
		{"États et journaux", exitsPath, school.SeeMoney},
	}},
}

// sectionNav leads from the till's front page to its other pages.
func sectionNav(reader school.Actor) Node {
	var all Group
	for _, s := range sections {
		var links Group
		for _, page := range s.Pages {
			if reader.May(page.Needs) {
				links = append(links, Li(A(Href(page.Path), components.French(page.Label))))
			}
		}
		if len(links) > 0 {
			all = append(all, Div(P(Class("soft"), components.French(s.Label)), Ul(links)))
		}
	}
	return components.ScreenOnly(Nav(Class("stage-nav"), Aria("label", "Pages de la caisse"), all))
}
