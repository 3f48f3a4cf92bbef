package pb_hooks_test

import (
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// actRow records an act of the board, enforceable unless a date is changed.
func (w *world) actRow(change map[string]any) string {
	w.t.Helper()
	fields := map[string]any{
		"organ": "board", "act_number": "2026-99", "purpose": "trip", "voted_on": "2026-10-01", "transmitted_on": "2026-10-05", "published_on": "2026-10-05",
	}
	for k, v := range change {
		fields[k] = v
	}
	if _, given := change["act_number"]; !given {
		w.acts++
		fields["act_number"] = "2026-9" + string(rune('0'+w.acts))
	}
	return w.row("acts", fields)
}

// charge has the bursar charge a family for a trip.
func (w *world) charge(id, act string, amount cents.Amount, instalment string) error {
	_, err := money.Charge(as(w.bursar), w.app, money.NewCharge{
		PupilID: w.pupil, DebtorID: w.mother, Subject: money.OfTrip(id), ActID: act, Label: "Voyage", Amount: amount, InstalmentID: instalment,
	})
	return err
}
