package trip

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Line is one line of a trip's budget.
type Line struct {
	ID, Side, Category, Label, Beneficiaries, Basis, Origin, Status string
	AmountCents                                                     cents.Amount

	FundsLine     string  // for an income: the expense line that it pays for, by id
	Act           string  // for a gift: the act that accepts it
	Contract      string  // the contract or order that it pays for
	NoAdvertising bool    // for a company: nothing is asked in return (V-25)
	CarriedFrom   string  // for a real line: the line of the project that it carries out
	SpentOn       law.Day // for a real line: the day it was paid or received
	VoucherNo     string  // for a real line: number of its voucher
	ImprestLine   string  // for a real line: the expense of an imprest that it takes over
}

// Sides, beneficiaries and bases of a line.
const (
	Expense   = "expense"
	Income    = "income"
	ForAll    = "all"
	ForPupils = "pupils"
	ForAdults = "adults"
	Total     = "total"
	PerPerson = "per_person"
)

// Origins are who pays an income line, with their French name, in the order of the form. The families' share is no line:
// it is the price times the number of pupils, always.
var Origins = []struct{ Code, Label string }{
	{"school", "Établissement (fonds de roulement)"},
	{"local_authority", "Collectivité (commune, département, région)"},
	{"state", "État (pass Culture, ADAGE…)"},
	{"fse", "Foyer socio-éducatif"},
	{"mdl", "Maison des lycéens"},
	{"parents_association", "Association de parents"},
	{"company", "Entreprise"},
	{"adults", "Contribution des accompagnateurs"},
	{"other", "Autre"},
}

// Statuses are how sure an income line is.
var Statuses = []struct{ Code, Label string }{
	{"voted", "voté"}, {"notified", "notifié"}, {"requested", "demandé"}, {"promised", "promis"},
}

// Shared is a line split between pupils and adults.
type Shared struct {
	Line
	Pupils, Adults cents.Amount
}

// Budget is a project budget worked out: every line split, the families' share, the totals.
type Budget struct {
	Expenses, Incomes            []Shared // without the families' share
	FamilyShare                  cents.Amount
	Price                        cents.Amount
	Pupils, Adults               int
	ExpensePupils, ExpenseAdults cents.Amount
	IncomePupils, IncomeAdults   cents.Amount // with the families' share on the pupils' side
	Brackets                     []Bracket    // when families pay by income (V-21): the price is then the highest
}

// WorkOut splits every line between pupils and adults. A line for all is shared by headcount to the cent (so free places
// lower everyone's cost, V-20); a line per person is multiplied by those who benefit.
func WorkOut(lines []Line, price cents.Amount, pupils, adults int) Budget {
	b := Budget{Price: price, Pupils: pupils, Adults: adults, FamilyShare: price * cents.Amount(pupils)}
	for _, l := range lines {
		s := Shared{Line: l}
		p, a := int64(pupils), int64(adults)
		switch l.Beneficiaries {
		case ForPupils:
			a = 0
		case ForAdults:
			p = 0
		}
		if l.Basis == PerPerson {
			s.Pupils, s.Adults = l.AmountCents*cents.Amount(p), l.AmountCents*cents.Amount(a)
		} else {
			s.Pupils, s.Adults = shareTotal(l, p, a)
		}
		if l.Side == Expense {
			b.Expenses = append(b.Expenses, s)
			b.ExpensePupils += s.Pupils
			b.ExpenseAdults += s.Adults
		} else {
			b.Incomes = append(b.Incomes, s)
			b.IncomePupils += s.Pupils
			b.IncomeAdults += s.Adults
		}
	}
	b.IncomePupils += b.FamilyShare
	return b
}

// WithGrid has families pay by income: their share is what the pupils expected in each bracket would pay.
func (b Budget) WithGrid(brackets []Bracket) Budget {
	if len(brackets) == 0 {
		return b
	}
	var share cents.Amount
	for _, k := range brackets {
		share += k.PriceCents * cents.Amount(k.PupilsEstimated)
	}
	b.IncomePupils += share - b.FamilyShare
	b.FamilyShare, b.Brackets = share, brackets
	return b
}

// shareTotal spreads a total by headcount; with nobody estimated yet it stays on the side it was meant for.
func shareTotal(l Line, pupils, adults int64) (p, a cents.Amount) {
	parts := l.AmountCents.Share([]int64{pupils, adults})
	switch {
	case parts != nil:
		return parts[0], parts[1]
	case l.Beneficiaries == ForAdults:
		return 0, l.AmountCents
	default:
		return l.AmountCents, 0
	}
}

// Expense is the whole cost of the trip.
func (b Budget) Expense() cents.Amount { return b.ExpensePupils + b.ExpenseAdults }

// Income is all that pays for it, families included.
func (b Budget) Income() cents.Amount { return b.IncomePupils + b.IncomeAdults }

// Gap is income minus expense: zero when the budget is balanced.
func (b Budget) Gap() cents.Amount { return b.Income() - b.Expense() }

// AidForPupils is the income meant for pupils other than the families' share.
func (b Budget) AidForPupils() cents.Amount { return b.IncomePupils - b.FamilyShare }

// BorneForAdults is what families would pay for adults: the part of their share above the pupils' cost net of aid, or the
// part of the adults' cost that nothing pays for, whichever is larger; zero when V-18 is respected.
func (b Budget) BorneForAdults() cents.Amount {
	over := b.FamilyShare - (b.ExpensePupils - b.AidForPupils())
	unfunded := b.ExpenseAdults - b.IncomeAdults
	return max(over, unfunded, 0)
}

// CostPerPupil is the pupils' cost divided by their number, rounded down to the cent; zero without pupils.
func (b Budget) CostPerPupil() cents.Amount {
	if b.Pupils == 0 {
		return 0
	}
	return b.ExpensePupils / cents.Amount(b.Pupils)
}

// HighestPrice is the highest lawful price: pupils' cost net of aid, per pupil, rounded down.
func (b Budget) HighestPrice() cents.Amount {
	if b.Pupils == 0 {
		return 0
	}
	return max(0, b.ExpensePupils-b.AidForPupils()) / cents.Amount(b.Pupils)
}
