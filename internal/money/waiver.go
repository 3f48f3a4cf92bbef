package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Waivers adds up what families have given to the school in writing: a gift, that the board accepts (V-28). It names nobody.
type Waivers struct {
	Count, ToAccept        int // of which no act enforceable today accepts
	Amount, AmountToAccept cents.Amount
	Unattached             int // of those to accept, without any act
	AmountUnattached       cents.Amount
	Acts                   []school.Act // that accept some of them, whatever their date
}

// WaiversOf adds up the waivers of a subject. The viewer sees money, or records the acts of the board.
func WaiversOf(app core.App, viewer school.Actor, s Subject) (Waivers, error) {
	var w Waivers
	if err := school.RequireAny(viewer, school.RecordActs, school.SeeMoney); err != nil {
		return w, err
	}
	var rows []struct {
		Act    string
		N      int
		Amount cents.Amount
	}
	err := app.DB().Select("COALESCE(act, '') AS act", "COUNT(*) AS n", "SUM(amount_cents) AS amount").From("refunds").
		Where(waivedOf(s)).GroupBy("act").OrderBy("act").All(&rows)
	if err != nil {
		return w, fmt.Errorf("waivers: %w", err)
	}
	today := school.Clock(app).Today()
	for _, r := range rows {
		w.Count, w.Amount = w.Count+r.N, w.Amount+r.Amount
		act, found, err := school.FindAct(app, r.Act)
		if err != nil {
			return w, err
		}
		if found {
			w.Acts = append(w.Acts, act)
		} else {
			w.Unattached, w.AmountUnattached = w.Unattached+r.N, w.AmountUnattached+r.Amount
		}
		if !found || act.Purpose != school.GiftsAct || !act.IsEnforceable(today) {
			w.ToAccept, w.AmountToAccept = w.ToAccept+r.N, w.AmountToAccept+r.Amount
		}
	}
	return w, nil
}

func waivedOf(s Subject) dbx.HashExp {
	return dbx.HashExp{"subject_collection": s.Collection, "subject_id": s.ID, "state": string(RefundWaived)}
}

// AcceptWaivers ties the act by which the board accepts them to the waivers of a subject that have none. The actor records
// acts; the door holds that the act is one that accepts gifts.
func AcceptWaivers(ctx context.Context, app core.App, s Subject, actID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		records, err := tx.FindAllRecords("refunds", waivedOf(s), dbx.HashExp{"act": ""})
		if err != nil {
			return fmt.Errorf("waivers: %w", err)
		}
		for _, r := range records {
			r.Set("act", actID)
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}
