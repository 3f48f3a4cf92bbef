package money

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// ErrNoGateway is returned when the school has not set PayFiP up.
var ErrNoGateway = errors.New("le paiement en ligne n’est pas encore réglé par l’agent comptable : payez à l’intendance, par chèque, par virement ou en espèces")

// PayFiP is the gateway of this school, as the accountant has set it.
func PayFiP(app core.App) (*payfip.Client, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	if identity.PayfipNumcli == "" || identity.PayfipSoapURL == "" || identity.PayfipPageURL == "" {
		return nil, ErrNoGateway
	}
	return payfip.New(payfip.Config{SOAPURL: identity.PayfipSoapURL, PageURL: identity.PayfipPageURL})
}
