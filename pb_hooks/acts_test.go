package pb_hooks_test

import (
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestV07ActIsEnforceableFifteenDaysAfterTransmission(t *testing.T) {
	app := testapp.New(t)
	ctx := testapp.As(t, app, school.Bursar)
	act, err := testapp.Try(app, ctx, "acts", map[string]any{
		"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-11-03", "transmitted_on": "2026-11-05",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := act.GetString("enforceable_on"); got != "2026-11-20" {
		t.Fatalf("enforceable on %s", got)
	}
	_, err = testapp.Try(app, ctx, "acts", map[string]any{
		"organ": "board", "act_number": "42", "purpose": "trip", "overnight": true, "voted_on": "2026-11-03", "transmitted_on": "2026-11-05",
		"enforceable_on": "2026-11-10",
	})
	var refusal *law.Refusal
	if !errors.As(err, &refusal) || !refusal.Has("V-07") {
		t.Fatalf("early date: %v", err)
	}
}
