package money

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// releases are the kinds of grants that may lower a charge below what has been paid on it: the price itself goes down, so
// what was paid of the difference is the payer's again. Aid and remission lower what remains due, never more.
var releases = map[GrantKind]bool{Surplus: true, Cancellation: true}

// Release frees what a charge has received beyond what it asks, once a grant has lowered it: each payer gets back in
// proportion to what they paid on the charge (V-28), their newest payment first. It writes negative allocations: the freed
// money is credit of its payment, to be given back (OweBack) or set against something else. The door of grants calls it.
func Release(ctx context.Context, app core.App, grant *core.Record) error {
	if l, batched := ledgerOf(ctx); batched {
		l.lowered(grant)
	}
	account, found, err := accountIn(ctx, app, grant.GetString("charge"))
	if err != nil || !found || account.Due() >= 0 {
		return err
	}
	parts, err := settledIn(ctx, app, account.ID)
	if err != nil {
		return err
	}
	for _, l := range release(-account.Due(), parts) {
		err := save(ctx, app, "allocations", map[string]any{"payment": l.PaymentID, "charge": account.ID, "amount_cents": -int64(l.Amount)})
		if err != nil {
			return err
		}
	}
	return nil
}

// settledPart is what one payment settles on a charge.
type settledPart struct {
	PaymentID, Payer string
	Amount           cents.Amount
}

// payerOfPayment tells the payers of payments p, with their details d, apart: a third person from another by name.
const payerOfPayment = `CASE WHEN p.payer_id != '' THEN p.payer_id ELSE '/' || COALESCE(d.payer_name, '') END`

// settledOn reads what standing payments settle on a charge, newest first.
func settledOn(app core.App, chargeID string) ([]settledPart, error) {
	var parts []settledPart
	err := app.DB().NewQuery(`SELECT p.id AS payment_id, ` + payerOfPayment + ` AS payer,
			SUM(a.amount_cents) AS amount
		FROM allocations a JOIN payments p ON p.id = a.payment LEFT JOIN payment_details d ON d.payment = p.id
		WHERE a.charge = {:charge} AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id)
		GROUP BY p.id HAVING SUM(a.amount_cents) > 0 ORDER BY p.booked_at DESC, p.rowid DESC`).Bind(dbx.Params{"charge": chargeID}).All(&parts)
	if err != nil {
		return nil, fmt.Errorf("what settles a charge: %w", err)
	}
	return parts, nil
}

// release shares an amount among payers, in proportion to what each paid, and takes each share from their payments in the
// order given.
func release(amount cents.Amount, parts []settledPart) []Allotted {
	var payers []string
	paid := map[string]int64{}
	for _, p := range parts {
		if !slices.Contains(payers, p.Payer) {
			payers = append(payers, p.Payer)
		}
		paid[p.Payer] += int64(p.Amount)
	}
	slices.Sort(payers) // whoever computes it finds the same cents
	weights := make([]int64, len(payers))
	for i, p := range payers {
		weights[i] = paid[p]
	}
	var lines []Allotted
	for i, share := range amount.Share(weights) {
		for _, p := range parts {
			if part := min(share, p.Amount); p.Payer == payers[i] && part > 0 {
				lines, share = append(lines, Allotted{p.PaymentID, part}), share-part
			}
		}
	}
	return lines
}

// Allotted is a part of a payment.
type Allotted struct {
	PaymentID string
	Amount    cents.Amount
}
