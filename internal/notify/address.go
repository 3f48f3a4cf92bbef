package notify

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/bounce"
	"github.com/openacademie/openacademie/internal/school"
)

// BadAddress is an e-mail address that a mail server has condemned, of somebody who still has it.
type BadAddress struct {
	ID, Address, Reason string
	Holders             string // who has it, separated by commas
	Since               types.DateTime
}

// ErrMend is returned to who does not keep the addresses of families.
var ErrMend = errors.New("les adresses en échec sont l’affaire du secrétariat, du gestionnaire ou du chef d’établissement")

// holders names who has an address; it is empty for the addresses that nobody has any more.
const holders = `(SELECT GROUP_CONCAT(name, ', ') FROM (
	SELECT first_name || ' ' || last_name AS name FROM guardians WHERE LOWER(email) = b.address UNION ALL
	SELECT first_name || ' ' || last_name FROM pupils WHERE LOWER(email) = b.address UNION ALL
	SELECT first_name || ' ' || last_name FROM staff WHERE LOWER(email) = b.address))`

// BadAddressesFor lists the addresses to correct in SIECLE, newest first, for the staff who see people.
func BadAddressesFor(app core.App, viewer school.Actor) ([]BadAddress, error) {
	if err := school.Require(viewer, school.SeePeople); err != nil {
		return nil, err
	}
	var bad []BadAddress
	err := app.DB().NewQuery("SELECT id, address, reason, since, holders FROM (SELECT b.*, " + holders + " AS holders FROM bad_addresses b) WHERE holders IS NOT NULL ORDER BY since DESC, address").All(&bad)
	if err != nil {
		return nil, fmt.Errorf("bad addresses: %w", err)
	}
	return bad, nil
}

// isBad tells whether an address is condemned.
func isBad(app core.App, address string) (bool, error) {
	var bad bool
	err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM bad_addresses WHERE address = {:a})").Bind(dbx.Params{"a": strings.ToLower(address)}).Row(&bad)
	if err != nil {
		return false, fmt.Errorf("bad address: %w", err)
	}
	return bad, nil
}

// condemn remembers that an address is dead: nothing is written to it any more.
func condemn(ctx context.Context, tx core.App, address, reason string) error {
	if bad, err := isBad(tx, address); err != nil || bad {
		return err
	}
	record, err := school.NewRecord(tx, "bad_addresses")
	if err != nil {
		return err
	}
	record.Load(map[string]any{"address": strings.ToLower(address), "reason": short(reason, 300), "since": time.Now()})
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return fmt.Errorf("bad address: %w", err)
	}
	return nil
}

// TryAgain forgets that an address was dead: the family says that it works again.
func TryAgain(ctx context.Context, app core.App, id string) error {
	if !school.ActorIn(ctx).May(school.PrintCodes) {
		return ErrMend
	}
	record, err := app.FindRecordById("bad_addresses", id)
	if err != nil {
		return nil //nolint:nilerr // already forgotten
	}
	return app.DeleteWithContext(ctx, record)
}

// DropBadAddresses forgets the addresses that nobody has any more.
func DropBadAddresses(ctx context.Context, app core.App) error {
	var ids []string
	if err := app.DB().NewQuery("SELECT b.id FROM bad_addresses b WHERE " + holders + " IS NULL").Column(&ids); err != nil {
		return fmt.Errorf("addresses of nobody: %w", err)
	}
	for _, id := range ids {
		record, err := app.FindRecordById("bad_addresses", id)
		if err != nil {
			return fmt.Errorf("address of nobody: %w", err)
		}
		if err := app.DeleteWithContext(ctx, record); err != nil {
			return fmt.Errorf("address of nobody: %w", err)
		}
	}
	return nil
}

// BounceAddressFor is the address to which a mail server may post the notices that it receives.
func BounceAddressFor(app core.App, viewer school.Actor) (string, error) {
	if err := school.Require(viewer, school.SetSMS); err != nil {
		return "", err
	}
	return BaseURL(app) + "/courriel/retour/" + bounceSecret(app), nil
}

func bounceSecret(app core.App) string { return school.DepsOf(app).Keys.MAC("bounce", "address") }

// HearBounce reads a notice posted at the secret address.
func HearBounce(ctx context.Context, app core.App, secret string, raw []byte) error {
	if subtle.ConstantTimeCompare([]byte(bounceSecret(app)), []byte(secret)) != 1 {
		return ErrCallback
	}
	_, err := bounced(ctx, app, raw)
	return err
}

// ReadBounce reads a notice that a member of staff pastes, and tells what came of it.
func ReadBounce(ctx context.Context, app core.App, raw []byte) (bounce.Notice, error) {
	if !school.ActorIn(ctx).May(school.PrintCodes) {
		return bounce.Notice{}, ErrMend
	}
	return bounced(ctx, app, raw)
}

// ErrNotOurs is returned for a notice about a letter that we have not sent.
var ErrNotOurs = errors.New("cet avis ne concerne aucun courriel envoyé par l’application")

// bounced notes that a letter has come back: the next channel takes over, and a dead address is written to no more. A notice
// heard twice changes nothing the second time.
func bounced(ctx context.Context, app core.App, raw []byte) (bounce.Notice, error) {
	notice, err := bounce.Parse(raw)
	if err != nil || !notice.Failed() {
		return notice, err
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	return notice, school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := returned(tx, notice)
		if err != nil {
			return err
		}
		told := "Revenu : " + strings.TrimSpace(notice.Status+" "+notice.Told)
		if notice.Dead() {
			if err := condemn(ctx, tx, record.GetString("address"), told); err != nil {
				return err
			}
		}
		if State(record.GetString("state")) != Sent {
			return nil
		}
		record.Set("state", string(Failed))
		if notice.Dead() {
			record.Set("state", string(Gone))
		}
		record.Set("trouble", short(told, 300))
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return fmt.Errorf("returned letter: %w", err)
		}
		return goDown(ctx, tx, record.GetString("message"), Email)
	})
}

// returned finds the letter of a notice: by its Message-ID, which is ours, or else the last one to that address.
func returned(tx core.App, n bounce.Notice) (*core.Record, error) {
	id, _, _ := strings.Cut(n.MessageID, "@")
	if record, err := tx.FindRecordById("deliveries", id); err == nil && Channel(record.GetString("channel")) == Email {
		return record, nil
	}
	var records []*core.Record
	err := tx.RecordQuery("deliveries").AndWhere(dbx.NewExp("channel = 'email' AND state = 'sent' AND LOWER(address) = {:a}", dbx.Params{"a": n.Recipient})).
		OrderBy("sent_at DESC").Limit(1).All(&records)
	if err != nil {
		return nil, fmt.Errorf("returned letter: %w", err)
	}
	if len(records) == 0 {
		return nil, ErrNotOurs
	}
	return records[0], nil
}
