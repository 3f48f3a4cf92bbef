package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Event is a day on which something happens by itself or is expected.
type Event struct {
	On    law.Day
	Kind  string // "enforceable", "answer", "departure", "instalment"
	Title string // of the trip
}

// Agenda lists the days to come of a practice school, soonest first: where its clock may usefully go. Days only, nobody's
// name; a real folder has no clock to move and no agenda here.
func Agenda(app core.App) ([]Event, error) {
	if !school.IsPractice(app) {
		return nil, school.ErrNotPractice
	}
	var events []Event
	err := app.DB().NewQuery(`
		SELECT a.enforceable_on AS [[on]], 'enforceable' AS kind, v.title FROM trips v JOIN acts a ON a.id = v.act
			WHERE a.enforceable_on > {:today} AND v.state != 'cancelled'
		UNION SELECT v.answer_by, 'answer', v.title FROM trips v WHERE v.answer_by > {:today} AND v.state != 'cancelled'
		UNION SELECT v.departs_on, 'departure', v.title FROM trips v WHERE v.departs_on > {:today} AND v.state != 'cancelled'
		UNION SELECT c.due_on, 'instalment', v.title FROM charges c JOIN trips v ON v.id = c.subject_id AND c.subject_collection = 'trips'
			WHERE c.due_on > {:today}
		ORDER BY 1, 3 LIMIT 20`).Bind(dbx.Params{"today": string(school.Clock(app).Today())}).All(&events)
	if err != nil {
		return nil, fmt.Errorf("agenda: %w", err)
	}
	return events, nil
}
