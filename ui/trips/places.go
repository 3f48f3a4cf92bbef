package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// placeRoutes are the places of a trip: how many, how pupils are chosen, and what is done with each place.
func placeRoutes() []web.Route {
	write := web.Staff(school.WriteTrips)
	return append([]web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/places", Who: write, Handle: showPlaces},
		{Method: http.MethodPost, Pattern: staffTrip + "/places", Who: write, Handle: savePlaces},
	}, seatRoutes()...)
}

func showPlaces(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	return placesPage(v, f, PlacesForm{Capacity: web.TypedNumber(f.Trip.Capacity), Selection: f.Trip.Selection, Criteria: f.Trip.Criteria}, nil)
}

func savePlaces(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := PlacesForm{Capacity: r.Text("capacity"), Selection: r.Text("selection"), Criteria: r.Text("criteria")}
	places := trip.NewPlaces{Capacity: r.Number("capacity"), Selection: form.Selection, Criteria: form.Criteria}
	if trip.SelectionLabel(form.Selection) == "" {
		r.Wrong("selection", "Choisissez comment les places sont données.")
	}
	if form.Selection == trip.ByCriteria && form.Criteria == "" {
		r.Wrong("criteria", "Écrivez les critères : les familles les lisent avant de répondre.")
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetPlaces(v.Ctx(), v.App, f.Trip.ID, places)
		if err == nil {
			return v.SeeWith(staffList+"/"+f.Trip.ID, components.OK, "Les places et la façon de choisir sont enregistrées.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return placesPage(v, f, form, refusal)
}

func placesPage(v *web.Visit, f trip.Facts, form PlacesForm, refusal *law.Refusal) error {
	props := PlacesPageProps{Facts: f, Form: form}
	page := inTrip(f.Trip, "Places")
	if refusal == nil {
		return v.Page(page, PlacesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "capacity", "selection", "criteria")
	return v.PageAgain(page, PlacesPage(props))
}
