package trips

import (
	"errors"
	"net/http"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	takenPath  = staffList + "/reprise"
	takenTitle = "Repris de MobiliSCO"
)

// takenRoutes are the archives of another program. One of them is ?voyage=…: the list and its lines share an address.
func takenRoutes() []web.Route {
	see := web.Staff(school.SeeTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: takenPath, Who: see, Handle: showTaken},
		{Method: http.MethodGet, Pattern: takenPath + ".csv", Who: see, Handle: exportTakenCSV},
		{Method: http.MethodGet, Pattern: takenPath + ".xlsx", Who: see, Handle: exportTakenXLSX},
	}
}

func showTaken(v *web.Visit) error {
	if id := v.Query("voyage"); id != "" {
		return showTakenRecord(v, id)
	}
	rows, err := trip.TakenRecords(v.App, v.Actor, v.Query("q"))
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: takenTitle, Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: takenTitle}}},
		TakenPage(TakenPageProps{Rows: rows, Search: v.Query("q"), WithMoney: v.Actor.May(school.SeeMoney)}))
}

func showTakenRecord(v *web.Visit, id string) error {
	a, err := trip.TakenRecordFor(v.App, v.Actor, id)
	if errors.Is(err, trip.ErrNoTrip) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: a.Title, Wide: true, Breadcrumb: []components.Crumb{
		{Label: "Voyages", Href: staffList}, {Label: takenTitle, Href: takenPath}, {Label: a.Title},
	}}, TakenRecordPage(a))
}

func takenSheet(v *web.Visit) (document.Sheet, error) {
	rows, err := trip.TakenRecords(v.App, v.Actor, v.Query("q"))
	money := v.Actor.May(school.SeeMoney)
	sheet := document.Sheet{Title: takenTitle, Columns: []document.Column{
		{Name: "Voyage"}, {Name: "Objet"}, {Name: "Départ", Kind: document.KindDay}, {Name: "Retour", Kind: document.KindDay}, {Name: "Inscrits", Kind: document.KindInt},
		{Name: "Lettres rendues", Kind: document.KindInt}, {Name: "Adultes", Kind: document.KindInt}, {Name: "Prix par élève", Kind: document.KindMoney},
		{Name: "Dépenses réalisées", Kind: document.KindMoney},
	}}
	if money {
		sheet.Columns = append(sheet.Columns, document.Column{Name: "Versé par les familles", Kind: document.KindMoney})
	}
	for _, a := range rows {
		cells := []document.Cell{
			document.Text(a.Title), document.Text(a.Said.Purpose), document.Date(a.DepartsOn), document.Date(a.ReturnsOn), document.Int(len(a.Said.Enrolments)),
			document.Int(a.Letters), document.Int(len(a.Said.Adults)), document.Money(a.Said.PriceCents), document.Money(a.ExpenseDone),
		}
		if money {
			cells = append(cells, document.Money(a.Paid))
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	return sheet, err
}

func exportTakenCSV(v *web.Visit) error {
	sheet, err := takenSheet(v)
	if err != nil {
		return err
	}
	return v.File("reprise.csv", "text/csv; charset=utf-8", sheet.CSV(), false)
}

func exportTakenXLSX(v *web.Visit) error {
	sheet, err := takenSheet(v)
	if err != nil {
		return err
	}
	return sendXLSX(v, "reprise.xlsx", sheet)
}
