// Package notify is the outbox: one message to one person, several channels, quiet hours, a state for each delivery. A
// message is queued in the transaction of the deed it tells; it leaves after the commit, and never twice.
//
// A message is written for two places. Title and body are an e-mail or a letter; short title and short body show on a
// locked screen, where anybody reads them: they say that something waits, never what (D-13).
package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Recipient is one person, or for the few messages that concern an address rather than a person, that address alone.
type Recipient struct {
	GuardianID string
	StaffID    string
	PupilID    string // an adult pupil
	Address    string // e-mail address, only when no person is named
}

// ToActor is the recipient that an actor is; the zero Recipient for the system and for operators.
func ToActor(a school.Actor) Recipient {
	switch a.Kind {
	case school.Guardian:
		return Recipient{GuardianID: a.ID}
	case school.Staff:
		return Recipient{StaffID: a.ID}
	case school.Pupil:
		return Recipient{PupilID: a.ID}
	case school.System, school.Operator:
	}
	return Recipient{}
}

// table names the collection and the id of the person, both empty for an address alone.
func (r Recipient) table() (collection, id string) {
	switch {
	case r.GuardianID != "":
		return "guardians", r.GuardianID
	case r.StaffID != "":
		return "staff", r.StaffID
	case r.PupilID != "":
		return "pupils", r.PupilID
	}
	return "", ""
}

func (r Recipient) count() int {
	n := 0
	for _, id := range []string{r.GuardianID, r.StaffID, r.PupilID, r.Address} {
		if id != "" {
			n++
		}
	}
	return n
}

// Subject is the row that a message is about.
type Subject struct{ Collection, ID string }

// Message is what one person is told. Builders of this package (TripOpen, PaymentBooked…) write the French texts.
type Message struct {
	Kind    Kind
	To      Recipient
	Subject Subject

	Title      string // subject of the e-mail, heading of the letter
	Body       string // plain text; paragraphs are separated by an empty line
	ShortTitle string // push and SMS: nothing that a stranger may not read
	ShortBody  string
	Link       string // path of the page to open, "/…"

	Urgent    bool      // does not wait for the end of the quiet hours
	OnPaper   bool      // printed besides, whatever else reaches the person
	Badge     int       // number of things to do, 0 when not known
	NotBefore time.Time // school time; zero for as soon as allowed
	gathered  bool      // waits to leave with others
	Dedupe    string    // the same reminder leaves once; empty never compares
}

// ErrRecipient is a programming error: a message goes to exactly one recipient.
var ErrRecipient = errors.New("notify: a message has exactly one recipient")

// Queue writes a message and its first deliveries in the caller's transaction, and returns its id. Pushes are queued to
// every device of the person; without any, an e-mail; without address, a letter to print. What is urgent (D-14) or to be
// kept goes by e-mail besides. When the dedupe key has been used, nothing is written and the id of the earlier message
// comes back.
func Queue(ctx context.Context, app core.App, m Message) (id string, err error) {
	if m.To.count() != 1 {
		return "", ErrRecipient
	}
	if m.Link != "" && (!strings.HasPrefix(m.Link, "/") || strings.HasPrefix(m.Link, "//")) {
		return "", fmt.Errorf("notify: link %q is not a path of this site", m.Link)
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if id, err = earlier(tx, m.Dedupe); err != nil || id != "" {
			return err
		}
		if m.gathered, err = gathers(tx, m); err != nil {
			return err
		}
		record, err := writeMessage(ctx, tx, m)
		if err != nil {
			return err
		}
		id = record.Id
		if m.gathered {
			return nil
		}
		r, err := reachOf(tx, m.To, m.Kind)
		if err != nil {
			return err
		}
		if len(r.devices) > 0 && r.email != "" && (m.Urgent || SpecOf(m.Kind).Written) {
			if err := writeDelivery(ctx, tx, id, Email, r.email, Queued, ""); err != nil {
				return err
			}
		}
		if m.OnPaper && r.person && (len(r.devices) > 0 || r.email != "") {
			if err := writeDelivery(ctx, tx, id, Letter, "", Queued, ""); err != nil {
				return err
			}
		}
		return openRung(ctx, tx, id, r, 0)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// QueueToRole queues a message to every member of staff in office who holds the role, and returns their number. The
// dedupe key is completed with each person's id.
func QueueToRole(ctx context.Context, app core.App, role school.Role, m Message) (int, error) {
	today := string(school.Clock(app).Today())
	var ids []string
	err := app.DB().Select("id").From("staff").Where(dbx.Like("roles", `"`+string(role)+`"`)).
		AndWhere(dbx.NewExp("(active_from = '' OR active_from <= {:today}) AND (active_until = '' OR active_until >= {:today})",
			dbx.Params{"today": today})).OrderBy("id").Column(&ids)
	if err != nil {
		return 0, fmt.Errorf("staff of role %s: %w", role, err)
	}
	dedupe := m.Dedupe
	for _, id := range ids {
		m.To = Recipient{StaffID: id}
		if dedupe != "" {
			m.Dedupe = dedupe + ":" + id
		}
		if _, err := Queue(ctx, app, m); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func earlier(tx core.App, dedupe string) (id string, err error) {
	if dedupe == "" {
		return "", nil
	}
	err = tx.DB().Select("id").From("messages").Where(dbx.HashExp{"dedupe": dedupe}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("earlier message: %w", err)
	}
	return id, nil
}

func writeMessage(ctx context.Context, tx core.App, m Message) (*core.Record, error) {
	now := school.Clock(tx).Now()
	pause, err := PauseOf(tx)
	if err != nil {
		return nil, err
	}
	start := now
	if m.NotBefore.After(now) {
		start = m.NotBefore.In(now.Location())
	}
	if m, err = worded(tx, m); err != nil {
		return nil, err
	}
	record, err := school.NewRecord(tx, "messages")
	if err != nil {
		return nil, err
	}
	record.Load(map[string]any{
		"kind": string(m.Kind), "guardian_id": m.To.GuardianID, "staff_id": m.To.StaffID, "pupil_id": m.To.PupilID,
		"subject_collection": m.Subject.Collection, "subject_id": m.Subject.ID, "title": m.Title, "body": m.Body,
		"short_title": m.ShortTitle, "short_body": m.ShortBody, "link": m.Link, "urgent": m.Urgent, "badge": m.Badge,
		"not_before": NextAllowed(start, pause, m.Urgent), "made_at": now, "dedupe": m.Dedupe, "gathered": m.gathered,
	})
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	return record, nil
}
