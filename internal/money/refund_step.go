package money

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// NotifyRefunds tells who is owed money that it is, and starts the delay of small sums; the message is queued by the door,
// in the same transaction. The actor prepares refunds, or is the program.
func NotifyRefunds(ctx context.Context, app core.App, ids ...string) error {
	return stepAll(ctx, app, ids, RefundNotified)
}

// Reallocate puts the money of a refund back on the account it came from, to be set against something else. The actor is
// the accountant.
func Reallocate(ctx context.Context, app core.App, id string) error {
	return stepRefund(ctx, app, id, RefundReallocated, nil)
}

// GiveBackByBooks records that the share of a funder has gone back by the school's own books. The actor is the accountant.
func GiveBackByBooks(ctx context.Context, app core.App, id string) error {
	return stepRefund(ctx, app, id, RefundSent, nil)
}

// KeepRefunds makes small sums the school's, three months after their notice and never before (V-27). The actor is the
// accountant, or the program.
func KeepRefunds(ctx context.Context, app core.App, ids ...string) error {
	return stepAll(ctx, app, ids, RefundKept)
}

// LapseRefunds writes off sums that nobody has claimed in four years (V-29). The actor is the accountant, or the program.
func LapseRefunds(ctx context.Context, app core.App, ids ...string) error {
	return stepAll(ctx, app, ids, RefundLapsed)
}

// WaiveRefund gives the money of a refund to the school (V-28). The actor is who is owed it; or the accountant, who says in
// the note which paper holds the waiver.
func WaiveRefund(ctx context.Context, app core.App, id, note string) error {
	fields := map[string]any{}
	if school.ActorIn(ctx).Kind == school.Staff {
		fields["note"] = strings.TrimSpace(note)
	}
	return stepRefund(ctx, app, id, RefundWaived, fields)
}

func stepAll(ctx context.Context, app core.App, ids []string, to RefundState) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, id := range ids {
			if err := stepRefund(ctx, tx, id, to, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
