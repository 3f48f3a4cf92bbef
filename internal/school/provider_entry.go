package school

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/openid"
)

// ProviderButton is one way in by an identity provider.
type ProviderButton struct {
	ID, Name string
	Audience ProviderAudience
}

// ProviderButtons lists the providers that are open, for everybody to see.
func ProviderButtons(app core.App) ([]ProviderButton, error) {
	var buttons []ProviderButton
	err := app.DB().Select("id", "name", "audience").From("identity_providers").Where(dbx.HashExp{"is_open": true}).OrderBy("audience", "name").All(&buttons)
	if err != nil {
		return nil, fmt.Errorf("identity providers: %w", err)
	}
	return buttons, nil
}

const (
	entryByProvider = 10 * time.Minute
	linkLife        = 15 * time.Minute
)

// Departure is what a browser holds, sealed, while its person is at the provider.
type Departure struct {
	Provider, Issuer string
	Try              openid.Try
	Next             string
	Session          string // of who is signed in and links their account
	Until            time.Time
}

// Refused is why an entry by a provider is turned down; the page says each in French.
type Refused string

const (
	RefusedLate     Refused = "trop-tard"         // more than ten minutes, or another browser
	RefusedReplay   Refused = "deja-servi"        // brought back twice
	RefusedState    Refused = "autre-demande"     // not what this browser asked for
	RefusedClosed   Refused = "ferme"             // the button has been taken away since
	RefusedPerson   Refused = "refus-fournisseur" // the person or the provider said no
	RefusedAnswer   Refused = "reponse-invalide"  // forged, expired, for somebody else
	RefusedDown     Refused = "injoignable"       // the provider does not answer
	RefusedEmail    Refused = "adresse"           // no verified address where the address names the person
	RefusedLinked   Refused = "deja-relie"        // to another person
	RefusedAudience Refused = "autre-public"      // a provider for families, a member of staff; or the reverse
	RefusedShared   Refused = "adresse-partagee"  // the code went to a mailbox that several people read
	RefusedGone     Refused = "parti"             // the linked person has left
)

// EntryRefused is an entry by a provider that is turned down.
type EntryRefused struct {
	Why      Refused
	Provider string // its name, "" when unknown
	Err      error
}

func (e *EntryRefused) Error() string { return "entry by a provider: " + string(e.Why) }
func (e *EntryRefused) Unwrap() error { return e.Err }

// LeaveFor sends a person to a provider. Nothing is kept on the server.
func LeaveFor(ctx context.Context, app core.App, id, back, next string) (address string, d Departure, err error) {
	record, err := openProvider(app, id)
	if err != nil {
		return "", d, err
	}
	d = Departure{
		Provider: id, Issuer: record.GetString("issuer"), Try: openid.NewTry(), Next: next, Session: ActorIn(ctx).SessionID, Until: time.Now().Add(entryByProvider),
	}
	provider, err := providerAt(ctx, app, d.Issuer)
	if err != nil {
		return "", d, refusedEntry(ctx, app, record, RefusedDown, err)
	}
	client, err := clientOf(app, record, back)
	if err != nil {
		return "", d, err
	}
	return provider.Address(client, d.Try), d, nil
}

func openProvider(app core.App, id string) (*core.Record, error) {
	record, err := app.FindRecordById("identity_providers", id)
	if err != nil || !record.GetBool("is_open") {
		return nil, ErrNoProvider
	}
	return record, nil
}

func clientOf(app core.App, record *core.Record, back string) (openid.Client, error) {
	secret, err := DepsOf(app).Keys.Open(providerUse, record.GetString("secret_sealed"))
	if err != nil {
		return openid.Client{}, fmt.Errorf("identity provider: %w", err)
	}
	return openid.Client{
		ID: record.GetString("client_id"), Secret: string(secret), Back: back, Scopes: record.GetString("scopes"), Level: record.GetString("level_asked"),
	}, nil
}

// Brought is what a browser brings back from a provider.
type Brought struct{ State, Code, Issuer, Error string }

// Arrival is who a provider says came. Exactly one of Person and Link is set.
type Arrival struct {
	Person Person
	Proven bool         // the provider asked for a second proof that the school accepts
	Link   *PendingLink // nobody of the school has said yet that this account is theirs
}

// Arrive judges what a browser brings back. It never makes anybody: either the account is linked to a person, or its verified
// address is that of one person, or it waits to be linked by a code.
func Arrive(ctx context.Context, app core.App, d Departure, b Brought, back string) (Arrival, error) {
	record, err := openProvider(app, d.Provider)
	if err != nil || record.GetString("issuer") != d.Issuer {
		return Arrival{}, &EntryRefused{Why: RefusedClosed, Err: ErrNoProvider}
	}
	refuse := func(why Refused, err error) (Arrival, error) {
		return Arrival{}, refusedEntry(ctx, app, record, why, err)
	}
	switch {
	case time.Now().After(d.Until), d.Session != ActorIn(ctx).SessionID:
		return refuse(RefusedLate, nil)
	case subtle.ConstantTimeCompare([]byte(b.State), []byte(d.Try.State)) != 1:
		return refuse(RefusedState, nil)
	case !firstTime(app, d):
		return refuse(RefusedReplay, nil)
	case b.Error != "" || b.Code == "":
		return refuse(RefusedPerson, nil)
	}
	provider, err := providerAt(ctx, app, d.Issuer)
	if err != nil {
		return refuse(RefusedDown, err)
	}
	client, err := clientOf(app, record, back)
	if err != nil {
		return Arrival{}, err
	}
	who, err := provider.Redeem(ctx, client, d.Try, openid.Answer{Code: b.Code, Issuer: b.Issuer})
	var fault *openid.Error
	switch {
	case errors.As(err, &fault) && fault.Fault == openid.Unreachable:
		return refuse(RefusedDown, err)
	case err != nil:
		return refuse(RefusedAnswer, err)
	}
	person, why, err := personNamed(app, record, who)
	if err != nil || why != "" {
		if err != nil {
			return Arrival{}, err
		}
		return refuse(why, nil)
	}
	if person.ID == "" {
		return Arrival{Link: &PendingLink{
			Provider: record.Id, Digest: identityDigest(app, record.Id, who), Name: nameOf(who), Until: time.Now().Add(linkLife),
		}}, nil
	}
	return Arrival{Person: person, Proven: person.Kind == StaffPerson && provesTwice(record.GetString("second_proofs"), who)}, nil
}

