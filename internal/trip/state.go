// Package trip is the trade of school trips: what a trip is, the steps of its life, the rules that hold each step, and the
// operations by which staff and families move it on.
package trip

import "github.com/openacademie/openacademie/internal/school"

// State is where a trip stands in its life.
type State string

const (
	Draft     State = "draft"     // the organiser writes the project
	Endorsed  State = "endorsed"  // favourable opinion of the head
	Balanced  State = "balanced"  // budget checked by the bursar
	Submitted State = "submitted" // on the board's agenda; families may say whether they are interested
	Voted     State = "voted"     // an act is recorded, perhaps not yet enforceable
	Open      State = "open"      // enforceable and authorised: families sign and pay
	Cleared   State = "cleared"   // the head lets it leave: papers complete, list of travellers frozen
	Returned  State = "returned"  // back home: vouchers, real costs
	Reported  State = "reported"  // final report drawn up: what is left over goes back to whom it belongs
	Closed    State = "closed"    // nothing more is owed to anyone, to the cent
	Cancelled State = "cancelled"
)

// States lists the states in the order of a trip's life.
var States = []State{Draft, Endorsed, Balanced, Submitted, Voted, Open, Cleared, Returned, Reported, Closed, Cancelled}

// Label is the French name of a state.
func (s State) Label() string { return stateLabels[s] }

var stateLabels = map[State]string{
	Draft: "Projet", Endorsed: "Avis favorable", Balanced: "Budget équilibré", Submitted: "Présenté au CA",
	Voted: "Voté", Open: "Inscriptions ouvertes", Cleared: "Départ autorisé", Returned: "Revenu",
	Reported: "Bilan établi", Closed: "Clos", Cancelled: "Annulé",
}

// Transition is one legal step. Approval names the decision recorded with it, when the step is one.
type Transition struct {
	From, To   State
	Permission school.Permission
	Approval   string
}

// Transitions is the whole table of legal steps; anything else is refused, whoever asks. Which rules must be satisfied
// depends on the state reached: see Gates.
var Transitions = []Transition{
	{Draft, Endorsed, school.GiveOpinion, "head_opinion"},
	{Endorsed, Balanced, school.BalanceBudget, "bursar_balance"},
	{Balanced, Submitted, school.SubmitTrips, "submission"},
	{Submitted, Voted, school.RecordActs, ""},
	{Voted, Open, school.OpenTrips, ""},
	{Balanced, Open, school.OpenTrips, ""}, // free and without a night: no act is needed, V-04 and V-05 see to it

	{Open, Cleared, school.Authorise, "departure"},
	{Cleared, Returned, school.WriteTrips, ""},
	{Returned, Reported, school.ReportTrips, "final_report"},
	{Reported, Closed, school.CloseTrips, "closing"},

	{Cleared, Open, school.Authorise, ""},        // a traveller or a paper changes: the departure is authorised again
	{Reported, Returned, school.ReportTrips, ""}, // an invoice came late: the report is drawn up again

	{Endorsed, Draft, school.WriteTrips, ""}, // back to the project to change it
	{Balanced, Draft, school.WriteTrips, ""},
	{Submitted, Draft, school.SubmitTrips, ""}, // refused by the board or withdrawn from its agenda
	{Voted, Draft, school.SubmitTrips, ""},     // a new vote is wanted before anything was signed

	{Draft, Cancelled, school.WriteTrips, ""},
	{Endorsed, Cancelled, school.Authorise, ""},
	{Balanced, Cancelled, school.Authorise, ""},
	{Submitted, Cancelled, school.Authorise, ""},
	{Voted, Cancelled, school.Authorise, ""},
	{Open, Cancelled, school.Authorise, ""},
	{Cleared, Cancelled, school.Authorise, ""},
}

// FindTransition looks a step up.
func FindTransition(from, to State) (Transition, bool) {
	for _, t := range Transitions {
		if t.From == from && t.To == to {
			return t, true
		}
	}
	return Transition{}, false
}

// The gates at which rules must be satisfied.
const (
	GateSubmit = "submit" // the budget goes to the board
	GateVote   = "vote"   // a price rests on an act
	GateOpen   = "open"   // families may sign and pay
	GateDepart = "depart" // the trip leaves
	GateReport = "report" // the final report is drawn up
	GateClose  = "close"  // nothing more is owed
)

// Gates lists the gates that a trip has passed when it stands in a state.
func Gates(s State) []string {
	switch s {
	case Balanced, Submitted:
		return []string{GateSubmit}
	case Voted:
		return []string{GateSubmit, GateVote}
	case Open, Returned:
		return []string{GateSubmit, GateVote, GateOpen}
	case Cleared: // once back, what was needed to leave is no longer judged: papers are given back or destroyed
		return []string{GateSubmit, GateVote, GateOpen, GateDepart}
	case Reported:
		return []string{GateSubmit, GateVote, GateOpen, GateReport}
	case Closed:
		return []string{GateSubmit, GateVote, GateOpen, GateReport, GateClose}
	case Draft, Endorsed, Cancelled:
	}
	return nil
}

// BudgetIsFrozen tells whether budget lines and instalments can no longer change: the board has voted on them, or the
// bursar has certified them.
func BudgetIsFrozen(s State) bool { return s != Draft && s != Endorsed }

// EnrolmentBegan tells whether families may have signed: the trip is open, or was.
func (s State) EnrolmentBegan() bool {
	return s == Open || s == Cleared || s == Returned || s == Reported || s == Closed || s == Cancelled
}

// Seat states.
const (
	SeatInterested = "interested"
	SeatWaiting    = "waiting"
	SeatOffered    = "offered"
	SeatCommitted  = "committed"
	SeatWithdrawn  = "withdrawn"
	SeatRefused    = "refused"
)

// seatSteps is the table of legal steps of a place; "" is before the row exists.
var seatSteps = map[string][]string{
	"":             {SeatInterested, SeatOffered, SeatWaiting, SeatCommitted, SeatRefused},
	SeatInterested: {SeatOffered, SeatWaiting, SeatCommitted, SeatRefused},
	SeatWaiting:    {SeatOffered, SeatRefused}, // a place that frees itself is offered, never taken
	SeatOffered:    {SeatCommitted, SeatWaiting, SeatRefused},
	SeatCommitted:  {SeatWithdrawn, SeatOffered}, // back to offered when the text changes and must be signed again
	SeatRefused:    {SeatOffered, SeatCommitted, SeatWaiting},
	SeatWithdrawn:  {SeatOffered},
}

// SeatStep tells whether a place may go from one state to another.
func SeatStep(from, to string) bool {
	if from == to {
		return true
	}
	for _, s := range seatSteps[from] {
		if s == to {
			return true
		}
	}
	return false
}
