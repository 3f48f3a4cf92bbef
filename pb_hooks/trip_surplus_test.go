package pb_hooks_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// family pays, by transfer, what somebody gives for a pupil.
func (w *world) pays(pupil, payer string, amount cents.Amount) {
	w.t.Helper()
	_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: amount, PupilID: pupil, PayerID: payer})
	w.must(err)
}

// settled has every family pay what it still owes for any trip.
func (w *world) settled() {
	w.t.Helper()
	var owing []struct{ Pupil, DebtorID string }
	w.must(w.app.DB().NewQuery("SELECT DISTINCT pupil, debtor_id FROM charges").All(&owing))
	for _, o := range owing {
		open, err := money.OpenCharges(w.app, w.accountant, o.Pupil)
		w.must(err)
		var due cents.Amount
		for _, a := range open {
			due += a.Due()
		}
		if due > 0 {
			w.pays(o.Pupil, o.DebtorID, due)
		}
	}
}

// costs has the pupils' part of a trip really cost so much; the adults' part costs what was planned.
func (w *world) costs(id string, pupils cents.Amount) {
	w.t.Helper()
	w.must(trip.CarryOver(as(w.bursar), w.app, id))
	real, err := trip.LinesOf(w.app, id, trip.Execution)
	w.must(err)
	for i := range real {
		real[i].AmountCents, real[i].SpentOn = 500_00, "2027-04-17"
		if real[i].Beneficiaries == trip.ForPupils {
			real[i].AmountCents = pupils
		}
	}
	w.must(trip.SetExecution(as(w.bursar), w.app, id, real))
}

// back is a trip of Ada, whose parents paid 200 € and 100 €, and of Bob, whose family paid 150 € and the social fund as
// much; it is back, its report drawn up, and it cost its pupils so much.
func (w *world) back(cost cents.Amount) (id, bob, bobs string) {
	w.t.Helper()
	id = w.given(rome(), trip.Open)
	bob, bobs = w.child("Bob", "2013-06-01")
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	w.must(w.sign(w.guardian(bobs), id, bob, true))
	w.pays(w.pupil, w.mother, 200_00)
	w.pays(w.pupil, w.father, 100_00)
	open, err := money.OpenCharges(w.app, w.accountant, bob)
	w.must(err)
	w.aided(bob, bobs, open[0].ID, 150_00)
	w.pays(bob, bobs, 150_00)
	w.ready(id)
	w.must(w.step(id, trip.Cleared, trip.Vote{}))
	w.by("2027-04-17")
	w.must(w.step(id, trip.Returned, trip.Vote{}))
	w.costs(id, cost)
	w.must(w.step(id, trip.Reported, trip.Vote{}))
	return id, bob, bobs
}

// aided has the social fund pay so much of a charge, in urgency: the head decides, the program books.
func (w *world) aided(pupil, guardian, charge string, amount cents.Amount) {
	w.t.Helper()
	fund, err := aid.OpenFund(as(w.bursar), w.app, aid.NewFund{Name: "Fonds social collégien", Kind: aid.College, Opening: amount, OpenedOn: "2026-09-01"})
	w.must(err)
	kind, err := aid.AddType(as(w.bursar), w.app, aid.Type{Name: "Aide aux voyages", Mode: aid.Fixed, Fund: fund})
	w.must(err)
	request, err := aid.Ask(as(w.bursar), w.app, aid.NewRequest{PupilID: pupil, GuardianID: guardian, ChargeIDs: []string{charge}, Asked: amount, Said: aid.Said{Subject: "Voyage"}})
	w.must(err)
	w.must(aid.Instruct(as(w.bursar), w.app, request, aid.Instruction{TypeID: kind, ChargeIDs: []string{charge}, Asked: amount, Ready: true, Said: aid.Said{Means: aid.Means{Income: 12_000_00, Shares: 250}}}))
	w.must(aid.Decide(as(w.head), w.app, request, aid.Choice{Outcome: aid.Urgent, Amount: amount}))
}

func (w *world) refundsOf(id string) map[string]money.Refund {
	w.t.Helper()
	all, err := money.Refunds(w.app, w.accountant, money.RefundFilter{Subject: money.OfTrip(id)})
	w.must(err)
	byPayee := map[string]money.Refund{}
	for _, r := range all {
		byPayee[r.PayerID+r.Funder] = r
	}
	return byPayee
}

