package notify_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
)

// receiver is a browser's half of a subscription.
type receiver struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// derived are the intermediate values that RFC 8291, Appendix A, prints.
type derived struct{ secret, prkKey, ikm, prk, cek, nonce []byte }

// decrypt opens a message of Content-Encoding aes128gcm made for a receiver. It is written from RFC 8291 (section 3.4) and
// RFC 8188 (sections 2 and 2.1) with the standard library alone, and shares nothing with what encrypts.
func (r receiver) decrypt(body []byte) ([]byte, derived, error) {
	var d derived
	if len(body) < 21 {
		return nil, d, errors.New("no header")
	}
	salt, size, idLen := body[:16], int(binary.BigEndian.Uint32(body[16:20])), int(body[20])
	if size < 18 || len(body) < 21+idLen {
		return nil, d, errors.New("bad header")
	}
	senderKey, records := body[21:21+idLen], body[21+idLen:]
	sender, err := ecdh.P256().NewPublicKey(senderKey)
	if err != nil {
		return nil, d, fmt.Errorf("sender's key: %w", err)
	}
	if d.secret, err = r.key.ECDH(sender); err != nil {
		return nil, d, err
	}
	must := func(b []byte, err error) []byte {
		if err != nil {
			panic(err)
		}
		return b
	}
	keyInfo := "WebPush: info\x00" + string(r.key.PublicKey().Bytes()) + string(senderKey)
	d.prkKey = must(hkdf.Extract(sha256.New, d.secret, r.auth))
	d.ikm = must(hkdf.Expand(sha256.New, d.prkKey, keyInfo, 32))
	d.prk = must(hkdf.Extract(sha256.New, d.ikm, salt))
	d.cek = must(hkdf.Expand(sha256.New, d.prk, "Content-Encoding: aes128gcm\x00", 16))
	d.nonce = must(hkdf.Expand(sha256.New, d.prk, "Content-Encoding: nonce\x00", 12))
	plain, err := openRecords(d, records, size)
	return plain, d, err
}

// openRecords decrypts records of RFC 8188: each ends with a delimiter (1, or 2 for the last) and zeros.
func openRecords(d derived, records []byte, size int) ([]byte, error) {
	block, err := aes.NewCipher(d.cek)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	var plain []byte
	for seq := uint64(0); ; seq++ {
		n := min(size, len(records))
		last := n == len(records)
		nonce := append([]byte(nil), d.nonce...)
		binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^seq)
		opened, err := aead.Open(nil, nonce, records[:n], nil)
		if err != nil {
			return nil, err
		}
		end := len(opened)
		for end > 0 && opened[end-1] == 0 {
			end--
		}
		want := byte(1)
		if last {
			want = 2
		}
		if end == 0 || opened[end-1] != want {
			return nil, errors.New("bad delimiter")
		}
		plain = append(plain, opened[:end-1]...)
		if last {
			return plain, nil
		}
		records = records[n:]
	}
}

func unbase64(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The example of RFC 8291, section 5 and Appendix A, value by value.
func TestDecoderAgreesWithRFC8291(t *testing.T) {
	key, err := ecdh.P256().NewPrivateKey(unbase64(t, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	if err != nil {
		t.Fatal(err)
	}
	r := receiver{key: key, auth: unbase64(t, "BTBZMqHH6r4Tts7J_aSIgg")}
	if got := base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()); got != "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4" {
		t.Fatalf("receiver's public key %s", got)
	}
	plain, d, err := r.decrypt(unbase64(t, "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"+
		"Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"))
	if err != nil {
		t.Fatal(err)
	}
	if string(plain) != "When I grow up, I want to be a watermelon" {
		t.Fatalf("plain text %q", plain)
	}
	for name, pair := range map[string][2]string{
		"ecdh_secret": {base64.RawURLEncoding.EncodeToString(d.secret), "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"},
		"PRK_key":     {base64.RawURLEncoding.EncodeToString(d.prkKey), "Snr3JMxaHVDXHWJn5wdC52WjpCtd2EIEGBykDcZW32k"},
		"IKM":         {base64.RawURLEncoding.EncodeToString(d.ikm), "S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg"},
		"PRK":         {base64.RawURLEncoding.EncodeToString(d.prk), "09_eUZGrsvxChDCGRCdkLiDXrReGOEVeSCdCcPBSJSc"},
		"CEK":         {base64.RawURLEncoding.EncodeToString(d.cek), "oIhVW04MRdy2XN9CiKLxTg"},
		"NONCE":       {base64.RawURLEncoding.EncodeToString(d.nonce), "4h_95klXJ5E_qnoN"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, the RFC says %s", name, pair[0], pair[1])
		}
	}
}

func TestDecoderRefusesWhatIsNotForIt(t *testing.T) {
	key, _ := ecdh.P256().NewPrivateKey(unbase64(t, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	body := unbase64(t, "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"+
		"Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
	if _, _, err := (receiver{key: key, auth: make([]byte, 16)}).decrypt(body); err == nil {
		t.Fatal("opened with another secret")
	}
	body[len(body)-1] ^= 1
	if _, _, err := (receiver{key: key, auth: unbase64(t, "BTBZMqHH6r4Tts7J_aSIgg")}).decrypt(body); err == nil {
		t.Fatal("opened a text that was touched")
	}
}
