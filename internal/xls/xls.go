// Package xls reads the binary workbooks of Excel 97–2003 (.xls): an OLE2 container that holds a stream of BIFF8 records.
// SIECLE and GIGC still export them.
//
// The Go libraries that read this format panic on damaged files, and what we are given comes from outside. This reader
// takes only what an export has, the text of its cells, and refuses the rest by name. It is a pure package: bytes in, one
// [Book] out, no formula worked out, no macro looked at. It holds no more than a small multiple of the file's own size.
package xls

import (
	"bytes"
	"context"
	"errors"
)

// Why a workbook is refused. The sentences belong to who shows them: these are for programs.
var (
	ErrNotExcel       = errors.New("xls: not a binary workbook")
	ErrOlder          = errors.New("xls: written by a version older than Excel 97")
	ErrEncrypted      = errors.New("xls: protected by a password")
	ErrDamaged        = errors.New("xls: damaged or cut short")
	ErrTooBig         = errors.New("xls: too big")
	ErrTooManyRows    = errors.New("xls: too many rows")
	ErrTooManyColumns = errors.New("xls: too many columns")
	ErrTextTooLong    = errors.New("xls: a text is too long")
)

// Limits bound what a workbook may cost. A zero field takes the value of [DefaultLimits].
type Limits struct {
	MaxBytes   int // of the file
	MaxSheets  int
	MaxRows    int // rows of one sheet that hold something
	MaxColumns int
	MaxText    int // bytes of one text, in UTF-8
}

// DefaultLimits are those of the format itself, where it has some.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 64 << 20, MaxSheets: 64, MaxRows: 65_536, MaxColumns: 256, MaxText: 32 << 10}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, field := range []struct {
		value    *int
		standard int
	}{
		{&l.MaxBytes, d.MaxBytes}, {&l.MaxSheets, d.MaxSheets}, {&l.MaxRows, d.MaxRows}, {&l.MaxColumns, d.MaxColumns}, {&l.MaxText, d.MaxText},
	} {
		if *field.value <= 0 {
			*field.value = field.standard
		}
	}
	return l
}

// Book is what a workbook says: its sheets of cells, in the order of the tabs.
type Book struct {
	From1904 bool // days count from 1904 (old Mac files); matters for a date that is not shown as one
	Sheets   []Sheet
}

var (
	oleSignature = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	bareBIFF8    = []byte("\x09\x08\x10\x00\x00\x06") // a stream of records without its container: some programs write it so
)

// IsBinary tells whether the first bytes are those of a binary workbook, of any age.
func IsBinary(raw []byte) bool {
	return bytes.HasPrefix(raw, oleSignature) || len(raw) > 4 && raw[0] == 0x09 && (raw[1] == 0x00 || raw[1] == 0x02 || raw[1] == 0x04 || raw[1] == 0x08)
}

// Read reads a workbook. Its errors are those of this package, or that of ctx.
func Read(ctx context.Context, raw []byte, limits Limits) (*Book, error) {
	limits = limits.withDefaults()
	if len(raw) > limits.MaxBytes {
		return nil, ErrTooBig
	}
	var stream []byte
	switch {
	case bytes.HasPrefix(raw, oleSignature):
		var err error
		if stream, err = workbookStream(raw); err != nil {
			return nil, err
		}
	case bytes.HasPrefix(raw, bareBIFF8):
		stream = raw
	case IsBinary(raw):
		return nil, ErrOlder
	default:
		return nil, ErrNotExcel
	}
	w := &workbook{ctx: ctx, limits: limits, stream: stream, formats: map[uint16]string{}}
	return w.read()
}
