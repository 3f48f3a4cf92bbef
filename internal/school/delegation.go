package school

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
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
