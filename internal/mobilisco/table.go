package mobilisco

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// folder is the exported tables.
type folder struct {
	ctx    context.Context
	dir    fs.FS
	limits Limits
	files  map[string]string // compact name of the table → file
}

func openFolder(ctx context.Context, dir fs.FS, limits Limits) (*folder, error) {
	standard := DefaultLimits()
	if limits.MaxBytes <= 0 {
		limits.MaxBytes = standard.MaxBytes
	}
	if limits.MaxRows <= 0 {
		limits.MaxRows = standard.MaxRows
	}
	if limits.MaxText <= 0 {
		limits.MaxText = standard.MaxText
	}
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, ErrNoFolder
	}
	f := &folder{ctx: ctx, dir: dir, limits: limits, files: map[string]string{}}
	for _, e := range entries {
		if name, isCSV := strings.CutSuffix(strings.ToLower(e.Name()), ".csv"); isCSV && !e.IsDir() {
			f.files[compact(name)] = e.Name()
		}
	}
	return f, nil
}

// row is one row of a table, seen through its headers.
type row struct {
	table   string
	line    int
	columns map[string]int
	order   []string
	cells   []string
}

// each hands the rows of a table; found is false when the folder does not have it.
func (f *folder) each(table string, needed []string, onRow func(row)) (found bool, err error) {
	name, found := f.files[compact(table)]
	if !found {
		return false, nil
	}
	file, err := f.dir.Open(name)
	if err != nil {
		return true, &TableError{Table: table, Err: ErrTable}
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, f.limits.MaxBytes+1))
	switch {
	case err != nil:
		return true, &TableError{Table: table, Err: ErrTable}
	case int64(len(raw)) > f.limits.MaxBytes:
		return true, &TableError{Table: table, Err: ErrTooBig}
	case !utf8.Valid(raw):
		return true, &TableError{Table: table, Err: ErrEncoding}
	}
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\uFEFF")))
	lines.FieldsPerRecord, lines.LazyQuotes = -1, true
	r := row{table: table}
	for n := 0; ; n++ {
		if n%1024 == 0 && f.ctx.Err() != nil {
			return true, f.ctx.Err()
		}
		cells, err := lines.Read()
		switch {
		case errors.Is(err, io.EOF):
			if r.columns == nil {
				return true, &TableError{Table: table, Err: ErrTable}
			}
			return true, nil
		case err != nil:
			return true, &TableError{Table: table, Err: ErrTable}
		case n > f.limits.MaxRows:
			return true, &TableError{Table: table, Err: ErrTooBig}
		}
		if r.columns == nil {
			if err := r.readHeaders(cells, needed); err != nil {
				return true, err
			}
			continue
		}
		for _, c := range cells {
			if len(c) > f.limits.MaxText {
				return true, &TableError{Table: table, Err: ErrTooBig}
			}
		}
		r.line, _ = lines.FieldPos(0)
		r.cells = cells
		onRow(r)
	}
}

func (r *row) readHeaders(cells, needed []string) error {
	r.columns = map[string]int{}
	for i, c := range cells {
		name := compact(c)
		if _, twice := r.columns[name]; !twice {
			r.columns[name] = i
		}
		r.order = append(r.order, name)
	}
	for _, n := range needed {
		if _, there := r.columns[compact(n)]; !there {
			return &TableError{Table: r.table, Detail: n, Err: ErrColumns}
		}
	}
	return nil
}

// text gives the first of the columns that the table has.
func (r row) text(names ...string) string {
	for _, n := range names {
		if i, there := r.columns[compact(n)]; there && i < len(r.cells) {
			return strings.TrimSpace(r.cells[i])
		}
	}
	return ""
}

// like gives the first column whose name contains a word, keys apart.
func (r row) like(word string) string {
	for i, name := range r.order {
		if strings.Contains(name, word) && !strings.HasPrefix(name, "id") && i < len(r.cells) {
			return strings.TrimSpace(r.cells[i])
		}
	}
	return ""
}

// id is the table's own number: the first column that begins with Id.
func (r row) id() int {
	for i, name := range r.order {
		if strings.HasPrefix(name, "id") && i < len(r.cells) {
			n, _ := strconv.Atoi(strings.TrimSpace(r.cells[i])) // what is no number is 0, which no row has
			return n
		}
	}
	return 0
}

func (r row) number(names ...string) int {
	n, _ := strconv.Atoi(r.text(names...)) // an empty or odd count is none
	return n
}

// truth reads a Yes/No column: mdb-export writes 1 or 0, Access keeps -1 for yes, options write words.
func (r row) truth(names ...string) bool {
	switch strings.ToUpper(r.text(names...)) {
	case "1", "-1", "TRUE", "VRAI", "OUI":
		return true
	}
	return false
}

var amountForm = regexp.MustCompile(`^-?\d{1,12}([.,]\d{0,20})?([eE][+-]?\d{1,2})?$`)

// money reads a sum exactly, to the nearest cent: Access keeps four decimals, a Double may come with an exponent. ok is false
// for what is no sum, or not a plausible one.
func (r row) money(names ...string) (amount cents.Amount, ok bool) {
	s := r.text(names...)
	if s == "" {
		return 0, true
	}
	if !amountForm.MatchString(s) {
		return 0, false
	}
	n, parsed := new(big.Rat).SetString(strings.Replace(s, ",", ".", 1))
	if !parsed {
		return 0, false
	}
	n.Mul(n, big.NewRat(100, 1))
	half := big.NewRat(1, 2)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	n.Add(n, half)
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	if !whole.IsInt64() || whole.Int64() > 1e11 || whole.Int64() < -1e11 {
		return 0, false
	}
	return cents.Amount(whole.Int64()), true
}

// day reads a date as mdb-export writes it: "03/05/27 00:00:00" (month first, two digits for the year) unless told
// otherwise. A person is born before latest, "" for any other date: two digits then mean the century before.
func (r row) day(latest string, names ...string) (day string, ok bool) {
	s := r.text(names...)
	if s == "" {
		return "", true
	}
	s, _, _ = strings.Cut(s, " ")
	s, _, _ = strings.Cut(s, "T")
	for _, layout := range []string{"2006-01-02", "01/02/06", "01/02/2006"} {
		d, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if layout == "01/02/06" && latest != "" && d.Format("2006-01-02") > latest {
			d = d.AddDate(-100, 0, 0)
		}
		if d.Year() < 1900 || d.Year() > 2100 {
			return "", false
		}
		return d.Format("2006-01-02"), true
	}
	return "", false
}

// compact makes names comparable: letters and digits in lower case, nothing else.
func compact(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFD.String(s))
}

func joined(words ...string) string { return strings.TrimSpace(strings.Join(words, " ")) }
