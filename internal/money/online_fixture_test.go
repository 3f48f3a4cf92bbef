package money_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
)

// counter is a till with PayFiP's simulator behind it. Machine time is the simulator's.
type counter struct {
	*till
	sim     *simulator.Simulator
	gw      *payfip.Client
	page    string
	own     *httptest.Server
	ctx     context.Context // the parent, in machine time
	program context.Context // the poller, in machine time
	deaf    atomic.Bool     // notifications are noted, not pulled
}

func openCounter(t *testing.T, options simulator.Options) *counter {
	t.Helper()
	c := &counter{till: openTill(t)}
	if options.Clock == nil {
		start := time.Date(2026, 10, 15, 8, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return start }
	}
	if options.Notify.Order == "" {
		options.Notify.Order = simulator.BeforeReturn // the same order at each run; other tests choose another
	}
	c.own = httptest.NewServer(http.HandlerFunc(c.receive))
	c.sim = simulator.New(options)
	base, err := c.sim.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.sim.Close(); c.own.Close() })
	c.page = base + simulator.PagePath
	c.gw, err = payfip.New(payfip.Config{SOAPURL: base + simulator.SOAPPath, PageURL: c.page, HTTP: &http.Client{Timeout: 5 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	c.ctx = money.WithMachine(c.parent, c.sim.Now)
	c.program = money.WithMachine(context.Background(), c.sim.Now)
	return c
}

// receive is the school's address for notifications: note, answer, then pull.
func (c *counter) receive(w http.ResponseWriter, r *http.Request) {
	idOp, err := payfip.NotificationIDOp(r)
	if err != nil {
		return // the payer's browser coming back
	}
	attempt, err := money.Notified(c.program, c.app, idOp)
	if err != nil {
		c.t.Error(err)
	}
	if attempt != "" && !c.deaf.Load() {
		if _, err := money.Pull(c.program, c.app, c.gw, attempt, money.ByNotification); err != nil {
			c.t.Error(err)
		}
	}
	w.WriteHeader(http.StatusOK)
}

func (c *counter) ask(charges ...string) money.Start {
	return money.Start{
		ChargeIDs: charges, Mel: "parent@example.org", NotifyURL: c.own.URL + "/notif",
		ReturnURL: func(token string) string { return c.own.URL + "/retour/" + token },
	}
}

func (c *counter) start(charges ...string) money.Started {
	c.t.Helper()
	started, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(charges...))
	if err != nil {
		c.t.Fatal(err)
	}
	return started
}

// press opens PayFiP's page and plays a button of it; the browser does not follow the way back.
func (c *counter) press(s money.Started, action string) {
	c.t.Helper()
	c.open(s)
	c.choose(s, action)
}

func (c *counter) open(s money.Started) {
	c.t.Helper()
	response, err := http.Get(s.PageURL) // loopback
	if err != nil {
		c.t.Fatal(err)
	}
	_ = response.Body.Close()
}

func (c *counter) choose(s money.Started, action string) {
	c.t.Helper()
	page, err := url.Parse(s.PageURL)
	if err != nil {
		c.t.Fatal(err)
	}
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := browser.PostForm(c.page, url.Values{"idop": {page.Query().Get("idop")}, "action": {action}})
	if err != nil {
		c.t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode >= 400 {
		c.t.Fatalf("%s: HTTP %d", action, response.StatusCode)
	}
	c.sim.Wait()
}

func (c *counter) pull(id string, cause money.Cause) money.Attempt {
	c.t.Helper()
	a, err := money.Pull(c.program, c.app, c.gw, id, cause)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// poll moves machine time and lets the poller work.
func (c *counter) poll(after time.Duration) {
	c.t.Helper()
	c.sim.Advance(after)
	if _, err := money.PullDue(c.program, c.app, c.gw); err != nil {
		c.t.Fatal(err)
	}
}

func (c *counter) attempt(id string) money.Attempt {
	c.t.Helper()
	a, found, err := money.FindAttempt(c.app, c.viewer, id)
	if err != nil || !found {
		c.t.Fatal(found, err)
	}
	return a
}

func (c *counter) want(id string, state money.State) money.Attempt {
	c.t.Helper()
	a := c.attempt(id)
	if a.State != state {
		c.t.Fatalf("%s (%q), want %s", a.State, a.Trouble, state)
	}
	return a
}

// wantPaid expects one booking: payment, allocations, receipt, and nothing left due.
func (c *counter) wantPaid(id string, payments int, due cents.Amount) {
	c.t.Helper()
	a := c.attempt(id)
	if !a.State.Paid() || a.BookedAt.IsZero() || !a.NextPullAt.IsZero() {
		c.t.Fatalf("%+v", a)
	}
	if c.count("payments") != payments || c.count("receipts") != payments {
		c.t.Fatalf("%d payments, %d receipts, want %d", c.count("payments"), c.count("receipts"), payments)
	}
	if b := c.balance(); b.Due() != due {
		c.t.Fatalf("%+v", b)
	}
}

func isInProgress(err error) (*money.InProgressError, bool) {
	var busy *money.InProgressError
	ok := errors.As(err, &busy)
	return busy, ok
}
