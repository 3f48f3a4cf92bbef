package document

import (
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// CommitmentData is a commitment letter, signed or to be signed on paper.
type CommitmentData struct {
	Origin    Origin
	Reference string // printed on every page, "ENG-2027-0042"
	Title     string // empty: « Lettre d’engagement »
	Pupil     Pupil
	Trip      Trip
	// Letter is the text as it was shown and signed, in Markdown (headings, paragraphs, bold, italic, lists, quotes).
	// Typography is applied when printing; Signature.TextDigest is of the text as kept.
	Letter   string
	Price    cents.Amount
	Schedule []Instalment // adds up to Price, or is empty
	ReturnBy law.Day      // printed above the boxes of the paper version when known
	// Signatures made online, in the order they were made. When there is none the letter is the blank version: a box for
	// each of Signatories.
	Signatures []Signature
	// Signatories of the paper version; empty: « Responsable légal 1 » and « Responsable légal 2 ».
	Signatories []Signatory
}

// Signatory is someone who signs on paper.
type Signatory struct {
	Label string // "Responsable légal 1", "Élève majeur"
	Name  string // printed when known
}

// Signature is the proof of one signature made online (code civil, art. 1366 and 1367; rule D-07). Empty fields are left
// out: a copy for the other guardian comes without Account and IP (rule I-10).
type Signature struct {
	Name          string
	Quality       string    // "mère, responsable légale"
	At            time.Time // in the school's time zone
	Identified    string    // how: "code à usage unique reçu par courriel"
	Account       string    // the address or number the code was sent to
	SharedAddress bool      // two guardians hold this address: printed « adresse partagée »
	IP            string
	TextDigest    string // SHA-256 of the text kept, 64 hexadecimal digits
}

// Commitment prints the commitment letter: the text, the schedule, then the proof of each signature or the boxes to sign
// in. It returns ErrNoDate or ErrSchedule.
func Commitment(d CommitmentData) ([]byte, error) {
	return nil, errNotYet
}
