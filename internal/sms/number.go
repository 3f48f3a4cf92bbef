// Package sms is short messages as providers take them: telephone numbers, segments, a gateway described by its settings,
// and what it reports back. It knows neither the school nor the database.
package sms

import "strings"

// areas are the beginnings of French national numbers that belong to an overseas country code, and whether they are mobile.
var areas = []struct {
	start, code string
	mobile      bool
}{
	{"0692", "262", true}, {"0693", "262", true}, {"0639", "262", true}, {"0262", "262", false}, {"0263", "262", false}, {"0269", "262", false},
	{"0690", "590", true}, {"0691", "590", true}, {"0590", "590", false},
	{"0694", "594", true}, {"0594", "594", false},
	{"0696", "596", true}, {"0697", "596", true}, {"0596", "596", false},
	{"06", "33", true}, {"07", "33", true}, {"0", "33", false},
}

// Number writes a telephone number as E.164 wants it: +33612345678, +262692123456. A national number is read as French. ok is
// false for what is no number, and for a French landline, which takes no message. Of a foreign number only the form is
// known.
func Number(s string) (e164 string, ok bool) {
	digits, plus := digitsOf(s)
	if !plus && strings.HasPrefix(digits, "00") {
		digits, plus = digits[2:], true
	}
	if plus {
		return international(digits)
	}
	if len(digits) != 10 || digits[0] != '0' {
		return "", false
	}
	for _, a := range areas {
		if strings.HasPrefix(digits, a.start) {
			return "+" + a.code + digits[1:], a.mobile
		}
	}
	return "", false
}

func international(digits string) (string, bool) {
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", false
	}
	for _, code := range []string{"33", "262", "590", "594", "596"} {
		rest, french := strings.CutPrefix(digits, code)
		if !french {
			continue
		}
		if rest = strings.TrimPrefix(rest, "0"); len(rest) != 9 { // +33 (0)6…
			return "", false
		}
		e164, mobile := Number("0" + rest)
		return e164, mobile && e164 == "+"+code+rest
	}
	return "+" + digits, true
}

// digitsOf keeps the digits of a number and tells whether it starts with a plus; letters make it no number.
func digitsOf(s string) (digits string, plus bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			plus = true
		case strings.ContainsRune(" \u00a0\u202f.-/()", r):
		default:
			return "", false
		}
	}
	return b.String(), plus
}
