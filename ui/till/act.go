package till

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const actsPath = "/gestion/caisse/actes"

// actKinds are the acts of the board on which the till rests, in French.
var actKinds = map[string]string{
	school.RemissionAct: "Remise gracieuse", school.RemissionThresholdAct: "Seuil des remises du chef d’établissement", school.WriteOffAct: "Admission en non-valeur",
	school.TariffAct: "Tarif",
}

// actKindOrder is their order on the page.
var actKindOrder = []string{school.RemissionAct, school.RemissionThresholdAct, school.WriteOffAct, school.TariffAct}

// ledgerRoutes are the pages by which the ledger is corrected and closed.
func ledgerRoutes() []web.Route {
	return slices.Concat(actRoutes(), shareRoutes(), moveRoutes(), closingRoutes(), familyCreditRoutes())
}

// actRoutes are the acts by which the board fixes tariffs and lowers debts: those of trips stand with their trip.
func actRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: actsPath, Who: web.Staff(school.SeeMoney), Handle: func(v *web.Visit) error { return actsPage(v, ActForm{}, nil) }},
		{Method: http.MethodPost, Pattern: actsPath, Who: web.Staff(school.RecordActs), Handle: recordAct},
	}
}

func actsPage(v *web.Visit, form ActForm, refusal *law.Refusal) error {
	all, err := school.BoardActs(v.App, actKindOrder...)
	if err != nil {
		return err
	}
	props := ActsPageProps{Acts: all, Form: form, MayRecord: v.Actor.May(school.RecordActs), Today: v.Today()}
	page := components.PageProps{Title: "Actes du conseil", Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Actes du conseil"}}}
	if refusal == nil {
		return v.Page(page, ActsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "purpose", "act_number", "voted_on", "transmitted_on", "published_on", "enforceable_on")
	return v.PageAgain(page, ActsPage(props))
}

func recordAct(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form := ActForm{Purpose: v.Field("purpose"), Number: v.Field("act_number"), VotedOn: v.Field("voted_on"), TransmittedOn: v.Field("transmitted_on"), PublishedOn: v.Field("published_on")}
	again := func(err error) error {
		refusal, ok := web.Refusal(err)
		if !ok {
			return err
		}
		return actsPage(v, form, refusal)
	}
	days := map[string]law.Day{}
	for field, typed := range map[string]string{"voted_on": form.VotedOn, "transmitted_on": form.TransmittedOn, "published_on": form.PublishedOn} {
		day, err := law.ParseDay(typed)
		if err != nil {
			return again(law.Object(field, components.Sentence(err.Error()), ""))
		}
		days[field] = day
	}
	switch {
	case actKinds[form.Purpose] == "":
		return again(law.Object("purpose", "Choisissez ce que l’acte décide.", ""))
	case form.Number == "":
		return again(law.Object("act_number", "Le numéro de l’acte manque.", ""))
	case days["voted_on"] == "":
		return again(law.Object("voted_on", "La date du vote manque.", ""))
	}
	err := school.RecordBoardAct(v.Ctx(), v.App, school.BoardAct{
		Purpose: form.Purpose, Number: form.Number, Title: actKinds[form.Purpose], VotedOn: days["voted_on"], TransmittedOn: days["transmitted_on"], PublishedOn: days["published_on"],
	})
	if err != nil {
		return again(err)
	}
	return v.SeeWith(actsPath, components.OK, "L’acte est enregistré. La date à laquelle il devient exécutoire est calculée.")
}
