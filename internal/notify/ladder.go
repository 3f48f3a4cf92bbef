package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Channel is a way for a message to reach a person.
type Channel string

const (
	Push   Channel = "push"
	Email  Channel = "email"
	SMS    Channel = "sms" // to those who accept it, where the school has a gateway
	Letter Channel = "letter"
)

// State is where one delivery stands. All but Queued are final.
type State string

const (
	Queued  State = "queued"  // will be tried; for a letter: to print
	Sent    State = "sent"    // handed to the push or mail service, or printed
	Failed  State = "failed"  // tried until no hope was left
	Gone    State = "gone"    // the device or address exists no more
	Skipped State = "skipped" // not tried, for a reason the row tells
)

// ladder is the order of the channels: a message goes down one rung when nothing on the rung above has worked.
var ladder = []Channel{Push, Email, SMS, Letter}

// reach is how a person can be reached on the day the message is queued or goes down the ladder.
type reach struct {
	devices []string // ids of push subscriptions
	email   string
	phone   string // E.164
	person  bool   // a letter can be printed for them
}

// on lists the addresses of a rung.
func (r reach) on(c Channel) []string {
	switch {
	case c == Push:
		return r.devices
	case c == Email && r.email != "":
		return []string{r.email}
	case c == SMS && r.phone != "":
		return []string{r.phone}
	case c == Letter && r.person:
		return []string{""}
	}
	return nil
}

// reachOf reads how a recipient can be reached. A device whose owner does not want this kind by push is left out: the
// message then comes by e-mail.
func reachOf(tx core.App, to Recipient, kind Kind) (reach, error) {
	collection, id := to.table()
	if id == "" {
		return reach{email: to.Address}, nil
	}
	r := reach{person: true}
	if err := tx.DB().Select("email").From(collection).Where(dbx.HashExp{"id": id}).Row(&r.email); err != nil {
		return r, fmt.Errorf("recipient of a message: %w", err)
	}
	err := tx.DB().Select("s.id").From("push_subscriptions s").Where(dbx.HashExp{"s." + personColumn(to): id}).
		AndWhere(dbx.NewExp(`NOT EXISTS (SELECT 1 FROM preferences p WHERE p.account = s.account AND p.channel = 'push'
			AND p.kind IN ('', {:kind}) AND p.wanted = FALSE)`, dbx.Params{"kind": string(kind)})).OrderBy("s.made_at", "s.id").Column(&r.devices)
	if err != nil {
		return r, fmt.Errorf("devices of a recipient: %w", err)
	}
	if r.email != "" {
		bad, err := isBad(tx, r.email)
		if err != nil {
			return r, err
		}
		if bad {
			r.email = ""
		}
	}
	gateway, err := gatewayRecord(tx)
	if err != nil {
		return r, err
	}
	if gateway != nil && gateway.GetBool("enabled") {
		if r.phone, err = phoneOf(tx, to); err != nil {
			return r, err
		}
	}
	refused, err := refusedBy(tx, id, kind)
	if err != nil {
		return r, err
	}
	return r.without(refused, mayRefuseAll(kind)), nil
}

// without takes away what a person does not want. What they may not refuse altogether still reaches them, on paper.
func (r reach) without(refused []Channel, all bool) reach {
	if slices.Contains(refused, Push) {
		r.devices = nil
	}
	if slices.Contains(refused, Email) {
		r.email = ""
	}
	if slices.Contains(refused, SMS) {
		r.phone = ""
	}
	r.person = r.person && (!all || len(refused) < len(ChosenChannels))
	return r
}

// personColumn is the column of messages and push_subscriptions that holds this kind of person.
func personColumn(to Recipient) string {
	switch {
	case to.GuardianID != "":
		return "guardian_id"
	case to.StaffID != "":
		return "staff_id"
	}
	return "pupil_id"
}

// openRung queues the deliveries of the first rung, from the given one down, on which the person can be reached.
func openRung(ctx context.Context, tx core.App, messageID string, r reach, from int) error {
	for _, channel := range ladder[from:] {
		addresses := r.on(channel)
		for _, address := range addresses {
			if err := writeDelivery(ctx, tx, messageID, channel, address, Queued, ""); err != nil {
				return err
			}
		}
		if len(addresses) > 0 {
			return nil
		}
	}
	return nil
}

// goDown queues the next rung when every delivery of a rung has ended and none has reached the person.
func goDown(ctx context.Context, tx core.App, messageID string, ended Channel) error {
	rung := slices.Index(ladder, ended)
	if rung < 0 || rung == len(ladder)-1 {
		return nil
	}
	var open int
	err := tx.DB().Select("COUNT(*)").From("deliveries").
		Where(dbx.HashExp{"message": messageID, "state": []any{string(Queued), string(Sent)}}).Row(&open)
	if err != nil || open > 0 {
		return err
	}
	message, err := tx.FindRecordById("messages", messageID)
	if err != nil {
		return fmt.Errorf("message of a delivery: %w", err)
	}
	to := recipientOf(message)
	if to.count() == 0 {
		return nil // an address alone: there is no other way
	}
	r, err := reachOf(tx, to, Kind(message.GetString("kind")))
	if err != nil {
		return err
	}
	return openRung(ctx, tx, messageID, r, rung+1)
}

// Insist queues the next rung for a message that has left and that nobody has opened, and tells whether it did. Nothing is
// queued while a delivery waits, when the last one left after that instant, or when the bottom of the ladder is reached: asked
// again, it does nothing more. Whether a message was opened, and whether it still matters, is known to the trade.
func Insist(ctx context.Context, app core.App, kind Kind, about Subject, leftBefore time.Time) (opened bool, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		message, err := tx.FindFirstRecordByFilter("messages", "kind = {:kind} && subject_collection = {:collection} && subject_id = {:id}",
			dbx.Params{"kind": string(kind), "collection": about.Collection, "id": about.ID})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("message to insist on: %w", err)
		}
		deliveries, err := tx.FindAllRecords("deliveries", dbx.HashExp{"message": message.Id})
		if err != nil {
			return fmt.Errorf("deliveries to insist on: %w", err)
		}
		lowest := -1
		for _, d := range deliveries {
			if State(d.GetString("state")) == Queued || !d.GetDateTime("sent_at").Time().Before(leftBefore) {
				return nil
			}
			lowest = max(lowest, slices.Index(ladder, Channel(d.GetString("channel"))))
		}
		to := recipientOf(message)
		if lowest < 0 || lowest == len(ladder)-1 || to.count() == 0 {
			return nil
		}
		r, err := reachOf(tx, to, kind)
		if err != nil {
			return err
		}
		opened = len(r.on(ladder[len(ladder)-1])) > 0
		return openRung(ctx, tx, message.Id, r, lowest+1)
	})
	return opened, err
}

func recipientOf(message *core.Record) Recipient {
	return Recipient{
		GuardianID: message.GetString("guardian_id"), StaffID: message.GetString("staff_id"), PupilID: message.GetString("pupil_id"),
	}
}

func writeDelivery(ctx context.Context, tx core.App, messageID string, c Channel, address string, state State, trouble string) error {
	record, err := school.NewRecord(tx, "deliveries")
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"message": messageID, "channel": string(c), "address": address, "state": string(state), "trouble": short(trouble, 300),
	})
	if state == Sent {
		record.Set("sent_at", school.Clock(tx).Now())
	}
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return fmt.Errorf("delivery: %w", err)
	}
	return nil
}

// short cuts a text to n characters.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
