package till

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const closingsPath = "/gestion/caisse/clotures"

// closingRoutes close periods of the accounts: the accountant closes, another person checks.
func closingRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: closingsPath, Who: web.Staff(school.SeeMoney), Handle: func(v *web.Visit) error { return closingsPage(v, "", nil) }},
		{Method: http.MethodGet, Pattern: closingsPath + "/liste.csv", Who: web.Staff(school.SeeMoney), Handle: exportClosings},
		{Method: http.MethodGet, Pattern: closingsPath + "/liste.xlsx", Who: web.Staff(school.SeeMoney), Handle: exportClosings},
		{Method: http.MethodPost, Pattern: closingsPath, Who: web.Staff(school.CloseBooks), Handle: closeBooks},
		{Method: http.MethodPost, Pattern: closingsPath + "/{closing}/visa", Who: web.Staff(school.CheckBooks), Handle: visaClosing},
	}
}

func closingsPage(v *web.Visit, to string, refusal *law.Refusal) error {
	all, err := money.Closings(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := ClosingsPageProps{Closings: all, To: to, Actor: v.Actor.ID, MayClose: v.Actor.May(school.CloseBooks), MayCheck: v.Actor.May(school.CheckBooks)}
	if props.To == "" {
		props.To = string(v.Today().Add(-1))
	}
	if len(all) > 0 {
		if err := money.VerifyClosings(v.App); err != nil {
			props.Trouble = components.Sentence(err.Error())
		}
	}
	page := components.PageProps{Title: "Clôtures", Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Clôtures"}}}
	if refusal == nil {
		return v.Page(page, ClosingsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "to_on")
	return v.PageAgain(page, ClosingsPage(props))
}

// exportClosings gives the closed periods with their totals and what proves them, to keep elsewhere.
func exportClosings(v *web.Visit) error {
	all, err := money.Closings(v.App, v.Actor)
	if err != nil {
		return err
	}
	d := document.ListData{Title: "Clôtures", Columns: []document.Column{{Name: "Du", Kind: document.KindDay}, {Name: "Au", Kind: document.KindDay}}}
	for _, name := range []string{"Créances constatées", "Aides, remises, annulations", "Encaissements", "Annulations d’encaissements", "Mouvements entre créances", "Remboursements envoyés"} {
		d.Columns = append(d.Columns, document.Column{Name: name + ", nombre", Kind: document.KindInt}, document.Column{Name: name + ", montant", Kind: document.KindMoney})
	}
	d.Columns = append(d.Columns, document.Column{Name: "Arrêtée par"}, document.Column{Name: "Arrêtée le", Kind: document.KindDay}, document.Column{Name: "Visée par"},
		document.Column{Name: "Visée le", Kind: document.KindDay}, document.Column{Name: "Ligne du journal", Kind: document.KindInt}, document.Column{Name: "Empreinte du journal"}, document.Column{Name: "Empreinte des écritures"})
	group, zone := document.ListGroup{}, school.Clock(v.App).Zone()
	for _, c := range all {
		t := c.Totals
		group.Rows = append(group.Rows, []document.Cell{
			document.Date(c.FromOn), document.Date(c.ToOn), document.Int(t.Charges), document.Money(t.Charged), document.Int(t.Grants), document.Money(t.Granted),
			document.Int(t.Payments), document.Money(t.Taken), document.Int(t.Reversals), document.Money(t.Reversed), document.Int(t.Transfers), document.Money(t.Moved),
			document.Int(t.Refunds), document.Money(t.Refunded), document.Text(c.By), document.Date(law.DayOf(c.ClosedAt.Time().In(zone))), document.Text(c.VisaBy), document.Date(c.VisaOn),
			document.Int(c.JournalLine), document.Text(c.JournalDigest), document.Text(c.RowsDigest),
		})
	}
	d.Groups = []document.ListGroup{group}
	return sendList(v, "clotures", d)
}

func closeBooks(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	to, err := law.ParseDay(v.Field("to_on"))
	if err != nil {
		err = law.Object("to_on", components.Sentence(err.Error()), "")
	} else {
		_, err = money.CloseBooks(v.Ctx(), v.App, to)
	}
	if refusal, ok := web.Refusal(err); ok {
		return closingsPage(v, v.Field("to_on"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(closingsPath, components.OK, "Les comptes sont arrêtés jusqu’au "+to.French()+". Une autre personne vise la clôture.")
}

func visaClosing(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := money.Visa(v.Ctx(), v.App, v.Path("closing"), v.Field("remarque"))
	if refusal, ok := web.Refusal(err); ok {
		return closingsPage(v, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(closingsPath, components.OK, "La clôture est visée, en votre nom.")
}
