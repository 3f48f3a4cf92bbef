package school

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Delegations lists the acts by which the board delegated powers to its standing committee, latest first.
func Delegations(app core.App, viewer Actor) ([]Act, error) {
	if !viewer.May(RecordActs) {
		return nil, nil
	}
	var acts []Act
	err := app.DB().Select("id", "organ", "act_number", "purpose", "title", "voted_on", "transmitted_on", "published_on", "enforceable_on",
		"overnight", "covers_contract", "price_cents").From("acts").Where(dbx.HashExp{"purpose": DelegationAct, "organ": Board}).
		OrderBy("voted_on DESC").All(&acts)
	if err != nil {
		return nil, fmt.Errorf("delegations: %w", err)
	}
	return acts, nil
}

// NewDelegation is the act by which a board lets its standing committee vote in its place.
type NewDelegation struct {
	ActNumber                                         string
	VotedOn, TransmittedOn, PublishedOn, MandateUntil law.Day
	Powers                                            []string // points of R421-20
}

// DelegablePowers are the points of R421-20 that a board may delegate; the list of the act is what counts. Never 1° to
// 5°, nor 11° (R421-22; V-06).
var DelegablePowers = []struct{ Code, Label string }{
	{"6", "6° de R421-20 : voyages, contrats et conventions"}, {"7", "7° de R421-20"}, {"8", "8° de R421-20"},
	{"9", "9° de R421-20 : dons et legs"}, {"10", "10° de R421-20"}, {"12", "12° de R421-20"},
}

// RecordDelegation keeps a delegation, with the end of the mandate of the board that voted it.
func RecordDelegation(ctx context.Context, app core.App, d NewDelegation) error {
	record, err := NewRecord(app, "acts")
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"organ": Board, "act_number": strings.TrimSpace(d.ActNumber), "purpose": DelegationAct, "title": "Délégation à la commission permanente",
		"voted_on": string(d.VotedOn), "transmitted_on": string(d.TransmittedOn), "published_on": string(d.PublishedOn),
		"powers": d.Powers, "mandate_until": string(d.MandateUntil),
	})
	return app.SaveWithContext(ctx, record)
}
