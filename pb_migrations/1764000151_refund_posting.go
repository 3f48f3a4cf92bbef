package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A letter about a small surplus notifies it from the day it is posted: who posted it says when.
func init() {
	m.Register(func(app core.App) error {
		return extend(app, "refunds", []core.Field{day("posted_on", "Lettre postée le, pour qui ne reçoit pas de message")})
	}, forwardOnly)
}
