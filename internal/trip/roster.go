package trip

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Going is who goes as things stand.
func (d Departure) Going() Entries {
	e := Entries{Pupils: []string{}, Adults: []string{}}
	for _, t := range d.Travellers {
		e.Pupils = append(e.Pupils, t.ID)
	}
	for _, a := range d.Adults {
		e.Adults = append(e.Adults, a.ID)
	}
	slices.Sort(e.Pupils)
	slices.Sort(e.Adults)
	return e
}

// Digest is the fingerprint of a list of participants, whatever its order.
func (e Entries) Digest() string {
	pupils, adults := slices.Clone(e.Pupils), slices.Clone(e.Adults)
	slices.Sort(pupils)
	slices.Sort(adults)
	sum := sha256.Sum256([]byte("pupils:" + strings.Join(pupils, ",") + ";adults:" + strings.Join(adults, ",")))
	return hex.EncodeToString(sum[:])
}

// Against counts what has changed since a list was frozen: « 1 de moins, 2 de plus ».
func (e Entries) Against(now Entries) string {
	gone := without(e.Pupils, now.Pupils) + without(e.Adults, now.Adults)
	come := without(now.Pupils, e.Pupils) + without(now.Adults, e.Adults)
	return fmt.Sprintf("%d de moins, %d de plus", gone, come)
}

func without(all, these []string) (n int) {
	for _, id := range all {
		if !slices.Contains(these, id) {
			n++
		}
	}
	return n
}

// FreezeRoster freezes the list of those who go as it stands: a new version, never a change of an old one (V-67).
func FreezeRoster(ctx context.Context, app core.App, tripID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		d, err := LoadDeparture(tx, tripID)
		if err != nil {
			return err
		}
		version := 1
		if d.Roster != nil {
			version = d.Roster.VersionNo + 1
		}
		going := d.Going()
		return save(ctx, tx, "rosters", map[string]any{
			"trip": tripID, "version_no": version, "entries": going, "digest": going.Digest(), "reason": strings.TrimSpace(reason),
			"by_staff": school.ActorIn(ctx).ID, "frozen_at": school.Clock(tx).Now(),
		})
	})
}

// Rosters lists the versions of a trip's list for a member of staff, newest first.
func Rosters(app core.App, viewer school.Actor, tripID string) ([]Roster, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, ErrNoTrip
	}
	return rostersOf(app, tripID)
}

// JudgeRoster judges a version of the list: it is of this moment, and in somebody's name.
func JudgeRoster(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	d, err := LoadDeparture(app, record.GetString("trip"))
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	var entries Entries
	if err := json.Unmarshal([]byte(record.GetString("entries")), &entries); err != nil {
		return refuse("entries", "La liste est illisible.", ""), nil //nolint:nilerr // the refusal says it
	}
	health, err := healthWords(app, record, "reason")
	return append(health, houseOfRoster(d, entries, record, actor)...), err
}

func houseOfRoster(d Departure, entries Entries, record *core.Record, actor school.Actor) []law.Finding {
	last := 0
	if d.Roster != nil {
		last = d.Roster.VersionNo
	}
	switch {
	case !MayCheckPapers(actor, d.Trip):
		return refuse("", notTheirs, "")
	case record.GetString("by_staff") != actor.ID:
		return refuse("by_staff", "Une liste s’arrête en son propre nom.", "")
	case d.Trip.State != Open:
		return refuse("", "La liste des voyageurs s’arrête quand les inscriptions sont ouvertes.", backToOpen)
	case len(d.Travellers) == 0:
		return refuse("", "Aucun élève ne part : il n’y a pas de liste à arrêter.", "Les familles signent d’abord leur engagement.")
	case record.GetInt("version_no") != last+1:
		return refuse("version_no", "Une nouvelle version suit la précédente.", "Rechargez la page.")
	case entries.Digest() != d.Going().Digest() || record.GetString("digest") != entries.Digest():
		return refuse("entries", "Cette liste n’est pas celle de qui part en ce moment.", "Rechargez la page, relisez la liste, puis arrêtez-la.")
	case last > 0 && d.Roster.Digest == entries.Digest():
		return refuse("entries", "Rien n’a changé depuis la dernière version.", "")
	case last > 0 && len([]rune(record.GetString("reason"))) < 5:
		return refuse("reason", "Une nouvelle version dit ce qui a changé.", "Écrivez-le en quelques mots, sans donnée de santé.")
	}
	return nil
}

// backToOpen is the way out of a departure that was authorised too soon.
const backToOpen = "Revenez d’abord à « Inscriptions ouvertes » : le chef d’établissement autorise à nouveau le départ ensuite."
