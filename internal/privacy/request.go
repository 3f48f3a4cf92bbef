// Package privacy is what people may ask about their own data, and what they are given: the requests and their clock, and the
// copy of one person's data.
package privacy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// Right is what a person asks for (articles 15 to 21 of the GDPR).
type Right string

const (
	Access        Right = "access"
	Rectification Right = "rectification"
	Erasure       Right = "erasure"
	Objection     Right = "objection"
	Restriction   Right = "restriction"
)

// Rights are all of them, in the order of the form.
var Rights = []Right{Access, Rectification, Erasure, Objection, Restriction}

// State is where a request stands.
type State string

const (
	Received State = "received"
	Extended State = "extended"
	Answered State = "answered"
	Refused  State = "refused"
)

// States are all of them.
var States = []State{Received, Extended, Answered, Refused}

// Open tells whether an answer is still due.
func (s State) Open() bool { return s == Received || s == Extended }

// Request is one request, as its person and whoever answers read it.
type Request struct {
	ID               string
	Number           int    `db:"request_no"`
	Right            Right  `db:"right_asked"`
	GuardianID       string `db:"guardian"`
	StaffID          string `db:"staff"`
	PupilID          string `db:"pupil"`
	AboutID          string `db:"about"`
	Text             string `db:"request_text"`
	ReceivedOn       law.Day
	EnteredBy        string
	IdentityNote     string
	State            State
	DueOn            law.Day
	ExtendedOn       law.Day
	ExtensionReason  string
	AnsweredOn       law.Day
	Answer           string `db:"answer_text"`
	AnsweredBy       string
	Person, AboutWho string // names
}

// Late tells whether the answer should have been given.
func (r Request) Late(today law.Day) bool { return r.State.Open() && r.DueOn < today }

// Asker is who asks, as a viewer.
func (r Request) Asker() school.Actor {
	switch {
	case r.GuardianID != "":
		return school.Actor{Kind: school.Guardian, ID: r.GuardianID}
	case r.StaffID != "":
		return school.Actor{Kind: school.Staff, ID: r.StaffID}
	}
	return school.Actor{Kind: school.Pupil, ID: r.PupilID}
}

// New is a request as made. For, ReceivedOn and Identity are those of a request that came by letter or at the counter.
type New struct {
	Right      Right
	About      string
	Text       string
	For        school.Actor
	ReceivedOn law.Day
	Identity   string
}

// Ask keeps a request and starts its month. Who asks has a receipt; who answers is told.
func Ask(ctx context.Context, app core.App, n New) (id string, err error) {
	actor, today := school.ActorIn(ctx), school.Clock(app).Today()
	person, received, entered := n.For, n.ReceivedOn, actor.ID
	if person.ID == "" {
		person, received, entered = actor, today, ""
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		var last int
		if err := tx.DB().NewQuery("SELECT COALESCE(MAX(request_no), 0) FROM rights_requests").Row(&last); err != nil {
			return fmt.Errorf("number of a request: %w", err)
		}
		due, err := dueOn(tx, received, 0)
		if err != nil {
			return err
		}
		record, err := school.NewRecord(tx, "rights_requests")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"request_no": last + 1, "right_asked": string(n.Right), string(person.Kind): person.ID, "about": n.About, "request_text": strings.TrimSpace(n.Text),
			"received_on": string(received), "entered_by": entered, "identity_note": strings.TrimSpace(n.Identity), "state": string(Received), "due_on": string(due),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		id = record.Id
		if _, err := notify.Queue(ctx, tx, notify.TellRightsKept(notify.ToActor(person), id, last+1, received, due)); err != nil {
			return err
		}
		return tellKeepers(ctx, tx, notify.TellRightsWaiting(id, last+1, due, "reçue"))
	})
	return id, err
}

// dueOn is the last day for an answer; more are the months of an extension.
func dueOn(app core.App, received law.Day, more int) (law.Day, error) {
	if received == "" {
		return "", law.Object("recue", "Le jour de réception manque.", "Écrivez le jour où la demande est arrivée.")
	}
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return "", err
	}
	return received.AddMonths(parameters.Int("D-18", "rights_answer_months", school.Clock(app).Today()) + more), nil
}

// tellKeepers tells the head, and the person who watches over data when their address is known.
func tellKeepers(ctx context.Context, app core.App, m notify.Message) error {
	if _, err := notify.QueueToRole(ctx, app, school.Head, m); err != nil {
		return err
	}
	identity, err := school.IdentityOf(app)
	if err != nil || identity.DPOEmail == "" {
		return err
	}
	m.To, m.Link, m.Dedupe = notify.Recipient{Address: identity.DPOEmail}, "", m.Dedupe+":dpo"
	_, err = notify.Queue(ctx, app, m)
	return err
}

