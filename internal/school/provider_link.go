package school

import (
	"context"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// PendingLink is an account of a provider that waits for a person of the school to say that it is theirs. It travels sealed
// in the browser that came back from the provider, and nowhere else.
type PendingLink struct {
	Provider, Digest, Name string
	Next                   string
	Until                  time.Time
}

// LinkIdentity links an account of a provider to the acting person, who has entered by a code of the school that is theirs
// alone. It takes the place of the one they had linked there.
func LinkIdentity(ctx context.Context, app core.App, p PendingLink) error {
	actor := ActorIn(ctx)
	record, err := openProvider(app, p.Provider)
	if err != nil {
		return &EntryRefused{Why: RefusedClosed, Err: err}
	}
	switch {
	case time.Now().After(p.Until):
		return refusedEntry(ctx, app, record, RefusedLate, nil)
	case !ProviderAudience(record.GetString("audience")).serves(PersonKind(actor.Kind)):
		return refusedEntry(ctx, app, record, RefusedAudience, nil)
	case actor.SharedAddress:
		return refusedEntry(ctx, app, record, RefusedShared, nil)
	}
	return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		taken, err := tx.FindAllRecords("identity_links", dbx.HashExp{"digest": p.Digest})
		if err != nil {
			return fmt.Errorf("identity link: %w", err)
		}
		if len(taken) > 0 {
			if taken[0].GetString(string(actor.Kind)) == actor.ID {
				return nil
			}
			return &EntryRefused{Why: RefusedLinked, Provider: record.GetString("name")}
		}
		earlier, err := tx.FindAllRecords("identity_links", personOf(actor), dbx.HashExp{"provider": p.Provider})
		if err != nil {
			return fmt.Errorf("identity link: %w", err)
		}
		for _, l := range earlier {
			if err := tx.DeleteWithContext(ctx, l); err != nil {
				return fmt.Errorf("identity link: %w", err)
			}
		}
		link, err := NewRecord(tx, "identity_links")
		if err != nil {
			return err
		}
		link.Load(map[string]any{"provider": p.Provider, "digest": p.Digest, "name": p.Name, string(actor.Kind): actor.ID, "made_at": time.Now()})
		if err := tx.SaveWithContext(ctx, link); err != nil {
			return fmt.Errorf("identity link: %w", err)
		}
		return nil
	})
}

// Linked is an account of a provider, as its person reads it.
type Linked struct {
	ID, ProviderID, Provider, Name string
	MadeAt                         types.DateTime
}

// LinksOf lists the accounts that the viewer has linked.
func LinksOf(app core.App, viewer Actor) ([]Linked, error) {
	if personKind := PersonKind(viewer.Kind); personKind != GuardianPerson && personKind != StaffPerson && personKind != PupilPerson {
		return nil, nil
	}
	var links []Linked
	err := app.DB().Select("l.id", "l.provider AS provider_id", "p.name AS provider", "l.name", "l.made_at").From("identity_links l").
		InnerJoin("identity_providers p", dbx.NewExp("p.id = l.provider")).
		Where(dbx.HashExp{"l." + string(viewer.Kind): viewer.ID}).OrderBy("p.name").All(&links)
	if err != nil {
		return nil, fmt.Errorf("identity links: %w", err)
	}
	return links, nil
}

// ErrNoLink is returned for a link that is not the acting person's.
var ErrNoLink = fmt.Errorf("lien introuvable")

// Unlink takes a link of the acting person away, and ends the other sessions that were opened through a provider.
func Unlink(ctx context.Context, app core.App, id string) error {
	actor := ActorIn(ctx)
	return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		links, err := tx.FindAllRecords("identity_links", personOf(actor), dbx.HashExp{"id": id})
		if err != nil {
			return fmt.Errorf("identity link: %w", err)
		}
		if len(links) == 0 {
			return ErrNoLink
		}
		if err := tx.DeleteWithContext(ctx, links[0]); err != nil {
			return fmt.Errorf("identity link: %w", err)
		}
		return endSessions(ctx, tx, dbx.And(personOf(actor), dbx.HashExp{"auth_level": "oidc"},
			dbx.NewExp("id != {:here}", dbx.Params{"here": actor.SessionID})))
	})
}
