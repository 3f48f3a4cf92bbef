package money

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// EveryOpenCharge lists the charges of the school on which something remains due, oldest first, for staff who see money.
func EveryOpenCharge(app core.App, viewer school.Actor) ([]Account, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return accounts(app, dbx.NewExp("c.amount_cents > "+grantedOfCharge+" + "+paidOfCharge))
}
