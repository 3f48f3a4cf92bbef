package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A closed period keeps what it was: its totals, the digest of its rows, the last line of the journal and how many rows each
// sealed table held. Doctor compares, so that a cut tail shows.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return create(app, "closings", []core.Field{
					day("from_on", "Du", required),
					day("to_on", "Au", required, label),
					text("by_staff", "Arrêtée par l’agent comptable", 15, required),
					number("journal_line", "Dernière ligne du journal"),
					text("journal_digest", "Empreinte de cette ligne", 64),
					text("rows_digest", "Empreinte des écritures de la période", 64, required),
					document("counts", "Nombre de lignes de chaque table scellée"),
					document("totals", "Totaux de la période, en centimes"),
					instant("closed_at", "Arrêtée le", required),
				}, "!to_on")
			},
			func(app core.App) error { return seal(app, "closings") },
		)
	}, forwardOnly)
}
