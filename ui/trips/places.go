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
	return placesPage(v, f, PlacesForm{Capacity: count(f.Trip.Capacity), Selection: f.Trip.Selection, Criteria: f.Trip.Criteria}, nil)
}

func savePlaces(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := newReader(v)
	if err != nil {
		return err
	}
	form := PlacesForm{Capacity: r.text("capacity"), Selection: r.text("selection"), Criteria: r.text("criteria")}
	places := trip.NewPlaces{Capacity: r.number("capacity"), Selection: form.Selection, Criteria: form.Criteria}
	if trip.SelectionLabel(form.Selection) == "" {
		r.wrong("selection", "Choisissez comment les places sont données.")
	}
	if form.Selection == trip.ByCriteria && form.Criteria == "" {
		r.wrong("criteria", "Écrivez les critères : les familles les lisent avant de répondre.")
	}
	refusal := r.refusal()
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
	props.Refused = refusedBy(v, refusal, "capacity", "selection", "criteria")
	return v.PageAgain(page, PlacesPage(props))
}
