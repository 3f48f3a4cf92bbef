package gfc

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// field is one column of a dBase table; GFC wants characters only.
type field struct {
	name  string // 10 letters at most
	width int    // bytes, 254 at most
}

// maxWidth is the widest a character field of dBase III can be.
const maxWidth = 254

const (
	dBaseIII  = 0x03
	endOfHead = 0x0D
	endOfFile = 0x1A
	headSize  = 32
	fieldSize = 32
	languages = 29 // where readers that know code pages look for it
)

// table writes a dBase III file: a header, its fields, records of a fixed width, an end mark.
func table(fields []field, rows [][]string, made time.Time, page CodePage) ([]byte, error) {
	width := 1 // the mark of a deleted record
	for _, f := range fields {
		if f.width < 1 || f.width > maxWidth || len(f.name) < 1 || len(f.name) > 10 {
			return nil, fmt.Errorf("dBase : le champ %s (%d) n’est pas possible", f.name, f.width)
		}
		width += f.width
	}
	head := headSize + fieldSize*len(fields) + 1
	if made.Year() < 1900 || made.Year() > 2155 {
		return nil, fmt.Errorf("dBase : l’année %d n’est pas possible", made.Year())
	}
	out := make([]byte, headSize, head+width*len(rows)+1)
	out[0] = dBaseIII
	out[1], out[2], out[3] = byte(made.Year()-1900), byte(made.Month()), byte(made.Day()) //nolint:gosec // checked above
	binary.LittleEndian.PutUint32(out[4:], uint32(len(rows)))                             //nolint:gosec // rows of one trip
	binary.LittleEndian.PutUint16(out[8:], uint16(head))                                  //nolint:gosec // a few fields
	binary.LittleEndian.PutUint16(out[10:], uint16(width))
	out[languages] = page.mark
	for _, f := range fields {
		d := make([]byte, fieldSize)
		copy(d, f.name)
		d[11], d[16] = 'C', byte(f.width) //nolint:gosec // 254 at most, checked above
		out = append(out, d...)
	}
	out = append(out, endOfHead)
	for _, row := range rows {
		if len(row) != len(fields) {
			return nil, fmt.Errorf("dBase : %d valeurs pour %d champs", len(row), len(fields))
		}
		out = append(out, ' ')
		for i, f := range fields {
			value := page.encode(row[i])
			value = value[:min(len(value), f.width)]
			out = append(out, value...)
			out = append(out, strings.Repeat(" ", f.width-len(value))...)
		}
	}
	return append(out, endOfFile), nil
}
