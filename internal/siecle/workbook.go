package siecle

import (
	"archive/zip"
	"errors"
	"path"
	"strconv"
	"strings"
)

// A workbook is read with the same guarded walker as the XML files rather than with a spreadsheet library: the library stops
// without a word at the first damaged cell, and half a school would then look like a school that lost half its pupils. It
// also writes large sheets to temporary files, where pupils' data has no business.

const workbookPath = "xl/workbook.xml"

// headerRows is how far down the row of headers is looked for: some people add a title above it.
const headerRows = 10

// sharedStringsPerRecord: a row has many texts, so the table of texts may be that much longer than the sheet.
const sharedStringsPerRecord = 20

// errStop ends a walk early and is never seen outside.
var errStop = errors.New("stop")

// zipArchive is an archive whose directory was judged.
type zipArchive = *zip.Reader

// workbook is one .xlsx being read.
type workbook struct {
	reading  *reading
	name     string
	archive  zipArchive
	shared   []string
	from1904 bool
}

func (r *reading) readWorkbook(info FileInfo, archive zipArchive) error {
	tables, err := r.newTables(info.Name, archive)
	if err != nil {
		return err
	}
	return r.readPupilTables(info, tables)
}

// readOldWorkbook reads « élèves complète » as SIECLE has long written it: a binary workbook.
func (r *reading) readOldWorkbook(info FileInfo, raw []byte) error {
	tables, err := r.oldTables(info.Name, raw)
	if err != nil {
		return err
	}
	return r.readPupilTables(info, tables)
}

// readPupilTables reads the first sheet that has the headers of « élèves complète ».
func (r *reading) readPupilTables(info FileInfo, tables []Table) error {
	info.Kind = KindWorkbook
	for i := range tables {
		reader := &sheetReader{part: &part{info: info, hasAddresses: true}, table: &tables[i]}
		err := tables[i].Rows(reader.readRow)
		if err != nil && !errors.Is(err, errStop) {
			return err
		}
		if reader.columns != nil {
			reader.finish()
			r.parts = append(r.parts, reader.part)
			return nil
		}
	}
	return &FileError{File: info.Name, Err: ErrWorkbookHeaders}
}

// sheets lists the paths of the sheets in the order of the tabs.
func (w *workbook) sheets() ([]string, error) {
	targets := map[string]string{}
	err := w.walk("xl/_rels/workbook.xml.rels", w.reading.limits.MaxRecords, "Relationships", func(e *element) error {
		targets[e.key("Id")] = e.key("Target")
		return nil
	})
	if err != nil {
		return nil, err
	}
	var sheets []string
	err = w.walk(workbookPath, w.reading.limits.MaxRecords, "workbook", func(e *element) error {
		switch e.name {
		case "workbookPr":
			date1904 := parseBool(e.key("date1904"))
			w.from1904 = date1904 != nil && *date1904
		case "sheets":
			for _, sheet := range e.kids {
				target := targets[sheet.key("id")]
				if !strings.HasPrefix(target, "/") {
					target = path.Join("xl", target)
				}
				sheets = append(sheets, strings.TrimPrefix(target, "/"))
			}
		}
		return nil
	})
	return sheets, err
}

func (w *workbook) readSharedStrings() error {
	const name = "xl/sharedStrings.xml"
	if findEntry(w.archive, name) == nil {
		return nil // every text may be inline
	}
	return w.walk(name, sharedStringsPerRecord*w.reading.limits.MaxRecords, "sst", func(e *element) error {
		w.shared = append(w.shared, richText(e))
		return nil
	})
}

// richText joins the runs of a text. Phonetic hints (rPh) are not part of it.
func richText(e *element) string {
	if len(e.kids) == 0 {
		return e.text
	}
	var b strings.Builder
	for _, kid := range e.kids {
		switch kid.name {
		case "t", "r", "is":
			b.WriteString(richText(kid))
		}
	}
	return b.String()
}

// walkRows hands the rows with their number; cells[i] is column i, and cells stops at the last one filled.
func (w *workbook) walkRows(sheet string, onRow func(row int, cells []string) error) error {
	row := 0
	var cells []string
	return w.walk(sheet, w.reading.limits.MaxRecords, "sheetData", func(e *element) error {
		row++
		if n, err := strconv.Atoi(e.key("r")); err == nil && n > 0 {
			row = n
		}
		cells = cells[:0]
		column := -1
		for _, c := range e.kids {
			column++
			if n := columnOf(c.key("r")); n >= 0 {
				column = n
			}
			if column >= w.reading.limits.MaxColumns {
				return &FileError{File: w.name, Line: row, Err: ErrTooManyColumns}
			}
			value := w.value(c)
			if value == "" {
				continue
			}
			for len(cells) <= column {
				cells = append(cells, "")
			}
			cells[column] = value
		}
		return onRow(row, cells)
	})
}

// value gives a cell as text. An error cell (#N/A) is empty; a number is written without exponent.
func (w *workbook) value(c *element) string {
	switch v := c.child("v"); c.key("t") {
	case "s":
		if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(w.shared) {
			return w.shared[i]
		}
		return ""
	case "inlineStr":
		return strings.TrimSpace(richText(c))
	case "e":
		return ""
	case "", "n":
		return plainNumber(v)
	default: // "str", "b", "d"
		return v
	}
}

func plainNumber(v string) string {
	if !strings.ContainsAny(v, ".eE") {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return v
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// columnOf gives 0 for "A7", 27 for "AB7", -1 for anything else.
func columnOf(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i]
		if c < 'A' || c > 'Z' || i > 3 {
			if i == 0 {
				return -1
			}
			return n - 1
		}
		n = n*26 + int(c-'A') + 1
	}
	return -1
}

// walk reads one XML part of the workbook. Its line numbers mean nothing to a person, so damage is told as such.
func (w *workbook) walk(name string, maxRecords int, section string, onRecord func(*element) error) error {
	entry := findEntry(w.archive, name)
	if entry == nil {
		return &FileError{File: w.name, Detail: "il manque " + path.Base(name), Err: ErrWorkbook}
	}
	raw, err := w.reading.readEntry(w.name, entry)
	if err != nil {
		return err
	}
	text, _, _, err := toUTF8(w.name, raw)
	if err != nil {
		return &FileError{File: w.name, Detail: path.Base(name), Err: ErrWorkbook}
	}
	limits := w.reading.limits
	limits.MaxRecords = maxRecords
	d := &document{ctx: w.reading.ctx, limits: limits, file: w.name,
		isRecord: func(path []string, _ string) bool { return len(path) > 0 && path[len(path)-1] == section },
		onRecord: func(_ string, e *element) error { return onRecord(e) },
	}
	err = d.walk(text)
	if errors.Is(err, ErrMalformed) {
		return &FileError{File: w.name, Detail: path.Base(name), Err: ErrWorkbook}
	}
	return err
}
