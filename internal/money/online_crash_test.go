//go:build unix

package money_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// crash is what a child process is told: which folder, which PayFiP, what hour, what to pay and where to die.
type crash struct {
	Dir, SOAP, Page            string
	Now                        time.Time
	Charge, Guardian, Account  string
	Step                       string
	NotifyURL, ReturnURLPrefix string
}

const crashVariable = "OPENACADEMIE_TEST_CRASH"

// The steps of a payment after each of which the power may go.
const (
	beforeTheCall = "before the creation call"
	afterTheCall  = "PayFiP has answered, the idOp is not kept"
	kept          = "the idOp is kept, the payer is not sent yet"
	notified      = "the notification is heard, nothing is pulled"
	answered      = "the result is read, nothing is written"
	halfBooked    = "the payment is written, its receipt is not, nothing is committed"
	booked        = "all is booked, nobody is answered"
	restarted     = "" // nothing happens any more: the poller ends what is left
)

// die ends the process as a power cut does: nothing is flushed, nothing is deferred.
func die() {
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}

// fatal is a gateway that dies around its calls.
type fatal struct {
	money.Gateway
	step string
}

func (g fatal) CreatePayment(ctx context.Context, r payfip.Request) (string, error) {
	if g.step == beforeTheCall {
		die()
	}
	idOp, err := g.Gateway.CreatePayment(ctx, r)
	if g.step == afterTheCall {
		die()
	}
	return idOp, err
}

func (g fatal) PaymentDetail(ctx context.Context, idOp string) (payfip.Detail, error) {
	detail, err := g.Gateway.PaymentDetail(ctx, idOp)
	if g.step == answered {
		die()
	}
	return detail, err
}

