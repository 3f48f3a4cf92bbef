package document

import (
	"fmt"
	stdcolor "image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QRPath draws a text as a QR code of level M: the path of an SVG whose unit is one module, and its side in modules, the four
// of quiet around included. Runs of dark modules are drawn in one go, so that the page stays small.
func QRPath(text string) (path string, side int, err error) {
	const quiet = 4 // modules, as ISO 18004 asks where the surroundings are not known
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return "", 0, fmt.Errorf("ce texte ne tient pas dans un QR code : %w", err)
	}
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			run := 0
			for x+run < n && code.At(x+run, y) == stdcolor.Black {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return b.String(), n + 2*quiet, nil
}

// qrBox prints a QR code in a square of the page, drawn rather than as an image: it stays sharp at any size.
func (p *paper) qrBox(x, y, size float64, text string) error {
	path, side, err := QRPath(text)
	if err != nil {
		return err
	}
	module := size / float64(side)
	p.pdf.SetFillColor(0, 0, 0)
	for _, run := range strings.Split(strings.TrimSuffix(path, "z"), "z") {
		var column, row, length int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1", &column, &row, &length); err != nil {
			return fmt.Errorf("QR code: %w", err)
		}
		p.pdf.Rect(x+float64(column)*module, y+float64(row)*module, float64(length)*module, module, "F")
	}
	return nil
}
