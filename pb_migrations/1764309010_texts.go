package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The texts that a school writes in its own words keep all their versions: the newest is the one that leaves.
func init() {
	m.Register(func(app core.App) error { return steps(app, keepVersionsOfTexts) }, forwardOnly)
}

func keepVersionsOfTexts(app core.App) error {
	c := mustFind(app, "templates")
	c.RemoveIndex("idx_templates_name_channel")
	c.Fields.Add(number("version_no", "Version"), instant("made_at", "Écrite le"))
	if err := saveIndexed(app, c, []index{"!name, channel, version_no"}); err != nil {
		return fmt.Errorf("versions of texts: %w", err)
	}
	return nil
}
