package money_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
)

func twoPaidAttemptsMakeACreditThatIsFlagged(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	id := c.charge(c.due(12000, ""))[0]
	first := c.start(id)
	c.open(first)
	c.sim.Advance(21 * time.Minute)
	second := c.start(id) // the first page is still open in another tab
	c.press(second, "cb")
	c.choose(first, "cb")
	c.pull(second.AttemptID, money.ByReturn)
	c.pull(first.AttemptID, money.ByReturn)
	c.wantPaid(first.AttemptID, 2, 0)
	if b := c.balance(); b.Credit != 12000 {
		t.Fatalf("%+v", b)
	}
	look, err := money.ToLookAt(c.app, c.viewer)
	if err != nil || len(look) != 1 || look[0].ID != first.AttemptID || !strings.Contains(look[0].Trouble, "Trop-perçu") {
		t.Fatalf("%+v %v", look, err)
	}
	_, err = money.EventsOf(c.app, c.actor(), first.AttemptID)
	wantRefusal(t, err, "")
	wantRefusal(t, money.Examined(c.parent, c.app, first.AttemptID, "Je l’ai vu moi-même"), "")
	// What was paid twice goes back (F-12).
	credits, err := money.Overpaid(c.app, c.viewer)
	if err != nil || len(credits) != 1 || credits[0].Amount != 12000 || credits[0].PayerID != c.guardian {
		t.Fatalf("%+v %v", credits, err)
	}
	if _, err := money.OweOverpaid(c.accountant, c.app, credits[0]); err != nil {
		t.Fatal(err)
	}
	if b := c.balance(); b.Credit != 0 || b.GoingBack != 12000 {
		t.Fatalf("%+v", b)
	}
	if err := money.Examined(c.accountant, c.app, first.AttemptID, "Remboursé par virement le 17"); err != nil {
		t.Fatal(err)
	}
	if look, _ = money.ToLookAt(c.app, c.viewer); len(look) != 0 {
		t.Fatalf("%+v", look)
	}
}

func answerThatIsNotWhatWasAskedIsNeverBooked(t *testing.T) {
	for field, value := range map[string]string{"montant": "100", "numcli": "090910", "refdet": "F000000009A09", "idOp": "0b7c1f30-9a51-11f1-8f4e-0242ac120002"} {
		c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
		s := c.start(c.charge(c.due(12000, ""))[0])
		c.press(s, "cb")
		c.sim.Inject(simulator.Fault{Kind: simulator.WrongEcho, Field: field, Value: value, Times: 1})
		c.pull(s.AttemptID, money.ByReturn)
		a := c.want(s.AttemptID, money.ToCheck)
		if a.Trouble == "" || c.count("payments") != 0 || a.NextPullAt.IsZero() {
			t.Fatalf("%s: %+v", field, a)
		}
		c.pull(s.AttemptID, money.ByHand) // the right answer comes in the end
		c.wantPaid(s.AttemptID, 1, 0)
	}
}

func testPaymentInAProductionAccountIsNotMoney(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	c.sql("UPDATE school SET payfip_mode = 'W'", nil)
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.sim.Inject(simulator.Fault{Kind: simulator.WrongEcho, Field: "saisie", Value: "T", Times: 1})
	c.pull(s.AttemptID, money.ByReturn)
	c.want(s.AttemptID, money.ToCheck)
	if c.count("payments") != 0 {
		t.Fatal("booked")
	}
}

func forgedNotificationDoesNothing(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	c.start(c.charge(c.due(12000, ""))[0])
	events := c.count("online_payment_events")
	for _, idOp := range []string{"0b7c1f30-9a51-11f1-8f4e-0242ac120002", "", "' OR 1=1", strings.Repeat("a", 5000)} {
		attempt, err := money.Notified(c.program, c.app, idOp)
		if err != nil || attempt != "" {
			t.Fatalf("%q: %q %v", idOp, attempt, err)
		}
	}
	if c.count("online_payment_events") != events {
		t.Fatal("something was written")
	}
}

func TestRepeatedNotificationWritesOnce(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	s := c.start(c.charge(c.due(12000, ""))[0])
	idOp, events := c.attempt(s.AttemptID).IDOp, c.count("online_payment_events")
	for range 20 {
		if attempt, err := money.Notified(c.program, c.app, strings.ToUpper(idOp)); err != nil || attempt != s.AttemptID {
			t.Fatal(attempt, err)
		}
	}
	if c.count("online_payment_events") != events+1 {
		t.Fatalf("%d events", c.count("online_payment_events")-events)
	}
}

func unknownResultIsToCheck(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.sim.Inject(simulator.Fault{Kind: simulator.UnknownResult, Times: 2})
	c.poll(2 * time.Minute)
	c.want(s.AttemptID, money.ToCheck)
	if err := money.Examined(c.accountant, c.app, s.AttemptID, "Demande faite à la DDFiP"); err != nil {
		t.Fatal(err)
	}
	c.poll(3 * time.Minute)
	if a := c.want(s.AttemptID, money.ToCheck); a.Trouble != "" {
		t.Fatalf("what was examined comes back: %q", a.Trouble)
	}
	c.poll(5 * time.Minute)
	c.wantPaid(s.AttemptID, 1, 0)
}