// personNamed finds the one person of the school whom an identity names: zero when nobody is known by it yet.
func personNamed(app core.App, provider *core.Record, who openid.Identity) (p Person, why Refused, err error) {
	audience := ProviderAudience(provider.GetString("audience"))
	links, err := app.FindAllRecords("identity_links", dbx.HashExp{"digest": identityDigest(app, provider.Id, who)})
	if err != nil {
		return p, "", fmt.Errorf("identity link: %w", err)
	}
	if len(links) > 0 {
		kind, id := linkedPerson(links[0])
		if p, err = presentPerson(app, kind, id); err != nil {
			return p, "", err
		}
		if p.ID == "" || !audience.serves(kind) {
			return Person{}, RefusedGone, nil
		}
		return p, "", nil
	}
	if MatchBy(provider.GetString("match_by")) != ByEmail {
		return p, "", nil
	}
	address, err := NormalizeAddress(who.Email)
	if err != nil || !who.EmailVerified {
		return p, RefusedEmail, nil //nolint:nilerr // an address that cannot be read names nobody
	}
	people, err := PeopleAt(app, address)
	if err != nil {
		return p, "", err
	}
	people = slices.DeleteFunc(people, func(p Person) bool { return !audience.serves(p.Kind) })
	if len(people) != 1 {
		return p, "", nil // nobody, or a mailbox that several people read: a code says who
	}
	return people[0], "", nil
}

func linkedPerson(link *core.Record) (PersonKind, string) {
	for _, kind := range []PersonKind{StaffPerson, GuardianPerson, PupilPerson} {
		if id := link.GetString(kind.column()); id != "" {
			return kind, id
		}
	}
	return "", ""
}

// identityDigest is under what an account of a provider is known: its identifier is never kept, and the same one at another
// issuer is another account.
func identityDigest(app core.App, providerID string, who openid.Identity) string {
	return DepsOf(app).Keys.MAC("identity", digestOf(providerID, who.Issuer, who.Subject))
}

func nameOf(who openid.Identity) string {
	if who.Name != "" {
		return truncate(who.Name, 200)
	}
	return truncate(who.Email, 200)
}

// provesTwice tells whether the level or the means of an identity are among those that the school accepts as a second proof.
// None is by default.
func provesTwice(accepted string, who openid.Identity) bool {
	return slices.ContainsFunc(strings.Fields(accepted), func(a string) bool { return a == who.Level || slices.Contains(who.Means, a) })
}

// AccountOf is the account in which a person signs in without a code: that of their address, when nobody else's family reads
// it, else their own.
func AccountOf(ctx context.Context, app core.App, p Person) (string, error) {
	address, err := NormalizeAddress(p.Email)
	if err != nil {
		return AccountFor(ctx, app, "", []Person{p})
	}
	people, err := PeopleAt(app, address)
	if err != nil {
		return "", err
	}
	families := slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return p.Kind == StaffPerson })
	if len(families) > 1 && p.Kind != StaffPerson {
		return AccountFor(ctx, app, "", []Person{p})
	}
	return AccountFor(ctx, app, address, people)
}

// refusedEntry keeps a line of an entry that was turned down: the reason, never who.
func refusedEntry(ctx context.Context, app core.App, provider *core.Record, why Refused, cause error) error {
	note := string(why)
	var fault *openid.Error
	if errors.As(cause, &fault) {
		note += " : " + string(fault.Fault)
	}
	if cause != nil {
		app.Logger().Warn("entry by a provider", "why", note, "error", cause.Error())
	}
	// In a transaction: two people turned down at once must not write the same line of the chain.
	err := InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return Journal(ctx, tx, Entry{Verb: "connexion.fournisseur-refuse", Collection: "identity_providers", ID: provider.Id, Note: note})
	})
	if err != nil {
		return err
	}
	return &EntryRefused{Why: why, Provider: provider.GetString("name"), Err: cause}
}

const usedKey = "school.departures"

// used remembers the tries that came back, as long as they could come back again.
type used struct {
	lock   sync.Mutex
	states map[string]time.Time
}

// firstTime spends a departure: what it brings back is looked at once.
func firstTime(app core.App, d Departure) bool {
	u, _ := app.Store().GetOrSet(usedKey, func() any { return &used{states: map[string]time.Time{}} }).(*used)
	u.lock.Lock()
	defer u.lock.Unlock()
	now := time.Now()
	for state, until := range u.states {
		if now.After(until) {
			delete(u.states, state)
		}
	}
	if _, again := u.states[d.Try.State]; again {
		return false
	}
	u.states[d.Try.State] = d.Until
	return true
}
