package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The accountant's word on money that comes in otherwise than at once: instalments (V-30), a scholarship (V-37).
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return extend(app, "trips", []core.Field{
					day("schedule_agreed_on", "Échéancier : accord de l’agent comptable du"),
					text("schedule_agreed_by", "Échéancier : agent comptable qui a donné son accord", 15),
				})
			},
			func(app core.App) error {
				return resealing(app, "approvals", func(app core.App) error { return widen(app, "approvals", "kind", "scholarship") })
			},
		)
	}, forwardOnly)
}
