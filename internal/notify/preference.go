package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Topic is kinds that a person chooses the channels of together.
type Topic struct {
	Key, Label string
	Staff      bool
	Optional   bool // may be refused altogether: the space of the family says the same. Anything else goes on paper then.
	Kinds      []Kind
}

// Topics is what the page of preferences lists. The kinds that guard an account are in none: they always leave.
var Topics = []Topic{
	{Key: "voyages", Label: "Voyages : réponses, places, annulations", Kinds: []Kind{TripOpen, PapersExpected, TripCancelled, PlaceOffered, DrawDone, Withdrawn, CommitmentReceipt}},
	{Key: "argent", Label: "Paiements, remboursements et prélèvements", Kinds: []Kind{PaymentBooked, RefundOwed, DebitAnnounced, DebitReturned, Reminder, PlanAnswered, PlanEnded}},
	{Key: "demandes", Label: "Réponses à vos demandes", Kinds: []Kind{RequestAnswered}},
	{Key: "rappels", Label: "Rappels : réponse attendue, échéance qui approche", Optional: true, Kinds: []Kind{AnswerExpected, InstalmentDue, RequestKept}},
	{Key: "suivi", Label: "Voyages que vous suivez", Staff: true, Kinds: []Kind{ActEnforceable, CommitmentsMissing, NoticeDue, DepartureExpected, LeaveAsked}},
	{Key: "service", Label: "Argent, demandes de familles et réunions", Staff: true, Kinds: []Kind{PaymentTrouble, RequestWaiting, RightsWaiting, MeetingCalled, SMSStopped}},
}

// ChosenChannels are those a person may refuse; a letter is what remains.
var ChosenChannels = []Channel{Push, Email, SMS}

// Rhythm is how often what can wait leaves.
type Rhythm string

// AtOnce is the rhythm of who has chosen none.
const (
	AtOnce   Rhythm = ""
	EachDay  Rhythm = "day"
	EachWeek Rhythm = "week"
)

// rhythmRow is the kind of the row of preferences that keeps the rhythm.
const rhythmRow = "digest"

// Preferences is what a person has chosen: by topic, the channels that they want.
type Preferences struct {
	Wanted map[string][]Channel
	Rhythm Rhythm
}

// PreferencesOf reads the viewer's choices. Whoever has chosen nothing wants every channel, at once.
func PreferencesOf(app core.App, viewer school.Actor) (Preferences, error) {
	p := Preferences{Wanted: map[string][]Channel{}}
	var rows []struct {
		Kind    string
		Channel Channel
		Wanted  bool
		Every   Rhythm
	}
	err := app.DB().Select("kind", "channel", "wanted", "every").From("preferences").Where(dbx.HashExp{"account": viewer.AccountID}).All(&rows)
	if err != nil {
		return p, fmt.Errorf("preferences: %w", err)
	}
	for _, t := range TopicsOf(viewer) {
		for _, c := range ChosenChannels {
			refused := false
			for _, r := range rows {
				refused = refused || !r.Wanted && r.Channel == c && (r.Kind == "" || r.Kind == string(t.Kinds[0]))
			}
			if !refused {
				p.Wanted[t.Key] = append(p.Wanted[t.Key], c)
			}
		}
	}
	for _, r := range rows {
		if r.Kind == rhythmRow {
			p.Rhythm = r.Every
		}
	}
	return p, nil
}

// TopicsOf are the topics that concern a person.
func TopicsOf(viewer school.Actor) []Topic {
	return slices.DeleteFunc(slices.Clone(Topics), func(t Topic) bool { return t.Staff != (viewer.Kind == school.Staff) })
}

// ErrRhythm is a programming error: the form offers three.
var ErrRhythm = errors.New("notify: no such rhythm")

// SavePreferences replaces the acting person's choices.
func SavePreferences(ctx context.Context, app core.App, p Preferences) error {
	actor := school.ActorIn(ctx)
	if actor.AccountID == "" {
		return ErrNobody
	}
	if p.Rhythm != AtOnce && p.Rhythm != EachDay && p.Rhythm != EachWeek {
		return ErrRhythm
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		old, err := tx.FindAllRecords("preferences", dbx.HashExp{"account": actor.AccountID})
		if err != nil {
			return fmt.Errorf("preferences: %w", err)
		}
		for _, r := range old {
			if err := tx.DeleteWithContext(ctx, r); err != nil {
				return fmt.Errorf("preferences: %w", err)
			}
		}
		write := func(kind string, c Channel, wanted bool, every Rhythm) error {
			record, err := school.NewRecord(tx, "preferences")
			if err != nil {
				return err
			}
			record.Load(map[string]any{"account": actor.AccountID, "kind": kind, "channel": string(c), "wanted": wanted, "every": string(every)})
			if err := tx.SaveWithContext(ctx, record); err != nil {
				return fmt.Errorf("preference: %w", err)
			}
			return nil
		}
		for _, t := range TopicsOf(actor) {
			for _, c := range ChosenChannels {
				if slices.Contains(p.Wanted[t.Key], c) {
					continue
				}
				for _, k := range t.Kinds {
					if err := write(string(k), c, false, AtOnce); err != nil {
						return err
					}
				}
			}
		}
		if p.Rhythm == AtOnce {
			return nil
		}
		return write(rhythmRow, Email, true, p.Rhythm)
	})
}

// ofPerson keeps the rows of preferences p of the accounts u of one person.
const ofPerson = `p.account = u.id AND (u.staff = {:id} OR u.pupil = {:id} OR EXISTS (SELECT 1 FROM json_each(u.guardians) g WHERE g.value = {:id}))`

// refusedBy lists the channels that a person does not want for a kind.
func refusedBy(app core.App, id string, kind Kind) ([]Channel, error) {
	var refused []Channel
	err := app.DB().NewQuery("SELECT DISTINCT p.channel FROM preferences p JOIN users u ON " + ofPerson + " WHERE p.kind IN ('', {:kind}) AND p.wanted = FALSE").
		Bind(dbx.Params{"id": id, "kind": string(kind)}).Column(&refused)
	if err != nil {
		return nil, fmt.Errorf("preferences of a recipient: %w", err)
	}
	return refused, nil
}

// mayRefuseAll tells whether nothing at all may leave for a kind.
func mayRefuseAll(kind Kind) bool {
	return slices.ContainsFunc(Topics, func(t Topic) bool { return t.Optional && slices.Contains(t.Kinds, kind) })
}
