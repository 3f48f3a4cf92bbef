package statement

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/xls"
)

// Table is a file of columns, with what could be found out about it.
type Table struct {
	Rows      []Row // blank ones left out
	Separator rune  // of a text
	Encoding  string
	From1904  bool // days of the workbook count from 1904
}

// Row is one row of cells; No is its number in the file.
type Row struct {
	No    int
	Cells []string
}

// Cell is a cell of the row, empty beyond its end.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Width is the number of columns of the widest row.
func (t *Table) Width() int {
	width := 0
	for _, r := range t.Rows {
		width = max(width, len(r.Cells))
	}
	return width
}

// add keeps a row that holds something.
func (t *Table) add(r Row) {
	for _, c := range r.Cells {
		if c != "" {
			t.Rows = append(t.Rows, r)
			return
		}
	}
}

func looksLikeWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) || xls.IsBinary(raw)
}

// readWorkbook reads the first sheet that holds something, with the guarded readers of the school's own imports.
func readWorkbook(ctx context.Context, name string, raw []byte, limits Limits) (*Table, error) {
	file := siecle.File{Name: name, Size: int64(len(raw)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}
	tables, _, err := siecle.ReadTables(ctx, file, siecle.Limits{
		MaxBytes: int64(limits.MaxBytes), MaxTotalBytes: 4 * int64(limits.MaxBytes), MaxText: limits.MaxText, MaxRecords: limits.MaxRows + 1, MaxColumns: limits.MaxColumns,
	})
	if err != nil {
		return nil, workbookError(ctx, err)
	}
	for i := range tables {
		t := &Table{}
		if day, _ := tables[i].Day("40000"); day != "2009-07-06" {
			t.From1904 = true
		}
		err := tables[i].Rows(func(no int, cells []string) error {
			row := Row{No: no}
			for _, c := range cells {
				row.Cells = append(row.Cells, clean(c))
			}
			if t.add(row); len(t.Rows) > limits.MaxRows {
				return ErrTooMany
			}
			return nil
		})
		if err != nil {
			return nil, workbookError(ctx, err)
		}
		if len(t.Rows) > 0 {
			return t, nil
		}
	}
	return nil, ErrEmpty
}

// workbookError says in the words of a statement what the reader of workbooks refused.
func workbookError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, known := range []struct{ theirs, ours error }{
		{siecle.ErrTooBig, ErrTooBig}, {siecle.ErrTooManyRecords, ErrTooMany}, {ErrTooMany, ErrTooMany}, {siecle.ErrTooManyColumns, ErrTooWide},
		{siecle.ErrTextTooLong, ErrTextLong}, {siecle.ErrNoTable, ErrNotATable}, {siecle.ErrDoctype, ErrDoctype},
	} {
		if errors.Is(err, known.theirs) {
			return known.ours
		}
	}
	return ErrWorkbook
}
