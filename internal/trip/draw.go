package trip

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// Draw is a draw as it is published: nobody's name is in it.
type Draw struct {
	ID, Digest, Seed string // the seed is empty until the draw
	ClosesOn         law.Day
	AnnouncedAt      string
	DrawnAt          string
	Places           int
	Codes            []string // of those who entered, in the order of the draw; empty until then
	Entered          int      // demands so far, or who entered
	Own              string   // the viewer's child's code
	OwnRank          int      // its rank in the result, 0 when it did not enter
}

// Done tells whether the draw took place.
func (d Draw) Done() bool { return d.Seed != "" }

const seedUse = "draw"

// AnnounceDraw publishes that places will be drawn after a day, with the digest of a seed that exists already and that
// nobody reads before: the result can then be neither chosen nor redone.
func AnnounceDraw(ctx context.Context, app core.App, tripID string, closesOn law.Day) error {
	seed := make([]byte, 32)
	rand.Read(seed) // never fails since Go 1.24
	words := hex.EncodeToString(seed)
	sealed, err := school.DepsOf(app).Keys.Seal(seedUse, []byte(words))
	if err != nil {
		return fmt.Errorf("seal the seed: %w", err)
	}
	return save(ctx, app, "draws", map[string]any{
		"trip": tripID, "seed_digest": SeedDigest(words), "seed_sealed": sealed, "closes_on": string(closesOn), "announced_at": school.Clock(app).Now(),
		"by_staff": school.ActorIn(ctx).ID,
	})
}

// DrawPlaces does the draw announced: the demands made until its last day enter, the seed is published, and the waiting
// list takes the order of the draw. Places are then offered in that order.
func DrawPlaces(ctx context.Context, app core.App, tripID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := pendingDraw(tx, tripID)
		if err != nil {
			return err
		}
		if record == nil {
			return law.Object("", "Aucun tirage n’est annoncé.", "Annoncez-le d’abord : son empreinte et sa date se publient avant.")
		}
		seed, err := school.DepsOf(tx).Keys.Open(seedUse, record.GetString("seed_sealed"))
		if err != nil {
			return fmt.Errorf("open the seed: %w", err)
		}
		entrants, err := entrantsOf(tx, tripID, law.Day(record.GetString("closes_on")))
		if err != nil {
			return err
		}
		facts, err := LoadFacts(tx, tripID)
		if err != nil {
			return err
		}
		drawn := drawnOrder(record.Id, string(seed), entrants)
		record.Load(map[string]any{
			"seed": string(seed), "entrants": entrants, "drawn": drawn, "places": max(0, facts.Trip.Places()-facts.Taken), "by_staff": school.ActorIn(ctx).ID,
			"drawn_at": school.Clock(tx).Now(),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		return rankDrawn(ctx, tx, tripID, record.Id, drawn)
	})
}

