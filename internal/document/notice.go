package document

import (
	"fmt"
	"strings"
)

// NoticeBatch is a batch of plain letters: what the school tells those who read no e-mail.
type NoticeBatch struct {
	Origin  Origin
	SiteURL string // "https://college.example.fr", named at the foot of the text
	Help    Contact
	Letters []NoticeLetter
}

// NoticeLetter is for one person.
type NoticeLetter struct {
	Name         string
	AddressLines []string // at most six are printed, in the window of the envelope
	Title        string
	Body         string    // plain text; paragraphs are separated by an empty line
	Transfer     *Transfer // how to pay what the letter asks for; nil when it asks for nothing
}

// Notices prints one letter per person, the address in the window of a DL or C5/6 envelope. It returns ErrNoDate or
// ErrNoLetter.
func Notices(b NoticeBatch) ([]byte, error) {
	if len(b.Letters) == 0 {
		return nil, ErrNoLetter
	}
	p, err := newPaper(b.Origin, "Courriers", "")
	if err != nil {
		return nil, err
	}
	var letterOf []int // page → letter
	p.foot = func(page, _ int) string { return fmt.Sprintf("lettre %d/%d", letterOf[page-1], len(b.Letters)) }
	for i, l := range b.Letters {
		if err := p.notice(b, l); err != nil {
			return nil, err
		}
		for len(letterOf) < p.pdf.PageCount() {
			letterOf = append(letterOf, i+1)
		}
	}
	return p.bytes()
}

func (p *paper) notice(b NoticeBatch, l NoticeLetter) error {
	p.letterTo(Addressee{Name: l.Name, AddressLines: l.AddressLines})
	p.paragraph(block{text: []run{{french(oneLine(l.Title)), bold}}, size: 15, leading: 1.2, after: 4, keep: 20})
	for _, paragraph := range strings.Split(strings.ReplaceAll(l.Body, "\r\n", "\n"), "\n\n") {
		p.paragraph(block{text: prose(strings.TrimSpace(paragraph)), after: 3})
	}
	if l.Transfer != nil {
		if err := p.transferBox(*l.Transfer); err != nil {
			return err
		}
	}
	if b.SiteURL != "" {
		p.paragraph(block{text: []run{{french("Votre espace : "), regular}, {oneLine(b.SiteURL), bold}}, before: 2, after: 4})
	}
	p.contact("Besoin d’aide\u202f?", b.Help)
	return nil
}
