package trip

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

var nudgeKinds = dbx.In("kind", string(notify.PapersExpected), string(notify.DepartureExpected))

func in(column string, ids []any) dbx.Expression { return dbx.In(column, ids...) }

// Nudge reminds whoever can clear what holds a traveller, an adult or the trip itself: the family, the adult, or the staff
// of the roles that the findings name. Once a day for each; it says nothing of what is missing (D-13).
func Nudge(ctx context.Context, app core.App, tripID, collection, id string) error {
	viewer := school.ActorIn(ctx)
	board, err := DepartureBoardOf(app, viewer, tripID)
	if err != nil {
		return err
	}
	d := board.Departure
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		last, err := nudges(tx, d)
		if err != nil {
			return err
		}
		if last[id] == d.Today {
			return law.Object("", "Un rappel est déjà parti aujourd’hui.", "Attendez demain, ou téléphonez.")
		}
		switch collection {
		case "pupils":
			return nudgePupil(ctx, tx, board, id)
		case "chaperones":
			return nudgeAdult(ctx, tx, board, id)
		case "trips":
			return nudgeRoles(ctx, tx, d, notify.Subject{Collection: "trips", ID: tripID}, board.Trip)
		}
		return ErrNoTrip
	})
}

func nudgePupil(ctx context.Context, app core.App, board DepartureBoard, id string) error {
	d := board.Departure
	t := d.byID(id)
	if t == nil || t.SeatID == "" {
		return ErrNoTrip
	}
	var to []notify.Recipient
	for _, s := range t.Signers {
		to = append(to, notify.Recipient{GuardianID: s.ID})
	}
	if t.BirthOn != "" && t.BirthOn.AgeOn(d.Today) >= school.Majority {
		to = []notify.Recipient{{PupilID: t.ID}}
	}
	if len(to) == 0 {
		return law.Object("", "Aucun responsable légal de cet élève n’est connu.", "Complétez sa fiche.")
	}
	for _, r := range to {
		m := notify.TellPapersExpected(r, t.SeatID, d.Trip.ID, d.Trip.Title, t.ID, t.FirstName, d.Trip.DepartsOn, d.Today)
		if _, err := notify.Queue(ctx, app, m); err != nil {
			return err
		}
	}
	return nil
}

func nudgeAdult(ctx context.Context, app core.App, board DepartureBoard, id string) error {
	d := board.Departure
	for i, a := range d.Adults {
		if a.ID != id {
			continue
		}
		about := notify.Subject{Collection: "chaperones", ID: id}
		if roles := rolesIn(board.Adults[i].Findings); len(roles) > 0 {
			return nudgeRoles(ctx, app, d, about, board.Adults[i].Findings)
		}
		to := notify.Recipient{StaffID: a.Staff}
		if a.Staff == "" {
			to = notify.Recipient{Address: a.Email}
		}
		if to == (notify.Recipient{}) {
			return law.Object("", "Aucune adresse n’est connue pour cette personne.", "Téléphonez-lui, ou inscrivez son adresse.")
		}
		_, err := notify.Queue(ctx, app, notify.TellDepartureExpected(to, about, d.Trip.ID, d.Trip.Title, d.Trip.DepartsOn, d.Today))
		return err
	}
	return ErrNoTrip
}

// nudgeRoles reminds the staff who can clear findings: those of the role, and for a teacher's the organiser alone.
func nudgeRoles(ctx context.Context, app core.App, d Departure, about notify.Subject, findings []law.Finding) error {
	for _, role := range rolesIn(findings) {
		m := notify.TellDepartureExpected(notify.Recipient{}, about, d.Trip.ID, d.Trip.Title, d.Trip.DepartsOn, d.Today)
		if role == school.Teacher {
			m.To = notify.Recipient{StaffID: d.Trip.Organiser}
			m.Dedupe += ":" + d.Trip.Organiser
			if _, err := notify.Queue(ctx, app, m); err != nil {
				return err
			}
			continue
		}
		if _, err := notify.QueueToRole(ctx, app, role, m); err != nil {
			return err
		}
	}
	return nil
}

// rolesIn are the roles that can clear the findings that are not yet cleared, each once.
func rolesIn(findings []law.Finding) []school.Role {
	var roles []school.Role
	seen := map[string]bool{}
	for _, f := range findings {
		if f.Who == "" || f.Who == ByFamily || f.Severity == law.Document || f.LiftedBy != "" || seen[f.Who] {
			continue
		}
		seen[f.Who] = true
		roles = append(roles, school.Role(f.Who))
	}
	return roles
}
