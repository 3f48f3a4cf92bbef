package money_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// A model of one family's account, in the simplest words, beside the ledger: whatever order charges, payments, replays,
// reversals, grants and allocations come in, the ledger says what the model says, refuses what the model refuses, and
// agrees with itself added up again.
type model struct {
	f        *till
	charges  []*modelCharge
	payments []*modelPayment
	refunds  []*modelRefund
}

type modelCharge struct {
	id              string
	amount, granted cents.Amount
}

type modelPayment struct {
	id, token string
	amount    cents.Amount
	lines     []money.Line // a release is a negative one
	reversed  bool
}

// modelRefund takes from payments, newest first.
type modelRefund struct {
	id    string
	parts map[*modelPayment]cents.Amount
	state money.RefundState
}

// back is what refunds take from a payment.
func (m *model) back(p *modelPayment) (back cents.Amount) {
	for _, r := range m.refunds {
		if r.state != money.RefundReallocated {
			back += r.parts[p]
		}
	}
	return back
}

func (m *model) due(c *modelCharge) cents.Amount {
	due := c.amount - c.granted
	for _, p := range m.payments {
		for _, l := range p.lines {
			if l.ChargeID == c.id && !p.reversed {
				due -= l.Amount
			}
		}
	}
	return due
}

func (p *modelPayment) left() cents.Amount {
	left := p.amount
	for _, l := range p.lines {
		left -= l.Amount
	}
	return left
}

// fits tells whether lines may be set against a payment with so much left.
func (m *model) fits(left cents.Amount, lines []money.Line) bool {
	due := map[string]cents.Amount{}
	for _, c := range m.charges {
		due[c.id] = m.due(c)
	}
	for _, l := range lines {
		left, due[l.ChargeID] = left-l.Amount, due[l.ChargeID]-l.Amount
		if l.Amount <= 0 || left < 0 || due[l.ChargeID] < 0 {
			return false
		}
	}
	return true
}

func (m *model) oldestFirst(amount cents.Amount) []money.Line {
	var lines []money.Line
	for _, c := range m.charges { // charged in the order of their days
		if part := min(m.due(c), amount); part > 0 {
			lines, amount = append(lines, money.Line{ChargeID: c.id, Amount: part}), amount-part
		}
	}
	return lines
}

