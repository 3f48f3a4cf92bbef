package pb_hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

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
		{"refunds", []moment{create, update}, money.RefundRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeRefund(w.app, w.before, w.record, w.actor)
		}},
		{"refunds", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un remboursement ne s’efface pas : il se remet au compte, et sa trace reste.", ""), nil
		}},
		{"refund_batches", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeBatch(w.before, w.record, w.actor), nil
		}},
		{"refund_batches", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un lot ne s’efface pas : il s’abandonne, et sa trace reste.", ""), nil
		}},
		{"refund_lines", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeRefundLine(w.app, w.record, w.actor)
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

// moneyPreparations: nothing of the ledger is computed before it is judged, but the days of what goes back.
func moneyPreparations() []step {
	return []step{{"refunds", []moment{create, update}, func(w write) error {
		return money.PrepareRefund(w.app, w.before, w.record)
	}}}
}

// moneyConsequences write what follows from a row, in its transaction: no path books a payment without its receipt (F-07),
// lowers a charge without freeing what was paid of it, or owes money back without taking it from the payments it came from.
func moneyConsequences() []step {
	follow := func(collection string, do func(context.Context, core.App, *core.Record) error) step {
		return step{collection, []moment{create}, func(w write) error {
			return do(school.WithActor(w.ctx, w.actor), w.app, w.record)
		}}
	}
	return []step{follow("payments", money.Complete), follow("grants", money.Release), follow("refunds", money.Reserve)}
}
