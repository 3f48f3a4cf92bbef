package document

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// A4 and its margins, in millimetres.
const (
	shortSide, longSide = 210.0, 297.0
	headTop             = 16.0 // where the letterhead starts
	nextTop             = 30.0 // where the text starts on the pages after the first
	footHeight          = 23.0 // below the text, the foot included
	footRise            = 13.0 // from the bottom of the page to the baseline of the foot
)

// color is red, green, blue: the palette of ui/assets/css/tokens.css, light theme.
type color [3]int

var (
	ink    = color{0x16, 0x21, 0x3c}
	soft   = color{0x4c, 0x58, 0x72}
	rule   = color{0xc9, 0xcd, 0xd8}
	tint   = color{0xf4, 0xf6, 0xfb}
	accent = color{0x18, 0x35, 0x9b}
	alarm  = color{0xa8, 0x20, 0x1a}
	faded  = color{0xf3, 0xd9, 0xd7} // alarm, as a watermark
)

// paper is a document being printed: a cursor that goes down the page and starts a new one when it is full. Fields are in
// millimetres from the top left corner.
type paper struct {
	pdf         *fpdf.Fpdf
	origin      Origin
	title       string  // short, for the head of the next pages
	reference   string  // at the foot of every page
	wide, high  float64 // of the page
	margin      float64 // of the page; left and right may stand further in
	left, right float64
	y           float64
	face        face
	size        float64
	faces       [3]bool
	foot        func(page, pages int) string // what stands at the right of the foot
}

// letterMargin leaves lines of some ninety characters.
const letterMargin = 25.0

// newPaper starts a document on upright pages with the margins of a letter.
func newPaper(o Origin, title, reference string) (*paper, error) {
	return newPaperOn("P", o, title, reference, letterMargin)
}

// newPaperOn starts a document on upright ("P") or lying ("L") pages. margin is the width of the left and right
// margins in millimetres.
func newPaperOn(orientation string, o Origin, title, reference string, margin float64) (*paper, error) {
	if o.MadeAt.IsZero() {
		return nil, ErrNoDate
	}
	title, school := oneLine(title), oneLine(o.Letterhead.SchoolName)
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCreationDate(o.MadeAt)
	pdf.SetModificationDate(o.MadeAt)
	pdf.SetProducer("Open Académie", true)
	pdf.SetTitle(joinNonEmpty(" – ", title, oneLine(reference)), true)
	pdf.SetAuthor(school, true)
	pdf.SetLang("fr")
	pdf.SetDisplayMode("fullwidth", "continuous")
	wide, high := pdf.GetPageSize()
	p := &paper{
		wide: wide, high: high, pdf: pdf, origin: o, title: title, reference: oneLine(reference), margin: margin, left: margin, right: wide - margin,
		foot: func(page, pages int) string { return fmt.Sprintf("page %d/%d", page, pages) },
	}
	return p, nil
}

// first starts a page with the letterhead and leaves the cursor under it.
func (p *paper) first() {
	p.open()
	l := p.origin.Letterhead
	p.y = headTop
	if above := joinNonEmpty("  ·  ", oneLine(l.Academy), schoolYear(l.Year)); above != "" {
		p.paragraph(block{text: plain(above), size: 8.5, color: soft, after: 0.6})
	}
	if err := p.picture("logo", l.Logo, p.right-36, headTop-3, 36, 19, true); err != nil {
		p.pdf.SetError(err) // the file is refused as a whole
	}
	p.paragraph(block{text: []run{{oneLine(l.SchoolName), bold}}, size: 13, color: accent, after: 0.8, width: 120})
	room := p.measure()
	if len(l.Logo) > 0 {
		room -= 40 // the logo stands there
	}
	p.paragraph(block{text: plain(joinNonEmpty("  ·  ", l.AddressLines...)), size: 8.5, color: soft, width: room})
	p.paragraph(block{text: plain(joinNonEmpty("  ·  ", l.Phone, l.Email, l.Website)), size: 8.5, color: soft, width: room})
	p.y += 2.5
	p.line(p.left, p.y, p.right, p.y, 0.5, accent)
	p.y += 8
}

