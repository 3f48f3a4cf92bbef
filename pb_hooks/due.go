package pb_hooks

import (
	"context"
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// bindJobs starts the two clocks of a served school: each quarter of an hour the trade asks what is due, each minute the
// attempts to pay online whose time has come are pulled. Both stop with the app.
func bindJobs(app core.App) error {
	run := func(name string, job func(context.Context, core.App) error) func() {
		return func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
			defer cancel()
			if err := job(ctx, app); err != nil {
				app.Logger().Error("job", "name", name, "error", err.Error())
			}
		}
	}
	if err := app.Cron().Add("openacademie.due", "*/15 * * * *", run("due", RunDue)); err != nil {
		return err
	}
	return app.Cron().Add("openacademie.payfip", "* * * * *", run("payfip", pullPayments))
}

// RunDue does what the school's clock says is due, in order: the trade's reminders, the payments to pull, the messages to
// send, what is kept for a while only. It may run as often as one likes.
func RunDue(ctx context.Context, app core.App) error {
	return errors.Join(trip.RunDue(ctx, app), trip.RunPurge(ctx, app), privacy.RunDue(ctx, app), money.RunRefunds(ctx, app), money.RunDebits(ctx, app), money.RunPlans(ctx, app), money.RunReminders(ctx, app), pullPayments(ctx, app), tellOnlineConcerns(ctx, app), insistOnReminders(ctx, app), notify.Gather(ctx, app), notify.Flush(ctx, app), notify.DropBadAddresses(ctx, app), school.DropOldImports(ctx, app), reconcile.DropOld(ctx, app), school.DropOldCodes(app))
}

// insistOnReminders sends one rung further down the reminders that left some days ago and that nobody has opened (F-04).
func insistOnReminders(ctx context.Context, app core.App) error {
	unread, err := money.UnreadReminders(app)
	if err != nil {
		return err
	}
	for _, r := range unread {
		if _, err := notify.Insist(ctx, app, notify.Reminder, notify.Subject{Collection: "reminders", ID: r.ID}, r.LeftBefore); err != nil {
			return err
		}
	}
	return nil
}

// tellOnlineConcerns writes to the accountant about the payments online that a person has to look at, once a day for each
// concern.
func tellOnlineConcerns(ctx context.Context, app core.App) error {
	counts, err := money.OnlineConcerns(ctx, app)
	if err != nil {
		return err
	}
	today := school.Clock(app).Today()
	for _, concern := range money.AllConcerns {
		if n := counts[concern]; n > 0 {
			if _, err := notify.QueueToRole(ctx, app, school.Accountant, notify.TellOnlineConcern(string(concern), concern.Count(n), today)); err != nil {
				return err
			}
		}
	}
	return nil
}

func pullPayments(ctx context.Context, app core.App) error {
	gateway, err := money.PayFiP(app)
	if errors.Is(err, money.ErrNoGateway) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = money.PullDue(ctx, app, gateway)
	return err
}
