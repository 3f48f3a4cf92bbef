package siecle

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// columns knows where each header is. Headers are looked up by name, never by position, and compared without case, accents,
// dots, apostrophes and double or trailing blanks: they changed in all these ways over the versions of SIECLE.
type columns struct {
	headers   []string // folded, "" for a column without header
	written   []string // as written, for Pupil.Extra
	pupil     map[string]int
	guardians [2]map[string]int
}

// guardianSuffixes tell the guardian of a column, in the current variant and in the older one. The order matters: the first
// that fits wins, and « Autre Repr. Lég. » ends like « Repr. Lég. ».
var guardianSuffixes = [...]struct {
	suffix   string
	guardian int
}{
	{" autre repr leg", 1},
	{" repr leg 2", 1},
	{" repr leg 1", 0},
	{" repr leg", 0},
}

// findColumns gives nil when the row is not the row of headers.
func findColumns(cells []string) *columns {
	c := &columns{pupil: map[string]int{}, guardians: [2]map[string]int{{}, {}}}
	for i, cell := range cells {
		header := FoldHeader(cell)
		c.headers = append(c.headers, header)
		c.written = append(c.written, strings.Join(strings.Fields(cell), " "))
		if header == "" {
			continue
		}
		in := c.pupil
		for _, s := range guardianSuffixes {
			if name, ok := strings.CutSuffix(header, s.suffix); ok {
				header, in = name, c.guardians[s.guardian]
				break
			}
		}
		if _, twice := in[header]; !twice {
			in[header] = i
		}
	}
	for _, needed := range []string{"eleve no etab", "nom de famille", "prenom"} {
		if _, ok := c.pupil[needed]; !ok {
			return nil
		}
	}
	return c
}

// FoldHeader makes « Elève  No Etab » and « Élève N.O. Etab. » comparable: letters and digits, in lower case, one space between.
func FoldHeader(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}

// view is one row seen through its headers. What is taken is crossed out; the rest goes to Extra.
type view struct {
	columns *columns
	cells   []string
	taken   []bool
}

func (c *columns) of(cells []string) *view {
	return &view{columns: c, cells: cells, taken: make([]bool, len(c.headers))}
}

func (v *view) isBlank() bool {
	for _, cell := range v.cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// take gives a cell of the pupil, "" where the column or the value is missing.
func (v *view) take(header string) string { return v.takeFrom(v.columns.pupil, header) }

// takeGuardian is take for the columns of guardian 0 or 1.
func (v *view) takeGuardian(n int) func(header string) string {
	return func(header string) string { return v.takeFrom(v.columns.guardians[n], header) }
}

func (v *view) takeFrom(where map[string]int, header string) string {
	i, ok := where[header]
	if !ok {
		return ""
	}
	v.taken[i] = true
	if i >= len(v.cells) {
		return ""
	}
	return strings.TrimSpace(v.cells[i])
}

// rest keeps what nobody took from the pupil's columns, but the scholarships.
func (v *view) rest(extra *map[string]string) { v.restOf(v.columns.pupil, extra) }

func (v *view) restOf(where map[string]int, extra *map[string]string) {
	for header, i := range where {
		if !v.taken[i] && i < len(v.cells) && !isAid(strings.ToUpper(header)) {
			setExtra(extra, v.columns.written[i], strings.TrimSpace(v.cells[i]))
		}
	}
}
