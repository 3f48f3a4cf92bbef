package sepa

import (
	"errors"
	"fmt"
	"strings"
)

// ErrReference is why a creditor's reference is refused.
var ErrReference = errors.New("cette référence n’est pas juste : elle commence par RF, deux chiffres de contrôle, puis une à vingt et une lettres ou chiffres")

// maxInner is the length of what a creditor's reference carries.
const maxInner = 21

// NewReference writes a creditor's reference (ISO 11649) around what it carries, one to twenty-one letters and figures: RF,
// two check digits, and the rest. Banks that know it refuse a wrong one at once; the others give it back unchanged.
func NewReference(inner string) (string, error) {
	inner = strings.ToUpper(inner)
	if inner == "" || len(inner) > maxInner || !lettersOrDigits(inner) {
		return "", ErrReference
	}
	return fmt.Sprintf("RF%02d%s", 98-remainder(inner+"RF00"), inner), nil
}

// ParseReference reads a creditor's reference as it stands on a statement, spaces or not, and returns what it carries.
func ParseReference(typed string) (inner string, err error) {
	s := normalise(typed)
	if len(s) < 5 || len(s) > 4+maxInner || s[:2] != "RF" || !digits(s[2:4]) || !lettersOrDigits(s) || remainder(s[4:]+s[:4]) != 1 {
		return "", ErrReference
	}
	return s[4:], nil
}

// ReferenceGroups writes a reference in groups of four, as it is printed.
func ReferenceGroups(reference string) string { return IBAN(reference).Groups() }
