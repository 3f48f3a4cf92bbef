package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A price grid is balanced on how many families are thought to be in each bracket; a lift says what it lifts the rule for,
// so that it does not outlive it.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return extend(app, "price_brackets", []core.Field{number("pupils_estimated", "Élèves prévus dans la tranche")})
			},
			func(app core.App) error {
				return resealing(app, "overrides", func(app core.App) error {
					return extend(app, "overrides", []core.Field{text("about", "Empreinte de ce pour quoi la règle est levée (le budget, tel qu’il était)", 64)})
				})
			},
		)
	}, forwardOnly)
}
