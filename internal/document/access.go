package document

import (
	"bytes"
	"fmt"
	"image"
	stdcolor "image/color"
	"image/png"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode/qr"

	"github.com/openacademie/openacademie/internal/law"
)

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
	Code         string   // 1 to 24 letters and digits, printed in groups of four; spaces and dashes given are ignored
}

// AccessLetters prints one page per person: the address stands in the window of a DL or C5/6 envelope once the sheet is
// folded in three, the code is on the part folded inside. It returns ErrNoDate, ErrNoLetter or ErrCode, or an error when
// SiteURL is too long for a QR code. 300 letters take less than 3 s (BenchmarkAccessLetters300).
func AccessLetters(b AccessBatch) ([]byte, error) {
	if len(b.Letters) == 0 {
		return nil, ErrNoLetter
	}
	p, err := newPaper(b.Origin, "Votre code d’accès", "")
	if err != nil {
		return nil, err
	}
	if err := p.registerQR(b.SiteURL); err != nil {
		return nil, err
	}
	var letterOf []int // page → letter
	p.foot = func(page, _ int) string { return fmt.Sprintf("lettre %d/%d", letterOf[page-1], len(b.Letters)) }
	for i, letter := range b.Letters {
		letter.Code = typed(letter.Code)
		if !wellFormed(letter.Code) {
			return nil, fmt.Errorf("%w : lettre %d, %s", ErrCode, i+1, oneLine(letter.Name))
		}
		p.accessLetter(b, letter)
		for len(letterOf) < p.pdf.PageCount() {
			letterOf = append(letterOf, i+1)
		}
	}
	return p.bytes()
}

// typed is a code as a person types it: without spaces nor dashes.
func typed(code string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\n", "").Replace(code)
}

// wellFormed tells a code that can be printed whole and typed back: a letter with a wrong code must never be posted.
func wellFormed(code string) bool {
	for _, r := range code {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return code != "" && len(code) <= 24
}

// The window of the envelopes, in millimetres on the sheet: what every position of a sheet folded in three leaves visible
// through the window (35 × 100 at 20 from the right and from the bottom) of a DL envelope (110 × 220), and of a C5/6
// (114 × 229, window 45 × 100).
const (
	windowLeft, windowRight = 102.0, 190.0
	windowTop, windowBottom = 55.0, 79.0
	foldAt                  = longSide / 3
)

func (p *paper) accessLetter(b AccessBatch, l AccessLetter) {
	p.letterTo(Addressee{Name: l.Name, AddressLines: l.AddressLines})
	p.paragraph(block{text: []run{{"Votre code d’accès", bold}}, size: 18, leading: 1.18, after: 2})
	p.paragraph(block{text: prose("Ce code vous ouvre l’espace famille de l’établissement : vous y lisez les projets de voyage, vous répondez, vous signez et vous payez."), after: 2})
	p.accessPupils(l.Pupils)
	p.y += 4
	p.codeBox(l.Code)
	until := []run{{"Il est personnel et ne sert qu’une fois.", regular}}
	if b.ValidUntil != "" {
		until = []run{{"Il est personnel, ne sert qu’une fois et vaut jusqu’au ", regular}, {b.ValidUntil.French(), bold}, {".", regular}}
	}
	p.paragraph(block{text: append(until, run{" Personne de l’établissement ne vous le demandera jamais.", regular}), after: 3})
	p.accessSteps(b.SiteURL)
	p.contact("Besoin d’aide\u202f?", b.Help)
}

// address prints who the letter is for inside the window, in smaller lines when there are many.
func (p *paper) address(l Addressee) {
	lines := []string{}
	for _, s := range append([]string{l.Name}, l.AddressLines...) {
		if s = oneLine(s); s != "" {
			lines = append(lines, s)
		}
	}
	lines = lines[:min(len(lines), 7)]
	size := 11.0
	if n := len(lines); n > 5 {
		size = float64(16 - n) // 10 points for six lines, 9 for seven
	}
	step := min(5, (windowBottom-windowTop-size*mmPerPoint*(ascent+descent))/float64(max(len(lines)-1, 1)))
	for i, s := range lines {
		f := regular
		if i == 0 {
			f = bold
		}
		baseline := windowTop + float64(i)*step + size*mmPerPoint*ascent
		p.print(windowLeft, baseline, shorten(s, f, size, windowRight-windowLeft-1), f, size, ink)
	}
}

// maxPupils keeps a letter on its page.
const maxPupils = 5

func (p *paper) accessPupils(pupils []string) {
	if len(pupils) == 0 {
		return
	}
	text := []run{{"Il concerne ", regular}}
	for i, pupil := range pupils {
		if i > 0 {
			text = append(text, run{"\u202f; ", regular})
		}
		if i == maxPupils-1 && len(pupils) > maxPupils {
			text = append(text, run{fmt.Sprintf("et %d autres élèves", len(pupils)-i), regular})
			break
		}
		text = append(text, run{shorten(oneLine(pupil), bold, bodySize, p.measure()-25), bold})
	}
	p.paragraph(block{text: append(text, run{".", regular})})
}

// accessSteps prints what to do in four steps, beside the QR code of the site.
func (p *paper) accessSteps(url string) {
	const side, gap = 33.0, 9.0
	steps := [][]run{
		{{"Visez le carré avec l’appareil photo de votre téléphone, ou ouvrez ", regular}, {oneLine(url), bold}},
		{{"Choisissez « J’ai reçu un code par courrier ».", regular}},
		{{"Recopiez le code. Les espaces et les majuscules ne comptent pas.", regular}},
		{{"Vérifiez votre nom, puis laissez-vous guider.", regular}},
	}
	p.section("Comment faire", side+4)
	top, page := p.y, p.pdf.PageNo()
	for i, step := range steps {
		for j := range step {
			if step[j].face == regular {
				step[j].text = french(step[j].text)
			}
		}
		p.paragraph(block{text: step, indent: 7, width: p.measure() - 7 - side - gap, marker: fmt.Sprintf("%d.", i+1), after: 1.6})
	}
	if p.pdf.PageNo() == page {
		p.pdf.ImageOptions(qrName, p.right-side, top, side, side, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
		p.y = max(p.y, top+side+1)
	}
}

const qrName = "qr"

// registerQR makes the QR code of the site once for the whole batch. Medium correction; each module is eight pixels, so
// that a reader that smooths images keeps it sharp.
func (p *paper) registerQR(url string) error {
	picture, err := qrImage(url)
	if err != nil {
		return err
	}
	p.pdf.RegisterImageOptionsReader(qrName, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(picture))
	return nil
}

func qrImage(url string) ([]byte, error) {
	const pixels, quiet = 8, 2 // the paper around is white too
	code, err := qr.Encode(url, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("l’adresse du site ne tient pas dans un QR code : %w", err)
	}
	side := (code.Bounds().Dx() + 2*quiet) * pixels
	picture := image.NewPaletted(image.Rect(0, 0, side, side), stdcolor.Palette{stdcolor.White, stdcolor.Black})
	for y := range side {
		for x := range side {
			at := image.Pt(x/pixels-quiet, y/pixels-quiet)
			if at.In(code.Bounds()) && code.At(at.X, at.Y) == stdcolor.Black {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return out.Bytes(), nil
}
