package money

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// Pull asks PayFiP for the result of an attempt and draws the consequences, once, whoever asks at the same moment: the
// notification, the payer's return and the poller may come in any order, late, twice or never. A success is booked by the
// program itself, with its receipt, on the school's day. The attempt comes back as it stands afterwards; an answer that
// PayFiP did not give is no error here, it is asked for again later.
func Pull(ctx context.Context, app core.App, gw Gateway, attemptID string, cause Cause) (Attempt, error) {
	if app.IsTransactional() {
		return Attempt{}, errors.New("money: PayFiP is not called inside a transaction")
	}
	record, err := app.FindRecordById("online_payments", attemptID)
	if err != nil {
		return Attempt{}, fmt.Errorf("online payment: %w", err)
	}
	a, err := attemptOf(record)
	if err != nil || a.State.Paid() {
		return a, err
	}
	if a.IDOp == "" {
		return closeUnanswered(ctx, app, a)
	}
	detail, failure := gw.PaymentDetail(ctx, a.IDOp)
	if failure != nil && ctx.Err() != nil {
		return a, ctx.Err() // we gave up, not PayFiP
	}
	after, err := settle(ctx, app, a.ID, cause, detail, failure)
	if refusal := (*law.Refusal)(nil); errors.As(err, &refusal) {
		return unbookable(ctx, app, a.ID, cause, detail, refusal)
	}
	return after, err
}

// closeUnanswered ends an attempt whose creation never answered.
func closeUnanswered(ctx context.Context, app core.App, a Attempt) (Attempt, error) {
	if a.State != Created || a.pending(machineNow(ctx)) {
		return a, nil
	}
	err := school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		return expireUnanswered(ctx, tx, a.ID, "", "création restée sans réponse", "")
	})
	a.State = Expired
	return a, err
}

// program is the actor of what follows from an answer of PayFiP: nobody types it, whoever asked for it.
func program(ctx context.Context) context.Context {
	return school.WithActor(ctx, school.Actor{Kind: school.System})
}

// settle applies one answer in one transaction, to the attempt as it stands there.
func settle(ctx context.Context, app core.App, attemptID string, cause Cause, detail payfip.Detail, failure error) (after Attempt, err error) {
	ctx = program(ctx)
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("online_payments", attemptID)
		if err != nil {
			return err
		}
		if after, err = attemptOf(record); err != nil || after.State.Paid() {
			return err // somebody else booked it meanwhile
		}
		elsewhere, err := notRealMoney(tx, after)
		if err != nil {
			return err
		}
		now := machineNow(ctx)
		r := read(after, detail, failure, now, elsewhere)
		if r.to.Paid() && !after.Trial {
			if first, err := claim(tx, attemptID, now); err != nil || !first {
				return err
			}
		}
		if err := move(ctx, tx, record, after, r, detail, now); err != nil {
			return err
		}
		if err := event(ctx, tx, attemptID, cause, after.State, r.to, r.answer, r.detail); err != nil {
			return err
		}
		if r.to.Paid() && !after.Trial {
			if err := book(ctx, tx, record, after, r.to.Means()); err != nil {
				return err
			}
		}
		after, err = attemptOf(record)
		return err
	})
	return after, err
}

