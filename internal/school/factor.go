package school

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/totp"
)

// The second factor (D-11): whoever moves money, reads aid or gives functions proves who they are twice. Until then their
// session holds no function at all, so that no door has to remember to ask.

const (
	secretUse        = "second-factor"
	factorTries      = 5
	factorPause      = 15 * time.Minute
	recoveryCount    = 10
	recoveryRunes    = 10 // 10 × log2(30) = 49 bits, kept under a keyed digest, five tries a quarter of an hour
	factorAlwaysGood = 24 * time.Hour
)

var (
	// ErrWrongFactor is the one answer to a second proof that does not open.
	ErrWrongFactor = errors.New("ce code n’est pas le bon, ou il a déjà servi : attendez le suivant sur votre téléphone")
	// ErrFactorPaused is returned while too many wrong codes keep the door shut.
	ErrFactorPaused = errors.New("trop de codes faux ont été essayés : attendez un quart d’heure, puis recommencez")
	// ErrFactorExists is returned to who would put a new telephone in the place of the known one without proving anything.
	ErrFactorExists = errors.New("une application est déjà enregistrée : donnez d’abord son code")
)

// guardedPermissions touch the money of families, aid, the health of pupils, or give all that to others.
var guardedPermissions = []Permission{
	SeeMoney, BookPayments, ReversePayments, SendRefunds, SendDebits, AgreePlans, CloseBooks, SetPayFiP, SeeAid, DecideAid, GiveRoles,
	ResetFactors, SetProviders,
}

// GuardedRoles are the functions that always ask for a second proof; a school may add others by a parameter of D-11.
func GuardedRoles() []Role {
	guarded := []Role{Nurse} // health, whatever the table of permissions opens today
	for _, p := range guardedPermissions {
		guarded = append(guarded, permissions[p]...)
	}
	slices.Sort(guarded)
	return slices.Compact(guarded)
}

var guardedRoles = GuardedRoles()

// guarded tells whether one of the functions asks for a second proof.
func guarded(app core.App, roles []Role) (bool, error) {
	if len(roles) == 0 {
		return false, nil
	}
	if slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(guardedRoles, r) }) {
		return true, nil
	}
	parameters, err := ParametersOf(app)
	if err != nil {
		return false, err
	}
	added := strings.Split(parameters.Text("D-11", "mfa_roles", Clock(app).Today()), ",")
	return slices.ContainsFunc(added, func(name string) bool { return slices.Contains(roles, Role(strings.TrimSpace(name))) }), nil
}

// factorDue tells whether a session of the staff still owes its second proof. A practice school protects nothing: it asks
// only those who registered a telephone, to try.
func factorDue(app core.App, roles []Role, enrolled bool, provenAt time.Time) (bool, error) {
	age := time.Since(provenAt)
	if enrolled && age < factorAlwaysGood {
		return false, nil
	}
	if !enrolled {
		if IsPractice(app) {
			return false, nil
		}
		needed, err := guarded(app, roles)
		return needed && age >= factorAlwaysGood, err // a provider's own second proof leaves nothing to register today
	}
	memory, err := factorMemory(app)
	return age > memory, err
}

// factorMemory is how long a second proof is good on a device.
func factorMemory(app core.App) (time.Duration, error) {
	parameters, err := ParametersOf(app)
	if err != nil {
		return 0, err
	}
	return time.Duration(parameters.Int("D-11", "factor_days", Clock(app).Today())) * 24 * time.Hour, nil
}

// Factor is what a person's page tells of their second factor.
type Factor struct {
	Enrolled       bool
	MadeAt, UsedAt types.DateTime
	Recovery       int  // codes left
	Asked          bool // by their functions
	Days           int  // during which a device is remembered
}

