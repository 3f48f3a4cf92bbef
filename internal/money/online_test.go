package money_test

import (
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
)

func paidWithNotificationIsBookedOnTheSchoolsDay(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, "2026-12-01"))[0]
	s := c.start(id)
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
	payment, err := c.app.FindFirstRecordByData("payments", "online_payment_id", s.AttemptID)
	if err != nil {
		t.Fatal(err)
	}
	if payment.GetString("received_on") != "2026-11-16" || payment.GetString("means") != "payfip_card" || payment.GetString("payer_id") != c.guardian {
		t.Fatalf("%+v", payment.FieldsData())
	}
	receipt, found, err := money.ReceiptOf(c.app, c.actor(), payment.Id)
	if err != nil || !found || receipt.Name() != "L-2026 n°\u00a000001" || receipt.PayerName != "Anne Lovelace" || receipt.Reference != "F000000001A01" {
		t.Fatalf("%+v %v", receipt, err)
	}
	a := c.attempt(s.AttemptID)
	if a.AuthNumber != "A55A" || a.Trouble != "" || a.Numcli != "090909" {
		t.Fatalf("%+v", a)
	}
	if c.count("online_payment_events") != 4 { // created, opened, notified, paid
		t.Fatalf("%d events", c.count("online_payment_events"))
	}
	if err := school.VerifyJournal(c.app); err != nil {
		t.Fatal(err)
	}
}

func foundByThePoller(action string) func(*testing.T) {
	return func(t *testing.T) {
		c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
		s := c.start(c.charge(c.due(12000, ""))[0])
		c.press(s, action)
		c.want(s.AttemptID, money.Opened)
		c.poll(time.Minute) // not yet
		c.want(s.AttemptID, money.Opened)
		c.poll(time.Minute)
		c.wantPaid(s.AttemptID, 1, 0)
	}
}

func returnBeforeTheNotification(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	c.deaf.Store(true)
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	if a := c.attempt(s.AttemptID); !a.NextPullAt.Equal(c.sim.Now()) || a.State != money.Opened {
		t.Fatalf("the notification only marks: %+v", a)
	}
	c.pull(s.AttemptID, money.ByReturn)
	c.deaf.Store(false)
	c.sim.Replay(t.Context(), c.attempt(s.AttemptID).IDOp)
	c.wantPaid(s.AttemptID, 1, 0)
}

func notificationsReturnAndPollerInParallelBookOnce(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Copies: 3}})
	c.deaf.Store(true)
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.deaf.Store(false)
	c.sim.Advance(2 * time.Minute)
	idOp := c.attempt(s.AttemptID).IDOp
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() { c.sim.Replay(t.Context(), idOp) })
		wait.Go(func() {
			if _, err := money.Pull(c.program, c.app, c.gw, s.AttemptID, money.ByReturn); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			if _, err := money.PullDue(c.program, c.app, c.gw); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	c.wantPaid(s.AttemptID, 1, 0)
}

func abandonedThenPaidWithin15Minutes(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "abandon")
	a := c.want(s.AttemptID, money.Opened)
	if p, found, err := money.FollowUp(c.app, s.Token); err != nil || !found || !p.GivenUp || p.Waiting || a.Result != "A" {
		t.Fatalf("%+v %v", p, err)
	}
	c.sim.Advance(14 * time.Minute)
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
}

func abandonedThenNothing(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "abandon")
	c.poll(16 * time.Minute)
	c.want(s.AttemptID, money.Opened)
	c.poll(5 * time.Minute)
	c.want(s.AttemptID, money.Abandoned)
	if c.count("payments") != 0 {
		t.Fatal("booked")
	}
}

func neverOpenedExpiresThenIsLeftAlone(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.poll(10 * time.Minute)
	c.want(s.AttemptID, money.Opened)
	c.poll(11 * time.Minute)
	c.want(s.AttemptID, money.Expired)
	c.sim.Advance(24 * time.Hour)
	c.sim.Night()
	c.poll(0)
	if a := c.want(s.AttemptID, money.Expired); !a.NextPullAt.IsZero() {
		t.Fatalf("P1 after the night ends the pulls: %+v", a)
	}
}

func latePaymentAfterOurExpiry(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.sim.Advance(14 * time.Minute)
	c.open(s)
	c.poll(8 * time.Minute)
	c.want(s.AttemptID, money.Expired)
	c.choose(s, "cb") // the payer was still on the page
	c.poll(10 * time.Minute)
	c.wantPaid(s.AttemptID, 1, 0)
}

func refusedThenANewAttempt(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	first := c.start(id)
	c.press(first, "refus_cb")
	c.want(first.AttemptID, money.Refused)
	second := c.start(id) // at once
	if a := c.attempt(second.AttemptID); a.Refdet != "F000000002A02" {
		t.Fatalf("reference %s", a.Refdet)
	}
	c.press(second, "cb")
	c.wantPaid(second.AttemptID, 1, 0)
}

func debitIsBookedThenReturnedByTheBank(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	s := c.start(id)
	c.press(s, "prelevement")
	c.wantPaid(s.AttemptID, 1, 0)
	c.want(s.AttemptID, money.PaidDebit)
	payment, err := c.app.FindFirstRecordByData("payments", "online_payment_id", s.AttemptID)
	if err != nil || payment.GetString("means") != "payfip_debit" {
		t.Fatal(err)
	}
	if err := money.ReversePayment(c.accountant, c.app, payment.Id, "Prélèvement rejeté par la banque"); err != nil {
		t.Fatal(err)
	}
	if b := c.balance(); b.Due() != 12000 {
		t.Fatalf("%+v", b)
	}
	if again := c.start(id); again.AttemptID == s.AttemptID {
		t.Fatal("the debt may be paid again")
	}
}
