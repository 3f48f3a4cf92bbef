package xls_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/xls"
	"github.com/openacademie/openacademie/internal/xls/fixture"
)

// grid reads the first sheet with a row for each row of the file, empty ones included.
func grid(t testing.TB, raw []byte, limits xls.Limits) [][]string {
	t.Helper()
	book, err := xls.Read(context.Background(), raw, limits)
	if err != nil {
		t.Fatal(err)
	}
	return gridOf(t, &book.Sheets[0])
}

func gridOf(t testing.TB, s *xls.Sheet) [][]string {
	t.Helper()
	var rows [][]string
	if err := s.Rows(func(row int, cells []string) error {
		for len(rows) < row {
			rows = append(rows, nil)
		}
		rows[row-1] = append([]string{}, cells...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

func show(rows [][]string) string {
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestEveryKindOfCell(t *testing.T) {
	rows := [][]any{
		{"Nom", "Prénom", "Œuvre — 𝄞"},
		nil,
		{1, 2, 3, "x", 612345678, 0.5, -7},
		{fixture.Day("2011-03-05"), fixture.Computed("calculé à l’écran"), true, fixture.Failed{}, "  blancs  ", 41702.0},
	}
	const want = "Nom|Prénom|Œuvre — 𝄞\n\n1|2|3|x|612345678|0.5|-7\n2011-03-05|calculé à l’écran|1||blancs|41702"
	for name, o := range map[string]fixture.Options{
		"plain": {}, "wide": {Wide: true}, "texts in the cells": {Inline: true}, "from 1904": {From1904: true}, "without container": {Bare: true},
		"texts cut everywhere": {RecordSize: 9},
	} {
		t.Run(name, func(t *testing.T) {
			if got := show(grid(t, fixture.Workbook(o, fixture.Sheet{Name: "Feuille", Rows: rows}), xls.Limits{})); got != want {
				t.Errorf("read\n%s\nnot\n%s", got, want)
			}
		})
	}
}

// testdata/xlwt.xls was written by xlwt 1.3 (Python), not by us: Fictitious people, three kinds of cells, two tabs, a table of
// texts over several records.
func TestAWorkbookWrittenByAnother(t *testing.T) {
	raw, err := os.ReadFile("testdata/xlwt.xls")
	if err != nil {
		t.Fatal(err)
	}
	book, err := xls.Read(context.Background(), raw, xls.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Sheets) != 2 || book.Sheets[0].Name != "Élèves" || book.Sheets[1].Name != "Vide" || book.Sheets[0].Hidden {
		t.Fatalf("sheets %+v", book.Sheets)
	}
	rows := gridOf(t, &book.Sheets[0])
	if len(rows) != 301 || show(rows[:2]) != "Elève No Etab|Nom de famille|Date Naissance|Tél. Portable|Remarque\n1|ŒHLER-1|2012-02-01|639980001|"+strings.TrimSpace(strings.Repeat("remarque longue ", 20)) {
		t.Errorf("%d rows, the first\n%s", len(rows), show(rows[:2]))
	}
	if last := rows[300]; last[0] != "300" || last[1] != "ŒHLER-300" {
		t.Errorf("last row %q", last)
	}
}

// What is written is read back, whatever the texts and wherever they are cut.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := fixture.Options{
			RecordSize: rapid.IntRange(9, 200).Draw(rt, "record"), Wide: rapid.Bool().Draw(rt, "wide"), Inline: rapid.Bool().Draw(rt, "inline"),
			From1904: rapid.Bool().Draw(rt, "1904"), Bare: rapid.Bool().Draw(rt, "bare"),
		}
		text := rapid.StringMatching(`[a-zàéèœ𝄞€ ]{0,30}`)
		var rows [][]any
		var want [][]string
		for range rapid.IntRange(0, 20).Draw(rt, "rows") {
			var row []any
			var said []string
			for range rapid.IntRange(0, 8).Draw(rt, "cells") {
				s := text.Draw(rt, "text")
				row, said = append(row, s), append(said, strings.TrimSpace(s))
			}
			for len(said) > 0 && said[len(said)-1] == "" {
				said = said[:len(said)-1]
			}
			rows, want = append(rows, row), append(want, said)
		}
		for len(want) > 0 && len(want[len(want)-1]) == 0 {
			want = want[:len(want)-1]
		}
		if got := grid(t, fixture.Workbook(o, fixture.Sheet{Name: "f", Rows: rows}), xls.Limits{}); show(got) != show(want) {
			rt.Fatalf("read\n%s\nnot\n%s", show(got), show(want))
		}
	})
}

func TestRefused(t *testing.T) {
	sheet := fixture.Sheet{Name: "f", Rows: [][]any{{"a", "b", "c"}, {"d"}, {"e"}}}
	whole := fixture.Workbook(fixture.Options{}, sheet)
	bare := fixture.Workbook(fixture.Options{Bare: true}, sheet)
	changed := func(at int, b ...byte) []byte {
		raw := bytes.Clone(whole)
		copy(raw[at:], b)
		return raw
	}
	fat := binary.LittleEndian.Uint32(whole[76:])
	looping := changed(68, 0, 0, 0, 0) // the list of FATs goes on in sector 0, whose last word names sector 0
	copy(looping[512+508:], []byte{0, 0, 0, 0})
	firstOfFAT := 512 * (int(fat) + 1)
	for name, c := range map[string]struct {
		raw    []byte
		limits xls.Limits
		err    error
	}{
		"text":                       {[]byte("Nom;Prénom"), xls.Limits{}, xls.ErrNotExcel},
		"nothing":                    {nil, xls.Limits{}, xls.ErrNotExcel},
		"Excel 95":                   {fixture.Workbook(fixture.Options{Version: 0x0500}, sheet), xls.Limits{}, xls.ErrOlder},
		"Excel 3":                    {[]byte("\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00"), xls.Limits{}, xls.ErrOlder},
		"password":                   {fixture.Workbook(fixture.Options{Encrypted: true}, sheet), xls.Limits{}, xls.ErrEncrypted},
		"signature alone":            {whole[:8], xls.Limits{}, xls.ErrDamaged},
		"header alone":               {whole[:512], xls.Limits{}, xls.ErrDamaged},
		"cut short":                  {whole[:len(whole)/2], xls.Limits{}, xls.ErrDamaged},
		"cut in a record":            {bare[:len(bare)-7], xls.Limits{}, xls.ErrDamaged},
		"without its end":            {bare[:len(bare)-4], xls.Limits{}, xls.ErrDamaged},
		"a chain that loops":         {changed(firstOfFAT, 0, 0, 0, 0), xls.Limits{}, xls.ErrDamaged},
		"a list of FATs that loops":  {looping, xls.Limits{}, xls.ErrDamaged},
		"a directory that loops":     {changed(512+128+68, 1, 0, 0, 0), xls.Limits{}, xls.ErrDamaged},
		"sectors of 2 GiB":           {changed(30, 31), xls.Limits{}, xls.ErrDamaged},
		"another kind of document":   {bytes.ReplaceAll(whole, []byte("W\x00o\x00r\x00k\x00b\x00"), []byte("W\x00o\x00r\x00d\x00D\x00")), xls.Limits{}, xls.ErrNotExcel},
		"too many bytes":             {whole, xls.Limits{MaxBytes: len(whole) - 1}, xls.ErrTooBig},
		"too many sheets":            {fixture.Workbook(fixture.Options{}, sheet, sheet), xls.Limits{MaxSheets: 1}, xls.ErrTooBig},
		"too many rows":              {whole, xls.Limits{MaxRows: 2}, xls.ErrTooManyRows},
		"too many columns":           {whole, xls.Limits{MaxColumns: 2}, xls.ErrTooManyColumns},
		"a text too long":            {fixture.Workbook(fixture.Options{}, fixture.Sheet{Rows: [][]any{{strings.Repeat("a", 300)}}}), xls.Limits{MaxText: 200}, xls.ErrTextTooLong},
		"a text that does not exist": {bytes.Replace(bare, []byte("\xFD\x00\x0A\x00\x01\x00\x00\x00\x00\x00\x03"), []byte("\xFD\x00\x0A\x00\x01\x00\x00\x00\x00\x00\x63"), 1), xls.Limits{}, xls.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := xls.Read(context.Background(), c.raw, c.limits); !errors.Is(err, c.err) {
				t.Errorf("error %v, not %v", err, c.err)
			}
		})
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := xls.Read(ctx, fixture.Workbook(fixture.Options{}, fixture.Sheet{Rows: [][]any{{"a"}}}), xls.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// FuzzRead: whatever the bytes, no panic, a named error, and twice the same.
func FuzzRead(f *testing.F) {
	sheet := fixture.Sheet{Name: "f", Rows: [][]any{{"Prénom", 1, 2, 0.5}, {fixture.Day("2011-03-05"), fixture.Computed("x"), true, fixture.Failed{}}}}
	for _, o := range []fixture.Options{{}, {Bare: true}, {Bare: true, Inline: true, Wide: true}, {Bare: true, RecordSize: 9}, {Encrypted: true}} {
		f.Add(fixture.Workbook(o, sheet))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		book, err := xls.Read(context.Background(), raw, xls.Limits{MaxBytes: 1 << 20})
		if err != nil {
			for _, known := range []error{
				xls.ErrNotExcel, xls.ErrOlder, xls.ErrEncrypted, xls.ErrDamaged, xls.ErrTooBig, xls.ErrTooManyRows, xls.ErrTooManyColumns, xls.ErrTextTooLong,
			} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("unnamed error %v", err)
		}
		again, err := xls.Read(context.Background(), raw, xls.Limits{MaxBytes: 1 << 20})
		if err != nil || len(again.Sheets) != len(book.Sheets) {
			t.Fatalf("two readings differ: %v", err)
		}
		for i := range book.Sheets {
			if show(gridOf(t, &book.Sheets[i])) != show(gridOf(t, &again.Sheets[i])) {
				t.Fatal("two readings differ")
			}
		}
	})
}
