package money

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// ReversePayment cancels a payment: an error at the desk, an unpaid cheque, a debit returned by the bank. What it settled is
// due again; its receipt keeps its number and says that it was cancelled, by whom and why. The actor is the accountant.
func ReversePayment(ctx context.Context, app core.App, paymentID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		now := school.Clock(tx).Now()
		return save(ctx, tx, "reversals", map[string]any{
			"payment": paymentID, "by_staff": school.ActorIn(ctx).ID, "reason": strings.TrimSpace(reason),
			"reversed_at": now.UTC(), "reversed_on": string(law.DayOf(now)),
		})
	})
}

// ReversalFacts is what judging a reversal needs.
type ReversalFacts struct {
	MayReverse, InOwnName  bool
	PaymentFound, Reversed bool
	GivenBack              bool // a refund takes from it
	Reason                 string
	ReversedOn, Today      law.Day
	Closed                 law.Day // last closed day of the accounts
}

// ReversalRules judges each reversal as it is written.
var ReversalRules = law.Rulebook[ReversalFacts]{
	{Rule: "F-01", Judge: func(f ReversalFacts) []law.Finding {
		if f.MayReverse && f.InOwnName {
			return nil
		}
		return notTheAccountant("Un encaissement n’est annulé que par l’agent comptable, en son nom.")
	}},
	{Rule: "F-08", Judge: func(f ReversalFacts) []law.Finding {
		if len([]rune(strings.TrimSpace(f.Reason))) >= minReason {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "reason", What: "Le motif de l’annulation manque.", Why: "Une quittance annulée garde son numéro et dit pourquoi.",
			Fix: "Écrivez-le en dix caractères au moins.", Who: string(school.Accountant),
		}}
	}},
}

// minReason is the length of a reason that says something, in characters, as for the lift of a rule.
const minReason = 10

// Objections are what the house has to say about a reversal, beside the law.
func (f ReversalFacts) Objections() []law.Finding {
	switch {
	case !f.PaymentFound:
		return []law.Finding{house("payment", "Ce paiement n’existe pas.", "")}
	case f.Reversed:
		return []law.Finding{house("payment", "Ce paiement est déjà annulé.", "")}
	case f.GivenBack:
		return []law.Finding{house("payment", "Une part de ce paiement est à rendre, ou déjà rendue.",
			"Si le virement n’est pas parti, remettez d’abord le remboursement au compte ; s’il l’est, constatez la somme comme une nouvelle créance.")}
	}
	return closedDay("reversed_on", f.ReversedOn, f.Today, f.Closed)
}

// JudgeReversal loads the facts of a reversal and judges it.
func JudgeReversal(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	var found struct{ Payments, Reversals, Refunds int }
	err = app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM payments WHERE id = {:id}) AS payments, (SELECT COUNT(*) FROM reversals WHERE payment = {:id}) AS reversals,
		(SELECT COUNT(*) FROM refund_lines l JOIN refunds f ON f.id = l.refund WHERE l.payment = {:id} AND f.state != 'reallocated') AS refunds`).
		Bind(dbx.Params{"id": record.GetString("payment")}).One(&found)
	if err != nil {
		return nil, err
	}
	f := ReversalFacts{
		MayReverse: actor.May(school.ReversePayments), InOwnName: record.GetString("by_staff") == actor.ID,
		PaymentFound: found.Payments == 1, Reversed: found.Reversals > 0, GivenBack: found.Refunds > 0, Reason: record.GetString("reason"),
		ReversedOn: law.Day(record.GetString("reversed_on")), Today: regime.On,
	}
	if f.Closed, err = ClosedThrough(app); err != nil {
		return nil, err
	}
	return append(ReversalRules.Check(f, regime), f.Objections()...), nil
}
