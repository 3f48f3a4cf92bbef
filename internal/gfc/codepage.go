package gfc

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// CodePage is the character set of a file.
type CodePage struct {
	Name    string
	charmap *charmap.Charmap
	mark    byte // how dBase names it
}

// The character sets that Access writes dBase files in. Which one GFC expects is not documented: MobiliSCO left it to the
// driver of the machine, OEM 850 on French computers. The other is offered for a school whose import shows wrong accents.
var (
	CP850   = CodePage{"cp850", charmap.CodePage850, 0x02}
	Win1252 = CodePage{"windows-1252", charmap.Windows1252, 0x03}
)

// FindCodePage looks a character set up; the usual one for an empty name.
func FindCodePage(name string) (CodePage, bool) {
	for _, p := range []CodePage{CP850, Win1252} {
		if name == p.Name || name == "" {
			return p, true
		}
	}
	return CodePage{}, false
}

// plainer is what stands for a character that a set lacks and that losing its accent does not give.
var plainer = strings.NewReplacer(
	"œ", "oe", "Œ", "OE", "’", "'", "‘", "'", "“", "\"", "”", "\"", "„", "\"", "«", "\"", "»", "\"", "–", "-", "—", "-", "‑", "-", "−", "-", "…", "...", "€", "EUR",
	"ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th", "ß", "ss", "ı", "i", "ħ", "h", "Ħ", "H", "æ", "ae", "Æ", "AE", "ø", "o", "Ø", "O",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ",
)

// encode writes text in the set, each character that it lacks in plain letters, "?" when there is none. A control
// character would part a record: it becomes a space.
func (p CodePage) encode(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range norm.NFC.String(s) {
		out = p.add(out, r)
	}
	return out
}

func (p CodePage) add(out []byte, r rune) []byte {
	if unicode.IsControl(r) {
		return append(out, ' ')
	}
	if b, ok := p.byteOf(r); ok {
		return append(out, b)
	}
	plain := plainer.Replace(string(r))
	if plain == string(r) {
		plain = bare(r)
	}
	for _, q := range plain {
		b, ok := p.byteOf(q)
		if !ok {
			b = '?'
		}
		out = append(out, b)
	}
	return out
}

// byteOf is the character in the set, never one of its control bytes.
func (p CodePage) byteOf(r rune) (byte, bool) {
	b, ok := p.charmap.EncodeRune(r)
	return b, ok && b >= ' ' && b != 0x7f
}

// bare is a letter without what stands above or below it; "" for a mark alone.
func bare(r rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(string(r)))
}
