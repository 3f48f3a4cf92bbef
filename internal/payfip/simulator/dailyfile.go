package simulator

import (
	"strconv"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// DailyFile is the accounting file of one Paris day for one client number, or for all when numcli is empty: rows EN-TETE,
// LIGNE and PIED-DE-PAGE separated by semicolons, the first LIGNE naming the columns, then date, reference and amount in
// euros. It lists the payments by card and by debit, fictitious ones too since the simulator knows no other. The layout is
// the one a production parser reads; the real one is not public.
func (s *Simulator) DailyFile(day time.Time, numcli string) string {
	date := day.Format("02/01/2006")
	rows := [][]string{{"EN-TETE", "PAYFIP", numcli, date}, {"LIGNE", "DATE", "REFERENCE", "MONTANT"}}
	var total cents.Amount
	count := 0
	for _, p := range s.Payments() {
		if !p.paid() || numcli != "" && p.Numcli != numcli || p.Settled.In(s.paris).Format("02/01/2006") != date {
			continue
		}
		rows = append(rows, []string{"LIGNE", date, p.Refdet, p.Amount.Plain()})
		total += p.Amount
		count++
	}
	rows = append(rows, []string{"PIED-DE-PAGE", strconv.Itoa(count), total.Plain()})
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, ";") + "\r\n") // no field can hold a semicolon: digits, letters and amounts
	}
	return b.String()
}
