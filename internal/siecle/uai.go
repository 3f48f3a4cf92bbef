package siecle

import "strings"

// uaiLetters are the control letters: I, O and Q would be mistaken for digits.
const uaiLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// ValidUAI is true for 7 digits and the control letter they call for (modulo 23), in either case.
func ValidUAI(uai string) bool {
	if len(uai) != 8 {
		return false
	}
	letter, ok := UAILetter(uai[:7])
	return ok && strings.ToUpper(uai[7:]) == string(letter)
}

// UAILetter gives the control letter of 7 digits; ok is false for anything else.
func UAILetter(digits string) (letter byte, ok bool) {
	if len(digits) != 7 {
		return 0, false
	}
	n := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = n*10 + int(digits[i]-'0')
	}
	return uaiLetters[n%23], true
}

// MayBelongTo is true when nothing in the export contradicts this UAI: its own UAI, or the six digits of a workbook. An
// export that names no school may belong to any.
func (e *Export) MayBelongTo(uai string) bool {
	uai = strings.ToUpper(strings.TrimSpace(uai))
	if e.UAI != "" && e.UAI != uai {
		return false
	}
	return e.UAIDigits == "" || (len(uai) == 8 && uai[1:7] == e.UAIDigits)
}

// schoolFromDigits finds the UAI that holds these characters 2 to 7. The first digit is lost: 0 in a French department, 9
// overseas, 6 and 7 in Corsica. Where two schools could answer (Saône-et-Loire 071 and Guadeloupe 971) it gives "".
func schoolFromDigits(digits string) string {
	letter, ok := UAILetter("0" + digits)
	if !ok {
		return ""
	}
	switch digits[:2] {
	case "71", "72", "73", "74", "75", "76", "77", "78", "83", "84", "86", "87", "88", "20", "00":
		return ""
	}
	return "0" + digits + string(letter)
}
