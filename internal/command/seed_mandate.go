package command

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
)

// seedMandate records the mandate that one family has brought on paper: the last of those who owe, by name. Its account is the
// example of the German standard, nobody's.
func seedMandate(ctx context.Context, app core.App, t team) error {
	debtors, err := money.DebtorsWithoutMandate(app, t.bursar)
	if err != nil || len(debtors) == 0 {
		return err
	}
	last := debtors[len(debtors)-1]
	n := money.NewMandate{GuardianID: last.GuardianID, PupilID: last.PupilID, Kind: money.Recurrent}
	id, err := money.DraftMandate(as(ctx, t.bursar), app, n)
	if err != nil {
		return err
	}
	n.IBAN, n.Holder, n.SignedOn = "DE89370400440532013000", last.Name, "2026-11-12"
	return money.RecordPaperMandate(as(ctx, t.bursar), app, id, n)
}
