package pb_hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestF05NoMeansOfOurOwnOnline(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	for _, means := range []money.Means{money.PayfipCard, money.PayfipDebit, "card", ""} {
		p.refusedPayment("F-05", p.accountant, p.desk(means, 1000))
	}
	for _, means := range []money.Means{money.Cheque, money.Cash, money.Transfer} {
		p.book(p.desk(means, 1000))
	}
}

func TestF05OnlinePaymentIsBookedAsPayFiPConfirmedIt(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	attempt := func(id, state string) {
		_, err := p.app.DB().NewQuery("INSERT INTO online_payments (id, attempt_no, refdet, idop, state, amount_cents, pupil, lines) VALUES ({:id}, {:n}, {:id}, {:id}, {:state}, 4000, {:pupil}, '[]')").
			Bind(map[string]any{"id": id, "n": len(state), "state": state, "pupil": p.pupil}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	attempt("online000000001", "opened")
	attempt("online000000002", "paid_card")
	row := func(change map[string]any) error {
		fields := p.paymentRow(map[string]any{"means": "payfip_card", "booked_by": "", "amount_cents": 4000})
		for k, v := range change {
			fields[k] = v
		}
		_, err := testapp.Try(p.app, context.Background(), "payments", fields)
		return err
	}
	for name, change := range map[string]map[string]any{
		"not confirmed": {"online_payment_id": "online000000001"},
		"unknown":       {"online_payment_id": "online000000009"},
		"other amount":  {"online_payment_id": "online000000002", "amount_cents": 3999},
		"other means":   {"online_payment_id": "online000000002", "means": "payfip_debit"},
		"cash":          {"online_payment_id": "online000000002", "means": "cash"},
	} {
		if err := row(change); !refusedBy(err, "F-05") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Not even the accountant types what PayFiP confirms.
	_, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(map[string]any{"means": "payfip_card", "amount_cents": 4000, "online_payment_id": "online000000002"}))
	if !refusedBy(err, "F-01") {
		t.Errorf("by hand: %v", err)
	}
	if err := row(map[string]any{"online_payment_id": "online000000002"}); err != nil {
		t.Fatal(err)
	}
	if err := row(map[string]any{"online_payment_id": "online000000002"}); err == nil {
		t.Fatal("booked twice")
	}
}

func TestOnlinePaymentsAreNotWrittenByHand(t *testing.T) {
	p := openPurse(t)
	row := map[string]any{
		"attempt_no": 1, "refdet": "F000000001A01", "state": "created", "amount_cents": 1000, "numcli": "090909", "mode": "T", "pupil": p.pupil,
		"lines": []money.Line{{ChargeID: "x", Amount: 1000}}, "made_at": "2026-11-16 09:00:00.000Z",
	}
	var refusal *law.Refusal
	for _, ctx := range []context.Context{context.Background(), p.accountant, p.bursar} {
		if _, err := testapp.Try(p.app, ctx, "online_payments", row); !errors.As(err, &refusal) {
			t.Errorf("by %v: %v", school.ActorIn(ctx), err)
		}
	}
	_, err := p.app.DB().NewQuery("INSERT INTO online_payments (id, attempt_no, refdet, state, amount_cents, pupil, lines) VALUES ('online000000001', 1, 'x', 'opened', 1000, {:pupil}, '[]')").
		Bind(map[string]any{"pupil": p.pupil}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	set := func(ctx context.Context, field string, value any) error {
		record, err := p.app.FindRecordById("online_payments", "online000000001")
		if err != nil {
			t.Fatal(err)
		}
		record.Set(field, value)
		return p.app.SaveNoValidateWithContext(ctx, record)
	}
	for _, ctx := range []context.Context{p.accountant, p.bursar} {
		if err := set(ctx, "state", "paid_card"); !errors.As(err, &refusal) {
			t.Errorf("moved by %v: %v", school.ActorIn(ctx), err)
		}
	}
	for field, value := range map[string]any{"state": "created", "amount_cents": 1, "lines": []int{1}, "pupil": "other"} {
		if err := set(context.Background(), field, value); !errors.As(err, &refusal) {
			t.Errorf("%s set: %v", field, err)
		}
	}
	record, _ := p.app.FindRecordById("online_payments", "online000000001")
	if err := p.app.Delete(record); !errors.As(err, &refusal) {
		t.Errorf("deleted: %v", err)
	}
	byOperator(t, p.app, "PATCH", "/api/collections/online_payments/records/online000000001", map[string]any{"state": "paid_card"}, 400, `"code":"refused"`)
}

func TestOperatorLogsNoEventOfAnOnlinePayment(t *testing.T) {
	p := openPurse(t)
	_, err := p.app.DB().NewQuery("INSERT INTO online_payments (id, attempt_no, refdet, state, amount_cents, pupil, lines) VALUES ('online000000001', 1, 'x', 'opened', 1000, {:pupil}, '[]')").
		Bind(map[string]any{"pupil": p.pupil}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	byOperator(t, p.app, "POST", "/api/collections/online_payment_events/records", map[string]any{
		"online_payment": "online000000001", "cause": "manual", "happened_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"refused"`)
}
