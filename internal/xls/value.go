package xls

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// unpackRK gives a number kept on 30 bits: a whole number or the high half of a float, perhaps in hundredths.
func unpackRK(rk uint32) float64 {
	var n float64
	if rk&2 != 0 {
		n = float64(int32(rk) >> 2) //nolint:gosec // the sign is the point
	} else {
		n = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		n /= 100
	}
	return n
}

func truth(b byte) string {
	if b != 0 {
		return "1"
	}
	return "0"
}

const largestPlain = 1e15 // above, a number has no exact units any more

// numberText writes a number as it was typed, and a day as "2006-01-02": what a cell shows as a date is one, whatever its hour.
func numberText(n float64, isDate, from1904 bool) string {
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		return ""
	case isDate && n >= 1 && n < 2_958_466: // until 31 December 9999
		return dayText(n, from1904)
	case math.Abs(n) > largestPlain:
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func dayText(n float64, from1904 bool) string {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n < 61:
		epoch = epoch.AddDate(0, 0, 1) // Excel counts a 29 February 1900 that never was
	}
	return epoch.AddDate(0, 0, int(math.Floor(n))).Format("2006-01-02")
}

// isDateFormat tells whether a format shows a day: built in, or written with a day or a year outside quotes and brackets.
// Codes are in English whatever the language of Excel.
func isDateFormat(number uint16, code string) bool {
	switch strings.ToLower(code) {
	case "":
		return number >= 14 && number <= 17 || number == 22 || number >= 27 && number <= 31 || number == 36 || number >= 50 && number <= 58
	case "general", "standard":
		return false
	}
	quoted, bracketed := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\', c == '_', c == '*':
			i++ // the next sign is itself
		case c == '[':
			bracketed = true
		case c == ']':
			bracketed = false
		case bracketed:
		case c == ';':
			return false // the first section is that of positive numbers
		case c == 'd', c == 'D', c == 'y', c == 'Y':
			return true
		}
	}
	return false
}
