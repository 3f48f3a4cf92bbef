package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// GrantBound is how much a decision may still take off a charge of a trip (F-13): what the report gives back of it, what the
// voted terms give back to who withdraws, or what was asked in error. It is a money.Bounder.
func GrantBound(ctx context.Context, app core.App, kind money.GrantKind, ruling money.Ruling, charge money.Account) (money.Bound, error) {
	if charge.SubjectCollection != "trips" {
		return money.Bound{}, nil
	}
	switch {
	case kind == money.Surplus && ruling.On == money.OfTrip(charge.SubjectID):
		return surplusBound(ctx, app, charge)
	case kind != money.Cancellation:
		return money.Bound{}, nil
	case ruling.On.Collection == "seats" || ruling.On == money.OfTrip(charge.SubjectID):
		return withdrawalBound(app, ruling.ID, charge)
	}
	return correctionBound(app, charge)
}

// surplusBound is what the final report still gives a family on its charges. In a batch the shares, which giving does not
// change, are worked out once.
func surplusBound(ctx context.Context, app core.App, charge money.Account) (money.Bound, error) {
	type family struct{ pupil, debtor string }
	shares, err := school.Once(ctx, "trip.surplus."+charge.SubjectID, func() (map[family]cents.Amount, error) {
		shares := map[family]cents.Amount{}
		record, err := app.FindRecordById("trips", charge.SubjectID)
		if err != nil {
			return nil, ErrNoTrip
		}
		if State(record.GetString("state")) != Reported {
			return shares, nil // nothing is given back before the report, nor once the trip is closed
		}
		s, err := SurplusOf(app, charge.SubjectID)
		for _, share := range s.Shares {
			if share.Fund == "" {
				shares[family{share.PupilID, share.DebtorID}] = share.Amount
			}
		}
		return shares, err
	})
	if err != nil {
		return money.Bound{}, err
	}
	var given cents.Amount
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(g.amount_cents), 0) FROM charges c JOIN grants g ON g.charge = c.id AND g.kind = 'surplus'
		WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} AND c.pupil = {:pupil} AND c.debtor_id = {:debtor}`).
		Bind(dbx.Params{"trip": charge.SubjectID, "pupil": charge.PupilID, "debtor": charge.DebtorID}).Row(&given)
	if err != nil {
		return money.Bound{}, fmt.Errorf("surplus given: %w", err)
	}
	return money.UpTo(shares[family{charge.PupilID, charge.DebtorID}] - given), nil
}

// withdrawalBound is what the terms give back to a pupil who does not go, beyond what this decision has cancelled already.
func withdrawalBound(app core.App, approval string, charge money.Account) (money.Bound, error) {
	w, err := loadWithdrawal(app, charge.SubjectID, charge.PupilID)
	if err != nil {
		return money.Bound{}, err
	}
	if !w.Leaves {
		return money.UpTo(0), nil
	}
	var done cents.Amount
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(g.amount_cents), 0) FROM grants g JOIN charges c ON c.id = g.charge
		WHERE g.approval = {:approval} AND c.subject_collection = 'trips' AND c.subject_id = {:trip} AND c.pupil = {:pupil}`).
		Bind(dbx.Params{"approval": approval, "trip": charge.SubjectID, "pupil": charge.PupilID}).Row(&done)
	if err != nil {
		return money.Bound{}, fmt.Errorf("cancelled already: %w", err)
	}
	whole := w.Settlement
	whole.Price += done
	return money.UpTo(WithdrawalSettlement(whole).Cancelled - done), nil
}

// correctionBound is what was asked of a pupil in error: all of it when nobody ever accepted the place, else what goes beyond
// the price in force.
func correctionBound(app core.App, charge money.Account) (money.Bound, error) {
	var asked struct {
		Net      cents.Amount
		Accepted bool
	}
	of := dbx.Params{"trip": charge.SubjectID, "pupil": charge.PupilID}
	err := app.DB().NewQuery(`SELECT COALESCE(SUM(c.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id AND g.kind = 'cancellation'), 0)), 0) AS net,
			EXISTS (SELECT 1 FROM commitments m WHERE m.trip = {:trip} AND m.pupil = {:pupil} AND m.decision = 'accept') AS accepted
		FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} AND c.pupil = {:pupil}`).Bind(of).One(&asked)
	if err != nil {
		return money.Bound{}, fmt.Errorf("asked of a pupil: %w", err)
	}
	if !asked.Accepted {
		return money.UpTo(asked.Net), nil
	}
	record, err := app.FindRecordById("trips", charge.SubjectID)
	if err != nil {
		return money.Bound{}, ErrNoTrip
	}
	brackets, err := BracketsOf(app, charge.SubjectID)
	if err != nil {
		return money.Bound{}, err
	}
	seat, err := findSeat(app, charge.SubjectID, charge.PupilID)
	if err != nil {
		return money.Bound{}, err
	}
	return money.UpTo(asked.Net - PriceIn(tripOf(record), brackets, seat.GetInt("bracket_no"))), nil
}
