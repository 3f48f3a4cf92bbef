package money_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// household is two guardians and two children, who share what they owe, pay, move and use what they have.
type household struct {
	*till
	run       int
	head      school.Actor
	pupils    [2]string
	guardians [2]string
	payments  []string
	used      int
	asked     cents.Amount // charged less what was granted: no split changes it
	tokens    map[string]cents.Amount
}

// histories is how many the test plays: each is a few dozen deeds, checked one by one.
const histories = 25

// Whatever is done to a family with two payers and two children, and in whatever order, the ledger adds up, no split nor
// transfer changes what is asked in all, a token books once, another family's account does not move, and the closed period
// stays what it was.
func TestAnyFamilyAddsUp(t *testing.T) {
	f := openTill(t)
	neighbour := f.pupil
	f.past("2026-11-10")
	f.charge(f.due(5000, "2026-10-01"))
	f.transfer(2000)
	if _, err := money.CloseBooks(f.accountant, f.app, "2026-11-15"); err != nil {
		t.Fatal(err)
	}
	untouched := f.balance()
	head := testapp.StaffActor(t, f.app, school.Head)
	runs, failing := 0, false
	rapid.Check(t, func(r *rapid.T) {
		if runs++; runs > histories && !failing {
			return
		}
		defer func() { failing = failing || r.Failed() }() // a failing history is shrunk, however many that takes
		h := &household{till: f, run: runs, head: head, tokens: map[string]cents.Amount{}}
		h.pupils[0], h.guardians[0] = f.family(fmt.Sprint("Aîné ", runs), "Partage")
		h.pupils[1] = f.row("pupils", map[string]any{"first_name": fmt.Sprint("Cadet ", runs), "last_name": "Partage", "birth_on": "2014-05-01"})
		h.guardians[1] = f.row("guardians", map[string]any{"first_name": "Béa", "last_name": "Partage"})
		f.row("guardianships", map[string]any{"pupil": h.pupils[1], "guardian": h.guardians[0], "responsibility": 1})
		for _, p := range h.pupils {
			f.row("guardianships", map[string]any{"pupil": p, "guardian": h.guardians[1], "responsibility": 1})
		}
		r.Repeat(map[string]func(*rapid.T){
			"charge": h.chargeOne, "pay": h.pay, "reverse": h.reverse, "grant": h.grant, "share": h.share, "move": h.move, "use": h.use, "refund": h.refund,
			"into the closed period": h.late, "": h.check,
		})
		if err := money.Verify(f.app); err != nil {
			r.Fatal(err)
		}
		f.pupil = neighbour
		if now := f.balance(); now != untouched {
			r.Fatalf("the neighbour had %+v, has %+v", untouched, now)
		}
	})
	if err := money.VerifyClosings(f.app); err != nil {
		t.Error(err)
	}
	if err := school.VerifyJournal(f.app); err != nil {
		t.Error(err)
	}
}

func (h *household) amount(r *rapid.T) cents.Amount {
	return cents.Amount(rapid.IntRange(1, 20_000).Draw(r, "cents"))
}
func (h *household) who(r *rapid.T) int { return rapid.IntRange(0, 1).Draw(r, "who") }

func (h *household) chargeOne(r *rapid.T) {
	c := h.due(h.amount(r), "2026-12-01")
	c.PupilID, c.DebtorID = h.pupils[h.who(r)], h.guardians[h.who(r)]
	if _, err := money.Charge(h.bursar, h.app, c); err != nil {
		r.Fatal(err)
	}
	h.asked += c.Amount
}

