// Package sepa knows how money is sent in euros: account numbers and how to check them, the characters that banks take, the
// files by which a school asks for credit transfers and direct debits, and the QR code that asks for a transfer. It is pure: no database, no clock.
package sepa

import (
	"errors"
	"fmt"
	"strings"
)

// IBAN is an account number without spaces, checked: its country is of the SEPA area, its length is that country's, its key
// is right, and the national key that a French number holds too.
type IBAN string

// lengths are those of the account numbers of the SEPA area (registry of ISO 13616), by country. French overseas
// communities hold accounts that start with FR.
var lengths = map[string]int{
	"AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27,
	"GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24,
	"ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}

// Why an account number is refused, in words for who typed it. The number itself never is in the message.
var (
	ErrIBANEmpty   = errors.New("l’IBAN manque")
	ErrIBANShape   = errors.New("un IBAN commence par deux lettres et deux chiffres, et n’a que des lettres et des chiffres")
	ErrIBANCountry = errors.New("ce pays n’est pas de la zone des paiements en euros (SEPA)")
	ErrIBANKey     = errors.New("la clé de cet IBAN ne tombe pas juste : un caractère a été changé ou oublié")
)

// ParseIBAN reads an account number as people type it, with spaces, dashes or small letters.
func ParseIBAN(typed string) (IBAN, error) {
	s := normalise(typed)
	switch {
	case s == "":
		return "", ErrIBANEmpty
	case len(s) < 5 || !letters(s[:2]) || !digits(s[2:4]) || !lettersOrDigits(s):
		return "", ErrIBANShape
	}
	want, known := lengths[s[:2]]
	switch {
	case !known:
		return "", ErrIBANCountry
	case len(s) != want:
		return "", fmt.Errorf("un IBAN de ce pays (%s) a %d caractères ; celui-ci en a %d", s[:2], want, len(s))
	case remainder(s[4:]+s[:4]) != 1:
		return "", ErrIBANKey
	case !ribKeyRight(s):
		return "", ErrRIBKey
	}
	return IBAN(s), nil
}

// normalise takes away what people put between the groups of a number. Anything else stays, and is refused.
func normalise(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" \t\r\n-.\u00a0\u202f\u2009\u200b\u2011\u2013", r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, strings.TrimPrefix(strings.TrimSpace(strings.ToUpper(typed)), "IBAN"))
}

// remainder is the number modulo 97, letters counting from A = 10 (ISO 7064, MOD 97-10).
func remainder(s string) int {
	r := 0
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}

// Groups writes the number in groups of four, as on a bank's statement.
func (i IBAN) Groups() string {
	var b strings.Builder
	for n, c := range string(i) {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Tail is the last four characters: enough for its holder to know it, for nobody else to use it.
func (i IBAN) Tail() string { return string(i[max(0, len(i)-4):]) }

// Country is the code of the account's country.
func (i IBAN) Country() string { return string(i[:min(2, len(i))]) }

// ErrBIC is why a BIC is refused.
var ErrBIC = errors.New("un BIC a huit ou onze caractères : quatre pour la banque, deux lettres pour le pays, deux pour le lieu, trois pour l’agence")

// ParseBIC reads a bank's code as people type it.
func ParseBIC(typed string) (string, error) {
	s := strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(typed)), " ", "")
	if (len(s) != 8 && len(s) != 11) || !lettersOrDigits(s) || !letters(s[4:6]) {
		return "", ErrBIC
	}
	return s, nil
}

// ErrICS is why a creditor's identifier is refused.
var ErrICS = errors.New("la clé de cet identifiant créancier (ICS) ne tombe pas juste : un caractère a été changé ou oublié")

// maxICS is the longest identifier: a country, a key, three characters of activity, twenty-eight of the country's own.
const maxICS = 35

// ParseICS reads the identifier of a SEPA creditor as people type it. Its key leaves out the three characters of activity
// (EPC262-08); a French one has thirteen characters.
func ParseICS(typed string) (string, error) {
	s := normalise(typed)
	switch {
	case len(s) < 8 || len(s) > maxICS || !letters(s[:2]) || !digits(s[2:4]) || !lettersOrDigits(s):
		return "", ErrICS
	case s[:2] == "FR" && len(s) != 13, remainder(s[7:]+s[:4]) != 1:
		return "", ErrICS
	}
	return s, nil
}

func letters(s string) bool { return every(s, func(c byte) bool { return c >= 'A' && c <= 'Z' }) }

func digits(s string) bool { return every(s, func(c byte) bool { return c >= '0' && c <= '9' }) }

func lettersOrDigits(s string) bool {
	return every(s, func(c byte) bool { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') })
}

func every(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}
