package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// AddContract starts a purchase of a trip, in preparation.
func AddContract(ctx context.Context, app core.App, tripID string, c Contract) (id string, err error) {
	r, err := school.NewRecord(app, "contracts")
	if err != nil {
		return "", err
	}
	fillContract(r, c)
	r.Load(map[string]any{"trip": tripID, "state": string(ContractDraft)})
	if err := app.SaveWithContext(ctx, r); err != nil {
		return "", err
	}
	return r.Id, nil
}

// ChangeContract changes what was typed of a purchase.
func ChangeContract(ctx context.Context, app core.App, tripID, id string, c Contract) error {
	r, err := findContract(app, tripID, id)
	if err != nil {
		return err
	}
	fillContract(r, c)
	return app.SaveWithContext(ctx, r)
}

// StepContract awards, orders, takes back or gives up a purchase, on a day. A purchase is given up with a reason, kept in
// its remark.
func StepContract(ctx context.Context, app core.App, tripID, id string, to ContractState, on law.Day, reason string) error {
	r, err := findContract(app, tripID, id)
	if err != nil {
		return err
	}
	if on == "" {
		on = school.Clock(app).Today()
	}
	switch to {
	case ContractAwarded:
		r.Set("awarded_on", string(on))
	case ContractOrdered:
		r.Set("ordered_on", string(on))
	case ContractDraft:
		r.Set("awarded_on", "")
	case ContractCancelled:
		if reason = strings.TrimSpace(reason); len([]rune(reason)) < 5 {
			return law.Object("reason", "Un achat s’abandonne avec un motif.", "Écrivez-le en une phrase.")
		}
		r.Set("note", strings.TrimSpace(r.GetString("note")+"\nAbandonné : "+reason))
	}
	r.Set("state", string(to))
	return app.SaveWithContext(ctx, r)
}

// DropContract deletes a purchase that is still in preparation.
func DropContract(ctx context.Context, app core.App, tripID, id string) error {
	r, err := findContract(app, tripID, id)
	if err != nil {
		return err
	}
	return deleteAs(ctx, app, r)
}

// SetCancellationCover records whether an insurance covers the cancellation of the trip (V-35).
func SetCancellationCover(ctx context.Context, app core.App, tripID string, covered bool) error {
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	r.Set("cancellation_cover", covered)
	return app.SaveWithContext(ctx, r)
}

func findContract(app core.App, tripID, id string) (*core.Record, error) {
	r, err := app.FindRecordById("contracts", id)
	if err != nil || r.GetString("trip") != tripID {
		return nil, ErrNoTrip
	}
	return r, nil
}

// ContractFilter narrows the purchases of a trip.
type ContractFilter struct {
	Search string
	State  ContractState
}

// ContractsOf lists the purchases of a trip for a member of staff; ErrNoTrip when the viewer sees no trips.
func ContractsOf(app core.App, viewer school.Actor, tripID string, f ContractFilter) ([]Contract, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, ErrNoTrip
	}
	records, err := app.FindAllRecords("contracts", dbx.HashExp{"trip": tripID})
	if err != nil {
		return nil, fmt.Errorf("purchases of a trip: %w", err)
	}
	var all []Contract
	for _, r := range records {
		c := contractOf(r)
		if f.State != "" && c.State != f.State || f.Search != "" && !school.Matches(f.Search, c.Supplier+" "+c.Object+" "+c.Category) {
			continue
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Contract) int { return strings.Compare(school.Fold(a.Supplier), school.Fold(b.Supplier)) })
	return all, nil
}

// ContractOf is one purchase of a trip, with all that the rules say of it up to the order.
func ContractOf(app core.App, viewer school.Actor, tripID, id string) (Contract, []law.Finding, error) {
	if !viewer.May(school.SeeTrips) {
		return Contract{}, nil, ErrNoTrip
	}
	r, err := findContract(app, tripID, id)
	if err != nil {
		return Contract{}, nil, err
	}
	parent, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return Contract{}, nil, ErrNoTrip
	}
	c := contractOf(r)
	if c.State == ContractCancelled {
		return c, nil, nil
	}
	findings, err := contractFindings(app, c, tripOf(parent), gateAward, gateOrder)
	return c, findings, err
}

// BasisActs lists the acts that a purchase may rest on, newest first.
func BasisActs(app core.App, viewer school.Actor) ([]school.Act, error) {
	if !viewer.May(school.ManageContracts) {
		return nil, nil
	}
	var acts []school.Act
	err := app.DB().Select("id", "organ", "act_number", "purpose", "title", "voted_on", "enforceable_on", "covers_contract").From("acts").
		OrderBy("voted_on DESC", "act_number").Limit(200).All(&acts)
	if err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	return acts, nil
}
