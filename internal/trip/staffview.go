package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// StaffView is one trip as its page shows it to the staff: facts, compliance, decisions, places. No money of families.
type StaffView struct {
	Facts         Facts
	Board         Board
	OrganiserName string
	Public        string     // « 4e B, 4e C, latin »
	Decisions     []Decision // every one, in order
	Counts        Counts
	LetterVersion int
	Editable      bool // the viewer may change what the state still lets change
}

// Counts is where the pupils of a trip stand.
type Counts struct{ Eligible, Committed, Interested, NotInterested, Waiting, Offered, Leaving, Declined, Missing int }

// StaffViewOf reads a trip for a member of staff; ErrNoTrip when it does not exist or the viewer sees no trips.
func StaffViewOf(app core.App, viewer school.Actor, id string) (StaffView, error) {
	var v StaffView
	if !viewer.May(school.SeeTrips) {
		return v, ErrNoTrip
	}
	var err error
	if v.Facts, err = LoadFacts(app, id); err != nil {
		return v, err
	}
	if v.Board, err = BoardOf(app, v.Facts); err != nil {
		return v, err
	}
	if organiser, err := app.FindRecordById("staff", v.Facts.Trip.Organiser); err == nil {
		v.OrganiserName = trimmed(organiser.GetString("civility") + " " + organiser.GetString("last_name"))
	}
	targets, err := TargetsOf(app, viewer, id)
	if err != nil {
		return v, err
	}
	v.Public = namesOf(targets)
	pupils, err := PupilsOf(app, viewer, id)
	if err != nil {
		return v, err
	}
	v.Counts = CountPupils(pupils)
	if v.LetterVersion, _, err = LetterOf(app, id); err != nil {
		return v, err
	}
	v.Editable = MayEdit(viewer, v.Facts.Trip)
	v.Decisions, err = decisionsOf(app, id)
	return v, err
}

// MayEdit tells whether the door would let the viewer write this trip's project: the organiser, or the direction and the
// secretariat. What the state has frozen stays frozen.
func MayEdit(viewer school.Actor, t Trip) bool {
	if t.State == Cancelled || t.ArchivedOn != "" || !viewer.May(school.WriteTrips) {
		return false
	}
	return t.Organiser == viewer.ID || viewer.Has(school.Head, school.Bursar, school.Secretary)
}

// CountPupils counts where pupils stand.
func CountPupils(pupils []Pupil) Counts {
	c := Counts{Eligible: len(pupils)}
	for _, p := range pupils {
		switch p.Seat {
		case SeatCommitted:
			c.Committed++
		case SeatWaiting:
			c.Waiting++
		case SeatRefused, SeatWithdrawn:
			c.Declined++
		}
		switch p.Interest {
		case "yes":
			c.Interested++
		case "no":
			c.NotInterested++
		}
		if p.OfferedUntil != "" {
			c.Offered++
		}
		if p.LeaveAsked {
			c.Leaving++
		}
		if p.Missing {
			c.Missing++
		}
	}
	return c
}

func decisionsOf(app core.App, id string) ([]Decision, error) {
	var all []Decision
	err := app.DB().Select("a.kind", "a.decision", "TRIM(s.first_name || ' ' || s.last_name) AS by", "a.reason", "a.decided_at").From("approvals a").
		InnerJoin("staff s", dbx.NewExp("s.id = a.by_staff")).
		Where(dbx.HashExp{"a.subject_collection": "trips", "a.subject_id": id}).OrderBy("a.decided_at", "a.rowid").All(&all)
	if err != nil {
		return nil, fmt.Errorf("decisions of a trip: %w", err)
	}
	return all, nil
}

// ProjectOf returns what the organiser wrote, to be changed in the form.
func ProjectOf(app core.App, viewer school.Actor, id string) (Project, Trip, error) {
	record, err := app.FindRecordById("trips", id)
	if err != nil || !viewer.May(school.SeeTrips) {
		return Project{}, Trip{}, ErrNoTrip
	}
	t := tripOf(record)
	return Project{
		Title: t.Title, Destination: t.Destination, CountryCode: t.CountryCode, Purpose: t.Purpose, Programme: t.Programme,
		Obligation: t.Obligation, InTimetable: t.InTimetable, DepartsOn: t.DepartsOn, ReturnsOn: t.ReturnsOn, AnswerBy: t.AnswerBy,
		Organiser: t.Organiser, PupilsEstimated: t.PupilsEstimated, AdultsEstimated: t.AdultsEstimated, Asks: record.GetStringSlice("asks"),
	}, t, nil
}

// Colleague is a member of staff who may organise a trip.
type Colleague struct{ ID, Name string }

// Organisers lists who may organise a trip: the staff in office whose roles let them write one.
func Organisers(app core.App, viewer school.Actor) ([]Colleague, error) {
	if !viewer.May(school.WriteTrips) {
		return nil, nil
	}
	today := string(school.Clock(app).Today())
	var all []Colleague
	err := app.DB().Select("s.id", "TRIM(s.last_name || ' ' || s.first_name) AS name").From("staff s").
		Where(dbx.NewExp("(s.active_until = '' OR s.active_until >= {:today})", dbx.Params{"today": today})).
		AndWhere(dbx.Exists(dbx.NewExp("SELECT 1 FROM json_each(CASE WHEN json_valid(s.roles) THEN s.roles ELSE '[]' END) r WHERE r.value IN ('head', 'bursar', 'secretary', 'teacher', 'librarian')"))).
		OrderBy("s.last_name", "s.first_name").All(&all)
	if err != nil {
		return nil, fmt.Errorf("organisers: %w", err)
	}
	return all, nil
}

// IsFull tells whether every place is taken or held; a trip without a number of places is never full.
func IsFull(app core.App, t Trip) (bool, error) {
	if t.Places() == 0 {
		return false, nil
	}
	n, err := placesTaken(app, t.ID, "")
	return n >= t.Places(), err
}

// EnforceableSays is the day from which families may sign: the act's, "" when nothing is known yet.
func (f Facts) EnforceableSays() law.Day {
	if f.Act == nil {
		return ""
	}
	return f.Act.EnforceableOn
}
