package document

import (
	"fmt"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// FamilyKind is one of the papers that a school gives to a family for a trip.
type FamilyKind string

// The papers of a family.
const (
	MandatePaper  FamilyKind = "mandat"       // SEPA mandate, blank
	HealthPaper   FamilyKind = "sante"        // health liaison sheet, blank where health is concerned
	ExitPaper     FamilyKind = "sortie"       // what to copy on the official form of exit from the territory
	AlertPaper    FamilyKind = "vigipirate"   // leave to travel in a time of alert
	TownPaper     FamilyKind = "commune"      // certificate of the trip, for the aid of a town
	FundPaper     FamilyKind = "fonds-social" // request for help
	RemitPaper    FamilyKind = "remise"       // remission granted, what is still due or comes back
	PaymentsPaper FamilyKind = "versements"   // what was paid, certified by the accountant
)

// FamilyPaper is one paper for one family. What is empty is left out, or left to be written by hand.
type FamilyPaper struct {
	Pupil      Pupil
	Sex        string // "F", "M"
	BirthPlace string
	Number     string // of the pupil in the school
	Adult      bool   // signs alone
	Trip       Trip
	Organiser  string
	Act        string // "l’acte n° 12 du 3 novembre 2026"
	Reader     Relative
	Others     []Relative // names and kinship only (I-10)
	Price      cents.Amount
	Schedule   []Instalment
	Payments   []PaymentLine
	Remitted   cents.Amount
	Aided      cents.Amount
	Paid       cents.Amount
	Charged    cents.Amount
}

// Relative is a person responsible for a pupil, or the pupil of full age. Address and telephones are those of the reader of
// the paper, and of nobody else.
type Relative struct {
	Name, Civility, Kinship string
	LastName, FirstName     string
	AddressLines            []string
	Phones                  []string
}

// PaymentLine is one payment of a family for a trip.
type PaymentLine struct {
	Day     law.Day
	Means   string
	Receipt string
	Amount  cents.Amount
}

// FamilyBatch is the same paper for several families.
type FamilyBatch struct {
	Origin   Origin
	Kind     FamilyKind
	Creditor Creditor
	Social   Contact // whom requests for help go to
	Signs    Signer  // the accountant, for what they certify
	// UnderContract tells a private school bound to the State by contract: towns ask it.
	UnderContract bool
	Papers        []FamilyPaper
}

// Creditor is the school as banks know it.
type Creditor struct{ ICS, SIRET string }

// familyPapers is the table of the papers: their title, and what prints one.
var familyPapers = map[FamilyKind]struct {
	title string
	print func(*paper, FamilyBatch, FamilyPaper) error
}{
	MandatePaper:  {"Mandat de prélèvement SEPA", (*paper).mandate},
	HealthPaper:   {"Fiche sanitaire de liaison", (*paper).health},
	ExitPaper:     {"Aide pour l’autorisation de sortie du territoire", (*paper).exit},
	AlertPaper:    {"Autorisation de voyager en période d’alerte", (*paper).alert},
	TownPaper:     {"Attestation de voyage scolaire", (*paper).town},
	FundPaper:     {"Demande d’aide du fonds social", (*paper).fund},
	RemitPaper:    {"Remise accordée", (*paper).remission},
	PaymentsPaper: {"Attestation de versement", (*paper).certificate},
}

// Title is the French name of a paper, "" for an unknown kind.
func (k FamilyKind) Title() string { return familyPapers[k].title }

// FamilyPapers prints the same paper for several families, each on pages of its own. It returns ErrNoDate or ErrNoLetter.
func FamilyPapers(b FamilyBatch) ([]byte, error) {
	kind, known := familyPapers[b.Kind]
	if len(b.Papers) == 0 || !known {
		return nil, ErrNoLetter
	}
	p, err := newPaper(b.Origin, kind.title, "")
	if err != nil {
		return nil, err
	}
	var paperOf []int // page → paper
	if len(b.Papers) > 1 {
		p.foot = func(page, _ int) string { return fmt.Sprintf("document %d/%d", paperOf[page-1], len(b.Papers)) }
	}
	for i, one := range b.Papers {
		if err := kind.print(p, b, one); err != nil {
			return nil, err
		}
		for len(paperOf) < p.pdf.PageCount() {
			paperOf = append(paperOf, i+1)
		}
	}
	return p.bytes()
}

// formHead starts a form that is handed over: title, pupil, trip.
func (p *paper) formHead(title string, d FamilyPaper) {
	p.first()
	p.heading(title, "")
	facts := about(d.Pupil, d.Trip)
	if d.Organiser != "" {
		facts = append(facts, fact{"Organisé par", d.Organiser})
	}
	p.facts(facts, 30)
	p.y += 3
}

// said prints a paragraph of a paper.
func (p *paper) said(text string) { p.paragraph(block{text: prose(text), after: 2.2}) }

// small prints what is read once.
func (p *paper) small(text string) {
	p.paragraph(block{text: prose(text), size: 8.5, color: soft, after: 1.2})
}

// blank prints a label, then what is known, or a line to write on.
func (p *paper) blank(label, known string) {
	const high = 7.4
	p.need(high)
	label = french(oneLine(label)) + "\u00a0:"
	x := p.left + width(label, regular, 9.5) + 2
	p.print(p.left, p.y+5, label, regular, 9.5, soft)
	if known = oneLine(known); known != "" {
		p.print(x, p.y+5, shorten(known, regular, bodySize, p.right-x), regular, bodySize, ink)
	} else {
		p.line(x, p.y+5.6, p.right, p.y+5.6, 0.15, soft)
	}
	p.y += high
}

// blanks prints several lines to write on.
func (p *paper) blanks(label string, lines int) {
	p.blank(label, "")
	for range lines - 1 {
		p.need(7.4)
		p.line(p.left, p.y+5.6, p.right, p.y+5.6, 0.15, soft)
		p.y += 7.4
	}
}

// tick prints a question and the boxes of its answers on one line.
func (p *paper) tick(question string, answers ...string) {
	const high, side = 7, 3.2
	p.need(high)
	question = french(oneLine(question))
	p.print(p.left, p.y+4.6, question, regular, 9.5, ink)
	x := p.left + width(question, regular, 9.5) + 6
	for _, a := range answers {
		p.box(x, p.y+1.7, side, side, 0.3, ink, nil)
		p.print(x+side+1.6, p.y+4.6, french(a), regular, 9.5, ink)
		x += side + 1.6 + width(a, regular, 9.5) + 7
	}
	p.y += high
}

// cells prints squares to write an identifier in, in groups of four.
func (p *paper) cells(label string, n int) {
	const side, gap = 4.6, 1.6
	p.need(13)
	p.print(p.left, p.y+3.6, french(label), regular, 9, soft)
	x := p.left
	for i := range n {
		if i > 0 && i%4 == 0 {
			x += gap
		}
		p.box(x, p.y+5, side, 5.6, 0.2, soft, nil)
		x += side
	}
	p.y += 13
}

// handSigned prints where a person signs: place, day, signature.
func (p *paper) handSigned(who ...string) {
	var boxes []Signatory
	for _, name := range who {
		boxes = append(boxes, Signatory{Label: name})
	}
	p.y += 3
	p.signatureBoxes(boxes)
}

// relation writes who a person is for the pupil.
func (r Relative) relation() string {
	return joinNonEmpty(", ", joinNonEmpty(" ", r.Civility, r.Name), r.Kinship)
}

// label is what stands above the box of a person responsible, or of a pupil of full age.
func (d FamilyPaper) label() string {
	switch {
	case d.Adult && d.Sex == "F":
		return "L’élève majeure"
	case d.Adult && d.Sex == "M":
		return "L’élève majeur"
	case d.Adult:
		return "L’élève majeur·e"
	case d.Reader.Civility == "Mme":
		return "La responsable légale"
	case d.Reader.Civility == "M.":
		return "Le responsable légal"
	}
	return "Responsable légal·e"
}

// addressed starts a letter to the reader: in the window of an envelope, or without an address when it is not known.
func (p *paper) addressed(d FamilyPaper) {
	p.letterTo(Addressee{Name: joinNonEmpty(" ", d.Reader.Civility, d.Reader.Name), AddressLines: d.Reader.AddressLines})
}

func without(all []fact, label string) []fact {
	return slices.DeleteFunc(all, func(f fact) bool { return f.label == label })
}
