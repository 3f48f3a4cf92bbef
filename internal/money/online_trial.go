package money

import (
	"context"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// trialAmount is the least that PayFiP takes: an activation payment is real money.
const trialAmount = payfip.MinAmount

// StartTrial opens a payment of one euro that nobody owes, in test or activation mode: it shows that payments come back,
// clears no debt and is not booked. DGFiP opens production after one such payment by each means. The actor sets PayFiP.
func StartTrial(ctx context.Context, app core.App, gw Gateway, s Start) (Started, error) {
	if app.IsTransactional() {
		return Started{}, errors.New("money: PayFiP is not called inside a transaction")
	}
	if err := school.Require(school.ActorIn(ctx), school.SetPayFiP); err != nil {
		return Started{}, err
	}
	if err := checkWorld(app, gw); err != nil {
		return Started{}, err
	}
	token := newToken()
	var attempt Attempt
	var request payfip.Request
	err := school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		identity, err := school.IdentityOf(tx)
		if err != nil {
			return err
		}
		if mode := payfip.Mode(identity.PayfipMode); mode != payfip.ModeTest && mode != payfip.ModeActivation {
			return law.Object("mode", "Un paiement d’essai se fait en mode test ou activation.", "En production, chaque paiement règle une somme due.")
		}
		number, _, err := nextNumber(tx, "")
		if err != nil {
			return err
		}
		request = payfip.Request{
			Exer: string(school.Clock(tx).Today()[:4]), Mel: s.Mel, Amount: trialAmount, Numcli: identity.PayfipNumcli, Objet: "Paiement d essai",
			Refdet: payfip.Refdet(int64(number), 1), Saisie: payfip.Mode(identity.PayfipMode), NotifyURL: s.NotifyURL, ReturnURL: s.ReturnURL(token),
		}
		attempt, err = writeAttempt(ctx, tx, request, map[string]any{"attempt_no": number, "trial": true, "lines": []Line{}, "resume_digest": digestOf(token)})
		return err
	})
	if err != nil {
		return Started{}, err
	}
	return openAt(ctx, app, gw, attempt, request, token)
}
