package xls

import (
	"context"
	"encoding/binary"
)

// workbook is one stream of records being read.
type workbook struct {
	ctx      context.Context
	limits   Limits
	stream   []byte
	from1904 bool
	formats  map[uint16]string // written in the file; the others are built in
	xfs      []uint16          // number of the format of each style of cell
	isDate   []bool            // of each style
	texts    []string
	tabs     []tab
}

// tab is where a sheet begins.
type tab struct {
	name   string
	hidden bool
	at     int
}

func (w *workbook) read() (*Book, error) {
	if err := w.readGlobals(); err != nil {
		return nil, err
	}
	for _, format := range w.xfs {
		w.isDate = append(w.isDate, isDateFormat(format, w.formats[format]))
	}
	book := &Book{From1904: w.from1904}
	for _, t := range w.tabs {
		s, err := w.readSheet(t)
		if err != nil {
			return nil, err
		}
		if s != nil {
			book.Sheets = append(book.Sheets, *s)
		}
	}
	return book, nil
}

// readGlobals reads what the sheets share. It ends with its own EOF: without it the file was cut.
func (w *workbook) readGlobals() error {
	s := &records{stream: w.stream}
	for n := 0; ; n++ {
		r, ok, err := s.next()
		if err != nil {
			return err
		}
		if !ok {
			return ErrDamaged
		}
		if n == 0 {
			if err := isBIFF8(r); err != nil {
				return err
			}
			continue
		}
		switch r.kind {
		case recFilePass:
			return ErrEncrypted
		case recEOF:
			return nil
		case recDateMode:
			w.from1904 = len(r.data()) >= 2 && r.data()[0] == 1
		case recXF:
			if len(r.data()) < 4 {
				return ErrDamaged
			}
			w.xfs = append(w.xfs, binary.LittleEndian.Uint16(r.data()[2:]))
		case recFormat:
			err = w.readFormat(r)
		case recSheet:
			err = w.readTab(r)
		case recTexts:
			err = w.readTexts(r)
		}
		if err != nil {
			return err
		}
	}
}

func isBIFF8(r record) error {
	switch {
	case r.kind != recBOF || len(r.data()) < 4:
		return ErrDamaged
	case binary.LittleEndian.Uint16(r.data()) != biff8:
		return ErrOlder
	}
	return nil
}

func (w *workbook) readFormat(r record) error {
	p := &parts{list: r.parts}
	number, ok := p.bytes(2)
	if !ok {
		return ErrDamaged
	}
	code, err := p.text(2, w.limits.MaxText)
	if err != nil {
		return err
	}
	w.formats[binary.LittleEndian.Uint16(number)] = code
	return nil
}

func (w *workbook) readTab(r record) error {
	p := &parts{list: r.parts}
	head, ok := p.bytes(6)
	if !ok {
		return ErrDamaged
	}
	name, err := p.text(1, w.limits.MaxText)
	if err != nil {
		return err
	}
	if head[5] != 0 {
		return nil // a chart or a macro sheet: no cells
	}
	if len(w.tabs) == w.limits.MaxSheets {
		return ErrTooBig
	}
	w.tabs = append(w.tabs, tab{name: name, hidden: head[4]&3 != 0, at: int(binary.LittleEndian.Uint32(head))})
	return nil
}

func (w *workbook) readTexts(r record) error {
	p := &parts{list: r.parts}
	head, ok := p.bytes(8)
	if !ok {
		return ErrDamaged
	}
	count := int64(binary.LittleEndian.Uint32(head[4:]))
	if count*3 > int64(len(w.stream)) { // the shortest text takes three bytes: the count lies
		return ErrDamaged
	}
	w.texts = make([]string, 0, count)
	for n := range count {
		if n%1024 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		text, err := p.text(2, w.limits.MaxText)
		if err != nil {
			return err
		}
		w.texts = append(w.texts, text)
	}
	return nil
}
