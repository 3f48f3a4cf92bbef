package document

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// repair rewrites two things fpdf leaves wrong in a file and moves the cross-reference table to match.
//
// The map from glyphs to Unicode is one range of 65,536 characters. ISO 32000-1 (9.10.3) leaves a range undefined once it
// passes a multiple of 256: a strict reader copies an apostrophe or a euro as a control character, and a screen reader says
// nothing. We write a range per row of 256.
//
// And a reader shows the name of the file in its title bar unless it is told to show the title of the document.
//
// A file in which nothing is recognised is given back as it is; TestTextIsReadByAStrictReader watches it.
func repair(file []byte) []byte {
	var edits []edit
	edits = replaceAll(edits, file, fpdfMap, func(string) string {
		return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(unicodeMap()), unicodeMap())
	})
	edits = replaceAll(edits, file, "\n/Lang (fr)\n", func(old string) string {
		return old + "/ViewerPreferences <</DisplayDocTitle true>>\n"
	})
	at := bytes.LastIndex(file, []byte("\nxref\n0 "))
	if at < 0 {
		return file
	}
	head, table, ok := moved(file[:at+1], file[at+1:], edits)
	if !ok {
		return file
	}
	return append(head, table...)
}

// edit replaces old, which stands at offset, by text.
type edit struct {
	offset    int
	old, text string
}

func replaceAll(edits []edit, file []byte, old string, with func(string) string) []edit {
	for from := 0; ; {
		i := bytes.Index(file[from:], []byte(old))
		if i < 0 {
			return edits
		}
		edits = append(edits, edit{from + i, old, with(old)})
		from += i + len(old)
	}
}

// moved applies the edits to the objects and shifts the offsets of the table that follows them.
func moved(objects, table []byte, edits []edit) (head, tail []byte, ok bool) {
	slices.SortFunc(edits, func(a, b edit) int { return a.offset - b.offset })
	shift := func(offset int) int {
		by := 0
		for _, e := range edits {
			if e.offset < offset {
				by += len(e.text) - len(e.old)
			}
		}
		return offset + by
	}
	from := 0
	for _, e := range edits {
		head = append(append(head, objects[from:e.offset]...), e.text...)
		from = e.offset + len(e.old)
	}
	head = append(head, objects[from:]...)

	lines := strings.Split(string(table), "\n")
	start := slices.Index(lines, "startxref")
	if start < 0 || start+1 >= len(lines) {
		return nil, nil, false
	}
	for i, l := range lines {
		switch {
		case i == start+1:
			lines[i] = strconv.Itoa(len(head))
		case len(l) == 19 && strings.HasSuffix(l, " 00000 n "):
			offset, err := strconv.Atoi(l[:10])
			if err != nil {
				return nil, nil, false
			}
			lines[i] = fmt.Sprintf("%010d%s", shift(offset), l[10:])
		}
	}
	return head, []byte(strings.Join(lines, "\n")), true
}

const (
	mapHead = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<</Registry (Adobe)\n" +
		"/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
	mapTail = "endbfrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
	wrong   = "1 beginbfrange\n<0000> <FFFF> <0000>\n"
)

// fpdfMap is the object of fpdf v0.12.0, to the byte.
var fpdfMap = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(mapHead+wrong+mapTail), mapHead+wrong+mapTail)

// unicodeMap is the same map, one row of 256 characters at a time, for the rows the fonts have.
func unicodeMap() string {
	used := map[rune]bool{}
	for r := range widths[regular]() {
		used[r>>8] = true
	}
	var b strings.Builder
	for row := range rune(256) {
		if used[row] {
			fmt.Fprintf(&b, "<%02X00> <%02XFF> <%02X00>\n", row, row, row)
		}
	}
	return fmt.Sprintf("%s%d beginbfrange\n%s%s", mapHead, len(strings.Split(b.String(), "\n"))-1, b.String(), mapTail)
}
