package paperwork

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// reunionAid is the list for the family benefits office of La Réunion. Everybody enrolled stands in it: the office strikes
// out by hand those whose family quotient is too high, and nothing about the income of a family is kept.
func reunionAid(f Facts) document.ListData {
	all, aid := f.enrolled(), f.reunionAmount()
	d := document.ListData{
		Title: "Aide aux temps libres – CAF de La Réunion", Empty: nobody, Signers: f.head(),
		Facts: []document.Fact{
			{Label: "Établissement", Value: f.House.seat()}, {Label: "Destination", Value: f.place()}, {Label: "Dates", Value: f.Trip.Dates()},
			{Label: "Nuits", Value: itoa(f.Trip.Nights())}, {Label: "Prix par élève", Value: f.Trip.PriceCents.String()},
		},
		Columns: []document.Column{
			{Name: "N°", Width: 10}, {Name: "Élève"}, {Name: "Né(e) le", Kind: document.KindDay, Width: 24}, {Name: "Aide calculée", Kind: document.KindMoney, Width: 28},
			{Name: "Quotient", Width: 26, Blank: true},
		},
		Groups: one(numbered(all), func(n place[Traveller]) []document.Cell {
			return []document.Cell{document.Int(n.no), document.Text(n.of.Name()), document.Date(n.of.BirthOn), document.Money(aid)}
		}),
		Wide: f.reunionSheet(all, aid),
		Notes: []string{
			"Aide par nuit : " + f.reunionRate("caf_reunion_night_cents").String() + ", plafond par enfant : " + f.reunionRate("caf_reunion_cap_cents").String() +
				", dans la limite du prix. L’aide est due en dessous d’un quotient familial de " + itoa(f.Parameters.Int("V-23", "caf_reunion_quotient_below", f.Trip.DepartsOn)) +
				". Ces valeurs sont à confirmer avec la CAF.",
			"Pour un enfant en situation de handicap, le plafond est de " + f.reunionRate("caf_reunion_handicap_cap_cents").String() + ", soit " +
				f.reunionAmountUpTo("caf_reunion_handicap_cap_cents").String() + " pour ce voyage : écrivez-le à la main, rien n’en est gardé ici.",
			"Le quotient s’écrit à la main, sur justificatif ; rayez les élèves dont la famille n’a pas droit à l’aide.",
		},
	}
	return d
}

// reunionSheet has the columns that the workbook of the benefits office reads, under its own names, then the aid.
func (f Facts) reunionSheet(all []Traveller, aid cents.Amount) *document.Sheet {
	s := &document.Sheet{Columns: []document.Column{
		{Name: "Destination"}, {Name: "DateDépart", Kind: document.KindDay}, {Name: "DateRetour", Kind: document.KindDay}, {Name: "MontantPlafond_CA", Kind: document.KindMoney},
		{Name: "NomPrénomElève"}, {Name: "Date Naissance", Kind: document.KindDay}, {Name: "NomEts"}, {Name: "Nuits", Kind: document.KindInt}, {Name: "Aide calculée", Kind: document.KindMoney},
	}}
	for _, t := range all {
		s.Rows = append(s.Rows, []document.Cell{
			document.Text(f.place()), document.Date(f.Trip.DepartsOn), document.Date(f.Trip.ReturnsOn), document.Money(f.Trip.PriceCents), document.Text(t.Name()),
			document.Date(t.BirthOn), document.Text(f.House.Name), document.Int(f.Trip.Nights()), document.Money(aid),
		})
	}
	return s
}

// reunionAmount is the aid for one pupil: so much a night, up to the cap of a child, never more than the price.
func (f Facts) reunionAmount() cents.Amount { return f.reunionAmountUpTo("caf_reunion_cap_cents") }

// reunionAmountUpTo is that aid under another cap: the one of a child with a disability is twice as high. Nobody says here
// who that is.
func (f Facts) reunionAmountUpTo(limit string) cents.Amount {
	return min(f.reunionRate("caf_reunion_night_cents")*cents.Amount(f.Trip.Nights()), f.reunionRate(limit), f.Trip.PriceCents)
}

// reunionRate is what held on the day of departure: an old trip keeps its own values.
func (f Facts) reunionRate(name string) cents.Amount {
	return cents.Amount(f.Parameters.Int("V-23", name, f.Trip.DepartsOn))
}
