package siecle

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var (
	bomUTF8    = []byte("\xEF\xBB\xBF")
	bomUTF16LE = []byte("\xFF\xFE")
	bomUTF16BE = []byte("\xFE\xFF")
)

// Encodings as they are named in FileInfo.
const (
	encodingUTF8    = "UTF-8"
	encodingUTF16   = "UTF-16"
	encodingLatin9  = "ISO-8859-15"
	encodingWindows = "windows-1252"
)

// toUTF8 gives the text of an XML file in UTF-8 and the encoding it was really in. SIECLE writes ISO-8859-15; a file opened
// and saved again keeps its declaration and changes its bytes, so the bytes are believed before the declaration:
//   - what is valid UTF-8 with accents is UTF-8, since accented Latin text practically never is;
//   - what is not valid UTF-8 is Latin: windows-1252 where bytes 80–9F occur (they are letters only there), else
//     ISO-8859-15, of which ISO-8859-1 differs by eight signs that no name holds (¤ ¦ ¨ ´ ¸ ¼ ½ ¾) while œ, Š and Ž matter;
//   - a mixture of both under a UTF-8 declaration, or bytes that are letters nowhere, is refused: names would be damaged without anybody seeing it.
func toUTF8(name string, raw []byte) (text []byte, enc, note string, err error) {
	if bytes.HasPrefix(raw, bomUTF16LE) || bytes.HasPrefix(raw, bomUTF16BE) {
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return nil, "", "", &FileError{File: name, Err: ErrEncoding}
		}
		return text, encodingUTF16, "", nil
	}
	hasBOM := bytes.HasPrefix(raw, bomUTF8)
	raw = bytes.TrimPrefix(raw, bomUTF8)
	declared, known := declaredEncoding(raw)
	if !known {
		return nil, "", "", &FileError{File: name, Line: 1, Detail: "encodage « " + declared + " » inconnu", Err: ErrEncoding}
	}
	if hasBOM {
		declared = encodingUTF8
	}
	s := survey(raw)
	switch {
	case s.ascii():
		return raw, declared, "", nil
	case s.invalid == 0:
		enc, text = encodingUTF8, raw
	case declared == encodingUTF8 && s.sequences*4 >= s.invalid:
		return nil, "", "", &FileError{File: name, Line: s.line, Detail: "le fichier mélange deux encodages", Err: ErrEncoding}
	default:
		if s.unassigned > 0 {
			return nil, "", "", &FileError{File: name, Err: ErrEncoding}
		}
		var table encoding.Encoding = charmap.ISO8859_15
		enc = encodingLatin9
		if s.windows > 0 {
			enc, table = encodingWindows, charmap.Windows1252
		}
		if text, err = table.NewDecoder().Bytes(raw); err != nil {
			return nil, "", "", &FileError{File: name, Err: ErrEncoding}
		}
	}
	if (declared == encodingUTF8) != (enc == encodingUTF8) {
		note = fmt.Sprintf("« %s » se dit en %s mais est écrit en %s : lu ainsi, vérifiez les accents.", name, declared, enc)
	}
	return text, enc, note, nil
}

var prolog = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"'<>]{0,40})["']`)

// declaredEncoding reads the XML declaration; without one, XML says UTF-8. The three Latin tables are one family here.
func declaredEncoding(raw []byte) (name string, known bool) {
	m := prolog.FindSubmatch(raw[:min(len(raw), 300)])
	if m == nil {
		return encodingUTF8, true
	}
	name = string(m[1])
	switch strings.ToUpper(strings.NewReplacer("_", "-", " ", "").Replace(name)) {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
		return encodingUTF8, true
	case "ISO-8859-15", "ISO8859-15", "LATIN-9", "LATIN9", "ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1":
		return encodingLatin9, true
	case "WINDOWS-1252", "CP1252", "CP-1252":
		return encodingWindows, true
	}
	return name, false
}

// tally counts what tells encodings apart.
type tally struct {
	sequences  int // well-formed UTF-8 beyond ASCII
	invalid    int // bytes that are not UTF-8
	line       int // of the first of them
	windows    int // invalid bytes between 80 and 9F
	unassigned int // those that windows-1252 leaves without a letter
}

func (t tally) ascii() bool { return t.sequences == 0 && t.invalid == 0 }

func survey(raw []byte) tally {
	var t tally
	line := 1
	for i := 0; i < len(raw); {
		b := raw[i]
		if b < utf8.RuneSelf {
			if b == '\n' {
				line++
			}
			i++
			continue
		}
		if _, size := utf8.DecodeRune(raw[i:]); size > 1 {
			t.sequences++
			i += size
			continue
		}
		if t.invalid == 0 {
			t.line = line
		}
		t.invalid++
		if b < 0xA0 {
			t.windows++
		}
		switch b {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			t.unassigned++
		}
		i++
	}
	return t
}
