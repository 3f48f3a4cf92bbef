package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// JournalData is the accountant's journal of payments over a period.
type JournalData struct {
	Origin     Origin
	Title      string // empty: « Journal des encaissements »
	From, To   law.Day
	Accountant string
	Payments   []JournalEntry // in any order: printed by day, then by receipt
}

// JournalEntry is one payment, or its reversal when the amount is negative.
type JournalEntry struct {
	Day     law.Day
	Receipt string // series and number: "2026-AC n° 00042"
	Payer   string
	Pupil   string
	For     string
	Means   string // "Espèces", "Chèque": the totals are made by this name
	Amount  cents.Amount
}

// PaymentsJournal prints the journal: the payments of each day with the day's total, then the totals per means, then per
// day and means. It returns ErrNoDate.
func PaymentsJournal(d JournalData) ([]byte, error) {
	p, err := newPaperOn("L", d.Origin, d.title(), "", 18)
	if err != nil {
		return nil, err
	}
	p.first()
	p.heading(d.title(), joinNonEmpty(" – ", dates(d.From, d.To), counted(len(d.Payments))))
	if len(d.Payments) > 0 {
		p.payments(d)
		p.y += 4
		for _, totals := range []Sheet{meansSheet(d.Payments), daysSheet(d.Payments)} {
			p.section(totals.Title, tableHeight(len(totals.Rows), 9))
			p.sheet(totals, 9)
			p.y += 4
		}
	} else {
		p.paragraph(block{text: prose("Aucun encaissement sur la période.")})
	}
	p.need(30)
	p.y += 9
	half := p.measure() / 2
	p.paragraph(block{text: []run{{"L’agent comptable", bold}}, indent: half})
	p.paragraph(block{text: plain(d.Accountant), indent: half})
	return p.bytes()
}

// payments prints the payments day by day.
func (p *paper) payments(d JournalData) {
	s := Sheet{Columns: []Column{
		{Name: "Quittance", Width: 36},
		{Name: "Payeur"},
		{Name: "Élève"},
		{Name: "Objet"},
		{Name: "Moyen", Width: 36},
		{Name: "Montant", Kind: KindMoney, Width: 30},
	}}
	row := func(e JournalEntry) []Cell {
		return []Cell{Text(e.Receipt), Text(e.Payer), Text(e.Pupil), Text(e.For), Text(e.Means), Money(e.Amount)}
	}
	entries := sorted(d.Payments)
	for _, e := range entries {
		s.Rows = append(s.Rows, row(e))
	}
	t := p.table(s, 8.5)
	t.head()
	var grand cents.Amount
	for start := 0; start < len(entries); {
		day, sum, end := entries[start].Day, cents.Amount(0), start
		t.group(capital(day.FrenchLong()))
		for ; end < len(entries) && entries[end].Day == day; end++ {
			t.row(s.Rows[end])
			sum += entries[end].Amount
		}
		t.total([]Cell{Text(counted(end - start)), {}, {}, {}, Text("Total du jour"), Money(sum)})
		grand += sum
		start = end
	}
	t.y += 1.5
	t.total([]Cell{Text(counted(len(entries))), {}, {}, {}, Text("Total général"), Money(grand)})
}

// PaymentsJournalXLSX is the same journal as a workbook of two sheets: the payments, and the totals per day and means.
// It returns ErrNoDate.
func PaymentsJournalXLSX(d JournalData) ([]byte, error) {
	if d.Origin.MadeAt.IsZero() {
		return nil, ErrNoDate
	}
	return workbook(d.title(), d.Origin, PaymentsSheet(d), TotalsSheet(d))
}

// PaymentsSheet is the payments of the journal as a table, for Sheet.CSV or Sheet.XLSX.
func PaymentsSheet(d JournalData) Sheet {
	s := Sheet{Title: "Encaissements", Columns: []Column{
		{Name: "Jour", Kind: KindDay},
		{Name: "Quittance"},
		{Name: "Payeur"},
		{Name: "Élève"},
		{Name: "Objet"},
		{Name: "Moyen"},
		{Name: "Montant", Kind: KindMoney},
	}}
	var sum cents.Amount
	for _, e := range sorted(d.Payments) {
		s.Rows = append(s.Rows, []Cell{
			Date(e.Day), Text(e.Receipt), Text(e.Payer), Text(e.Pupil), Text(e.For), Text(e.Means), Money(e.Amount),
		})
		sum += e.Amount
	}
	s.Total = []Cell{Text("Total"), {}, {}, {}, {}, {}, Money(sum)}
	return s
}

// TotalsSheet is the totals of the journal as a table: one row per day, one column per means, and the sums.
func TotalsSheet(d JournalData) Sheet {
	return daysTimesMeans(d.Payments)
}

func (d JournalData) title() string {
	if d.Title == "" {
		return "Journal des encaissements"
	}
	return d.Title
}

// sorted is the entries by day, then receipt, in a slice of its own.
func sorted(entries []JournalEntry) []JournalEntry {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b JournalEntry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Receipt, b.Receipt))
	})
	return entries
}

func counted(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d paiement", n)
	}
	return fmt.Sprintf("%d paiements", n)
}
