package money

import (
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Appointments are the days to come of a family's own instalments, without what they are of: a calendar is read over a
// shoulder, and its address may leak.
func Appointments(app core.App, viewer school.Actor) ([]school.Appointment, error) {
	if viewer.Kind == school.Staff {
		return nil, nil
	}
	charges, err := accounts(app, mine(viewer))
	if err != nil {
		return nil, err
	}
	today, said := school.Clock(app).Today(), map[string]bool{}
	var all []school.Appointment
	for _, a := range charges {
		on := a.PayBy()
		if id := "echeance-" + string(on); a.Due() > 0 && on >= today && !said[id] {
			said[id] = true
			all = append(all, school.Appointment{ID: id, Title: "Date à retenir dans votre espace famille", From: on, To: on, Href: "/a-faire"})
		}
	}
	return all, nil
}
