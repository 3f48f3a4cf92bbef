package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Role is what a column holds.
type Role string

// The roles of columns. A file has one column of amounts, signed, or one of what went out and one of what came in.
const (
	Day       Role = "date"
	Label     Role = "label"
	Reference Role = "reference"
	Party     Role = "party"
	Amount    Role = "amount"
	Debit     Role = "debit"
	Credit    Role = "credit"
)

// Roles lists the roles in the order of the screens.
var Roles = []Role{Day, Label, Reference, Party, Amount, Debit, Credit}

// Name is the role in French.
func (r Role) Name() string { return roleNames[r] }

var roleNames = map[Role]string{
	Day: "Date de l’opération", Label: "Libellé", Reference: "Référence", Party: "Nom de la personne", Amount: "Montant (positif ou négatif)",
	Debit: "Débit (ce qui sort)", Credit: "Crédit (ce qui entre)",
}

// Column is where a role is found: Title is what stands at the head of the column, empty in a file without heads.
type Column struct {
	Role  Role   `json:"field"`
	Title string `json:"label"`
	Index int    `json:"index"`
}

// Mapping says which column is what, for the files of one source.
type Mapping struct{ Columns []Column }

// At is the column of a role, -1 when the mapping has none.
func (m Mapping) At(r Role) int {
	for _, c := range m.Columns {
		if c.Role == r {
			return c.Index
		}
	}
	return -1
}

// Why a mapping is refused.
var (
	ErrNoDay      = errors.New("dites quelle colonne donne la date")
	ErrNoAmount   = errors.New("dites quelle colonne donne le montant, ou lesquelles donnent le débit et le crédit")
	ErrTwoAmounts = errors.New("choisissez soit une colonne de montants, soit le débit et le crédit : pas les deux")
	ErrNoText     = errors.New("dites quelle colonne donne le libellé ou la référence : sans eux, rien ne peut être reconnu")
	ErrTwice      = errors.New("une même colonne est choisie deux fois")
	ErrOutside    = errors.New("une colonne choisie n’existe pas dans ce fichier")
	ErrNoLine     = errors.New("aucune ligne n’a pu être lue avec ces colonnes : la date et le montant sont sans doute dans d’autres")
	ErrMoved      = errors.New("les colonnes de ce fichier ne sont plus celles qui avaient été choisies pour cette source : choisissez-les de nouveau")
)

// Check refuses a mapping by which no line could be read.
func (m Mapping) Check(width int) error {
	seen := map[int]bool{}
	for _, c := range m.Columns {
		switch {
		case c.Index < 0 || c.Index >= width:
			return ErrOutside
		case seen[c.Index]:
			return ErrTwice
		}
		seen[c.Index] = true
	}
	has := func(r Role) bool { return m.At(r) >= 0 }
	switch {
	case !has(Day):
		return ErrNoDay
	case has(Amount) && (has(Debit) || has(Credit)):
		return ErrTwoAmounts
	case !has(Amount) && !has(Debit) && !has(Credit):
		return ErrNoAmount
	case !has(Label) && !has(Reference):
		return ErrNoText
	}
	return nil
}

// Layout is what stands where in a table: the row of heads, and which rows are movements.
type Layout struct {
	Head  int      // index in Table.Rows of the row of heads, -1 when there is none
	Heads []string // one per column, "" where there is none
	Data  []int    // indexes of the rows below
}

// The first cells of the accounting file of PayFiP.
const (
	markHead = "en tete"
	markLine = "ligne"
	markFoot = "pied de page"
)

// LayoutOf finds the row of heads, which may stand under a title and the name of the account, and the rows of movements.
func LayoutOf(t *Table) Layout {
	l := Layout{Head: -1, Heads: make([]string, t.Width())}
	if marked(t) {
		for i, r := range t.Rows {
			if school.Fold(r.Cell(0)) != markLine {
				continue
			}
			if l.Head < 0 && len(l.Data) == 0 && !dated(t, r) {
				l.Head = i
				continue
			}
			l.Data = append(l.Data, i)
		}
	} else {
		best := 1
		for i, r := range t.Rows[:min(len(t.Rows), 60)] {
			found := map[Role]bool{}
			for _, c := range r.Cells {
				if role := roleOf(c); role != "" {
					found[role] = true
				}
			}
			if len(found) > best && found[Day] {
				best, l.Head = len(found), i
			}
		}
		if l.Head < 0 {
			l.Head = aboveData(t)
		}
		for i := l.Head + 1; i < len(t.Rows); i++ {
			l.Data = append(l.Data, i)
		}
	}
	if l.Head >= 0 {
		copy(l.Heads, t.Rows[l.Head].Cells)
	}
	return l
}

// marked tells the accounting file of PayFiP, whose rows say in their first cell what they are.
func marked(t *Table) bool {
	for _, r := range t.Rows[:min(len(t.Rows), 20)] {
		if school.Fold(r.Cell(0)) == markLine {
			return true
		}
	}
	return false
}

