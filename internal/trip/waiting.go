package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// Waiter is a pupil of the waiting list, as the staff see it.
type Waiter struct {
	SeatID, PupilID, FirstName, LastName, Class string
	Rank                                        int // as kept; 0 while there is no order
	Position                                    int // in the list as it stands: 1, 2, 3…
	AskedOn                                     law.Day
	OrderReason                                 string
}

// WaitingList lists who waits for a place, in order; those without a rank come last, by the day they asked.
func WaitingList(app core.App, viewer school.Actor, tripID string) ([]Waiter, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	return waiters(app, tripID)
}

func waiters(app core.App, tripID string) ([]Waiter, error) {
	var list []Waiter
	err := app.DB().NewQuery(`SELECT s.id AS seat_id, p.id AS pupil_id, p.first_name, p.last_name, COALESCE(c.code, '') AS class, s.rank_no AS rank,
			s.asked_on, s.order_reason
		FROM seats s JOIN pupils p ON p.id = s.pupil LEFT JOIN classes c ON c.id = p.class
		WHERE s.trip = {:trip} AND s.state = 'waiting' ORDER BY s.rank_no = 0, s.rank_no, s.asked_on, s.changed_at, s.rowid`).
		Bind(dbx.Params{"trip": tripID}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("waiting list: %w", err)
	}
	for i := range list {
		list[i].Position = i + 1
	}
	return list, nil
}

// placeInQueue is the position of a rank among those who wait: ranks keep the gaps of those who have left.
func placeInQueue(app core.App, tripID string, rank int) (position int, err error) {
	if rank == 0 {
		return 0, nil
	}
	err = app.DB().NewQuery("SELECT COUNT(*) FROM seats WHERE trip = {:trip} AND state = 'waiting' AND rank_no > 0 AND rank_no <= {:rank}").
		Bind(dbx.Params{"trip": tripID, "rank": rank}).Row(&position)
	if err != nil {
		return 0, fmt.Errorf("position in the waiting list: %w", err)
	}
	return position, nil
}

// JoinWaitingList keeps a family's demand for a place. Where pupils are chosen by criteria or by a draw, the demand has no
// rank until the choice is made; elsewhere it comes after those who asked before.
func JoinWaitingList(ctx context.Context, app core.App, tripID, pupilID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		view, err := FamilyTripOf(tx, school.ActorIn(ctx), tripID, pupilID)
		if err != nil {
			return err
		}
		if view.Stage != StageAnswer && view.Stage != StageDeclined || view.OfferedUntil != "" {
			return law.Object("", "La liste d’attente ne concerne pas cette réponse.", "")
		}
		rank, err := rankOfNewcomer(tx, view.Trip)
		if err != nil {
			return err
		}
		seat, err := findSeat(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		seat.Load(map[string]any{
			"state": SeatWaiting, "rank_no": rank, "asked_on": string(school.Clock(tx).Today()), "order_reason": "", "offered_until": "",
			"changed_at": school.Clock(tx).Now(),
		})
		return tx.SaveWithContext(ctx, seat)
	})
}

// rankOfNewcomer is the rank of a demand that arrives now: none before a choice that ranks everybody, else the last.
func rankOfNewcomer(app core.App, t Trip) (rank int, err error) {
	var drawn bool
	err = app.DB().NewQuery(`SELECT COALESCE(MAX(s.rank_no), 0) + 1, EXISTS (SELECT 1 FROM draws d WHERE d.trip = {:trip} AND d.drawn_at != '')
		FROM seats s WHERE s.trip = {:trip}`).Bind(dbx.Params{"trip": t.ID}).Row(&rank, &drawn)
	if err != nil {
		return 0, fmt.Errorf("last rank: %w", err)
	}
	if t.Selection == ByCriteria || t.Selection == ByDraw && !drawn {
		return 0, nil
	}
	return rank, nil
}

// RankWaiting gives a pupil of the waiting list a rank by hand, from the announced criteria; those behind move down.
func RankWaiting(ctx context.Context, app core.App, tripID, pupilID string, position int, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		list, err := waiters(tx, tripID)
		if err != nil {
			return err
		}
		order := make([]Waiter, 0, len(list))
		var moved *Waiter
		for i := range list {
			if list[i].PupilID == pupilID {
				moved = &list[i]
				continue
			}
			order = append(order, list[i])
		}
		if moved == nil {
			return law.Object("", "Cet élève n’est pas sur la liste d’attente.", "")
		}
		if position < 1 || position > len(list) {
			return law.Object("rank_no", fmt.Sprintf("Le rang va de 1 à %d.", len(list)), "")
		}
		order = append(order[:position-1], append([]Waiter{*moved}, order[position-1:]...)...)
		for i, one := range order {
			record, err := tx.FindRecordById("seats", one.SeatID)
			if err != nil {
				return fmt.Errorf("seat: %w", err)
			}
			record.Set("rank_no", i+1)
			saving := school.WithActor(ctx, school.Actor{Kind: school.System}) // the others move because this one does
			if one.PupilID == pupilID {
				record.Set("order_reason", strings.TrimSpace(reason))
				saving = ctx
			}
			if err := tx.SaveWithContext(saving, record); err != nil {
				return err
			}
		}
		return nil
	})
}

