package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Report is what a trip has cost and who has paid for it. Every amount is in cents; see docs/decisions/0007 for why each
// figure counts whom it counts.
type Report struct {
	Trip Trip

	Pupils, Adults, Payers, Withdrawn int // travelling pupils, travelling adults, families called, of which no longer travelling

	Expenses, Incomes            []Shared // the real lines, split by those who travelled; the families' share is none of them
	ExpensePupils, ExpenseAdults cents.Amount
	IncomePupils, IncomeAdults   cents.Amount // without the families' share

	FamilyCharged   cents.Amount // what the ledger has charged, cancellations taken off
	Remissions      cents.Amount // given up by the school: nobody pays it
	AidForFamilies  cents.Amount // social fund and third parties: paid for families, by others
	SurplusGranted  cents.Amount // given back already as a lower debt (V-27); it does not change what the trip has cost
	FamilyCalled    cents.Amount // charged, less remissions and aid: what families themselves are asked for
	FamilyCollected cents.Amount // settled on those charges, from the ledger

	PupilCost, AdultCost cents.Amount // per traveller, rounded up to the cent so that the sum covers the cost
	Carried              bool         // the execution has been started
	Unspent              int          // lines of the execution that have neither amount nor date
}

// Travellers is everybody who went.
func (r Report) Travellers() int { return r.Pupils + r.Adults }

// TotalExpense is the whole real cost.
func (r Report) TotalExpense() cents.Amount { return r.ExpensePupils + r.ExpenseAdults }

// OtherIncome is all that was received from others than families and what pays in their place.
func (r Report) OtherIncome() cents.Amount { return r.IncomePupils + r.IncomeAdults }

// TotalIncome is what pays for the trip: families, those who pay in their place, the others.
func (r Report) TotalIncome() cents.Amount {
	return r.FamilyCalled + r.AidForFamilies + r.OtherIncome()
}

// Balance is income minus expense: positive, it goes back to whom it belongs; negative, the school makes it up. What was
// given back already has not left it: SurplusGranted says how much of it has gone.
func (r Report) Balance() cents.Amount { return r.TotalIncome() - r.TotalExpense() }

// Outstanding is what families still owe, what was given back taken off.
func (r Report) Outstanding() cents.Amount {
	return r.FamilyCalled - r.SurplusGranted - r.FamilyCollected
}

// Ledger is what the sealed rows say of a trip, added up.
type Ledger struct {
	Charged, Collected cents.Amount
	Granted            map[money.GrantKind]cents.Amount
	Payers             int // pupils for whom something is still charged, cancellations taken off
}

// DrawReport works a report out: pure, so that every figure can be tested without a database.
func DrawReport(t Trip, execution []Line, ledger Ledger, pupils, adults, withdrawn int) Report {
	b := WorkOut(execution, 0, pupils, adults)
	g := ledger.Granted
	r := Report{
		Trip: t, Pupils: pupils, Adults: adults, Payers: ledger.Payers, Withdrawn: withdrawn,
		Expenses: b.Expenses, Incomes: b.Incomes, ExpensePupils: b.ExpensePupils, ExpenseAdults: b.ExpenseAdults,
		IncomePupils: b.IncomePupils, IncomeAdults: b.IncomeAdults,
		FamilyCharged: ledger.Charged - g[money.Cancellation], Remissions: g[money.Remission],
		AidForFamilies: aidIn(g), SurplusGranted: g[money.Surplus],
		// A scholarship is the family's own money.
		FamilyCollected: ledger.Collected + g[money.Scholarship],
		PupilCost:       perHead(b.ExpensePupils, pupils), AdultCost: perHead(b.ExpenseAdults, adults), Carried: len(execution) > 0,
	}
	r.FamilyCalled = r.FamilyCharged - r.Remissions - r.AidForFamilies
	for _, l := range execution {
		if l.AmountCents == 0 && l.SpentOn == "" {
			r.Unspent++
		}
	}
	return r
}

// aidIn is all that somebody else pays in the place of families: neither what the school gives up, nor what corrects an
// error, nor what goes back, nor a scholarship, which is theirs.
func aidIn(granted map[money.GrantKind]cents.Amount) cents.Amount {
	var aid cents.Amount
	for kind, amount := range granted {
		if kind != money.Remission && kind != money.Cancellation && kind != money.Surplus && kind != money.Scholarship {
			aid += amount
		}
	}
	return aid
}

// perHead divides a cost, rounded up; zero with nobody to divide it by.
func perHead(cost cents.Amount, heads int) cents.Amount {
	if heads <= 0 || cost <= 0 {
		return 0
	}
	n := cents.Amount(heads)
	return (cost + n - 1) / n
}

// ReportOf reads the report of a trip as the ledger and the real lines give it at this moment: nothing of it is stored.
func ReportOf(app core.App, tripID string) (Report, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return Report{}, ErrNoTrip
	}
	execution, err := LinesOf(app, tripID, Execution)
	if err != nil {
		return Report{}, err
	}
	ledger, err := ledgerOf(app, tripID)
	if err != nil {
		return Report{}, err
	}
	var pupils, adults, withdrawn int
	err = app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM seats WHERE trip = {:trip} AND state = 'committed'),
		(SELECT COUNT(*) FROM chaperones WHERE trip = {:trip}),
		(SELECT COUNT(*) FROM seats WHERE trip = {:trip} AND state = 'withdrawn')`).Bind(dbx.Params{"trip": tripID}).Row(&pupils, &adults, &withdrawn)
	if err != nil {
		return Report{}, fmt.Errorf("travellers: %w", err)
	}
	return DrawReport(tripOf(record), execution, ledger, pupils, adults, withdrawn), nil
}

// ledgerOf adds up the charges of a trip, what lowered them by kind, and what was settled on them; a payment that was
// cancelled settles nothing.
func ledgerOf(app core.App, tripID string) (Ledger, error) {
	l := Ledger{Granted: map[money.GrantKind]cents.Amount{}}
	ofTrip := dbx.Params{"trip": tripID}
	err := app.DB().NewQuery(`SELECT COALESCE(SUM(c.amount_cents), 0), COALESCE(SUM((SELECT SUM(a.amount_cents) FROM allocations a
			WHERE a.charge = c.id AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = a.payment))), 0)
		FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip}`).Bind(ofTrip).Row(&l.Charged, &l.Collected)
	if err != nil {
		return l, fmt.Errorf("charges of a trip: %w", err)
	}
	var grants []struct {
		Kind   money.GrantKind
		Amount cents.Amount
	}
	err = app.DB().NewQuery(`SELECT g.kind, SUM(g.amount_cents) AS amount FROM grants g JOIN charges c ON c.id = g.charge
		WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} GROUP BY g.kind`).Bind(ofTrip).All(&grants)
	if err != nil {
		return l, fmt.Errorf("grants of a trip: %w", err)
	}
	for _, g := range grants {
		l.Granted[g.Kind] = g.Amount
	}
	err = app.DB().NewQuery(`SELECT COUNT(*) FROM (SELECT c.pupil FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip}
		GROUP BY c.pupil HAVING SUM(c.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id AND g.kind = 'cancellation'), 0)) > 0)`).
		Bind(ofTrip).Row(&l.Payers)
	if err != nil {
		return l, fmt.Errorf("families called: %w", err)
	}
	return l, nil
}
