package trip

import (
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// familyTasks reads, in one query, where every trip offered to the viewer's children stands for the viewer. The list is the
// page that opens most: a test compares it with FamilyTrips, which reads everything.
const familyTasks = `SELECT v.id AS trip, v.title, v.departs_on, v.returns_on, v.answer_by, v.state, p.id AS pupil,
		COALESCE(s.state, '') AS seat, COALESCE(s.reason, '') AS reason, COALESCE(s.offered_until, '') AS offered_until,
		EXISTS (SELECT 1 FROM trip_answers a WHERE a.trip = v.id AND a.pupil = p.id AND a.guardian_id = {:guardian}) AS answered,
		COALESCE((SELECT b.price_cents FROM price_brackets b WHERE b.trip = v.id AND b.rank_no = s.bracket_no), v.price_cents) AS price_cents,
		(SELECT COUNT(*) FROM instalments i WHERE i.trip = v.id) AS instalments,
		COALESCE((SELECT MIN(g.responsibility) FROM guardianships g WHERE g.pupil = p.id AND g.ended_on = '' AND g.responsibility IN (1, 2)), 0) AS signing_level,
		COALESCE((SELECT c.decision = 'accept' AND l.version_no = (SELECT COALESCE(MAX(w.version_no), 0) FROM letters w WHERE w.trip = v.id AND w.kind = 'trip')
			FROM commitments c JOIN letters l ON l.id = c.letter
			WHERE c.trip = v.id AND c.pupil = p.id AND c.guardian_id = {:guardian} AND (c.pupil_signs != '') = {:adult}
			ORDER BY c.signed_at DESC, c.rowid DESC LIMIT 1), 0) AS signed
	FROM pupils p JOIN trip_targets t ON ` + targeted + ` JOIN trips v ON v.id = t.trip AND v.state IN ('submitted', 'voted', 'open')
	LEFT JOIN seats s ON s.trip = v.id AND s.pupil = p.id
	WHERE p.id IN (SELECT value FROM json_each({:children})) GROUP BY v.id, p.id ORDER BY v.answer_by, v.departs_on, v.id`

type familyTaskRow struct {
	Trip, Title, Pupil, Seat, Reason string
	DepartsOn, ReturnsOn, AnswerBy   law.Day
	OfferedUntil                     law.Day
	State                            State
	PriceCents                       cents.Amount
	Answered, Signed                 bool
	Instalments, SigningLevel        int
}

// FamilyTasks lists what the viewer has to do about trips.
func FamilyTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	children, err := school.ChildrenOf(app, viewer)
	if err != nil || len(children) == 0 {
		return nil, err
	}
	byID, ids := map[string]school.Child{}, make([]string, 0, len(children))
	for _, c := range children {
		byID[c.ID] = c
		ids = append(ids, c.ID)
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("children: %w", err)
	}
	guardian := ""
	if viewer.Kind == school.Guardian {
		guardian = viewer.ID
	}
	var rows []familyTaskRow
	err = app.DB().NewQuery(familyTasks).Bind(dbx.Params{"guardian": guardian, "adult": viewer.Kind == school.Pupil, "children": string(list)}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("family tasks: %w", err)
	}
	today := school.Clock(app).Today()
	var tasks []school.Task
	for _, r := range rows {
		child := byID[r.Pupil]
		adult := child.BirthOn != "" && child.BirthOn.AgeOn(today) >= school.Majority
		maySign := (adult && viewer.Kind == school.Pupil) || (!adult && viewer.Kind == school.Guardian && child.Level == r.SigningLevel)
		stage := stageOf(SeatFacts{Trip: Trip{State: r.State}, Offers: r.OfferedUntil != ""}, r.Seat, maySign, r.Signed, false)
		if task, waits := r.task(child, stage, today); waits {
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// task is what the row asks of the viewer, if anything.
func (r familyTaskRow) task(child school.Child, stage Stage, today law.Day) (task school.Task, waits bool) {
	t := Trip{DepartsOn: r.DepartsOn, ReturnsOn: r.ReturnsOn}
	task = school.Task{Who: child.FirstName, Where: child.Class, Href: "/voyages/" + r.Trip + "/enfants/" + r.Pupil, Action: "Lire et répondre"}
	switch {
	case stage == StageInterest && !r.Answered:
		task.Kind, task.Title = "trip.interest", r.Title+" : intéressé ?"
		task.Text = "Voyage " + t.Dates() + ". Rien n’est dû : votre réponse aide à préparer le voyage."
		return task, true
	case stage == StageAnswer && r.Seat == SeatOffered && r.OfferedUntil != "":
		task.Kind, task.Title = "trip.offer", r.Title+" : une place pour "+child.FirstName
		task.Due, task.Late = r.OfferedUntil, r.OfferedUntil < today
		task.Text = "Une place s’est libérée. Elle est gardée jusqu’au " + r.OfferedUntil.French() + ", puis proposée à la famille suivante."
		return task, true
	case stage == StageAnswer:
		task.Kind, task.Title = "trip.answer", r.Title+" : votre réponse"
		task.Due, task.Late = r.AnswerBy, r.AnswerBy != "" && r.AnswerBy < today
		task.Text = "Voyage " + t.Dates() + "."
		if r.PriceCents > 0 {
			task.Text += fmt.Sprintf(" Prix voté : %s en %d fois. Une aide est possible, sans que les professeurs le sachent.", r.PriceCents, max(1, r.Instalments))
		}
		if r.Reason != "" {
			task.Text = r.Reason
		}
		return task, true
	}
	return task, false
}
