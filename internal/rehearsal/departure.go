// Package rehearsal plays the parts of a school by the real operations, for practice schools and for tests: what it does
// has passed every door, as the people whose steps they are would have passed them.
package rehearsal

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Cast is who plays: the head decides, the organiser prepares, and the colleagues go along.
type Cast struct {
	Head, Organiser school.Actor
	Colleagues      []string // ids of staff
}

// ReadyToLeave makes an open trip ready to leave: adults and their orders, papers of every pupil who has signed, Ariane,
// the list frozen. Clearing it is left to the head.
func ReadyToLeave(ctx context.Context, app core.App, cast Cast, tripID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		head, organiser := school.WithActor(ctx, cast.Head), school.WithActor(ctx, cast.Organiser)
		if err := gatherAdults(head, organiser, tx, cast, tripID); err != nil {
			return err
		}
		d, err := trip.LoadDeparture(tx, tripID)
		if err != nil {
			return err
		}
		if err := trip.FixSupervision(head, tx, tripID, len(d.Adults), ""); err != nil {
			return fmt.Errorf("number of adults: %w", err)
		}
		if d.Trip.Abroad() && d.Trip.ArianeOn == "" {
			if err := trip.DeclareAbroad(organiser, tx, tripID, d.Today, "ARIANE-2026"); err != nil {
				return fmt.Errorf("Ariane: %w", err)
			}
		}
		for _, t := range d.Travellers {
			if err := trip.KeepPapers(organiser, tx, tripID, PapersInOrder(d, t)); err != nil {
				return fmt.Errorf("papers: %w", err)
			}
		}
		if d.Roster != nil && d.Roster.Digest == d.Going().Digest() {
			return nil
		}
		return trip.FreezeRoster(organiser, tx, tripID, "Liste relue avant le départ.")
	})
}

func gatherAdults(head, organiser context.Context, app core.App, cast Cast, tripID string) error {
	there, err := trip.Chaperones(app, cast.Head, tripID)
	if err != nil {
		return err
	}
	going := map[string]bool{}
	for _, c := range there {
		going[c.Staff] = true
	}
	for _, id := range cast.Colleagues {
		if going[id] {
			continue
		}
		err := trip.AddChaperone(organiser, app, tripID, trip.Companion{Staff: id, Quality: trip.QualityStaff, Duty: trip.DutyChaperone, Phone: "06 39 98 00 10"})
		if err != nil {
			return fmt.Errorf("adult: %w", err)
		}
	}
	if there, err = trip.Chaperones(app, cast.Head, tripID); err != nil {
		return err
	}
	for _, c := range there {
		if c.OrderSignedOn != "" || c.AuthorisedOn != "" {
			continue
		}
		if err := trip.SignOrder(head, app, tripID, c.ID); err != nil {
			return fmt.Errorf("mission order: %w", err)
		}
	}
	return nil
}

// PapersInOrder are the papers that a pupil of a departure needs, all seen and all in order.
func PapersInOrder(d trip.Departure, t trip.Traveller) []trip.Paper {
	back := d.Trip.ReturnsOn
	var papers []trip.Paper
	for _, n := range trip.NeedsOf(trip.TravellerFacts{Departure: d, Traveller: t}) {
		p := trip.Paper{Pupil: t.ID, Kind: n.Kind, Asked: n.AskedID, State: trip.PaperChecked, OriginalSeen: true}
		switch n.Kind {
		case trip.PaperIdentity:
			p.Paper, p.ExpiresOn, p.Nationality = trip.Passport, back.AddMonths(24), t.Nationality
			if p.Nationality == "" {
				p.Nationality = "100"
			}
		case trip.PaperExitPermit:
			p.SignedOn, p.SignatoryPaper, p.SignatoryNationality, p.SignatoryExpiresOn = d.Today, trip.IDCard, "100", back.AddMonths(24)
			if len(t.Signers) > 0 {
				p.SignatoryID = t.Signers[0].ID
			}
		case trip.PaperInsurance:
			p.CoversLiability, p.CoversAccident, p.ExpiresOn = true, true, back.AddMonths(2)
		}
		papers = append(papers, p)
	}
	return papers
}
