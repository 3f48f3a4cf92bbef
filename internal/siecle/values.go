package siecle

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const isoDay = "2006-01-02"

// parseDate gives "2006-01-02" from "dd/mm/yyyy" or ISO, with or without an hour. Empty is empty; ok is false for anything
// that is not a day of the calendar between 1900 and 2100.
func parseDate(s string) (day string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	s, _, _ = strings.Cut(s, " ")
	s, _, _ = strings.Cut(s, "T")
	for _, layout := range []string{"02/01/2006", isoDay, "2/1/2006"} {
		if d, err := time.Parse(layout, s); err == nil && d.Year() >= 1900 && d.Year() <= 2100 {
			return d.Format(isoDay), true
		}
	}
	return "", false
}

// parseSerial gives the day of an Excel serial number: days since 30 December 1899, or 1 January 1904 in old Mac workbooks.
func parseSerial(s string, from1904 bool) (day string, ok bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 61 && n <= 73_050) { // before 1 March 1900 the count is off by one; after 2099 it is not a date
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return epoch.AddDate(0, 0, int(math.Floor(n))).Format(isoDay), true
}

// parseBool reads 1/0, true/false, O/N, OUI/NON; nil for anything else.
func parseBool(s string) *bool {
	var b bool
	switch strings.ToUpper(s) {
	case "1", "TRUE", "O", "OUI", "VRAI":
		b = true
	case "0", "FALSE", "N", "NON", "FAUX":
	default:
		return nil
	}
	return &b
}

// parseSex reads M/F or CODE_SEXE 1/2; "" for anything else.
func parseSex(s string) string {
	switch strings.ToUpper(s) {
	case "1", "M":
		return "M"
	case "2", "F":
		return "F"
	}
	return ""
}

// parseCivility gives "M." or "MME" from labels and codes, and keeps anything else as written.
func parseCivility(s string) string {
	switch strings.ToUpper(strings.TrimSuffix(s, ".")) {
	case "1", "M", "MR", "MONSIEUR":
		return "M."
	case "2", "MME", "MLLE", "MADAME", "MADEMOISELLE":
		return "MME"
	}
	return s
}

// parseINE keeps letters and digits, in capitals.
func parseINE(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// NormalisePhone gives the 10 national digits of a French number however it was typed ("+33 6 39 98 00 01", "06.39.98.00.01",
// "0033639980001", overseas "+262 692…"), also when a spreadsheet ate its leading zero. Any other number is kept as written.
func NormalisePhone(s string) string {
	s = strings.TrimSpace(s)
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case unicode.IsSpace(r), strings.ContainsRune(".-_/()\u2010\u2011\u2013", r):
			return -1
		}
		return 'x' // a letter: not a number to touch
	}, strings.ReplaceAll(s, "(0)", ""))
	if rest, ok := strings.CutPrefix(digits, "00"); ok && len(rest) > 9 {
		digits = "+" + rest
	}
	if rest, ok := strings.CutPrefix(digits, "+33"); ok {
		digits = strings.TrimPrefix(rest, "0")
	} else {
		for _, overseas := range []string{"+262", "+590", "+594", "+596"} { // they share the French numbering plan
			if rest, ok := strings.CutPrefix(digits, overseas); ok {
				digits = strings.TrimPrefix(rest, "0")
			}
		}
	}
	if len(digits) == 9 && digits[0] != '0' {
		digits = "0" + digits
	}
	if len(digits) != 10 || digits[0] != '0' || digits[1] == '0' || strings.ContainsAny(digits, "x+") {
		return s
	}
	return digits
}

// trimZeros makes "00123" and "123" the same number of a pupil.
func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}

// compareKeys orders numbers by value and everything else by letters, numbers first; a prefix ("etab:") is compared first.
func compareKeys(a, b string) int {
	if i, j := strings.LastIndexByte(a, ':'), strings.LastIndexByte(b, ':'); i >= 0 || j >= 0 {
		if d := strings.Compare(a[:i+1], b[:j+1]); d != 0 {
			return d
		}
		a, b = a[i+1:], b[j+1:]
	}
	digitsA, digitsB := isDigits(a), isDigits(b)
	switch {
	case digitsA && digitsB:
		if d := len(trimZeros(a)) - len(trimZeros(b)); d != 0 {
			return d
		}
		if d := strings.Compare(trimZeros(a), trimZeros(b)); d != 0 {
			return d
		}
	case digitsA:
		return -1
	case digitsB:
		return 1
	}
	return strings.Compare(a, b)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
