package law

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// DatedEuros is an amount in whole euros that holds from a day on.
type DatedEuros struct {
	From  Day
	Euros int
}

// ParseDatedEuros reads a table of amounts as a school writes it: « 2020-01-01=40000; 2026-04-01=60000 », oldest first.
func ParseDatedEuros(table string) ([]DatedEuros, error) {
	var rows []DatedEuros
	for _, part := range strings.Split(table, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		from, euros, pair := strings.Cut(part, "=")
		day, err := ParseDay(strings.TrimSpace(from))
		if err != nil || !pair || day == "" {
			return nil, fmt.Errorf("« %.30s » ne se lit pas : écrivez une date et un montant, comme 2026-04-01=60000", strings.TrimSpace(part))
		}
		n, err := strconv.Atoi(strings.TrimSpace(euros))
		if err != nil || n < 0 || n > 1_000_000_000 {
			return nil, fmt.Errorf("« %.30s » n’est pas un montant en euros entiers", strings.TrimSpace(euros))
		}
		rows = append(rows, DatedEuros{From: day, Euros: n})
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("le tableau est vide : écrivez au moins une date et un montant, comme 2026-04-01=60000")
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].From < rows[j].From })
	return rows, nil
}

// EurosAt is the amount, in whole euros, that a dated table gives for a day: the table as the school held it on that day,
// and in it the last line that had begun. Before the first line, the first one holds: nothing older is known.
func (p Parameters) EurosAt(rule, name string, on Day) int {
	rows, err := ParseDatedEuros(p.Text(rule, name, on))
	if err != nil {
		panic(fmt.Sprintf("law: %s/%s is no dated table: %v", rule, name, err)) // CheckValue guards every way in
	}
	euros := rows[0].Euros
	for _, r := range rows {
		if r.From <= on {
			euros = r.Euros
		}
	}
	return euros
}
