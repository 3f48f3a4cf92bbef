package command

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// seedMandate records the mandate that one family has brought on paper: the last of those who owe, by name. Its account is the
// example of the German standard, nobody's.
func seedMandate(ctx context.Context, app core.App, t team) error {
	debtors, err := money.DebtorsWithoutMandate(app, t.bursar)
	if err != nil || len(debtors) == 0 {
		return err
	}
	last := debtors[len(debtors)-1]
	n := money.NewMandate{GuardianID: last.GuardianID, PupilID: last.PupilID, Kind: money.Recurrent}
	id, err := money.DraftMandate(as(ctx, t.bursar), app, n)
	if err != nil {
		return err
	}
	n.IBAN, n.Holder, n.SignedOn = "DE89370400440532013000", last.Name, "2026-11-12"
	return money.RecordPaperMandate(as(ctx, t.bursar), app, id, n)
}

// seedDebits prepares the batch of what that mandate may debit, three weeks from today, and announces it, by the post to who
// cannot be told otherwise. It is left for the accountant to send.
func seedDebits(ctx context.Context, app core.App, t team) error {
	due, err := money.AllDebitable(app, t.bursar)
	if err != nil || len(due) == 0 {
		return err
	}
	ids := make([]string, len(due))
	for i, d := range due {
		ids[i] = d.ID
	}
	today := school.Clock(app).Today()
	on := today.Add(21)
	for on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
		on = on.Add(1)
	}
	batch, err := money.PrepareDebits(as(ctx, t.bursar), app, on, ids...)
	if err != nil {
		return err
	}
	planned, err := money.Debits(app, t.bursar, money.DebitFilter{Batch: batch})
	if err != nil {
		return err
	}
	for _, d := range planned {
		if d.ToPost() {
			if err := money.RecordDebitPosting(as(ctx, t.bursar), app, today, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
