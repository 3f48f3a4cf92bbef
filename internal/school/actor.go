package school

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// ActorKind says in which quality someone writes.
type ActorKind string

const (
	System   ActorKind = "system"   // a job, a migration, a consequence of somebody's write
	Staff    ActorKind = "staff"    // a person of the school, with roles
	Guardian ActorKind = "guardian" // a parent or other responsible person
	Pupil    ActorKind = "pupil"    // an adult pupil
	Operator ActorKind = "operator" // a superuser of the dashboard: reads and mends, holds no role
	Guest    ActorKind = "guest"    // someone who is not signed in
)

// Actor is who writes. Its zero value is the system.
type Actor struct {
	Kind          ActorKind
	ID            string // staff, guardian, pupil or superuser id
	Roles         []Role // of a member of staff
	AccountID     string
	SessionID     string
	AuthLevel     string // how the person was identified: email_code, letter_code…
	SharedAddress bool   // several guardians hold the address the code went to
	OriginDigest  string // keyed digest of the network address
	FactorDue     bool   // a member of staff whose session still owes its second proof: holds no role until then
}

// Has tells whether the actor holds one of the roles. Operators and the system hold none, nor
// does a session that owes its second proof.
func (a Actor) Has(roles ...Role) bool {
	return a.Kind == Staff && !a.FactorDue && slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// May tells whether the actor's roles carry a permission.
func (a Actor) May(p Permission) bool { return a.Has(permissions[p]...) }

type actorKey struct{}

// WithActor puts the acting person into a context: every save made with it is known to be theirs.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorIn returns the actor of a context, the system when there is none.
func ActorIn(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey{}).(Actor); ok {
		return a
	}
	return Actor{Kind: System}
}

// recordActorKey is the record key under which the request hooks of REST and the dashboard name the actor: it cannot come
// from a body, PocketBase refuses unknown keys there.
const recordActorKey = "@actor"

// MarkActor names the actor of a record that comes from the JSON API.
func MarkActor(record *core.Record, a Actor) { record.Set(recordActorKey, a) }

// ActorOf is the one reader of who writes a record: the context, else the mark of the request hook, else the system.
func ActorOf(e *core.RecordEvent) Actor {
	if e.Context != nil {
		if a, ok := e.Context.Value(actorKey{}).(Actor); ok {
			return a
		}
	}
	if a, ok := e.Record.Get(recordActorKey).(Actor); ok {
		return a
	}
	return Actor{Kind: System}
}

type bulkKey struct{}

// WithBulk marks a context whose saves are journaled once, by the operation itself, with the digest of its rows.
func WithBulk(ctx context.Context) context.Context { return context.WithValue(ctx, bulkKey{}, true) }

// IsBulk tells whether the saves of a context are journaled by their operation.
func IsBulk(ctx context.Context) bool {
	bulk, _ := ctx.Value(bulkKey{}).(bool)
	return bulk
}
