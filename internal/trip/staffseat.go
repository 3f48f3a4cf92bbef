package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// StaffSeat is one pupil's place as the staff see it: no money, no address.
type StaffSeat struct {
	Trip                                Trip
	PupilID, FirstName, LastName, Class string
	State, Cause, Reason, OrderReason   string
	Rank                                int // position on the waiting list, 0 without
	AskedOn, OfferedUntil, LeaveAskedOn law.Day
	LeaveCause, LeaveReason             string
	ReplacedBy                          string // the name of who takes the place
}

// Name is the pupil's name.
func (s StaffSeat) Name() string { return s.FirstName + " " + s.LastName }

// MayOffer tells whether a place may be offered to this pupil now, if one is free.
func (s StaffSeat) MayOffer() bool {
	return s.Trip.State == Open && (s.State == SeatWaiting || s.State == SeatRefused || s.State == SeatWithdrawn)
}

// SeatOf reads a place for a member of staff; ErrNoTrip when the trip does not exist or the pupil is neither concerned by it
// nor has a place in it.
func SeatOf(app core.App, viewer school.Actor, tripID, pupilID string) (StaffSeat, error) {
	if !viewer.May(school.SeeTrips) {
		return StaffSeat{}, ErrNoTrip
	}
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return StaffSeat{}, ErrNoTrip
	}
	var rows []struct {
		PupilID, FirstName, LastName, Class, State, Cause, Reason, OrderReason string
		LeaveCause, LeaveReason, ReplacedBy                                    string
		RankNo                                                                 int
		AskedOn, OfferedUntil                                                  law.Day
		LeaveAskedAt                                                           types.DateTime
	}
	err = app.DB().NewQuery(`SELECT p.id AS pupil_id, p.first_name, p.last_name, COALESCE(c.code, '') AS class, COALESCE(s.state, '') AS state,
			COALESCE(s.cause, '') AS cause, COALESCE(s.reason, '') AS reason, COALESCE(s.order_reason, '') AS order_reason, COALESCE(s.rank_no, 0) AS rank_no,
			COALESCE(s.asked_on, '') AS asked_on, CASE WHEN s.state = 'offered' THEN s.offered_until ELSE '' END AS offered_until,
			COALESCE(s.leave_asked_at, '') AS leave_asked_at, COALESCE(s.leave_cause, '') AS leave_cause, COALESCE(s.leave_reason, '') AS leave_reason,
			COALESCE((SELECT TRIM(o.first_name || ' ' || o.last_name) FROM pupils o WHERE o.id = s.replaced_by), '') AS replaced_by
		FROM pupils p LEFT JOIN classes c ON c.id = p.class LEFT JOIN seats s ON s.trip = {:trip} AND s.pupil = p.id
		WHERE p.id = {:pupil} AND (s.id IS NOT NULL OR EXISTS (SELECT 1 FROM trip_targets t WHERE t.trip = {:trip} AND ` + targeted + `))`).
		Bind(dbx.Params{"trip": tripID, "pupil": pupilID}).All(&rows)
	if err != nil {
		return StaffSeat{}, fmt.Errorf("place: %w", err)
	}
	if len(rows) == 0 {
		return StaffSeat{}, ErrNoTrip
	}
	r := rows[0]
	s := StaffSeat{
		Trip: tripOf(record), PupilID: r.PupilID, FirstName: r.FirstName, LastName: r.LastName, Class: r.Class, State: r.State, Cause: r.Cause, Reason: r.Reason,
		OrderReason: r.OrderReason, AskedOn: r.AskedOn, OfferedUntil: r.OfferedUntil, LeaveCause: r.LeaveCause, LeaveReason: r.LeaveReason, ReplacedBy: r.ReplacedBy,
	}
	if !r.LeaveAskedAt.IsZero() {
		s.LeaveAskedOn = law.DayOf(r.LeaveAskedAt.Time().In(school.Clock(app).Zone()))
	}
	if s.State == SeatWaiting {
		s.Rank, err = placeInQueue(app, tripID, r.RankNo)
	}
	return s, err
}
