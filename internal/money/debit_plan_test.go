package money_test

import (
	"context"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
	"github.com/openacademie/openacademie/internal/testapp"
)

// A debit takes what the plan awaits by its day, never the whole that the plan spreads, by whichever door.
func TestF10ADebitFollowsThePlanInForce(t *testing.T) {
	t.Parallel()
	f := openBank(t)
	f.signs()
	ids := f.charge(f.due(10000, "2026-12-01"), f.due(2000, "2026-12-01"))
	spread, free := ids[0], ids[1]
	plan, err := money.AskPlan(f.parent, f.app, money.NewPlan{ChargeIDs: []string{spread}, Lines: money.Spread(10000, 4, "2026-12-14"), Reason: "un mois difficile"})
	f.must(err)
	f.must(money.AgreePlan(f.accountant, f.app, plan))

	ready, err := money.AllDebitable(f.app, f.viewer)
	f.must(err)
	asked := map[string]cents.Amount{}
	for _, d := range ready {
		asked[d.ID] = d.Asked
	}
	if asked[spread] != 2500 || asked[free] != 2000 {
		t.Fatalf("offered: %v", asked)
	}
	// The day before its date, nothing of it is taken.
	if _, err := money.PrepareDebits(f.bursar, f.app, "2026-12-11", ids...); err == nil || !strings.Contains(err.Error(), "échéancier") {
		t.Errorf("before the plan's day: %v", err)
	}
	debit := f.collected("2026-12-14", ids...)
	if debit.Amount != 4500 || debit.Sequence != sepa.First {
		t.Fatalf("%+v", debit)
	}
	// The same row by another door, for more than the plan awaits by then.
	batch, err := testapp.Try(f.app, f.bursar, "debit_batches", map[string]any{"number": "P-2026-900", "state": money.BatchPrepared, "collect_on": "2027-01-14",
		"by_staff": school.ActorIn(f.bursar).ID, "debits_count": 1, "total_cents": 7500})
	f.must(err)
	mandate, err := f.app.FindFirstRecordByData("mandates", "guardian_id", f.guardian)
	f.must(err)
	row := func(amount cents.Amount) map[string]any {
		return map[string]any{
			"batch": batch.Id, "mandate": mandate.Id, "pupil": f.pupil, "payer_id": f.guardian, "amount_cents": int64(amount), "lines": []money.Line{{ChargeID: spread, Amount: amount}},
			"sequence": "RCUR", "end_to_end": "P-2026-900-001", "account_no": 1, "collect_on": "2027-01-14", "state": "planned",
		}
	}
	if _, err := testapp.Try(f.app, f.bursar, "debits", row(7500)); err == nil || !strings.Contains(err.Error(), "échéancier accordé") {
		t.Errorf("the whole rest: %v", err)
	}
	if b := f.balance(); b.Paid != 4500 {
		t.Errorf("paid %v", b.Paid)
	}
	// Two dates later, two lines are awaited; the plan goes on.
	f.on(law.Day("2027-01-15"))
	id := f.prepared("2027-02-15", spread)
	if d := f.debits(money.DebitFilter{Batch: id})[0]; d.Amount != 5000 {
		t.Errorf("two lines: %v", d.Amount)
	}
	f.must(money.RunPlans(context.Background(), f.app))
}
