package statement

import (
	"bytes"
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// decode gives the text of a file in UTF-8. Bytes are believed, not declarations: what reads as UTF-8 is UTF-8, the rest is
// Windows-1252, of which ISO-8859-1 is a part. A text holds no NUL.
func decode(raw []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		text, encoding = strings.ToValidUTF8(string(raw[3:]), "\ufffd"), "UTF-8"
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		out, err := utf.UTF16(utf.LittleEndian, utf.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", "", ErrNotATable
		}
		text, encoding = string(out), "UTF-16"
	case mostlyUTF8(raw):
		text, encoding = strings.ToValidUTF8(string(raw), "\ufffd"), "UTF-8"
	default:
		out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err != nil {
			return "", "", ErrNotATable
		}
		text, encoding = string(out), "Windows-1252"
	}
	if strings.ContainsRune(text, 0) {
		return "", "", ErrNotATable
	}
	if strings.TrimSpace(text) == "" {
		return "", "", ErrEmpty
	}
	return text, encoding, nil
}

// mostlyUTF8 tells UTF-8 from Windows-1252, where accented letters practically never make its sequences. A label cut in the
// middle of a letter leaves a bad byte here and there.
func mostlyUTF8(raw []byte) bool {
	sequences, bad := 0, 0
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			sequences++
		}
		i += size
	}
	return bad == 0 || sequences > 4*bad
}

// separators are tried in this order: of two that cut a file equally well, the French one is the right one.
var separators = []rune{';', '\t', '|', ','}

// readText reads a text in columns. The separator is the one that cuts the most lines into the same number of columns.
func readText(ctx context.Context, text string, limits Limits) (*Table, error) {
	best, bestScore := (*Table)(nil), 0
	var refused error
	for _, separator := range separators {
		if !strings.ContainsRune(text, separator) {
			continue
		}
		table, err := cut(ctx, text, separator, limits)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if refused == nil {
				refused = err
			}
			continue
		}
		if score := table.evenness(); score > bestScore {
			best, bestScore = table, score
		}
	}
	switch {
	case best != nil:
		return best, nil
	case refused != nil:
		return nil, refused
	}
	return nil, ErrOneColumn
}

// evenness counts the rows that have the commonest number of columns, when it is more than one.
func (t *Table) evenness() int {
	counts := map[int]int{}
	for _, r := range t.Rows {
		counts[len(r.Cells)]++
	}
	score := 0
	for width, n := range counts {
		if width > 1 && n > 0 {
			score = max(score, n*16+min(width, 15)) // rows first; of two as even, the one that cuts finer
		}
	}
	return score
}

// cut reads the cells of a text: a cell may stand between quotes, and then hold separators, line ends and doubled quotes. A
// quote in the middle of a cell is a character like another: banks write "RUE DE L"EGLISE".
func cut(ctx context.Context, text string, separator rune, limits Limits) (*Table, error) {
	t := &Table{Separator: separator}
	line := 1
	for i := 0; i < len(text); {
		if len(t.Rows)%512 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row := Row{No: line}
		for {
			cell, next, lines, end, err := cutCell(text, i, separator, limits.MaxText)
			if err != nil {
				return nil, &RowError{line, err}
			}
			i, line = next, line+lines
			row.Cells = append(row.Cells, cell)
			if len(row.Cells) > limits.MaxColumns {
				return nil, &RowError{row.No, ErrTooWide}
			}
			if end {
				break
			}
		}
		if t.add(row); len(t.Rows) > limits.MaxRows {
			return nil, ErrTooMany
		}
	}
	return t, nil
}

// cutCell reads one cell from i: its text, where the next one starts, how many lines it went down, whether the row is over.
func cutCell(text string, i int, separator rune, longest int) (cell string, next, lines int, end bool, err error) {
	quoted := i < len(text) && text[i] == '"'
	if quoted {
		if close, ok := closing(text, i, separator); ok {
			cell = strings.ReplaceAll(text[i+1:close], `""`, `"`)
			lines = strings.Count(cell, "\n")
			i = close + 1
		} else {
			quoted = false
		}
	}
	start := i
	for i < len(text) && text[i] != '\n' && text[i] != '\r' {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != separator {
			i += size
			continue
		}
		if !quoted {
			cell = text[start:i]
		}
		if len(cell) > longest {
			return "", 0, 0, false, ErrTextLong
		}
		return clean(cell), i + size, lines, false, nil
	}
	if !quoted {
		cell = text[start:i]
	}
	if len(cell) > longest {
		return "", 0, 0, false, ErrTextLong
	}
	if i < len(text) && text[i] == '\r' {
		i++
	}
	if i < len(text) && text[i] == '\n' {
		i++
	}
	return clean(cell), i, lines + 1, true, nil
}

// closing finds the quote that ends the cell opened at i: one that a separator or a line end follows.
func closing(text string, i int, separator rune) (at int, ok bool) {
	for j := i + 1; j < len(text) && j-i < 8192; j++ {
		if text[j] != '"' {
			continue
		}
		if j+1 < len(text) && text[j+1] == '"' {
			j++
			continue
		}
		rest := strings.TrimLeft(text[j+1:min(len(text), j+8)], " ")
		if rest == "" || rest[0] == '\r' || rest[0] == '\n' || strings.HasPrefix(rest, string(separator)) {
			return j, true
		}
		return 0, false
	}
	return 0, false
}

// clean makes a cell one line of visible text.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func looksLikeXML(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return strings.HasPrefix(text, "<?xml") || strings.HasPrefix(text, "<Document") || strings.HasPrefix(text, "<!DOCTYPE")
}