// OfferPlace offers a free place to a pupil: the next of the waiting list, or another with the reason why. The place is kept
// for some days, then goes to the next.
func OfferPlace(ctx context.Context, app core.App, tripID, pupilID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		f, err := seatFacts(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		until, err := offerEnds(tx, f.Trip)
		if err != nil {
			return err
		}
		seat, err := findSeat(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		if seat.GetString("state") == SeatOffered && seat.GetString("offered_until") != "" {
			return law.Object("", "La place est déjà proposée à cet élève.", "")
		}
		seat.Load(map[string]any{
			"leave_asked_at": "", "leave_asked_by": "", "leave_cause": "", "leave_reason": "",
			"state": SeatOffered, "offered_until": string(until), "cause": "", "reason": "", "order_reason": strings.TrimSpace(reason), "changed_at": school.Clock(tx).Now(),
		})
		if err := tx.SaveWithContext(ctx, seat); err != nil {
			return err
		}
		return tellOffer(ctx, tx, f, pupilID, until)
	})
}

// offerEnds is the last day of an offer made today: some days, and never the departure or later.
func offerEnds(app core.App, t Trip) (law.Day, error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return "", err
	}
	today := school.Clock(app).Today()
	return max(today, min(today.Add(parameters.Int("V-73", "offer_days", today)), t.DepartsOn.Add(-1))), nil
}

// OfferNext offers the free places of a trip in the order of the waiting list, and returns how many it could offer.
func OfferNext(ctx context.Context, app core.App, tripID string) (offered int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		t := tripOf(record)
		taken, err := placesTaken(tx, tripID, "")
		if err != nil {
			return err
		}
		list, err := waiters(tx, tripID)
		if err != nil {
			return err
		}
		for _, w := range list {
			if t.Places() > 0 && taken+offered >= t.Places() || w.Rank == 0 {
				return nil
			}
			if err := OfferPlace(ctx, tx, tripID, w.PupilID, ""); err != nil {
				return err
			}
			offered++
		}
		return nil
	})
	return offered, err
}

// expireOffers takes back the offers that nobody answered and offers the places to those who come next.
func expireOffers(ctx context.Context, app core.App, today law.Day) error {
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	seats, err := app.FindAllRecords("seats", dbx.HashExp{"state": SeatOffered},
		dbx.NewExp("offered_until != '' AND offered_until < {:today} AND trip NOT IN (SELECT id FROM trips WHERE archived_on != '')", dbx.Params{"today": string(today)}))
	if err != nil {
		return fmt.Errorf("offers past: %w", err)
	}
	freed := map[string]bool{}
	for _, s := range seats {
		until := law.Day(s.GetString("offered_until"))
		s.Load(map[string]any{
			"state": SeatRefused, "cause": CauseOther, "offered_until": "", "changed_at": school.Clock(app).Now(),
			"reason": "La place gardée jusqu’au " + until.French() + " n’a pas été prise : elle est proposée à la famille suivante. Vous pouvez en demander une autre.",
		})
		if err := app.SaveWithContext(ctx, s); err != nil {
			return err
		}
		freed[s.GetString("trip")] = true
	}
	for tripID := range freed {
		if record, err := app.FindRecordById("trips", tripID); err != nil || State(record.GetString("state")) != Open {
			continue // no place is offered any more
		}
		if _, err := OfferNext(ctx, app, tripID); err != nil {
			return err
		}
	}
	return nil
}

// tellOffer tells those who may sign that a place is kept for their child.
func tellOffer(ctx context.Context, app core.App, f SeatFacts, pupilID string, until law.Day) error {
	pupil, err := app.FindRecordById("pupils", pupilID)
	if err != nil {
		return fmt.Errorf("pupil: %w", err)
	}
	for _, to := range recipientsOf(f, pupilID) {
		m := notify.TellPlaceOffered(to, f.Trip.ID, f.Trip.Title, pupilID, pupil.GetString("first_name"), until)
		if _, err := notify.Queue(ctx, app, m); err != nil {
			return err
		}
	}
	return nil
}

// recipientsOf are those who may sign for a pupil: the pupil of full age, else the holders of parental authority.
func recipientsOf(f SeatFacts, pupilID string) []notify.Recipient {
	if f.Adult {
		return []notify.Recipient{{PupilID: pupilID}}
	}
	var all []notify.Recipient
	for _, s := range f.Signers {
		all = append(all, notify.Recipient{GuardianID: s.ID})
	}
	return all
}
