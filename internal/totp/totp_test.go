package totp

import (
	"strings"
	"testing"
	"time"
)

var key = []byte("12345678901234567890") // of both RFCs

// RFC 4226, appendix D.
func TestTheCodesOfRFC4226(t *testing.T) {
	t.Parallel()
	for counter, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := code(key, int64(counter), 6); got != want {
			t.Errorf("%d: %s, want %s", counter, got, want)
		}
	}
}

// RFC 6238, appendix B, the lines of SHA-1, with their eight digits.
func TestTheCodesOfRFC6238(t *testing.T) {
	t.Parallel()
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := code(key, Step(time.Unix(at, 0)), 8); got != want {
			t.Errorf("%d: %s, want %s", at, got, want)
		}
	}
}

func TestACodeServesOnceAndForAMinuteAtMost(t *testing.T) {
	t.Parallel()
	now := time.Unix(1111111111, 0)
	step, ok := Check(key, At(key, now), now, 0)
	if !ok || step != Step(now) {
		t.Fatal("the right code is refused")
	}
	if _, again := Check(key, At(key, now), now, step); again {
		t.Error("a code served twice")
	}
	if _, older := Check(key, At(key, now.Add(-30*time.Second)), now, step); older {
		t.Error("a code older than the last one served")
	}
	for gap, want := range map[time.Duration]bool{-30 * time.Second: true, 30 * time.Second: true, -60 * time.Second: false, 60 * time.Second: false} {
		if _, ok := Check(key, At(key, now.Add(gap)), now, 0); ok != want {
			t.Errorf("a telephone %s off: %v", gap, ok)
		}
	}
	for _, given := range []string{"", "050471 ", "14050471", "05047"} {
		if _, ok := Check(key, given, now, 0); ok {
			t.Errorf("%q was accepted", given)
		}
	}
}

func TestTheSecretAsItIsTypedAndRead(t *testing.T) {
	t.Parallel()
	if got := Typed(key); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(got)
	}
	uri := URI("Collège : Deux-Rives", "sam@exemple.fr", key)
	for _, want := range []string{"otpauth://totp/Coll%C3%A8ge", "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "issuer=Coll%C3%A8ge%20%20%20Deux-Rives"} {
		if !strings.Contains(uri, want) {
			t.Errorf("%s lacks %s", uri, want)
		}
	}
	if a, b := NewSecret(), NewSecret(); len(a) != 20 || string(a) == string(b) {
		t.Error("the secret is not drawn")
	}
}
