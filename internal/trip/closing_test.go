package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// Whatever the money of a trip, the report and the books agree when both are right; and whichever single figure of either
// is corrupted, by however little, a gap of that size is seen.
func TestACorruptedFigureIsSeen(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amount := func(name string) cents.Amount { return cents.Amount(rapid.Int64Range(0, 9_000_000).Draw(r, name)) }
		report := trip.Report{
			FamilyCharged: amount("charged"), Remissions: amount("remissions"), AidForFamilies: amount("aid"), SurplusGranted: amount("surplus"), FamilyCollected: amount("collected"),
			ExpensePupils: amount("pupils"), ExpenseAdults: amount("adults"), IncomePupils: amount("given pupils"), IncomeAdults: amount("given adults"),
		}
		report.FamilyCalled = report.FamilyCharged - report.Remissions - report.AidForFamilies
		refunds := trip.RefundSums{Families: amount("sent"), FamilyWaits: amount("waits"), Kept: amount("kept")}
		books := trip.Books{
			Charged: report.FamilyCharged, Remitted: report.Remissions + report.SurplusGranted, Aided: report.AidForFamilies, Paid: report.FamilyCollected,
			Spent: report.TotalExpense(), Received: report.OtherIncome(), Taken: refunds.Families + refunds.FamilyWaits + refunds.Kept,
		}
		if gaps := trip.Compare(report, refunds, books); len(gaps) > 0 {
			r.Fatalf("all is right: %+v", gaps)
		}
		figures := []*cents.Amount{
			&report.FamilyCalled, &report.AidForFamilies, &report.SurplusGranted, &report.FamilyCollected, &report.ExpensePupils, &report.ExpenseAdults, &report.IncomePupils,
			&report.IncomeAdults, &refunds.Families, &refunds.FamilyWaits, &refunds.Kept,
			&books.Charged, &books.Remitted, &books.Aided, &books.Paid, &books.Spent, &books.Received, &books.Taken,
		}
		wrong := cents.Amount(rapid.Int64Range(1, 900).Draw(r, "wrong by"))
		if rapid.Bool().Draw(r, "less") {
			wrong = -wrong
		}
		*figures[rapid.IntRange(0, len(figures)-1).Draw(r, "figure")] += wrong
		gaps := trip.Compare(report, refunds, books)
		if len(gaps) == 0 || gaps[0].Size() != max(wrong, -wrong) {
			r.Fatalf("a figure wrong by %s is not seen: %+v", wrong, gaps)
		}
	})
}