func (h *household) pay(r *rapid.T) {
	token := fmt.Sprintf("%d-%d", h.run, rapid.IntRange(0, 5).Draw(r, "token"))
	desk := money.Desk{Means: money.Transfer, Amount: h.amount(r), PupilID: h.pupils[h.who(r)], PayerID: h.guardians[h.who(r)], BankReference: "VIR", Token: token}
	booked, err := money.BookPayment(h.accountant, h.app, desk)
	first, before := h.tokens[token]
	switch {
	case !before && err != nil:
		r.Fatal(err)
	case !before:
		h.tokens[token], h.payments = desk.Amount, append(h.payments, booked.PaymentID)
	case err == nil && (!booked.Replayed || first != desk.Amount):
		r.Fatalf("booked again: %+v", booked)
	}
}

func (h *household) reverse(r *rapid.T) {
	if len(h.payments) > 0 {
		tried(r, money.ReversePayment(h.accountant, h.app, rapid.SampledFrom(h.payments).Draw(r, "payment"), "Chèque revenu impayé"))
	}
}

// open are the charges of the family; all its statements together say the same.
func (h *household) open(r *rapid.T) (all []money.Account) {
	for _, p := range h.pupils {
		open, err := money.OpenCharges(h.app, h.viewer, p)
		if err != nil {
			r.Fatal(err)
		}
		all = append(all, open...)
	}
	return all
}

