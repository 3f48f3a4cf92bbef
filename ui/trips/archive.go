package trips

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	archivesPath  = staffList + "/archives"
	archivesTitle = "Archives des voyages"
)

func archiveRoutes() []web.Route {
	archives := web.Staff(school.ArchiveTrips)
	return append(retentionRoutes(), []web.Route{
		{Method: http.MethodGet, Pattern: archivesPath, Who: archives, Handle: showArchives},
		{Method: http.MethodPost, Pattern: archivesPath, Who: archives, Handle: archiveYear},
		{Method: http.MethodGet, Pattern: archivesPath + ".csv", Who: archives, Handle: exportArchives},
		{Method: http.MethodGet, Pattern: archivesPath + ".xlsx", Who: archives, Handle: exportArchives},
		{Method: http.MethodGet, Pattern: staffTrip + "/archive", Who: archives, Handle: showArchive},
		{Method: http.MethodPost, Pattern: staffTrip + "/archive", Who: archives, Handle: archiveTrip},
		{Method: http.MethodPost, Pattern: staffTrip + "/restauration", Who: archives, Handle: restoreTrip},
	}...)
}

func showArchives(v *web.Visit) error { return archivesPage(v, v.Query("annee"), nil) }

func archivesPage(v *web.Visit, year string, refusal *law.Refusal) error {
	all, err := trip.ArchivesOf(v.App, v.Actor, "")
	if err != nil {
		return err
	}
	props := ArchivesPageProps{Year: year, Search: v.Query("q")}
	for _, a := range all {
		if a.SchoolYear != "" && !slices.Contains(props.Years, a.SchoolYear) {
			props.Years = append(props.Years, a.SchoolYear)
		}
	}
	slices.Sort(props.Years)
	slices.Reverse(props.Years)
	if props.Year == "" && len(props.Years) > 0 {
		props.Year = props.Years[len(props.Years)-1]
		if past, err := trip.YearsPast(v.App); err != nil {
			return err
		} else if len(past) > 0 {
			props.Year = past[0]
		}
	}
	for _, a := range all {
		if a.SchoolYear == props.Year && a.ArchivedOn == "" && a.Why == "" {
			props.ToArchive++
		}
	}
	for _, a := range narrowed(v, all, archiveWords) {
		switch {
		case a.SchoolYear != props.Year:
		case a.ArchivedOn != "":
			props.Archived = append(props.Archived, a)
		case a.Why != "":
			props.Staying = append(props.Staying, a)
		default:
			props.Ready = append(props.Ready, a)
		}
	}
	page := components.PageProps{Title: archivesTitle, Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: archivesTitle}}}
	if refusal == nil {
		return v.Page(page, ArchivesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal)
	return v.PageAgain(page, ArchivesPage(props))
}

func archiveYear(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	year := r.Must("annee", "Choisissez l’année scolaire.")
	if refusal := r.Refusal(); refusal != nil {
		return archivesPage(v, "", refusal)
	}
	n, err := trip.ArchiveYear(v.Ctx(), v.App, year)
	if refusal, ok := web.Refusal(err); ok {
		return archivesPage(v, year, refusal)
	}
	if err != nil {
		return err
	}
	said := "Aucun voyage de " + year + " ne pouvait être archivé."
	if n > 0 {
		said = law.Counted(n, "voyage est archivé", "voyages sont archivés") + ". Chacun reste lisible, avec toutes ses pièces."
	}
	return v.SeeWith(archivesPath+"?"+url.Values{"annee": {year}}.Encode(), components.OK, said)
}

// archiveWords are what a trip is found by.
func archiveWords(a trip.Archivable) []string {
	return []string{a.Title, a.Destination, a.State.Label(), a.Why}
}

func archivesSheet(v *web.Visit) (document.Sheet, error) {
	rows, err := trip.ArchivesOf(v.App, v.Actor, v.Query("annee"))
	rows = narrowed(v, rows, archiveWords)
	sheet := document.Sheet{Title: archivesTitle, Columns: []document.Column{
		{Name: "Année"}, {Name: "Voyage"}, {Name: "Destination"}, {Name: "Départ", Kind: document.KindDay}, {Name: "Retour", Kind: document.KindDay}, {Name: "État"},
		{Name: "Archivé le", Kind: document.KindDay}, {Name: "Anonymisé le", Kind: document.KindDay}, {Name: "Ce qui le retient"},
	}}
	for _, a := range rows {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(a.SchoolYear), document.Text(a.Title), document.Text(a.Destination), document.Date(a.DepartsOn), document.Date(a.ReturnsOn),
			document.Text(a.State.Label()), document.Date(a.ArchivedOn), document.Date(a.AnonymisedOn), document.Text(a.Why),
		})
	}
	return sheet, err
}

func exportArchives(v *web.Visit) error {
	sheet, err := archivesSheet(v)
	if err != nil {
		return err
	}
	return sendSheet(v, "archives", sheet)
}

func showArchive(v *web.Visit) error { return archivePage(v, "", nil) }

func archivePage(v *web.Visit, reason string, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	p := ArchivePageProps{Trip: t, Reason: reason}
	if refusal == nil {
		return v.Page(inTrip(t, "Archives"), ArchivePage(p))
	}
	p.Refused = web.RefusedBy(v, refusal, "restored_for")
	return v.PageAgain(inTrip(t, "Archives"), ArchivePage(p))
}

func archiveTrip(v *web.Visit) error {
	err := trip.Archive(v.Ctx(), v.App, v.Path("trip"))
	if refusal, ok := web.Refusal(err); ok {
		return archivePage(v, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip"), components.OK, "Le voyage est archivé : tout se lit, plus rien ne change.")
}

func restoreTrip(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	err = trip.Restore(v.Ctx(), v.App, v.Path("trip"), r.Text("restored_for"))
	if refusal, ok := web.Refusal(err); ok {
		return archivePage(v, r.Text("restored_for"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip"), components.OK, "Le voyage est sorti des archives. Le motif est au journal.")
}
