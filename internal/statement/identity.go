package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/openacademie/openacademie/internal/school"
)

// Identity tells a movement from another of the same source. Two movements that read the same on the same day are told apart
// by their rank in the file: a file read again, or one that overlaps it by whole days, brings nothing twice.
type Identity struct {
	Digest string
	Rank   int // 1 for the first
}

// Identify gives the identities of the lines of one file, in their order.
func Identify(source string, lines []Line) []Identity {
	seen := map[string]int{}
	all := make([]Identity, 0, len(lines))
	for _, l := range lines {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d\x00%s\x00%s\x00%s", school.Fold(source), l.On, l.Amount,
			school.Fold(l.Label), school.Fold(l.Reference), school.Fold(l.Party)))
		digest := hex.EncodeToString(sum[:16])
		seen[digest]++
		all = append(all, Identity{digest, seen[digest]})
	}
	return all
}
