package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

const (
	missingLead    = 3 // days before the deadline at which the organiser is told who has not answered
	instalmentLead = 7 // days before an instalment at which its debtor is reminded
)

// announce tells every guardian who may sign that a trip is open to their child.
func announce(ctx context.Context, app core.App, tripID string) error {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	t := tripOf(record)
	pupils, err := Eligible(app, tripID)
	if err != nil {
		return err
	}
	for _, id := range pupils {
		if err := tellFamily(ctx, app, t, id); err != nil {
			return err
		}
	}
	return nil
}

func tellFamily(ctx context.Context, app core.App, t Trip, pupilID string) error {
	f, err := seatFacts(app, t.ID, pupilID)
	if err != nil {
		return err
	}
	pupil, err := app.FindRecordById("pupils", pupilID)
	if err != nil {
		return fmt.Errorf("pupil: %w", err)
	}
	to := []notify.Recipient{{PupilID: pupilID}}
	if !f.Adult {
		to = nil
		for _, s := range f.Signers {
			to = append(to, notify.Recipient{GuardianID: s.ID})
		}
	}
	for _, r := range to {
		if _, err := notify.Queue(ctx, app, notify.TellTripOpen(r, t.ID, t.Title, pupilID, pupil.GetString("first_name"), t.AnswerBy)); err != nil {
			return err
		}
	}
	return nil
}

// tellCancelled tells the families who had answered that the trip will not take place, and why.
func tellCancelled(ctx context.Context, app core.App, tripID, reason string) error {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	var concerned []struct{ Pupil, FirstName, GuardianID string }
	err = app.DB().NewQuery(`SELECT DISTINCT c.pupil, p.first_name, c.guardian_id FROM commitments c JOIN pupils p ON p.id = c.pupil WHERE c.trip = {:trip}
		UNION SELECT DISTINCT a.pupil, p.first_name, a.guardian_id FROM trip_answers a JOIN pupils p ON p.id = a.pupil WHERE a.trip = {:trip} AND a.answer = 'yes'`).
		Bind(dbx.Params{"trip": tripID}).All(&concerned)
	if err != nil {
		return fmt.Errorf("families to tell: %w", err)
	}
	for _, c := range concerned {
		to := notify.Recipient{GuardianID: c.GuardianID}
		if c.GuardianID == "" {
			to = notify.Recipient{PupilID: c.Pupil}
		}
		if _, err := notify.Queue(ctx, app, notify.TellTripCancelled(to, tripID, record.GetString("title"), c.Pupil, c.FirstName, reason)); err != nil {
			return err
		}
	}
	return nil
}

// RunDue tells what the day brings: acts become enforceable, answers are missing, instalments fall due. It may run as
// often as one likes: each message has a key and leaves once.
func RunDue(ctx context.Context, app core.App) error {
	today := school.Clock(app).Today()
	for _, step := range []func(context.Context, core.App, law.Day) error{tellEnforceable, tellMissing, tellInstalments, tellNotices, tellCash, expireOffers} {
		if err := school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error { return step(ctx, tx, today) }); err != nil {
			return err
		}
	}
	return nil
}

func tellEnforceable(ctx context.Context, app core.App, today law.Day) error {
	var due []struct {
		ID, Title, Organiser string
		EnforceableOn        law.Day
	}
	err := app.DB().Select("v.id", "v.title", "v.organiser", "a.enforceable_on").From("trips v").InnerJoin("acts a", dbx.NewExp("a.id = v.act")).
		Where(dbx.HashExp{"v.state": string(Voted)}).
		AndWhere(dbx.NewExp("a.enforceable_on != '' AND a.enforceable_on <= {:today}", dbx.Params{"today": string(today)})).All(&due)
	if err != nil {
		return fmt.Errorf("acts due: %w", err)
	}
	for _, d := range due {
		message := notify.TellActEnforceable(d.ID, d.Title, d.EnforceableOn)
		message.Dedupe = "act_enforceable:" + d.ID + ":" + string(d.EnforceableOn)
		if err := tellOrganiserAnd(ctx, app, d.Organiser, school.Bursar, message); err != nil {
			return err
		}
	}
	return nil
}

// tellOrganiserAnd tells the organiser and those who hold a role, each once.
func tellOrganiserAnd(ctx context.Context, app core.App, organiser string, role school.Role, m notify.Message) error {
	if _, err := notify.QueueToRole(ctx, app, role, m); err != nil {
		return err
	}
	m.To = notify.Recipient{StaffID: organiser}
	if m.Dedupe != "" {
		m.Dedupe += ":" + organiser
	}
	_, err := notify.Queue(ctx, app, m)
	return err
}

func tellMissing(ctx context.Context, app core.App, today law.Day) error {
	var open []Row
	err := app.DB().Select("id", "title", "organiser", "answer_by").From("trips").Where(dbx.HashExp{"state": string(Open)}).
		AndWhere(dbx.NewExp("answer_by >= {:today} AND answer_by <= {:soon}", dbx.Params{"today": string(today), "soon": string(today.Add(missingLead))})).All(&open)
	if err != nil {
		return fmt.Errorf("deadlines: %w", err)
	}
	for _, t := range open {
		missing, err := missingAnswers(app, t.ID)
		if err != nil {
			return err
		}
		if len(missing) == 0 {
			continue
		}
		m := notify.TellCommitmentsMissing(t.ID, t.Title, len(missing), t.AnswerBy)
		m.To, m.Dedupe = notify.Recipient{StaffID: t.Organiser}, "commitments_missing:"+t.ID+":"+string(t.AnswerBy)
		if _, err := notify.Queue(ctx, app, m); err != nil {
			return err
		}
	}
	return nil
}

// missingAnswers lists the pupils of a trip whose family has neither signed nor declined.
func missingAnswers(app core.App, tripID string) ([]string, error) {
	var ids []string
	err := app.DB().NewQuery("SELECT DISTINCT p.id FROM trip_targets t JOIN pupils p ON " + targeted + ` LEFT JOIN seats s ON s.trip = t.trip AND s.pupil = p.id
		WHERE t.trip = {:trip} AND p.left_on = '' AND COALESCE(s.state, '') IN ('', 'offered', 'interested')`).Bind(dbx.Params{"trip": tripID}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("missing answers: %w", err)
	}
	return ids, nil
}

func tellInstalments(ctx context.Context, app core.App, today law.Day) error {
	owed, err := money.DueBetween(app, today, today.Add(instalmentLead))
	if err != nil {
		return err
	}
	for _, a := range owed {
		pupil, err := app.FindRecordById("pupils", a.PupilID)
		if err != nil {
			return fmt.Errorf("pupil of a charge: %w", err)
		}
		to := notify.Recipient{GuardianID: a.DebtorID}
		if a.DebtorID == "" {
			to = notify.Recipient{PupilID: a.PupilID}
		}
		m := notify.TellInstalmentDue(to, a.ID, a.Label, pupil.GetString("first_name"), a.Due(), a.DueOn)
		m.Dedupe = "instalment_due:" + a.ID
		if _, err := notify.Queue(ctx, app, m); err != nil {
			return err
		}
	}
	return nil
}
