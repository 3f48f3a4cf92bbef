package trip

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Row is a trip in the staff's list.
type Row struct {
	ID, Title, Destination, OrganiserName, Organiser string
	State                                            State
	DepartsOn, ReturnsOn, AnswerBy                   law.Day
	PupilsEstimated, AdultsEstimated                 int
	PriceCents                                       cents.Amount
	Committed, Interested                            int
}

// Filter narrows the staff's list of trips.
type Filter struct {
	Search string
	State  State
	Sort   string // "departs" (default), "title", "state"
	// Archives lists the trips of the archives; without it they are left out.
	Archives bool
}

// List returns the trips a member of staff may see. Nothing of families' money is in it.
func List(app core.App, viewer school.Actor, f Filter) ([]Row, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	q := app.DB().Select("v.id", "v.title", "v.destination", "v.state", "v.departs_on", "v.returns_on", "v.answer_by", "v.pupils_estimated",
		"v.adults_estimated", "v.price_cents", "v.organiser", "TRIM(s.civility || ' ' || s.last_name) AS organiser_name",
		"(SELECT COUNT(*) FROM seats x WHERE x.trip = v.id AND x.state = 'committed') AS committed",
		"(SELECT COUNT(DISTINCT x.pupil) FROM trip_answers x WHERE x.trip = v.id AND x.answer = 'yes') AS interested").
		From("trips v").LeftJoin("staff s", dbx.NewExp("s.id = v.organiser"))
	q.AndWhere(dbx.NewExp("(v.archived_on != '') = {:archives}", dbx.Params{"archives": f.Archives}))
	if f.State != "" {
		q.AndWhere(dbx.HashExp{"v.state": string(f.State)})
	}
	switch f.Sort {
	case "title":
		q.OrderBy("v.title")
	case "state":
		q.OrderBy("v.state", "v.departs_on")
	default:
		q.OrderBy("v.departs_on", "v.title")
	}
	var rows []Row
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("list of trips: %w", err)
	}
	// Words, without their accents: SQLite does not know that « Séville » is « seville ».
	return slices.DeleteFunc(rows, func(r Row) bool { return !school.Matches(f.Search, r.Title+" "+r.Destination+" "+r.OrganiserName) }), nil
}

// Board is the compliance of a trip at this moment: computed, never stored.
type Board struct {
	Blocking, Watch, Lifted []law.Finding
	Depart                  []law.Finding // what the departure still asks, once the trip is open: the page « Départ » says of whom
	Clear                   []law.Rule    // rules that have nothing to say
	Next                    State         // the next step of its life, "" at the end
}

// BoardOf judges a trip against every gate, before anyone presses a button.
func BoardOf(app core.App, f Facts) (Board, error) {
	findings, err := Judge(app, f, GateSubmit, GateVote, GateOpen)
	if err != nil {
		return Board{}, err
	}
	b := Board{Next: nextOf(f.Trip)}
	spoken := map[string]bool{}
	for _, x := range append(findings, HouseOf(f, Open)...) {
		spoken[x.Rule] = true
		switch {
		case x.LiftedBy != "":
			b.Lifted = append(b.Lifted, x)
		case x.Severity == law.Block:
			b.Blocking = append(b.Blocking, x)
		default:
			b.Watch = append(b.Watch, x)
		}
	}
	judged := append(Rules.Rules(), "V-06")
	if f.Trip.State == Open || f.Trip.State == Cleared {
		regime, err := school.Regime(app, "trips", f.Trip.ID)
		if err != nil {
			return b, err
		}
		if b.Depart, err = departureFindings(app, f.Trip, regime); err != nil {
			return b, err
		}
		for _, x := range b.Depart {
			spoken[x.Rule] = true
		}
		judged = append(judged, DepartureRuleIDs()...)
	}
	registry := school.DepsOf(app).Registry
	for _, id := range judged {
		if rule, ok := registry.Rule(id); ok && !spoken[id] {
			b.Clear = append(b.Clear, rule)
		}
	}
	return b, nil
}