// FactorOf reads the second factor of the viewer.
func FactorOf(app core.App, viewer Actor) (Factor, error) {
	var f Factor
	if viewer.Kind != Staff {
		return f, nil
	}
	memory, err := factorMemory(app)
	if err != nil {
		return f, err
	}
	f.Days = int(memory / (24 * time.Hour))
	if f.Asked, err = guarded(app, viewer.Roles); err != nil {
		return f, err
	}
	record, err := factorRecord(app, viewer.ID)
	if err != nil || record == nil {
		return f, err
	}
	f.Enrolled, f.MadeAt, f.UsedAt = true, record.GetDateTime("made_at"), record.GetDateTime("used_at")
	left, err := app.CountRecords("recovery_codes", dbx.HashExp{"staff": viewer.ID, "used_at": ""})
	f.Recovery = int(left)
	return f, err
}

func factorRecord(app core.App, staffID string) (*core.Record, error) {
	found, err := app.FindAllRecords("second_factors", dbx.HashExp{"staff": staffID})
	if err != nil {
		return nil, fmt.Errorf("second factor: %w", err)
	}
	if len(found) == 0 {
		return nil, nil //nolint:nilnil // none registered
	}
	return found[0], nil
}

// Enrol registers the telephone that made the code, and returns the recovery codes: they are shown once. The session has
// then given its second proof. A telephone takes the place of another only in a session that has proved itself.
func Enrol(ctx context.Context, app core.App, secret []byte, code string) (recovery []string, err error) {
	actor := ActorIn(ctx)
	if actor.Kind != Staff || actor.SessionID == "" {
		return nil, Require(actor, SeeTrips)
	}
	step, right := totp.Check(secret, strings.Map(digitsOnly, code), time.Now(), 0)
	if !right {
		return nil, ErrWrongFactor
	}
	sealed, err := DepsOf(app).Keys.Seal(secretUse, secret)
	if err != nil {
		return nil, err
	}
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := factorRecord(tx, actor.ID)
		if err != nil {
			return err
		}
		if record != nil && actor.FactorDue {
			return ErrFactorExists
		}
		if record == nil {
			if record, err = NewRecord(tx, "second_factors"); err != nil {
				return err
			}
		}
		now := time.Now()
		record.Load(map[string]any{"staff": actor.ID, "secret_sealed": sealed, "last_step": step, "wrong_tries": 0, "locked_until": "", "made_at": now, "used_at": now})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return fmt.Errorf("register a second factor: %w", err)
		}
		if err := dropTrust(ctx, tx, actor.ID); err != nil { // remembered for the telephone before this one
			return err
		}
		if recovery, err = makeRecovery(ctx, tx, actor.ID); err != nil {
			return err
		}
		if err := Journal(ctx, tx, Entry{Verb: "connexion.seconde-preuve", Collection: "staff", ID: actor.ID}); err != nil {
			return err
		}
		return proven(ctx, tx, actor.SessionID)
	})
	return recovery, err
}

// proven marks a session as having given its second proof.
func proven(ctx context.Context, app core.App, sessionID string) error {
	session, err := app.FindRecordById("sessions", sessionID)
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	session.Set("factor_at", time.Now())
	if session.GetString("auth_level") == "email_code" {
		session.Set("auth_level", "second_factor")
	}
	return app.SaveWithContext(ctx, session)
}

// NewRecovery makes ten other recovery codes; the earlier ones open nothing any more.
func NewRecovery(ctx context.Context, app core.App, code string) (recovery []string, err error) {
	if _, err := Prove(ctx, app, code, ""); err != nil {
		return nil, err
	}
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		recovery, err = makeRecovery(ctx, tx, ActorIn(ctx).ID)
		if err != nil {
			return err
		}
		return Journal(ctx, tx, Entry{Verb: "connexion.codes-de-secours", Collection: "staff", ID: ActorIn(ctx).ID})
	})
	return recovery, err
}

func makeRecovery(ctx context.Context, app core.App, staffID string) ([]string, error) {
	if err := dropAll(ctx, app, "recovery_codes", staffID); err != nil {
		return nil, err
	}
	codes := make([]string, 0, recoveryCount)
	for range recoveryCount {
		code, err := letterCode(recoveryRunes)
		if err != nil {
			return nil, err
		}
		record, err := NewRecord(app, "recovery_codes")
		if err != nil {
			return nil, err
		}
		record.Load(map[string]any{"staff": staffID, "digest": recoveryDigest(app, staffID, code)})
		if err := app.SaveWithContext(ctx, record); err != nil {
			return nil, fmt.Errorf("recovery code: %w", err)
		}
		codes = append(codes, code[:5]+"-"+code[5:])
	}
	return codes, nil
}

