package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Places: who is chosen and how, a withdrawal that a family asks for, the seed of a draw before it is published, and the
// agreement without which a scholarship pays for no trip.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error { return widen(app, "trips", "selection", "arrival") },
			func(app core.App) error {
				return extend(app, "seats", []core.Field{
					instant("leave_asked_at", "Désistement demandé par la famille le"),
					text("leave_asked_by", "Responsable (ou élève majeur) qui le demande", 15),
					choice("leave_cause", "Cause donnée par la famille", []string{"family", "medical", "other"}),
					text("leave_reason", "Explication de la famille", 1000),
					text("order_reason", "Pourquoi le rang a été changé à la main", 500),
					money("remission_cents", "Remise accordée par le chef d’établissement"),
					money("recoverable_cents", "Part du prix qui n’est pas perdue auprès des fournisseurs"),
				}, "trip, state, rank_no")
			},
			func(app core.App) error {
				return extend(app, "draws", []core.Field{
					text("seed_sealed", "Graine chiffrée, jusqu’au tirage", 400, secret),
					day("closes_on", "Dernier jour pour demander une place"),
				})
			},
			func(app core.App) error {
				return resealing(app, "grants", func(app core.App) error {
					return steps(app,
						func(app core.App) error { return widen(app, "grants", "kind", "scholarship") },
						func(app core.App) error {
							return extend(app, "grants", []core.Field{
								day("agreed_on", "Pour une bourse : accord exprès de la famille du"),
								text("agreed_by", "Pour une bourse : responsable (ou élève majeur) qui donne son accord", 15),
							})
						})
				})
			},
		)
	}, forwardOnly)
}