// TestCrashChild is no test: it is the process that dies.
func TestCrashChild(t *testing.T) {
	told := os.Getenv(crashVariable)
	if told == "" {
		t.Skip("run by TestAKillAtEachStepOfAPaymentLosesNothing")
	}
	var c crash
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		t.Fatal(err)
	}
	app, err := school.Open(c.Dir, school.Options{Kind: school.Practice, Rules: testapp.Rules(), Bind: []func(core.App) error{pb_hooks.Bind}})
	if err != nil {
		t.Fatal(err)
	}
	client, err := payfip.New(payfip.Config{SOAPURL: c.SOAP, PageURL: c.Page})
	if err != nil {
		t.Fatal(err)
	}
	ctx := money.WithMachine(context.Background(), func() time.Time { return c.Now })
	if _, err := money.PullDue(ctx, app, client); err != nil { // the poller of a server that starts again
		t.Fatal(err)
	}
	if c.Step == restarted {
		if err := school.Close(app); err != nil {
			t.Fatal(err)
		}
		return
	}
	payer := school.WithActor(ctx, school.Actor{Kind: school.Guardian, ID: c.Guardian, AccountID: c.Account})
	gw := fatal{client, c.Step}
	started, err := money.StartOnline(payer, app, gw, money.Start{
		ChargeIDs: []string{c.Charge}, Mel: "parent@example.org", NotifyURL: c.NotifyURL, ReturnURL: func(token string) string { return c.ReturnURLPrefix + token },
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("page " + started.PageURL)
	if c.Step == kept {
		die()
	}
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil { // the payer has paid
		t.Fatal(err)
	}
	page, err := url.Parse(started.PageURL)
	if err != nil {
		t.Fatal(err)
	}
	if attempt, err := money.Notified(ctx, app, page.Query().Get("idop")); err != nil || attempt != started.AttemptID {
		t.Fatal(attempt, err)
	}
	if c.Step == notified {
		die()
	}
	if c.Step == halfBooked {
		app.OnRecordCreate("receipts").BindFunc(func(*core.RecordEvent) error { die(); return nil })
	}
	if _, err := money.Pull(ctx, app, gw, started.AttemptID, money.ByNotification); err != nil {
		t.Fatal(err)
	}
	die()
}

// run starts a child, lets the payer pay when it has given a page, and expects it to die of its step.
func (c crash) run(t *testing.T, pay func(page string)) {
	t.Helper()
	told, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
	child.Env = append(os.Environ(), crashVariable+"="+string(told))
	var output bytes.Buffer
	child.Stderr = &output
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(io.TeeReader(stdout, &output))
	for lines.Scan() {
		if page, given := strings.CutPrefix(lines.Text(), "page "); given {
			pay(page)
			_, _ = io.WriteString(stdin, "paid\n") // a child that is dead already does not read
		}
	}
	err = child.Wait()
	status, _ := child.ProcessState.Sys().(syscall.WaitStatus)
	switch killed := status.Signaled() && status.Signal() == syscall.SIGKILL; {
	case c.Step == restarted && err != nil, c.Step != restarted && !killed:
		t.Fatalf("%q: %v\n%s", c.Step, err, output.String())
	}
}

// A process is killed at each step of a payment, on one folder, and started again: what PayFiP has taken is booked once,
// what it has not is owed still, and may be paid.
func TestAKillAtEachStepOfAPaymentLosesNothing(t *testing.T) {
	steps := []string{beforeTheCall, afterTheCall, kept, notified, answered, halfBooked, booked}
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}}) // the school is down when PayFiP rings
	var all []money.NewCharge
	for i := range steps {
		all = append(all, c.due(cents.Amount(1000*(i+1)+i), ""))
	}
	charges := c.charge(all...)
	dir, app := c.app.DataDir(), c.app
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(c.page, simulator.PagePath)
	told := crash{
		Dir: dir, SOAP: base + simulator.SOAPPath, Page: c.page, Guardian: c.guardian, Account: c.account, NotifyURL: c.own.URL + "/notif", ReturnURLPrefix: c.own.URL + "/retour/",
	}
	var taken cents.Amount
	pay := func(page string) {
		address, err := url.Parse(page)
		if err != nil {
			t.Error(err)
			return
		}
		idOp := address.Query().Get("idop")
		response, err := http.Get(page) // loopback
		if err != nil {
			t.Error(err)
			return
		}
		_ = response.Body.Close()
		if err := c.sim.Force(idOp, "P", false); err != nil {
			t.Error(err)
		}
		payment, _ := c.sim.Payment(idOp)
		taken += payment.Amount
	}
	for i, step := range steps {
		told.Step, told.Charge, told.Now = step, charges[i], c.sim.Now()
		told.run(t, pay)
		c.sim.Advance(3 * time.Minute)
	}
	told.Step, told.Now = restarted, c.sim.Now()
	told.run(t, pay)

	reopened, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: testapp.Rules(), Bind: []func(core.App) error{pb_hooks.Bind}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = school.Close(reopened) })
	c.app = reopened
	if err := school.VerifyJournal(c.app); err != nil {
		t.Error(err)
	}
	attempts, err := money.AttemptsOf(c.app, c.viewer, c.pupil)
	if err != nil || len(attempts) != len(steps) {
		t.Fatalf("%d attempts, %v", len(attempts), err)
	}
	for i, step := range steps {
		a, want := attempts[len(steps)-1-i], money.PaidCard
		if step == beforeTheCall || step == afterTheCall {
			want = money.Expired
		}
		if a.State != want || a.Lines[0].ChargeID != charges[i] || a.Trouble != "" || (want == money.PaidCard) == a.BookedAt.IsZero() {
			t.Errorf("%s: %s %q", step, a.State, a.Trouble)
		}
	}
	var payments, receipts struct {
		Count, Sum, Last int
	}
	if err := c.app.DB().NewQuery("SELECT COUNT(*) AS count, SUM(amount_cents) AS sum FROM payments").One(&payments); err != nil {
		t.Fatal(err)
	}
	if err := c.app.DB().NewQuery("SELECT COUNT(*) AS count, MAX(receipt_no) AS last FROM receipts").One(&receipts); err != nil {
		t.Fatal(err)
	}
	if payments.Count != 5 || cents.Amount(payments.Sum) != taken || receipts.Count != 5 || receipts.Last != 5 {
		t.Errorf("%+v %+v, PayFiP has taken %s", payments, receipts, taken)
	}
	if b := c.balance(); b.Due() != all[0].Amount+all[1].Amount || b.Credit != 0 {
		t.Errorf("%+v", b)
	}
	// PayFiP made a payment that nobody knows the page of; the two debts are paid like any other.
	if len(c.sim.Payments()) != len(steps)-1 {
		t.Errorf("%d payments at PayFiP", len(c.sim.Payments()))
	}
	s := c.start(charges[0], charges[1])
	c.open(s)
	c.choose(s, "cb")
	c.pull(s.AttemptID, money.ByReturn)
	if b := c.balance(); b.Due() != 0 {
		t.Errorf("%+v", b)
	}
}
