package money_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
)

// scenarios are the acceptance scenarios of specs/payfip.md §14, one line each, in its order, and those of its faults.
var scenarios = []struct {
	name string
	play func(*testing.T)
}{
	{"P with notification", paidWithNotificationIsBookedOnTheSchoolsDay},
	{"P without notification", foundByThePoller("cb")},
	{"P, tab closed, notification lost", foundByThePoller("fermer")},
	{"return before notification", returnBeforeTheNotification},
	{"three duplicate notifications and the return in parallel", notificationsReturnAndPollerInParallelBookOnce},
	{"A then P within 15 minutes", abandonedThenPaidWithin15Minutes},
	{"A then nothing", abandonedThenNothing},
	{"never opened: P5, expired at 20 minutes, P1 after the night", neverOpenedExpiresThenIsLeftAlone},
	{"late P after local expiry", latePaymentAfterOurExpiry},
	{"R then a new attempt", refusedThenANewAttempt},
	{"V then bank reject recorded by the accountant", debitIsBookedThenReturnedByTheBank},
	{"two paid attempts: overpayment flagged, then refunded", twoPaidAttemptsMakeACreditThatIsFlagged},
	{"amount mismatch, and every other echo", answerThatIsNotWhatWasAskedIsNeverBooked},
	{"T result in a W account", testPaymentInAProductionAccountIsNotMoney},
	{"forged notification with an unknown idOp", forgedNotificationDoesNothing},
	{"unknown code Q", unknownResultIsToCheck},
	{"502 then recovery; technical faults, truncated and 5 MiB bodies, reset", failuresOfPayFiPThenRecovery},
	{"creation cut after it was carried out, then a new attempt", creationThatTimesOutThenANewAttempt},
	{"creation timeout, then a new attempt", creationTimeoutThenANewAttempt},
	{"creation answered by each fault", creationAnsweredByEachFault},
	{"limits of refdet, objet and e-mail", whatPayFiPWouldNotTakeIsSaidBefore},
	{"limits of the e-mail and of the amount, both sides", limitsOfMailAndAmount},
	{"leading zeros of numcli kept", leadingZerosOfTheNumberAreKept},
	{"change of hour, both readings of 02:30", hourThatOccursTwice},
}

func TestEveryScenarioOfPayFiP(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, s.play)
	}
}

func creationTimeoutThenANewAttempt(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	patient := c.gw
	hurried, err := payfip.New(payfip.Config{
		SOAPURL: strings.TrimSuffix(c.page, simulator.PagePath) + simulator.SOAPPath, PageURL: c.page, HTTP: &http.Client{Timeout: 30 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.sim.Inject(simulator.Fault{Kind: simulator.Slow, Latency: simulator.Pause(time.Minute), Operation: "creerPaiementSecurise", Times: 1})
	if _, err := money.StartOnline(c.ctx, c.app, hurried, c.ask(id)); !errors.Is(err, money.ErrGateway) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	lost, err := money.AttemptsOf(c.app, c.viewer, c.pupil)
	if err != nil || len(lost) != 1 || lost[0].State != money.Expired || lost[0].IDOp != "" || lost[0].Trouble != "" {
		t.Fatalf("%+v %v", lost, err)
	}
	c.gw = patient
	s := c.start(id) // at once
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
}

// Whatever a creation is answered, the attempt ends, the payer is told, and may try again at once.
func creationAnsweredByEachFault(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	kinds := []simulator.FaultKind{
		simulator.BadGateway, simulator.Dysfunction, simulator.Unavailable, simulator.Protocol, simulator.Reset, simulator.EmptyReturn, simulator.Truncated, simulator.Huge,
	}
	for _, kind := range kinds {
		c.sim.Inject(simulator.Fault{Kind: kind, Times: 1})
		if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)); !errors.Is(err, money.ErrGateway) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	all, err := money.AttemptsOf(c.app, c.viewer, c.pupil)
	if err != nil || len(all) != len(kinds) {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	for _, a := range all {
		if a.State != money.Expired || a.IDOp != "" || !a.NextPullAt.IsZero() {
			t.Errorf("%+v", a)
		}
	}
	s := c.start(id)
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
	if a := c.attempt(s.AttemptID); a.Refdet != "F000000009A09" {
		t.Errorf("reference %s", a.Refdet)
	}
}

func limitsOfMailAndAmount(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	most := c.due(9_999_999, "2026-12-01")
	over := c.due(10_000_000, "2026-12-02")
	least := c.due(100, "2026-12-03")
	under := c.due(99, "2026-12-04")
	ids := c.charge(most, over, least, under)
	for mel, ok := range map[string]bool{
		"a@b.fr": true, strings.Repeat("a", 68) + "@exemple.org": true, "a@b.f": false, strings.Repeat("a", 69) + "@exemple.org": false, "a b@exemple.org": false, "a@b@c.fr": false, "": false,
	} {
		s := c.ask(ids[2])
		s.Mel = mel
		_, err := money.StartOnline(c.ctx, c.app, c.gw, s)
		if refusal := (*law.Refusal)(nil); ok != (err == nil) || !ok && !errors.As(err, &refusal) {
			t.Errorf("%q: %v", mel, err)
		}
		c.sim.Advance(20 * time.Minute)
	}
	for i, ok := range []bool{true, false, true, false} {
		_, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(ids[i]))
		if refusal := (*law.Refusal)(nil); ok != (err == nil) || !ok && !errors.As(err, &refusal) {
			t.Errorf("charge %d: %v", i, err)
		}
		c.sim.Advance(20 * time.Minute)
	}
	// Too little alone, and enough together.
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(ids[2], ids[3])); err != nil {
		t.Error(err)
	}
}

func leadingZerosOfTheNumberAreKept(t *testing.T) {
	c := openCounter(t, simulator.Options{Accounts: []simulator.Account{{Numcli: "000007", Labels: [3]string{"COLLEGE", "REGIE", ""}, Card: true, Debit: true}}})
	c.sql("UPDATE school SET payfip_numcli = '000007'", nil)
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
	if a := c.attempt(s.AttemptID); a.Numcli != "000007" || c.sim.Payments()[0].Numcli != "000007" {
		t.Fatalf("%+v", a)
	}
	if _, err := c.gw.ClientInfo(t.Context(), "7"); err == nil {
		t.Error("a number without its zeros is asked for")
	}
}
