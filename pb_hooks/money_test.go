package pb_hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// purse is a family that owes money, and the people of the money.
type purse struct {
	t                    *testing.T
	app                  *tests.TestApp
	act, pupil, guardian string
	accountant, bursar   context.Context
}

func openPurse(t *testing.T) *purse {
	t.Helper()
	app := testapp.New(t)
	p := &purse{t: t, app: app}
	p.act = p.row("acts", map[string]any{
		"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05",
	})
	p.pupil = p.row("pupils", map[string]any{"first_name": "Ada", "last_name": "Lovelace", "birth_on": "2013-05-01"})
	p.guardian = p.row("guardians", map[string]any{"first_name": "Anne", "last_name": "Lovelace"})
	p.row("guardianships", map[string]any{"pupil": p.pupil, "guardian": p.guardian, "responsibility": 1})
	p.accountant, p.bursar = testapp.As(t, app, school.Accountant), testapp.As(t, app, school.Bursar)
	return p
}

func (p *purse) row(collection string, fields map[string]any) string {
	p.t.Helper()
	return testapp.Row(p.t, p.app, collection, fields).Id
}

func (p *purse) newCharge(amount cents.Amount) money.NewCharge {
	return money.NewCharge{
		PupilID: p.pupil, DebtorID: p.guardian, Subject: money.Subject{Collection: "sales", ID: "cahiers"}, ActID: p.act,
		Label: "Participation", Amount: amount, DueOn: "2026-12-01",
	}
}

func (p *purse) charge(amount cents.Amount) string {
	p.t.Helper()
	ids, err := money.Charge(p.bursar, p.app, p.newCharge(amount))
	if err != nil {
		p.t.Fatal(err)
	}
	return ids[0]
}

func (p *purse) desk(means money.Means, amount cents.Amount) money.Desk {
	return money.Desk{Means: means, Amount: amount, PupilID: p.pupil, PayerID: p.guardian}
}

func (p *purse) book(d money.Desk) money.Booked {
	p.t.Helper()
	booked, err := money.BookPayment(p.accountant, p.app, d)
	if err != nil {
		p.t.Fatal(err)
	}
	return booked
}

// refusedPayment books and expects the rule to refuse.
func (p *purse) refusedPayment(rule string, ctx context.Context, d money.Desk) {
	p.t.Helper()
	if _, err := money.BookPayment(ctx, p.app, d); !refusedBy(err, rule) {
		p.t.Fatalf("%s did not refuse: %v", rule, err)
	}
}

// paymentRow is the row of a payment as REST or other code would write it, without what must follow from it.
func (p *purse) paymentRow(change map[string]any) map[string]any {
	fields := map[string]any{
		"means": "transfer", "amount_cents": 1000, "received_on": "2026-11-16", "booked_on": "2026-11-16", "pupil": p.pupil, "payer_id": p.guardian,
		"booked_at": "2026-11-16 09:00:00.000Z", "booked_by": school.ActorIn(p.accountant).ID,
	}
	for k, v := range change {
		fields[k] = v
	}
	return fields
}

func warns(findings []law.Finding, rule string) bool {
	for _, f := range findings {
		if f.Rule == rule && f.Severity == law.Warn {
			return true
		}
	}
	return false
}

func (p *purse) lastNote(verb string) (note string) {
	p.t.Helper()
	err := p.app.DB().NewQuery("SELECT note FROM journal WHERE verb = {:verb} ORDER BY line_no DESC LIMIT 1").Bind(map[string]any{"verb": verb}).Row(&note)
	if err != nil {
		p.t.Fatal(err)
	}
	return note
}

func TestF01OnlyTheAccountantCollects(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	for _, role := range school.AllRoles {
		ctx, desk := testapp.As(t, p.app, role), p.desk(money.Transfer, 100)
		_, err := money.BookPayment(ctx, p.app, desk)
		if role == school.Accountant && err != nil || role != school.Accountant && !refusedBy(err, "F-01") {
			t.Errorf("%s: %v", role, err)
		}
	}
	p.refusedPayment("F-01", context.Background(), p.desk(money.Transfer, 100)) // the program by itself
	p.refusedPayment("F-01", school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: p.guardian}), p.desk(money.Cash, 100))
	// Nobody books in the accountant's name.
	_, err := testapp.Try(p.app, testapp.As(t, p.app, school.Accountant), "payments", p.paymentRow(nil))
	if !refusedBy(err, "F-01") {
		t.Errorf("in another's name: %v", err)
	}
}

func TestF01ReversalIsTheAccountants(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Transfer, 1000))
	for _, ctx := range []context.Context{context.Background(), p.bursar, testapp.As(t, p.app, school.Head)} {
		if err := money.ReversePayment(ctx, p.app, booked.PaymentID, "Erreur de saisie au guichet"); !refusedBy(err, "F-01") {
			t.Errorf("reversed by %v: %v", school.ActorIn(ctx), err)
		}
	}
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "Erreur de saisie au guichet"); err != nil {
		t.Fatal(err)
	}
	var refusal *law.Refusal
	if err := money.ReversePayment(p.accountant, p.app, booked.PaymentID, "Erreur de saisie au guichet"); !errors.As(err, &refusal) {
		t.Fatalf("reversed twice: %v", err)
	}
}

