package money

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// RecordPosting says on which day the letters of refunds were posted, to those whom no message has reached: their three
// months run from there (V-27, F-12). The actor prepares refunds.
func RecordPosting(ctx context.Context, app core.App, postedOn law.Day, ids ...string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, id := range ids {
			record, err := tx.FindRecordById("refunds", id)
			if err != nil {
				return ErrNoRefund
			}
			record.Set("posted_on", string(postedOn))
			if err := tx.SaveWithContext(ctx, record); err != nil {
				return err
			}
		}
		return nil
	})
}

// NoteDelivered dates the notice of a refund by the first message that left for its payer. The program calls it, when a
// delivery has ended well; a letter is dated by RecordPosting.
func NoteDelivered(ctx context.Context, app core.App, refundID string) error {
	record, err := app.FindRecordById("refunds", refundID)
	if err != nil {
		return nil //nolint:nilerr // a message about something else
	}
	if RefundState(record.GetString("state")) != RefundNotified || record.GetString("notified_on") != "" {
		return nil
	}
	record.Set("notified_on", string(school.Clock(app).Today()))
	return app.SaveWithContext(school.WithActor(ctx, school.Actor{Kind: school.System}), record)
}

// dateNotice sets the day from which the delay of a small sum runs: the program's word on a delivery, or the posting of a
// letter. Nobody types it.
func dateNotice(app core.App, before, record *core.Record, actor school.Actor) error {
	day := before.GetString("notified_on")
	switch posted := record.GetString("posted_on"); {
	case actor.Kind == school.System && day == "":
		day = record.GetString("notified_on")
	case posted != before.GetString("posted_on") && (day == "" || day == before.GetString("posted_on")):
		day = posted
	}
	record.Set("notified_on", day)
	if day == before.GetString("notified_on") {
		record.Set("claimable_until", before.GetString("claimable_until"))
		return nil
	}
	until, err := claimableFrom(app, record, law.Day(day))
	record.Set("claimable_until", string(until))
	return err
}

// claimableFrom is the last day on which a refund told that day may be claimed.
func claimableFrom(app core.App, record *core.Record, told law.Day) (law.Day, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil || told == "" {
		return "", err
	}
	f := RefundFacts{OfTrip: record.GetString("subject_collection") == "trips", Cause: RefundCause(record.GetString("cause"))}
	return told.AddMonths(termsOfRefunds(regime, f.overpaid()).months), nil
}

// ClaimableIfToldToday is the day that a notice names: a delivery that comes later only gives its reader more time.
func ClaimableIfToldToday(app core.App, record *core.Record) (law.Day, error) {
	return claimableFrom(app, record, school.Clock(app).Today())
}
