package money

import (
	"context"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// PayFiP takes two payments of one debt without a word: the guard against paying twice is ours (specs/payfip.md §11).

// InProgressError tells that these charges may be being paid at this moment, in another tab or by a page left open.
type InProgressError struct {
	AttemptID string
	ResumeURL string    // PayFiP's page of that attempt; empty when it cannot be opened any more
	Until     time.Time // when a new attempt is possible
}

func (e *InProgressError) Error() string {
	return "Un paiement de cette somme est déjà en cours. Reprenez-le, ou réessayez après " + e.Until.Format("15:04") + "."
}

// settleOthers asks PayFiP about the attempts that may still be paying the same charges, before deciding anything.
func settleOthers(ctx context.Context, app core.App, gw Gateway, charges []string) error {
	others, err := attemptsOn(app, charges, Opened, Created)
	if err != nil {
		return err
	}
	for _, other := range others {
		if _, err := Pull(ctx, app, gw, other.ID, ByCreation); err != nil {
			return err
		}
	}
	return nil
}

// attemptsOn lists the attempts in some states that pay one of the charges, oldest first.
func attemptsOn(app core.App, charges []string, states ...State) ([]Attempt, error) {
	in := make([]any, 0, len(states))
	for _, s := range states {
		in = append(in, string(s))
	}
	wanted := map[string]bool{}
	for _, id := range charges {
		wanted[id] = true
	}
	var records []*core.Record
	query := app.RecordQuery("online_payments").OrderBy("attempt_no")
	if len(states) > 0 {
		query.AndWhere(dbx.In("state", in...))
	}
	if len(charges) > 0 {
		query.AndWhere(dbx.NewExp("EXISTS (SELECT 1 FROM json_each(online_payments.lines) l WHERE "+oneOf("json_extract(l.value, '$.charge')", charges)+")", paramsOf(charges)))
	}
	if err := query.All(&records); err != nil {
		return nil, fmt.Errorf("attempts on charges: %w", err)
	}
	var found []Attempt
	for _, r := range records {
		a, err := attemptOf(r)
		if err != nil {
			return nil, err
		}
		for _, l := range a.Lines {
			if wanted[l.ChargeID] {
				found = append(found, a)
				break
			}
		}
	}
	return found, nil
}

// oneOf writes "column IN ({:charge0}, …)"; paramsOf gives its parameters.
func oneOf(column string, values []string) string {
	names := ""
	for i := range values {
		if i > 0 {
			names += ", "
		}
		names += fmt.Sprintf("{:charge%d}", i)
	}
	return column + " IN (" + names + ")"
}

func paramsOf(values []string) dbx.Params {
	params := dbx.Params{}
	for i, v := range values {
		params[fmt.Sprintf("charge%d", i)] = v
	}
	return params
}

// guard refuses while another attempt may be paying one of the charges (20 minutes, specs/payfip.md §8).
func guard(app core.App, gw Gateway, charges []string, now time.Time) error {
	others, err := attemptsOn(app, charges, Opened, Created)
	if err != nil {
		return err
	}
	for _, other := range others {
		if !other.pending(now) {
			continue
		}
		busy := &InProgressError{AttemptID: other.ID, Until: other.MadeAt.Add(attemptTime).In(school.Clock(app).Zone())}
		if other.State == Created {
			busy.Until = other.MadeAt.Add(createTime).In(school.Clock(app).Zone())
		}
		if other.Resumable(now) {
			busy.ResumeURL = gw.PaymentPage(other.IDOp)
		}
		return busy
	}
	return nil
}
