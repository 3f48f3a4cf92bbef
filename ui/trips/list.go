package trips

import (
	"net/url"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// filterOf reads search, state and sort from the address.
func filterOf(v *web.Visit) trip.Filter {
	f := trip.Filter{Search: v.Query("q"), Sort: v.Query("tri"), Archives: v.Query("archives") == "oui"}
	if s := trip.State(v.Query("etat")); slices.Contains(trip.States, s) {
		f.State = s
	}
	return f
}

func showList(v *web.Visit) error {
	f := filterOf(v)
	rows, err := trip.List(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	taken, err := trip.HasTaken(v.App)
	if err != nil {
		return err
	}
	var past []string
	if v.Actor.May(school.ArchiveTrips) && !f.Archives {
		if past, err = trip.YearsPast(v.App); err != nil {
			return err
		}
	}
	return v.Page(components.PageProps{Title: "Voyages", Wide: true}, ListPage(ListPageProps{
		YearsPast: past, HasTaken: taken, Rows: rows, Filter: f, MayCreate: v.Actor.May(school.WriteTrips), Reader: v.Actor, MayRecordActs: v.Actor.May(school.RecordActs), Query: listQuery(f, f.Sort),
	}))
}

// listQuery writes a filter as the query of an address, "" when there is nothing to say.
func listQuery(f trip.Filter, sort string) string {
	q := url.Values{}
	archives := ""
	if f.Archives {
		archives = "oui"
	}
	for name, value := range map[string]string{"q": f.Search, "etat": string(f.State), "tri": sort, "archives": archives} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func exportListCSV(v *web.Visit) error {
	sheet, err := listSheet(v)
	if err != nil {
		return err
	}
	return v.File("voyages.csv", "text/csv; charset=utf-8", sheet.CSV(), false)
}

func exportListXLSX(v *web.Visit) error {
	sheet, err := listSheet(v)
	if err != nil {
		return err
	}
	return sendXLSX(v, "voyages.xlsx", sheet)
}

func sendXLSX(v *web.Visit, name string, sheet document.Sheet) error {
	body, err := sheet.XLSX()
	if err != nil {
		return err
	}
	return v.File(name, xlsxType, body, false)
}

func listSheet(v *web.Visit) (document.Sheet, error) {
	rows, err := trip.List(v.App, v.Actor, filterOf(v))
	sheet := document.Sheet{Title: "Voyages", Columns: []document.Column{
		{Name: "Voyage"}, {Name: "Destination"}, {Name: "Départ", Kind: document.KindDay}, {Name: "Retour", Kind: document.KindDay}, {Name: "Organisateur"},
		{Name: "État"}, {Name: "Engagés", Kind: document.KindInt}, {Name: "Élèves prévus", Kind: document.KindInt},
		{Name: "Adultes prévus", Kind: document.KindInt}, {Name: "Prix par élève", Kind: document.KindMoney},
	}}
	for _, r := range rows {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(r.Title), document.Text(r.Destination), document.Date(r.DepartsOn), document.Date(r.ReturnsOn), document.Text(r.OrganiserName),
			document.Text(r.State.Label()), document.Int(r.Committed), document.Int(r.PupilsEstimated), document.Int(r.AdultsEstimated), document.Money(r.PriceCents),
		})
	}
	return sheet, err
}
