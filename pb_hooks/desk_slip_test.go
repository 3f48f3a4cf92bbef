package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (p *purse) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *purse) slip(id string) money.ChequeSlip {
	p.t.Helper()
	s, err := money.SlipOf(p.app, school.ActorIn(p.accountant), id)
	p.must(err)
	return s
}

func TestF01ASlipIsTheAccountantsAndFreezesOnceClosed(t *testing.T) {
	p := openPurse(t)
	p.charge(100000)
	one, two, late := p.book(p.cheque(1000, "BRED", "1", "1")), p.book(p.cheque(2500, "BRED", "1", "2")), p.book(p.cheque(500, "BRED", "1", "3"))
	cash := p.book(p.desk(money.Cash, 100))
	for _, ctx := range []context.Context{p.bursar, testapp.As(t, p.app, school.Head), context.Background()} {
		if _, err := money.OpenSlip(ctx, p.app, one.PaymentID); !refusedBy(err, "F-01") {
			t.Fatalf("opened by %v: %v", school.ActorIn(ctx), err)
		}
	}
	id, err := money.OpenSlip(p.accountant, p.app, one.PaymentID, two.PaymentID)
	p.must(err)
	if s := p.slip(id); s.Number != "B-2026-001" || s.Count != 2 || s.Total != 3500 {
		t.Fatalf("%+v", s)
	}
	for _, payment := range []string{cash.PaymentID, one.PaymentID} {
		if _, err := money.OpenSlip(p.accountant, p.app, payment); !objects(err) {
			t.Fatalf("%s: %v", payment, err)
		}
	}
	// One cheque is cancelled before it leaves: it does not leave.
	p.must(money.ReversePayment(p.accountant, p.app, two.PaymentID, "Chèque rendu à la famille"))
	if s := p.slip(id); s.Count != 1 || s.Total != 1000 {
		t.Fatalf("after the cancellation: %+v", s)
	}
	if err := money.CloseSlip(p.bursar, p.app, id); !refusedBy(err, "F-01") {
		t.Fatalf("closed by the bursar: %v", err)
	}
	byOperator(t, p.app, "PATCH", "/api/collections/slips/records/"+id, map[string]any{"state": "closed"}, 400, `"code":"F-01"`)
	p.must(money.CloseSlip(p.accountant, p.app, id))
	if s := p.slip(id); s.State != money.SlipClosed || s.Count != 1 || s.Total != 1000 || s.ClosedOn != "2026-11-16" {
		t.Fatalf("closed: %+v", s)
	}
	// Nothing of it changes: not a cheque more, not one less, not its total.
	if err := money.TakeOffSlip(p.accountant, p.app, id, one.PaymentID); !objects(err) {
		t.Fatalf("taken off: %v", err)
	}
	if _, err := testapp.Try(p.app, p.accountant, "slip_lines", map[string]any{"slip": id, "payment": late.PaymentID}); !objects(err) {
		t.Fatalf("added: %v", err)
	}
	slip, err := p.app.FindRecordById("slips", id)
	p.must(err)
	slip.Set("total_cents", 5)
	if err := p.app.SaveWithContext(p.accountant, slip); !objects(err) {
		t.Fatalf("changed: %v", err)
	}
	if err := p.app.DeleteWithContext(p.accountant, slip); !objects(err) {
		t.Fatalf("deleted: %v", err)
	}
	// It comes back unpaid: the slip keeps what left, and says so.
	p.must(money.ReversePayment(p.accountant, p.app, one.PaymentID, "Chèque revenu impayé, sans provision"))
	if s := p.slip(id); s.Total != 1000 || s.Cheques[0].ReversedOn != "2026-11-16" {
		t.Fatalf("unpaid: %+v", s)
	}
	next, err := money.OpenSlip(p.accountant, p.app, late.PaymentID)
	p.must(err)
	if s := p.slip(next); s.Number != "B-2026-002" {
		t.Fatalf("%+v", s)
	}
	p.must(money.TakeOffSlip(p.accountant, p.app, next, late.PaymentID))
	if err := money.CloseSlip(p.accountant, p.app, next); !objects(err) {
		t.Fatalf("closed without a cheque: %v", err)
	}
}
