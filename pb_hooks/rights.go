package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// rightsDoors hold the requests of people about their own data: made by the person, answered once, kept. Nothing opens to families
// before they can read who publishes and whom to ask.
func rightsDoors() []door {
	return []door{
		{"trips", []moment{update}, school.NoticeRules.Rules(), func(w write) ([]law.Finding, error) {
			if !w.changed("state") || trip.State(w.record.GetString("state")) != trip.Open {
				return nil, nil
			}
			return school.JudgeNotices(w.app)
		}},
		{"rights_requests", []moment{create, update}, privacy.RequestRules.Rules(), func(w write) ([]law.Finding, error) {
			return privacy.JudgeRequest(w.app, w.record, w.actor, w.moment == create)
		}},
		{"rights_requests", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une demande se garde : elle prouve qu’une réponse a été donnée.", "Son contenu s’efface à son terme, à la page « Conservation »."), nil
		}},
	}
}
