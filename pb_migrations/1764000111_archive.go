package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Archives: why a trip came back out of them, and the visas under which the archives administration lets personal data go.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return extend(app, "trips", []core.Field{text("restored_for", "Pourquoi le voyage est sorti des archives", 500)}, "archived_on")
			},
			func(app core.App) error {
				return create(app, "archive_visas", []core.Field{
					text("category", "Catégorie de données", 40, required, label),
					text("number", "Numéro du visa d’élimination", 60, required, label),
					day("covers_until", "Pour ce qui a pris fin au plus tard le", required),
					text("by_staff", "Inscrit par", 15, required),
					instant("granted_at", "Inscrit le", required),
				}, "category, covers_until")
			},
		)
	}, forwardOnly)
}
