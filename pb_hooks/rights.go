package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
)

// rightsDoors hold the requests of people about their own data: made by the person, answered once, kept.
func rightsDoors() []door {
	return []door{
		{"rights_requests", []moment{create, update}, privacy.RequestRules.Rules(), func(w write) ([]law.Finding, error) {
			return privacy.JudgeRequest(w.app, w.record, w.actor, w.moment == create)
		}},
		{"rights_requests", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une demande se garde : elle prouve qu’une réponse a été donnée.", "Son contenu s’efface à son terme, à la page « Conservation »."), nil
		}},
	}
}