// Extend gives two months more, within the first month, with the reason that the person reads.
func Extend(ctx context.Context, app core.App, id, reason string) error {
	return change(ctx, app, id, func(tx core.App, r *core.Record) error {
		due, err := dueOn(tx, law.Day(r.GetString("received_on")), extensionMonths)
		r.Load(map[string]any{"state": string(Extended), "due_on": string(due), "extended_on": string(school.Clock(tx).Today()), "extension_reason": strings.TrimSpace(reason)})
		return err
	})
}

const extensionMonths = 2

// Answer closes a request: what was done, or why it is refused.
func Answer(ctx context.Context, app core.App, id string, refused bool, text string) error {
	return change(ctx, app, id, func(tx core.App, r *core.Record) error {
		state := Answered
		if refused {
			state = Refused
		}
		r.Load(map[string]any{"state": string(state), "answer_text": strings.TrimSpace(text), "answered_on": string(school.Clock(tx).Today()), "answered_by": school.ActorIn(ctx).ID})
		return nil
	})
}

func change(ctx context.Context, app core.App, id string, alter func(core.App, *core.Record) error) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("rights_requests", id)
		if err != nil {
			return ErrNoRequest
		}
		if err := alter(tx, r); err != nil {
			return err
		}
		if err := tx.SaveWithContext(ctx, r); err != nil {
			return err
		}
		who := Request{GuardianID: r.GetString("guardian"), StaffID: r.GetString("staff"), PupilID: r.GetString("pupil")}.Asker()
		_, err = notify.Queue(ctx, tx, notify.TellRightsAnswered(notify.ToActor(who), id, r.GetInt("request_no"), r.GetString("state"), school.Clock(tx).Today()))
		return err
	})
}

// ErrNoRequest is returned for a request that does not exist, or is not the viewer's.
var ErrNoRequest = errors.New("cette demande n’existe pas")

const readRequests = `SELECT r.*, COALESCE(TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)), TRIM(t.first_name || ' ' || t.last_name),
		TRIM(p.first_name || ' ' || p.last_name), '') AS person, COALESCE(TRIM(c.first_name || ' ' || c.last_name), '') AS about_who
	FROM rights_requests r LEFT JOIN guardians g ON g.id = r.guardian LEFT JOIN staff t ON t.id = r.staff LEFT JOIN pupils p ON p.id = r.pupil LEFT JOIN pupils c ON c.id = r.about`

// RequestsOf lists the viewer's own requests, the latest first.
func RequestsOf(app core.App, viewer school.Actor) (all []Request, err error) {
	if !slices.Contains([]school.ActorKind{school.Guardian, school.Staff, school.Pupil}, viewer.Kind) {
		return nil, nil
	}
	err = app.DB().NewQuery(readRequests + " WHERE r." + string(viewer.Kind) + " = {:id} ORDER BY r.request_no DESC").Bind(dbx.Params{"id": viewer.ID}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("requests of a person: %w", err)
	}
	return all, nil
}

// RequestOf is one of the viewer's own requests.
func RequestOf(app core.App, viewer school.Actor, id string) (Request, error) {
	all, err := RequestsOf(app, viewer)
	return find(all, err, id)
}

// RequestsFor is the queue of those who answer: what is due first, then what is closed.
func RequestsFor(app core.App, viewer school.Actor) (all []Request, err error) {
	if err := school.Require(viewer, school.HandleRights); err != nil {
		return nil, err
	}
	err = app.DB().NewQuery(readRequests + " ORDER BY r.state IN ('answered', 'refused'), r.due_on, r.request_no DESC").All(&all)
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	return all, nil
}

// RequestFor is one request of the queue.
func RequestFor(app core.App, viewer school.Actor, id string) (Request, error) {
	all, err := RequestsFor(app, viewer)
	return find(all, err, id)
}

func find(all []Request, err error, id string) (Request, error) {
	i := slices.IndexFunc(all, func(r Request) bool { return r.ID == id })
	switch {
	case err != nil:
		return Request{}, err
	case i < 0:
		return Request{}, ErrNoRequest
	}
	return all[i], nil
}

// RunDue reminds whoever answers: a week before the end of the month, and the day after it.
func RunDue(ctx context.Context, app core.App) error {
	today := school.Clock(app).Today()
	var open []Request
	err := app.DB().NewQuery(readRequests + " WHERE r.state IN ('received', 'extended') AND r.due_on <= {:soon}").Bind(dbx.Params{"soon": string(today.Add(warnDays))}).All(&open)
	if err != nil {
		return fmt.Errorf("requests due: %w", err)
	}
	for _, r := range open {
		what := "à satisfaire"
		if r.Late(today) {
			what = "en retard"
		}
		if err := tellKeepers(ctx, app, notify.TellRightsWaiting(r.ID, r.Number, r.DueOn, what)); err != nil {
			return err
		}
	}
	return nil
}

const warnDays = 7
