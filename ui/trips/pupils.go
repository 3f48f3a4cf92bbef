package trips

import (
	"cmp"
	"math"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// The views of the list of pupils, kept in the address.
const (
	onlyMissing   = "sans-reponse"
	onlyCommitted = "engages"
	onlyWaiting   = "attente"
	onlyOffered   = "proposees"
	onlyLeaving   = "desistements"
)

func showPupils(v *web.Visit) error {
	props, err := pupilsOf(v)
	if err != nil {
		return err
	}
	page := inTrip(props.Trip, "Inscriptions")
	page.Wide = true
	return v.Page(page, PupilsPage(props))
}

// pupilsOf loads the pupils of the trip, narrowed as the address says.
func pupilsOf(v *web.Visit) (PupilsPageProps, error) {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return PupilsPageProps{}, err
	}
	all, err := trip.PupilsOf(v.App, v.Actor, t.ID)
	if err != nil {
		return PupilsPageProps{}, err
	}
	p := PupilsPageProps{Trip: t, Counts: trip.CountPupils(all), View: v.Query("voir"), Search: v.Query("q")}
	for _, pupil := range all {
		switch {
		case p.View == onlyMissing && !pupil.Missing, p.View == onlyCommitted && pupil.Seat != trip.SeatCommitted,
			p.View == onlyWaiting && pupil.Seat != trip.SeatWaiting, p.View == onlyOffered && pupil.OfferedUntil == "", p.View == onlyLeaving && !pupil.LeaveAsked:
		case !school.Matches(p.Search, pupil.LastName+" "+pupil.FirstName+" "+pupil.Class):
		default:
			p.Pupils = append(p.Pupils, pupil)
		}
	}
	if p.View == onlyWaiting { // in the order in which places are offered
		slices.SortStableFunc(p.Pupils, func(a, b trip.Pupil) int { return cmp.Compare(rankOrLast(a.Rank), rankOrLast(b.Rank)) })
	}
	p.Manage = v.Actor.May(school.ManageSeats) && t.State == trip.Open
	return p, nil
}

func rankOrLast(rank int) int {
	if rank == 0 {
		return math.MaxInt
	}
	return rank
}

func pupilSheet(p PupilsPageProps) document.Sheet {
	sheet := document.Sheet{Title: "Inscriptions", Columns: []document.Column{{Name: "Classe"}, {Name: "Nom"}, {Name: "Prénom"}, {Name: "Intérêt"}, {Name: "État"}, {Name: "Rang"}}}
	for _, pupil := range p.Pupils {
		_, word := seatState(p.Trip, pupil)
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(pupil.Class), document.Text(pupil.LastName), document.Text(pupil.FirstName), document.Text(interestWord(pupil.Interest)), document.Text(word), document.Text(web.TypedNumber(pupil.Rank)),
		})
	}
	return sheet
}

func exportPupilsCSV(v *web.Visit) error {
	p, err := pupilsOf(v)
	if err != nil {
		return err
	}
	return v.File("inscriptions.csv", "text/csv; charset=utf-8", pupilSheet(p).CSV(), false)
}

func exportPupilsXLSX(v *web.Visit) error {
	p, err := pupilsOf(v)
	if err != nil {
		return err
	}
	return sendXLSX(v, "inscriptions.xlsx", pupilSheet(p))
}
