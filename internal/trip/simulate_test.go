package trip_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// Twenty pupils and two adults, a coach of 2 200 € for all, 100 € of lodging each: a pupil costs 200 €.
func classe() trip.Simulation {
	return trip.Simulation{
		Pupils: 20, Adults: 2, Price: 180_00,
		Lines: []trip.Line{
			{Side: trip.Expense, Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 2_200_00},
			{Side: trip.Expense, Beneficiaries: trip.ForAll, Basis: trip.PerPerson, AmountCents: 100_00},
			{Side: trip.Income, Origin: "school", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 300_00},
			{Side: trip.Income, Origin: "local_authority", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 200_00},
		},
	}
}

func TestASimulationSaysWhatIsLawfulAndWhatIsMissing(t *testing.T) {
	t.Parallel()
	o := trip.Simulate(classe())
	if o.CostOfPupils != 4_000_00 || o.HighestPrice != 190_00 || o.Price != 180_00 || o.Capped || o.MissingForPupils != 200_00 || o.MissingForAdults != 100_00 || o.Balanced() {
		t.Errorf("%+v", o)
	}
	s := classe()
	s.Price, s.SocialFund = 250_00, 1_000_00
	if o := trip.Simulate(s); o.Price != 190_00 || !o.Capped || o.MissingForPupils != 0 || o.FromSocialFund != 1_000_00 || o.FamilyPays() != 140_00 {
		t.Errorf("asked for too much: %+v", o)
	}
	s.Subsidy = 5_000_00
	if o := trip.Simulate(s); o.HighestPrice != 0 || o.Price != 0 || o.SpareForPupils != 1_200_00 {
		t.Errorf("more aid than cost: %+v", o)
	}
	s = classe()
	s.Compulsory = true
	if o := trip.Simulate(s); o.HighestPrice != 0 || o.FamilyShare != 0 || o.MissingForPupils != 3_800_00 {
		t.Errorf("a compulsory outing has a price: %+v", o)
	}
	if around := trip.SimulateAround(classe(), 5); len(around) != 7 || around[3].Pupils != 20 || around[0].Pupils != 5 {
		t.Errorf("%d headcounts", len(around))
	}
}

// Whatever is asked, the outcome is lawful, adds up to the cent, and the budget it proposes passes the rules.
func TestASimulationIsNeverUnlawful(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) cents.Amount { return cents.Amount(rapid.IntRange(0, 3_000_000).Draw(t, name)) }
		s := trip.Simulation{
			Lines: rapid.SliceOfN(anyLine(), 0, 8).Draw(t, "lines"), Pupils: rapid.IntRange(1, 80).Draw(t, "pupils"), Adults: rapid.IntRange(0, 9).Draw(t, "adults"),
			Subsidy: amount("subsidy"), SocialFund: amount("fund"), Price: amount("price"), Compulsory: rapid.Bool().Draw(t, "compulsory"),
		}
		o := trip.Simulate(s)
		if o.Price > o.HighestPrice || o.Price < 0 || o.Price > s.Price || s.Compulsory && o.Price != 0 {
			t.Fatalf("asked %s, highest %s, proposes %s", s.Price, o.HighestPrice, o.Price)
		}
		if o.FamilyShare > max(0, o.CostOfPupils-o.AidForPupils) {
			t.Fatalf("families pay %s for what costs %s less %s of aid", o.FamilyShare, o.CostOfPupils, o.AidForPupils)
		}
		if o.FamilyShare+o.AidForPupils+o.FundsOfAdults+o.Missing() != o.CostOfPupils+o.CostOfAdults+o.Spare() {
			t.Fatalf("it does not add up: %+v", o)
		}
		if o.FromFamilies < 0 || o.FromSocialFund < 0 || o.FromFamilies+o.FromSocialFund != o.FamilyShare {
			t.Fatalf("the families' share is cut into %s and %s", o.FromFamilies, o.FromSocialFund)
		}
		// Whoever finds what is missing, as it says, has a balanced budget in which no family pays for an adult.
		lines := append(slices.Clone(s.Lines),
			trip.Line{Side: trip.Income, Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: s.Subsidy + o.MissingForPupils},
			trip.Line{Side: trip.Income, Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: o.MissingForAdults})
		b := trip.WorkOut(lines, o.Price, s.Pupils, s.Adults)
		if o.SpareForPupils == 0 && b.BorneForAdults() != 0 && s.Adults > 0 {
			t.Fatalf("families would pay %s for adults", b.BorneForAdults())
		}
		if b.Gap() != o.Spare() {
			t.Fatalf("the gap is %s, %s was said to spare", b.Gap(), o.Spare())
		}
	})
}
