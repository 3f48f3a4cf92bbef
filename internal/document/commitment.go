package document

import (
	"fmt"
	"slices"
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
	// PaperOn is the day on which the letter came back signed by hand; empty: it was signed online.
	PaperOn law.Day
}

// Commitment prints the commitment letter: the text, the schedule, then the proof of each signature or the boxes to sign
// in. It returns ErrNoDate or ErrSchedule.
func Commitment(d CommitmentData) ([]byte, error) {
	p, err := newPaper(d.Origin, d.title(), d.Reference)
	if err != nil {
		return nil, err
	}
	if err := p.commitment(d); err != nil {
		return nil, err
	}
	return p.bytes()
}

// Commitments prints letters to be signed by hand, each from a page of its own; the origin is that of the first. 300 letters
// take less than 3 s (BenchmarkCommitments300). It returns ErrNoLetter, ErrNoDate or ErrSchedule.
func Commitments(letters []CommitmentData) ([]byte, error) {
	if len(letters) == 0 {
		return nil, ErrNoLetter
	}
	p, err := newPaper(letters[0].Origin, letters[0].title(), "")
	if err != nil {
		return nil, err
	}
	var letterOf []int // page → letter
	p.foot = func(page, _ int) string {
		return joinNonEmpty("  ·  ", oneLine(letters[letterOf[page-1]-1].Reference), fmt.Sprintf("lettre %d/%d", letterOf[page-1], len(letters)))
	}
	for i, d := range letters {
		if err := p.commitment(d); err != nil {
			return nil, err
		}
		for len(letterOf) < p.pdf.PageCount() {
			letterOf = append(letterOf, i+1)
		}
	}
	return p.bytes()
}

func (d CommitmentData) title() string {
	if d.Title == "" {
		return "Lettre d’engagement"
	}
	return d.Title
}

func (p *paper) commitment(d CommitmentData) error {
	if err := checkSchedule(d.Schedule, d.Price); err != nil {
		return err
	}
	p.first()
	p.dateline()
	p.heading(d.title(), d.Reference)
	facts := about(d.Pupil, d.Trip)
	if d.Price != 0 {
		facts = append(facts, fact{"Prix", minus(d.Price.String())})
	}
	p.facts(facts, 26)
	p.y += 5
	p.markdown(d.Letter)
	if len(d.Schedule) > 0 {
		p.section("Échéancier", tableHeight(len(d.Schedule), 10))
		p.schedule(d.Schedule, d.Price)
	}
	if len(d.Signatures) > 0 {
		p.signed(d.Signatures)
	} else {
		p.toSign(d)
	}
	return nil
}

// signed prints the proof of each signature made online.
func (p *paper) signed(all []Signature) {
	title := "Signature électronique"
	if len(all) > 1 {
		title = "Signatures électroniques"
	}
	if slices.ContainsFunc(all, func(s Signature) bool { return s.PaperOn != "" }) {
		title = "Signature de l’engagement"
	}
	p.section(title, 40)
	for _, s := range all {
		account := s.Account
		if s.SharedAddress {
			account = joinNonEmpty(" – ", account, "adresse partagée")
		}
		p.need(42)
		p.aside(func() {
			p.paragraph(block{text: []run{{joinNonEmpty(", ", oneLine(s.Name), oneLine(s.Quality)), bold}}, after: 1})
			p.facts([]fact{
				{signedWhen(s), instant(s.At)},
				{"Lettre reçue le", s.PaperOn.French()},
				{"Identification", s.Identified},
				{"Compte", account},
				{"Adresse IP", s.IP},
				{"Empreinte SHA-256", digest(s.TextDigest)},
			}, 40)
			nature := "Signé électroniquement – art. 1366 et 1367 du code civil."
			if s.PaperOn != "" {
				nature = "Signé à la main ; l’établissement garde l’original."
			}
			p.paragraph(block{text: prose(nature), size: 9, color: soft, before: 0.8})
		})
		p.y += 4
	}
	p.paragraph(block{text: prose("L’empreinte est celle du texte conservé par l’établissement : une seule lettre changée la change."), size: 8.5, color: soft})
}

func signedWhen(s Signature) string {
	if s.PaperOn != "" {
		return "Enregistré le"
	}
	return "Signé le"
}

// toSign prints the boxes of the paper version.
func (p *paper) toSign(d CommitmentData) {
	signatories := d.Signatories
	if len(signatories) == 0 {
		signatories = []Signatory{{Label: "Responsable légal 1"}, {Label: "Responsable légal 2"}}
	}
	p.section("Signature", 58)
	if d.ReturnBy != "" {
		p.paragraph(block{text: []run{
			{"À rendre signé à l’établissement avant le ", regular}, {d.ReturnBy.French(), bold}, {".", regular},
		}, after: 2})
	}
	p.signatureBoxes(signatories)
}

// instant writes when something was done, to the second, with the offset of the school's clock.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return law.DayOf(t).French() + " à " + t.Format("15:04:05") + " (UTC" + t.Format("-07:00") + ")"
}
