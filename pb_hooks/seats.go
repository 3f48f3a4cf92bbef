package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
)

// seatDoors hold what the places of a trip rest on besides the places themselves.
func seatDoors() []door {
	return []door{
		{"refund_terms", []moment{create, update, remove}, trip.TermRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeTerm(w.app, w.record, w.actor, w.moment == remove)
		}},
		{"draws", []moment{create, update}, trip.DrawRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeDraw(w.app, w.record, w.actor)
		}},
		{"draws", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un tirage annoncé ne s’efface pas.", "Il se fait à sa date, et chacun peut le refaire."), nil
		}},
	}
}