// aboveData is the row just above the first that has a date: heads in words that nobody foresaw. It is -1 when that row is not
// made of words.
func aboveData(t *Table) int {
	for i, r := range t.Rows[:min(len(t.Rows), 60)] {
		if !dated(t, r) {
			continue
		}
		if i == 0 || len(t.Rows[i-1].Cells) < 2 {
			return -1
		}
		for _, c := range t.Rows[i-1].Cells {
			if _, err := parseAmount(c); err == nil || c == "" {
				return -1
			}
		}
		return i - 1
	}
	return -1
}

// dated tells whether a cell of the row is a day.
func dated(t *Table, r Row) bool {
	return slices.ContainsFunc(r.Cells, func(c string) bool {
		_, err := parseDay(c, t.From1904, t.Separator == 0)
		return err == nil
	})
}

// heads are the words that begin the head of a column, folded; the first role whose words fit wins.
var heads = []struct {
	role  Role
	words []string
}{
	{Debit, []string{"debit", "montant debit", "depense", "sortie"}},
	{Credit, []string{"credit", "montant credit", "recette", "entree"}},
	{Amount, []string{"montant", "somme", "valeur en euro", "amount"}},
	{Day, []string{"date", "jour"}},
	{Reference, []string{"ref", "numero de facture", "numero de dette", "identifiant", "end to end", "n de facture"}},
	{Party, []string{"nom", "donneur", "emetteur", "contrepartie", "tiers", "debiteur", "ordonnateur", "payeur"}},
	{Label, []string{"libelle", "intitule", "operation", "nature", "description", "detail", "motif", "communication"}},
}

func roleOf(head string) Role {
	folded := school.Fold(head)
	if folded == "" || len(folded) > 60 {
		return ""
	}
	for _, h := range heads {
		for _, w := range h.words {
			if folded == w || strings.HasPrefix(folded, w) && (len(w) > 3 || len(folded) < 24) {
				return h.role
			}
		}
	}
	return ""
}

// Guess proposes a mapping: from the heads, else from what the cells look like. The person has the last word.
func Guess(t *Table) Mapping {
	l := LayoutOf(t)
	var m Mapping
	taken := map[int]bool{}
	give := func(r Role, i int) {
		if i >= 0 && !taken[i] && m.At(r) < 0 {
			taken[i] = true
			m.Columns = append(m.Columns, Column{Role: r, Title: l.Heads[i], Index: i})
		}
	}
	for i, h := range l.Heads {
		if r := roleOf(h); r != "" && !(r == Day && strings.Contains(school.Fold(h), "valeur")) {
			give(r, i)
		}
	}
	if m.At(Debit) >= 0 && m.At(Credit) < 0 || m.At(Credit) >= 0 && m.At(Debit) < 0 || m.At(Amount) >= 0 && m.At(Debit) >= 0 {
		m = keepOneAmount(m)
	}
	looks := survey(t, l)
	if m.At(Day) < 0 {
		give(Day, looks.best(func(c counts) int { return c.days }, taken))
	}
	if m.At(Amount) < 0 && m.At(Debit) < 0 && m.At(Credit) < 0 {
		give(Amount, looks.best(func(c counts) int { return c.amounts }, taken))
	}
	if m.At(Reference) < 0 {
		give(Reference, looks.best(func(c counts) int { return c.references }, taken))
	}
	if m.At(Label) < 0 && m.At(Reference) < 0 {
		give(Label, looks.best(func(c counts) int { return c.letters }, taken))
	}
	return m
}

// keepOneAmount keeps debit and credit when both are there, else the column of amounts.
func keepOneAmount(m Mapping) Mapping {
	both := m.At(Debit) >= 0 && m.At(Credit) >= 0
	var kept []Column
	for _, c := range m.Columns {
		if both && c.Role == Amount || !both && m.At(Amount) >= 0 && (c.Role == Debit || c.Role == Credit) {
			continue
		}
		kept = append(kept, c)
	}
	return Mapping{kept}
}

type counts struct{ days, amounts, references, letters int }

type looks []counts

// survey tells what the cells of each column look like, over the first rows.
func survey(t *Table, l Layout) looks {
	all := make(looks, t.Width())
	for _, i := range l.Data[:min(len(l.Data), 50)] {
		for n, cell := range t.Rows[i].Cells {
			if cell == "" {
				continue
			}
			all[n].letters += len(strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
					return r
				}
				return -1
			}, cell))
			if _, err := parseDay(cell, t.From1904, t.Separator == 0); err == nil {
				all[n].days++
			} else if _, err := parseAmount(cell); err == nil {
				all[n].amounts++
				if strings.ContainsAny(cell, ",.") {
					all[n].amounts++
				}
			} else if looksLikeReference(cell) {
				all[n].references++
			}
		}
	}
	return all
}

