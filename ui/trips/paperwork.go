package trips

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// The school-wide pages of what is printed.
const (
	kitchenPath = staffList + "/cuisine"
	lettersPath = staffList + "/lettres-manquantes"
	escortPath  = staffList + "/accompagnateurs"
	daysPath    = staffList + "/accompagnateurs-jours"
)

// paperworkRoutes are the lists and the papers of a trip, each in its formats, and what the school reads over all trips.
// Who may print which list is said by paperwork, trip by trip: an organiser opens more of their own.
func paperworkRoutes() []web.Route {
	see, cash := web.Staff(school.SeeTrips), web.Staff(school.ManageImprests)
	get := func(pattern string, who web.Who, handle func(*web.Visit) error, sample string) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Who: who, Handle: handle, Sample: sample}
	}
	return append(append(financeRoutes(), searchRoutes()...), []web.Route{
		get(staffTrip+"/listes", see, showPaperwork, ""),
		get(staffTrip+"/listes/{file}", see, printList, staffTrip+"/listes/noms-engages.pdf"),
		get(staffTrip+"/papiers/{file}", web.Staff(school.WriteTrips), printOrder, staffTrip+"/papiers/autorisation-de-depart.pdf"),
		get(staffTrip+"/papiers-regie/{file}", cash, printCashOrder, staffTrip+"/papiers-regie/regie-d-avances.pdf"),

		get(kitchenPath, see, showKitchen, ""), get(kitchenPath+".pdf", see, printKitchen, ""), get(kitchenPath+".xlsx", see, printKitchen, ""),
		get(kitchenPath+".csv", see, printKitchen, ""), get(kitchenPath+".ics", see, exportKitchenICS, ""),
		get(lettersPath, see, showLetters, ""), get(lettersPath+".pdf", see, printLetters, ""), get(lettersPath+".xlsx", see, printLetters, ""), get(lettersPath+".csv", see, printLetters, ""),
		get(escortPath, see, showEscort, ""), get(escortPath+".pdf", see, printEscort, ""), get(escortPath+".xlsx", see, printEscort, ""), get(escortPath+".csv", see, printEscort, ""),
		get(daysPath+".pdf", see, printDays, ""), get(daysPath+".xlsx", see, printDays, ""), get(daysPath+".csv", see, printDays, ""),
	}...)
}

func showPaperwork(v *web.Visit) error {
	desk, err := paperwork.DeskOf(v.Ctx(), v.App, v.Paper(), v.Path("trip"))
	if err != nil {
		return err
	}
	return v.Page(inTrip(desk.Trip, "Listes et papiers à signer"), PaperworkPage(desk))
}

// fileOf parts the name of a paper from its format: "contacts.pdf".
func fileOf(v *web.Visit) (name, format string) {
	name, format, _ = strings.Cut(v.Path("file"), ".")
	return name, format
}

func printList(v *web.Visit) error {
	name, format := fileOf(v)
	list, known := paperwork.FindList(name)
	if !known || !isListFormat(format) {
		return web.ErrNotFound
	}
	days, err := daysAsked(v)
	if err != nil {
		return err
	}
	data, err := list.Make(v.Ctx(), v.App, v.Paper(), v.Path("trip"), days)
	if err != nil {
		return err
	}
	return sendList(v, name, format, data)
}

// daysAsked is the number of days of service that the reader has put right for the meal list.
func daysAsked(v *web.Visit) (int, error) {
	typed := v.Query("jours")
	if typed == "" {
		return 0, nil
	}
	days, err := strconv.Atoi(typed)
	if err != nil || days < 1 || days > 366 {
		return 0, law.Object("jours", "Le nombre de jours de service n’est pas lisible.", "Écrivez un nombre entier, comme 4, ou laissez le champ vide.")
	}
	return days, nil
}

func isListFormat(format string) bool { return format == "pdf" || format == "xlsx" || format == "csv" }

// sendList sends a list in a format: on the screen as a PDF, to a spreadsheet otherwise.
func sendList(v *web.Visit, name, format string, data document.ListData) error {
	switch format {
	case "xlsx":
		body, err := document.ListXLSX(data)
		if err != nil {
			return err
		}
		return v.File(name+".xlsx", xlsxType, body, false)
	case "csv":
		return v.File(name+".csv", "text/csv; charset=utf-8", data.Sheet().CSV(), false)
	}
	body, err := document.PrintedList(data)
	if err != nil {
		return err
	}
	return v.File(name+".pdf", "application/pdf", body, true)
}

