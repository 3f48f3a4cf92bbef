package statement

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

var (
	errAmount = errors.New("montant illisible")
	errDay    = errors.New("date illisible")
)

// parseAmount reads an amount as banks write it: "1 234,56", "1.234,56", "1,234.56", "-12,5", "12,50-", "(12,50)", "12,50 €",
// "+12.5", "12.50 D" and, from a workbook, "12.5" or "1234.5600000001".
func parseAmount(s string) (cents.Amount, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\'', r == '’', r == '€':
			return -1
		case r == '−', r == '–':
			return '-'
		}
		return unicode.ToUpper(r)
	}, s)
	s = strings.TrimSuffix(s, "EUR")
	negative := false
	switch {
	case strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")"):
		s, negative = s[1:len(s)-1], true
	case strings.HasSuffix(s, "-"):
		s, negative = strings.TrimSuffix(s, "-"), true
	case strings.HasSuffix(s, "D") || strings.HasSuffix(s, "DB"):
		s, negative = strings.TrimSuffix(strings.TrimSuffix(s, "B"), "D"), true
	case strings.HasSuffix(s, "C") || strings.HasSuffix(s, "CR"):
		s = strings.TrimSuffix(strings.TrimSuffix(s, "R"), "C")
	}
	if strings.HasPrefix(s, "-") {
		s, negative = s[1:], !negative
	}
	s = strings.TrimPrefix(s, "+")
	whole, decimals, err := splitDecimals(s)
	if err != nil {
		return 0, err
	}
	amount, err := cents.Parse(whole + "." + decimals)
	if err != nil {
		return 0, errAmount
	}
	if negative {
		amount = -amount
	}
	return amount, nil
}

// splitDecimals tells the decimal mark from those of the thousands: the last mark is the decimal one, unless three digits
// follow it and the other marks are the same.
func splitDecimals(s string) (whole, decimals string, err error) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, "00", only(s)
	}
	whole, decimals = s[:last], s[last+1:]
	mark := s[last]
	switch {
	case len(decimals) == 3 && (strings.IndexByte(whole, mark) >= 0 || mark == ','), len(decimals) == 3 && strings.ContainsAny(whole, ".,"):
		whole, decimals = s, "00" // 1.234.567 or 1,234
	case len(decimals) == 0:
		return "", "", errAmount
	case len(decimals) > 2: // a workbook's binary fraction: 1234.5600000001
		f, err := strconv.ParseFloat(whole+"."+decimals, 64)
		if err != nil || mark != '.' || math.Abs(f) > 1e9 {
			return "", "", errAmount
		}
		rounded := strconv.FormatFloat(f, 'f', 2, 64)
		whole, decimals, _ = strings.Cut(rounded, ".")
		return whole, decimals, only(whole + decimals)
	case len(decimals) == 1:
		decimals += "0"
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' })
	for i, g := range groups {
		if i > 0 && len(g) != 3 {
			return "", "", errAmount
		}
	}
	whole = strings.Join(groups, "")
	return whole, decimals, only(whole + decimals)
}

// only tells whether a text is digits, and at least one.
func only(s string) error {
	if s == "" || strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return errAmount
	}
	return nil
}

var dayLayouts = []string{"02/01/2006", "2006-01-02", "2/1/2006", "02/01/06", "02-01-2006", "02.01.2006", "20060102", "02.01.06", "02-01-06", "2006/01/02", "2-1-2006"}

// months are read in French, whole or cut: « 5 novembre 2026 », « 05-nov.-26 ».
var months = []string{"janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"}

// parseDay reads a day in the shapes that banks use, with or without an hour. A workbook keeps days as numbers.
func parseDay(s string, from1904, workbook bool) (law.Day, error) {
	s = strings.TrimSpace(s)
	first, _, _ := strings.Cut(s, " ")
	first, _, _ = strings.Cut(first, "T")
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, first); err == nil && t.Year() >= 2000 && t.Year() <= 2100 {
			return law.DayOf(t), nil
		}
	}
	if workbook {
		if n, err := strconv.ParseFloat(first, 64); err == nil && n >= 36_526 && n <= 73_050 { // 2000 to 2099
			epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
			if from1904 {
				epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			return law.DayOf(epoch.AddDate(0, 0, int(n))), nil
		}
	}
	return parseWords(s)
}

func parseWords(s string) (law.Day, error) {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '/' || r == '.' || r == '\u00a0' })
	if len(parts) != 3 {
		return "", errDay
	}
	plain := strings.NewReplacer("é", "e", "û", "u")
	for i, m := range months {
		stem := plain.Replace(m)
		if !strings.HasPrefix(plain.Replace(parts[1]), stem[:min(3, len(stem))]) || i == 5 && !strings.HasPrefix(parts[1], "jui") {
			continue
		}
		if (i == 5 || i == 6) && !strings.HasPrefix(parts[1], m) { // juin, juil
			continue
		}
		year := parts[2]
		if len(year) == 2 {
			year = "20" + year
		}
		if t, err := time.Parse("2/1/2006", strings.TrimLeft(parts[0], "0")+"/"+strconv.Itoa(i+1)+"/"+year); err == nil && t.Year() >= 2000 && t.Year() <= 2100 {
			return law.DayOf(t), nil
		}
	}
	return "", errDay
}
