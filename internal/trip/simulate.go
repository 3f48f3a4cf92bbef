package trip

import "github.com/openacademie/openacademie/internal/money/cents"

// Simulation is a question about the price of a trip: what if so many pupils come, so much aid is found, and families are
// asked so much?
type Simulation struct {
	Lines          []Line // of the project
	Pupils, Adults int
	Subsidy        cents.Amount // found for the pupils beside the lines
	SocialFund     cents.Amount // kept for families: it pays in their place, and lowers nobody's price
	Price          cents.Amount // asked; never taken above what is lawful
	Compulsory     bool         // then families pay nothing (V-02)
}

// Outcome is what a simulation gives: always a lawful price, and what is still to be found.
type Outcome struct {
	Pupils, Adults              int
	CostOfPupils, CostOfAdults  cents.Amount
	AidForPupils, FundsOfAdults cents.Amount // what pays for each beside families
	HighestPrice                cents.Amount // lawful: the pupils' cost net of aid, per pupil, rounded down (V-18)
	Price                       cents.Amount // the one asked, or the highest lawful one when it was asked for more
	Capped                      bool
	FamilyShare                 cents.Amount // price × pupils
	FromSocialFund              cents.Amount // of that share
	FromFamilies                cents.Amount // what is left to them
	MissingForPupils            cents.Amount // to be found, or the price raised
	MissingForAdults            cents.Amount // to be found elsewhere: never from families
	SpareForPupils              cents.Amount // aid above the pupils' cost: it keeps its destination
	SpareForAdults              cents.Amount
}

// Balanced tells whether the budget would go to the board as it is.
func (o Outcome) Balanced() bool { return o.Missing() == 0 && o.Spare() == 0 }

// Missing is all that is still to be found.
func (o Outcome) Missing() cents.Amount { return o.MissingForPupils + o.MissingForAdults }

// Spare is income that pays for nothing.
func (o Outcome) Spare() cents.Amount { return o.SpareForPupils + o.SpareForAdults }

// FamilyPays is what a family pays on average once the social fund has paid its part, rounded up.
func (o Outcome) FamilyPays() cents.Amount { return perHead(o.FromFamilies, o.Pupils) }

// Simulate works a simulation out. It cannot show an unlawful budget: the price is held under the pupils' cost net of
// aid, and what the adults lack is never asked of families.
func Simulate(s Simulation) Outcome {
	b := WorkOut(s.Lines, 0, s.Pupils, s.Adults)
	o := Outcome{
		Pupils: s.Pupils, Adults: s.Adults, CostOfPupils: b.ExpensePupils, CostOfAdults: b.ExpenseAdults,
		AidForPupils: b.IncomePupils + s.Subsidy, FundsOfAdults: b.IncomeAdults,
	}
	net := max(0, o.CostOfPupils-o.AidForPupils)
	if s.Pupils > 0 && !s.Compulsory {
		o.HighestPrice = net / cents.Amount(s.Pupils)
	}
	o.Price = max(0, min(s.Price, o.HighestPrice))
	o.Capped = s.Price > o.HighestPrice
	o.FamilyShare = o.Price * cents.Amount(s.Pupils)
	o.FromSocialFund = max(0, min(s.SocialFund, o.FamilyShare))
	o.FromFamilies = o.FamilyShare - o.FromSocialFund
	o.MissingForPupils = net - o.FamilyShare
	o.SpareForPupils = max(0, o.AidForPupils-o.CostOfPupils)
	o.MissingForAdults = max(0, o.CostOfAdults-o.FundsOfAdults)
	o.SpareForAdults = max(0, o.FundsOfAdults-o.CostOfAdults)
	return o
}

// SimulateAround repeats a simulation for headcounts around the one asked, so that one sees what a few pupils more or less
// change.
func SimulateAround(s Simulation, step int) []Outcome {
	var all []Outcome
	for k := -3; k <= 3; k++ {
		other := s
		if other.Pupils = s.Pupils + k*step; other.Pupils > 0 {
			all = append(all, Simulate(other))
		}
	}
	return all
}
