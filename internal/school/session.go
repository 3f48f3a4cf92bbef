package school

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Session is someone signed in on one device. Sessions are machine time: the practice clock does not open or end them.
type Session struct {
	ID, AccountID                string
	GuardianID, StaffID, PupilID string // exactly one is set
	AuthLevel                    string
	SharedAddress                bool
	FirstName, LastName          string
	Email                        string
	Language                     string // chosen by the account; "" when nothing was chosen
	Roles                        []Role
	FactorDue                    bool // a second proof is owed before anything else
	OpenedAt                     time.Time
	seenAt                       time.Time
}

// Actor is the session's person as the writer of records.
func (s *Session) Actor() Actor {
	a := Actor{AccountID: s.AccountID, SessionID: s.ID, AuthLevel: s.AuthLevel, SharedAddress: s.SharedAddress, Roles: s.Roles, FactorDue: s.FactorDue}
	switch {
	case s.StaffID != "":
		a.Kind, a.ID = Staff, s.StaffID
	case s.GuardianID != "":
		a.Kind, a.ID = Guardian, s.GuardianID
	default:
		a.Kind, a.ID = Pupil, s.PupilID
	}
	return a
}

// Name is how the person is called on the screen.
func (s *Session) Name() string { return strings.TrimSpace(s.FirstName + " " + s.LastName) }

const (
	familySession = 90 * 24 * time.Hour // since last seen
	staffSession  = 14 * 24 * time.Hour
	seenEvery     = time.Hour
)

// ErrNoSession is returned for a token that opens nothing: unknown, ended, too old, or of a person who has left.
var ErrNoSession = errors.New("session fermée")

// NewSession says who signs in, how, and on what.
type NewSession struct {
	AccountID     string
	Person        Person
	AuthLevel     string
	SharedAddress bool
	Device        string
	Trust         string // token of a device that remembers the second proof of a member of staff
	Proven        bool   // the identity provider asked for a second proof itself
}

// OpenSession signs a person in and returns the token that only their browser will hold.
func OpenSession(ctx context.Context, app core.App, n NewSession) (token string, err error) {
	token = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	record, err := NewRecord(app, "sessions")
	if err != nil {
		return "", err
	}
	now := time.Now()
	provenAt := now
	if !n.Proven {
		staffID := ""
		if n.Person.Kind == StaffPerson {
			staffID = n.Person.ID
		}
		if provenAt, err = trustedSince(app, staffID, n.Trust); err != nil {
			return "", err
		}
	}
	if !provenAt.IsZero() {
		record.Set("factor_at", provenAt)
	}
	record.Load(map[string]any{
		"digest": tokenDigest(token), "account": n.AccountID, n.Person.Kind.column(): n.Person.ID, "auth_level": n.AuthLevel,
		"shared_address": n.SharedAddress, "device": truncate(n.Device, 200), "opened_at": now, "seen_at": now,
	})
	if err := app.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return token, nil
}

