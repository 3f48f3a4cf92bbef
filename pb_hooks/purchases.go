package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
)

// purchaseDoors hold what the school buys for a trip and the cash it puts in the hands of its staff.
func purchaseDoors() []door {
	return []door{
		{"contracts", []moment{create, update}, trip.ContractRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeContract(w.app, w.record, w.actor)
		}},
		{"contracts", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			if trip.MayDeleteContract(w.record, w.actor) {
				return nil, nil
			}
			return house("Un achat attribué ou commandé ne s’efface pas : il s’abandonne, et sa trace reste.", "Abandonnez-le depuis sa page, avec un motif."), nil
		}},
		{"imprests", []moment{create, update}, trip.ImprestRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeImprest(w.app, w.record, w.actor)
		}},
		{"imprests", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			if trip.MayDeleteImprest(w.record, w.actor) {
				return nil, nil
			}
			return house("Une régie décidée ne s’efface pas : elle se solde ou s’abandonne.", ""), nil
		}},
		{"imprest_lines", []moment{create, update}, trip.CashLineRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeImprestLine(w.app, w.record, w.actor, false)
		}},
		{"imprest_lines", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeImprestLine(w.app, w.record, w.actor, true)
		}},
	}
}
