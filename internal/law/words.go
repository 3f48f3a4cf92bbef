package law

import "strconv"

// Counted writes « 1 élève », « 3 élèves », « 1 200 élèves »: French has the plural from two on, and the number never leaves
// its noun at the end of a line.
func Counted(n int, one, many string) string {
	noun := one
	if n > 1 {
		noun = many
	}
	return Thousands(n) + "\u00a0" + noun
}

// Thousands writes a number with its thousands apart.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}
