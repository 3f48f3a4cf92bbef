package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
)

// Sender hands one delivery to the outside. It returns nil, or a *Failure that says what to do; any other error is tried again.
type Sender interface {
	Push(ctx context.Context, d Delivery) error
	Mail(ctx context.Context, d Delivery) error
	SMS(ctx context.Context, g sms.Gateway, t sms.Text) (receipt string, err error)
}

// Failure is why a delivery did not leave. An empty Final means: try again, not before RetryAfter.
type Failure struct {
	Final      State // Gone, Failed or Skipped; empty to try again
	RetryAfter time.Duration
	Ours       bool   // our own mail server or gateway is away: not the recipient's doing, so patience is longer
	Unknown    bool   // the message may have left all the same: what it costs stays counted
	Trouble    string // French, kept with the delivery
}

func (f *Failure) Error() string { return f.Trouble }

// Delivery is one delivery with the message it carries, as a sender needs it.
type Delivery struct {
	ID, MessageID string
	Channel       Channel
	Address       string // e-mail address, or id of the push subscription
	Tries         int    // this one included
	Kind          Kind
	Title, Body   string
	ShortTitle    string
	ShortBody     string
	Link          string
	Urgent        bool
	Badge         int
	Language      string // code that the reader chose; empty for French and for staff
	GuardianID    string
	PupilID       string

	SubscriptionID, Endpoint, P256dh, AuthSecret string // of the device; empty when it is gone
}

// backoff is how long to wait after each failed try. After the last one the delivery has failed.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

const (
	maxTries = 6
	patience = 40              // tries when what is away is ours, one each two hours: three days before paper replaces it
	batch    = 16              // claimed at a time
	senders  = 8               // at work at the same time
	lease    = 5 * time.Minute // longer than a batch can take: after it, an interrupted delivery is tried again
	longest  = 24 * time.Hour  // that a push service may make us wait
)

// Deliver takes one batch of due deliveries, sends them outside any transaction, and returns how many it took. Two calls at
// the same time share the work and never send a delivery twice.
func Deliver(ctx context.Context, app core.App, s Sender) (int, error) {
	taken, err := claim(ctx, app)
	if err != nil {
		return 0, err
	}
	queue := make(chan Delivery)
	errs := make([]error, senders)
	var crew sync.WaitGroup
	for i := range errs {
		crew.Go(func() {
			for d := range queue {
				errs[i] = errors.Join(errs[i], send(ctx, app, s, d))
			}
		})
	}
	for _, d := range taken {
		queue <- d
	}
	close(queue)
	crew.Wait()
	return len(taken), errors.Join(errs...)
}

