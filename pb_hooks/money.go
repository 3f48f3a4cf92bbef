package pb_hooks

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
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
			return money.JudgePaymentDetail(w.app, w.record, w.actor, w.moment != create)
		}},
		{"allocations", []moment{create}, money.AllocationRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeAllocation(w.ctx, w.app, w.record, w.actor)
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
			return money.JudgeGrant(w.ctx, w.app, w.record, w.actor, trip.GrantBound)
		}},
		{"refunds", []moment{create, update}, money.RefundRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeRefund(w.ctx, w.app, w.before, w.record, w.actor)
		}},
		{"refunds", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un remboursement ne s’efface pas : il se remet au compte, et sa trace reste.", ""), nil
		}},
		{"refund_batches", []moment{create, update}, money.BatchRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeBatch(w.app, w.before, w.record, w.actor)
		}},
		{"share_agreements", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeAgreement(w.app, w.record, w.actor)
		}},
		{"payer_shares", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeShare(w.app, w.record, w.actor)
		}},
		{"transfers", []moment{create}, money.TransferRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeTransfer(w.app, w.record, w.actor)
		}},
		{"closings", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeClosing(w.app, w.record, w.actor)
		}},
		{"approvals", []moment{create}, []string{"F-21"}, func(w write) ([]law.Finding, error) {
			return money.JudgeVisa(w.app, w.record, w.actor)
		}},
		{"refund_batches", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un lot ne s’efface pas : il s’abandonne, et sa trace reste.", ""), nil
		}},
		{"mandates", []moment{create, update}, money.MandateRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeMandate(w.app, w.before, w.record, w.actor)
		}},
		{"mandates", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un mandat ne s’efface pas : il se révoque, et son compte est effacé.", ""), nil
		}},
		{"debit_batches", []moment{create, update}, money.DebitBatchRules(), func(w write) ([]law.Finding, error) {
			return money.JudgeDebitBatch(w.app, w.before, w.record, w.actor)
		}},
		{"debit_batches", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un lot ne s’efface pas : il s’abandonne, et sa trace reste.", ""), nil
		}},
		{"debits", []moment{create, update}, money.DebitRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeDebit(w.app, w.before, w.record, w.actor)
		}},
		{"debits", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un prélèvement ne s’efface pas : il se retire de son lot, et sa trace reste.", ""), nil
		}},
		{"plans", []moment{create, update}, school.DutyRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgePlan(w.app, w.before, w.record, w.actor)
		}},
		{"plans", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un échéancier ne s’efface pas : il se retire ou se remplace, et sa trace reste.", ""), nil
		}},
		{"reminders", []moment{create, update}, money.ReminderRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeReminder(w.app, w.before, w.record, w.actor)
		}},
		{"reminders", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une relance envoyée ne s’efface pas.", ""), nil
		}},
		{"approvals", []moment{create}, nil, func(w write) ([]law.Finding, error) { return money.JudgeHold(w.app, w.record) }},
		{"plan_lines", []moment{create, update, remove}, nil, judgePlanPart},
		{"plan_charges", []moment{create, update, remove}, nil, judgePlanPart},
		{"refund_lines", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeRefundLine(w.ctx, w.app, w.record, w.actor)
		}},
		{"online_payments", []moment{create, update}, money.AttemptRules.Rules(), func(w write) ([]law.Finding, error) {
			return money.JudgeAttempt(w.app, w.before, w.record, w.actor)
		}},
		{"online_payments", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une tentative de paiement en ligne ne s’efface pas.", ""), nil
		}},
		{"online_payment_events", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return money.JudgeAttemptEvent(w.actor), nil
		}},
	}
}

