package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Appointments are the days of trips that concern the viewer: the answers awaited and the trips their children leave on; for
// the staff, the trips they organise or go on, and what is to be told of those they organise.
func Appointments(app core.App, viewer school.Actor) ([]school.Appointment, error) {
	if viewer.Kind == school.Staff {
		return staffAppointments(app, viewer)
	}
	views, err := FamilyTrips(app, viewer)
	if err != nil {
		return nil, err
	}
	var all []school.Appointment
	said := map[string]bool{} // two children of a family go on one trip
	for _, v := range views {
		href := "/voyages/" + v.Trip.ID + "/enfants/" + v.Child.ID
		day := school.Appointment{}
		switch {
		case v.Stage == StageCommitted:
			day = school.Appointment{ID: v.Trip.ID + "-voyage", Title: "Voyage : " + v.Trip.Title, From: v.Trip.DepartsOn, To: v.Trip.ReturnsOn, Href: href}
		case v.Stage == StageAnswer && v.OfferedUntil != "":
			day = answerDay(v, v.OfferedUntil, href)
		case v.Stage == StageAnswer && v.Trip.AnswerBy != "":
			day = answerDay(v, v.Trip.AnswerBy, href)
		}
		if day.ID != "" && !said[day.ID] {
			said[day.ID] = true
			all = append(all, day)
		}
	}
	return all, nil
}

func answerDay(v FamilyTrip, on law.Day, href string) school.Appointment {
	return school.Appointment{ID: v.Trip.ID + "-reponse-" + string(on), Title: "Dernier jour pour répondre : " + v.Trip.Title, From: on, To: on, Href: href}
}

func staffAppointments(app core.App, viewer school.Actor) ([]school.Appointment, error) {
	var rows []struct {
		ID, Title                      string
		DepartsOn, ReturnsOn, AnswerBy law.Day
		State                          State
		Organiser                      bool
	}
	err := app.DB().NewQuery(`SELECT v.id, v.title, v.departs_on, v.returns_on, v.answer_by, v.state, v.organiser = {:staff} AS organiser FROM trips v
		WHERE v.state NOT IN ('cancelled', 'closed') AND v.departs_on != ''
			AND (v.organiser = {:staff} OR EXISTS (SELECT 1 FROM chaperones c WHERE c.trip = v.id AND c.staff = {:staff}))
		ORDER BY v.departs_on, v.id`).Bind(dbx.Params{"staff": viewer.ID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("trips of a calendar: %w", err)
	}
	var all []school.Appointment
	for _, r := range rows {
		href := "/gestion/voyages/" + r.ID
		all = append(all, school.Appointment{ID: r.ID + "-voyage", Title: "Voyage : " + r.Title, From: r.DepartsOn, To: r.ReturnsOn, Href: href})
		if !r.Organiser || !viewer.May(school.SeeTrips) {
			continue
		}
		if r.State == Open && r.AnswerBy != "" {
			all = append(all, school.Appointment{ID: r.ID + "-reponse", Title: "Fin des réponses : " + r.Title, From: r.AnswerBy, To: r.AnswerBy, Href: href})
		}
		_, notices, err := NoticesOf(app, viewer, r.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range notices {
			if n.DoneOn == "" && n.Due != "" {
				all = append(all, school.Appointment{ID: r.ID + "-" + n.Kind, Title: n.What + " : " + r.Title, From: n.Due, To: n.Due, Href: href + "/demarches"})
			}
		}
	}
	return all, nil
}
