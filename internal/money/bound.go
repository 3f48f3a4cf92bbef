package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Ruling is a favourable decision cited for a grant.
type Ruling struct {
	ID, Kind string  // of the approval
	On       Subject // what it was taken on
	By       string  // staff id
}

// Bound is how much a decision may still take off one charge, because something else than the decision says it: the terms that
// the board voted, the price in force, the final report, the shares of the payers.
type Bound struct {
	Known bool // something says it; when nothing does, lowering the charge is a remission
	Left  cents.Amount
}

// UpTo is a bound that is known. Nothing is below zero.
func UpTo(left cents.Amount) Bound { return Bound{Known: true, Left: max(0, left)} }

// A Bounder works out what a decision may take off a charge of a product, by a grant of this kind.
type Bounder func(ctx context.Context, app core.App, kind GrantKind, ruling Ruling, charge Account) (Bound, error)

// boundOf asks the ledger for what payers share, and the product that the charge belongs to for the rest.
func boundOf(ctx context.Context, app core.App, kind GrantKind, ruling Ruling, charge Account, product Bounder) (Bound, error) {
	switch {
	case kind != Cancellation && kind != Surplus, ruling.Kind == remissionDecision, ruling.Kind == "":
		return Bound{}, nil
	case ruling.Kind == sharesDecision:
		return sharedOff(app, ruling.ID, charge.ID)
	}
	return product(ctx, app, kind, ruling, charge)
}

// sharedOff is what an agreement between payers may still take off a charge: what others have come to owe by it instead.
func sharedOff(app core.App, approval, charge string) (Bound, error) {
	var left cents.Amount
	err := app.DB().NewQuery(`WITH root AS (SELECT COALESCE(NULLIF(c.split_of, ''), c.id) AS id FROM charges c WHERE c.id = {:charge})
		SELECT COALESCE((SELECT SUM(c.amount_cents) FROM charges c JOIN share_agreements a ON a.id = c.agreement_id WHERE a.approval = {:approval} AND c.split_of = (SELECT id FROM root)), 0)
			- COALESCE((SELECT SUM(g.amount_cents) FROM grants g JOIN charges c ON c.id = g.charge
				WHERE g.approval = {:approval} AND COALESCE(NULLIF(c.split_of, ''), c.id) = (SELECT id FROM root)), 0)`).
		Bind(dbx.Params{"charge": charge, "approval": approval}).Row(&left)
	if err != nil {
		return Bound{}, fmt.Errorf("what others have come to owe: %w", err)
	}
	return UpTo(left), nil
}