func (h *household) grant(r *rapid.T) {
	open := h.open(r)
	if len(open) == 0 {
		r.Skip()
	}
	c, kind := rapid.SampledFrom(open).Draw(r, "charge"), rapid.SampledFrom([]money.GrantKind{money.ThirdParty, money.Cancellation}).Draw(r, "kind")
	decision := map[money.GrantKind]string{money.ThirdParty: "third_party", money.Cancellation: "withdrawal"}[kind]
	approval, err := testapp.Try(h.app, school.WithActor(h.t.Context(), h.head), "approvals", map[string]any{
		"kind": decision, "subject_collection": "charges", "subject_id": c.ID, "decision": "yes", "by_staff": h.head.ID, "reason": "Région, lettre du 12 novembre",
		"decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		r.Fatal(err)
	}
	amount := h.amount(r)
	g := money.NewGrant{ChargeID: c.ID, Kind: kind, ApprovalID: approval.Id, Amount: amount}
	if kind == money.Cancellation { // nothing but the decision tells how much: the board votes it
		g.ActID, g.Assent = h.remissionAct(), "Avis conforme"
	}
	_, err = money.Grant(h.accountant, h.app, g)
	if tried(r, err) {
		h.asked -= amount
	}
}

// share records an agreement and applies it to what is already due.
func (h *household) share(r *rapid.T) {
	pupil, part := h.pupils[h.who(r)], int64(rapid.IntRange(0, 1000).Draw(r, "per mille"))
	a := money.Agreement{PupilID: pupil, Basis: money.ByJudgment, Reference: "Jugement classé", DatedOn: "2026-09-14", Unit: money.PerMille}
	for i, weight := range []int64{part, 1000 - part} {
		if weight > 0 {
			a.Shares = append(a.Shares, money.Share{GuardianID: h.guardians[i], Weight: weight})
		}
	}
	id, err := money.RecordAgreement(h.bursar, h.app, a)
	if err != nil {
		r.Fatal(err)
	}
	_, err = money.SplitCharges(h.accountant, h.app, id)
	tried(r, err)
}

func (h *household) move(r *rapid.T) {
	open := h.open(r)
	sources, err := money.SourcesOf(h.app, h.viewer, h.pupils[h.who(r)])
	if err != nil {
		r.Fatal(err)
	}
	if len(open) == 0 || len(sources) == 0 {
		r.Skip()
	}
	s, to := rapid.SampledFrom(sources).Draw(r, "source"), rapid.SampledFrom(open).Draw(r, "target")
	consented := rapid.Bool().Draw(r, "consented")
	n := money.NewTransfer{PaymentID: s.PaymentID, FromCharge: s.ChargeID, ToCharge: to.ID, Amount: h.amount(r), Reason: "Erreur d’imputation"}
	if consented {
		n.ConsentBy, n.ConsentOn, n.ConsentNote = s.PayerID, "2026-11-16", "Courriel du jour, classé"
	}
	moved := tried(r, money.Move(h.accountant, h.app, n))
	if moved && !consented && s.ChargeID == "" && to.DebtorID != s.PayerID {
		r.Fatalf("%s of %s settled the debt of %s without a word", n.Amount, s.PayerID, to.DebtorID)
	}
	if moved && (n.Amount > s.Amount || n.Amount > to.Due()) {
		r.Fatalf("moved %s of %s onto %s", n.Amount, s.Amount, to.Due())
	}
}

func (h *household) use(r *rapid.T) {
	me := school.Actor{Kind: school.Guardian, ID: h.guardians[h.who(r)]}
	s, err := money.StatementOf(h.app, me)
	if err != nil {
		r.Fatal(err)
	}
	open := h.open(r)
	if len(open) == 0 {
		r.Skip()
	}
	c := rapid.SampledFrom(open).Draw(r, "charge")
	h.used++
	token, amount := fmt.Sprintf("avoir-%d-%d", h.run, h.used), h.amount(r)
	as := school.WithActor(h.t.Context(), me)
	used, err := money.UseCredit(as, h.app, c.ID, amount, token)
	if !tried(r, err) {
		return
	}
	if c.DebtorID != me.ID || used != min(amount, s.Credit, c.Due()) {
		r.Fatalf("%s used of %s, on %s owed by %s", used, s.Credit, c.Due(), c.DebtorID)
	}
	if again, err := money.UseCredit(as, h.app, c.ID, amount, token); err != nil || again != used {
		r.Fatalf("sent again: %s %v", again, err)
	}
}

func (h *household) refund(r *rapid.T) {
	_, err := money.OweBack(h.accountant, h.app, money.NewRefund{
		PupilID: h.pupils[h.who(r)], PayerID: h.guardians[h.who(r)], Subject: money.Subject{Collection: "sales", ID: "cahiers"}, Cause: money.ByOverpayment, Amount: h.amount(r),
	})
	tried(r, err)
}

// late tries to date a payment in the closed period: never.
func (h *household) late(r *rapid.T) {
	_, err := testapp.Try(h.app, h.accountant, "payments", map[string]any{
		"means": "transfer", "amount_cents": 100, "received_on": "2026-11-10", "booked_on": fmt.Sprintf("2026-11-%02d", rapid.IntRange(1, 15).Draw(r, "day")), "pupil": h.pupils[0],
		"payer_id": h.guardians[0], "booked_at": "2026-11-10 09:00:00.000Z", "booked_by": h.viewer.ID,
	})
	if tried(r, err) {
		r.Fatal("booked in a closed period")
	}
}

// check compares what is asked, due and paid with what each payer reads.
func (h *household) check(r *rapid.T) {
	var asked, due, credit, read, own cents.Amount
	for i, p := range h.pupils {
		all, err := money.Balances(h.app, h.viewer, money.Scope{PupilID: p})
		if err != nil {
			r.Fatal(err)
		}
		for _, b := range all {
			asked, due, credit = asked+b.Charged-b.Granted, due+b.Due(), credit+b.Credit
		}
		s, err := money.StatementOf(h.app, school.Actor{Kind: school.Guardian, ID: h.guardians[i]})
		if err != nil {
			r.Fatal(err)
		}
		read, own = read+s.Due, own+s.Credit
		for _, c := range s.Charges {
			if c.Due() < 0 || c.DebtorID != h.guardians[i] {
				r.Fatalf("%+v", c)
			}
		}
	}
	if asked != h.asked || due != read || credit != own {
		r.Fatalf("asked %s, the model %s; due %s, read %s; credit %s, read %s", asked, h.asked, due, read, credit, own)
	}
}

// tried tells whether an operation went through; any error but a refusal is a fault.
func tried(r *rapid.T, err error) bool {
	if err == nil {
		return true
	}
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		r.Fatal(err)
	}
	return false
}
