package money

import (
	"github.com/openacademie/openacademie/internal/school"
)

// RefundState is where money that goes back to somebody stands, as kept in refunds.state.
type RefundState string

// The states of a refund. Those after Batched are final.
const (
	RefundDue         RefundState = "due"         // noted, its payer not told yet
	RefundNotified    RefundState = "notified"    // told: three months run for a small sum
	RefundClaimed     RefundState = "claimed"     // where to send it is known
	RefundBatched     RefundState = "batched"     // in a batch that waits for its second person
	RefundSent        RefundState = "sent"        // gone back
	RefundKept        RefundState = "kept"        // under 8 €, three months after notice: the school's for good (V-27)
	RefundWaived      RefundState = "waived"      // given to the school in writing (V-28)
	RefundLapsed      RefundState = "lapsed"      // nobody claimed it in four years (V-29)
	RefundReallocated RefundState = "reallocated" // back on the family's account, to settle something else
)

// AllRefundStates lists the states in the order of the screens.
var AllRefundStates = []RefundState{
	RefundDue, RefundNotified, RefundClaimed, RefundBatched, RefundSent, RefundKept, RefundWaived, RefundLapsed, RefundReallocated,
}

// Label is the state in French.
func (s RefundState) Label() string { return refundStateLabels[s] }

var refundStateLabels = map[RefundState]string{
	RefundDue: "à notifier", RefundNotified: "notifié", RefundClaimed: "prêt à virer", RefundBatched: "dans un lot", RefundSent: "rendu",
	RefundKept: "acquis à l’établissement", RefundWaived: "donné à l’établissement", RefundLapsed: "prescrit", RefundReallocated: "remis au compte",
}

// Final tells whether nothing moves any more.
func (s RefundState) Final() bool {
	return s == RefundSent || s == RefundKept || s == RefundWaived || s == RefundLapsed || s == RefundReallocated
}

// RefundCause is why money goes back, as kept in refunds.cause.
type RefundCause string

// The causes of a refund.
const (
	BySurplus       RefundCause = "surplus"        // the trip cost less than its price
	ByWithdrawal    RefundCause = "withdrawal"     // a pupil does not go any more
	ByCancellation  RefundCause = "cancellation"   // the school cancels
	ByOverpayment   RefundCause = "overpayment"    // more was paid than was owed
	ByDoublePayment RefundCause = "double_payment" // paid twice
)

// AllRefundCauses lists the causes in the order of the screens.
var AllRefundCauses = []RefundCause{BySurplus, ByWithdrawal, ByCancellation, ByOverpayment, ByDoublePayment}

// Label is the cause in French.
func (c RefundCause) Label() string { return refundCauseLabels[c] }

var refundCauseLabels = map[RefundCause]string{
	BySurplus: "reliquat du voyage", ByWithdrawal: "désistement", ByCancellation: "annulation par l’établissement", ByOverpayment: "trop-perçu",
	ByDoublePayment: "payé deux fois",
}

// refundMover is who may take a refund one step further.
type refundMover struct {
	owner      bool              // the person who is owed the money
	permission school.Permission // staff; empty for none
	program    bool              // the application itself, when a day has come
}

// refundSteps is the whole table of legal steps; anything else is refused, whoever asks.
var refundSteps = map[[2]RefundState]refundMover{
	{RefundDue, RefundNotified}:         {permission: school.PrepareRefunds, program: true},
	{RefundDue, RefundClaimed}:          {owner: true, permission: school.PrepareRefunds},
	{RefundNotified, RefundClaimed}:     {owner: true, permission: school.PrepareRefunds},
	{RefundDue, RefundWaived}:           {owner: true, permission: school.SendRefunds},
	{RefundNotified, RefundWaived}:      {owner: true, permission: school.SendRefunds},
	{RefundNotified, RefundKept}:        {permission: school.SendRefunds, program: true},
	{RefundDue, RefundLapsed}:           {permission: school.SendRefunds, program: true},
	{RefundNotified, RefundLapsed}:      {permission: school.SendRefunds, program: true},
	{RefundClaimed, RefundBatched}:      {permission: school.PrepareRefunds},
	{RefundBatched, RefundClaimed}:      {permission: school.PrepareRefunds}, // the batch is given up
	{RefundBatched, RefundSent}:         {permission: school.SendRefunds},
	{RefundDue, RefundSent}:             {permission: school.SendRefunds}, // a funder's share goes back by the school's own books
	{RefundNotified, RefundSent}:        {permission: school.SendRefunds},
	{RefundDue, RefundReallocated}:      {permission: school.SendRefunds},
	{RefundNotified, RefundReallocated}: {permission: school.SendRefunds},
	{RefundClaimed, RefundReallocated}:  {permission: school.SendRefunds},
}
