package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// RunRefunds does what a day brings to money that goes back: small sums that were notified three months ago are the
// school's (V-27, F-12), and those that nobody has claimed in four years lapse (V-29). The actor is the program.
func RunRefunds(ctx context.Context, app core.App) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		today := school.Clock(tx).Today()
		waiting, err := refundsWhere(tx, dbx.HashExp{"f.state": []any{string(RefundDue), string(RefundNotified)}})
		if err != nil {
			return err
		}
		for _, r := range waiting {
			switch {
			case r.Small && r.State == RefundNotified && r.ClaimableUntil != "" && today > r.ClaimableUntil:
				err = KeepRefunds(ctx, tx, r.ID)
			case !r.Small && today > r.LapsesAfter:
				err = LapseRefunds(ctx, tx, r.ID)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Overpaid lists the credit of every payer of the school that nothing claims: what F-12 asks to give back. The viewer is
// staff who see money.
func Overpaid(app core.App, viewer school.Actor) ([]Credit, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return credits(app, dbx.HashExp{})
}

// OweOverpaid owes back the whole credit of a payer for a pupil (F-12). The actor prepares refunds.
func OweOverpaid(ctx context.Context, app core.App, c Credit) (id string, err error) {
	open, err := openCharges(app, c.PupilID)
	if err != nil {
		return "", err
	}
	for _, a := range open {
		if a.DebtorID == c.PayerID {
			return "", law.Object("", fmt.Sprintf("Cette personne doit encore %s (« %s ») : l’avance se règle d’abord dessus.", a.Due(), a.Label),
				"L’agent comptable l’impute, ou demande à la famille ce qu’elle préfère.")
		}
	}
	return OweBack(ctx, app, NewRefund{
		PupilID: c.PupilID, PayerID: c.PayerID, Funder: c.Funder, Subject: Subject{"pupils", c.PupilID}, Cause: ByOverpayment, Amount: c.Amount,
	})
}
