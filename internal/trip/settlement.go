package trip

import (
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Settlement is what working out a withdrawal needs.
type Settlement struct {
	Price       cents.Amount // what the family was asked, aids taken off
	Paid        cents.Amount // of it
	Terms       []Term       // in force when the family signed
	Cause       string
	Days        int          // from the withdrawal to the departure
	Remission   cents.Amount // granted by the head, on top of the terms
	Recoverable cents.Amount // of the price, what the suppliers have not kept
	Retained    bool         // V-33 is lifted: the terms hold even though the school withdraws the pupil
}

// Settled is what a withdrawal comes to. Cancelled + Remitted + Owed is the price; Paid + Due − Refund is what is owed.
type Settled struct {
	Term      Term // the line that holds
	Found     bool // a line holds; without one nothing is given back but a remission
	Cancelled cents.Amount
	Remitted  cents.Amount
	Owed      cents.Amount // remains asked of the family
	Refund    cents.Amount // has been paid beyond it, and goes back
	Due       cents.Amount // has not been paid yet
}

// WithdrawalSettlement works out what a family still owes and what goes back to it. What the school cancels is given back in
// full, whatever was voted (V-33); elsewhere the line of the cause holds (V-34), a cent that does not divide going to the
// family.
func WithdrawalSettlement(s Settlement) Settled {
	price := max(0, s.Price)
	out := Settled{}
	if s.Cause == CauseSchool && !s.Retained {
		out.Cancelled, out.Found = price, true
	} else if out.Term, out.Found = TermFor(s.Terms, s.Cause, s.Days); out.Found {
		out.Cancelled = (price*cents.Amount(out.Term.RatePercent) + 99) / 100
		if out.Term.RecoverableOnly {
			out.Cancelled = min(out.Cancelled, max(0, s.Recoverable))
		}
	}
	out.Remitted = min(max(0, s.Remission), price-out.Cancelled)
	out.Owed = price - out.Cancelled - out.Remitted
	out.Refund, out.Due = max(0, s.Paid-out.Owed), max(0, out.Owed-s.Paid)
	return out
}
