package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/school"
)

// Received is a message as its recipient reads it.
type Received struct {
	ID                string
	Kind              Kind
	Title, Body, Link string
	MadeAt            types.DateTime
}

// MessagesOf lists the viewer's messages, newest first. What is not to be told yet is not listed.
func MessagesOf(app core.App, viewer school.Actor, limit int) ([]Received, error) {
	to := ToActor(viewer)
	if to.count() == 0 {
		return nil, nil
	}
	_, id := to.table()
	var messages []Received
	err := app.DB().Select("id", "kind", "title", "body", "link", "made_at").From("messages").Where(dbx.HashExp{personColumn(to): id}).
		AndWhere(dbx.NewExp("not_before <= {:now}", dbx.Params{"now": stamp(school.Clock(app).Now())})).
		OrderBy("made_at DESC", "rowid DESC").Limit(int64(limit)).All(&messages)
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	return messages, nil
}

// Line is a message of the outbox with what became of it on each channel.
type Line struct {
	ID                    string
	Kind                  Kind
	To                    string // name of the person, or the address when there is no person
	Title, Body           string // the body is empty for who may not see the families' money
	ShortTitle, ShortBody string
	Link                  string
	Urgent                bool
	NotBefore, MadeAt     types.DateTime
	Deliveries            []Way `db:"-"`
}

// Way is one delivery of a message.
type Way struct {
	ID, Message       string
	Channel           Channel
	Address           string // e-mail address, or name of the device
	State             State
	Tries             int
	Trouble           string
	NextTryAt, SentAt types.DateTime
}

// Filter narrows the outbox; the zero Filter shows the newest hundred.
type Filter struct {
	Channel Channel
	State   State
	Limit   int
}

// Outbox lists messages, newest first. A practice folder shows them to all: that is its mailbox. In a real one they are
// for those of the staff who see people, and the bodies for those who see money.
func Outbox(app core.App, viewer school.Actor, f Filter) ([]Line, error) {
	if !maySee(app, viewer) {
		return nil, nil
	}
	body := "m.body"
	if !school.IsPractice(app) && !viewer.May(school.SeeMoney) {
		body = "('') AS body"
	}
	q := app.DB().Select("m.id", "m.kind", "m.title", body, "m.short_title", "m.short_body", "m.link", "m.urgent", "m.not_before", "m.made_at",
		"TRIM(COALESCE(g.first_name || ' ' || g.last_name, s.first_name || ' ' || s.last_name, p.first_name || ' ' || p.last_name, '')) AS [[to]]").
		From("messages m").LeftJoin("guardians g", dbx.NewExp("g.id = m.guardian_id")).LeftJoin("staff s", dbx.NewExp("s.id = m.staff_id")).
		LeftJoin("pupils p", dbx.NewExp("p.id = m.pupil_id")).OrderBy("m.made_at DESC", "m.rowid DESC").Limit(int64(f.limit()))
	if f.Channel != "" || f.State != "" {
		q.AndWhere(dbx.NewExp(`EXISTS (SELECT 1 FROM deliveries d WHERE d.message = m.id AND ({:channel} = '' OR d.channel = {:channel})
			AND ({:state} = '' OR d.state = {:state}))`, dbx.Params{"channel": string(f.Channel), "state": string(f.State)}))
	}
	var lines []Line
	if err := q.All(&lines); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return lines, addWays(app, lines)
}

func (f Filter) limit() int {
	if f.Limit <= 0 || f.Limit > 1000 {
		return 100
	}
	return f.Limit
}

func maySee(app core.App, viewer school.Actor) bool {
	return school.IsPractice(app) || viewer.May(school.SeePeople)
}

func addWays(app core.App, lines []Line) error {
	ids := make([]any, len(lines))
	at := make(map[string]int, len(lines))
	for i, l := range lines {
		ids[i], at[l.ID] = l.ID, i
	}
	var ways []Way
	err := app.DB().Select("d.id", "d.message", "d.channel", "d.state", "d.tries", "d.trouble", "d.next_try_at", "d.sent_at",
		"CASE WHEN d.channel = 'push' THEN COALESCE(NULLIF(u.device, ''), 'appareil') ELSE d.address END AS address").From("deliveries d").
		LeftJoin("push_subscriptions u", dbx.NewExp("u.id = d.address AND d.channel = 'push'")).
		Where(dbx.In("d.message", ids...)).OrderBy("d.rowid").All(&ways)
	if err != nil {
		return fmt.Errorf("deliveries of the outbox: %w", err)
	}
	for _, w := range ways {
		line := &lines[at[w.Message]]
		line.Deliveries = append(line.Deliveries, w)
		if line.To == "" {
			line.To = w.Address
		}
	}
	return nil
}

// Tally counts deliveries by state. ToPrint is the letters among the queued.
type Tally struct{ Queued, Sent, Failed, Gone, Skipped, ToPrint int }

// Count counts the deliveries of the outbox for who may see it.
func Count(app core.App, viewer school.Actor) (Tally, error) {
	if !maySee(app, viewer) {
		return Tally{}, nil
	}
	var t Tally
	err := app.DB().NewQuery(`SELECT COALESCE(SUM(state = 'queued' AND channel != 'letter'), 0) AS queued, COALESCE(SUM(state = 'sent'), 0) AS sent,
		COALESCE(SUM(state = 'failed'), 0) AS failed, COALESCE(SUM(state = 'gone'), 0) AS gone, COALESCE(SUM(state = 'skipped'), 0) AS skipped,
		COALESCE(SUM(state = 'queued' AND channel = 'letter'), 0) AS to_print FROM deliveries`).One(&t)
	if err != nil {
		return t, fmt.Errorf("count deliveries: %w", err)
	}
	return t, nil
}

// ErrPrint is returned to who does not print the school's letters.
var ErrPrint = errors.New("les courriers à imprimer sont l’affaire du secrétariat, du gestionnaire ou du chef d’établissement")

// MarkPrinted says that a letter has been printed and handed over: that is its final state.
func MarkPrinted(ctx context.Context, app core.App, deliveryID string) error {
	if !school.ActorIn(ctx).May(school.PrintCodes) {
		return ErrPrint
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("deliveries", deliveryID)
		if err != nil || Channel(record.GetString("channel")) != Letter {
			return errors.New("ce courrier n’existe pas")
		}
		if State(record.GetString("state")) == Sent {
			return nil
		}
		record.Set("state", string(Sent))
		record.Set("sent_at", school.Clock(tx).Now())
		return tx.SaveWithContext(ctx, record)
	})
}
