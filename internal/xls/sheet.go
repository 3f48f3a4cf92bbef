package xls

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// Sheet is one tab with cells.
type Sheet struct {
	Name   string
	Hidden bool
	cells  []cell // sorted by row and column, none empty
}

// cell is one filled cell. A sheet is kept as its cells and not as a grid: two cells at the far corners of a sheet cost two
// cells.
type cell struct {
	row, column uint16
	text        string
}

// Rows hands the rows that hold something, in order, with their number from 1; cells[i] is column i, and cells stops at the
// last one filled. The slice is used again for the next row.
func (s *Sheet) Rows(onRow func(row int, cells []string) error) error {
	var cells []string
	for i := 0; i < len(s.cells); {
		row := s.cells[i].row
		cells = cells[:0]
		for ; i < len(s.cells) && s.cells[i].row == row; i++ {
			for len(cells) <= int(s.cells[i].column) {
				cells = append(cells, "")
			}
			cells[s.cells[i].column] = s.cells[i].text
		}
		if err := onRow(int(row)+1, cells); err != nil {
			return err
		}
	}
	return nil
}

// readSheet reads the cells of a tab, nil for one that is not a sheet after all.
func (w *workbook) readSheet(t tab) (*Sheet, error) {
	if t.at >= len(w.stream) {
		return nil, ErrDamaged
	}
	s := &sheetReader{workbook: w, Sheet: Sheet{Name: t.name, Hidden: t.hidden}}
	stream := &records{stream: w.stream, at: t.at}
	depth := 0
	for n := 0; ; n++ {
		if n%4096 == 0 && w.ctx.Err() != nil {
			return nil, w.ctx.Err()
		}
		r, ok, err := stream.next()
		if err != nil {
			return nil, err
		}
		if !ok || n == 0 && r.kind != recBOF {
			return nil, ErrDamaged
		}
		switch {
		case r.kind == recBOF:
			if depth == 0 {
				if err := isBIFF8(r); err != nil {
					return nil, err
				}
			}
			depth++ // a chart inside the sheet has its own beginning and end
		case r.kind == recEOF:
			if depth--; depth == 0 {
				return s.finish()
			}
		case depth == 1:
			if err := s.read(r); err != nil {
				return nil, err
			}
		}
	}
}

// sheetReader gathers the cells of one tab.
type sheetReader struct {
	*workbook
	Sheet
	formula *cell // a formula whose text comes in the next STRING record
}

func (s *sheetReader) read(r record) error {
	d := r.data()
	need := map[uint16]int{recTextCell: 10, recNumber: 14, recRK: 10, recMulRK: 6, recBoolErr: 8, recFormula: 14, recLabel: 8, recRString: 8}[r.kind]
	if len(d) < need {
		return ErrDamaged
	}
	switch r.kind {
	case recTextCell:
		i := binary.LittleEndian.Uint32(d[6:])
		if int64(i) >= int64(len(s.texts)) {
			return ErrDamaged
		}
		return s.put(d, s.texts[i])
	case recLabel, recRString:
		p := &parts{list: r.parts}
		p.skip(6)
		text, err := p.text(2, s.limits.MaxText)
		if err != nil {
			return err
		}
		return s.put(d, text)
	case recNumber:
		return s.putNumber(d, binary.LittleEndian.Uint16(d[4:]), math.Float64frombits(binary.LittleEndian.Uint64(d[6:])))
	case recRK:
		return s.putNumber(d, binary.LittleEndian.Uint16(d[4:]), unpackRK(binary.LittleEndian.Uint32(d[6:])))
	case recMulRK:
		return s.readMany(d)
	case recBoolErr:
		if d[7] != 0 {
			return nil // #N/A and its like are empty
		}
		return s.put(d, truth(d[6]))
	case recFormula:
		return s.readFormula(d)
	case recString:
		return s.readFormulaText(r)
	}
	return nil
}

// readMany reads a run of numbers in one row: a style and a number each.
func (s *sheetReader) readMany(d []byte) error {
	column := binary.LittleEndian.Uint16(d[2:])
	for rest := d[4 : len(d)-2]; len(rest) >= 6; rest = rest[6:] {
		var place [4]byte
		copy(place[:], d[:2])
		binary.LittleEndian.PutUint16(place[2:], column)
		if err := s.putNumber(place[:], binary.LittleEndian.Uint16(rest), unpackRK(binary.LittleEndian.Uint32(rest[2:]))); err != nil {
			return err
		}
		column++
	}
	return nil
}

// readFormula takes the result that Excel kept beside the formula.
func (s *sheetReader) readFormula(d []byte) error {
	s.formula = nil
	if d[12] != 0xFF || d[13] != 0xFF {
		return s.putNumber(d, binary.LittleEndian.Uint16(d[4:]), math.Float64frombits(binary.LittleEndian.Uint64(d[6:])))
	}
	switch d[6] {
	case 0:
		s.formula = &cell{row: binary.LittleEndian.Uint16(d), column: binary.LittleEndian.Uint16(d[2:])}
	case 1:
		return s.put(d, truth(d[8]))
	}
	return nil
}

func (s *sheetReader) readFormulaText(r record) error {
	if s.formula == nil {
		return nil
	}
	p := &parts{list: r.parts}
	text, err := p.text(2, s.limits.MaxText)
	if err != nil {
		return err
	}
	place := *s.formula
	s.formula = nil
	return s.keep(cell{place.row, place.column, text})
}

// put keeps a text at the place that d begins with.
func (s *sheetReader) put(d []byte, text string) error {
	return s.keep(cell{binary.LittleEndian.Uint16(d), binary.LittleEndian.Uint16(d[2:]), text})
}

func (s *sheetReader) putNumber(d []byte, style uint16, n float64) error {
	isDate := int(style) < len(s.isDate) && s.isDate[style]
	return s.put(d, numberText(n, isDate, s.from1904))
}

func (s *sheetReader) keep(c cell) error {
	if int(c.column) >= s.limits.MaxColumns {
		return ErrTooManyColumns
	}
	if c.text = strings.TrimSpace(c.text); c.text != "" {
		s.cells = append(s.cells, c)
	}
	return nil
}

// finish puts the cells in order; of two that claim one place the last wins, as in Excel.
func (s *sheetReader) finish() (*Sheet, error) {
	slices.SortStableFunc(s.cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column)) })
	kept, rows := s.cells[:0], 0
	for _, c := range s.cells {
		if n := len(kept); n > 0 && kept[n-1].row == c.row {
			if kept[n-1].column == c.column {
				kept[n-1] = c
				continue
			}
		} else if rows++; rows > s.limits.MaxRows {
			return nil, ErrTooManyRows
		}
		kept = append(kept, c)
	}
	s.cells = kept
	return &s.Sheet, nil
}