func schoolYear(label string) string {
	if label = oneLine(label); label == "" {
		return ""
	}
	return "Année scolaire " + label
}

// next starts a page that continues the document.
func (p *paper) next() {
	p.open()
	half, right := p.wide/2-p.margin-4, p.wide-p.margin
	title := shorten(p.title, regular, 8.5, half)
	p.print(p.margin, 20, shorten(oneLine(p.origin.Letterhead.SchoolName), regular, 8.5, half), regular, 8.5, soft)
	p.print(right-width(title, regular, 8.5), 20, title, regular, 8.5, soft)
	p.line(p.margin, 22.5, right, 22.5, 0.2, rule)
	p.y = nextTop
}

// open adds a page; a practice document says so above everything else.
func (p *paper) open() {
	p.pdf.AddPage()
	p.face, p.size = -1, 0
	if !p.origin.Practice {
		return
	}
	const mention = "École d’entraînement – document sans valeur"
	w := width(mention, bold, 9) + 10
	p.box((p.wide-w)/2, 5.5, w, 6.4, 1.2, alarm, nil)
	p.print((p.wide-w)/2+5, 9.8, mention, bold, 9, alarm)
}

// bytes writes the feet, now that the number of pages is known, and gives the file.
func (p *paper) bytes() ([]byte, error) {
	pages := p.pdf.PageCount()
	for page := 1; page <= pages; page++ {
		p.pdf.SetPage(page)
		p.face, p.size = -1, 0 // the page's own stream does not know the current font
		baseline := p.high - footRise
		p.line(p.left, baseline-4.5, p.right, baseline-4.5, 0.2, rule)
		right := p.foot(page, pages)
		w := width(right, regular, 8)
		left := joinNonEmpty("  ·  ", oneLine(p.origin.Letterhead.SchoolName), p.reference)
		p.print(p.left, baseline, shorten(left, regular, 8, p.measure()-w-6), regular, 8, soft)
		p.print(p.right-w, baseline, right, regular, 8, soft)
	}
	p.pdf.SetPage(pages)
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return repair(out.Bytes()), nil
}

// measure is the width of the text.
func (p *paper) measure() float64 { return p.right - p.left }

// bottom is where the text ends.
func (p *paper) bottom() float64 { return p.high - footHeight }

// need starts a new page when less than h is left on this one; it never leaves a page blank.
func (p *paper) need(h float64) {
	if p.y+h > p.bottom() && p.y > nextTop {
		p.next()
	}
}

// print writes clean text on its baseline.
func (p *paper) print(x, baseline float64, s string, f face, size float64, c color) {
	if s == "" {
		return
	}
	if !p.faces[f] {
		addFace(p.pdf, f)
		p.faces[f] = true
	}
	if p.face != f || p.size != size {
		p.pdf.SetFont(family, faceStyles[f], size)
		p.face, p.size = f, size
	}
	p.pdf.SetTextColor(c[0], c[1], c[2])
	p.pdf.Text(x, baseline, s)
}

func (p *paper) line(x1, y1, x2, y2, thickness float64, c color) {
	p.pdf.SetDrawColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(thickness)
	p.pdf.Line(x1, y1, x2, y2)
}

// box draws a rounded rectangle; fill may be nil.
func (p *paper) box(x, y, w, h, radius float64, edge color, fill *color) {
	style := "D"
	if fill != nil {
		p.pdf.SetFillColor(fill[0], fill[1], fill[2])
		style = "FD"
	}
	p.pdf.SetDrawColor(edge[0], edge[1], edge[2])
	p.pdf.SetLineWidth(0.25)
	p.pdf.RoundedRect(x, y, w, h, radius, "1234", style)
}
