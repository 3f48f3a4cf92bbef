package notify_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/notify"
)

// pushService stands for Mozilla's, Google's or Apple's: it verifies the sender as they do (RFC 8292), and being in the
// secret of the devices, opens what they would open.
type pushService struct {
	*httptest.Server
	t testing.TB

	mu       sync.Mutex
	answer   func(w http.ResponseWriter, n int) // nil answers 201
	devices  map[string]receiver                // by path
	received []pushed
	asked    int
}

// pushed is a message as a device got it.
type pushed struct {
	path    string
	header  http.Header
	payload []byte
	claims  vapidClaims
	key     string
	size    int
}

type vapidClaims struct {
	Aud string `json:"aud"`
	Exp int64  `json:"exp"`
	Sub string `json:"sub"`
}

func newPushService(t testing.TB) *pushService {
	s := &pushService{t: t, devices: map[string]receiver{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// subscribe makes a device and returns what its browser would send.
func (s *pushService) subscribe() notify.Subscription {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	auth := make([]byte, 16)
	rand.Read(auth)
	s.mu.Lock()
	defer s.mu.Unlock()
	path := fmt.Sprintf("/push/%d", len(s.devices)+1)
	s.devices[path] = receiver{key: key, auth: auth}
	return notify.Subscription{
		Endpoint: s.URL + path, Device: "Téléphone",
		P256dh: base64.URLEncoding.EncodeToString(key.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(auth),
	}
}

func (s *pushService) answers(f func(w http.ResponseWriter, n int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = f
}

func (s *pushService) got() []pushed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]pushed(nil), s.received...)
}

func (s *pushService) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.answer != nil {
		s.answer(w, s.asked)
		return
	}
	message, err := s.open(r)
	if err != nil {
		s.t.Errorf("push service: %v", err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.received = append(s.received, message)
	w.Header().Set("Location", s.URL+"/message/1")
	w.WriteHeader(http.StatusCreated)
}

func (s *pushService) open(r *http.Request) (pushed, error) {
	m := pushed{path: r.URL.Path, header: r.Header}
	if r.Method != http.MethodPost || r.Header.Get("Content-Encoding") != "aes128gcm" || r.Header.Get("TTL") == "" {
		return m, fmt.Errorf("%s with headers %v", r.Method, r.Header)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return m, err
	}
	m.size = len(body)
	if m.payload, _, err = s.devices[r.URL.Path].decrypt(body); err != nil {
		return m, err
	}
	m.claims, m.key, err = verifyVAPID(r.Header.Get("Authorization"), s.URL, time.Now())
	return m, err
}

// verifyVAPID checks the token as RFC 8292 asks: signed ES256 by the key it names, for this service, for a day at most, by
// somebody who can be reached.
func verifyVAPID(authorization, audience string, now time.Time) (claims vapidClaims, key string, err error) {
	rest, found := strings.CutPrefix(authorization, "vapid ")
	if !found {
		return claims, "", errors.New("no vapid scheme")
	}
	var token string
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			token = value
		case "k":
			key = value
		}
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims, key, errors.New("no token")
	}
	decode := base64.RawURLEncoding.DecodeString
	var header struct{ Alg, Typ string }
	for i, into := range []any{&header, &claims} {
		raw, err := decode(parts[i])
		if err != nil {
			return claims, key, err
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return claims, key, err
		}
	}
	point, err := decode(key)
	if err != nil {
		return claims, key, err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return claims, key, err
	}
	signature, err := decode(parts[2])
	if err != nil || len(signature) != 64 {
		return claims, key, fmt.Errorf("signature of %d bytes: %w", len(signature), err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	left := time.Unix(claims.Exp, 0).Sub(now)
	switch {
	case header.Alg != "ES256":
		return claims, key, fmt.Errorf("algorithm %s", header.Alg)
	case !ecdsa.Verify(public, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])):
		return claims, key, errors.New("wrong signature")
	case claims.Aud != audience:
		return claims, key, fmt.Errorf("audience %s", claims.Aud)
	case left <= 0 || left > 24*time.Hour:
		return claims, key, fmt.Errorf("expires in %s", left)
	case !strings.HasPrefix(claims.Sub, "https://") && (!strings.HasPrefix(claims.Sub, "mailto:") || strings.Count(claims.Sub, "mailto:") != 1):
		return claims, key, fmt.Errorf("subject %s", claims.Sub)
	case strings.Contains(claims.Sub, "localhost"):
		return claims, key, fmt.Errorf("subject %s", claims.Sub)
	}
	return claims, key, nil
}
