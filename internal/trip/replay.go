package trip

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Replay is a draw: the codes of those who enter, in the order that a seed gives them. Each code is ranked by the SHA-256
// of "seed:code", in hexadecimal, smallest first; a code that comes twice counts once. Nothing else enters: neither the
// order in which codes are given, nor the day, nor chance. Anybody can do it again with sha256sum and sort.
func Replay(seed string, codes []string) []string {
	ranked := slices.Clone(codes)
	slices.SortFunc(ranked, func(a, b string) int {
		return strings.Compare(rankKey(seed, a)+a, rankKey(seed, b)+b)
	})
	return slices.Compact(ranked)
}

func rankKey(seed, code string) string { return hexDigest(seed + ":" + code) }

// SeedDigest is what is published before a draw: whoever holds the seed can check it afterwards.
func SeedDigest(seed string) string { return hexDigest(seed) }

// EntrantCode stands for a pupil in one draw: ten hexadecimal digits that only the family and the school can tie to a name,
// since a pupil's identifier is shown to nobody else.
func EntrantCode(drawID, pupilID string) string {
	return strings.ToUpper(hexDigest(drawID + ":" + pupilID)[:10])
}

// ReplayCommand is how to do a draw again on any computer with a shell; the published codes are read one per line.
func ReplayCommand(seed string) string {
	return "while read -r code; do printf '%s %s\\n' \"$(printf '%s' \"" + seed + ":$code\" | sha256sum | cut -c1-64)\" \"$code\"; done < codes.txt | sort"
}

func hexDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