// moneyPreparations: nothing of the ledger is computed before it is judged, but the days of what goes back, the day of what
// settles, and what a closing keeps of its period.
func moneyPreparations() []step {
	return []step{
		{"allocations", []moment{create}, func(w write) error {
			w.record.Set("allocated_on", string(school.Clock(w.app).Today()))
			return nil
		}},
		{"closings", []moment{create}, func(w write) error { return money.PrepareClosing(w.app, w.record) }},
		{"refunds", []moment{create, update}, func(w write) error {
			if err := money.PrepareRefund(w.ctx, w.app, w.before, w.record, w.actor); err != nil {
				return err
			}
			return noticeRefund(w)
		}},
		{"reminders", []moment{create, update}, func(w write) error { return money.PrepareReminder(w.app, w.before, w.record, w.actor) }},
		{"plans", []moment{create, update}, func(w write) error { return money.PreparePlan(w.app, w.before, w.record, w.actor) }},
		{"mandates", []moment{create, update}, func(w write) error { return money.PrepareMandate(w.app, w.before, w.record) }},
		{"debits", []moment{create, update}, func(w write) error {
			money.PrepareDebit(w.before, w.record, w.actor)
			return nil
		}},
	}
}

// noticeRefund queues the notice that starts the delay of a refund, in its transaction: the row keeps which message it is,
// so that nobody has to be believed on its word. A funder has no address of ours, and is written to.
func noticeRefund(w write) error {
	to := money.RefundState(w.record.GetString("state"))
	if w.before == nil || to != money.RefundNotified || !w.changed("state") || w.record.GetString("funder") != "" {
		return nil
	}
	pupil, err := w.app.FindRecordById("pupils", w.record.GetString("pupil"))
	if err != nil {
		return err
	}
	who := notify.Recipient{GuardianID: w.record.GetString("payer_id")}
	if who.GuardianID == "" {
		birth := law.Day(pupil.GetString("birth_on"))
		if birth == "" || birth.AgeOn(school.Clock(w.app).Today()) < school.Majority {
			return nil // a third person paid without a name
		}
		who = notify.Recipient{PupilID: pupil.Id}
	}
	what := money.RefundCause(w.record.GetString("cause")).Label()
	if w.record.GetString("subject_collection") == "trips" {
		if trip, err := w.app.FindRecordById("trips", w.record.GetString("subject_id")); err == nil {
			what += ", « " + trip.GetString("title") + " »"
		}
	}
	small, err := money.IsSmallRefund(w.app, w.record)
	if err != nil {
		return err
	}
	until := law.Day("")
	if small {
		if until, err = money.ClaimableIfToldToday(w.app, w.record); err != nil {
			return err
		}
	}
	id, err := notify.Queue(w.ctx, w.app, notify.TellRefundOwed(who, w.record.Id, what, pupil.GetString("first_name"), cents.Amount(w.record.GetInt("amount_cents")), until))
	w.record.Set("notice_message", id)
	return err
}

// tellDebit tells the debtor of what is about to be debited, and of what the bank has given back, in the same transaction:
// nobody is debited without having been told, and nobody but the debtor is.
func tellDebit(w write) error {
	state := money.DebitState(w.record.GetString("state"))
	if !w.changed("state") || (state != money.DebitPlanned && state != money.DebitReturned) {
		return nil
	}
	d, err := money.DebitNamed(w.app, w.record.Id)
	if err != nil {
		return err
	}
	who := notify.Recipient{GuardianID: d.PayerID}
	if who.GuardianID == "" {
		who = notify.Recipient{PupilID: d.PupilID}
	}
	message := notify.TellDebitReturned(who, d.ID, strings.Join(d.Labels, ", "), d.Amount)
	if state == money.DebitPlanned {
		mandate, err := w.app.FindRecordById("mandates", d.Mandate)
		if err != nil {
			return err
		}
		message = notify.TellDebitAnnounced(who, d.ID, strings.Join(d.Labels, ", "), d.Amount, d.CollectOn, d.IbanTail, d.RUM, mandate.GetString("ics"))
	}
	_, err = notify.Queue(w.ctx, w.app, message)
	return err
}

