package money

import (
	"context"
	"fmt"
	"unicode"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// The uses under which the account of a refund is sealed: nothing else opens them.
const (
	sealedIBAN   = "refund_iban"
	sealedHolder = "refund_account_holder"
)

// maxHolder is the length of a holder's name in a transfer, in characters.
const maxHolder = 70

// ClaimRefund says where to send a refund. The number is checked, sealed with the folder's key and erased once the money
// has left; only its last four characters show. The actor is who is owed the money, or prepares refunds with the paper that
// the family has brought. It returns a *law.Refusal whose field is "iban" or "titulaire".
func ClaimRefund(ctx context.Context, app core.App, id, typed, holder string) error {
	iban, err := sepa.ParseIBAN(typed)
	if err != nil {
		return law.Object("iban", capital(err.Error())+".", "Recopiez-le depuis un relevé d’identité bancaire (RIB).")
	}
	name := sepa.Text(holder, maxHolder)
	if name == "" {
		return law.Object("titulaire", "Le nom du titulaire du compte manque.", "Écrivez-le comme sur le relevé d’identité bancaire.")
	}
	keys := school.DepsOf(app).Keys
	sealed, err := keys.Seal(sealedIBAN, []byte(iban))
	if err != nil {
		return fmt.Errorf("seal an account: %w", err)
	}
	sealedName, err := keys.Seal(sealedHolder, []byte(name))
	if err != nil {
		return fmt.Errorf("seal a holder: %w", err)
	}
	return stepRefund(ctx, app, id, RefundClaimed, map[string]any{"iban_sealed": sealed, "iban_tail": iban.Tail(), "account_holder": sealedName})
}

func capital(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// accountOf opens the account of a refund, for the file of its batch and for nothing else.
func accountOf(app core.App, refund *core.Record) (sepa.Party, error) {
	keys := school.DepsOf(app).Keys
	iban, err := keys.Open(sealedIBAN, refund.GetString("iban_sealed"))
	if err != nil {
		return sepa.Party{}, fmt.Errorf("account of a refund: %w", err)
	}
	holder, err := keys.Open(sealedHolder, refund.GetString("account_holder"))
	if err != nil {
		return sepa.Party{}, fmt.Errorf("holder of a refund: %w", err)
	}
	return sepa.Party{Name: string(holder), IBAN: sepa.IBAN(iban)}, nil
}
