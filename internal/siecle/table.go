package siecle

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/openacademie/openacademie/internal/xls"
)

// Table is one sheet of a workbook, of either age, or a whole text file with separators: rows of text.
type Table struct {
	from1904 bool
	walk     func(onRow func(row int, cells []string) error) error
}

// Rows hands the rows with their number as a person counts them; cells stops at the last one filled, and is used again for
// the next row.
func (t *Table) Rows(onRow func(row int, cells []string) error) error { return t.walk(onRow) }

// Day reads a cell that is a date, typed as text or kept as a serial number: "2006-01-02", "" for an empty one, ok false for
// anything else.
func (t *Table) Day(cell string) (day string, ok bool) {
	if day, ok := parseDate(cell); ok {
		return day, true
	}
	return parseSerial(strings.TrimSpace(cell), t.from1904)
}

// ReadTables reads a file that is not one of SIECLE's own as tables: a workbook (.xlsx or .xls), or a text file with
// semicolons, commas or tabs between its columns. Its errors are those of [Read].
func ReadTables(ctx context.Context, file File, limits Limits) ([]Table, FileInfo, error) {
	r := &reading{ctx: ctx, limits: limits.withDefaults(), seen: map[string]string{}}
	info := FileInfo{Name: file.Name}
	raw, err := r.take(file)
	if err != nil {
		return nil, info, err
	}
	info.SHA256 = digestOf(raw)
	info.Kind = KindWorkbook
	switch sniff(raw) {
	case contentZip:
		var archive zipArchive
		archive, err = r.openZip(file.Name, raw)
		if err != nil {
			return nil, info, err
		}
		if !isWorkbook(archive) {
			return nil, info, &FileError{File: file.Name, Err: ErrNoTable}
		}
		tables, err := r.newTables(file.Name, archive)
		return tables, info, err
	case contentOldExcel:
		tables, err := r.oldTables(file.Name, raw)
		return tables, info, err
	case contentXML, contentUnknown:
	}
	text, encoding, _, err := toUTF8(file.Name, raw)
	if err != nil || strings.ContainsRune(string(text), 0) {
		return nil, info, &FileError{File: file.Name, Err: ErrNoTable}
	}
	info.Encoding = encoding
	return []Table{r.textTable(file.Name, string(text))}, info, nil
}

// oldTables reads a workbook of Excel 97–2003.
func (r *reading) oldTables(name string, raw []byte) ([]Table, error) {
	book, err := xls.Read(r.ctx, raw, xls.Limits{MaxBytes: int(r.limits.MaxBytes), MaxRows: r.limits.MaxRecords, MaxColumns: r.limits.MaxColumns, MaxText: r.limits.MaxText})
	if err != nil {
		if ctxErr := r.ctx.Err(); ctxErr != nil {
			return nil, ctxErr
		}
		return nil, &FileError{File: name, Err: oldExcelError(err)}
	}
	var tables []Table
	for i := range book.Sheets {
		tables = append(tables, Table{from1904: book.From1904, walk: book.Sheets[i].Rows})
	}
	return tables, nil
}

// oldExcelError says in French why a binary workbook is refused.
func oldExcelError(err error) error {
	for _, known := range []struct{ xls, said error }{
		{xls.ErrOlder, ErrOldExcel}, {xls.ErrEncrypted, ErrWorkbookLocked}, {xls.ErrTooBig, ErrTooBig}, {xls.ErrTooManyRows, ErrTooManyRecords},
		{xls.ErrTooManyColumns, ErrTooManyColumns}, {xls.ErrTextTooLong, ErrTextTooLong}, {xls.ErrNotExcel, ErrNoTable},
	} {
		if errors.Is(err, known.xls) {
			return known.said
		}
	}
	return ErrWorkbook
}

// newTables reads the sheets of an .xlsx; each is walked when its rows are asked for.
func (r *reading) newTables(name string, archive zipArchive) ([]Table, error) {
	w := &workbook{reading: r, name: name, archive: archive}
	sheets, err := w.sheets()
	if err != nil {
		return nil, err
	}
	if err := w.readSharedStrings(); err != nil {
		return nil, err
	}
	var tables []Table
	for _, sheet := range sheets {
		tables = append(tables, Table{from1904: w.from1904, walk: func(onRow func(int, []string) error) error { return w.walkRows(sheet, onRow) }})
	}
	return tables, nil
}

// textTable reads lines. The separator is the one that the first line has most of: Excel writes semicolons in France, other
// programs commas or tabs.
func (r *reading) textTable(name, text string) Table {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	separator := ';'
	for _, c := range []rune{',', '\t'} {
		if strings.Count(first, string(c)) > strings.Count(first, string(separator)) {
			separator = c
		}
	}
	return Table{walk: func(onRow func(int, []string) error) error {
		lines := csv.NewReader(strings.NewReader(text))
		lines.Comma, lines.FieldsPerRecord, lines.LazyQuotes, lines.ReuseRecord = separator, -1, true, true
		for n := 0; ; n++ {
			cells, err := lines.Read()
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return &FileError{File: name, Err: ErrNoTable}
			case n%1024 == 0 && r.ctx.Err() != nil:
				return r.ctx.Err()
			case n >= r.limits.MaxRecords:
				return &FileError{File: name, Err: ErrTooManyRecords}
			}
			row, _ := lines.FieldPos(0)
			if len(cells) > r.limits.MaxColumns {
				return &FileError{File: name, Line: row, Err: ErrTooManyColumns}
			}
			for i, cell := range cells {
				if len(cell) > r.limits.MaxText {
					return &FileError{File: name, Line: row, Err: ErrTextTooLong}
				}
				cells[i] = strings.TrimSpace(cell)
			}
			if err := onRow(row, cells); err != nil {
				return err
			}
		}
	}}
}
