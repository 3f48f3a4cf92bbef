package document

import (
	"errors"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// ReceiptData is a numbered receipt (quittance) for one payment (rules F-07 and F-08).
type ReceiptData struct {
	Origin     Origin
	Series     string // "2026-AC", one per till
	Number     int    // from 1, without a gap in its series
	Day        law.Day
	Payer      string
	PayerLines []string // postal address, may be empty
	Pupil      Pupil    // may be empty
	Amount     cents.Amount
	For        string        // nature of the revenue: "Participation au voyage à Rome"
	Lines      []ReceiptLine // what the payment settles; adds up to Amount, or is empty
	Means      string        // "espèces", "chèque", "paiement en ligne"
	MeansNote  string        // "n° 0001234, La Banque postale"
	Accountant string        // name of the accountant or of the imprest holder
	Office     string        // empty: « L’agent comptable »
	// Cancelled, when not empty, is why and when the receipt was cancelled: printed across the page, the number is kept.
	Cancelled string
	// Copy marks a second print « DUPLICATA ».
	Copy bool
}

// ReceiptLine is one charge the payment settles, in whole or in part.
type ReceiptLine struct {
	Label  string
	Amount cents.Amount
}

// Receipt prints one receipt on one page. It returns ErrNoDate or ErrReceipt.
func Receipt(d ReceiptData) ([]byte, error) {
	return nil, errNotYet
}

var errNotYet = errors.New("document: not yet")
