package pb_hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// A batch reads its facts once; its rows meet the same doors as a row that comes alone, and hear the same words.
func TestABatchIsJudgedAsEachOfItsRows(t *testing.T) {
	w := newWorld(t)
	id, bob, bobs := w.back(500_00)
	charge, err := w.app.FindFirstRecordByFilter("charges", "pupil = {:pupil} && allocations_via_charge.amount_cents > 0", map[string]any{"pupil": bob})
	w.must(err)
	report, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'final_report'")
	w.must(err)
	w.must(w.decide(w.head, "remission", "pupils", bob, "yes"))
	other, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'remission'")
	w.must(err)
	grant := func(ctx context.Context, tx core.App, decision string, amount cents.Amount) error {
		_, err := money.Grant(ctx, tx, money.NewGrant{ChargeID: charge.Id, Kind: money.Surplus, ApprovalID: decision, Amount: amount})
		return err
	}
	owe := func(ctx context.Context, tx core.App, payer string, amount cents.Amount) error {
		_, err := money.OweBack(ctx, tx, money.NewRefund{PupilID: bob, PayerID: payer, Subject: money.OfTrip(id), Cause: money.BySurplus, ApprovalID: report.Id, Amount: amount})
		return err
	}
	undone := errors.New("undone")
	for name, c := range map[string]struct {
		as    context.Context
		write func(context.Context, core.App) error
		fits  bool
	}{
		"not the accountant":         {as(w.bursar), func(ctx context.Context, tx core.App) error { return grant(ctx, tx, report.Id, 10_00) }, false},
		"another decision":           {as(w.accountant), func(ctx context.Context, tx core.App) error { return grant(ctx, tx, other.Id, 10_00) }, false},
		"more than the charge":       {as(w.accountant), func(ctx context.Context, tx core.App) error { return grant(ctx, tx, report.Id, 150_01) }, false},
		"more than the report gives": {as(w.accountant), func(ctx context.Context, tx core.App) error { return grant(ctx, tx, report.Id, 25_01) }, false},
		"twice, more than the report gives": {as(w.accountant), func(ctx context.Context, tx core.App) error {
			return errors.Join(grant(ctx, tx, report.Id, 20_00), grant(ctx, tx, report.Id, 5_01))
		}, false},
		"more than was paid": {as(w.accountant), func(ctx context.Context, tx core.App) error {
			return errors.Join(grant(ctx, tx, report.Id, 20_00), owe(ctx, tx, bobs, 20_01))
		}, false},
		"twice what was freed": {as(w.accountant), func(ctx context.Context, tx core.App) error {
			return errors.Join(grant(ctx, tx, report.Id, 20_00), owe(ctx, tx, bobs, 12_00), owe(ctx, tx, bobs, 8_01))
		}, false},
		"who did not pay": {as(w.accountant), func(ctx context.Context, tx core.App) error {
			return errors.Join(grant(ctx, tx, report.Id, 20_00), owe(ctx, tx, w.mother, 20_00))
		}, false},
		"by a stranger": {as(w.teacher), func(ctx context.Context, tx core.App) error { return owe(ctx, tx, bobs, 10_00) }, false},
		"all that was freed": {as(w.accountant), func(ctx context.Context, tx core.App) error {
			return errors.Join(grant(ctx, tx, report.Id, 25_00), owe(ctx, tx, bobs, 15_00), owe(ctx, tx, bobs, 10_00))
		}, true},
	} {
		said := func(write func(core.App) error) (words string) {
			err := w.app.RunInTransaction(func(tx core.App) error {
				if err := write(tx); err != nil {
					words = err.Error()
					return undone
				}
				w.must(money.Verify(tx))
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
			return words
		}
		alone := said(func(tx core.App) error { return c.write(c.as, tx) })
		batched := said(func(tx core.App) error { return money.InBatch(c.as, tx, money.OfTrip(id), "grants.create", c.write) })
		if alone != batched || (alone == "") != c.fits {
			t.Errorf("%s\nalone: %s\nin a batch: %s", name, alone, batched)
		}
	}
	var before int
	w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM journal").Row(&before))
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	var after int
	w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM journal").Row(&after))
	if after != before+1 {
		t.Errorf("%d lines in the journal", after-before)
	}
	w.must(money.Verify(w.app))
}
