package trip_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// anyLine draws a budget line of any side, public and basis.
func anyLine() *rapid.Generator[trip.Line] {
	return rapid.Custom(func(t *rapid.T) trip.Line {
		return trip.Line{
			Side:          rapid.SampledFrom([]string{trip.Expense, trip.Expense, trip.Income}).Draw(t, "side"),
			Beneficiaries: rapid.SampledFrom([]string{trip.ForAll, trip.ForPupils, trip.ForAdults}).Draw(t, "for"),
			Basis:         rapid.SampledFrom([]string{trip.Total, trip.PerPerson}).Draw(t, "basis"),
			AmountCents:   cents.Amount(rapid.IntRange(0, 1_000_000).Draw(t, "cents")),
		}
	})
}

func anyBudget(t *rapid.T, price cents.Amount, least int) ([]trip.Line, trip.Budget) {
	lines := rapid.SliceOfN(anyLine(), 0, 8).Draw(t, "lines")
	pupils, adults := rapid.IntRange(least, 60).Draw(t, "pupils"), rapid.IntRange(0, 8).Draw(t, "adults")
	return lines, trip.WorkOut(lines, price, pupils, adults)
}

// Whatever the lines and the headcounts, zero included, no cent is lost or made when lines are shared.
func TestABudgetAddsUpToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		price := cents.Amount(rapid.IntRange(0, 100_000).Draw(t, "price"))
		_, b := anyBudget(t, price, 0)
		var expense, income cents.Amount
		for _, s := range slices.Concat(b.Expenses, b.Incomes) {
			people := cents.Amount(b.Pupils + b.Adults)
			switch s.Beneficiaries {
			case trip.ForPupils:
				people = cents.Amount(b.Pupils)
			case trip.ForAdults:
				people = cents.Amount(b.Adults)
			}
			whole := s.AmountCents
			if s.Basis == trip.PerPerson {
				whole *= people
			}
			if s.Pupils+s.Adults != whole || s.Pupils < 0 || s.Adults < 0 {
				t.Fatalf("%+v is shared %d and %d", s.Line, s.Pupils, s.Adults)
			}
			if s.Beneficiaries == trip.ForPupils && s.Adults != 0 || s.Beneficiaries == trip.ForAdults && s.Pupils != 0 {
				t.Fatalf("%+v benefits the others: %d and %d", s.Line, s.Pupils, s.Adults)
			}
			if s.Side == trip.Expense {
				expense += whole
			} else {
				income += whole
			}
		}
		if b.Expense() != expense || b.Income() != income+price*cents.Amount(b.Pupils) || b.Gap() != b.Income()-b.Expense() {
			t.Fatalf("%d and %d, lines say %d and %d", b.Expense(), b.Income(), expense, income)
		}
	})
}

// The highest price is lawful, one cent more is not: the board's help and rule V-18 are one computation.
func TestV18TheHighestPriceIsTheLastLawfulOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, b := anyBudget(t, 0, 1)
		high := b.HighestPrice()
		bears := func(price cents.Amount) cents.Amount {
			at := trip.WorkOut(lines, price, b.Pupils, b.Adults)
			return at.FamilyShare - (at.ExpensePupils - at.AidForPupils())
		}
		if high > 0 && bears(high) > 0 {
			t.Fatalf("at %d families bear %d cents for adults", high, bears(high))
		}
		if over := bears(high + 1); over <= 0 {
			t.Fatalf("%d would still be lawful", high+1)
		}
		if trip.WorkOut(lines, high+1, b.Pupils, b.Adults).BorneForAdults() <= 0 {
			t.Fatalf("V-18 lets %d through", high+1)
		}
	})
}

// A free place lowers everyone's cost (V-20): shared by heads, it is not the adults' alone.
func TestAFreePlaceIsSharedByHeads(t *testing.T) {
	t.Parallel()
	b := trip.WorkOut([]trip.Line{{Side: trip.Expense, Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 5_000_00}}, 0, 48, 2)
	if b.ExpensePupils != 4_800_00 || b.ExpenseAdults != 200_00 || b.CostPerPupil() != 100_00 || b.HighestPrice() != 100_00 {
		t.Errorf("%+v", b)
	}
}

func TestABudgetWithNobodyYet(t *testing.T) {
	t.Parallel()
	lines := []trip.Line{
		{Side: trip.Expense, Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 100},
		{Side: trip.Expense, Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 10},
		{Side: trip.Expense, Beneficiaries: trip.ForPupils, Basis: trip.PerPerson, AmountCents: 7},
	}
	b := trip.WorkOut(lines, 300, 0, 0)
	if b.ExpensePupils != 100 || b.ExpenseAdults != 10 || b.FamilyShare != 0 || b.CostPerPupil() != 0 || b.HighestPrice() != 0 {
		t.Errorf("%+v", b)
	}
}

func TestAScheduleAddsUpToThePrice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		price, n := cents.Amount(rapid.IntRange(0, 1_000_000).Draw(t, "price")), rapid.IntRange(1, 10).Draw(t, "n")
		var total cents.Amount
		before := law.Day("")
		for i, due := range trip.SplitSchedule(price, n, "2027-01-31") {
			total += due.AmountCents
			if due.RankNo != i+1 || due.DueOn <= before {
				t.Fatalf("instalment %d is %+v, after %s", i+1, due, before)
			}
			if part := price / cents.Amount(n); due.AmountCents != part && due.AmountCents != part+1 {
				t.Fatalf("instalment %d of %d is %d", i+1, price, due.AmountCents)
			}
			before = due.DueOn
		}
		if total != price {
			t.Fatalf("%d in %d times is %d", price, n, total)
		}
	})
}
