// Package totp is the time-based one-time password of RFC 6238 over HMAC-SHA-1, six digits, thirty seconds: the only form
// that every authenticator application reads.
package totp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238 as telephones speak it; HMAC does not rest on collisions
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	period = 30 // seconds
	digits = 6
	// drift is how many steps before and after now are accepted: telephones run slow or fast (RFC 6238, 5.2).
	drift = 1
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret draws the 160 bits that RFC 4226 recommends.
func NewSecret() []byte {
	secret := make([]byte, 20)
	rand.Read(secret) // never fails since Go 1.24
	return secret
}

// Typed writes a secret as it is typed into a telephone that cannot read the QR code: groups of four letters.
func Typed(secret []byte) string {
	plain := letters.EncodeToString(secret)
	var groups []string
	for len(plain) > 4 {
		groups, plain = append(groups, plain[:4]), plain[4:]
	}
	return strings.Join(append(groups, plain), " ")
}

// URI is what the QR code says (Key Uri Format).
func URI(issuer, account string, secret []byte) string {
	issuer = strings.ReplaceAll(issuer, ":", " ") // the separator of the label
	q := url.Values{"secret": {letters.EncodeToString(secret)}, "issuer": {issuer}}
	// Some applications show « + » where a query would mean a space.
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// At is the code of an instant.
func At(secret []byte, t time.Time) string { return code(secret, Step(t), digits) }

// Step is the number of the thirty seconds that an instant falls in.
func Step(t time.Time) int64 { return t.Unix() / period }

// Check tells whether a code is right now, and of which step. A code of a step not after last is refused: each serves once
// (RFC 6238, 5.2).
func Check(secret []byte, given string, now time.Time, last int64) (step int64, ok bool) {
	for s := Step(now) - drift; s <= Step(now)+drift; s++ {
		right := subtle.ConstantTimeCompare([]byte(code(secret, s, digits)), []byte(given)) == 1
		if right && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// code is HOTP (RFC 4226, 5.3).
func code(secret []byte, counter int64, n int) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, counter) // a hash takes everything
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	value := binary.BigEndian.Uint32(sum[offset:offset+4]) & 0x7fffffff
	modulo := uint32(1)
	for range n {
		modulo *= 10
	}
	return fmt.Sprintf("%0*d", n, value%modulo)
}
