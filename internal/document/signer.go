package document

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // the formats a school's logo and signature are kept in
	_ "image/png"

	"codeberg.org/go-pdf/fpdf"

	"github.com/openacademie/openacademie/internal/law"
)

// ErrPicture is a logo or a signature that is neither PNG nor JPEG. The school's settings refuse it before it is kept.
var ErrPicture = errors.New("l’image du logo ou de la signature n’est pas lisible")

// Picture is an image of the school, PNG or JPEG, as its settings keep it. Empty: none.
type Picture []byte

// Signer is who signs a document at its foot. Empty fields are left out; without a picture there is room for a signature.
type Signer struct {
	Capacity string // "La principale", "L’agent comptable"
	Name     string
	Picture  Picture
}

// signedBy prints where and when, in what capacity and who signs, on the right half of the page. It stays whole.
func (p *paper) signedBy(s Signer) error {
	const wide, high = 52.0, 22.0
	p.need(16 + high)
	p.y += 6
	half := p.measure() / 2
	made := joinNonEmpty(", ", oneLine(p.origin.Letterhead.Place), "le "+law.DayOf(p.origin.MadeAt).French())
	p.paragraph(block{text: []run{{"Fait à " + made, regular}}, indent: half, after: 1})
	p.paragraph(block{text: []run{{french(oneLine(s.Capacity)), bold}}, indent: half})
	if err := p.picture("signature", s.Picture, p.left+half, p.y+1, wide, high-2, false); err != nil {
		return err
	}
	p.y += high
	p.paragraph(block{text: plain(s.Name), indent: half, after: 3})
	return nil
}

// picture draws an image in a frame without changing its proportions: against the left edge, or the right one. It is kept
// once in the file under its name, however many pages show it.
func (p *paper) picture(name string, content Picture, x, y, wide, high float64, toRight bool) error {
	if len(content) == 0 {
		return nil
	}
	shape, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || shape.Width == 0 || shape.Height == 0 {
		return fmt.Errorf("%w : %w", ErrPicture, err)
	}
	options := fpdf.ImageOptions{ImageType: map[string]string{"png": "PNG", "jpeg": "JPG"}[format]}
	if p.pdf.GetImageInfo(name) == nil {
		p.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(content))
	}
	w, h := wide, wide*float64(shape.Height)/float64(shape.Width)
	if h > high {
		w, h = high*float64(shape.Width)/float64(shape.Height), high
	}
	if toRight {
		x += wide - w
	}
	p.pdf.ImageOptions(name, x, y, w, h, false, options, 0, "")
	if err := p.pdf.Error(); err != nil {
		return fmt.Errorf("%w : %w", ErrPicture, err)
	}
	return nil
}
