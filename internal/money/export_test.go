package money

import (
	"context"
	"time"

	"github.com/openacademie/openacademie/internal/payfip"
)

// WithMachine gives a test its own machine time.
func WithMachine(ctx context.Context, now func() time.Time) context.Context {
	return context.WithValue(ctx, machineKey{}, now)
}

// Read is read, for the table of answers.
// Answer is one answer of PayFiP.
type Answer struct {
	Detail payfip.Detail
	Err    error
}

var Read = func(a Attempt, answer Answer, now time.Time, elsewhere string) (to State, trouble string, over, failed bool) {
	r := read(a, answer.Detail, answer.Err, now, elsewhere)
	return r.to, r.trouble, r.over, r.failed
}

// BalanceQuery is the SQL of the projection.
var BalanceQuery = balanceQuery(false)
