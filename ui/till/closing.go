package till

import (
	"net/http"

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
