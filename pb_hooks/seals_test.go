package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

func TestASealThatWasChangedIsSeen(t *testing.T) {
	for _, damage := range []string{
		"DROP TRIGGER sealed_payments_update",
		"DROP TRIGGER sealed_payments_update; CREATE TRIGGER sealed_payments_update BEFORE UPDATE ON payments WHEN 0 BEGIN SELECT RAISE(ABORT, 'sealed: payments is append-only'); END",
		"DROP TRIGGER sealed_receipts_delete; CREATE TRIGGER sealed_receipts_delete BEFORE DELETE ON receipts BEGIN SELECT 1; END",
		"DROP TRIGGER sealed_folder_update; CREATE TRIGGER sealed_folder_update BEFORE UPDATE ON purge_visas BEGIN SELECT RAISE(ABORT, 'sealed: x'); END",
		"DROP TRIGGER practice_clock_forward",
	} {
		app := testapp.New(t)
		if err := pb_hooks.CheckSeals(app); err != nil {
			t.Fatal(err)
		}
		if _, err := app.DB().NewQuery(damage).Execute(); err != nil {
			t.Fatal(err)
		}
		if err := pb_hooks.CheckSeals(app); err == nil || !strings.Contains(err.Error(), "verrou") {
			t.Errorf("%s: %v", damage, err)
		}
	}
}
