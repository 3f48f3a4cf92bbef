package paperwork

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip"
)

// Ratio writes how many pupils there are for an adult: "12,50", « – » without an adult.
func Ratio(pupils, adults int) string { return ratio(pupils, adults) }

// overviewSubtitle is what both tables say above their rows.
func overviewSubtitle(f trip.OverviewFilter) string {
	kind := map[string]string{trip.WithNights: "voyages avec nuitée", trip.DayOuting: "sorties sans nuitée"}[f.Kind]
	state := ""
	if f.State != "" {
		state = "à l’état « " + f.State.Label() + " »"
	}
	search := ""
	if f.Search != "" {
		search = "pour « " + f.Search + " »"
	}
	return joined(", ", "Année scolaire "+f.Year, kind, state, search)
}

func amountColumn(name string, width float64) document.Column {
	return document.Column{Name: name, Kind: document.KindMoney, Width: width}
}

func countColumn(name string, width float64) document.Column {
	return document.Column{Name: name, Kind: document.KindInt, Width: width}
}

// ProjectsList is the table of the projects of a year.
func ProjectsList(o trip.Overview, origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Projets de voyages et de sorties", Subtitle: overviewSubtitle(o.Filter), Landscape: true, Empty: "Aucun projet.",
		Columns: []document.Column{
			{Name: "Voyage"}, {Name: "Départ", Kind: document.KindDay, Width: 20}, {Name: "Retour", Kind: document.KindDay, Width: 20}, countColumn("Nuits", 13), countColumn("Élèves", 14),
			countColumn("Adultes", 16), {Name: "Élèves par adulte", Width: 18, Centred: true}, amountColumn("Dépenses", 25), amountColumn("Prix par élève", 21), amountColumn("Coût des adultes", 22),
			amountColumn("Autres financements", 25),
		},
		Groups: one(o.Projects, func(p trip.ProjectLine) []document.Cell {
			b := p.Budget
			return []document.Cell{
				document.Lines(p.Trip.Title, p.Trip.Destination), document.Date(p.Trip.DepartsOn), document.Date(p.Trip.ReturnsOn), document.Int(p.Trip.Nights()), document.Int(b.Pupils), document.Int(b.Adults),
				document.Text(ratio(b.Pupils, b.Adults)), document.Money(b.Expense()), document.Money(b.Price), document.Money(b.ExpenseAdults), document.Money(p.Institutional()),
			}
		}),
	}
	if len(o.Projects) > 0 {
		s := o.SumProjects()
		d.Total = []document.Cell{
			document.Text(counted(len(o.Projects), "projet", "projets")), {}, {}, document.Int(s.Nights), document.Int(s.Pupils), document.Int(s.Adults), document.Text(ratio(s.Pupils, s.Adults)),
			document.Money(s.Expense), {}, document.Money(s.AdultCost), document.Money(s.Institutional),
		}
		d.Notes = []string{"Effectifs et budgets prévus. Autres financements : toutes les recettes moins la participation des familles."}
	}
	return d
}

// ResultsList is the table of what the trips of a year have cost, and who has paid.
func ResultsList(o trip.Overview, origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Résultats des voyages et des sorties", Subtitle: overviewSubtitle(o.Filter), Landscape: true, Empty: "Aucun voyage dont les inscriptions aient été ouvertes.",
		Columns: []document.Column{
			{Name: "Voyage"}, {Name: "Départ", Kind: document.KindDay, Width: 20}, {Name: "Bilan", Width: 20}, countColumn("Engagés", 17), countColumn("Adultes", 16), {Name: "Élèves par adulte", Width: 18, Centred: true},
			amountColumn("Dépenses", 25), amountColumn("Coût des adultes", 22), amountColumn("Familles", 25), amountColumn("dont versé", 25), amountColumn("Autres recettes", 25), amountColumn("Résultat", 23),
		},
		Groups: one(o.Results, func(r trip.ResultLine) []document.Cell {
			return []document.Cell{
				document.Lines(r.Trip.Title, r.Trip.Destination), document.Date(r.Trip.DepartsOn), document.Text(ReportWord(r.Trip.State)), document.Int(r.Pupils), document.Int(r.Adults), document.Text(ratio(r.Pupils, r.Adults)),
				document.Money(r.TotalExpense()), document.Money(r.ExpenseAdults), document.Money(r.FamilyIncome()), document.Money(r.FamilyCollected), document.Money(r.OtherIncome()), document.Money(r.Balance()),
			}
		}),
	}
	if len(o.Results) > 0 {
		s := o.SumResults()
		d.Total = []document.Cell{
			document.Text(counted(len(o.Results), "voyage", "voyages")), {}, {}, document.Int(s.Pupils), document.Int(s.Adults), document.Text(ratio(s.Pupils, s.Adults)),
			document.Money(s.Expense), document.Money(s.AdultCost), document.Money(s.Families), document.Money(s.Collected), document.Money(s.Other), document.Money(s.Balance),
		}
		d.Notes = []string{"Dépenses et autres recettes réelles. Familles : participations constatées au grand livre, remises et annulations déduites ; ce qu’un fonds ou un tiers paie à leur place y est compris."}
	}
	return d
}

// ReportWord says whether the figures of a trip may still change.
func ReportWord(s trip.State) string {
	switch s {
	case trip.Reported, trip.Closed:
		return "établi"
	case trip.Cancelled:
		return "annulé"
	}
	return "provisoire"
}
