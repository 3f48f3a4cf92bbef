package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// drawRoutes are the draw of a trip: announced, done, and shown to those who entered.
func drawRoutes() []web.Route {
	see, manage := web.Staff(school.SeeTrips), web.Staff(school.ManageSeats)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/tirage", Who: see, Handle: showDraw},
		{Method: http.MethodPost, Pattern: staffTrip + "/tirage/annonce", Who: manage, Handle: announceDraw},
		{Method: http.MethodPost, Pattern: staffTrip + "/tirage", Who: manage, Handle: drawPlaces},
		{Method: http.MethodGet, Pattern: familyTrip + "/tirage", Who: web.Family, Handle: showFamilyDraw},
	}
}

func showDraw(v *web.Visit) error { return drawPage(v, "", nil) }

func drawPage(v *web.Visit, closesOn string, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := DrawPageProps{Trip: t, ClosesOn: closesOn, Today: v.Today(), May: v.Actor.May(school.ManageSeats) && t.State == trip.Open}
	if props.ClosesOn == "" {
		props.ClosesOn = string(t.AnswerBy)
	}
	if props.Draw, props.Announced, err = trip.DrawOf(v.App, v.Actor, t.ID); err != nil {
		return err
	}
	if props.Waiting, err = trip.WaitingList(v.App, v.Actor, t.ID); err != nil {
		return err
	}
	page := inTrip(t, "Tirage au sort")
	if refusal == nil {
		return v.Page(page, DrawPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "closes_on")
	return v.PageAgain(page, DrawPage(props))
}

func announceDraw(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	if _, err := staffFacts(v); err != nil {
		return err
	}
	closesOn := r.MustDay("closes_on", "Écrivez le dernier jour pour demander une place.")
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.AnnounceDraw(v.Ctx(), v.App, v.Path("trip"), closesOn)
		if err == nil {
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/tirage", components.OK, "Le tirage est annoncé : les familles lisent son empreinte et sa date.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return drawPage(v, r.Text("closes_on"), refusal)
}

func drawPlaces(v *web.Visit) error {
	err := trip.DrawPlaces(v.Ctx(), v.App, v.Path("trip"))
	if refusal, ok := web.Refusal(err); ok {
		return drawPage(v, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/tirage", components.OK, "Le tirage est fait. La liste d’attente suit son ordre : proposez maintenant les places.")
}

func showFamilyDraw(v *web.Visit) error {
	view, draw, announced, err := trip.FamilyDraw(v.App, v.Actor, v.Path("trip"), v.Path("pupil"))
	if err != nil {
		return err
	}
	props := FamilyDrawPageProps{View: view, Draw: draw, Announced: announced}
	return v.Page(components.PageProps{Title: "Tirage au sort · " + view.Trip.Title}, FamilyDrawPage(props))
}
