package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// A scholarship is the family's own money: it pays a charge only with their express written agreement (V-37). What it has
// paid and that a decision frees goes back to the pupil's scholarship, by an entry of the accountant, and so to the family.

// NewScholarship has a scholarship pay a part of a charge.
type NewScholarship struct {
	ChargeID string
	Amount   cents.Amount
	AgreedOn law.Day
	AgreedBy string // legal guardian of the pupil, or the pupil of full age
	Reason   string // of which term, what half board has left of it
}

// PayByScholarship records the accountant's decision that a scholarship pays, and lowers the charge by it. It returns a
// *law.Refusal that names V-37 without the family's agreement.
func PayByScholarship(ctx context.Context, app core.App, n NewScholarship) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		decision, err := DecideOnCharge(ctx, tx, n.ChargeID, Scholarship, n.Reason)
		if err != nil {
			return err
		}
		_, err = Grant(ctx, tx, NewGrant{ChargeID: n.ChargeID, Kind: Scholarship, ApprovalID: decision, Amount: n.Amount, AgreedOn: n.AgreedOn, AgreedBy: n.AgreedBy})
		return err
	})
}

// agrees tells whether a person may agree for the pupil that a scholarship pays.
func agrees(app core.App, pupil, person string, today law.Day) (bool, error) {
	if person == "" || pupil == "" {
		return false, nil
	}
	var found []struct {
		BirthOn law.Day
		Links   int
	}
	err := app.DB().NewQuery(`SELECT u.birth_on, (SELECT COUNT(*) FROM guardianships s WHERE s.pupil = u.id AND s.guardian = {:person} AND s.ended_on = ''
		AND s.responsibility IN (1, 2)) AS links FROM pupils u WHERE u.id = {:pupil}`).Bind(dbx.Params{"pupil": pupil, "person": person}).All(&found)
	if err != nil {
		return false, fmt.Errorf("who agrees: %w", err)
	}
	if len(found) == 0 {
		return false, nil
	}
	adult := found[0].BirthOn != "" && found[0].BirthOn.AgeOn(today) >= school.Majority
	return found[0].Links > 0 || adult && person == pupil, nil
}
