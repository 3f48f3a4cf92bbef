package trip_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

func realLine(side, who string, amount cents.Amount) trip.Line {
	return trip.Line{Side: side, Beneficiaries: who, Basis: trip.Total, AmountCents: amount, SpentOn: "2027-04-20"}
}

// Ten pupils were charged 300 €. One withdrew and still owes half of it, the rest was remitted; the social fund paid 100 €
// for another. Nine pupils and two adults went.
func TestAReportCountsWhoPaysAndWhoTravels(t *testing.T) {
	t.Parallel()
	r := trip.DrawReport(trip.Trip{}, []trip.Line{
		realLine(trip.Expense, trip.ForAll, 2_200_00), realLine(trip.Expense, trip.ForPupils, 450_00), realLine(trip.Expense, trip.ForAdults, 100_00),
		realLine(trip.Income, trip.ForAdults, 500_00), realLine(trip.Income, trip.ForPupils, 20_00),
	}, trip.Ledger{
		Charged: 3_000_00, Collected: 2_400_00, Payers: 10,
		Granted: map[money.GrantKind]cents.Amount{money.Remission: 150_00, money.SocialFund: 100_00},
	}, 9, 2, 1)
	for what, v := range map[string][2]cents.Amount{
		"the cost":             {r.TotalExpense(), 2_750_00},
		"the pupils' cost":     {r.ExpensePupils, 1_800_00 + 450_00},
		"the adults' cost":     {r.ExpenseAdults, 400_00 + 100_00},
		"what is called":       {r.FamilyCalled, 3_000_00 - 150_00 - 100_00},
		"the aid":              {r.AidForFamilies, 100_00},
		"the other income":     {r.OtherIncome(), 520_00},
		"the balance":          {r.Balance(), 2_750_00 + 100_00 + 520_00 - 2_750_00},
		"what is still owed":   {r.Outstanding(), 350_00},
		"the cost of a pupil":  {r.PupilCost, 250_00},
		"the cost of an adult": {r.AdultCost, 250_00},
	} {
		if v[0] != v[1] {
			t.Errorf("%s is %s, not %s", what, v[0], v[1])
		}
	}
	if r.Travellers() != 11 || r.Payers != 10 || r.Withdrawn != 1 {
		t.Errorf("%d travel, %d pay, %d withdrew", r.Travellers(), r.Payers, r.Withdrawn)
	}
}

// Nobody enrolled, no adult, nothing written: every line stays, nothing is divided by nobody (defects of the ancestor).
func TestAReportLosesNoLineWithNobody(t *testing.T) {
	t.Parallel()
	lines := []trip.Line{realLine(trip.Expense, trip.ForAll, 100_00), realLine(trip.Expense, trip.ForAdults, 50_00), realLine(trip.Income, trip.ForAll, 20_00)}
	for _, heads := range [][2]int{{0, 0}, {0, 3}, {12, 0}} {
		r := trip.DrawReport(trip.Trip{}, lines, trip.Ledger{}, heads[0], heads[1], 0)
		if len(r.Expenses) != 2 || len(r.Incomes) != 1 || r.TotalExpense() != 150_00 || r.OtherIncome() != 20_00 || r.Balance() != -130_00 {
			t.Errorf("%v: %+v", heads, r)
		}
	}
}

// What went back to families as a lower debt has not changed what the trip cost: the balance stays, what they owe falls.
func TestASurplusGivenBackLeavesTheBalance(t *testing.T) {
	t.Parallel()
	lines := []trip.Line{realLine(trip.Expense, trip.ForPupils, 900_00)}
	before := trip.Ledger{Charged: 1_000_00, Collected: 400_00}
	after := trip.Ledger{Charged: 1_000_00, Collected: 400_00, Granted: map[money.GrantKind]cents.Amount{money.Surplus: 100_00}}
	a, b := trip.DrawReport(trip.Trip{}, lines, before, 10, 0, 0), trip.DrawReport(trip.Trip{}, lines, after, 10, 0, 0)
	if a.Balance() != 100_00 || b.Balance() != 100_00 || a.Outstanding() != 600_00 || b.Outstanding() != 500_00 {
		t.Errorf("balance %s then %s, owed %s then %s", a.Balance(), b.Balance(), a.Outstanding(), b.Outstanding())
	}
}

// Whatever was spent, paid and granted: in minus out is the balance, to the cent, and pupils' and adults' parts make the whole.
func TestAReportAddsUpToTheCent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(anyLine(), 0, 10).Draw(t, "lines")
		var expense, income cents.Amount
		for i := range lines {
			lines[i].Basis = trip.Total
			if lines[i].Side == trip.Expense {
				expense += lines[i].AmountCents
			} else {
				income += lines[i].AmountCents
			}
		}
		amount := func(name string) cents.Amount { return cents.Amount(rapid.IntRange(0, 200_000).Draw(t, name)) }
		l := trip.Ledger{Charged: 1_000_000, Collected: amount("collected"), Granted: map[money.GrantKind]cents.Amount{
			money.SocialFund: amount("social"), money.ThirdParty: amount("third"), money.Remission: amount("remission"), money.Cancellation: amount("cancelled"),
		}}
		r := trip.DrawReport(trip.Trip{}, lines, l, rapid.IntRange(0, 60).Draw(t, "pupils"), rapid.IntRange(0, 8).Draw(t, "adults"), 0)
		if r.TotalExpense() != expense || r.OtherIncome() != income {
			t.Fatalf("%s spent and %s received are read as %s and %s", expense, income, r.TotalExpense(), r.OtherIncome())
		}
		if r.Balance() != l.Charged-l.Granted[money.Cancellation]-l.Granted[money.Remission]+income-expense {
			t.Fatalf("the balance is %s", r.Balance())
		}
		if r.Pupils > 0 && (r.PupilCost*cents.Amount(r.Pupils) < r.ExpensePupils || (r.PupilCost-1)*cents.Amount(r.Pupils) >= r.ExpensePupils && r.ExpensePupils > 0) {
			t.Fatalf("%d pupils cost %s, %s each", r.Pupils, r.ExpensePupils, r.PupilCost)
		}
	})
}

// The instalments of a bracket are those of the board, in proportion, and make its price to the cent.
func TestAScheduleFollowsThePriceOfThePlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var voted []trip.Instalment
		var full cents.Amount
		for i, a := range rapid.SliceOfN(rapid.IntRange(1, 50_000), 1, 10).Draw(t, "voted") {
			voted = append(voted, trip.Instalment{ID: string(rune('a' + i)), RankNo: i + 1, AmountCents: cents.Amount(a)})
			full += cents.Amount(a)
		}
		price := cents.Amount(rapid.IntRange(0, int(full)).Draw(t, "price"))
		var sum cents.Amount
		for _, n := range trip.ScheduleFor(voted, price) {
			if n.AmountCents <= 0 {
				t.Fatalf("an instalment of %s", n.AmountCents)
			}
			sum += n.AmountCents
		}
		if sum != price {
			t.Fatalf("%s is asked in instalments of %s", price, sum)
		}
	})
}
