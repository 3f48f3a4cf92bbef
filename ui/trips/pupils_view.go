package trips

import (
	"net/url"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// PupilsPageProps is the list of the pupils of a trip: neither money nor addresses.
type PupilsPageProps struct {
	Trip         trip.Trip
	Pupils       []trip.Pupil
	Counts       trip.Counts
	View, Search string
	Manage       bool // the reader offers places
}

// PupilsPage lists pupils by class, with where each stands.
func PupilsPage(p PupilsPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/inscriptions"
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Inscriptions", Lead: p.Trip.Title + ", " + p.Trip.Dates() + "."}),
		seatFigures(p),
		components.ScreenOnly(
			components.Stack(
				components.Actions(
					viewLink("Tous, "+itoa(p.Counts.Eligible), "", p), viewLink("Engagés, "+itoa(p.Counts.Committed), onlyCommitted, p),
					viewLink("Sans réponse, "+itoa(p.Counts.Missing), onlyMissing, p), viewLink("Liste d’attente, "+itoa(p.Counts.Waiting), onlyWaiting, p),
					If(p.Counts.Offered > 0 || p.View == onlyOffered, viewLink("Places proposées, "+itoa(p.Counts.Offered), onlyOffered, p)),
					If(p.Counts.Leaving > 0 || p.View == onlyLeaving, viewLink("Désistements demandés, "+itoa(p.Counts.Leaving), onlyLeaving, p)),
				),
				components.SearchForm(components.SearchFormProps{Action: here, Value: p.Search, Label: "Chercher un élève ou une classe", Keep: keepView(p.View)}),
			)),
		components.DataTable(components.DataTableProps{
			Caption: law.Counted(len(p.Pupils), "élève", "élèves"), Stacked: true, RowHead: true, Rows: pupilRows(p), EmptyMessage: "Aucun élève ne correspond.",
			Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Intérêt"}, {Label: "État"}},
		}),
		components.ScreenOnly(components.Pagination(components.PaginationProps{
			Summary: law.Counted(len(p.Pupils), "ligne", "lignes"), CSVHref: here + ".csv" + pupilQuery(p.View, p.Search), SheetHref: here + ".xlsx" + pupilQuery(p.View, p.Search),
		})),
	}
}

// seatFigures counts the places, and offers those that are free to who waits.
func seatFigures(p PupilsPageProps) Node {
	places := "sans limite"
	if n := p.Trip.Places(); n > 0 {
		places = itoa(n)
	}
	free := p.Trip.Places() == 0 || p.Counts.Committed+p.Counts.Offered < p.Trip.Places()
	return Group{
		components.KPIs(
			components.KPIProps{Value: places, Label: "places"}, components.KPIProps{Value: itoa(p.Counts.Committed), Label: "engagés"},
			components.KPIProps{Value: itoa(p.Counts.Offered), Label: "places proposées"}, components.KPIProps{Value: itoa(p.Counts.Waiting), Label: "liste d’attente"},
		),
		If(p.Manage && free && p.Counts.Waiting > 0, components.ScreenOnly(components.PostForm(components.PostFormProps{Action: staffList + "/" + p.Trip.ID + "/propositions", Label: "Proposer les places libres"},
			components.Actions(components.ButtonMain("Proposer les places libres"))))),
	}
}

func keepView(view string) []components.HiddenValue {
	if view == "" {
		return nil
	}
	return []components.HiddenValue{{Name: "voir", Value: view}}
}

func pupilQuery(view, search string) string {
	q := url.Values{}
	if view != "" {
		q.Set("voir", view)
	}
	if search != "" {
		q.Set("q", search)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func viewLink(label, view string, p PupilsPageProps) Node {
	return components.LinkButton(label, staffList+"/"+p.Trip.ID+"/inscriptions"+pupilQuery(view, p.Search), If(p.View == view, Aria("current", "true")))
}

func pupilRows(p PupilsPageProps) []components.Row {
	var rows []components.Row
	for _, pupil := range p.Pupils {
		state, word := seatState(p.Trip, pupil)
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(staffList+"/"+p.Trip.ID+"/inscriptions/"+pupil.ID), components.French(pupil.LastName+" "+pupil.FirstName)), components.French(pupil.Class), components.Soft(interestWord(pupil.Interest)), components.Tag(state, word),
		}})
	}
	return rows
}

func interestWord(interest string) string {
	switch interest {
	case "yes":
		return "oui"
	case "no":
		return "non"
	}
	return "–"
}

// seatState is where a pupil stands, in a shape and a word.
func seatState(t trip.Trip, p trip.Pupil) (state, word string) {
	switch p.Seat {
	case trip.SeatCommitted:
		if p.LeaveAsked {
			return components.Wait, "désistement demandé"
		}
		if p.Settled {
			return components.OK, "engagement signé, soldé"
		}
		return components.OK, "engagement signé"
	case trip.SeatRefused:
		return components.Neutral, "a décliné"
	case trip.SeatWithdrawn:
		return components.Neutral, "désistement"
	case trip.SeatWaiting:
		if p.Rank > 0 {
			return components.Wait, "liste d’attente, rang " + itoa(p.Rank)
		}
		return components.Wait, "liste d’attente"
	case trip.SeatOffered:
		if p.OfferedUntil != "" {
			return components.Wait, "place gardée jusqu’au " + p.OfferedUntil.French()
		}
		return components.Wait, "signature attendue"
	}
	if t.State == trip.Open {
		return components.Wait, "sans réponse"
	}
	return components.Neutral, "pas encore ouvert"
}
