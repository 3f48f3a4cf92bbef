package document

import (
	"maps"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// maxMeansColumns is how many means of payment fit side by side on a page; past it the days are listed means by means.
const maxMeansColumns = 6

// totals are sums by day and by means.
type totals struct {
	days  []law.Day
	means []string
	sum   map[law.Day]map[string]cents.Amount
	count map[law.Day]int
}

func totalsOf(entries []JournalEntry) totals {
	t := totals{sum: map[law.Day]map[string]cents.Amount{}, count: map[law.Day]int{}}
	means := map[string]bool{}
	for _, e := range entries {
		if t.sum[e.Day] == nil {
			t.sum[e.Day] = map[string]cents.Amount{}
		}
		t.sum[e.Day][e.Means] += e.Amount
		t.count[e.Day]++
		means[e.Means] = true
	}
	t.days, t.means = slices.Sorted(maps.Keys(t.sum)), slices.Sorted(maps.Keys(means))
	return t
}

// daysTimesMeans has one row per day and one column per means.
func daysTimesMeans(entries []JournalEntry) Sheet {
	t := totalsOf(entries)
	s := Sheet{Title: "Totaux par jour", Columns: []Column{{Name: "Jour", Kind: KindDay}, {Name: "Nombre", Kind: KindInt, Width: 18}}}
	for _, means := range t.means {
		s.Columns = append(s.Columns, Column{Name: means, Kind: KindMoney, Width: 30})
	}
	s.Columns = append(s.Columns, Column{Name: "Total", Kind: KindMoney, Width: 30})
	columns, grand := make([]cents.Amount, len(t.means)), cents.Amount(0)
	for _, day := range t.days {
		row, total := []Cell{Date(day), Int(t.count[day])}, cents.Amount(0)
		for i, means := range t.means {
			amount := t.sum[day][means]
			row = append(row, Money(amount))
			columns[i] += amount
			total += amount
		}
		grand += total
		s.Rows = append(s.Rows, append(row, Money(total)))
	}
	s.Total = []Cell{Text("Total"), Int(len(entries))}
	for _, amount := range append(columns, grand) {
		s.Total = append(s.Total, Money(amount))
	}
	return s
}

// daysSheet is the totals per day for a page.
func daysSheet(entries []JournalEntry) Sheet {
	t := totalsOf(entries)
	if len(t.means) <= maxMeansColumns {
		return daysTimesMeans(entries)
	}
	s := Sheet{Title: "Totaux par jour", Columns: []Column{
		{Name: "Jour", Kind: KindDay, Width: 34}, {Name: "Moyen"}, {Name: "Montant", Kind: KindMoney, Width: 34},
	}}
	var grand cents.Amount
	for _, day := range t.days {
		for _, means := range t.means {
			if amount, paid := t.sum[day][means]; paid {
				s.Rows = append(s.Rows, []Cell{Date(day), Text(means), Money(amount)})
				grand += amount
			}
		}
	}
	s.Total = []Cell{Text("Total"), {}, Money(grand)}
	return s
}

// meansSheet is the totals per means over the whole period.
func meansSheet(entries []JournalEntry) Sheet {
	s := Sheet{Title: "Totaux par moyen de paiement", Columns: []Column{
		{Name: "Moyen"}, {Name: "Nombre", Kind: KindInt, Width: 24}, {Name: "Montant", Kind: KindMoney, Width: 34},
	}}
	counts, sums, grand := map[string]int{}, map[string]cents.Amount{}, cents.Amount(0)
	for _, e := range entries {
		counts[e.Means]++
		sums[e.Means] += e.Amount
		grand += e.Amount
	}
	for _, means := range slices.Sorted(maps.Keys(sums)) {
		s.Rows = append(s.Rows, []Cell{Text(means), Int(counts[means]), Money(sums[means])})
	}
	s.Total = []Cell{Text("Total"), Int(len(entries)), Money(grand)}
	return s
}
