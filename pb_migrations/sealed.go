package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// seal forbids update and delete of every row of a collection, in SQLite itself: no hook, no SQL console, no truncation
// gets round it. A delete passes only under a row of purge_visas (archives visa, D-12). A migration that alters a sealed
// collection calls unseal before and seal after.
func seal(app core.App, collection string) error {
	for _, sql := range []string{
		"CREATE TRIGGER sealed_%[1]s_update BEFORE UPDATE ON %[1]s " +
			"BEGIN SELECT RAISE(ABORT, 'sealed: %[1]s is append-only'); END",
		"CREATE TRIGGER sealed_%[1]s_delete BEFORE DELETE ON %[1]s " +
			"WHEN NOT EXISTS (SELECT 1 FROM purge_visas WHERE collection_name = '%[1]s') " +
			"BEGIN SELECT RAISE(ABORT, 'sealed: %[1]s is append-only'); END",
	} {
		if _, err := app.DB().NewQuery(fmt.Sprintf(sql, collection)).Execute(); err != nil {
			return fmt.Errorf("seal %s: %w", collection, err)
		}
	}
	return nil
}