func TestAnyHistoryAddsUp(t *testing.T) {
	f := openTill(t)
	head := testapp.As(t, f.app, school.Head)
	families := 0
	rapid.Check(t, func(r *rapid.T) {
		families++
		f.pupil, f.guardian = f.family(fmt.Sprint("Enfant ", families), "Modèle")
		m := &model{f: f}
		amount := rapid.Custom(func(r *rapid.T) cents.Amount { return cents.Amount(rapid.IntRange(-1, 40_000).Draw(r, "cents")) })
		line := func(r *rapid.T) []money.Line {
			var lines []money.Line
			for range rapid.IntRange(0, 3).Draw(r, "lines") {
				lines = append(lines, money.Line{ChargeID: rapid.SampledFrom(m.charges).Draw(r, "charge").id, Amount: amount.Draw(r, "part")})
			}
			return lines
		}
		r.Repeat(map[string]func(*rapid.T){
			"charge": func(r *rapid.T) {
				a := amount.Draw(r, "amount")
				c := f.due(a, "2026-10-01")
				c.DueOn = c.DueOn.Add(len(m.charges) * 9)
				ids, err := money.Charge(f.bursar, f.app, c)
				agree(r, err, a > 0)
				if err == nil {
					m.charges = append(m.charges, &modelCharge{id: ids[0], amount: a})
				}
			},
			"pay": func(r *rapid.T) {
				desk := money.Desk{Means: money.Transfer, Amount: amount.Draw(r, "amount"), PupilID: f.pupil, PayerID: f.guardian}
				if len(m.charges) > 0 && rapid.Bool().Draw(r, "chosen") {
					desk.Allocations = append([]money.Line{}, line(r)...)
				}
				lines := desk.Allocations
				if lines == nil {
					lines = m.oldestFirst(desk.Amount)
				}
				desk.Token = fmt.Sprint("form ", families, " ", len(m.payments))
				booked, err := money.BookPayment(f.accountant, f.app, desk)
				agree(r, err, desk.Amount > 0 && m.fits(desk.Amount, lines))
				if err != nil {
					return
				}
				if !slices.Equal(booked.Allocations, lines) && len(lines)+len(booked.Allocations) > 0 {
					r.Fatalf("settles %v, want %v", booked.Allocations, lines)
				}
				m.payments = append(m.payments, &modelPayment{id: booked.PaymentID, token: desk.Token, amount: desk.Amount, lines: lines})
			},
			"replay": func(r *rapid.T) {
				if len(m.payments) == 0 {
					r.Skip()
				}
				p := rapid.SampledFrom(m.payments).Draw(r, "payment")
				again, err := money.BookPayment(f.accountant, f.app, money.Desk{Means: money.Transfer, Amount: p.amount, PupilID: f.pupil, PayerID: f.guardian, Token: p.token})
				if err != nil || !again.Replayed || again.PaymentID != p.id || again.Credit != p.left() {
					r.Fatalf("%+v %v", again, err)
				}
			},
			"reverse": func(r *rapid.T) {
				if len(m.payments) == 0 {
					r.Skip()
				}
				p := rapid.SampledFrom(m.payments).Draw(r, "payment")
				agree(r, money.ReversePayment(f.accountant, f.app, p.id, "Erreur de saisie au guichet"), !p.reversed && m.back(p) == 0)
				p.reversed = p.reversed || m.back(p) == 0
			},
			"grant": func(r *rapid.T) {
				if len(m.charges) == 0 {
					r.Skip()
				}
				c, a := rapid.SampledFrom(m.charges).Draw(r, "charge"), amount.Draw(r, "amount")
				approval, err := testapp.Try(f.app, head, "approvals", map[string]any{
					"kind": "third_party", "subject_collection": "charges", "subject_id": c.id, "decision": "yes", "by_staff": school.ActorIn(head).ID,
					"reason": "Région, lettre du 12 novembre", "decided_at": "2026-11-16 09:00:00.000Z",
				})
				if err != nil {
					r.Fatal(err)
				}
				_, err = money.Grant(f.accountant, f.app, money.NewGrant{ChargeID: c.id, Kind: money.ThirdParty, ApprovalID: approval.Id, Amount: a})
				agree(r, err, a > 0 && a <= m.due(c))
				if err == nil {
					c.granted += a
				}
			},
			"lower": func(r *rapid.T) { // the trip cost less, or the pupil does not go: what was paid of it is released
				if len(m.charges) == 0 {
					r.Skip()
				}
				c, a := rapid.SampledFrom(m.charges).Draw(r, "charge"), amount.Draw(r, "amount")
				kind := rapid.SampledFrom([]money.GrantKind{money.Surplus, money.Cancellation}).Draw(r, "kind")
				err := f.lowered(c.id, kind, a)
				agree(r, err, a > 0 && a <= c.amount-c.granted)
				if err != nil {
					return
				}
				c.granted += a
				over := -m.due(c)
				for _, p := range slices.Backward(m.payments) { // one payer: the newest payment first
					net := cents.Amount(0)
					for _, l := range p.lines {
						if l.ChargeID == c.id {
							net += l.Amount
						}
					}
					if part := min(over, net); part > 0 && !p.reversed {
						p.lines, over = append(p.lines, money.Line{ChargeID: c.id, Amount: -part}), over-part
					}
				}
			},
			"refund": func(r *rapid.T) {
				var credit cents.Amount
				for _, p := range m.payments {
					if !p.reversed {
						credit += p.left() - m.back(p)
					}
				}
				a := amount.Draw(r, "amount")
				id, err := money.OweBack(f.accountant, f.app, money.NewRefund{
					PupilID: f.pupil, PayerID: f.guardian, Subject: sales, Cause: money.ByOverpayment, Amount: a,
				})
				agree(r, err, a > 0 && a <= credit)
				if err != nil {
					return
				}
				refund := &modelRefund{id: id, parts: map[*modelPayment]cents.Amount{}, state: money.RefundDue}
				for _, p := range slices.Backward(m.payments) {
					if part := min(a, p.left()-m.back(p)); part > 0 && !p.reversed {
						refund.parts[p], a = part, a-part
					}
				}
				m.refunds = append(m.refunds, refund)
			},
			"settle": func(r *rapid.T) {
				if len(m.refunds) == 0 {
					r.Skip()
				}
				refund := rapid.SampledFrom(m.refunds).Draw(r, "refund")
				open := refund.state == money.RefundDue
				if rapid.Bool().Draw(r, "waived") {
					agree(r, money.WaiveRefund(school.WithActor(t.Context(), f.actor()), f.app, refund.id, ""), open)
					if open {
						refund.state = money.RefundWaived
					}
					return
				}
				agree(r, money.Reallocate(f.accountant, f.app, refund.id), open)
				if open {
					refund.state = money.RefundReallocated
				}
			},
			"allocate": func(r *rapid.T) {
				if len(m.charges) == 0 || len(m.payments) == 0 {
					r.Skip()
				}
				p, lines := rapid.SampledFrom(m.payments).Draw(r, "payment"), line(r)
				err := money.Allocate(f.accountant, f.app, p.id, lines...)
				agree(r, err, m.fits(p.left()-m.back(p), lines) && (!p.reversed || len(lines) == 0))
				if err == nil {
					p.lines = append(p.lines, lines...)
				}
			},
			"": func(r *rapid.T) { m.check(r) },
		})
		if err := money.Verify(f.app); err != nil {
			r.Fatal(err)
		}
	})
	if err := school.VerifyJournal(f.app); err != nil {
		t.Fatal(err)
	}
}

func agree(r *rapid.T, err error, expected bool) {
	r.Helper()
	if (err == nil) != expected {
		r.Fatalf("the model says %v, the ledger %v", expected, err)
	}
}

// check compares the ledger with the model, and with itself.
func (m *model) check(r *rapid.T) {
	var charged, granted, due, credit cents.Amount
	for _, c := range m.charges {
		if m.due(c) < 0 {
			r.Fatalf("a charge received too much: %+v", c)
		}
		charged, granted, due = charged+c.amount, granted+c.granted, due+m.due(c)
	}
	for _, p := range m.payments {
		if !p.reversed {
			credit += p.left() - m.back(p)
		}
	}
	balances, err := money.Balances(m.f.app, m.f.viewer, money.Scope{PupilID: m.f.pupil})
	if err != nil {
		r.Fatal(err)
	}
	var b money.Balance
	if len(balances) == 1 {
		b = balances[0]
	}
	if b.Charged != charged || b.Granted != granted || b.Due() != due || b.Credit != credit {
		r.Fatalf("%+v; want charged %v, granted %v, due %v, credit %v", b, charged, granted, due, credit)
	}
	statement, err := money.StatementOf(m.f.app, m.f.actor())
	if err != nil || statement.Due != due || statement.Credit != credit || statement.Late != b.Late {
		r.Fatalf("statement %+v %v", statement, err)
	}
}
