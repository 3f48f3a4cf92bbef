package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// moneyDoors hold the ledger: every row is judged alone, with its sums, at the moment it is written. The order of a payment
// is payment, details, allocations, receipt (money.Complete); sealed.go refuses whatever would change one of them later.
func moneyDoors() []door {
	return []door{
		{"charges", []moment{create}, money.ChargeRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeCharge(w.ctx, w.app, w.record, w.actor)
		}},
		{"payments", []moment{create}, money.PaymentRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgePayment(w.app, w.record, w.actor)
		}},
		{"payment_details", []moment{create, update, remove}, []string{"F-01"}, func(w write) ([]law.Finding, error) {
			return money.JudgePaymentDetail(w.app, w.actor, w.moment != create)
		}},
		{"allocations", []moment{create}, money.AllocationRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeAllocation(w.app, w.record, w.actor)
		}},
		{"receipts", []moment{create}, money.ReceiptRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeReceipt(w.app, w.record, w.actor)
		}},
		{"receipt_series", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeSeries(w.actor, w.moment != create), nil
		}},
		{"reversals", []moment{create}, money.ReversalRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeReversal(w.app, w.record, w.actor)
		}},
		{"grants", []moment{create}, money.GrantRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeGrant(w.app, w.record, w.actor)
		}},
		{"online_payments", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeAttempt(w.before, w.record, w.actor), nil
		}},
		{"online_payments", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une tentative de paiement en ligne ne s’efface pas.", ""), nil
		}},
		{"online_payment_events", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeAttemptEvent(w.actor), nil
		}},
	}
}

// moneyPreparations: nothing of the ledger is computed before it is judged.
func moneyPreparations() []step { return nil }

// moneyConsequences write what follows from a payment, in its transaction: no path books one without its receipt (F-07).
func moneyConsequences() []step {
	return []step{{"payments", []moment{create}, func(w write) error {
		return money.Complete(school.WithActor(w.ctx, w.actor), w.app, w.record)
	}}}
}
