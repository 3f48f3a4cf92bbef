package sms

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

const (
	basic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "^{}\\[~]|€\f" // two septets each (3GPP TS 23.038)
)

// Segments counts the parts in which a text leaves, each of which is paid. One letter outside the GSM alphabet makes the
// whole text cost more than twice as much.
func Segments(text string) int {
	if text == "" {
		return 0
	}
	var units []int // width of each character, which no part may cut
	for _, r := range text {
		switch {
		case strings.ContainsRune(basic, r):
			units = append(units, 1)
		case strings.ContainsRune(extended, r):
			units = append(units, 2)
		default:
			return wide(text)
		}
	}
	return parts(units, 160, 153)
}

func wide(text string) int {
	var units []int
	for _, r := range text {
		units = append(units, max(utf16.RuneLen(r), 1))
	}
	return parts(units, 70, 67)
}

func parts(units []int, alone, joined int) int {
	total := 0
	for _, u := range units {
		total += u
	}
	if total <= alone {
		return 1
	}
	n, used := 1, 0
	for _, u := range units {
		if used+u > joined {
			n, used = n+1, 0
		}
		used += u
	}
	return n
}

var typewriter = strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "« ", "\"", " »", "\"", "«", "\"", "»", "\"", "–", "-", "—", "-", "…", "...",
	"\u00a0", " ", "\u202f", " ", "œ", "oe", "Œ", "OE", "ç", "c")

// Plain writes a text with the GSM alphabet where that costs it nothing but typography: curly apostrophes, hard spaces, a
// circumflex. A text in another script stays as it is.
func Plain(text string) string {
	var b strings.Builder
	for _, r := range typewriter.Replace(strings.NewReplacer("«\u00a0", "\"", "\u00a0»", "\"", "«\u202f", "\"", "\u202f»", "\"").Replace(text)) {
		if strings.ContainsRune(basic, r) || strings.ContainsRune(extended, r) {
			b.WriteRune(r)
			continue
		}
		base := []rune(norm.NFD.String(string(r)))[0]
		if !strings.ContainsRune(basic, base) {
			return text
		}
		b.WriteRune(base)
	}
	return b.String()
}