// claim takes the right to book an attempt. The condition, not the reading before it, makes it ours alone; the unique index
// of payments.online_payment_id stands behind.
func claim(tx core.App, attemptID string, now time.Time) (first bool, err error) {
	result, err := tx.DB().NewQuery(`UPDATE online_payments SET booked_at = {:now}
		WHERE id = {:id} AND booked_at = '' AND state NOT IN ('paid_card', 'paid_debit')`).
		Bind(dbx.Params{"id": attemptID, "now": dateTime(now)}).Execute()
	if err != nil {
		return false, fmt.Errorf("claim the booking: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// move writes what the answer changes. A pull that changes no state leaves its event, not a line in the journal.
func move(ctx context.Context, tx core.App, record *core.Record, before Attempt, r reading, d payfip.Detail, now time.Time) error {
	fields := map[string]any{"state": string(r.to), "pulls": before.Pulls + 1, "next_pull_at": instant(nextAfter(before, r, now))}
	if d.Result != "" {
		fields["result"] = string(d.Result)
	}
	if r.trouble != "" && (r.to != before.State || r.to != ToCheck) { // what was examined does not come back every morning
		fields["trouble"] = short(r.trouble)
	}
	if r.to != Opened && r.to != before.State {
		fields["ended_at"] = now.UTC()
	}
	if r.to.Paid() {
		fields["auth_number"], fields["trouble"] = d.AuthNumber, ""
		switch {
		case !before.Trial:
			fields["booked_at"] = now.UTC()
		case before.Mode == payfip.ModeActivation:
			fields["trouble"] = "Paiement d’activation : " + before.Amount.String() + " arrive sur le compte sans être dû à personne."
		}
		if at := d.TransactedSince(before.MadeAt); !at.IsZero() {
			fields["transacted_at"] = at.UTC()
		}
	}
	record.Load(fields)
	if r.to == before.State {
		ctx = school.WithBulk(ctx)
	}
	return tx.SaveWithContext(ctx, record)
}

// nextAfter is when to ask again, failures included: an answer that did not come is asked for until one does.
func nextAfter(before Attempt, r reading, now time.Time) time.Time {
	if r.over {
		return time.Time{}
	}
	next := NextPull(r.to, before.MadeAt, now, parisZone())
	if next.IsZero() && r.failed && now.Sub(before.MadeAt) < checkedDays {
		return nextMorning(now, parisZone())
	}
	return next
}

// book enters a success in the ledger: what each line still owes is settled, the rest stays as credit and is flagged, never
// dropped. PayFiP cannot take a payment back.
func book(ctx context.Context, tx core.App, attempt *core.Record, a Attempt, means Means) error {
	lines, err := stillDue(tx, a.Lines)
	if err != nil {
		return err
	}
	clock := school.Clock(tx)
	now := clock.Now()
	payment, err := school.NewRecord(tx, "payments")
	if err != nil {
		return err
	}
	today := string(law.DayOf(now))
	payment.Load(map[string]any{
		"means": string(means), "amount_cents": int64(a.Amount), "received_on": today, "booked_on": today, "payer_id": a.PayerID, "pupil": a.PupilID,
		"online_payment_id": a.ID, "booked_at": now.UTC(),
	})
	payment.Set(planKey, plan{Lines: lines, Details: Details{PayerName: payerName(tx, a.PayerID, a.PupilID)}})
	if err := tx.SaveWithContext(ctx, payment); err != nil {
		return err
	}
	credit := a.Amount - sum(lines)
	if credit == 0 {
		return nil
	}
	attempt.Set("trouble", "Trop-perçu de "+credit.String()+" : déjà réglé par ailleurs. Gardé en avance, à rembourser ou à imputer.")
	return tx.SaveWithContext(ctx, attempt)
}

// stillDue cuts lines down to what their charges still owe.
func stillDue(app core.App, lines []Line) ([]Line, error) {
	found, err := accounts(app, dbx.In("c.id", chargesOf(lines)...))
	if err != nil {
		return nil, err
	}
	due := map[string]cents.Amount{}
	for _, a := range found {
		due[a.ID] = a.Due()
	}
	var kept []Line
	for _, l := range lines {
		if part := min(l.Amount, due[l.ChargeID]); part > 0 {
			kept = append(kept, Line{l.ChargeID, part})
			due[l.ChargeID] -= part
		}
	}
	return kept, nil
}

// unbookable keeps in sight a success that a rule does not let into the ledger: money has moved, a person has to look.
func unbookable(ctx context.Context, app core.App, attemptID string, cause Cause, d payfip.Detail, refusal *law.Refusal) (after Attempt, err error) {
	err = school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("online_payments", attemptID)
		if err != nil {
			return err
		}
		before, err := attemptOf(record)
		if err != nil {
			return err
		}
		r := reading{to: ToCheck, answer: string(d.Result), detail: refusal.Error(), trouble: "PayFiP a encaissé, mais l’écriture est refusée : lisez le suivi du paiement."}
		if err := move(ctx, tx, record, before, r, d, machineNow(ctx)); err != nil {
			return err
		}
		if after, err = attemptOf(record); err != nil {
			return err
		}
		return event(ctx, tx, attemptID, cause, before.State, ToCheck, r.answer, r.detail)
	})
	return after, err
}

// notRealMoney tells, in French, why a success of this attempt would not be money: a test must not clear a real debt.
func notRealMoney(app core.App, a Attempt) (string, error) {
	if school.IsPractice(app) || a.Trial { // a trial clears no debt
		return "", nil
	}
	identity, err := school.IdentityOf(app)
	switch {
	case err != nil:
		return "", err
	case a.Mode == payfip.ModeTest:
		return "Paiement d’essai (mode T) : rien n’est encaissé, rien n’est comptabilisé.", nil
	case identity.PayfipMode != string(a.Mode) && a.Mode != payfip.ModeActivation:
		return "Paiement fait dans un autre mode que celui de l’établissement : rien n’est comptabilisé.", nil
	}
	return "", nil
}

// Notified notes that PayFiP says something happened to an idOp, and returns the attempt to pull, empty when there is none.
// It believes nothing else: the notification carries no signature. Answer 200 in every case.
func Notified(ctx context.Context, app core.App, idOp string) (attemptID string, err error) {
	err = school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		record, err := findByIDOp(tx, idOp)
		if err != nil || record == nil {
			return err
		}
		a, err := attemptOf(record)
		now := machineNow(ctx)
		if err != nil || a.State.Paid() {
			return err
		}
		attemptID = a.ID
		if !a.NextPullAt.IsZero() && !a.NextPullAt.After(now) {
			return nil // already waiting to be pulled: a repeated call writes nothing
		}
		record.Set("next_pull_at", instant(now))
		if err := tx.SaveWithContext(school.WithBulk(ctx), record); err != nil {
			return err
		}
		return event(ctx, tx, a.ID, ByNotification, a.State, a.State, "", "")
	})
	return attemptID, err
}

