package aid

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Appointments are the meetings that a member of staff is called to; nothing of what they are about.
func Appointments(app core.App, viewer school.Actor) ([]school.Appointment, error) {
	if viewer.Kind != school.Staff {
		return nil, nil
	}
	var rows []struct {
		ID            string
		HeldOn        law.Day
		HeldAt, Place string
	}
	err := app.DB().NewQuery(`SELECT c.id, c.held_on, c.held_at, c.place FROM commissions c
		WHERE c.state = 'convened' AND EXISTS (SELECT 1 FROM commission_members m WHERE m.commission = c.id AND m.staff_id = {:staff})
		ORDER BY c.held_on, c.id`).Bind(dbx.Params{"staff": viewer.ID}).All(&rows)
	if err != nil {
		return nil, wrap("meetings of a calendar", err)
	}
	all := make([]school.Appointment, len(rows))
	for i, r := range rows {
		title := "Réunion"
		for _, more := range []string{r.HeldAt, r.Place} {
			if more != "" {
				title += ", " + more
			}
		}
		all[i] = school.Appointment{ID: r.ID + "-reunion", Title: title, From: r.HeldOn, To: r.HeldOn, Href: "/gestion"}
	}
	return all, nil
}
