package trip

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Stage is where a trip stands for one child's family.
type Stage string

const (
	StageInterest  Stage = "interest"  // say whether the child is interested; nothing is due
	StageAnswer    Stage = "answer"    // read, then sign or decline
	StageOther     Stage = "other"     // this person has signed, the other parent's signature is awaited
	StageCommitted Stage = "committed" // firm
	StageDeclined  Stage = "declined"
	StageWaiting   Stage = "waiting" // on the waiting list
	StageWithdrawn Stage = "withdrawn"
	StageReadOnly  Stage = "read_only" // the viewer may read, another person signs (adult pupil, person in charge)
)

// FamilyTrip is one trip for one child, as one viewer may see it. Nothing of the other household is in it but a name.
type FamilyTrip struct {
	Trip         Trip
	Child        school.Child
	Stage        Stage
	Interested   string // "yes", "no", ""
	Act          *school.Act
	Instalments  []Instalment
	Refunds      RefundTerms // what is given back if the child does not leave
	Organiser    string
	SeatID       string
	SeatReason   string
	OfferedUntil law.Day // a place of the waiting list, kept for the child until that day
	MustAsk      bool    // no place may be taken by signing: it is asked for, then offered
	Rank         int     // in the waiting list, 0 while there is no order
	Queue        int     // pupils who wait, this one included when they do
	LeaveAsked   bool    // the family has asked to withdraw
	Asks         []string
	NeedsBoth    bool
	OthersState  []OtherSignature
	CommitmentID string // the viewer's own latest signature
	SignedAt     string
	LetterTitle  string
}

// OtherSignature says whether another legal guardian has signed; never how to reach them (I-10).
type OtherSignature struct {
	Name   string
	Signed bool
}

// visibleToFamilies are the states in which a family sees a trip; once it is about to leave, only those who go still do.
var (
	visibleToFamilies   = []any{string(Submitted), string(Voted), string(Open)}
	visibleToTravellers = []any{string(Cleared), string(Returned), string(Reported)}
)

// FamilyTrips lists the trips offered to the viewer's children, soonest answer first.
func FamilyTrips(app core.App, viewer school.Actor) ([]FamilyTrip, error) {
	children, err := school.ChildrenOf(app, viewer)
	if err != nil {
		return nil, err
	}
	var all []FamilyTrip
	for _, child := range children {
		var ids []string
		err := app.DB().NewQuery("SELECT DISTINCT v.id FROM trips v JOIN trip_targets t ON t.trip = v.id JOIN pupils p ON p.id = {:pupil} AND " + targeted +
			" WHERE v.state IN ('submitted', 'voted', 'open') OR v.state IN ('cleared', 'returned', 'reported')" +
			" AND EXISTS (SELECT 1 FROM seats s WHERE s.trip = v.id AND s.pupil = p.id AND s.state = 'committed') ORDER BY v.answer_by, v.departs_on, v.id").
			Bind(dbx.Params{"pupil": child.ID}).Column(&ids)
		if err != nil {
			return nil, fmt.Errorf("family trips: %w", err)
		}
		for _, id := range ids {
			view, err := familyTrip(app, viewer, id, child)
			if err != nil {
				return nil, err
			}
			all = append(all, view)
		}
	}
	return all, nil
}

// FamilyTripOf returns one trip for one child, ErrNoTrip when the viewer may not see the child or the trip is not theirs.
func FamilyTripOf(app core.App, viewer school.Actor, tripID, pupilID string) (FamilyTrip, error) {
	child, found, err := school.ChildOf(app, viewer, pupilID)
	if err != nil {
		return FamilyTrip{}, err
	}
	if !found {
		return FamilyTrip{}, ErrNoTrip
	}
	return familyTrip(app, viewer, tripID, child)
}

