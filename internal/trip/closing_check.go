package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Books is the money of a trip read by another way than the report: person by person from the ledger, line by line as
// written, refund by refund from the payments that each takes from. A figure that one of the two ways gets wrong is seen.
type Books struct {
	Charged, Remitted, Aided, Paid cents.Amount // over all persons (money.TripLedgers)
	Spent, Received                cents.Amount // the real lines, as they stand in the table
	Taken                          cents.Amount // from payments, by the refunds of families; what went back on an account left out
}

// Gap is one figure on which the two ways disagree.
type Gap struct {
	What          string // in French
	Report, Books cents.Amount
}

// Size is how much is not explained.
func (g Gap) Size() cents.Amount { return max(g.Report-g.Books, g.Books-g.Report) }

// Compare lists the figures of a report and of its refunds that the books do not say. Pure.
func Compare(r Report, s RefundSums, b Books) []Gap {
	var gaps []Gap
	for _, g := range []Gap{
		{"Demandé aux familles", r.FamilyCalled - r.SurplusGranted, b.Charged - b.Remitted - b.Aided},
		{"Aides payées pour des familles", r.AidForFamilies, b.Aided},
		{"Payé par les familles", r.FamilyCollected, b.Paid},
		{"Dépenses réelles", r.TotalExpense(), b.Spent},
		{"Autres recettes", r.OtherIncome(), b.Received},
		{"Rendu, à rendre ou gardé", s.Families + s.FamilyWaits + s.Kept, b.Taken},
	} {
		if g.Report != g.Books {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

// booksOf reads the money of a trip for the comparison.
func booksOf(app core.App, tripID string) (Books, error) {
	var b Books
	ledgers, err := money.TripLedgers(app, school.Actor{Kind: school.Staff, Roles: []school.Role{school.Accountant}}, tripID)
	if err != nil {
		return b, err
	}
	for _, l := range ledgers {
		b.Charged, b.Remitted, b.Aided, b.Paid = b.Charged+l.Charged, b.Remitted+l.Remitted, b.Aided+l.Aided, b.Paid+l.Paid
	}
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(CASE WHEN side = 'expense' THEN amount_cents END), 0), COALESCE(SUM(CASE WHEN side = 'income' THEN amount_cents END), 0),
		COALESCE((SELECT SUM(l.amount_cents) FROM refund_lines l JOIN refunds f ON f.id = l.refund
			WHERE f.subject_collection = 'trips' AND f.subject_id = {:trip} AND f.state != 'reallocated'), 0)
		FROM budget_lines WHERE trip = {:trip} AND phase = {:phase}`).Bind(dbx.Params{"trip": tripID, "phase": Execution}).Row(&b.Spent, &b.Received, &b.Taken)
	if err != nil {
		return b, fmt.Errorf("books of a trip: %w", err)
	}
	return b, nil
}
