package document

import (
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

// PaymentsJournal prints the journal: the payments of each day with the day's total, then the totals per day and means.
// It returns ErrNoDate.
func PaymentsJournal(d JournalData) ([]byte, error) {
	return nil, errNotYet
}

// PaymentsJournalXLSX is the same journal as a workbook of two sheets: the payments, and the totals per day and means.
// It returns ErrNoDate.
func PaymentsJournalXLSX(d JournalData) ([]byte, error) {
	return nil, errNotYet
}

// PaymentsSheet is the payments of the journal as a table, for Sheet.CSV or Sheet.XLSX.
func PaymentsSheet(d JournalData) Sheet {
	return Sheet{}
}

// TotalsSheet is the totals of the journal as a table: one row per day, one column per means, and the sums.
func TotalsSheet(d JournalData) Sheet {
	return Sheet{}
}
