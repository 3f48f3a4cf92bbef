package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What a refund takes from which payment: without it, nobody could tell of a payment what it still settles and what has
// gone back to who made it. Sealed, as the rest of the ledger.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return create(app, "refund_lines", []core.Field{
					relation(app, "refund", "Remboursement", "refunds", required, label),
					relation(app, "payment", "Paiement dont une part est rendue", "payments", required),
					money("amount_cents", "Montant rendu sur ce paiement"),
				}, "!refund, payment", "payment, refund, amount_cents")
			},
			func(app core.App) error { return seal(app, "refund_lines") },
		)
	}, forwardOnly)
}
