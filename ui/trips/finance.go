package trips

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	overviewPath = staffList + "/tableau-de-bord"
	resultsPath  = staffList + "/resultats"
	chequesPath  = staffList + "/cheques"
)

// financeRoutes are the papers about the money of a trip, the overview of a school year, and the cheques that go to the bank.
func financeRoutes() []web.Route {
	see, ledger := web.Staff(school.SeeTrips), web.Staff(school.SeeMoney)
	get := func(pattern string, who web.Who, handle func(*web.Visit) error, sample string) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Who: who, Handle: handle, Sample: sample}
	}
	routes := []web.Route{
		get(staffTrip+"/finances", see, showFinances, ""),
		get(staffTrip+"/finances/{file}", see, printFinance, staffTrip+"/finances/budget-projet.pdf"),
		get(overviewPath, see, showOverview, ""), get(chequesPath, ledger, showCheques, ""),
	}
	for _, format := range []string{".pdf", ".xlsx", ".csv"} {
		routes = append(routes, get(overviewPath+format, see, printProjects, ""), get(resultsPath+format, ledger, printResults, ""), get(chequesPath+format, ledger, printCheques, ""))
	}
	return routes
}

func showFinances(v *web.Visit) error {
	desk, err := paperwork.FinanceDeskOf(v.Ctx(), v.App, v.Paper(), v.Path("trip"))
	if err != nil {
		return err
	}
	return v.Page(inTrip(desk.Trip, "Pièces financières"), FinancesPage(desk, v.Today()))
}

func printFinance(v *web.Visit) error {
	name, format := fileOf(v)
	paper, known := paperwork.FindFinance(name)
	if !known || !isListFormat(format) {
		return web.ErrNotFound
	}
	asked, err := askedOf(v)
	if err != nil {
		return err
	}
	data, err := paper.Make(v.Ctx(), v.App, v.Paper(), v.Path("trip"), asked)
	if err != nil {
		return err
	}
	return sendList(v, name, format, data)
}

// askedOf reads the day or the accounting year that a paper is about.
func askedOf(v *web.Visit) (asked paperwork.Asked, err error) {
	if asked.On, err = dayAsked(v, paperwork.AsksDay); err != nil {
		return asked, err
	}
	if typed := v.Query(paperwork.AsksYear); typed != "" {
		asked.Year, err = strconv.Atoi(typed)
		if err != nil || asked.Year < 2000 || asked.Year > 2100 {
			return asked, law.Object(paperwork.AsksYear, "L’exercice n’est pas lisible.", "Écrivez une année sur quatre chiffres, comme 2026.")
		}
	}
	return asked, nil
}

// dayAsked is a day of the address; "" when it says none.
func dayAsked(v *web.Visit, name string) (law.Day, error) {
	typed := v.Query(name)
	if typed == "" {
		return "", nil
	}
	day, err := law.ParseDay(typed)
	if err != nil {
		return "", law.Object(name, "La date n’est pas lisible.", "Écrivez-la comme 2026-11-30, ou laissez le champ vide.")
	}
	return day, nil
}

func overviewFilter(v *web.Visit) trip.OverviewFilter {
	f := trip.OverviewFilter{Year: v.Query("annee"), Kind: v.Query("nature"), Search: v.Query("q")}
	if s := trip.State(v.Query("etat")); slices.Contains(trip.States, s) {
		f.State = s
	}
	if f.Kind != trip.WithNights && f.Kind != trip.DayOuting {
		f.Kind = ""
	}
	return f
}

func overviewQuery(f trip.OverviewFilter) string {
	return queryOf(map[string]string{"annee": f.Year, "etat": string(f.State), "nature": f.Kind, "q": f.Search})
}

// queryOf writes what is not empty as the query of an address.
func queryOf(values map[string]string) string {
	q := url.Values{}
	for name, value := range values {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func showOverview(v *web.Visit) error {
	o, err := trip.OverviewOf(v.App, v.Actor, overviewFilter(v))
	if err != nil {
		return err
	}
	return v.Page(overviewOf("Tableau de bord"), OverviewPage(o))
}

func printProjects(v *web.Visit) error {
	o, err := trip.OverviewOf(v.App, v.Actor, overviewFilter(v))
	if err != nil {
		return err
	}
	return sendList(v, "projets-de-voyages", formatOf(v), paperwork.ProjectsList(o, v.Paper()))
}

func printResults(v *web.Visit) error {
	o, err := trip.OverviewOf(v.App, v.Actor, overviewFilter(v))
	if err != nil {
		return err
	}
	return sendList(v, "resultats-des-voyages", formatOf(v), paperwork.ResultsList(o, v.Paper()))
}

// chequeFilter reads the period, the current month when the address says nothing of it.
func chequeFilter(v *web.Visit) (f money.ChequeFilter, err error) {
	f = money.ChequeFilter{TripID: v.Query("voyage"), Search: v.Query("q")}
	if f.From, err = dayAsked(v, "du"); err != nil {
		return f, err
	}
	if f.To, err = dayAsked(v, "au"); err != nil {
		return f, err
	}
	if f.From == "" && f.To == "" && f.TripID == "" {
		f.From, f.To = v.Today()[:8]+"01", v.Today()
	}
	return f, nil
}

func chequeQuery(f money.ChequeFilter) string {
	return queryOf(map[string]string{"voyage": f.TripID, "q": f.Search, "du": string(f.From), "au": string(f.To)})
}

func showCheques(v *web.Visit) error {
	f, err := chequeFilter(v)
	if err != nil {
		return err
	}
	slip, err := paperwork.SlipOf(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	trips, err := trip.List(v.App, v.Actor, trip.Filter{})
	if err != nil {
		return err
	}
	return v.Page(overviewOf("Remise de chèques"), ChequesPage(slip, trips))
}

func printCheques(v *web.Visit) error {
	f, err := chequeFilter(v)
	if err != nil {
		return err
	}
	slip, err := paperwork.SlipOf(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	return sendList(v, "remise-de-cheques", formatOf(v), slip.List(v.Paper()))
}
