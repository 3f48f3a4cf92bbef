package sepa

import (
	"errors"
	"strconv"
	"strings"
)

// ErrRIBKey is why a French account number is refused although its international key is right.
var ErrRIBKey = errors.New("la clé du RIB contenu dans cet IBAN ne tombe pas juste : un caractère a été changé ou oublié")

// ribLetters gives each letter its figure in the key of a French account number: A to I, then J to R, count from 1; S to Z
// from 2.
var ribLetters = strings.NewReplacer(
	"A", "1", "J", "1", "B", "2", "K", "2", "S", "2", "C", "3", "L", "3", "T", "3", "D", "4", "M", "4", "U", "4", "E", "5", "N", "5", "V", "5",
	"F", "6", "O", "6", "W", "6", "G", "7", "P", "7", "X", "7", "H", "8", "Q", "8", "Y", "8", "I", "9", "R", "9", "Z", "9",
)

// ribKeyRight tells whether the national key of a French or Monegasque account number is right: bank, branch and account,
// weighed by 89, 15 and 3, make a multiple of 97 with it. Another country's number has no such key.
func ribKeyRight(iban string) bool {
	if iban[:2] != "FR" && iban[:2] != "MC" {
		return true
	}
	if !digits(iban[4:14]) || !digits(iban[25:]) {
		return false // a bank, a branch and a key have no letter
	}
	part := func(from, to int) int64 {
		n, err := strconv.ParseInt(ribLetters.Replace(iban[from:to]), 10, 64)
		if err != nil {
			return -1 // letters and figures only, as was checked
		}
		return n
	}
	return 97-(89*part(4, 9)+15*part(9, 14)+3*part(14, 25))%97 == part(25, 27)
}