func printOrder(v *web.Visit) error     { return sendOrder(v, paperwork.Orders) }
func printCashOrder(v *web.Visit) error { return sendOrder(v, paperwork.CashOrders) }

func sendOrder(v *web.Visit, table []paperwork.Order) error {
	name, format := fileOf(v)
	order, known := paperwork.FindOrder(table, name)
	if !known || format != "pdf" {
		return web.ErrNotFound
	}
	data, err := order.Make(v.Ctx(), v.App, v.Paper(), v.Path("trip"))
	if err != nil {
		return err
	}
	body, err := document.Decision(data)
	if err != nil {
		return err
	}
	return v.File(name+".pdf", "application/pdf", body, true)
}

// formatOf is the format that a school-wide address ends with.
func formatOf(v *web.Visit) string {
	path := v.Request.URL.Path
	return path[strings.LastIndex(path, ".")+1:]
}

// monthAsked is the month in the address, the current one otherwise.
func monthAsked(v *web.Visit) law.Day {
	if day, err := law.ParseDay(v.Query("mois") + "-01"); err == nil {
		return day
	}
	return v.Today()
}

func showKitchen(v *web.Visit) error {
	k, err := paperwork.KitchenOf(v.App, v.Actor, monthAsked(v))
	if err != nil {
		return err
	}
	return v.Page(overviewOf("Cuisine, "+k.Name()), KitchenPage(k))
}

func printKitchen(v *web.Visit) error {
	k, err := paperwork.KitchenOf(v.App, v.Actor, monthAsked(v))
	if err != nil {
		return err
	}
	return sendList(v, "departs-en-voyage-"+string(k.First[:7]), formatOf(v), k.List(v.Paper()))
}

func exportKitchenICS(v *web.Visit) error {
	k, err := paperwork.KitchenOf(v.App, v.Actor, monthAsked(v))
	if err != nil {
		return err
	}
	return v.File("departs-en-voyage-"+string(k.First[:7])+".ics", "text/calendar; charset=utf-8", k.ICS(v.Request.Host, school.Clock(v.App).Now()), false)
}

func showLetters(v *web.Visit) error {
	all, err := paperwork.Letters(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(overviewOf("Lettres manquantes"), LettersPage(narrowed(v, all, letterWords), v.Query("q")))
}

func printLetters(v *web.Visit) error {
	all, err := paperwork.Letters(v.App, v.Actor)
	if err != nil {
		return err
	}
	return sendList(v, "lettres-manquantes", formatOf(v), paperwork.LettersList(narrowed(v, all, letterWords), v.Paper()))
}

func letterWords(l paperwork.LettersOfTrip) []string { return []string{l.Title, l.Destination} }

// escortOf is the year asked for, narrowed to the trips and the people looked for.
func escortOf(v *web.Visit) (paperwork.Escort, error) {
	e, err := paperwork.EscortOf(v.App, v.Actor, v.Query("annee"))
	e.Trips = narrowed(v, e.Trips, func(t paperwork.EscortTrip) []string { return append([]string{t.Title, t.Destination}, t.Adults...) })
	e.People = narrowed(v, e.People, func(p paperwork.EscortPerson) []string {
		words := []string{p.Name}
		for _, t := range p.Trips {
			words = append(words, t.Title, t.Destination)
		}
		return words
	})
	return e, err
}

func showEscort(v *web.Visit) error {
	e, err := escortOf(v)
	if err != nil {
		return err
	}
	return v.Page(overviewOf("Accompagnateurs"), EscortPage(e, v.Query("q")))
}

func printEscort(v *web.Visit) error {
	e, err := escortOf(v)
	if err != nil {
		return err
	}
	return sendList(v, "accompagnateurs", formatOf(v), e.ByTrip(v.Paper()))
}

func printDays(v *web.Visit) error {
	e, err := escortOf(v)
	if err != nil {
		return err
	}
	return sendList(v, "accompagnateurs-jours", formatOf(v), e.ByPerson(v.Paper()))
}

// overviewOf is a page over all trips.
func overviewOf(title string) components.PageProps {
	return components.PageProps{Title: title, Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: title}}}
}