func TestF01AllocationIsTheAccountants(t *testing.T) {
	p := openPurse(t)
	first := p.charge(10000)
	booked := p.book(p.desk(money.Transfer, 15000))
	next := p.charge(10000)
	line := money.Line{ChargeID: next, Amount: 5000}
	if err := money.Allocate(p.bursar, p.app, booked.PaymentID, line); !refusedBy(err, "F-01") {
		t.Fatalf("by the bursar: %v", err)
	}
	if err := money.Allocate(p.accountant, p.app, booked.PaymentID, line); err != nil {
		t.Fatal(err)
	}
	byOperator(t, p.app, "POST", "/api/collections/allocations/records", map[string]any{"payment": booked.PaymentID, "charge": first, "amount_cents": 1},
		400, `"code":"F-01"`)
}

func TestF01OperatorBooksNothing(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	handler, token := testapp.Handler(t, p.app), testapp.OperatorToken(t, p.app)
	for name, change := range map[string]map[string]any{
		"a transfer": nil, "cash": {"means": "cash"}, "a card": {"means": "payfip_card", "booked_by": ""},
		"with what follows": {"@plan": map[string]any{"Details": map[string]any{"PayerName": "Anne"}}},
	} {
		body, err := json.Marshal(p.paymentRow(change))
		if err != nil {
			t.Fatal(err)
		}
		answer := testapp.Ask(t, handler, "POST", "/api/collections/payments/records", token, string(body))
		if answer.Code != 400 || !strings.Contains(answer.Body.String(), `"code":"F-01"`) {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
}

func TestF01OperatorReversesNothing(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	booked := p.book(p.desk(money.Transfer, 1000))
	byOperator(t, p.app, "POST", "/api/collections/reversals/records", map[string]any{
		"payment": booked.PaymentID, "by_staff": "x", "reason": "une raison assez longue", "reversed_at": "2026-11-16 09:00:00.000Z", "reversed_on": "2026-11-16",
	}, 400, `"code":"F-01"`)
}

func TestF02ChargeRestsOnAnAct(t *testing.T) {
	p := openPurse(t)
	c := p.newCharge(1000)
	c.ActID = "nothing00000000"
	if _, err := money.Charge(p.bursar, p.app, c); !refusedBy(err, "F-02") {
		t.Fatalf("without an act: %v", err)
	}
	c = p.newCharge(1000)
	c.Basis = "habit"
	if _, err := money.Charge(p.bursar, p.app, c); !refusedBy(err, "F-02") {
		t.Fatalf("without a basis: %v", err)
	}
	if _, err := money.Charge(p.bursar, p.app, p.newCharge(1000)); err != nil {
		t.Fatal(err)
	}
}

func TestF02ChargeIsLiquidatedByTheOrdonnateur(t *testing.T) {
	p := openPurse(t)
	for _, role := range school.AllRoles {
		_, err := money.Charge(testapp.As(t, p.app, role), p.app, p.newCharge(1000))
		may := role == school.Head || role == school.Bursar
		if may && err != nil || !may && !refusedBy(err, "F-02") {
			t.Errorf("%s: %v", role, err)
		}
	}
	parent := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: p.guardian})
	if _, err := money.Charge(parent, p.app, p.newCharge(1000)); !refusedBy(err, "F-02") {
		t.Errorf("a parent: %v", err)
	}
}

func TestF02ChargeOfATripRestsOnItsAct(t *testing.T) {
	p := openPurse(t)
	if _, err := p.app.DB().NewQuery("INSERT INTO trips (id, title, state, act) VALUES ('trip00000000001', 'Rome', 'open', 'another00000001')").Execute(); err != nil {
		t.Fatal(err)
	}
	c := p.newCharge(1000)
	c.Subject = money.OfTrip("trip00000000001")
	if _, err := money.Charge(p.bursar, p.app, c); !refusedBy(err, "F-02") {
		t.Fatalf("with the act of something else: %v", err)
	}
}

func TestF02OperatorChargesNobody(t *testing.T) {
	p := openPurse(t)
	byOperator(t, p.app, "POST", "/api/collections/charges/records", map[string]any{
		"pupil": p.pupil, "debtor_id": p.guardian, "subject_collection": "sales", "subject_id": "x", "basis": "act", "act": p.act, "label": "Dû",
		"amount_cents": 1000, "charged_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"F-02"`)
}

func TestV08NothingIsChargedBeforeTheActIsEnforceable(t *testing.T) {
	p := openPurse(t)
	p.act = p.row("acts", map[string]any{
		"organ": "board", "act_number": "42", "purpose": "trip", "overnight": true, "voted_on": "2026-11-03", "transmitted_on": "2026-11-05",
	})
	_, err := money.Charge(p.bursar, p.app, p.newCharge(1000))
	if !refusedBy(err, "V-08") {
		t.Fatalf("before: %v", err)
	}
	var refusal *law.Refusal
	if errors.As(err, &refusal); refusal.Findings[0].Until != "2026-11-20" {
		t.Fatalf("until %q", refusal.Findings[0].Until)
	}
	clock := school.Clock(p.app)
	if err := school.Advance(context.Background(), p.app, law.Day("2026-11-20").At(8, 0, clock.Zone()), func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := money.Charge(p.bursar, p.app, p.newCharge(1000)); err != nil {
		t.Fatalf("on the day: %v", err)
	}
}

func TestV08NoDepositWhenNothingIsDue(t *testing.T) {
	p := openPurse(t)
	p.refusedPayment("V-08", p.accountant, p.desk(money.Cash, 1000))
	p.refusedPayment("V-08", p.accountant, p.desk(money.Cheque, 1000))
	if booked := p.book(p.desk(money.Transfer, 1000)); booked.Credit != 1000 {
		t.Fatalf("a transfer already received is kept as credit: %+v", booked)
	}
}

// decision records that the head says yes, on a charge.
