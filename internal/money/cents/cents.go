// Package cents holds money as whole cents. No float ever touches an amount.
package cents

import (
	"errors"
	"fmt"
	"strings"
)

// Amount is a sum of money in euro cents. It may be negative (a reversal, a debt).
type Amount int64

// ErrFormat is what Parse returns for anything that is not an amount in euros.
var ErrFormat = errors.New("montant illisible : écrivez par exemple 312 ou 1 234,56")

// maxDigits keeps a typed amount far from the limits of int64 (99 999 999 999,99 €).
const maxDigits = 11

// Parse reads what a person types: "312", "312,5", "1 234,56", "1 234,56 €", with any space (plain, no-break, narrow)
// between thousands, a comma or a point before the cents, and an optional leading minus. At most two decimals.
func Parse(s string) (Amount, error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\t':
			return -1
		case ',':
			return '.'
		case '−':
			return '-'
		}
		return r
	}, strings.TrimSpace(s))
	s = strings.TrimSuffix(s, "€")
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	euros, decimals, point := strings.Cut(s, ".")
	if euros == "" || len(euros) > maxDigits || len(decimals) > 2 || (point && decimals == "") {
		return 0, ErrFormat
	}
	for len(decimals) < 2 {
		decimals += "0"
	}
	var total Amount
	for _, r := range euros + decimals {
		if r < '0' || r > '9' {
			return 0, ErrFormat
		}
		total = total*10 + Amount(r-'0')
	}
	if negative {
		total = -total
	}
	return total, nil
}

// String writes the amount the French way, with no-break spaces: "1 234,56 €".
func (a Amount) String() string {
	return a.digits("\u202f", ",") + "\u00a0€"
}

// Plain writes the amount for files and form fields: "1234,56".
func (a Amount) Plain() string {
	return a.digits("", ",")
}

func (a Amount) digits(thousands, comma string) string {
	sign, n := "", uint64(a) //nolint:gosec // the negative case is handled on the next line
	if a < 0 {
		sign, n = "-", uint64(-a) // -a is positive here
	}
	euros := fmt.Sprint(n / 100)
	for i := len(euros) - 3; i > 0 && thousands != ""; i -= 3 {
		euros = euros[:i] + thousands + euros[i:]
	}
	return fmt.Sprintf("%s%s%s%02d", sign, euros, comma, n%100)
}

// Split cuts the amount into n parts that differ by one cent at most and add up exactly; the first parts are the larger
// ones. It returns nil when n < 1.
func (a Amount) Split(n int) []Amount {
	if n < 1 {
		return nil
	}
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return a.Share(weights)
}

// Share spreads the amount over the weights by largest remainder, first come first served on equal remainders: the parts
// add up exactly to the amount. Weights are not negative; when they are all zero the result is nil.
func (a Amount) Share(weights []int64) []Amount {
	var total int64
	for _, w := range weights {
		if w < 0 {
			return nil
		}
		total += w
	}
	if total == 0 {
		return nil
	}
	sign, rest := Amount(1), a
	if a < 0 {
		sign, rest = -1, -a
	}
	parts, remainders, left := make([]Amount, len(weights)), make([]int64, len(weights)), rest
	for i, w := range weights {
		q, r := mulDiv(int64(rest), w, total)
		parts[i], remainders[i] = Amount(q), r
		left -= parts[i]
	}
	for ; left > 0; left-- {
		best := -1
		for i, r := range remainders {
			if weights[i] > 0 && (best < 0 || r > remainders[best]) {
				best = i
			}
		}
		parts[best]++
		remainders[best] = -1
	}
	for i := range parts {
		parts[i] *= sign
	}
	return parts
}

// Sum adds amounts.
func Sum(amounts ...Amount) Amount {
	var total Amount
	for _, a := range amounts {
		total += a
	}
	return total
}
