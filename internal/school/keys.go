package school

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
)

// Keys seals and opens the few values that must not lie in clear in the database: push keys, later IBANs and aid. The
// folder's data key is 32 random bytes, wrapped by a key that lives outside the folder; each use has its own sub-key.
type Keys struct{ data []byte }

const (
	wrappedKeyFile  = "folder.key"       // the data key, wrapped
	practiceKeyFile = "practice-key.txt" // a practice folder keeps its wrapping key, and says so
	keyVariable     = "OPENACADEMIE_KEY"
)

// ErrNoKey is why a real folder refuses to start.
var ErrNoKey = errors.New("la clé du dossier manque : donnez-la dans OPENACADEMIE_KEY (32 caractères au moins, gardée hors du dossier) ; « openssl rand -base64 32 » en fait une bonne")

func openKeys(app core.App, kind Kind, o Options) (*Keys, error) {
	if _, err := os.Stat(filepath.Join(app.DataDir(), wrappedKeyFile)); o.ReadOnly && errors.Is(err, os.ErrNotExist) {
		return &Keys{}, nil // imported and never served: nothing is sealed yet
	}
	wrapping, err := wrappingKey(app, kind, o)
	if errors.Is(err, ErrNoKey) && o.KeyOptional {
		return &Keys{}, nil // an import opens no secret
	}
	if err != nil {
		return nil, err
	}
	path := filepath.Join(app.DataDir(), wrappedKeyFile)
	wrapped, err := os.ReadFile(path) //nolint:gosec // our own folder
	if errors.Is(err, os.ErrNotExist) && !o.ReadOnly {
		data := make([]byte, 32)
		rand.Read(data)
		if wrapped, err = sealWith(wrapping, "data", data); err != nil {
			return nil, err
		}
		err = os.WriteFile(path, wrapped, 0o600)
		if err != nil {
			return nil, fmt.Errorf("keep the folder's key: %w", err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the folder's key: %w", err)
	}
	data, err := openWith(wrapping, "data", wrapped)
	if err != nil {
		return nil, errors.New("la clé donnée dans OPENACADEMIE_KEY n’ouvre pas ce dossier")
	}
	return &Keys{data: data}, nil
}

func wrappingKey(app core.App, kind Kind, o Options) ([]byte, error) {
	given := givenKey(o)
	if kind == Practice {
		path := filepath.Join(app.DataDir(), practiceKeyFile)
		kept, err := os.ReadFile(path) //nolint:gosec // our own folder
		if errors.Is(err, os.ErrNotExist) && !o.ReadOnly {
			kept = []byte("Clé d’un dossier d’entraînement, sans secret à protéger : " + hex.EncodeToString(randomBytes(16)) + "\n")
			err = os.WriteFile(path, kept, 0o600)
		}
		if err != nil {
			return nil, fmt.Errorf("practice key: %w", err)
		}
		given = string(kept)
	}
	if given == "" {
		return nil, ErrNoKey
	}
	return hkdf.Key(sha256.New, []byte(given), nil, "openacademie/wrap", 32)
}

// givenKey is the key that wraps a real folder's, "" when it is missing or too short to protect anything.
func givenKey(o Options) string {
	given := o.Key
	if given == "" {
		given = os.Getenv(keyVariable)
	}
	if len(given) < 32 {
		return ""
	}
	return given
}

// Seal encrypts a value for one use ("vapid", "iban"…); only Open with the same use reads it back.
func (k *Keys) Seal(use string, plain []byte) (string, error) {
	sub, err := k.sub(use)
	if err != nil {
		return "", err
	}
	sealed, err := sealWith(sub, use, plain)
	return base64.RawStdEncoding.EncodeToString(sealed), err
}

// Open decrypts what Seal made for the same use.
func (k *Keys) Open(use, sealed string) ([]byte, error) {
	sub, err := k.sub(use)
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", use, err)
	}
	return openWith(sub, use, raw)
}

// MAC is a keyed digest for one use, in hexadecimal: low-entropy values (codes, network addresses) are never kept under
// a bare hash.
func (k *Keys) MAC(use, value string) string {
	if len(k.data) == 0 {
		panic(ErrNoKey) // only Options.KeyOptional goes without key, and it never identifies anybody
	}
	sub, err := hkdf.Key(sha256.New, k.data, []byte(value), "openacademie/mac/"+use, 32)
	if err != nil {
		panic(err) // only for lengths beyond 8 KiB
	}
	return hex.EncodeToString(sub)
}

func (k *Keys) sub(use string) ([]byte, error) {
	if len(k.data) == 0 {
		return nil, ErrNoKey
	}
	return hkdf.Key(sha256.New, k.data, nil, "openacademie/use/"+use, 32)
}

func sealWith(key []byte, use string, plain []byte) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	nonce := randomBytes(aead.NonceSize())
	return aead.Seal(nonce, nonce, plain, []byte(use)), nil
}

func openWith(key []byte, use string, sealed []byte) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("sealed value too short")
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(use))
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24
	return b
}
