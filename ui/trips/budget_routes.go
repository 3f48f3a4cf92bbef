package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

// budgetRoutes are the pages of the money of a trip as a whole, and of what goes to the board with it.
func budgetRoutes() []web.Route {
	write, bursar, money := web.Staff(school.WriteTrips), web.Staff(school.BalanceBudget), web.Staff(school.SeeMoney)
	submit, acts := web.Staff(school.SubmitTrips), web.Staff(school.RecordActs)
	routes := []web.Route{
		{Method: http.MethodGet, Pattern: staffList + "/natures", Who: bursar, Handle: showCategories},
		{Method: http.MethodPost, Pattern: staffList + "/natures", Who: bursar, Handle: saveCategory},

		{Method: http.MethodGet, Pattern: staffTrip + "/simulateur", Who: write, Handle: showSimulator},
		{Method: http.MethodGet, Pattern: staffTrip + "/grille", Who: bursar, Handle: showGrid},
		{Method: http.MethodPost, Pattern: staffTrip + "/grille", Who: bursar, Handle: saveGrid},
		{Method: http.MethodGet, Pattern: staffTrip + "/tranches", Who: bursar, Handle: showBrackets},
		{Method: http.MethodPost, Pattern: staffTrip + "/tranches", Who: bursar, Handle: saveBracket},

		{Method: http.MethodGet, Pattern: staffTrip + "/conseil", Who: write, Handle: showDossier},
		{Method: http.MethodPost, Pattern: staffTrip + "/conseil", Who: write, Handle: saveDossier},
		{Method: http.MethodPost, Pattern: staffTrip + "/seance", Who: submit, Handle: saveSitting},
		{Method: http.MethodGet, Pattern: staffTrip + "/dons", Who: acts, Handle: showGifts},
		{Method: http.MethodPost, Pattern: staffTrip + "/dons", Who: acts, Handle: acceptGifts},
		{Method: http.MethodPost, Pattern: staffTrip + "/dons/dates", Who: acts, Handle: dateGiftAct},

		{Method: http.MethodGet, Pattern: staffTrip + "/execution", Who: write, Handle: showExecution},
		{Method: http.MethodPost, Pattern: staffTrip + "/execution", Who: write, Handle: saveExecution},
		{Method: http.MethodPost, Pattern: staffTrip + "/execution/reprise", Who: write, Handle: carryOver},
		{Method: http.MethodPost, Pattern: staffTrip + "/execution/regies", Who: write, Handle: carryImprests},
		{Method: http.MethodGet, Pattern: staffTrip + "/bilan", Who: money, Handle: showReport},
		{Method: http.MethodPost, Pattern: staffTrip + "/bilan", Who: web.Staff(school.ReportTrips), Handle: drawReport},
		{Method: http.MethodPost, Pattern: staffTrip + "/bilan/presentation", Who: submit, Handle: presentReport},
	}
	for _, a := range drafts {
		who := write
		if a.money {
			who = money // aid to families is added up in it
		}
		routes = append(routes,
			web.Route{Method: http.MethodGet, Pattern: staffTrip + "/acte/" + a.name, Who: who, Handle: a.show},
			web.Route{Method: http.MethodGet, Pattern: staffTrip + "/acte/" + a.name + ".txt", Who: who, Handle: a.text},
			web.Route{Method: http.MethodGet, Pattern: staffTrip + "/acte/" + a.name + ".pdf", Who: who, Handle: a.print},
		)
	}
	return routes
}
