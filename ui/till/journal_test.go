package till_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// week books what a week brings: two cheques, cash, a transfer, and a cheque that comes back.
func (b *bank) week() {
	b.Helper()
	b.post(b.accountant, b.desk(b.ada), b.typed("cheque", "100", "a", "banque", "B", "cheque", "1")...)
	b.post(b.accountant, b.desk(b.ada), b.typed("cash", "20,50", "b")...)
	b.post(b.accountant, b.desk(b.bob), "moyen", "transfer", "montant", "74,49", "recu", "2026-11-13", "payeur", b.chris.ID, "jeton", "c", "reference", "=HYPERLINK(1)")
	b.post(b.accountant, b.desk(b.bob), "moyen", "transfer", "montant", "0,51", "recu", "2026-11-16", "payeur", "", "nom", "=cmd|' /C calc'!A0", "jeton", "d")
	cheque := b.one("SELECT id FROM payments WHERE means = 'cheque'")
	b.post(b.accountant, "/gestion/caisse/paiements/"+cheque+"/annulation", "motif", "Chèque revenu impayé.")
}

// 100 + 20,50 + 74,49 + 0,51 − 100.
const total = cents.Amount(9550)

const days = "?du=2026-11-10&au=2026-11-20"

func (b *bank) file(format string) (body []byte, name string) {
	b.Helper()
	answer := b.send(b.bursar, http.MethodGet, "/gestion/caisse/journal/"+format+days, nil)
	if answer.Code != http.StatusOK {
		b.Fatalf("%s: %d", format, answer.Code)
	}
	return answer.Body.Bytes(), answer.Header().Get("Content-Disposition")
}

// The page and its three files say the same lines and the same sum.
func TestTheJournalIsTheSameOnThePageAndInItsFiles(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.week()
	says(t, b.get(b.bursar, "/gestion/caisse/journal"+days), "Total 95,50 €", "Lovelace", "-100,00 €")

	raw, name := b.file("csv")
	if !strings.Contains(name, `attachment; filename="journal-2026-11-10-2026-11-20.csv"`) {
		t.Errorf("name: %s", name)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	reader.Comma = ';'
	lines, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := len(lines[0]) - 1
	var sum, foot cents.Amount
	payments := 0
	for _, line := range lines[1:] {
		amount, err := cents.Parse(line[column])
		if err != nil {
			t.Fatalf("%v: %v", line, err)
		}
		if line[0] == "" || strings.HasPrefix(line[0], "Total") {
			foot = amount
			continue
		}
		payments++
		sum += amount
		for _, cell := range line {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if sum != total || payments != 5 || (foot != 0 && foot != total) {
		t.Errorf("CSV: %d lines, %s, foot %s", payments, sum, foot)
	}

	raw, _ = b.file("xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	for _, sheet := range book.GetSheetList() {
		if got := sumOfSheet(t, book, sheet); got != total {
			t.Errorf("sheet %s: %s", sheet, got)
		}
	}

	raw, name = b.file("pdf")
	if !bytes.HasPrefix(raw, []byte("%PDF-")) || !strings.HasPrefix(name, "inline") {
		t.Errorf("PDF: %.8q, %s", raw, name)
	}
	for _, other := range []string{"json", "exe", "CSV"} {
		if code := b.send(b.bursar, http.MethodGet, "/gestion/caisse/journal/"+other, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", other, code)
		}
	}
}

// sumOfSheet adds the last column of a sheet, its last row of totals left out.
func sumOfSheet(t *testing.T, book *excelize.File, sheet string) (sum cents.Amount) {
	t.Helper()
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if len(row) == 0 || row[0] == "" || strings.HasPrefix(row[0], "Total") {
			continue
		}
		euros, err := strconv.ParseFloat(row[len(row)-1], 64)
		if err != nil {
			t.Fatalf("%s: %v", sheet, row)
		}
		sum += cents.Amount(int64(euros*100 + 0.5*sign(euros)))
	}
	return sum
}

func sign(f float64) float64 {
	if f < 0 {
		return -1
	}
	return 1
}

func TestThePeriodOfTheJournal(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.week()
	for query, want := range map[string]string{
		"":                             "Du 10 novembre 2026 au 16 novembre 2026",
		"?du=2026-11-20&au=2026-11-10": "Du 20 novembre 2026 au 20 novembre 2026",
		"?du=hier&au=demain":           "Du 10 novembre 2026 au 16 novembre 2026",
		"?du=2026-01-01":               "Du 1er janvier 2026 au 16 novembre 2026",
	} {
		says(t, b.get(b.bursar, "/gestion/caisse/journal"+query), want)
	}
	says(t, b.get(b.bursar, "/gestion/caisse/journal?du=2026-10-01&au=2026-10-02"), "Aucun encaissement sur la période")
	says(t, b.get(b.bursar, "/gestion/caisse"), "95,50 €", "encaissés aujourd’hui")
}