func recoveryDigest(app core.App, staffID, code string) string {
	return DepsOf(app).Keys.MAC("recovery", staffID+code)
}

// Prove gives the second proof of the acting session: the code of the telephone, or one of the recovery codes. With a
// device, the device is remembered and its token comes back, for the browser alone to hold.
func Prove(ctx context.Context, app core.App, code, device string) (trust string, err error) {
	actor := ActorIn(ctx)
	answer := ErrWrongFactor
	// One at a time: a thousand guesses sent together would otherwise all be judged before the first wrong one is counted.
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := factorRecord(tx, actor.ID)
		if err != nil || record == nil || actor.Kind != Staff || actor.SessionID == "" {
			return err
		}
		if record.GetDateTime("locked_until").Time().After(time.Now()) {
			answer = ErrFactorPaused
			return nil
		}
		right, err := rightFactor(ctx, tx, record, code)
		if err != nil {
			return err
		}
		if !right {
			return countWrongFactor(ctx, tx, record)
		}
		answer = nil
		record.Load(map[string]any{"wrong_tries": 0, "locked_until": "", "used_at": time.Now()})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
		if device != "" {
			if trust, err = rememberDevice(ctx, tx, actor.ID, device); err != nil {
				return err
			}
		}
		return proven(ctx, tx, actor.SessionID)
	})
	if err != nil {
		return "", err
	}
	return trust, answer
}

// rightFactor spends the code given, if it is one.
func rightFactor(ctx context.Context, app core.App, record *core.Record, given string) (bool, error) {
	staffID := record.GetString("staff")
	if plain := letterCodeOf(given); len(plain) == recoveryRunes {
		found, err := app.FindAllRecords("recovery_codes", dbx.HashExp{"staff": staffID, "used_at": "", "digest": recoveryDigest(app, staffID, plain)})
		if err != nil || len(found) == 0 {
			return false, err
		}
		found[0].Set("used_at", time.Now())
		if err := app.SaveWithContext(ctx, found[0]); err != nil {
			return false, fmt.Errorf("recovery code: %w", err)
		}
		return true, Journal(ctx, app, Entry{Verb: "connexion.code-de-secours", Collection: "staff", ID: staffID})
	}
	secret, err := DepsOf(app).Keys.Open(secretUse, record.GetString("secret_sealed"))
	if err != nil {
		return false, fmt.Errorf("second factor: %w", err)
	}
	step, right := totp.Check(secret, strings.Map(digitsOnly, given), time.Now(), int64(record.GetInt("last_step")))
	if right {
		record.Set("last_step", step)
	}
	return right, nil
}

func countWrongFactor(ctx context.Context, app core.App, record *core.Record) error {
	tries := record.GetInt("wrong_tries") + 1
	if tries >= factorTries {
		tries = 0
		record.Set("locked_until", time.Now().Add(factorPause))
	}
	record.Set("wrong_tries", tries)
	if err := app.SaveWithContext(ctx, record); err != nil {
		return fmt.Errorf("count a wrong code: %w", err)
	}
	return nil
}

// PracticeFactorCode is what the telephone of the acting person shows, in a practice school only: nobody has to find a
// telephone to learn the way in. A code that has just served is followed by the next one.
func PracticeFactorCode(app core.App, actor Actor) (string, error) {
	if !IsPractice(app) || actor.Kind != Staff {
		return "", nil
	}
	record, err := factorRecord(app, actor.ID)
	if err != nil || record == nil {
		return "", err
	}
	secret, err := DepsOf(app).Keys.Open(secretUse, record.GetString("secret_sealed"))
	if err != nil {
		return "", fmt.Errorf("second factor: %w", err)
	}
	now := time.Now()
	if totp.Step(now) <= int64(record.GetInt("last_step")) {
		now = now.Add(30 * time.Second)
	}
	return totp.At(secret, now), nil
}
