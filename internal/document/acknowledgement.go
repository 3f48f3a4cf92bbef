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

// CommitmentReceipt prints the acknowledgement of an answer, on one page unless the names and sentences given are very
// long. It returns ErrNoDate or ErrSchedule.
func CommitmentReceipt(d CommitmentReceiptData) ([]byte, error) {
	if err := checkSchedule(d.Schedule, d.Price); err != nil {
		return nil, err
	}
	title, answer, what := "Accusé de réception", "Engagement signé", "Nous avons bien reçu votre engagement signé."
	if d.Declined {
		answer, what = "Engagement refusé", "Nous avons bien reçu votre refus. Rien ne vous est demandé et rien n’est dû."
	}
	p, err := newPaper(d.Origin, title, d.Reference)
	if err != nil {
		return nil, err
	}
	p.first()
	p.dateline()
	p.heading(title, "")
	p.paragraph(block{text: prose(what), after: 5})
	p.quote(d.Reference)
	facts := append([]fact{
		{"Réponse", answer},
		{"Donnée par", d.Person},
		{"Reçue le", instant(d.At)},
	}, about(d.Pupil, d.Trip)...)
	if !d.Declined && d.Price != 0 {
		facts = append(facts, fact{"Prix", minus(d.Price.String())})
	}
	p.facts(append(facts, fact{"Empreinte SHA-256", digest(d.TextDigest)}), 36)
	p.y += 2
	if !d.Declined && len(d.Schedule) > 0 {
		p.section("Ce que vous aurez à payer", tableHeight(len(d.Schedule), 10))
		p.schedule(d.Schedule, d.Price)
	}
	if len(d.Next) > 0 {
		p.section("Et maintenant", 12)
		for _, sentence := range d.Next {
			p.paragraph(block{text: prose(sentence), indent: 5, marker: "•", after: 0.8})
		}
	}
	p.contact("Une question ?", d.Contact)
	return p.bytes()
}

// quote prints what to quote in a call, to be found at a glance.
func (p *paper) quote(reference string) {
	reference = shorten(oneLine(reference), bold, 14, p.measure()-16)
	if reference == "" {
		return
	}
	p.box(p.left, p.y, p.measure(), 18, 2, rule, &tint)
	p.print(p.left+8, p.y+6.5, "Référence à rappeler", regular, 9, soft)
	p.print(p.left+8, p.y+13.4, reference, bold, 14, ink)
	p.y += 24
}

// contact prints whom to ask; nothing when nobody is named.
func (p *paper) contact(title string, c Contact) {
	who := joinNonEmpty(", ", oneLine(c.Name), oneLine(c.Role))
	how := joinNonEmpty("  ·  ", oneLine(c.Phone), oneLine(c.Email))
	if who == "" && how == "" {
		return
	}
	p.section(title, 12)
	p.paragraph(block{text: plain(who)})
	p.paragraph(block{text: plain(how)})
}