func familyTrip(app core.App, viewer school.Actor, tripID string, child school.Child) (FamilyTrip, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil || !slices.Contains(slices.Concat(visibleToFamilies, visibleToTravellers), any(record.GetString("state"))) {
		return FamilyTrip{}, ErrNoTrip
	}
	f, err := seatFacts(app, tripID, child.ID)
	if err != nil {
		return FamilyTrip{}, err
	}
	view := FamilyTrip{Trip: f.Trip, Child: child, Act: f.Act, Asks: record.GetStringSlice("asks"), NeedsBoth: needsBoth(f, viewer)}
	if organiser, err := app.FindRecordById("staff", f.Trip.Organiser); err == nil {
		view.Organiser = organiser.GetString("civility") + " " + organiser.GetString("last_name")
	}
	err = app.DB().Select("id", "rank_no", "due_on", "amount_cents").From("instalments").Where(dbx.HashExp{"trip": tripID}).
		OrderBy("rank_no").All(&view.Instalments)
	if err != nil {
		return view, fmt.Errorf("instalments: %w", err)
	}
	if view.Refunds, err = TermsOn(app, tripID, f.Today); err != nil {
		return view, err
	}
	seat, err := view.loadSeat(app)
	if err != nil {
		return view, err
	}
	f.Offers = view.OfferedUntil != ""
	full := f.Trip.Places() > 0 && f.Taken >= f.Trip.Places()
	view.MustAsk = !f.Held && (full || f.mustAsk())
	view.Rank, view.Queue = 0, f.Waiting
	if seat == SeatWaiting {
		view.Queue++
		if view.Rank, err = placeInQueue(app, tripID, f.Rank); err != nil {
			return view, err
		}
	}
	// From here on the price is this family's own, and so are its instalments.
	if view.Trip.PriceCents, err = PriceOf(app, tripID, child.ID); err != nil {
		return view, err
	}
	view.Instalments = ScheduleFor(view.Instalments, view.Trip.PriceCents)
	leaving := slices.Contains(visibleToTravellers, any(string(f.Trip.State)))
	if !f.Eligible && seat == "" || leaving && seat != SeatCommitted {
		return FamilyTrip{}, ErrNoTrip
	}
	me := viewer.ID
	if viewer.Kind == school.Pupil {
		me = adultSigns
	}
	for _, s := range f.Signers {
		if s.ID != viewer.ID {
			view.OthersState = append(view.OthersState, OtherSignature{Name: s.FirstName + " " + s.LastName, Signed: f.Accepted[s.ID]})
		}
	}
	if err := view.loadOwn(app, viewer); err != nil {
		return view, err
	}
	maySign := (f.Adult && viewer.Kind == school.Pupil) || (!f.Adult && viewer.Kind == school.Guardian && holds(f.Signers, viewer.ID))
	view.Stage = stageOf(f, seat, maySign, f.Accepted[me], f.Adult || f.waitsFor(me))
	return view, nil
}

// needsBoth tells a viewer that their signature alone will not make the place firm.
func needsBoth(f SeatFacts, viewer school.Actor) bool {
	for _, s := range f.Signers {
		if !f.Adult && s.ID != viewer.ID && (f.Disagree || f.Declined[s.ID]) {
			return true
		}
	}
	return false
}

// stageOf says what a viewer has to do. A firm place may still want a signature: a disagreement known since, an eighteenth
// birthday.
func stageOf(f SeatFacts, seat string, maySign, signed, wanted bool) Stage {
	switch {
	case seat == SeatCommitted && (!maySign || signed || !wanted || f.Trip.State != Open):
		return StageCommitted
	case seat == SeatWithdrawn:
		return StageWithdrawn
	case !maySign:
		return StageReadOnly
	case f.Trip.State != Open:
		return StageInterest
	case seat == SeatWaiting:
		return StageWaiting
	case seat == SeatOffered && f.Offers:
		return StageAnswer // offered anew: an earlier signature is not played again
	case signed:
		return StageOther
	case seat == SeatRefused:
		return StageDeclined
	}
	return StageAnswer
}

