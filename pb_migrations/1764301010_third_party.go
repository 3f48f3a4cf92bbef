package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// That a third party pays is a decision of its own: the head no longer takes it as a remission, which the board and the
// accountant have a say in (F-13).
func init() {
	m.Register(func(app core.App) error {
		return resealing(app, "approvals", func(app core.App) error { return widen(app, "approvals", "kind", "third_party") })
	}, forwardOnly)
}
