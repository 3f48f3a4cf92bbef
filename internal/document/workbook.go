package document

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// XLSX writes the sheet as a workbook of one sheet: typed cells, a frozen head, filters, widths that fit, ready to print.
func (s Sheet) XLSX() ([]byte, error) {
	return workbook(s.Title, Origin{}, s)
}

// workbook writes sheets into one file. A zero origin leaves the author and the date out.
func workbook(title string, o Origin, sheets ...Sheet) ([]byte, error) {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // nothing on disk
	if err := properties(file, title, o); err != nil {
		return nil, err
	}
	styles, err := newStyles(file)
	if err != nil {
		return nil, err
	}
	for i, s := range sheets {
		name := sheetName(s.Title, i)
		if i == 0 {
			err = file.SetSheetName("Sheet1", name)
		} else {
			_, err = file.NewSheet(name)
		}
		if err == nil {
			err = fill(file, name, s, styles)
		}
		if err != nil {
			return nil, fmt.Errorf("classeur : %w", err)
		}
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("classeur : %w", err)
	}
	return out.Bytes(), nil
}

func properties(file *excelize.File, title string, o Origin) error {
	made := o.MadeAt
	if made.IsZero() {
		made = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // excelize would write a date of its own
	}
	stamp := made.UTC().Format(time.RFC3339)
	err := file.SetDocProps(&excelize.DocProperties{
		Title: fileText(title), Creator: joinNonEmpty(" – ", fileText(o.Letterhead.SchoolName), "Open Académie"), Language: "fr",
		Created: stamp, Modified: stamp,
	})
	if err == nil {
		err = file.SetAppProps(&excelize.AppProperties{Application: "Open Académie"})
	}
	if err != nil {
		return fmt.Errorf("classeur : %w", err)
	}
	return nil
}

// styles are the ids of the styles of a file: of a head, and of cells and totals by kind.
type styles struct {
	head        int
	cell, total [KindInt + 1]int
}

func newStyles(file *excelize.File) (styles, error) {
	formats := [...]string{KindText: "@", KindMoney: `#,##0.00\ "€";[Red]\-#,##0.00\ "€"`, KindDay: "dd/mm/yyyy", KindInt: "#,##0"}
	var all styles
	var err error
	add := func(s *excelize.Style) int {
		id, e := file.NewStyle(s)
		if e != nil && err == nil {
			err = fmt.Errorf("classeur : %w", e)
		}
		return id
	}
	all.head = add(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: "16213C"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"ECF0FD"}},
		Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "18359B"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	for kind, format := range formats {
		all.cell[kind] = add(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
		all.total[kind] = add(&excelize.Style{
			CustomNumFmt: &format, Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "top", Style: 1, Color: "16213C"}},
		})
	}
	return all, err
}

// fill writes one sheet.
func fill(file *excelize.File, name string, s Sheet, st styles) error {
	if len(s.Columns) == 0 {
		return nil
	}
	w := &writer{file: file, sheet: name}
	for i, c := range s.Columns {
		w.text(i, 1, c.Name)
		w.width(i, s)
	}
	for r, row := range s.Rows {
		for i := range s.Columns {
			w.cell(i, r+2, cellAt(row, i))
		}
	}
	last := len(s.Rows) + 1
	if len(s.Rows) > 0 {
		for i, c := range s.Columns {
			w.style(i, 2, i, last, st.cell[c.Kind])
		}
	}
	right := len(s.Columns) - 1
	w.style(0, 1, right, 1, st.head)
	w.do(func() error { return file.AutoFilter(name, w.at(0, 1)+":"+w.at(right, last), nil) })
	if s.Total != nil {
		for i, c := range s.Columns {
			w.cell(i, last+1, cellAt(s.Total, i))
			w.style(i, last+1, i, last+1, st.total[c.Kind])
		}
	}
	w.layout(right)
	return w.err
}

// writer keeps the first error of many small writes. Columns count from 0, rows from 1.
type writer struct {
	file  *excelize.File
	sheet string
	err   error
}

func (w *writer) do(write func() error) {
	if w.err == nil {
		w.err = write()
	}
}

func (w *writer) at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	w.do(func() error { return err })
	return name
}

func (w *writer) text(column, row int, s string) {
	w.do(func() error { return w.file.SetCellStr(w.sheet, w.at(column, row), fileText(s)) })
}

func (w *writer) style(column, row, toColumn, toRow, id int) {
	w.do(func() error { return w.file.SetCellStyle(w.sheet, w.at(column, row), w.at(toColumn, toRow), id) })
}

// epoch is day 0 of a workbook; its count is wrong before March 1900, where days are written as text.
const epoch, trusted law.Day = "1899-12-30", "1900-03-01"

func (w *writer) cell(column, row int, c Cell) {
	at := w.at(column, row)
	switch {
	case c.kind == KindMoney:
		// A workbook knows no decimal but the double: the one nearest to the amount is read from its digits, never computed.
		euros, err := strconv.ParseFloat(strings.Replace(cents.Amount(c.number).Plain(), ",", ".", 1), 64)
		w.do(func() error { return err })
		w.do(func() error { return w.file.SetCellFloat(w.sheet, at, euros, 2, 64) })
	case c.kind == KindInt:
		w.do(func() error { return w.file.SetCellInt(w.sheet, at, c.number) })
	case c.kind == KindDay && c.day >= trusted:
		w.do(func() error { return w.file.SetCellInt(w.sheet, at, int64(epoch.DaysUntil(c.day))) })
	case c.file() != "":
		text := c.text
		switch {
		case c.kind == KindDay:
			text = c.day.Short()
		case c.lines:
			text = strings.ReplaceAll(text, "\n", " · ")
		}
		w.text(column, row, text)
	}
}

// width fits a column to its longest value, within reason.
func (w *writer) width(column int, s Sheet) {
	longest := utf8.RuneCountInString(s.Columns[column].Name) + 4 // the button of the filter
	for _, row := range append([][]Cell{s.Total}, s.Rows...) {
		longest = max(longest, utf8.RuneCountInString(cellAt(row, column).file())+3)
	}
	name, err := excelize.ColumnNumberToName(column + 1)
	w.do(func() error { return err })
	w.do(func() error { return w.file.SetColWidth(w.sheet, name, name, float64(min(longest, 60))) })
}

// layout freezes the head and makes the sheet print on A4, one page wide, with its head on every page.
func (w *writer) layout(right int) {
	paper, orientation, height := 9, "portrait", 0
	if right > 5 {
		orientation = "landscape"
	}
	fit := true
	w.do(func() error {
		return w.file.SetPanes(w.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	})
	w.do(func() error {
		return w.file.SetPageLayout(w.sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToHeight: &height})
	})
	w.do(func() error { return w.file.SetSheetProps(w.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}) })
	w.do(func() error {
		return w.file.SetHeaderFooter(w.sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&A&Rpage &P/&N"})
	})
	w.do(func() error {
		return w.file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", RefersTo: "'" + strings.ReplaceAll(w.sheet, "'", "''") + "'!$1:$1", Scope: w.sheet,
		})
	})
}

// sheetName is a name a workbook accepts: 1 to 31 UTF-16 units, without : \ / ? * [ ] nor an apostrophe at its ends.
func sheetName(title string, i int) string {
	title = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, fileText(title))
	for utf16Len(title) > 31 {
		_, n := utf8.DecodeLastRuneInString(title)
		title = title[:len(title)-n]
	}
	if title = strings.Trim(title, "' "); title == "" {
		return fmt.Sprintf("Feuille %d", i+1)
	}
	return title
}

func utf16Len(s string) int { return len(utf16.Encode([]rune(s))) }
