package notify

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/school"
)

// office is the sender of one school: a worker that sleeps until something is queued, and the small jobs that must not
// keep a page waiting. It lives in the app's store, never in a package variable.
type office struct {
	app    core.App
	client *http.Client
	bell   chan struct{} // rung after a commit; one ring waits, more are the same
	ctx    context.Context
	close  context.CancelFunc

	mu     sync.Mutex
	closed bool
	open   bool
	desks  chan struct{}  // small jobs at work at the same time
	work   sync.WaitGroup // what the end of the app waits for
}

const officeKey = "openacademie.notify"

// Bind gives an app its sender: rung after each commit that queues a delivery, at work while the app is served, stopped
// before the database closes.
func Bind(app core.App) error {
	ctx, stop := context.WithCancel(context.Background())
	o := &office{
		app: app, client: dial.Client(school.IsPractice(app)), bell: make(chan struct{}, 1), ctx: ctx, close: stop, desks: make(chan struct{}, 4),
	}
	app.Store().Set(officeKey, o)
	app.OnRecordAfterCreateSuccess("deliveries").BindFunc(func(e *core.RecordEvent) error {
		o.ring()
		return e.Next()
	})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if _, err := PublicKey(e.App); err != nil {
			return err
		}
		o.start()
		return e.Next()
	})
	app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		o.stop()
		return e.Next()
	})
	return nil
}

func officeOf(app core.App) *office {
	o, _ := app.Store().Get(officeKey).(*office)
	return o
}

// Wake has the worker look now: after the practice clock moved, or a parameter changed.
func Wake(app core.App) {
	if o := officeOf(app); o != nil {
		o.ring()
	}
}

// Flush sends all that is due now with the folder's own sender. Jobs and the practice clock call it; the worker does the
// same by itself.
func Flush(ctx context.Context, app core.App) error {
	s, err := NewSender(app)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		n, err := Deliver(ctx, app, s)
		if err != nil || n == 0 {
			return err
		}
	}
	return ctx.Err()
}

func (o *office) ring() {
	select {
	case o.bell <- struct{}{}:
	default:
	}
}

// start opens the office once.
func (o *office) start() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open || o.closed {
		return
	}
	o.open = true
	o.work.Go(o.run)
}

func (o *office) run() {
	for {
		if err := Flush(o.ctx, o.app); err != nil && !errors.Is(err, context.Canceled) {
			o.app.Logger().Error("outbox", "error", err)
		}
		timer := time.NewTimer(o.rest())
		select {
		case <-o.ctx.Done():
			timer.Stop()
			return
		case <-o.bell:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// rest is how long to sleep when nobody rings: a minute while something waits for its hour or its next try, else the
// quarter of an hour of all jobs.
func (o *office) rest() time.Duration {
	var waiting bool
	err := o.app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'queued' AND channel IN ('push', 'email', 'sms'))").Row(&waiting)
	if err != nil || waiting {
		return time.Minute
	}
	return 15 * time.Minute
}

// do runs a small job in the background; the end of the app waits for it.
func (o *office) do(job func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.work.Go(func() {
		o.desks <- struct{}{}
		defer func() { <-o.desks }()
		job()
	})
}

func (o *office) stop() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.close()
	o.work.Wait()
	o.client.CloseIdleConnections()
}
