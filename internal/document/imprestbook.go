package document

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// ImprestBook is the workbook in which the holder of an imprest of advances notes what they pay: filled by hand on the
// road or, when the journal is kept here, with its lines. The total and what is left are formulas.
type ImprestBook struct {
	Origin                  Origin
	Accountant, Destination string
	DepartsOn               law.Day
	Holder                  string
	Advance                 cents.Amount
	Lines                   []ImprestBookLine // 25 at most have a row; ImprestBookRows
}

// ImprestBookLine is one expense.
type ImprestBookLine struct {
	Day              law.Day
	Supplier, Nature string
	Amount           cents.Amount
}

// ImprestBookRows is how many expenses the workbook has room for.
const ImprestBookRows = 25

const imprestFirst, imprestLast = 12, 11 + ImprestBookRows

// XLSX writes the workbook. It returns ErrNoDate, or an error when there are more lines than rows.
func (b ImprestBook) XLSX() ([]byte, error) {
	if b.Origin.MadeAt.IsZero() {
		return nil, ErrNoDate
	}
	if len(b.Lines) > ImprestBookRows {
		return nil, fmt.Errorf("classeur : %d dépenses pour %d lignes", len(b.Lines), ImprestBookRows)
	}
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // nothing on disk
	const sheet = "Suivi de la régie"
	w := &writer{file: file, sheet: sheet}
	w.do(func() error { return file.SetSheetName("Sheet1", sheet) })
	w.do(func() error { return properties(file, "Suivi de la régie de "+b.Holder, b.Origin) })
	styles, err := newStyles(file)
	if err != nil {
		return nil, err
	}
	day := dayOf(b.Origin)
	for _, c := range []struct {
		column, row int
		text        string
	}{
		{0, 1, b.Origin.Letterhead.SchoolName}, {0, 2, "Agent comptable : " + b.Accountant}, {0, 4, "Suivi de la régie d’avances"},
		{0, 6, "Destination"}, {2, 6, b.Destination}, {0, 7, "Départ"}, {2, 7, b.DepartsOn.French()}, {0, 8, "Régisseur"}, {2, 8, b.Holder}, {0, 9, "Avance reçue"},
		{0, 11, "N°"}, {1, 11, "Date"}, {2, 11, "Fournisseur"}, {3, 11, "Type d’achat"}, {4, 11, "Montant"},
		{3, 37, "Total des dépenses"}, {3, 38, "Reste à rendre"},
		{0, 40, "Numérotez chaque justificatif comme sa ligne. Au retour, rendez à l’agent comptable ce tableau, les justificatifs et le reliquat."},
		{3, 43, strings.TrimPrefix(joinNonEmpty(", ", b.Origin.Letterhead.Place, "le "+day), ", ")}, {3, 45, b.Holder},
	} {
		w.text(c.column, c.row, c.text)
	}
	w.cell(4, 9, Money(b.Advance))
	for i := range ImprestBookRows {
		row := imprestFirst + i
		w.cell(0, row, Int(i+1))
		if i < len(b.Lines) {
			l := b.Lines[i]
			w.cell(1, row, Date(l.Day))
			w.text(2, row, l.Supplier)
			w.text(3, row, l.Nature)
			w.cell(4, row, Money(l.Amount))
		}
	}
	last := strconv.Itoa(imprestLast)
	w.do(func() error { return file.SetCellFormula(sheet, "E37", "SUM(E12:E"+last+")") })
	w.do(func() error { return file.SetCellFormula(sheet, "E38", "E9-E37") })
	w.style(0, 11, 4, 11, styles.head)
	w.style(1, imprestFirst, 1, imprestLast, styles.cell[KindDay])
	for _, span := range [][2]int{{9, 9}, {imprestFirst, imprestLast}, {37, 38}} {
		w.style(4, span[0], 4, span[1], styles.cell[KindMoney])
	}
	for column, wide := range map[string]float64{"A": 16, "B": 14, "C": 34, "D": 30, "E": 16} {
		w.do(func() error { return file.SetColWidth(sheet, column, column, wide) })
	}
	if w.err != nil {
		return nil, fmt.Errorf("classeur : %w", w.err)
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("classeur : %w", err)
	}
	return out.Bytes(), nil
}