// judgePlanPart holds what a plan is made of.
func judgePlanPart(w write) ([]law.Finding, error) {
	return money.JudgePlanPart(w.app, w.record, w.actor, w.moment == create)
}

// tellReminder writes to the debtor of a reminder, and to nobody else. What is handed over is told to nobody.
func tellReminder(w write) error {
	step := money.ReminderStep(w.record.GetString("step"))
	if step == money.Handed {
		return nil
	}
	lines, err := money.LinesOfReminder(w.record)
	if err != nil {
		return err
	}
	body, err := money.ReminderText(w.app, step, lines)
	if err != nil {
		return err
	}
	who := notify.Recipient{GuardianID: w.record.GetString("guardian_id"), PupilID: w.record.GetString("pupil_id")}
	_, err = notify.Queue(w.ctx, w.app, notify.TellReminder(who, w.record.Id, body, step == money.Formal))
	return err
}

// tellPlan tells a debtor, and nobody else, what the accountant answers, and that a plan has ended.
func tellPlan(w write) error {
	state := money.PlanState(w.record.GetString("state"))
	if !w.changed("state") {
		return nil
	}
	who := notify.Recipient{GuardianID: w.record.GetString("guardian_id"), PupilID: w.record.GetString("pupil_id")}
	switch state {
	case money.PlanAgreed, money.PlanRefused:
		_, err := notify.Queue(w.ctx, w.app, notify.TellPlanAnswered(who, w.record.Id, state == money.PlanAgreed, w.record.GetString("why"), w.record.GetInt("grace_days")))
		return err
	case money.PlanBroken:
		_, err := notify.Queue(w.ctx, w.app, notify.TellPlanEnded(who, w.record.Id, w.record.GetString("why")))
		return err
	case money.PlanAsked, money.PlanProposed, money.PlanWithdrawn, money.PlanReplaced, money.PlanKept:
	}
	return nil
}

// moneyConsequences write what follows from a row, in its transaction: no path books a payment without its receipt (F-07),
// lowers a charge without freeing what was paid of it, or owes money back without taking it from the payments it came from.
func moneyConsequences() []step {
	follow := func(collection string, do func(context.Context, core.App, *core.Record) error) step {
		return step{collection, []moment{create}, func(w write) error {
			return do(school.WithActor(w.ctx, w.actor), w.app, w.record)
		}}
	}
	delivered := step{"deliveries", []moment{update}, func(w write) error {
		if notify.State(w.record.GetString("state")) != notify.Sent || !w.changed("state") || notify.Channel(w.record.GetString("channel")) == notify.Letter {
			return nil
		}
		message, err := w.app.FindRecordById("messages", w.record.GetString("message"))
		if err != nil {
			return nil //nolint:nilerr // a delivery of nothing that money waits for
		}
		switch notify.Kind(message.GetString("kind")) {
		case notify.RefundOwed:
			return money.NoteDelivered(w.ctx, w.app, message.GetString("subject_id"))
		case notify.DebitAnnounced:
			return money.NoteDebitNoticed(w.ctx, w.app, message.GetString("subject_id"))
		}
		return nil
	}}
	superseded := step{"plans", []moment{update}, func(w write) error {
		if !w.changed("state") || money.PlanState(w.record.GetString("state")) != money.PlanAgreed {
			return nil
		}
		return money.Supersede(school.WithActor(w.ctx, w.actor), w.app, w.record)
	}}
	revoked := step{"mandates", []moment{update}, func(w write) error { return money.WithdrawOfMandate(w.ctx, w.app, w.record) }}
	return []step{delivered, revoked, superseded, {"debits", []moment{create, update}, tellDebit}, {"plans", []moment{update}, tellPlan}, {"reminders", []moment{create}, tellReminder}, follow("payments", money.Complete), follow("grants", money.Release), follow("refunds", money.Reserve), follow("transfers", money.Follow)}
}