// claim marks due deliveries as being tried and returns them. One conditional statement does it, so nobody else can take
// them; a claim is a lease, so a crash loses nothing. It is the outbox's own bookkeeping and passes beside the hooks.
// Quiet hours and not_before are school time; retries are machine time.
func claim(ctx context.Context, app core.App) ([]Delivery, error) {
	pause, err := PauseOf(app)
	if err != nil {
		return nil, err
	}
	now, machine := school.Clock(app).Now(), time.Now()
	var ids []struct{ ID string }
	err = app.DB().NewQuery(`UPDATE deliveries SET tries = tries + 1, next_try_at = {:lease} WHERE state = 'queued' AND id IN (
			SELECT d.id FROM deliveries d JOIN messages m ON m.id = d.message
			WHERE d.state = 'queued' AND d.channel IN ('push', 'email', 'sms') AND d.next_try_at <= {:machine}
			AND m.not_before <= {:school} AND (m.urgent OR {:awake})
			ORDER BY m.urgent DESC, m.made_at, d.id LIMIT {:batch}) RETURNING id`).
		Bind(dbx.Params{
			"lease": stamp(machine.Add(lease)), "machine": stamp(machine), "school": stamp(now),
			"awake": NextAllowed(now, pause, false).Equal(now), "batch": batch,
		}).WithContext(ctx).All(&ids)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	wanted := make([]any, len(ids))
	for i, row := range ids {
		wanted[i] = row.ID
	}
	var taken []Delivery
	err = app.DB().Select("d.id", "d.message AS message_id", "d.channel", "d.address", "d.tries", "m.kind", "m.title", "m.body",
		"m.short_title", "m.short_body", "m.link", "m.urgent", "m.badge", "m.guardian_id", "m.pupil_id", "COALESCE(s.id, '') AS subscription_id",
		"COALESCE(s.endpoint, '') AS endpoint", "COALESCE(s.p256dh, '') AS p256dh", "COALESCE(s.auth_secret, '') AS auth_secret",
		"CASE WHEN m.staff_id = '' THEN COALESCE(u.language, '') ELSE '' END AS language").
		From("deliveries d").InnerJoin("messages m", dbx.NewExp("m.id = d.message")).
		LeftJoin("push_subscriptions s", dbx.NewExp("s.id = d.address AND d.channel = 'push'")).
		LeftJoin("users u", dbx.NewExp("u.id = s.account OR (d.channel = 'email' AND u.email = d.address AND u.email <> '')")).
		Where(dbx.In("d.id", wanted...)).OrderBy("m.urgent DESC", "m.made_at", "d.id").WithContext(ctx).All(&taken)
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	for i := range taken {
		if taken[i].Channel == SMS {
			if taken[i].Language, err = languageOf(app, taken[i]); err != nil {
				return nil, err
			}
		}
		if err := taken[i].translate(); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

func send(ctx context.Context, app core.App, s Sender, d Delivery) error {
	var (
		err     error
		receipt string
	)
	switch {
	case d.Channel == Email:
		err = s.Mail(ctx, d)
	case d.Channel == SMS:
		receipt, err = sendSMS(ctx, app, s, d)
	case d.SubscriptionID == "":
		err = &Failure{Final: Gone, Trouble: "Cet appareil n’est plus abonné."}
	default:
		err = s.Push(ctx, d)
	}
	if err != nil && ctx.Err() != nil {
		return nil //nolint:nilerr // the house is closing: the lease ends and the delivery is tried again
	}
	return finish(context.WithoutCancel(ctx), app, d, receipt, err)
}

// finish writes what came of a try, in one transaction with what follows from it: the device forgotten, the next channel.
func finish(ctx context.Context, app core.App, d Delivery, receipt string, outcome error) error {
	return app.RunInTransaction(func(tx core.App) error {
		record, err := tx.FindRecordById("deliveries", d.ID)
		if err != nil {
			return nil //nolint:nilerr // erased meanwhile: nothing to write
		}
		if State(record.GetString("state")) != Queued || record.GetInt("tries") != d.Tries {
			return nil // the lease ended and somebody else has it
		}
		state, next := settle(d.Tries, outcome)
		record.Set("state", string(state))
		record.Set("trouble", "")
		record.Set("next_try_at", nil)
		switch {
		case outcome == nil:
			record.Set("sent_at", school.Clock(tx).Now())
			record.Set("receipt", receipt)
		case state == Queued:
			record.Set("next_try_at", time.Now().Add(next))
			fallthrough
		default:
			record.Set("trouble", short(outcome.Error(), 300))
		}
		if f := (*Failure)(nil); state != Queued && state != Sent && !(errors.As(outcome, &f) && f.Unknown) {
			record.Set("cost", 0)
		}
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return fmt.Errorf("delivery: %w", err)
		}
		if d.Channel == Email && state == Gone {
			if err := condemn(ctx, tx, d.Address, outcome.Error()); err != nil {
				return err
			}
		}
		if d.SubscriptionID != "" {
			if err := noteDevice(ctx, tx, d.SubscriptionID, state); err != nil {
				return err
			}
		}
		if state == Queued || state == Sent {
			return nil
		}
		return goDown(ctx, tx, d.MessageID, d.Channel)
	})
}

// settle turns the outcome of a try into a state, and how long to wait when it is tried again.
func settle(tries int, outcome error) (State, time.Duration) {
	if outcome == nil {
		return Sent, 0
	}
	var f *Failure
	if !errors.As(outcome, &f) {
		f = &Failure{}
	}
	if f.Final != "" {
		return f.Final, 0
	}
	if f.Ours && tries < patience {
		return Queued, backoff[min(tries, 4)-1]
	}
	if tries >= maxTries {
		return Failed, 0
	}
	return Queued, max(backoff[tries-1], min(f.RetryAfter, longest))
}

func noteDevice(ctx context.Context, tx core.App, id string, state State) error {
	device, err := tx.FindRecordById("push_subscriptions", id)
	if err != nil {
		return nil //nolint:nilerr // unsubscribed meanwhile
	}
	switch state {
	case Gone:
		return tx.DeleteWithContext(ctx, device)
	case Sent:
		device.Set("last_ok_at", time.Now())
		return tx.SaveWithContext(ctx, device)
	case Queued, Failed, Skipped:
	}
	return nil
}

// stamp writes an instant the way PocketBase stores dates.
func stamp(t time.Time) string {
	d, _ := types.ParseDateTime(t) // a time.Time always parses
	return d.String()
}
