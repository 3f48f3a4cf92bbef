package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// An expense of an imprest is a real line of the trip's budget, once: the line says which expense it is.
func init() {
	m.Register(func(app core.App) error {
		return extend(app, "budget_lines", []core.Field{text("imprest_line", "Dépense de régie reprise", 15)}, "!imprest_line WHERE imprest_line != ''")
	}, forwardOnly)
}
