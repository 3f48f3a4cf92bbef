package school

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// PastSetting is a dated value with who set it and why.
type PastSetting struct {
	Rule, Parameter, Setting, Reason, By string
	Act                                  string // « acte n° 41 du 3 novembre 2026 », "" when none
	InForceFrom                          law.Day
	SetAt                                types.DateTime
}

// SettingsFor lists every value that the school has set, newest first, for the staff who set them or read the journal.
func SettingsFor(app core.App, viewer Actor) ([]PastSetting, error) {
	if err := RequireAny(viewer, SetParameters, SetSeverity, SeeJournal); err != nil {
		return nil, err
	}
	var rows []struct {
		PastSetting
		ActNumber string
		VotedOn   law.Day
	}
	err := app.DB().Select("p.rule", "p.parameter", "p.setting", "p.reason", "p.in_force_from", "p.set_at",
		"TRIM(COALESCE(s.first_name, '') || ' ' || COALESCE(s.last_name, '')) AS [[by]]", "COALESCE(a.act_number, '') AS act_number", "COALESCE(a.voted_on, '') AS voted_on").
		From("parameters p").LeftJoin("staff s", dbx.NewExp("s.id = p.by_staff")).LeftJoin("acts a", dbx.NewExp("a.id = p.act")).
		OrderBy("p.in_force_from DESC", "p.set_at DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	list := make([]PastSetting, len(rows))
	for i, r := range rows {
		list[i] = r.PastSetting
		if r.ActNumber != "" {
			list[i].Act = Act{ActNumber: r.ActNumber, VotedOn: r.VotedOn}.Name()
		}
	}
	return list, nil
}

// ActChoice is an act to pick in a list.
type ActChoice struct {
	ID, ActNumber, Title string
	VotedOn              law.Day
}

// ActsFor lists the acts of the board, newest first, for who sets parameters.
func ActsFor(app core.App, viewer Actor) ([]ActChoice, error) {
	if err := RequireAny(viewer, SetParameters, RecordActs); err != nil {
		return nil, err
	}
	var acts []ActChoice
	err := app.DB().Select("id", "act_number", "title", "voted_on").From("acts").OrderBy("voted_on DESC", "act_number DESC").Limit(200).All(&acts)
	if err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	return acts, nil
}