// FindSession returns the open session of a token.
func FindSession(app core.App, token string) (*Session, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return nil, ErrNoSession
	}
	var row struct {
		ID, Account, Guardian, Staff, Pupil, AuthLevel, FirstName, LastName, Email, Language, ActiveUntil string
		SharedAddress, Enrolled                                                                           bool
		Roles                                                                                             types.JSONArray[Role]
		SeenAt, FactorAt, OpenedAt                                                                        types.DateTime
	}
	err := app.DB().NewQuery(`SELECT s.id, s.account, s.guardian, s.staff, s.pupil, s.auth_level, s.shared_address, s.seen_at, s.opened_at,
			COALESCE(t.first_name, g.first_name, p.first_name, '') AS first_name,
			COALESCE(t.last_name, NULLIF(g.usage_name, ''), g.last_name, p.last_name, '') AS last_name,
			COALESCE(t.active_until, '') AS active_until, COALESCE(t.roles, '[]') AS roles, COALESCE(u.email, '') AS email, COALESCE(u.language, '') AS language,
			s.factor_at, s.staff != '' AND EXISTS (SELECT 1 FROM second_factors f WHERE f.staff = s.staff) AS enrolled
		FROM sessions s JOIN users u ON u.id = s.account
		LEFT JOIN staff t ON t.id = s.staff LEFT JOIN guardians g ON g.id = s.guardian LEFT JOIN pupils p ON p.id = s.pupil
		WHERE s.digest = {:digest} AND s.ended_at = ''`).Bind(dbx.Params{"digest": tokenDigest(token)}).One(&row)
	if err != nil {
		return nil, ErrNoSession // no row, or a database that cannot answer: either way nobody is signed in
	}
	s := &Session{
		ID: row.ID, AccountID: row.Account, GuardianID: row.Guardian, StaffID: row.Staff, PupilID: row.Pupil, AuthLevel: row.AuthLevel,
		SharedAddress: row.SharedAddress, FirstName: row.FirstName, LastName: row.LastName, Email: row.Email, Language: row.Language, seenAt: row.SeenAt.Time(), OpenedAt: row.OpenedAt.Time(),
	}
	life := familySession
	if s.StaffID != "" {
		life, s.Roles = staffSession, row.Roles
		if row.ActiveUntil != "" && row.ActiveUntil < string(Clock(app).Today()) {
			return nil, ErrNoSession // access is cut at departure (D-11)
		}
		if s.FactorDue, err = factorDue(app, s.Roles, row.Enrolled, row.FactorAt.Time()); err != nil {
			return nil, ErrNoSession // whether a proof is owed cannot be told: nobody is signed in
		}
	}
	if time.Since(s.seenAt) > life {
		return nil, ErrNoSession
	}
	return s, nil
}

// ChooseLanguage keeps the language in which an account reads its pages and gets its messages. What code is a language is
// the caller's to know.
func ChooseLanguage(ctx context.Context, app core.App, accountID, code string) error {
	account, err := app.FindRecordById("users", accountID)
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if account.GetString("language") == code {
		return nil
	}
	account.Set("language", code)
	if err := app.SaveWithContext(ctx, account); err != nil {
		return fmt.Errorf("language of an account: %w", err)
	}
	return nil
}

// Touch remembers that a session is in use, at most once an hour.
func Touch(app core.App, s *Session) error {
	if time.Since(s.seenAt) < seenEvery {
		return nil
	}
	_, err := app.DB().Update("sessions", dbx.Params{"seen_at": types.NowDateTime().String()}, dbx.HashExp{"id": s.ID}).Execute()
	if err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}

// EndSession signs one device out.
func EndSession(ctx context.Context, app core.App, id string) error {
	return endSessions(ctx, app, dbx.HashExp{"id": id})
}

// EndSessionsOf signs an account out everywhere, except on one session when keep names it.
func EndSessionsOf(ctx context.Context, app core.App, accountID, keep string) error {
	return endSessions(ctx, app, dbx.And(dbx.HashExp{"account": accountID}, dbx.NewExp("id != {:keep}", dbx.Params{"keep": keep})))
}

// OpenDevice is a session that is open on some device, as its person reads it.
type OpenDevice struct {
	ID, Device string
	SeenAt     types.DateTime
}

// SessionsOf lists the open sessions of the viewer, whatever account they came in by; never those of somebody else who
// reads the same mailbox.
func SessionsOf(app core.App, viewer Actor) ([]OpenDevice, error) {
	column := map[ActorKind]string{Guardian: "guardian", Staff: "staff", Pupil: "pupil"}[viewer.Kind]
	if column == "" {
		return nil, nil
	}
	var sessions []OpenDevice
	err := app.DB().Select("id", "device", "seen_at").From("sessions").Where(dbx.HashExp{column: viewer.ID, "ended_at": ""}).
		OrderBy("seen_at DESC").All(&sessions)
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	return sessions, nil
}

func endSessions(ctx context.Context, app core.App, which dbx.Expression) error {
	sessions, err := app.FindAllRecords("sessions", which, dbx.HashExp{"ended_at": ""})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	for _, s := range sessions {
		s.Set("ended_at", time.Now())
		if err := app.SaveWithContext(ctx, s); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	return nil
}

func tokenDigest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
