package money

import (
	"context"
	"slices"
	"time"

	"github.com/openacademie/openacademie/internal/payfip"
)

// Gateway is what an online payment needs of PayFiP; *payfip.Client is one.
type Gateway interface {
	// CreatePayment makes a new payment at each call.
	CreatePayment(ctx context.Context, r payfip.Request) (idOp string, err error)
	// PaymentDetail is the only authority on a result; it may be repeated.
	PaymentDetail(ctx context.Context, idOp string) (payfip.Detail, error)
	// PaymentPage is where the payer's browser goes.
	PaymentPage(idOp string) string
}

// State is where an attempt to pay online is, as kept in online_payments.state.
type State string

// The states. The two paid ones are absorbing; every other end gives way to a later success: money that has moved is never
// lost from sight.
const (
	Created   State = "created"    // row saved, PayFiP not asked or not answered yet
	Opened    State = "opened"     // PayFiP gave an idOp, the payer may pay
	PaidCard  State = "paid_card"  // booked
	PaidDebit State = "paid_debit" // booked, to be reconciled with the bank statement
	Refused   State = "refused"
	Abandoned State = "abandoned"
	Expired   State = "expired"
	ToCheck   State = "to_check" // a person has to look
)

// AllStates lists the states in the order of the schema.
var AllStates = []State{Created, Opened, PaidCard, PaidDebit, Refused, Abandoned, Expired, ToCheck}

// Transitions is the whole machine: from each state, where it may go and what leads there. What is not here is refused, by
// the operations and by the door of the collection.
var Transitions = map[State][]State{
	Created:   {Opened /* PayFiP gave an idOp */, Expired /* it did not answer: nobody can pay without an idOp */},
	Opened:    {PaidCard, PaidDebit, Refused, Abandoned, Expired, ToCheck},
	Refused:   {PaidCard, PaidDebit, ToCheck},
	Abandoned: {PaidCard, PaidDebit, Refused, ToCheck},
	Expired:   {PaidCard, PaidDebit, Refused, Abandoned, ToCheck},
	ToCheck:   {PaidCard, PaidDebit, Refused, Abandoned, Expired},
	PaidCard:  {},
	PaidDebit: {},
}

// May tells whether the machine goes from one state to another. Staying is always possible.
func (s State) May(to State) bool { return s == to || slices.Contains(Transitions[s], to) }

// Paid tells whether the state is an absorbing success.
func (s State) Paid() bool { return s == PaidCard || s == PaidDebit }

// Means is how a paid state is booked, empty for the others.
func (s State) Means() Means {
	switch s {
	case PaidCard:
		return PayfipCard
	case PaidDebit:
		return PayfipDebit
	case Created, Opened, Refused, Abandoned, Expired, ToCheck:
	}
	return ""
}

// Label is the state as a family reads it.
func (s State) Label() string { return stateLabels[s] }

var stateLabels = map[State]string{
	Created: "paiement en préparation", Opened: "en attente de confirmation", PaidCard: "payé par carte", PaidDebit: "payé par prélèvement",
	Refused: "refusé", Abandoned: "abandonné", Expired: "non payé", ToCheck: "en cours de vérification",
}

// Cause is what triggered an event, as kept in online_payment_events.cause.
type Cause string

// The causes of a pull.
const (
	ByCreation     Cause = "creation"
	ByNotification Cause = "notification"
	ByReturn       Cause = "payer_return"
	ByPoller       Cause = "poller"
	ByHand         Cause = "manual"
)

// The timing of PayFiP, in machine time (specs/payfip.md §8).
const (
	openingTime = 15 * time.Minute // the page opens until then
	attemptTime = 20 * time.Minute // after that, an attempt without a result is over for us
	createTime  = time.Minute      // a creation that has not answered by then never will
)

// pullOffsets are the pulls of an attempt, counted from its creation; then comes six o'clock of the next morning.
var pullOffsets = []time.Duration{
	2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 16 * time.Minute, 21 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour,
}

const (
	morning     = 6                    // o'clock, Paris time
	checkedDays = 365 * 24 * time.Hour // PayFiP keeps a result for a year
	refusedTime = time.Hour            // a refused card may be tried again on the same page: nobody documents it
)

// NextPull is when to ask PayFiP again about an attempt created at made, zero when nothing more is expected. A refused
// attempt is followed for an hour, the other open ends until the next morning, one to check every morning for a year.
func NextPull(state State, made, now time.Time, paris *time.Location) time.Time {
	if state.Paid() || state == Created {
		return time.Time{}
	}
	for _, offset := range pullOffsets {
		if state == Refused && offset > refusedTime {
			return time.Time{}
		}
		if at := made.Add(offset); at.After(now) {
			return at
		}
	}
	next := nextMorning(made, paris)
	if next.After(now) {
		return next
	}
	if state != ToCheck || now.Sub(made) > checkedDays {
		return time.Time{}
	}
	return nextMorning(now, paris)
}

// nextMorning is six o'clock, Paris time, of the day after an instant.
func nextMorning(t time.Time, paris *time.Location) time.Time {
	t = t.In(paris)
	return time.Date(t.Year(), t.Month(), t.Day()+1, morning, 0, 0, 0, paris)
}
