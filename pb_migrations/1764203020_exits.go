package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A school writes its own form of each of the accountant's exits, as it does for receivables.
func init() {
	m.Register(func(app core.App) error {
		return widen(app, "column_mappings", "kind", "takings_days", "takings_means", "imprests", "agreement", "orders", "unpaid")
	}, forwardOnly)
}
