package paperwork

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Collection is what the family of one pupil was asked, by whom it was lowered, and what it has settled instalment by
// instalment.
type Collection struct {
	PupilID, Name, Class string
	Charged, Paid, Due   cents.Amount
	Granted              map[money.GrantKind]cents.Amount
	On                   map[law.Day]cents.Amount // settled, by due date
	Withdrawn            bool
}

// instalment is one due date of the trip, with what was charged for it.
type instalment struct {
	On      law.Day
	Charged cents.Amount
}

// collected adds charges up by pupil, in the order of names, and by due date.
func (a Accounts) collected() (all []Collection, due []instalment) {
	charged := map[law.Day]cents.Amount{}
	for _, c := range a.Charges {
		if n := len(all); n == 0 || all[n-1].PupilID != c.PupilID {
			all = append(all, Collection{
				PupilID: c.PupilID, Name: joined(" ", c.LastName, c.FirstName), Class: c.Class, Granted: map[money.GrantKind]cents.Amount{}, On: map[law.Day]cents.Amount{},
				Withdrawn: a.withdrawn[c.PupilID],
			})
		}
		k := &all[len(all)-1]
		k.Charged, k.Paid, k.Due, k.On[c.DueOn] = k.Charged+c.Amount, k.Paid+c.Paid, k.Due+c.Due(), k.On[c.DueOn]+c.Paid
		for _, g := range c.Grants {
			k.Granted[g.Kind] += g.Amount
		}
		charged[c.DueOn] += c.Amount
	}
	for on, amount := range charged {
		due = append(due, instalment{on, amount})
	}
	slices.SortFunc(due, func(x, y instalment) int { return strings.Compare(string(x.On), string(y.On)) })
	byName(all, func(c Collection) string { return c.Name + "\x00" + c.PupilID })
	return all, due
}

// columnOf is one column of amounts of the table.
type columnOf struct {
	name string
	of   func(Collection) cents.Amount
}

func instalmentColumns(due []instalment) (columns []columnOf) {
	for _, n := range due {
		name := "Sans date"
		if n.On != "" {
			name = n.On.Short()
		}
		columns = append(columns, columnOf{name, func(c Collection) cents.Amount { return c.On[n.On] }})
	}
	return columns
}

// grantColumns are the kinds of aid and of reduction that somebody has on this trip.
func grantColumns(all []Collection) (columns []columnOf) {
	for _, k := range []struct {
		kind money.GrantKind
		name string
	}{{money.SocialFund, "Fonds social"}, {money.ThirdParty, "Tiers"}, {money.Remission, "Remises"}, {money.Cancellation, "Annulé"}, {money.Surplus, "Reliquat"}} {
		if slices.ContainsFunc(all, func(c Collection) bool { return c.Granted[k.kind] != 0 }) {
			columns = append(columns, columnOf{k.name, func(c Collection) cents.Amount { return c.Granted[k.kind] }})
		}
	}
	return columns
}

// onOnePage is how many columns of amounts stand side by side on a landscape page.
const onOnePage = 9

// collections is the table of what was asked and settled, pupil by pupil. Instalments that do not hold on the page stand in
// tables of their own below; the spreadsheet has them all in one.
func collections(a Accounts) (document.ListData, error) {
	all, due := a.collected()
	if len(all) == 0 {
		return document.ListData{}, missing("Aucune participation n’est constatée pour ce voyage.", "Elle l’est quand une famille s’engage.")
	}
	asked := columnOf{"Appelé", func(c Collection) cents.Amount { return c.Charged }}
	ends := []columnOf{{"Versé", func(c Collection) cents.Amount { return c.Paid }}, {"Reste dû", func(c Collection) cents.Amount { return c.Due }}}
	grants, dates := grantColumns(all), instalmentColumns(due)
	whole := slices.Concat([]columnOf{asked}, dates, grants, ends)
	shown := whole
	var after []document.Sheet
	if len(whole) > onOnePage {
		shown = slices.Concat([]columnOf{asked}, grants, ends)
		for part := range slices.Chunk(dates, onOnePage) {
			after = append(after, amounts("Versé par échéance, du "+part[0].name+" au "+part[len(part)-1].name, all, part))
		}
	}
	table, wide := amounts("", all, shown), amounts("", all, whole)
	var sum cents.Amount
	facts := make([]document.Fact, 0, len(due)+2)
	for i, n := range due {
		facts = append(facts, document.Fact{Label: fmt.Sprintf("Échéance %d", i+1), Value: n.Charged.String() + " appelés pour le " + n.On.French()})
	}
	for _, c := range all {
		sum += c.Due
	}
	facts = append(facts, document.Fact{Label: "Reste à encaisser", Value: sum.String()})
	return document.ListData{
		Title: "Tableau des encaissements", Landscape: true, Facts: facts, Columns: table.Columns, Groups: []document.ListGroup{{Rows: table.Rows}}, Total: table.Total, After: after, Wide: &wide,
		Signers: []document.Signer{a.bursar(), a.accountant()},
		Notes: []string{
			"Lu au grand livre. Sous une date, ce qui a été versé pour cette échéance ; un paiement annulé ne compte pas. (D) : désistement.",
			"Document comptable confidentiel : il ne se remet pas à l’équipe organisatrice.",
		},
	}, nil
}

// amounts is a table of pupils and amounts, with its sums.
func amounts(title string, all []Collection, columns []columnOf) document.Sheet {
	s := document.Sheet{Title: title, Columns: []document.Column{{Name: "Élève"}, {Name: "Classe", Width: 16}}, Total: []document.Cell{document.Text(pupils(len(all))), {}}}
	sums := make([]cents.Amount, len(columns))
	for _, c := range columns {
		s.Columns = append(s.Columns, document.Column{Name: c.name, Kind: document.KindMoney, Width: 21})
	}
	for _, pupil := range all {
		name := pupil.Name
		if pupil.Withdrawn {
			name += " (D)"
		}
		row := []document.Cell{document.Text(name), document.Text(pupil.Class)}
		for i, c := range columns {
			row = append(row, document.Money(c.of(pupil)))
			sums[i] += c.of(pupil)
		}
		s.Rows = append(s.Rows, row)
	}
	for _, sum := range sums {
		s.Total = append(s.Total, document.Money(sum))
	}
	return s
}