func (v *FamilyTrip) loadSeat(app core.App) (state string, err error) {
	var rows []struct {
		ID, State, Reason, LeaveAskedAt string
		OfferedUntil                    law.Day
	}
	err = app.DB().Select("id", "state", "reason", "offered_until", "leave_asked_at").From("seats").Where(dbx.HashExp{"trip": v.Trip.ID, "pupil": v.Child.ID}).All(&rows)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	v.SeatID, v.SeatReason, v.LeaveAsked = rows[0].ID, rows[0].Reason, rows[0].LeaveAskedAt != ""
	if rows[0].State == SeatOffered {
		v.OfferedUntil = rows[0].OfferedUntil
	}
	return rows[0].State, nil
}

// loadOwn reads what this viewer answered and signed, not what another household did.
func (v *FamilyTrip) loadOwn(app core.App, viewer school.Actor) error {
	guardian := ""
	if viewer.Kind == school.Guardian {
		guardian = viewer.ID
	}
	var answers []string
	err := app.DB().Select("answer").From("trip_answers").Where(dbx.HashExp{"trip": v.Trip.ID, "pupil": v.Child.ID, "guardian_id": guardian}).Column(&answers)
	if err != nil {
		return fmt.Errorf("own answer: %w", err)
	}
	if len(answers) > 0 {
		v.Interested = answers[0]
	}
	own := dbx.And(dbx.HashExp{"trip": v.Trip.ID, "pupil": v.Child.ID}, dbx.Or(dbx.HashExp{"guardian_id": guardian}, dbx.HashExp{"second_guardian_id": guardian}))
	if viewer.Kind == school.Pupil {
		own = dbx.HashExp{"trip": v.Trip.ID, "pupil": v.Child.ID, "pupil_signs": viewer.ID}
	}
	var signed []struct{ ID, SignedAt string }
	err = app.DB().Select("id", "signed_at").From("commitments").Where(own).OrderBy("signed_at DESC", "rowid DESC").Limit(1).All(&signed)
	if err != nil {
		return fmt.Errorf("own signature: %w", err)
	}
	if len(signed) > 0 {
		v.CommitmentID, v.SignedAt = signed[0].ID, signed[0].SignedAt
	}
	return nil
}

// LetterFor writes the letter that a viewer would sign for a child.
func LetterFor(app core.App, viewer school.Actor, tripID, pupilID string) (Letter, error) {
	view, err := FamilyTripOf(app, viewer, tripID, pupilID)
	if err != nil {
		return Letter{}, err
	}
	return letterOf(app, viewer, view)
}

func letterOf(app core.App, viewer school.Actor, view FamilyTrip) (Letter, error) {
	facts, err := LoadFacts(app, view.Trip.ID)
	if err != nil {
		return Letter{}, err
	}
	facts.Trip.PriceCents, facts.Instalments = view.Trip.PriceCents, view.Instalments
	identity, err := school.IdentityOf(app)
	if err != nil {
		return Letter{}, err
	}
	signatory, civility, err := signatoryOf(app, viewer)
	if err != nil {
		return Letter{}, err
	}
	version, blocks, err := LetterOf(app, view.Trip.ID)
	if err != nil {
		return Letter{}, err
	}
	return buildLetter(version, blocks, letterData{
		facts: facts, identity: identity, child: view.Child, signatory: signatory, civility: civility, organise: view.Organiser,
		adult: viewer.Kind == school.Pupil, hosting: hostingOf(app, view.Trip.ID),
	}), nil
}

// signatoryOf is who would sign, and how « soussigné » agrees with them.
func signatoryOf(app core.App, viewer school.Actor) (name, civility string, err error) {
	kind, table := school.GuardianPerson, "guardians"
	if viewer.Kind == school.Pupil {
		kind, table = school.PupilPerson, "pupils"
	}
	person, err := school.FindPerson(app, kind, viewer.ID)
	if err != nil {
		return "", "", err
	}
	record, err := app.FindRecordById(table, viewer.ID)
	if err != nil {
		return "", "", fmt.Errorf("signatory: %w", err)
	}
	if viewer.Kind == school.Pupil {
		return person.Name(), map[string]string{"F": "Mme", "M": "M."}[record.GetString("sex")], nil
	}
	return person.Name(), school.CivilityName(record.GetString("civility")), nil
}
