package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// MissingLetters lists the pupils of a trip whose letter has not come back, by class: those it is offered to who have
// neither signed the text in force nor declined, and have not withdrawn.
func MissingLetters(app core.App, viewer school.Actor, tripID string) ([]Pupil, error) {
	pupils, err := PupilsOf(app, viewer, tripID)
	if err != nil {
		return nil, err
	}
	var missing []Pupil
	for _, p := range pupils {
		if p.Missing {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

// LetterCount is where the letters of one trip stand.
type LetterCount struct {
	TripID, Title, Destination string
	DepartsOn, AnswerBy        law.Day
	Offered                    int // pupils the trip is offered to
	Signed                     int // firm places
	Declined                   int // refused or withdrawn
	Missing                    int // still to come back
}

// LetterCounts is where the letters of every trip stand whose enrolments are open, soonest departure first.
func LetterCounts(app core.App, viewer school.Actor) ([]LetterCount, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	var counts []LetterCount
	err := app.DB().NewQuery(`WITH offered AS (
			SELECT DISTINCT t.trip, p.id AS pupil FROM trip_targets t JOIN pupils p ON ` + targeted + ` WHERE p.left_on = '')
		SELECT v.id AS trip_id, v.title, v.destination, v.departs_on, v.answer_by, COUNT(o.pupil) AS offered,
			COALESCE(SUM(s.state = 'committed'), 0) AS signed, COALESCE(SUM(s.state IN ('refused', 'withdrawn')), 0) AS declined,
			COALESCE(SUM(s.state IS NULL OR s.state IN ('offered', 'interested')), 0) AS missing
		FROM trips v LEFT JOIN offered o ON o.trip = v.id LEFT JOIN seats s ON s.trip = v.id AND s.pupil = o.pupil
		WHERE v.state = 'open' GROUP BY v.id ORDER BY v.departs_on, v.title`).Bind(dbx.Params{}).All(&counts)
	if err != nil {
		return nil, fmt.Errorf("letters of the trips: %w", err)
	}
	return counts, nil
}
