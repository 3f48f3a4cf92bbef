package notify

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/school"
)

// Subscription is what a browser gives after "Me prévenir sur cet appareil" (PushSubscription.toJSON).
type Subscription struct {
	Endpoint string
	P256dh   string // base64url
	Auth     string // base64url
	Device   string // how the device describes itself, shown in the list of devices
}

const maxDevices = 10 // per account: the oldest makes room

var (
	// ErrSubscription is returned for what no browser would send.
	ErrSubscription = errors.New("cet appareil n’a pas donné une inscription valable aux notifications")
	// ErrNobody is returned when nobody is signed in.
	ErrNobody = errors.New("connectez-vous pour recevoir des notifications sur cet appareil")
)

// Subscribe has the actor's messages shown on a device. The same device subscribed again, by them or by somebody else of
// the family, is replaced.
func Subscribe(ctx context.Context, app core.App, actor school.Actor, s Subscription) error {
	to := ToActor(actor)
	if actor.AccountID == "" || to.count() == 0 {
		return ErrNobody
	}
	s, err := checked(s, school.IsPractice(app))
	if err != nil {
		return err
	}
	return school.InTransaction(school.WithActor(ctx, actor), app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindFirstRecordByData("push_subscriptions", "endpoint", s.Endpoint)
		if err != nil {
			if record, err = school.NewRecord(tx, "push_subscriptions"); err != nil {
				return err
			}
		}
		record.Load(map[string]any{
			"account": actor.AccountID, "guardian_id": to.GuardianID, "staff_id": to.StaffID, "pupil_id": to.PupilID,
			"endpoint": s.Endpoint, "p256dh": s.P256dh, "auth_secret": s.Auth, "device": short(s.Device, 200), "session_id": actor.SessionID, "made_at": time.Now(),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return fmt.Errorf("subscribe: %w", err)
		}
		return makeRoom(ctx, tx, actor.AccountID)
	})
}

// Unsubscribe forgets a device of the actor's account; a device already forgotten is no error.
func Unsubscribe(ctx context.Context, app core.App, actor school.Actor, endpoint string) error {
	if actor.AccountID == "" {
		return ErrNobody
	}
	return school.InTransaction(school.WithActor(ctx, actor), app, func(ctx context.Context, tx core.App) error {
		records, err := tx.FindAllRecords("push_subscriptions", dbx.HashExp{"account": actor.AccountID, "endpoint": endpoint})
		if err != nil {
			return fmt.Errorf("unsubscribe: %w", err)
		}
		for _, r := range records {
			if err := tx.DeleteWithContext(ctx, r); err != nil {
				return fmt.Errorf("unsubscribe: %w", err)
			}
		}
		return nil
	})
}

// ForgetDeviceOf ends the notifications of the device on which a session is open.
func ForgetDeviceOf(ctx context.Context, app core.App, sessionID string) error {
	if sessionID == "" {
		return nil // those subscribed before sessions were noted
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		records, err := tx.FindAllRecords("push_subscriptions", dbx.HashExp{"session_id": sessionID})
		if err != nil {
			return fmt.Errorf("forget a device: %w", err)
		}
		for _, r := range records {
			if err := tx.DeleteWithContext(ctx, r); err != nil {
				return fmt.Errorf("forget a device: %w", err)
			}
		}
		return nil
	})
}

// checked validates a subscription and writes its keys one way.
func checked(s Subscription, practice bool) (Subscription, error) {
	u, err := url.Parse(s.Endpoint)
	if err != nil || len(s.Endpoint) > 1000 || u.Host == "" || u.User != nil || u.Fragment != "" {
		return s, ErrSubscription
	}
	here := dial.IsLoopbackHost(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || !practice || !here) {
		return s, ErrSubscription
	}
	if literal, err := netip.ParseAddr(u.Hostname()); !practice && (here || (err == nil && !dial.IsPublic(literal))) {
		return s, ErrSubscription
	}
	point, err := decodeKey(s.P256dh)
	if err != nil {
		return s, ErrSubscription
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil || len(point) != 65 {
		return s, ErrSubscription
	}
	secret, err := decodeKey(s.Auth)
	if err != nil || len(secret) != 16 {
		return s, ErrSubscription
	}
	s.P256dh, s.Auth = base64.RawURLEncoding.EncodeToString(point), base64.RawURLEncoding.EncodeToString(secret)
	return s, nil
}

// decodeKey reads base64url, with or without padding, as browsers write it.
func decodeKey(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

func makeRoom(ctx context.Context, tx core.App, accountID string) error {
	var all []*core.Record
	err := tx.RecordQuery("push_subscriptions").AndWhere(dbx.HashExp{"account": accountID}).OrderBy("made_at DESC", "rowid DESC").All(&all)
	if err != nil {
		return fmt.Errorf("devices of an account: %w", err)
	}
	for _, old := range all[min(maxDevices, len(all)):] {
		if err := tx.DeleteWithContext(ctx, old); err != nil {
			return fmt.Errorf("forget a device: %w", err)
		}
	}
	return nil
}

// Device is a device on which somebody receives notifications, as their account page lists it.
type Device struct {
	ID, Device, Endpoint string
	MadeAt, LastOkAt     string
}

// DevicesOf lists the devices of the viewer's account.
func DevicesOf(app core.App, viewer school.Actor) ([]Device, error) {
	if viewer.AccountID == "" {
		return nil, nil
	}
	var devices []Device
	err := app.DB().Select("id", "device", "endpoint", "made_at", "last_ok_at").From("push_subscriptions").
		Where(dbx.HashExp{"account": viewer.AccountID}).OrderBy("made_at DESC").All(&devices)
	if err != nil {
		return nil, fmt.Errorf("devices: %w", err)
	}
	return devices, nil
}
