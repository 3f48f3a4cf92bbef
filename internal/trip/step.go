package trip

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Step moves a trip to its next state, recording the decision that the step is, if it is one. The door of the database
// holds the table of transitions, the permission and the rules; this only writes.
func Step(ctx context.Context, app core.App, id string, to State, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", id)
		if err != nil {
			return ErrNoTrip
		}
		transition, legal := FindTransition(State(r.GetString("state")), to)
		if legal && transition.Approval != "" {
			if err := decide(ctx, tx, id, transition.Approval, "yes", reason); err != nil {
				return err
			}
		}
		r.Set("state", string(to))
		if to == Cancelled && school.ActorIn(ctx).May(school.Authorise) {
			// What families have paid goes back in full on the strength of this decision (V-33).
			if err := decide(ctx, tx, id, "withdrawal", "yes", reason); err != nil {
				return err
			}
		}
		if to == Cancelled {
			r.Set("cancel_reason", strings.TrimSpace(reason))
		}
		if to == Draft {
			r.Set("act", "") // a new vote will be wanted
		}
		if err := tx.SaveWithContext(ctx, r); err != nil {
			return err
		}
		switch to {
		case Open:
			if transition.From == Cleared {
				return nil // families know the trip: it is only put right before leaving
			}
			return announce(ctx, tx, id)
		case Cancelled:
			return tellCancelled(ctx, tx, id, r.GetString("cancel_reason"))
		case Draft, Endorsed, Balanced, Submitted, Voted, Cleared, Returned, Reported, Closed:
		}
		return nil
	})
}

// GiveOpinion records the head's opinion on a draft: favourable, the trip goes on; unfavourable, it stays a draft and the
// organiser reads why.
func GiveOpinion(ctx context.Context, app core.App, id string, favourable bool, reason string) error {
	if favourable {
		return Step(ctx, app, id, Endorsed, reason)
	}
	if strings.TrimSpace(reason) == "" {
		return law.Object("reason", "Un avis défavorable se motive.", "Écrivez en une phrase ce qui manque ou ce qui doit changer.")
	}
	return decide(ctx, app, id, "head_opinion", "no", reason)
}

// Authorise records the head's decision that the trip may be opened and leave (V-03), or its withdrawal.
func Authorise(ctx context.Context, app core.App, id string, yes bool, reason string) error {
	decision := "no"
	if yes {
		decision = "yes"
	}
	return decide(ctx, app, id, "head_authorisation", decision, reason)
}

func decide(ctx context.Context, app core.App, id, kind, decision, reason string) error {
	return save(ctx, app, "approvals", map[string]any{
		"kind": kind, "subject_collection": "trips", "subject_id": id, "decision": decision, "by_staff": school.ActorIn(ctx).ID,
		"reason": strings.TrimSpace(reason), "decided_at": school.Clock(app).Now(),
	})
}

// Vote is an act as the bursar types it.
type Vote struct {
	Organ, ActNumber                    string
	VotedOn, TransmittedOn, PublishedOn law.Day
	CoversContract                      bool
	AcceptsGifts                        bool   // the act lists the gifts of the budget and accepts them (V-24)
	Delegation                          string // id of the delegation behind an act of the standing committee
}

// RecordVote records the act that votes the trip and its price; the price of the act is the price voted. When the
// transmission is acknowledged later, see DateAct.
func RecordVote(ctx context.Context, app core.App, id string, v Vote) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", id)
		if err != nil {
			return ErrNoTrip
		}
		f, err := FactsOf(tx, r)
		if err != nil {
			return err
		}
		draft, err := draftOf(tx, id, v.Organ)
		if err != nil {
			return err
		}
		t := f.Trip
		act, err := school.NewRecord(tx, "acts")
		if err != nil {
			return err
		}
		act.Load(map[string]any{
			"organ": v.Organ, "act_number": strings.TrimSpace(v.ActNumber), "purpose": school.TripAct, "title": t.Title, "voted_on": string(v.VotedOn),
			"transmitted_on": string(v.TransmittedOn), "published_on": string(v.PublishedOn), "overnight": t.Nights() > 0,
			"covers_contract": v.CoversContract, "price_cents": int64(t.PriceCents), "delegation": v.Delegation,
			"voted": VotedOf(f, v.AcceptsGifts), "body": ProjectAct(draft).Text(),
		})
		if err := tx.SaveWithContext(ctx, act); err != nil {
			return err
		}
		r.Set("act", act.Id)
		r.Set("state", string(Voted))
		return tx.SaveWithContext(ctx, r)
	})
}

// DateAct adds the dates that come after the vote: the acknowledged transmission and the publication. A zero day leaves
// the date as it is.
func DateAct(ctx context.Context, app core.App, actID string, transmitted, published law.Day) error {
	r, err := app.FindRecordById("acts", actID)
	if err != nil {
		return law.Object("", "Cet acte n’existe pas.", "")
	}
	if transmitted != "" {
		r.Set("transmitted_on", string(transmitted))
	}
	if published != "" {
		r.Set("published_on", string(published))
	}
	return app.SaveWithContext(ctx, r)
}
