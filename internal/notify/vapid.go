package notify

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// vapidKeys identify this school to push services (RFC 8292), base64url without padding.
type vapidKeys struct{ private, public string }

const vapidName = "vapid"

// PublicKey is the key that a browser needs to subscribe: an uncompressed P-256 point in base64url. The pair is made at
// the first start of a folder, and its private half never lies in clear.
func PublicKey(app core.App) (string, error) {
	keys, err := vapidOf(app)
	return keys.public, err
}

func vapidOf(app core.App) (vapidKeys, error) {
	sealed, err := readSecret(app, vapidName)
	if err != nil {
		return vapidKeys{}, err
	}
	if sealed == "" {
		if sealed, err = makeVAPID(app); err != nil {
			return vapidKeys{}, err
		}
	}
	raw, err := school.DepsOf(app).Keys.Open(vapidName, sealed)
	if err != nil {
		return vapidKeys{}, fmt.Errorf("open the push key: %w", err)
	}
	key, err := ecdh.P256().NewPrivateKey(raw)
	if err != nil {
		return vapidKeys{}, fmt.Errorf("push key: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return vapidKeys{private: encode(key.Bytes()), public: encode(key.PublicKey().Bytes())}, nil
}

// makeVAPID makes the pair once: of two first callers, the second reads the key of the first.
func makeVAPID(app core.App) (string, error) {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make the push key: %w", err)
	}
	sealed, err := school.DepsOf(app).Keys.Seal(vapidName, key.Bytes())
	if err != nil {
		return "", fmt.Errorf("seal the push key: %w", err)
	}
	_, err = app.DB().NewQuery("INSERT INTO folder_secrets (name, sealed) VALUES ({:name}, {:sealed}) ON CONFLICT DO NOTHING").
		Bind(dbx.Params{"name": vapidName, "sealed": sealed}).Execute()
	if err != nil {
		return "", fmt.Errorf("keep the push key: %w", err)
	}
	return readSecret(app, vapidName)
}

func readSecret(app core.App, name string) (string, error) {
	var found []string
	err := app.DB().Select("sealed").From("folder_secrets").Where(dbx.HashExp{"name": name}).Column(&found)
	if err != nil {
		return "", fmt.Errorf("read a secret of the folder: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0], nil
}