// The trip cost 500 € and 600 € were called: 100 € go back, 50 € for each pupil; to Ada's parents as they paid, to Bob's
// family and to the social fund by halves.
func TestV28TheSurplusGoesBackAsItWasPaid(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(500_00)
	w.objected(trip.GiveSurplus(as(w.teacher), w.app, id))
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id)) // what has been given is not given again
	refunds := w.refundsOf(id)
	for payee, amount := range map[string]cents.Amount{w.mother: 33_33, w.father: 16_67, bobs: 25_00, money.AidFund(money.SocialFund): 25_00} {
		if refunds[payee].Amount != amount {
			t.Errorf("%s gets %s, not %s", payee, refunds[payee].Amount, amount)
		}
	}
	if len(refunds) != 4 {
		t.Errorf("%d refunds", len(refunds))
	}
	w.must(money.Verify(w.app))
	c, err := trip.ClosingOf(w.app, id)
	w.must(err)
	if c.Unexplained != 0 || c.Unshared != 0 || c.Released != 0 || c.Outstanding != 0 || c.Surplus != 100_00 || c.Refunds.Large != 100_00 {
		t.Errorf("%+v", c)
	}
}

// A trip is not closed while 8 € or more are owed to somebody; it is once each has gone back, was given in writing, or has
// gone back to its fund.
func TestV27NothingClosesWhile8EurosAreOwed(t *testing.T) {
	w := newWorld(t)
	w.must(school.SaveBankIDs(as(w.accountant), w.app, school.BankIDs{IBAN: "FR1420041010050500013M02606"}))
	id, _, bobs := w.back(500_00)
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{})) // not shared yet
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{}))
	w.restRefused("V-27", "PATCH", "trips/"+id, map[string]any{"state": "closed"})

	refunds := w.refundsOf(id)
	w.must(money.GiveBackByBooks(as(w.accountant), w.app, refunds[money.AidFund(money.SocialFund)].ID))
	w.must(money.WaiveRefund(as(w.guardian(bobs)), w.app, refunds[bobs].ID, ""))
	var ids []string
	for _, parent := range []string{w.mother, w.father} {
		w.must(money.ClaimRefund(as(w.guardian(parent)), w.app, refunds[parent].ID, "DE89 3704 0044 0532 0130 00", "Lovelace"))
		ids = append(ids, refunds[parent].ID)
	}
	// REST sends nothing, keeps nothing, waives nothing.
	for _, state := range []string{"sent", "kept", "waived", "lapsed", "reallocated"} {
		w.rest("PATCH", "refunds/"+ids[0], map[string]any{"state": state, "note": "Écrit reçu ce jour."})
		if got := w.record("refunds", ids[0]).GetString("state"); got != "claimed" {
			t.Fatalf("an operator made it %s", got)
		}
	}
	batch, err := money.PrepareBatch(as(w.bursar), w.app, "2027-04-20", ids...)
	w.must(err)
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{}))
	w.must(money.SendBatch(as(w.accountant), w.app, batch))
	w.refused("V-28", w.step(id, trip.Closed, trip.Vote{})) // the waiver is a gift that nobody has accepted
	w.accepts(id, "2027-04-10")
	w.must(w.step(id, trip.Closed, trip.Vote{}))
	w.must(money.Verify(w.app))
}

// accepts has the board accept, by an act published that day, what families of a trip have given up in writing.
func (w *world) accepts(id string, published law.Day) {
	w.t.Helper()
	w.must(trip.AcceptGifts(as(w.bursar), w.app, id, trip.Vote{
		Organ: school.Board, ActNumber: "2027-30", VotedOn: "2027-04-08", TransmittedOn: published, PublishedOn: published,
	}, []string{trip.WaivedSums}))
}

