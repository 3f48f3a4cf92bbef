package paperwork

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Finance is one of the financial papers of a trip. It is worked out from the budget lines and the ledger at the moment it is
// printed: no figure of it is typed nor kept.
type Finance struct {
	Name   string // in addresses and file names
	Label  string
	Hint   string
	Access Access
	Asks   string // what the reader may say before printing: AsksDay, AsksYear, or nothing
	build  func(Accounts) (document.ListData, error)
}

// What a paper may ask its reader.
const (
	AsksDay  = "jour"     // the day of the order, or of the first order
	AsksYear = "exercice" // the accounting year that is closed
)

// Finances is the table of the financial papers of a trip, in the order of its life.
var Finances = []Finance{
	{"budget-projet", "Budget de projet", "Dépenses et recettes des élèves et des accompagnateurs, équilibre, signatures.", Neutral, "", projectBudget},
	{"budget-academique", "Budget, format académique", "Dépenses par nature, recettes du séjour des élèves et des accompagnateurs.", Neutral, "", academicBudget},
	{"bilan", "Bilan financier", "Projet et réel côte à côte, part des familles lue au grand livre, résultat.", Ledger, "", finalReport},
	{"ordre-de-recettes", "Justificatif de l’ordre de recettes initial", "Participation de chaque élève engagé, au jour choisi.", Ledger, AsksDay, firstOrder},
	{"ordre-rectificatif", "Justificatif de l’ordre de recettes rectificatif", "Écart depuis l’ordre initial : complémentaire ou d’annulation.", Ledger, AsksDay, correctingOrder},
	{"changement-exercice", "Annulation de recettes, changement d’exercice", "Recettes d’un exercice pour un voyage du suivant.", Ledger, AsksYear, yearChange},
	{"encaissements", "Tableau des encaissements", "Par élève : échéances, aides, versé, reste dû.", Ledger, "", collections},
}

// FindFinance looks a financial paper up.
func FindFinance(name string) (Finance, bool) {
	i := slices.IndexFunc(Finances, func(p Finance) bool { return p.Name == name })
	if i < 0 {
		return Finance{}, false
	}
	return Finances[i], true
}

// Asked is what the reader says before printing; zero values leave it to the paper.
type Asked struct {
	On   law.Day
	Year int
}

// Accounts are the facts of a trip with its money. The ledger is read for those who see money only.
type Accounts struct {
	Facts
	Report  trip.Report
	Real    []trip.Line
	Project []trip.Line
	Charges []money.TripCharge
	Asked   Asked

	withdrawn map[string]bool // pupils whose place was given up
}

func loadAccounts(app core.App, viewer school.Actor, origin document.Origin, tripID string) (Accounts, error) {
	f, err := load(app, viewer, origin, tripID)
	a := Accounts{Facts: f}
	if err != nil {
		return a, err
	}
	if a.Project, err = trip.LinesOf(app, tripID, trip.ProjectPhase); err != nil || !Ledger.Allows(viewer, f.Trip) {
		return a, err
	}
	if a.Real, err = trip.LinesOf(app, tripID, trip.Execution); err != nil {
		return a, err
	}
	if a.Report, err = trip.ReportOf(app, tripID); err != nil {
		return a, err
	}
	if a.Charges, err = money.TripCharges(app, viewer, tripID); err != nil {
		return a, err
	}
	a.withdrawn, err = withdrawnFrom(app, tripID)
	return a, err
}

func withdrawnFrom(app core.App, tripID string) (map[string]bool, error) {
	var ids []string
	if err := app.DB().Select("pupil").From("seats").Where(dbx.HashExp{"trip": tripID, "state": trip.SeatWithdrawn}).Column(&ids); err != nil {
		return nil, fmt.Errorf("pupils who withdrew: %w", err)
	}
	withdrawn := make(map[string]bool, len(ids))
	for _, id := range ids {
		withdrawn[id] = true
	}
	return withdrawn, nil
}

// Make builds a financial paper for the person in the context; a refusal says what must be filled in first.
func (p Finance) Make(ctx context.Context, app core.App, origin document.Origin, tripID string, asked Asked) (document.ListData, error) {
	viewer := school.ActorIn(ctx)
	a, err := loadAccounts(app, viewer, origin, tripID)
	if err != nil {
		return document.ListData{}, err
	}
	if err := p.Access.require(viewer, a.Trip); err != nil {
		return document.ListData{}, err
	}
	a.Asked = asked
	return p.filled(a)
}

// filled builds the paper and says what each of them says.
func (p Finance) filled(a Accounts) (document.ListData, error) {
	d, err := p.build(a)
	d.Origin, d.Subtitle = a.Origin, a.about()
	return d, err
}

// FinanceOffer is a paper that the reader may print, or why it cannot be printed yet.
type FinanceOffer struct {
	Finance
	Missing []law.Finding // empty: it can be printed
}

// FinanceDesk is what a reader may print of the money of a trip.
type FinanceDesk struct {
	Trip   trip.Trip
	Offers []FinanceOffer
	First  law.Day // the day proposed for the first order
	Year   int     // the accounting year proposed
	Ledger bool    // the reader sees money
}

// FinanceDeskOf tells what the person in the context may print, and what is missing for the rest.
func FinanceDeskOf(ctx context.Context, app core.App, origin document.Origin, tripID string) (FinanceDesk, error) {
	viewer := school.ActorIn(ctx)
	a, err := loadAccounts(app, viewer, origin, tripID)
	if err != nil {
		return FinanceDesk{}, err
	}
	d := FinanceDesk{Trip: a.Trip, First: a.firstOrderOn(), Year: a.closedYear(), Ledger: Ledger.Allows(viewer, a.Trip)}
	for _, p := range Finances {
		if !p.Access.Allows(viewer, a.Trip) {
			continue
		}
		_, err := p.filled(a)
		var refusal *law.Refusal
		switch {
		case err == nil:
			d.Offers = append(d.Offers, FinanceOffer{Finance: p})
		case errors.As(err, &refusal):
			d.Offers = append(d.Offers, FinanceOffer{Finance: p, Missing: refusal.Findings})
		default:
			return d, err
		}
	}
	return d, nil
}

// organiserSigns is the signature of who answers for the trip.
func (f Facts) organiserSigns() document.Signer {
	return document.Signer{Capacity: "Pour l’équipe organisatrice", Name: f.Organiser.Titled()}
}
