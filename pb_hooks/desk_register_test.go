package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (p *purse) register() money.Register {
	p.t.Helper()
	r, err := money.RegisterOf(p.app, school.ActorIn(p.accountant))
	p.must(err)
	return r
}

func TestF01TheRegisterIsCountedByTheAccountant(t *testing.T) {
	p := openPurse(t)
	p.charge(100000)
	early := p.book(p.desk(money.Cash, 700)) // before the school counts its cash, nothing asks for it
	ten := money.Units{1000: 1}
	for _, ctx := range []context.Context{p.bursar, testapp.As(t, p.app, school.ImprestHolder), context.Background()} {
		if err := money.CountCash(ctx, p.app, money.Opening, ten, ""); !refusedBy(err, "F-01") {
			t.Fatalf("counted by %v: %v", school.ActorIn(ctx), err)
		}
	}
	byOperator(t, p.app, "POST", "/api/collections/cash_counts/records", map[string]any{
		"kind": "opening", "counted_on": "2026-11-16", "counted_at": "2026-11-16 09:00:00.000Z", "by_staff": school.ActorIn(p.accountant).ID, "units": map[string]int{"1000": 1},
	}, 400, `"code":"F-01"`)
	for _, wrong := range []money.Units{{3: 1}, {1000: -1}} {
		if err := money.CountCash(p.accountant, p.app, money.Opening, wrong, ""); !objects(err) {
			t.Fatalf("%v: %v", wrong, err)
		}
	}
	p.must(money.CountCash(p.accountant, p.app, money.Opening, ten, "")) // the first count takes over: 10 € there, 7 € known
	if r := p.register(); !r.Open || r.Expected != 1000 || r.Last.Difference != 300 {
		t.Fatalf("%+v", r)
	}
	if err := money.CountCash(p.accountant, p.app, money.Opening, ten, ""); !objects(err) {
		t.Fatalf("opened twice: %v", err)
	}
	p.book(p.desk(money.Cash, 2000))
	p.must(money.MoveCash(p.accountant, p.app, money.CashDeposit, 1500, "Versement n° 12"))
	if err := money.MoveCash(p.accountant, p.app, money.CashDeposit, 1501, "Versement n° 13"); !objects(err) {
		t.Fatalf("more than there is: %v", err)
	}
	p.must(money.ReversePayment(p.accountant, p.app, early.PaymentID, "Erreur de montant au guichet")) // 7 € go back
	if r := p.register(); r.Expected != 800 {
		t.Fatalf("10 + 20 − 15 − 7 is %s", r.Expected)
	}
	seven := money.Units{500: 1, 200: 1}
	if err := money.CountCash(p.accountant, p.app, money.Closing, seven, ""); !objects(err) {
		t.Fatalf("a difference without a word: %v", err)
	}
	p.must(money.CountCash(p.accountant, p.app, money.Closing, seven, "Une pièce d’un euro rendue en trop"))
	r := p.register()
	if r.Open || r.Expected != 700 || r.Last.Difference != -100 {
		t.Fatalf("closed: %+v", r)
	}
	// Closed: no cash comes in, nothing goes out, until it is counted again.
	if _, err := money.BookPayment(p.accountant, p.app, p.desk(money.Cash, 100)); !objects(err) {
		t.Fatalf("cash with a closed register: %v", err)
	}
	p.book(p.desk(money.Transfer, 100))
	if err := money.MoveCash(p.accountant, p.app, money.CashFloat, 100, "Fonds"); !objects(err) {
		t.Fatalf("moved: %v", err)
	}
	// A mistaken count is annulled, not erased; only the last one is.
	count, err := p.app.FindFirstRecordByData("cash_counts", "kind", "opening")
	p.must(err)
	if err := money.VoidCount(p.accountant, p.app, count.Id, "Ce n’est pas le dernier"); !objects(err) {
		t.Fatalf("an old count: %v", err)
	}
	if err := p.app.DeleteWithContext(p.accountant, count); !objects(err) {
		t.Fatalf("deleted: %v", err)
	}
	count.Set("total_cents", 1)
	if err := p.app.SaveWithContext(p.accountant, count); !objects(err) {
		t.Fatalf("changed: %v", err)
	}
	p.must(money.VoidCount(p.accountant, p.app, r.Last.ID, "Rouleau de pièces oublié"))
	if r := p.register(); !r.Open || r.Expected != 800 {
		t.Fatalf("annulled: %+v", r)
	}
	p.must(money.CountCash(p.accountant, p.app, money.Closing, money.Units{500: 1, 200: 1, 100: 1}, ""))
}

func TestAMovementOfCashIsAnnulledOnce(t *testing.T) {
	p := openPurse(t)
	p.must(money.CountCash(p.accountant, p.app, money.Opening, money.Units{5000: 1}, ""))
	p.must(money.MoveCash(p.accountant, p.app, money.CashDeposit, 3000, "Versement n° 1"))
	row, err := p.app.FindFirstRecordByData("cash_movements", "kind", "deposit")
	p.must(err)
	p.must(money.VoidMovement(p.accountant, p.app, row.Id, "Versement reporté à demain"))
	if err := money.VoidMovement(p.accountant, p.app, row.Id, "Versement reporté à demain"); !objects(err) {
		t.Fatalf("twice: %v", err)
	}
	if err := p.app.DeleteWithContext(p.accountant, row); !objects(err) {
		t.Fatalf("deleted: %v", err)
	}
	if r := p.register(); r.Expected != cents.Amount(5000) {
		t.Fatalf("%+v", r)
	}
	byOperator(t, p.app, "POST", "/api/collections/cash_movements/records", map[string]any{
		"kind": "deposit", "amount_cents": -100, "moved_on": "2026-11-16", "moved_at": "2026-11-16 09:00:00.000Z", "by_staff": school.ActorIn(p.accountant).ID, "reason": "rien",
	}, 400, `"code":"F-01"`)
	day, err := money.CashDayOf(p.app, school.ActorIn(p.bursar), "2026-11-16")
	p.must(err)
	if len(day.Moves) != 2 || !day.Moves[0].Voided || len(day.Counts) != 1 || day.Counts[0].Units[5000] != 1 {
		t.Fatalf("%+v", day)
	}
}
