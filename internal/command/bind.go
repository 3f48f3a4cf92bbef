package command

import (
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/pb_hooks"
	"github.com/openacademie/openacademie/ui"
)

// bindings is the one list of what is attached to a served school, in order: the door of the database first, then what
// people and machines see of it.
func bindings() []func(core.App) error {
	return []func(core.App) error{
		pb_hooks.Bind,
		bindHealth,
		func(app core.App) error { return ui.Bind(app, ui.Options{Due: pb_hooks.RunDue}) },
	}
}
