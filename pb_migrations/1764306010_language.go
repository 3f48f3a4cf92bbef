package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The language in which a family reads its pages and gets its messages belongs to the account, not to a device.
func init() {
	m.Register(func(app core.App) error {
		return extend(app, "users", []core.Field{text("language", "Langue des pages et des messages, vide pour le français", 2)})
	}, forwardOnly)
}
