package trips

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// The plot is drawn in these units; the page scales it.
const (
	plotWide  = 640
	plotLabel = 24
	plotBar   = 44
	plotGap   = 14
)

// part is one piece of a bar.
type part struct {
	Name   string
	Amount cents.Amount
}

// BudgetPlot draws what a trip costs over what pays for it, to one scale; the table beside says the same in figures.
func BudgetPlot(b trip.Budget) Node {
	var costs, funds []part
	for _, s := range b.Expenses {
		costs = append(costs, part{lineName(s.Line), s.Pupils + s.Adults})
	}
	if b.FamilyShare > 0 {
		funds = append(funds, part{"Familles", b.FamilyShare})
	}
	for _, s := range b.Incomes {
		funds = append(funds, part{lineName(s.Line), s.Pupils + s.Adults})
	}
	scale := max(b.Expense(), b.Income())
	if scale <= 0 {
		return nil
	}
	high := 2 * (plotLabel + plotBar + plotGap)
	words := "Dépenses : " + b.Expense().String() + ". Recettes : " + b.Income().String() + "."
	return Figure(
		El("svg", Class("plot"), Attr("viewBox", fmt.Sprintf("0 0 %d %d", plotWide, high)), Role("img"), Aria("label", "Dépenses et recettes du voyage. "+words),
			plotRow("Dépenses : "+b.Expense().String(), 0, costs, scale, 0),
			plotRow("Recettes : "+b.Income().String(), plotLabel+plotBar+plotGap, funds, scale, 0),
		),
		components.DataTable(components.DataTableProps{Caption: "Ce que montre le graphique", HideCaption: true, RowHead: true,
			Columns: []components.Column{{Label: "Repère"}, {Label: "Ligne"}, {Label: "Montant", Num: true}, {Label: "Part", Num: true}},
			Rows:    append(plotRows("D", costs, b.Expense()), plotRows("R", funds, b.Income())...)}),
	)
}

func plotRow(title string, y int, parts []part, scale, done cents.Amount) Node {
	letter := title[:1]
	nodes := Group{El("text", Attr("x", "0"), Attr("y", itoa(y+plotLabel-7)), Text(title))}
	for i, p := range parts {
		if p.Amount <= 0 {
			continue
		}
		x, end := at(done, scale), at(done+p.Amount, scale)
		done += p.Amount
		nodes = append(nodes, El("rect", Class("s"+itoa(i%5+1)), Attr("x", itoa(x)), Attr("y", itoa(y+plotLabel)), Attr("width", itoa(max(end-x, 1))), Attr("height", itoa(plotBar))))
		if end-x > 30 {
			nodes = append(nodes, El("text", Class("inside"), Attr("x", itoa((x+end)/2)), Attr("y", itoa(y+plotLabel+plotBar/2+5)), Text(letter+itoa(i+1))))
		}
	}
	return nodes
}

// at is where an amount falls on the scale, in whole units.
func at(a, scale cents.Amount) int { return int(a * plotWide / scale) }

func plotRows(letter string, parts []part, whole cents.Amount) []components.Row {
	var rows []components.Row
	for i, p := range parts {
		rows = append(rows, components.Row{Cells: []Node{Text(letter + itoa(i+1)), components.French(p.Name), components.Money(p.Amount.String()), components.French(percent(p.Amount, whole))}})
	}
	return rows
}

// percent writes a part of a whole, to the nearest unit.
func percent(a, whole cents.Amount) string {
	if whole <= 0 {
		return "–"
	}
	return itoa(int((a*100+whole/2)/whole)) + "\u00a0%"
}
