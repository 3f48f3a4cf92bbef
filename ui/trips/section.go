package trips

import (
	"slices"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// section is a page of a trip that its own page leads to.
type section struct {
	Label, Path string
	Needs       school.Permission
	When        func(trip.Trip) bool // nil: in every state
}

// sections lists the pages of a trip in the order of its life, one line each; only what the reader may open is shown.
var sections = []section{
	{"Dossier pour le conseil", "/conseil", school.WriteTrips, nil},
	{"Budget", "/budget", school.WriteTrips, nil},
	{"Simulateur", "/simulateur", school.WriteTrips, func(t trip.Trip) bool { return !trip.BudgetIsFrozen(t.State) }},
	{"Projet d’acte", "/acte/projet", school.WriteTrips, func(t trip.Trip) bool { return t.NeedsAct() && !t.State.EnrolmentBegan() }},
	{"Acte modificatif", "/acte/modification", school.RecordActs, func(t trip.Trip) bool { return t.NeedsAct() && t.State != trip.Cancelled }},
	{"Dons", "/dons", school.RecordActs, func(t trip.Trip) bool { return t.State != trip.Cancelled }},
	{"Budget réel", "/execution", school.WriteTrips, func(t trip.Trip) bool { return t.State.EnrolmentBegan() }},
	{"Bilan", "/bilan", school.SeeMoney, func(t trip.Trip) bool { return t.State.EnrolmentBegan() }},
	{"Tranches", "/tranches", school.BalanceBudget, func(t trip.Trip) bool { return t.PriceCents > 0 }},
	{"Pièces financières", "/finances", school.SeeTrips, nil},
	{"Inscriptions", "/inscriptions", school.SeeTrips, nil},
	{"Places", "/places", school.WriteTrips, nil},
	{"Tirage au sort", "/tirage", school.SeeTrips, func(t trip.Trip) bool { return t.Selection == trip.ByDraw }},
	{"Achats", "/achats", school.SeeTrips, nil},
	{"Régies", "/regies", school.SeeTrips, nil},
	{"Démarches", "/demarches", school.SeeTrips, nil},
	{"Conditions de remboursement", "/conditions", school.RecordActs, func(t trip.Trip) bool { return t.PriceCents > 0 }},
	{"Lettres sur papier", "/lettres", school.WriteTrips, func(t trip.Trip) bool { return t.State != trip.Draft }},
	{"Documents des familles", "/documents", school.SeeTrips, nil},
	{"Listes et papiers à signer", "/listes", school.SeeTrips, nil},
	{"Dossier de départ", "/dossier", school.SeeTrips, func(t trip.Trip) bool { return t.State.EnrolmentBegan() && t.State != trip.Cancelled }},
	{"Reprendre ce voyage", "/copie", school.WriteTrips, nil},
	{"Créances", "/creances", school.ExportFiles, func(t trip.Trip) bool { return t.State.EnrolmentBegan() }},
	{"Archives", "/archive", school.ArchiveTrips, func(t trip.Trip) bool { return t.State == trip.Closed || t.State == trip.Cancelled }},
	{"Preuves", "/preuves", school.ManageImprests, nil},
	{"Reliquats", "/reliquats", school.PrepareRefunds, reportDrawn},
}

// reportDrawn: once the report is drawn up, what is left over goes back.
func reportDrawn(t trip.Trip) bool {
	return t.State == trip.Returned || t.State == trip.Reported || t.State == trip.Closed
}

// stages are the parts of a trip's life under which its pages stand, in order; a page that is in none stands last.
var stages = []struct {
	Label string
	Paths []string
}{
	{"Projet", []string{"/conseil", "/demarches", "/copie"}},
	{"Budget et achats", []string{"/budget", "/simulateur", "/grille", "/tranches", "/dons", "/achats", "/regies"}},
	{"Acte", []string{"/acte/projet", "/acte/modification", "/conditions"}},
	{"Inscriptions", []string{"/inscriptions", "/places", "/tirage", "/lettres", "/documents"}},
	{"Départ", []string{"/accompagnateurs", "/pieces", "/depart", "/listes", "/dossier"}},
	{"Comptes et bilan", nil},
}

// stageOf is the rank of the stage of a page.
func stageOf(path string) int {
	for i, s := range stages {
		if slices.Contains(s.Paths, path) {
			return i
		}
	}
	return len(stages) - 1
}

// sectionNav leads from a trip's page to its other pages, stage by stage.
func sectionNav(t trip.Trip, reader school.Actor) Node {
	columns := make([]Group, len(stages))
	add := func(s section) {
		i := stageOf(s.Path)
		columns[i] = append(columns[i], Li(A(Href(staffList+"/"+t.ID+s.Path), components.French(s.Label))))
	}
	for _, s := range departureSections(t, reader) {
		add(s)
	}
	for _, s := range sections {
		if reader.May(s.Needs) && (s.When == nil || s.When(t)) {
			add(s)
		}
	}
	var all Group
	for i, links := range columns {
		if len(links) > 0 {
			all = append(all, Div(P(Class("soft"), components.French(stages[i].Label)), Ul(links)))
		}
	}
	return components.ScreenOnly(Nav(Class("stage-nav"), Aria("label", "Pages du voyage"), all))
}

// overviews lists the pages over all trips.
var overviews = []struct {
	Label, Path string
	Needs       school.Permission
}{
	{"Recherche", web.SearchPath, school.SeeTrips},
	{"Tableau de bord", overviewPath, school.SeeTrips},
	{"Remise de chèques", chequesPath, school.SeeMoney},
	{"Calendrier", calendarPath, school.SeeTrips},
	{"Lettres manquantes", lettersPath, school.SeeTrips},
	{"Cuisine", kitchenPath, school.SeeTrips},
	{"Accompagnateurs", escortPath, school.SeeTrips},
	{"Modèles d’export", mappingsPath, school.ExportFiles},
	{"Archives", archivesPath, school.ArchiveTrips},
	{"Conservation", retentionPath, school.PurgeData},
}

// overviewNav leads from the list of trips to what is read over all of them.
func overviewNav(reader school.Actor) Node {
	var links Group
	for _, o := range overviews {
		if reader.May(o.Needs) {
			links = append(links, Li(A(Href(o.Path), components.French(o.Label))))
		}
	}
	return components.ScreenOnly(Nav(Class("local-nav"), Aria("label", "Sur tous les voyages"), Ul(links)))
}
