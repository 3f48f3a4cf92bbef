package money

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// ErrNoGateway is returned when the school has not set PayFiP up.
var ErrNoGateway = errors.New("le paiement en ligne n’est pas encore réglé par l’agent comptable : payez à l’intendance, par chèque, par virement ou en espèces")

// ErrNotOpen is returned while a real school tries PayFiP: a family would believe that it has paid.
var ErrNotOpen = errors.New("le paiement en ligne n’est pas encore ouvert aux familles : payez à l’intendance, par chèque, par virement ou en espèces")

// PayFiPForFamilies is the gateway by which families pay: in production only, but in a practice school, where no euro moves.
func PayFiPForFamilies(app core.App) (*payfip.Client, error) {
	client, err := PayFiP(app)
	if err != nil {
		return nil, err
	}
	return client, openToFamilies(app)
}

func openToFamilies(app core.App) error {
	identity, err := school.IdentityOf(app)
	if err == nil && !school.IsPractice(app) && payfip.Mode(identity.PayfipMode) != payfip.ModeProduction {
		return ErrNotOpen
	}
	return err
}

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
