package paper

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
)

// Transfer is how a sum is asked for by transfer, ready to print.
func Transfer(a money.TransferAsk) *document.Transfer {
	return &document.Transfer{Creditor: a.Creditor, IBAN: a.Groups(), BIC: a.BIC, Reference: a.ReferenceGroups(), Amount: a.Amount, Payload: a.Payload}
}
