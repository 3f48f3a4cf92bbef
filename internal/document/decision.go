package document

import (
	"fmt"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
)

// DecisionData is what the head or the accountant signs: decisions, orders, authorisations, letters to an authority. Its
// parts each start on a page of their own, with the letterhead.
type DecisionData struct {
	Origin Origin
	Title  string // of the file; that of the first part when empty
	Parts  []DecisionPart
}

// DecisionPart is one signed paper. Empty fields are left out.
type DecisionPart struct {
	Title, Subtitle string
	Number          string   // of the decision, beside its title
	To              []string // whom a letter is for, on the right under the letterhead
	Subject         string   // « Objet »
	References      string   // « Références »
	Author          string   // who speaks: « La principale du collège des Deux-Rives »
	Visas           []string // "le code de l’éducation, notamment son article R421-70": « Vu » and the semicolon are added
	Verb            string   // « Décide », « Autorise »
	Facts           []Fact
	Articles        []Article
	Numbered        bool // « Article 1er », « Article 2 »…
	Notes           []string
	DatedOn         law.Day // the day of a decision already taken; the day of the paper when zero
	Undated         bool    // the day is written by hand, with the signature
	Signers         []Signer
}

// Article is one point of a paper.
type Article struct {
	Title string // after its number, or alone
	Text  []string
	Items []string
	Table *Sheet
}

// Decision prints the parts one after another. It returns ErrNoDate, or ErrNoLetter without any part.
func Decision(d DecisionData) ([]byte, error) {
	if len(d.Parts) == 0 {
		return nil, ErrNoLetter
	}
	if d.Title == "" {
		d.Title = d.Parts[0].Title
	}
	p, err := newPaper(d.Origin, d.Title, "")
	if err != nil {
		return nil, err
	}
	for _, part := range d.Parts {
		if err := p.decision(part); err != nil {
			return nil, err
		}
	}
	return p.bytes()
}

func (p *paper) decision(d DecisionPart) error {
	p.title = oneLine(d.Title) // of the pages that continue this part
	p.first()
	if len(d.To) > 0 {
		p.recipient(d.To)
	}
	p.heading(joinNonEmpty(" ", d.Title, numbered(d.Number)), d.Subtitle)
	p.factLines([]Fact{{"Objet", d.Subject}, {"Références", d.References}})
	if author := french(oneLine(d.Author)); author != "" {
		p.paragraph(block{text: []run{{author + ",", bold}}, after: 2})
	}
	for i, visa := range d.Visas {
		end := " ;"
		if i == len(d.Visas)-1 {
			end = ","
		}
		p.paragraph(block{text: prose("Vu " + strings.TrimRight(visa, ".;, ") + end), size: 10, leading: 1.3, after: 0.5})
	}
	if d.Verb != "" {
		p.paragraph(block{text: []run{{french(oneLine(d.Verb)), bold}}, before: 2.5, after: 2.5, keep: 20})
	}
	p.factLines(d.Facts)
	for i, a := range d.Articles {
		p.article(a, articleName(d.Numbered, i))
	}
	p.notes(d.Notes)
	return p.signers(d.Signers, d.day(p.origin))
}

func (p *paper) article(a Article, name string) {
	if title := joinNonEmpty(" – ", name, oneLine(a.Title)); title != "" {
		p.paragraph(block{text: []run{{french(title), bold}}, size: 11, leading: 1.2, color: accent, before: 2.6, after: 1, keep: 12})
	}
	for _, text := range a.Text {
		p.paragraph(block{text: prose(text), leading: 1.32, after: 1})
	}
	for _, item := range a.Items {
		p.paragraph(block{text: prose(item), leading: 1.32, indent: 6, marker: "–", after: 0.6})
	}
	if a.Table != nil {
		p.y++
		p.need(tableHeight(len(a.Table.Rows), 9.5))
		p.sheet(*a.Table, 9.5)
		p.y += 3
	}
}

// recipient prints whom a letter is for, on the right half, then the date.
func (p *paper) recipient(lines []string) {
	half := p.measure() / 2
	for i, l := range lines {
		f := regular
		if i == 0 {
			f = bold
		}
		p.paragraph(block{text: []run{{french(oneLine(l)), f}}, indent: half})
	}
	p.y += 6
}

func articleName(isNumbered bool, i int) string {
	switch {
	case !isNumbered:
		return ""
	case i == 0:
		return "Article 1er"
	}
	return fmt.Sprintf("Article %d", i+1)
}

func numbered(number string) string {
	if number = oneLine(number); number == "" {
		return ""
	}
	return "n° " + number
}

// day is the day written beside the place.
func (d DecisionPart) day(o Origin) string {
	switch {
	case d.Undated:
		return "……………………"
	case d.DatedOn != "":
		return d.DatedOn.French()
	}
	return dayOf(o)
}

func dayOf(o Origin) string { return law.DayOf(o.MadeAt).French() }
