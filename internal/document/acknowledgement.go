package document

import (
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// CommitmentReceiptData is what a family keeps after answering: who answered what, when, and whom to ask.
type CommitmentReceiptData struct {
	Origin    Origin
	Reference string // to quote in a call
	Person    string // who answered
	Pupil     Pupil
	Trip      Trip
	// Declined tells a refusal; otherwise the commitment was signed.
	Declined   bool
	At         time.Time // of the answer, in the school's time zone
	Price      cents.Amount
	Schedule   []Instalment // adds up to Price, or is empty
	TextDigest string       // SHA-256 of the text signed; empty for a refusal
	Next       []string     // what happens next, one sentence each
	Contact    Contact
}

// CommitmentReceipt prints the one-page acknowledgement of an answer. It returns ErrNoDate or ErrSchedule.
func CommitmentReceipt(d CommitmentReceiptData) ([]byte, error) {
	return nil, errNotYet
}
