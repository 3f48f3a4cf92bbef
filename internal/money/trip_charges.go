package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// TripCharge is one charge of a trip with all that has happened to it, each on its day: a paper about a past day is worked
// out again from it.
type TripCharge struct {
	ID, PupilID, LastName, FirstName, Class string
	DueOn, ChargedOn                        law.Day
	Amount, Paid                            cents.Amount // Paid: settled to this day, payments that were cancelled left out
	Grants                                  []TripGrant  `db:"-"`
}

// TripGrant is one decision that lowered a charge.
type TripGrant struct {
	Kind   GrantKind
	Amount cents.Amount
	On     law.Day
}

// Granted adds up what lowered the charge by one kind of decision, on a day and before; "" is to this day.
func (c TripCharge) Granted(kind GrantKind, on law.Day) (sum cents.Amount) {
	for _, g := range c.Grants {
		if g.Kind == kind && (on == "" || g.On <= on) {
			sum += g.Amount
		}
	}
	return sum
}

// Due is what remains to be paid on the charge.
func (c TripCharge) Due() cents.Amount {
	due := c.Amount - c.Paid
	for _, g := range c.Grants {
		due -= g.Amount
	}
	return due
}

// TripCharges reads the charges of a trip, by pupil then by due date. The viewer is staff who see money.
func TripCharges(app core.App, viewer school.Actor, tripID string) ([]TripCharge, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	zone, ofTrip := school.Clock(app).Zone(), dbx.HashExp{"c.subject_collection": "trips", "c.subject_id": tripID}
	var rows []struct {
		TripCharge
		ChargedAt types.DateTime
	}
	err := app.DB().Select("c.id", "c.pupil AS pupil_id", "COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name", "p.first_name", "COALESCE(k.code, '') AS class",
		"c.due_on", "c.charged_at", "c.amount_cents AS amount", paidOfCharge+" AS paid").From("charges c").InnerJoin("pupils p", dbx.NewExp("p.id = c.pupil")).
		LeftJoin("classes k", dbx.NewExp("k.id = p.class")).Where(ofTrip).OrderBy("last_name", "p.first_name", "p.id", "c.due_on", "c.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("charges of a trip, one by one: %w", err)
	}
	var grants []struct {
		Charge    string
		Kind      GrantKind
		Amount    cents.Amount
		GrantedAt types.DateTime
	}
	err = app.DB().Select("g.charge", "g.kind", "g.amount_cents AS amount", "g.granted_at").From("grants g").InnerJoin("charges c", dbx.NewExp("c.id = g.charge")).
		Where(ofTrip).OrderBy("g.granted_at", "g.id").All(&grants)
	if err != nil {
		return nil, fmt.Errorf("grants of a trip, one by one: %w", err)
	}
	of := map[string][]TripGrant{}
	for _, g := range grants {
		of[g.Charge] = append(of[g.Charge], TripGrant{Kind: g.Kind, Amount: g.Amount, On: law.DayOf(g.GrantedAt.Time().In(zone))})
	}
	charges := make([]TripCharge, len(rows))
	for i, r := range rows {
		charges[i] = r.TripCharge
		charges[i].ChargedOn, charges[i].Grants = law.DayOf(r.ChargedAt.Time().In(zone)), of[r.ID]
	}
	return charges, nil
}