func failuresOfPayFiPThenRecovery(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	kinds := []simulator.FaultKind{simulator.BadGateway, simulator.Dysfunction, simulator.Unavailable, simulator.EmptyReturn, simulator.Truncated, simulator.Huge, simulator.Reset}
	for _, kind := range kinds {
		c.sim.Inject(simulator.Fault{Kind: kind, Times: 1})
		a := c.pull(s.AttemptID, money.ByPoller)
		if a.State != money.Opened || a.NextPullAt.IsZero() || a.Trouble != "" {
			t.Fatalf("%s: %+v", kind, a)
		}
	}
	// Ill until after the last pull of the schedule: it is asked for again the next mornings.
	c.sim.Inject(simulator.Fault{Kind: simulator.BadGateway})
	c.poll(48 * time.Hour)
	if a := c.want(s.AttemptID, money.Opened); !a.NextPullAt.After(c.sim.Now()) {
		t.Fatalf("%+v", a)
	}
	c.sim.ClearFaults()
	c.poll(24 * time.Hour)
	c.wantPaid(s.AttemptID, 1, 0)
}

func creationThatTimesOutThenANewAttempt(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	c.sim.Inject(simulator.Fault{Kind: simulator.Reset, Times: 1}) // made at PayFiP, and nobody knows its idOp
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)); !errors.Is(err, money.ErrGateway) {
		t.Fatal(err)
	}
	lost, err := money.AttemptsOf(c.app, c.viewer, c.pupil)
	if err != nil || len(lost) != 1 || lost[0].State != money.Expired || lost[0].IDOp != "" {
		t.Fatalf("%+v %v", lost, err)
	}
	s := c.start(id)
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
}

func TestCreationCutByACrashIsClosedByThePoller(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	s := c.start(id)
	c.sql("UPDATE online_payments SET state = 'created', idop = '', next_pull_at = ''", nil) // as a power cut leaves it
	if _, busy := isInProgress(errOf(money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)))); !busy {
		t.Fatal("the creation may still answer")
	}
	c.poll(time.Minute)
	c.want(s.AttemptID, money.Expired)
	c.start(id)
}

func TestBookingThatFailsLeavesNothingAndIsDoneAgain(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	cut := errors.New("power cut")
	hook := c.app.OnRecordCreate("receipts").BindFunc(func(*core.RecordEvent) error { return cut })
	if _, err := money.Pull(c.program, c.app, c.gw, s.AttemptID, money.ByReturn); !errors.Is(err, cut) {
		t.Fatal(err)
	}
	if a := c.want(s.AttemptID, money.Opened); !a.BookedAt.IsZero() || c.count("payments")+c.count("allocations")+c.count("payment_details") != 0 {
		t.Fatalf("half booked: %+v", a)
	}
	c.app.OnRecordCreate("receipts").Unbind(hook)
	c.poll(2 * time.Minute)
	c.wantPaid(s.AttemptID, 1, 0)
}

func TestBookingThatARuleRefusesIsKeptInSight(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	hook := c.app.OnRecordCreate("payments").BindFunc(func(*core.RecordEvent) error { return law.Object("", "Refusé.", "") })
	a := c.pull(s.AttemptID, money.ByReturn)
	if a.State != money.ToCheck || !strings.Contains(a.Trouble, "PayFiP a encaissé") || c.count("payments") != 0 || !a.BookedAt.IsZero() {
		t.Fatalf("%+v", a)
	}
	c.app.OnRecordCreate("payments").Unbind(hook)
	c.pull(s.AttemptID, money.ByHand)
	c.wantPaid(s.AttemptID, 1, 0)
}

func hourThatOccursTwice(t *testing.T) {
	for start, want := range map[string]string{
		"2026-10-25T02:29:00+02:00": "2026-10-25T00:30:00Z", "2026-10-25T02:29:00+01:00": "2026-10-25T01:30:00Z",
	} {
		base, _ := time.Parse(time.RFC3339, start)
		c := openCounter(t, simulator.Options{Clock: func() time.Time { return base }, Notify: simulator.Notify{Lost: true}})
		s := c.start(c.charge(c.due(12000, ""))[0])
		c.open(s)
		c.sim.Advance(90 * time.Second)
		c.choose(s, "cb")
		c.pull(s.AttemptID, money.ByReturn)
		record, err := c.app.FindRecordById("online_payments", s.AttemptID)
		if got := record.GetDateTime("transacted_at").Time().UTC().Format(time.RFC3339); err != nil || got != want {
			t.Errorf("%s: %s, want %s", start, got, want)
		}
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestLogTellsWhatTriggeredEachStep(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	c.deaf.Store(true)
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.pull(s.AttemptID, money.ByReturn)
	events, err := money.EventsOf(c.app, c.viewer, s.AttemptID)
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintf("%s %s>%s %s", e.Cause, e.From, e.To, e.Answer))
	}
	want := []string{"creation >created ", "creation created>opened ", "notification opened>opened ", "payer_return opened>paid_card P"}
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%q %v", got, err)
	}
}
