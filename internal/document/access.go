package document

import "github.com/openacademie/openacademie/internal/law"

// AccessBatch is a batch of letters that each carry a one-time code.
type AccessBatch struct {
	Origin     Origin
	SiteURL    string  // printed and in the QR code, without the code: "https://college.example.fr/entrer"
	ValidUntil law.Day // last day of the codes
	Help       Contact // whom to call
	Letters    []AccessLetter
}

// AccessLetter is for one person.
type AccessLetter struct {
	Name         string
	AddressLines []string // at most six are printed, in the window of the envelope
	Pupils       []string // "Léa MARTIN, 5e B": whom the access is about
	Code         string   // printed in groups of four; spaces and dashes given are ignored
}

// AccessLetters prints one page per person: the address stands in the window of a DL or C5/6 envelope once the sheet is
// folded in three, the code is on the part folded inside. It returns ErrNoDate or ErrNoLetter, or an error when SiteURL is
// too long for a QR code. 300 letters take less than 3 s (BenchmarkAccessLetters300).
func AccessLetters(b AccessBatch) ([]byte, error) {
	return nil, errNotYet
}
