package pb_hooks_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"testing"

	"github.com/openacademie/openacademie/pb_hooks"
)

func TestF23KnowsACardFromWhatResemblesIt(t *testing.T) {
	for text, want := range map[string]bool{
		"4970 1000 0000 0055":                   true,
		"carte 4970-1000-0000-0055 merci":       true,
		"4970100000000055":                      true,
		"n°4970100000000055.":                   true,
		"4970 1000 0000 0056":                   false, // wrong key
		"06 39 98 00 01 et 06 39 98 00 02":      false,
		"SIRET 552 081 317 66522":               false,
		"a4970100000000055b4970100000000055cde": false, // a digest: 32 hexadecimal characters at least
	} {
		if got := pb_hooks.HoldsCardNumber(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for i := range 100_000 {
		sum := sha256.Sum256([]byte(strconv.Itoa(i)))
		if digest := hex.EncodeToString(sum[:]); pb_hooks.HoldsCardNumber("empreinte " + digest + ", fin") {
			t.Fatalf("a digest of ours passes for a card: %s", digest)
		}
	}
}
