package school

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// Appointment is one day, or several in a row, of a person's calendar. It leaves the house by an address that may leak: no
// name, no amount, nothing of a debt or of an aid.
type Appointment struct {
	ID       string // the same at every reading
	Title    string
	From, To law.Day // both included
	Href     string  // page to open, which asks who is there
}

// ErrNoCalendar is returned for an address that opens nothing: unknown, revoked, or of a person who has left.
var ErrNoCalendar = errors.New("cette adresse de calendrier n’existe pas ou plus")

// MakeCalendar gives the acting person a secret address for their calendar; the one they had opens nothing any more. Only
// the answer holds the secret.
func MakeCalendar(ctx context.Context, app core.App) (secret string, err error) {
	actor := ActorIn(ctx)
	secret = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if err := DropCalendar(ctx, tx); err != nil {
			return err
		}
		record, err := NewRecord(tx, "calendar_links")
		if err != nil {
			return err
		}
		record.Load(map[string]any{"digest": tokenDigest(secret), "account": actor.AccountID, string(actor.Kind): actor.ID, "made_at": time.Now()})
		return tx.SaveWithContext(ctx, record)
	})
	if err != nil {
		return "", fmt.Errorf("calendar address: %w", err)
	}
	return secret, nil
}

// DropCalendar revokes the calendar address of the acting person.
func DropCalendar(ctx context.Context, app core.App) error {
	records, err := app.FindAllRecords("calendar_links", personOf(ActorIn(ctx)))
	if err != nil {
		return fmt.Errorf("calendar address: %w", err)
	}
	for _, r := range records {
		if err := app.DeleteWithContext(ctx, r); err != nil {
			return fmt.Errorf("revoke a calendar address: %w", err)
		}
	}
	return nil
}

// CalendarSince is when the viewer's calendar address was made; zero when they have none.
func CalendarSince(app core.App, viewer Actor) (types.DateTime, error) {
	records, err := app.FindAllRecords("calendar_links", personOf(viewer))
	if err != nil || len(records) == 0 {
		return types.DateTime{}, err
	}
	return records[0].GetDateTime("made_at"), nil
}

func personOf(a Actor) dbx.Expression {
	switch a.Kind {
	case Staff, Guardian, Pupil:
		return dbx.HashExp{string(a.Kind): a.ID}
	case System, Operator, Guest:
	}
	return dbx.NewExp("0 = 1")
}

// Calendar is whose dates a secret address shows, and in which language.
type Calendar struct {
	Viewer   Actor
	Language string
	MadeAt   time.Time
}

// FindCalendar opens a secret address. The viewer it gives reads days, and may write nothing: it has no session.
func FindCalendar(app core.App, secret string) (Calendar, error) {
	if len(secret) != base64.RawURLEncoding.EncodedLen(32) {
		return Calendar{}, ErrNoCalendar
	}
	var row struct {
		Account, Guardian, Staff, Pupil, Language, ActiveUntil string
		Roles                                                  types.JSONArray[Role]
		MadeAt                                                 types.DateTime
	}
	err := app.DB().NewQuery(`SELECT l.account, l.guardian, l.staff, l.pupil, l.made_at, u.language,
			COALESCE(t.active_until, '') AS active_until, COALESCE(t.roles, '[]') AS roles
		FROM calendar_links l JOIN users u ON u.id = l.account LEFT JOIN staff t ON t.id = l.staff
		WHERE l.digest = {:digest}`).Bind(dbx.Params{"digest": tokenDigest(secret)}).One(&row)
	if err != nil || row.ActiveUntil != "" && row.ActiveUntil < string(Clock(app).Today()) {
		return Calendar{}, ErrNoCalendar // as for a session: no row, gone (D-11), or a database that cannot answer
	}
	s := Session{AccountID: row.Account, GuardianID: row.Guardian, StaffID: row.Staff, PupilID: row.Pupil}
	if s.StaffID != "" {
		s.Roles = row.Roles
	}
	return Calendar{Viewer: s.Actor(), Language: row.Language, MadeAt: row.MadeAt.Time()}, nil
}
