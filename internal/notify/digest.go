package notify

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// patient are the kinds that lose nothing by a day or a week: receipts and news without a date to keep.
var patient = []Kind{PaymentBooked, CommitmentReceipt, RequestKept, DrawDone, Withdrawn, ActEnforceable, CommitmentsMissing, LeaveAsked, RequestWaiting}

// longestDigest leaves room in the text of a message; what is beyond leaves in the next one.
const longestDigest = 6000

// gathers tells whether a message waits for others, as its reader wishes.
func gathers(tx core.App, m Message) (bool, error) {
	_, id := m.To.table()
	if m.Urgent || m.OnPaper || id == "" || !slices.Contains(patient, m.Kind) {
		return false, nil
	}
	rhythm, err := rhythmOf(tx, id)
	return rhythm != AtOnce, err
}

func rhythmOf(app core.App, id string) (Rhythm, error) {
	var found []Rhythm
	err := app.DB().NewQuery("SELECT p.every FROM preferences p JOIN users u ON " + ofPerson + " WHERE p.kind = '" + rhythmRow + "' AND p.every != '' LIMIT 1").
		Bind(dbx.Params{"id": id}).Column(&found)
	if err != nil {
		return AtOnce, fmt.Errorf("rhythm of a recipient: %w", err)
	}
	if len(found) == 0 {
		return AtOnce, nil
	}
	return found[0], nil
}

// Gather writes, for each person whose day has come, the message that holds all that waited. It may run as often as one
// likes.
func Gather(ctx context.Context, app core.App) error {
	var waiting []*core.Record
	err := app.RecordQuery("messages").AndWhere(dbx.HashExp{"gathered": true}).OrderBy("made_at", "rowid").All(&waiting)
	if err != nil {
		return fmt.Errorf("messages that wait: %w", err)
	}
	byPerson, order := map[Recipient][]*core.Record{}, []Recipient{}
	for _, m := range waiting {
		to := recipientOf(m)
		if byPerson[to] == nil {
			order = append(order, to)
		}
		byPerson[to] = append(byPerson[to], m)
	}
	for _, to := range order {
		_, id := to.table()
		rhythm, err := rhythmOf(app, id)
		if err != nil {
			return err
		}
		clock := school.Clock(app)
		if rhythm.due(law.DayOf(byPerson[to][0].GetDateTime("made_at").Time().In(clock.Zone())), clock.Today()) {
			if err := sendTogether(ctx, app, to, byPerson[to]); err != nil {
				return err
			}
		}
	}
	return nil
}

// due tells whether what was made on a day may leave: on the next one, or from the next Monday on.
func (r Rhythm) due(made, today law.Day) bool {
	switch r {
	case EachDay:
		return today > made
	case EachWeek:
		return today >= made.Add(7-(int(made.Weekday())+6)%7)
	case AtOnce:
	}
	return true // the choice has changed meanwhile
}

func sendTogether(ctx context.Context, app core.App, to Recipient, waiting []*core.Record) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		body, taken := "", 0
		for _, m := range waiting {
			one := m.GetString("title") + "\n\n" + m.GetString("body")
			if taken > 0 && len([]rune(body))+len([]rune(one)) > longestDigest {
				break
			}
			if taken > 0 {
				body += "\n\n— — —\n\n"
			}
			body, taken = body+one, taken+1
		}
		id, err := Queue(ctx, tx, start(Digest, to, Subject{}, body, "/moi", key(Digest, waiting[0].Id, strconv.Itoa(taken))))
		if err != nil {
			return err
		}
		for _, m := range waiting[:taken] {
			m.Set("gathered", false)
			m.Set("digest_id", id)
			if err := tx.SaveWithContext(ctx, m); err != nil {
				return fmt.Errorf("message sent with others: %w", err)
			}
		}
		return nil
	})
}