// A waiver is a gift: the trip is not closed before an act that has its effects accepts it; the act accepts gifts, is
// recorded by who records acts, and by no operator.
func TestV28AWaiverIsAcceptedByTheBoardBeforeClosing(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(560_00) // 40 €: 13,33 €, 6,67 €, 10 € and 10 €
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	refunds := w.refundsOf(id)
	w.must(money.GiveBackByBooks(as(w.accountant), w.app, refunds[money.AidFund(money.SocialFund)].ID))
	for _, payer := range []string{w.mother, w.father, bobs} {
		w.must(money.WaiveRefund(as(w.guardian(payer)), w.app, refunds[payer].ID, ""))
	}
	w.refused("V-28", w.step(id, trip.Closed, trip.Vote{}))
	w.restRefused("V-28", "PATCH", "trips/"+id, map[string]any{"state": "closed"})

	waived := refunds[bobs].ID
	tripAct := w.record("trips", id).GetString("act")
	w.restObjected("PATCH", "refunds/"+waived, map[string]any{"act": tripAct})
	w.objected(w.write(w.bursar, "refunds", waived, map[string]any{"act": tripAct}))       // it accepts no gift
	w.objected(w.write(w.teacher, "refunds", waived, map[string]any{"act": tripAct}))      // records no act
	w.objected(w.write(w.secretary, "refunds", waived, map[string]any{"amount_cents": 1})) // of money, the secretary writes nothing

	all, err := money.WaiversOf(w.app, w.secretary, money.OfTrip(id))
	w.must(err)
	if all.Count != 3 || all.ToAccept != 3 || all.Unattached != 3 || all.Amount != 30_00 {
		t.Errorf("%+v", all)
	}
	if _, err := money.WaiversOf(w.app, w.teacher, money.OfTrip(id)); err == nil {
		t.Error("an organiser reads what families gave up")
	}
	w.must(trip.AcceptGifts(as(w.secretary), w.app, id, trip.Vote{Organ: school.Board, ActNumber: "2027-31", VotedOn: "2027-04-08"}, []string{trip.WaivedSums}))
	w.refused("V-28", w.step(id, trip.Closed, trip.Vote{})) // voted, not published
	w.must(trip.DateAct(as(w.secretary), w.app, w.record("refunds", waived).GetString("act"), "2027-04-09", "2027-04-10"))
	w.must(w.step(id, trip.Closed, trip.Vote{}))
	w.must(money.Verify(w.app))
}

// A row that says another amount than what it took from payments is seen: nothing closes on it.
func TestNothingClosesOnACorruptedRefund(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(580_00)
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	refunds := w.refundsOf(id)
	w.must(money.GiveBackByBooks(as(w.accountant), w.app, refunds[money.AidFund(money.SocialFund)].ID))
	for _, payer := range []string{w.mother, w.father, bobs} {
		w.must(money.NotifyRefunds(as(w.bursar), w.app, refunds[payer].ID))
	}
	_, err := w.app.DB().NewQuery("UPDATE refunds SET amount_cents = amount_cents + 1 WHERE id = {:id}").Bind(map[string]any{"id": refunds[bobs].ID}).Execute()
	w.must(err)
	c, err := trip.ClosingOf(w.app, id)
	w.must(err)
	if c.Unexplained == 0 || len(c.Gaps) == 0 {
		t.Errorf("a cent too many is not seen: %+v", c)
	}
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{}))
}

// Under 8 €: notified, the trip closes with a warning; the sum is the school's three months after, by the job and by nobody
// before.
func TestV27SmallSumsAreKeptThreeMonthsAfterNotice(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(580_00) // 20 € of surplus: 6,67 €, 3,33 €, 5 € and 5 €
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{}))
	refunds := w.refundsOf(id)
	w.must(money.GiveBackByBooks(as(w.accountant), w.app, refunds[money.AidFund(money.SocialFund)].ID))
	for _, payer := range []string{w.mother, w.father, bobs} {
		w.must(money.NotifyRefunds(as(w.bursar), w.app, refunds[payer].ID))
		w.refused("V-27", money.KeepRefunds(as(w.accountant), w.app, refunds[payer].ID))
	}
	w.refused("V-27", w.step(id, trip.Closed, trip.Vote{})) // nobody has an address: the letters are not posted
	w.restObjected("PATCH", "refunds/"+refunds[bobs].ID, map[string]any{"posted_on": "2027-04-17"})
	w.rest("PATCH", "refunds/"+refunds[bobs].ID, map[string]any{"notified_on": "2027-01-01", "claimable_until": "2027-01-02"})
	w.objected(money.RecordPosting(as(w.bursar), w.app, "2027-04-18", refunds[bobs].ID)) // tomorrow
	w.objected(money.RecordPosting(as(w.bursar), w.app, "2027-04-16", refunds[bobs].ID)) // before it was known
	w.objected(money.RecordPosting(as(w.teacher), w.app, "2027-04-17", refunds[bobs].ID))
	w.must(money.RunRefunds(context.Background(), w.app))
	for _, payer := range []string{w.mother, w.father, bobs} {
		w.must(money.RecordPosting(as(w.bursar), w.app, "2027-04-17", refunds[payer].ID))
		w.refused("V-27", money.KeepRefunds(as(w.accountant), w.app, refunds[payer].ID))
	}
	notice := w.refundsOf(id)[bobs]
	if notice.NotifiedOn != "2027-04-17" || notice.ClaimableUntil != "2027-07-17" || w.record("refunds", notice.ID).GetString("notice_message") == "" {
		t.Errorf("%+v", notice)
	}
	w.must(w.step(id, trip.Closed, trip.Vote{}))
	for day, want := range map[law.Day]money.RefundState{"2027-07-17": money.RefundNotified} {
		w.on(day)
		w.must(money.RunRefunds(context.Background(), w.app))
		if got := w.refundsOf(id)[bobs].State; got != want {
			t.Errorf("on %s it is %s", day, got)
		}
	}
	w.on("2027-07-18")
	w.must(money.RunRefunds(context.Background(), w.app))
	if got := w.refundsOf(id)[bobs].State; got != money.RefundKept {
		t.Errorf("it is %s", got)
	}
	w.must(money.Verify(w.app))
}