// nextOf is the step that comes next in a trip's life.
func nextOf(t Trip) State {
	switch t.State {
	case Draft:
		return Endorsed
	case Endorsed:
		return Balanced
	case Balanced:
		if !t.NeedsAct() {
			return Open
		}
		return Submitted
	case Submitted:
		return Voted
	case Voted:
		return Open
	case Open:
		return Cleared
	case Cleared:
		return Returned
	case Returned:
		return Reported
	case Reported:
		return Closed
	case Closed, Cancelled:
	}
	return ""
}

// Judge runs the rules of the named gates on facts, with the act's own rules at the vote.
func Judge(app core.App, f Facts, gates ...string) ([]law.Finding, error) {
	regime, err := school.Regime(app, "trips", f.Trip.ID)
	if err != nil {
		return nil, err
	}
	findings := Rules.At(gates...).Check(f, regime)
	for _, gate := range gates {
		if gate == GateDepart {
			departing, err := departureFindings(app, f.Trip, regime)
			if err != nil {
				return nil, err
			}
			findings = append(findings, departing...)
		}
		if gate != GateVote || f.Act == nil {
			continue
		}
		act, err := app.FindRecordById("acts", f.Act.ID)
		if err != nil {
			return nil, fmt.Errorf("act of the trip: %w", err)
		}
		facts, err := school.LoadActFacts(app, act)
		if err != nil {
			return nil, err
		}
		findings = append(findings, school.ActRules.Check(facts, regime)...)
	}
	return findings, nil
}

// Pupil is a pupil of a trip as the organiser sees them: no money, no address.
type Pupil struct {
	ID, FirstName, LastName, Class string
	Seat                           string
	Interest                       string // yes, no, "" over both parents
	Missing                        bool   // no firm answer yet
	Rank                           int    // on the waiting list, 0 without
	OfferedUntil                   law.Day
	LeaveAsked                     bool // the family asks to withdraw
	Settled                        bool // committed, and nothing remains due: paid or helped, one does not know (F-14)
}

// PupilsOf lists the pupils a trip is offered to, with where they stand.
func PupilsOf(app core.App, viewer school.Actor, tripID string) ([]Pupil, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	var pupils []Pupil
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, p.first_name, p.last_name, COALESCE(c.code, '') AS class, COALESCE(s.state, '') AS seat,
			CASE WHEN s.state = 'waiting' THEN s.rank_no ELSE 0 END AS rank, CASE WHEN s.state = 'offered' THEN s.offered_until ELSE '' END AS offered_until,
			COALESCE(s.state = 'committed' AND s.leave_asked_at != '', 0) AS leave_asked,
			COALESCE(s.state = 'committed' AND (SELECT SUM(h.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = h.id), 0)
				- COALESCE((SELECT SUM(l.amount_cents) FROM allocations l WHERE l.charge = h.id AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = l.payment)), 0))
				FROM charges h WHERE h.subject_collection = 'trips' AND h.subject_id = t.trip AND h.pupil = p.id) = 0, 0) AS settled,
			COALESCE((SELECT MAX(a.answer) FROM trip_answers a WHERE a.trip = {:trip} AND a.pupil = p.id), '') AS interest
		FROM trip_targets t JOIN pupils p ON ` + targeted + ` LEFT JOIN classes c ON c.id = p.class
		LEFT JOIN seats s ON s.trip = t.trip AND s.pupil = p.id
		WHERE t.trip = {:trip} AND p.left_on = '' ORDER BY class, p.last_name, p.first_name, p.id`).Bind(dbx.Params{"trip": tripID}).All(&pupils)
	if err != nil {
		return nil, fmt.Errorf("pupils of a trip: %w", err)
	}
	for i := range pupils {
		pupils[i].Missing = pupils[i].Seat == "" || pupils[i].Seat == SeatOffered || pupils[i].Seat == SeatInterested
	}
	return pupils, nil
}
