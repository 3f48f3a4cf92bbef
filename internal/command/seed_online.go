package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// seedOnline has one family pay by card, through the payment service's stand-in as any family does: asked, paid, pulled, booked.
// It is the last of those who owe a trip and have paid nothing, and who debit nothing: the first ones are left to whoever tries.
func seedOnline(ctx context.Context, app core.App) (err error) {
	var found []struct{ Charge, Guardian, Email string }
	err = app.DB().NewQuery(`SELECT c.id AS charge, g.id AS guardian, g.email FROM charges c JOIN guardians g ON g.id = c.debtor_id
		WHERE c.subject_collection = 'trips' AND c.amount_cents BETWEEN 100 AND 100000 AND g.email != ''
			AND (SELECT COUNT(*) FROM guardians o WHERE o.email = g.email) = 1
			AND NOT EXISTS (SELECT 1 FROM payments y WHERE y.payer_id = g.id OR y.pupil = c.pupil)
			AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.guardian_id = g.id)
			AND NOT EXISTS (SELECT 1 FROM aid_requests r WHERE r.pupil = c.pupil)
		ORDER BY g.personne_id DESC, c.due_on LIMIT 1`).All(&found)
	if err != nil || len(found) == 0 {
		return err
	}
	sim, err := openSimulator(ctx, app)
	if err != nil {
		return err
	}
	defer sim.Close()
	gateway, err := money.PayFiP(app)
	if err != nil {
		return err
	}
	person, err := school.FindPerson(app, school.GuardianPerson, found[0].Guardian)
	if err != nil {
		return err
	}
	account, err := school.AccountFor(ctx, app, found[0].Email, []school.Person{person})
	if err != nil {
		return err
	}
	payer := as(ctx, school.Actor{Kind: school.Guardian, ID: found[0].Guardian, AccountID: account, AuthLevel: "email_code"})
	started, err := money.StartOnline(payer, app, gateway, money.Start{
		ChargeIDs: []string{found[0].Charge}, Mel: found[0].Email, NotifyURL: "http://localhost/", ReturnURL: func(string) string { return "http://localhost/" },
	})
	if err != nil {
		return err
	}
	paid := sim.Payments()
	if len(paid) != 1 {
		return fmt.Errorf("%d payments at the stand-in", len(paid))
	}
	if err := sim.Force(paid[0].IDOp, "P", false); err != nil {
		return err
	}
	attempt, err := money.Pull(ctx, app, gateway, started.AttemptID, money.ByNotification)
	if err == nil && !attempt.State.Paid() {
		err = errors.New("the online payment is " + string(attempt.State))
	}
	return err
}
