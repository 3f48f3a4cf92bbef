package payfip

import (
	"fmt"
	"strconv"
)

// The bounds of a reference, both included from 1.
const (
	maxChargeNumber = 999_999_999
	maxAttempt      = 99
)

// Refdet names one attempt to pay one charge: F, the charge number on 9 digits, A, the attempt on 2. It is reversible
// because the daily file and the bank lines carry nothing else to find the debt by. Outside 1…999999999 and 1…99 it
// returns "", which Validate refuses.
func Refdet(chargeNumber int64, attempt int) string {
	if chargeNumber < 1 || chargeNumber > maxChargeNumber || attempt < 1 || attempt > maxAttempt {
		return ""
	}
	return fmt.Sprintf("F%09dA%02d", chargeNumber, attempt)
}

// ParseRefdet reads back what Refdet wrote; ok is false for any other text.
func ParseRefdet(s string) (chargeNumber int64, attempt int, ok bool) {
	if len(s) != 13 || s[0] != 'F' || s[10] != 'A' || !isDigits(s[1:10]) || !isDigits(s[11:]) {
		return 0, 0, false
	}
	chargeNumber, _ = strconv.ParseInt(s[1:10], 10, 64)
	attempt, _ = strconv.Atoi(s[11:])
	if Refdet(chargeNumber, attempt) != s {
		return 0, 0, false
	}
	return chargeNumber, attempt, true
}

// ValidIDOp tells whether s has the form of an idOp, a UUID of 36 characters in either case. Check it on anything received
// from outside before any other use.
func ValidIDOp(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hexa := '0' <= s[i] && s[i] <= '9' || 'a' <= s[i] && s[i] <= 'f' || 'A' <= s[i] && s[i] <= 'F'
		if dash != (s[i] == '-') || !dash && !hexa {
			return false
		}
	}
	return true
}