// Examined takes an attempt off the list of those to look at; the note says what was found and done. Its state does not
// change: only PayFiP changes it. The actor reconciles online payments.
func Examined(ctx context.Context, app core.App, attemptID, note string) error {
	if len([]rune(strings.TrimSpace(note))) < minReason {
		return law.Object("note", "Dites en quelques mots ce que vous avez constaté.", "Cette note reste avec le paiement.")
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("online_payments", attemptID)
		if err != nil {
			return fmt.Errorf("online payment: %w", err)
		}
		record.Set("trouble", "")
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		state := State(record.GetString("state"))
		return event(ctx, tx, attemptID, ByHand, state, state, "", strings.TrimSpace(note))
	})
}

// pullBatch is how many attempts one round of the poller asks about.
const pullBatch = 50

// PullDue asks about every attempt whose time has come, and closes creations that never answered. It returns how many it
// asked about; one failure does not stop the others.
func PullDue(ctx context.Context, app core.App, gw Gateway) (pulled int, err error) {
	now := machineNow(ctx)
	var ids []string
	err = app.DB().Select("id").From("online_payments").
		Where(dbx.NewExp("state NOT IN ('paid_card', 'paid_debit') AND next_pull_at != '' AND next_pull_at <= {:now}", dbx.Params{"now": dateTime(now)})).
		OrWhere(dbx.NewExp("state = 'created' AND made_at <= {:stale}", dbx.Params{"stale": dateTime(now.Add(-createTime))})).
		OrderBy("next_pull_at").Limit(pullBatch).Column(&ids)
	if err != nil {
		return 0, fmt.Errorf("attempts to pull: %w", err)
	}
	var failures []error
	for _, id := range ids {
		if ctx.Err() != nil {
			break
		}
		_, err := Pull(ctx, app, gw, id, ByPoller)
		failures = append(failures, err)
		pulled++
	}
	return pulled, errors.Join(failures...)
}

// event adds a line to the log of an attempt: sealed, so it needs no line in the journal.
func event(ctx context.Context, tx core.App, attemptID string, cause Cause, from, to State, answer, detail string) error {
	if r := []rune(detail); len(r) > 500 {
		detail = string(r[:500])
	}
	return save(school.WithBulk(ctx), tx, "online_payment_events", map[string]any{
		"online_payment": attemptID, "cause": string(cause), "from_state": string(from), "to_state": string(to), "answer": answer, "detail": detail,
		"happened_at": machineNow(ctx).UTC(),
	})
}

// instant is a time for a record, empty when it is zero.
func instant(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t.UTC()
}

func parisZone() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.UTC // tzdata is embedded (internal/payfip); an hour more or less delays a pull
	}
	return zone
}