// rankDrawn gives the waiting list the order of a draw, demands made too late coming last, and tells the families.
func rankDrawn(ctx context.Context, app core.App, tripID, drawID string, drawn []string) error {
	list, err := waiters(app, tripID)
	if err != nil {
		return err
	}
	late := len(drawn)
	for _, w := range list {
		rank := slices.Index(drawn, w.PupilID) + 1
		if rank == 0 {
			late++
			rank = late
		}
		seat, err := app.FindRecordById("seats", w.SeatID)
		if err != nil {
			return fmt.Errorf("seat: %w", err)
		}
		seat.Set("rank_no", rank)
		if err := app.SaveWithContext(school.WithActor(ctx, school.Actor{Kind: school.System}), seat); err != nil {
			return err
		}
		f, err := seatFacts(app, tripID, w.PupilID)
		if err != nil {
			return err
		}
		for _, to := range recipientsOf(f, w.PupilID) {
			if _, err := notify.Queue(ctx, app, notify.TellDrawDone(to, tripID, f.Trip.Title, w.PupilID, w.FirstName, drawID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// entrantsOf are the pupils whose demand was made in time, in the order of their identifiers, which says nothing.
func entrantsOf(app core.App, tripID string, closesOn law.Day) ([]string, error) {
	ids := []string{}
	err := app.DB().Select("pupil").From("seats").Where(dbx.HashExp{"trip": tripID, "state": SeatWaiting}).
		AndWhere(dbx.NewExp("asked_on <= {:day}", dbx.Params{"day": string(closesOn)})).OrderBy("pupil").Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("entrants: %w", err)
	}
	return ids, nil
}

// drawnOrder is the result of a draw, as pupils.
func drawnOrder(drawID, seed string, entrants []string) []string {
	byCode, codes := map[string]string{}, make([]string, 0, len(entrants))
	for _, id := range entrants {
		code := EntrantCode(drawID, id)
		byCode[code] = id
		codes = append(codes, code)
	}
	order := []string{}
	for _, code := range Replay(seed, codes) {
		order = append(order, byCode[code])
	}
	return order
}

func pendingDraw(app core.App, tripID string) (*core.Record, error) {
	rows, err := app.FindAllRecords("draws", dbx.HashExp{"trip": tripID, "seed": ""})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// JudgeDraw holds a draw: announced before, done after its last day, with the seed whose digest was published, among all
// who asked in time and nobody else, in the order that Replay gives. Nothing of it changes afterwards.
func JudgeDraw(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t, today := tripOf(parent), school.Clock(app).Today()
	var house []law.Finding
	if !actor.May(school.ManageSeats) {
		house = refuse("", "Un tirage est annoncé et fait par : "+roleNames(school.ManageSeats)+".", "")
	}
	closes := law.Day(record.GetString("closes_on"))
	if record.IsNew() {
		pending, err := pendingDraw(app, t.ID)
		switch {
		case err != nil:
			return nil, err
		case t.Selection != ByDraw:
			return append(house, refuse("", "Ce voyage n’annonce pas de tirage au sort aux familles.", "La façon de choisir se dit sur la page des places, avant l’ouverture.")...), nil
		case t.State != Open:
			return append(house, refuse("", "Un tirage s’annonce quand les inscriptions sont ouvertes.", "")...), nil
		case pending != nil:
			return append(house, refuse("", "Un tirage est déjà annoncé.", "")...), nil
		case record.GetString("seed") != "" || len(record.GetString("seed_digest")) != 64:
			return append(house, refuse("seed", "Un tirage s’annonce par l’empreinte de sa graine, jamais par la graine.", "")...), nil
		case closes < today:
			return append(house, refuse("closes_on", "Le dernier jour pour demander une place est à venir.", "Choisissez au plus tôt aujourd’hui.")...), nil
		case closes >= t.DepartsOn:
			return append(house, refuse("closes_on", "Le tirage se fait avant le départ.", "")...), nil
		}
		return house, nil
	}
	before := record.Original()
	for _, field := range []string{"trip", "seed_digest", "seed_sealed", "closes_on", "announced_at"} {
		if before.GetString(field) != record.GetString(field) {
			return append(house, refuse(field, "Ce qui a été annoncé d’un tirage ne change plus.", "")...), nil
		}
	}
	if before.GetString("seed") != "" {
		return append(house, refuse("", "Un tirage fait ne se refait pas.", "")...), nil
	}
	if today <= closes {
		house = append(house, refuse("", "Les familles peuvent demander une place jusqu’au "+closes.French()+" : le tirage se fait ensuite.", "")...)
	}
	regime, err := school.Regime(app, "trips", t.ID)
	if err != nil {
		return nil, err
	}
	f, err := loadDrawFacts(app, record, t.ID, closes)
	if err != nil {
		return nil, err
	}
	return append(DrawRules.Check(f, regime), house...), nil
}

// DrawFacts is what judging the result of a draw needs.
type DrawFacts struct{ SeedHolds, AllEntered, InOrder bool }

// DrawRules judges the result of a draw.
var DrawRules = law.Rulebook[DrawFacts]{{Rule: "V-73", Judge: func(f DrawFacts) []law.Finding {
	finding := law.Finding{Severity: law.Block, Firm: true, Who: string(school.Secretary), Why: whyFair, Fix: "Refaites le tirage annoncé par sa page : le programme suit la graine publiée."}
	switch {
	case !f.SeedHolds:
		finding.What = "La graine n’est pas celle dont l’empreinte a été publiée avant le tirage."
	case !f.AllEntered:
		finding.What = "Le tirage ne porte pas sur toutes les demandes faites à temps, et sur elles seules."
	case !f.InOrder:
		finding.What = "L’ordre n’est pas celui que donne la graine publiée."
	default:
		return nil
	}
	return []law.Finding{finding}
}}}

func loadDrawFacts(app core.App, record *core.Record, tripID string, closes law.Day) (DrawFacts, error) {
	seed := record.GetString("seed")
	entrants, err := entrantsOf(app, tripID, closes)
	if err != nil {
		return DrawFacts{}, err
	}
	given, drawn := listOf(record, "entrants"), listOf(record, "drawn")
	return DrawFacts{
		SeedHolds: SeedDigest(seed) == record.GetString("seed_digest"), AllEntered: slices.Equal(given, entrants),
		InOrder: slices.Equal(drawn, drawnOrder(record.Id, seed, entrants)),
	}, nil
}

// listOf reads a JSON list of identifiers; what is none reads as nothing, and is refused as such.
func listOf(record *core.Record, field string) []string {
	list := []string{}
	if err := json.Unmarshal([]byte(record.GetString(field)), &list); err != nil {
		return nil
	}
	return list
}

// DrawOf is the latest draw of a trip, as the staff may see it.
func DrawOf(app core.App, viewer school.Actor, tripID string) (Draw, bool, error) {
	if !viewer.May(school.SeeTrips) {
		return Draw{}, false, nil
	}
	return latestDraw(app, tripID, "")
}

// FamilyDraw is the latest draw of a trip, with the code of the viewer's child and its rank.
func FamilyDraw(app core.App, viewer school.Actor, tripID, pupilID string) (FamilyTrip, Draw, bool, error) {
	view, err := FamilyTripOf(app, viewer, tripID, pupilID)
	if err != nil {
		return view, Draw{}, false, err
	}
	d, found, err := latestDraw(app, tripID, pupilID)
	return view, d, found, err
}

func latestDraw(app core.App, tripID, pupilID string) (Draw, bool, error) {
	rows, err := app.FindRecordsByFilter("draws", "trip = {:trip}", "-announced_at", 1, 0, dbx.Params{"trip": tripID})
	if err != nil || len(rows) == 0 {
		return Draw{}, false, err
	}
	r := rows[0]
	d := Draw{
		ID: r.Id, Digest: r.GetString("seed_digest"), Seed: r.GetString("seed"), ClosesOn: law.Day(r.GetString("closes_on")),
		AnnouncedAt: r.GetString("announced_at"), DrawnAt: r.GetString("drawn_at"), Places: r.GetInt("places"),
	}
	if pupilID != "" {
		d.Own = EntrantCode(d.ID, pupilID)
	}
	drawn := listOf(r, "drawn")
	for i, id := range drawn {
		d.Codes = append(d.Codes, EntrantCode(d.ID, id))
		if id == pupilID {
			d.OwnRank = i + 1
		}
	}
	d.Entered = len(drawn)
	if !d.Done() {
		entrants, err := entrantsOf(app, tripID, d.ClosesOn)
		if err != nil {
			return d, true, err
		}
		d.Entered = len(entrants)
	}
	return d, true, nil
}