// A message notifies from the day it leaves, not from the day it is queued; a letter posted besides changes nothing.
func TestV27AMessageNotifiesTheDayItLeaves(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(580_00)
	w.must(w.write(school.Actor{Kind: school.System}, "guardians", bobs, map[string]any{"email": "bobs@famille.example"}))
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	refund := w.refundsOf(id)[bobs].ID
	w.must(money.NotifyRefunds(as(w.bursar), w.app, refund))
	if r := w.refundsOf(id)[bobs]; !r.ToPost() || r.ClaimableUntil != "" {
		t.Errorf("nothing has left, and the delay runs: %+v", r)
	}
	w.on("2027-04-20")
	delivery, err := w.app.FindFirstRecordByFilter("deliveries", "message = {:message} && channel = 'email'", map[string]any{"message": w.record("refunds", refund).GetString("notice_message")})
	w.must(err)
	w.must(w.write(school.Actor{Kind: school.System}, "deliveries", delivery.Id, map[string]any{"state": "sent"}))
	if r := w.refundsOf(id)[bobs]; r.ToPost() || r.NotifiedOn != "2027-04-20" || r.ClaimableUntil != "2027-07-20" {
		t.Errorf("%+v", r)
	}
	w.objected(money.RecordPosting(as(w.bursar), w.app, "2027-04-18", refund))
}

// An invoice came late: the report is drawn up again, and what was given stays given.
func TestALateInvoiceTakesNothingBack(t *testing.T) {
	w := newWorld(t)
	id, _, _ := w.back(500_00)
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	w.must(trip.Step(as(w.bursar), w.app, id, trip.Returned, ""))
	w.costs(id, 540_00)
	w.must(w.step(id, trip.Reported, trip.Vote{}))
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	if n := len(w.refundsOf(id)); n != 4 {
		t.Errorf("%d refunds", n)
	}
	c, err := trip.ClosingOf(w.app, id)
	w.must(err)
	if c.Unexplained != 0 || c.Unshared != 0 || c.Refunds.Large != 100_00 {
		t.Errorf("%+v", c)
	}
	w.must(money.Verify(w.app))
}

// Whatever the surplus and whatever was called of whom, the shares add up to it, and nobody gets more than was called.
func TestTheSharesOfASurplusAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var called []trip.Called
		var total cents.Amount
		for i := range rapid.IntRange(1, 30).Draw(r, "charges") {
			c := trip.Called{ID: string(rune('a' + i)), PupilID: string(rune('a' + i/2)), DebtorID: string(rune('A' + i/2)), Amount: cents.Amount(rapid.IntRange(0, 90_000).Draw(r, "amount"))}
			c.SocialFund = cents.Amount(rapid.IntRange(0, int(c.Amount)).Draw(r, "aid"))
			total += c.Amount
			called = append(called, c)
		}
		surplus := cents.Amount(rapid.IntRange(0, int(total)).Draw(r, "surplus"))
		var sum cents.Amount
		for _, s := range trip.ShareSurplus(surplus, called) {
			if s.Amount < 0 || s.Amount > s.Called {
				r.Fatalf("%+v", s)
			}
			sum += s.Amount
		}
		if sum != surplus {
			r.Fatalf("%s shared of %s", sum, surplus)
		}
	})
}