func (l looks) best(of func(counts) int, taken map[int]bool) int {
	at, most := -1, 0
	for i, c := range l {
		if n := of(c); n > most && !taken[i] {
			at, most = i, n
		}
	}
	return at
}

// looksLikeReference tells « F000000042A01 » from a label: one word, with digits, and of a length that no name has.
func looksLikeReference(s string) bool {
	return len(s) >= 8 && len(s) <= 35 && !strings.Contains(s, " ") && strings.ContainsAny(s, "0123456789")
}

// Find places the mapping of a source in another of its files, where columns may have moved: by their heads when it has
// some. It returns ErrMoved when one is missing.
func (m Mapping) Find(t *Table) (Mapping, error) {
	l := LayoutOf(t)
	var found Mapping
	for _, c := range m.Columns {
		if c.Title == "" {
			if c.Index >= len(l.Heads) {
				return Mapping{}, ErrMoved
			}
			found.Columns = append(found.Columns, c)
			continue
		}
		at := -1
		for i, h := range l.Heads {
			if school.Fold(h) == school.Fold(c.Title) && (at < 0 || i == c.Index) {
				at = i
			}
		}
		if at < 0 {
			return Mapping{}, ErrMoved
		}
		found.Columns = append(found.Columns, Column{Role: c.Role, Title: c.Title, Index: at})
	}
	return found, nil
}

// Reading is what a mapping makes of a table.
type Reading struct {
	Lines    []Line
	Problems []*RowError // rows that could not be read
	Skipped  int         // balances, totals, heads of pages: no movement
}

// Lines reads the movements of a table. A row without a date nor an amount goes on with the label of the row above, as banks
// print them. It fails when no line can be read.
func (m Mapping) Lines(t *Table) (Reading, error) {
	if err := m.Check(t.Width()); err != nil {
		return Reading{}, err
	}
	l := LayoutOf(t)
	var r Reading
	for _, i := range l.Data {
		m.read(t, t.Rows[i], &r)
	}
	switch {
	case len(r.Lines) == 0 && len(r.Problems) == 0:
		return r, ErrNoEntry
	case len(r.Lines) == 0:
		return r, ErrNoLine
	}
	return r, nil
}

func (m Mapping) read(t *Table, row Row, r *Reading) {
	day, label := row.Cell(m.At(Day)), strings.TrimSpace(row.Cell(m.At(Label)))
	amounts := row.Cell(m.At(Amount)) + row.Cell(m.At(Debit)) + row.Cell(m.At(Credit))
	line := Line{Row: row.No, Label: label, Reference: row.Cell(m.At(Reference)), Party: row.Cell(m.At(Party))}
	switch folded := school.Fold(label + " " + day); {
	case strings.HasPrefix(folded, "solde"), strings.HasPrefix(folded, "ancien solde"), strings.HasPrefix(folded, "nouveau solde"),
		strings.HasPrefix(folded, "total"), strings.HasPrefix(folded, "report"):
		r.Skipped++
		return
	}
	if day == "" && amounts == "" {
		if more := strings.TrimSpace(label + " " + line.Reference); more != "" && len(r.Lines) > 0 && len(r.Problems) == 0 {
			last := &r.Lines[len(r.Lines)-1]
			last.Label = cutText(strings.TrimSpace(last.Label+" "+more), 500)
			return
		}
		r.Skipped++
		return
	}
	var err error
	if line.On, err = parseDay(day, t.From1904, t.Separator == 0); err != nil {
		r.Problems = append(r.Problems, &RowError{row.No, fmt.Errorf("« %s » n’est pas une date", cutText(day, 40))})
		return
	}
	if line.Amount, err = m.amount(row); err != nil {
		r.Problems = append(r.Problems, &RowError{row.No, fmt.Errorf("« %s » n’est pas un montant", cutText(amounts, 40))})
		return
	}
	if line.Amount == 0 {
		r.Skipped++
		return
	}
	line.Label, line.Reference, line.Party = cutText(line.Label, 500), cutText(line.Reference, 140), cutText(line.Party, 140)
	r.Lines = append(r.Lines, line)
}

// amount is what came in, less what went out. A column of debits may or may not carry a sign.
func (m Mapping) amount(row Row) (cents.Amount, error) {
	if at := m.At(Amount); at >= 0 {
		return parseAmount(row.Cell(at))
	}
	var total cents.Amount
	read := false
	for _, side := range []struct {
		role Role
		sign cents.Amount
	}{{Debit, -1}, {Credit, 1}} {
		cell := row.Cell(m.At(side.role))
		if cell == "" {
			continue
		}
		a, err := parseAmount(cell)
		if err != nil {
			return 0, err
		}
		if a < 0 {
			a = -a
		}
		total, read = total+side.sign*a, true
	}
	if !read {
		return 0, errAmount
	}
	return total, nil
}

// cutText keeps the first n characters.
func cutText(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
