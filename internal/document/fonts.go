package document

import (
	"bytes"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one of the three fonts a document may use.
type face int

const (
	regular face = iota
	bold
	italic
)

// family is the name the embedded subsets carry: not "Liberation", which the OFL reserves for the unmodified fonts.
const family = "oasans"

var faceStyles = [...]string{regular: "", bold: "B", italic: "I"}

func ttf(f face) []byte {
	switch f {
	case bold:
		return liberationsansbold.TTF
	case italic:
		return liberationsansitalic.TTF
	}
	return liberationsansregular.TTF
}

// Vertical metrics of Liberation Sans, in em.
const (
	ascent  = 0.905
	descent = 0.212
)

// missingGlyph stands for every character that the fonts do not have, so that a reader sees that something is missing.
const missingGlyph = '□'

// widths gives the advance of every character of a face, in thousandths of an em, rounded as in the PDF. The tables are
// read once (1 ms a face) and never change.
var widths = [...]func() map[rune]int{
	regular: sync.OnceValue(func() map[rune]int { return readWidths(regular) }),
	bold:    sync.OnceValue(func() map[rune]int { return readWidths(bold) }),
	italic:  sync.OnceValue(func() map[rune]int { return readWidths(italic) }),
}

func readWidths(f face) map[rune]int {
	parsed, err := sfnt.Parse(ttf(f))
	if err != nil {
		panic(err) // the fonts are compiled in: a test reads all three
	}
	var buffer sfnt.Buffer
	em := fixed.I(int(parsed.UnitsPerEm()))
	advances := map[rune]int{}
	for r := rune(' '); r <= 0xFFFF; r++ { // fpdf writes two-byte characters only
		glyph, err := parsed.GlyphIndex(&buffer, r)
		if err != nil || glyph == 0 {
			continue
		}
		advance, err := parsed.GlyphAdvance(&buffer, glyph, em, font.HintingNone)
		if err == nil {
			advances[r] = (advance.Round()*1000 + em.Round()/2) / em.Round()
		}
	}
	return advances
}

// addFace embeds a face in a PDF. fpdf pads tables of the font it is given in place, hence the copy: without it two
// documents made at the same time would write to the same memory.
func addFace(pdf *fpdf.Fpdf, f face) {
	pdf.AddUTF8FontFromBytes(family, faceStyles[f], bytes.Clone(ttf(f)))
}

// clean makes any string printable: valid UTF-8, composed characters, one line, no invisible character, and a visible
// square for each character the fonts do not have. Line feeds stay.
func clean(s string) string {
	if isPlain(s) {
		return s
	}
	known := widths[regular]()
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, string(missingGlyph))) {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t':
			b.WriteByte(' ')
		case r == '\u2011': // no-break hyphen: lines are never cut at hyphens here
			b.WriteByte('-')
		case r == '\u200b', unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		case known[r] > 0 || unicode.Is(unicode.Mn, r) && hasRune(known, r):
			b.WriteRune(r)
		default:
			b.WriteRune(missingGlyph)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func hasRune(known map[rune]int, r rune) bool {
	_, ok := known[r]
	return ok
}

// oneLine is clean text without line feeds or doubled spaces, for names, labels and cells.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(clean(s), func(r rune) bool { return r == ' ' || r == '\n' }), " ")
}

// width measures clean text in millimetres at a size in points.
func width(s string, f face, size float64) float64 {
	known, total := widths[f](), 0
	for _, r := range s {
		total += known[r]
	}
	return float64(total) * size / 1000 * mmPerPoint
}

const mmPerPoint = 25.4 / 72
