package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// deskDoors hold what the accountant does with money once it is booked: cheques that leave for the bank, cash that is
// counted. The counts and the movements of the register are sealed: see Sealed.
func deskDoors() []door {
	rules := money.CustodyRules.Rules()
	return []door{
		{"slips", []moment{create, update}, rules, func(w write) ([]law.Finding, error) {
			return money.JudgeSlip(w.app, w.before, w.record, w.actor)
		}},
		{"slips", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un bordereau ne s’efface pas : ses chèques s’en retirent tant qu’il est en préparation.", ""), nil
		}},
		{"slip_lines", []moment{create, remove}, rules, func(w write) ([]law.Finding, error) {
			return money.JudgeSlipLine(w.app, w.record, w.actor, w.moment == remove)
		}},
		{"slip_lines", []moment{update}, nil, func(write) ([]law.Finding, error) {
			return house("La ligne d’un bordereau ne change pas.", "Retirez le chèque, puis ajoutez-en un autre."), nil
		}},
		{"cash_counts", []moment{create}, rules, func(w write) ([]law.Finding, error) {
			return money.JudgeCashCount(w.app, w.record, w.actor)
		}},
		{"cash_movements", []moment{create}, rules, func(w write) ([]law.Finding, error) {
			return money.JudgeCashMovement(w.app, w.record, w.actor)
		}},
	}
}

// deskPreparations fill what nobody types: the day on which money settles a charge, the sums of a slip and of a count.
func deskPreparations() []step {
	return []step{
		{"allocations", []moment{create}, func(w write) error {
			w.record.Set("settled_on", string(school.Clock(w.app).Today()))
			return nil
		}},
		{"slips", []moment{update}, func(w write) error { return money.CountSlip(w.app, w.before, w.record) }},
		{"cash_counts", []moment{create}, func(w write) error { return money.WeighCash(w.app, w.record) }},
	}
}

// deskConsequences: a cheque cancelled before it left does not leave.
func deskConsequences() []step {
	return []step{{"reversals", []moment{create}, func(w write) error {
		return money.LeaveSlip(school.WithActor(w.ctx, w.actor), w.app, w.record)
	}}}
}
