package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgeCharge judges the row of a charge whose subject is a trip. In a batch the trip is read once.
func JudgeCharge(ctx context.Context, app core.App, record *core.Record) ([]law.Finding, error) {
	if record.GetString("subject_collection") != "trips" {
		return nil, nil
	}
	tripID, pupilID := record.GetString("subject_id"), record.GetString("pupil")
	b, err := school.Once(ctx, "trip.charges."+tripID, func() (*chargedTrip, error) { return loadChargedTrip(app, tripID) })
	if err != nil {
		return nil, err
	}
	if !b.found {
		return []law.Finding{{Severity: law.Block, What: "La créance renvoie à un voyage qui n’existe pas."}}, nil
	}
	f := ChargeFacts{Trip: b.trip, Amount: cents.Amount(record.GetInt("amount_cents")), Charged: b.charged[pupilID]}
	f.Part, f.Split = record.GetString("agreement_id") != "", record.GetString("split_of") != ""
	f.Price = PriceIn(b.trip, b.brackets, b.bracketOf[pupilID])
	for _, n := range ScheduleFor(b.instalments, f.Price) {
		if n.ID == record.GetString("instalment_id") {
			f.Instalment = &n
		}
	}
	b.charged[pupilID] += f.Amount // for the next row of the batch; when this one is refused the whole batch is
	return ChargeRules.Check(f, b.regime), nil
}

// chargedTrip is what every charge of one trip is judged on.
type chargedTrip struct {
	found       bool
	trip        Trip
	instalments []Instalment
	brackets    []Bracket
	bracketOf   map[string]int          // by pupil
	charged     map[string]cents.Amount // by pupil, cancellations taken off
	regime      law.Regime
}

func loadChargedTrip(app core.App, tripID string) (*chargedTrip, error) {
	b := &chargedTrip{bracketOf: map[string]int{}, charged: map[string]cents.Amount{}}
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return b, nil //nolint:nilerr // a finding says it
	}
	b.found, b.trip = true, tripOf(record)
	err = app.DB().Select("id", "rank_no", "due_on", "amount_cents").From("instalments").Where(dbx.HashExp{"trip": tripID}).OrderBy("rank_no").All(&b.instalments)
	if err != nil {
		return nil, fmt.Errorf("instalments: %w", err)
	}
	if b.brackets, err = BracketsOf(app, tripID); err != nil {
		return nil, err
	}
	var places []struct {
		Pupil     string
		BracketNo int
	}
	err = app.DB().Select("pupil", "bracket_no").From("seats").Where(dbx.HashExp{"trip": tripID}).AndWhere(dbx.NewExp("bracket_no > 0")).All(&places)
	if err != nil {
		return nil, fmt.Errorf("brackets of places: %w", err)
	}
	for _, p := range places {
		b.bracketOf[p.Pupil] = p.BracketNo
	}
	var sums []struct {
		Pupil   string
		Charged cents.Amount
	}
	err = app.DB().NewQuery(`SELECT c.pupil, SUM(c.amount_cents
			- COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id AND g.kind = 'cancellation'), 0)) AS charged
		FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} GROUP BY c.pupil`).Bind(dbx.Params{"trip": tripID}).All(&sums)
	if err != nil {
		return nil, fmt.Errorf("charged: %w", err)
	}
	for _, s := range sums {
		b.charged[s.Pupil] = s.Charged
	}
	b.regime, err = school.Regime(app, "trips", tripID)
	return b, err
}
