package school

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// rememberDevice lets a device stand for the second proof of one person, as long as a parameter of D-11 says.
func rememberDevice(ctx context.Context, app core.App, staffID, device string) (token string, err error) {
	token = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	record, err := NewRecord(app, "trusted_devices")
	if err != nil {
		return "", err
	}
	record.Load(map[string]any{"staff": staffID, "digest": tokenDigest(token), "device": truncate(device, 200), "proven_at": time.Now()})
	if err := app.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("remember a device: %w", err)
	}
	return token, nil
}

// trustedSince is when the device that holds a token gave the second proof of a person; zero when it did not.
func trustedSince(app core.App, staffID, token string) (time.Time, error) {
	if token == "" || staffID == "" {
		return time.Time{}, nil
	}
	found, err := app.FindAllRecords("trusted_devices", dbx.HashExp{"staff": staffID, "digest": tokenDigest(token)})
	if err != nil {
		return time.Time{}, fmt.Errorf("trusted device: %w", err)
	}
	if len(found) == 0 {
		return time.Time{}, nil
	}
	return found[0].GetDateTime("proven_at").Time(), nil
}

// ForgetTrust has every device of the acting person asked for the second proof again.
func ForgetTrust(ctx context.Context, app core.App) error {
	if actor := ActorIn(ctx); actor.Kind == Staff {
		return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error { return dropTrust(ctx, tx, actor.ID) })
	}
	return nil
}

func dropTrust(ctx context.Context, app core.App, staffID string) error {
	return dropAll(ctx, app, "trusted_devices", staffID)
}

func dropAll(ctx context.Context, app core.App, collection, staffID string) error {
	records, err := app.FindAllRecords(collection, dbx.HashExp{"staff": staffID})
	if err != nil {
		return fmt.Errorf("forget %s: %w", collection, err)
	}
	for _, r := range records {
		if err := app.DeleteWithContext(ctx, r); err != nil {
			return fmt.Errorf("forget %s: %w", collection, err)
		}
	}
	return nil
}

// Key is a person whose functions ask for a second proof, or who registered one, as the head and the administrators read it.
type Key struct {
	ID, FirstName, LastName string
	Roles                   types.JSONArray[Role]
	MadeAt, UsedAt          types.DateTime
	Recovery                int
}

// Name is how the person is called.
func (k Key) Name() string { return strings.TrimSpace(k.FirstName + " " + k.LastName) }

// KeysFor lists the second factors of the staff in office.
func KeysFor(app core.App, viewer Actor) ([]Key, error) {
	if err := Require(viewer, ResetFactors); err != nil {
		return nil, err
	}
	var rows []Key
	err := app.DB().Select("t.id", "t.first_name", "t.last_name", "t.roles", "COALESCE(f.made_at, '') AS made_at", "COALESCE(f.used_at, '') AS used_at",
		"(SELECT COUNT(*) FROM recovery_codes c WHERE c.staff = t.id AND c.used_at = '') AS recovery").From("staff t").
		LeftJoin("second_factors f", dbx.NewExp("f.staff = t.id")).
		Where(dbx.NewExp("t.active_until = '' OR t.active_until >= {:today}", dbx.Params{"today": string(Clock(app).Today())})).
		OrderBy("t.last_name", "t.first_name").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("second factors: %w", err)
	}
	kept := rows[:0]
	for _, k := range rows {
		asked, err := guarded(app, k.Roles)
		if err != nil {
			return nil, err
		}
		if asked || !k.MadeAt.IsZero() {
			kept = append(kept, k)
		}
	}
	return kept, nil
}

// ErrNoFactor is returned where there is nothing to take away.
var ErrNoFactor = errors.New("cette personne n’a pas enregistré de seconde preuve")

// ResetFactor takes away the second factor of somebody who has lost their telephone: they are signed out everywhere and
// register another at the next sign-in. The journal names who did it and why; the person is told.
func ResetFactor(ctx context.Context, app core.App, staffID, reason string) error {
	actor := ActorIn(ctx)
	if actor.Kind != System {
		if err := Require(actor, ResetFactors); err != nil {
			return err
		}
		if actor.ID == staffID {
			return law.Object("personne", "Personne ne retire sa propre preuve.", "Un autre chef ou administrateur le fait ; un téléphone se remplace dans sa page, avec un code de secours.")
		}
	}
	if strings.TrimSpace(reason) == "" {
		return law.Object("motif", "Un motif est attendu : il est gardé au journal.", "Écrivez par exemple « téléphone perdu, reconnu à l’accueil ».")
	}
	return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := factorRecord(tx, staffID)
		if err != nil {
			return err
		}
		if record == nil {
			return ErrNoFactor
		}
		for _, collection := range []string{"recovery_codes", "trusted_devices", "second_factors", "calendar_links", "identity_links"} {
			if err := dropAll(ctx, tx, collection, staffID); err != nil {
				return err
			}
		}
		if err := endSessions(ctx, tx, dbx.HashExp{"staff": staffID}); err != nil {
			return err
		}
		return Journal(ctx, tx, Entry{Verb: "connexion.preuve-retiree", Collection: "staff", ID: staffID, Note: strings.TrimSpace(reason)})
	})
}
