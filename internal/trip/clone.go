package trip

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// cloned are the fields of a trip that its copy takes over: what it is, never who goes, when, or what was decided about it.
var cloned = []string{
	"title", "destination", "country_code", "purpose", "programme", "obligation", "in_timetable", "asks", "pupils_estimated", "adults_estimated",
	"price_cents", "capacity", "selection", "criteria", "transports", "sports", "with_primary", "in_school_plan", "stay_address", "payee",
	"class4_account", "service_code",
}

// Clone starts a new draft from a trip of this year or of another: its project, its budget, the paragraphs of its letter and
// the papers it asked. Neither people nor dates come along: the days are those given, the organiser is who copies, income is
// to be asked for again, the instalments and the public are to be chosen.
func Clone(ctx context.Context, app core.App, tripID string, departs, returns law.Day) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		source, err := tx.FindRecordById("trips", tripID)
		if err != nil || !school.ActorIn(ctx).May(school.SeeTrips) {
			return ErrNoTrip
		}
		copied, err := school.NewRecord(tx, "trips")
		if err != nil {
			return err
		}
		for _, field := range cloned {
			copied.Set(field, source.Get(field))
		}
		year, err := school.CurrentYear(tx)
		if err != nil {
			return err
		}
		copied.Load(map[string]any{
			"state": string(Draft), "departs_on": string(departs), "returns_on": string(returns), "organiser": school.ActorIn(ctx).ID,
			"school_year": year.Label, "cloned_from": tripID,
		})
		if err := tx.SaveWithContext(ctx, copied); err != nil {
			return err
		}
		id = copied.Id
		for _, part := range []func(context.Context, core.App, string, string) error{cloneBudget, cloneLetter, cloneAsked} {
			if err := part(ctx, tx, tripID, id); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// cloneBudget copies the project's lines; what was voted, notified or promised last year is to be asked for again.
func cloneBudget(ctx context.Context, app core.App, from, to string) error {
	lines, err := LinesOf(app, from, ProjectPhase)
	if err != nil {
		return err
	}
	for i := range lines {
		if lines[i].Side == Income {
			lines[i].Status = "requested"
		}
		lines[i] = Line{
			Side: lines[i].Side, Category: lines[i].Category, Label: lines[i].Label, Beneficiaries: lines[i].Beneficiaries, Basis: lines[i].Basis,
			Origin: lines[i].Origin, Status: lines[i].Status, AmountCents: lines[i].AmountCents,
		}
	}
	return setLines(ctx, app, to, lines)
}

func cloneLetter(ctx context.Context, app core.App, from, to string) error {
	letter, err := app.FindRecordsByFilter("letters", "trip = {:trip} && kind = 'trip'", "-version_no", 1, 0, dbx.Params{"trip": from})
	if err != nil {
		return fmt.Errorf("letter to copy: %w", err)
	}
	if len(letter) == 0 {
		return nil // the school's model serves both
	}
	var blocks []Block
	if err := json.Unmarshal([]byte(letter[0].GetString("blocks")), &blocks); err != nil {
		return fmt.Errorf("paragraphs to copy: %w", err)
	}
	return SaveLetter(ctx, app, to, blocks)
}

func cloneAsked(ctx context.Context, app core.App, from, to string) error {
	asked, err := app.FindAllRecords("documents_asked", dbx.HashExp{"trip": from})
	if err != nil {
		return fmt.Errorf("papers to copy: %w", err)
	}
	for _, a := range asked {
		err := save(ctx, app, "documents_asked", map[string]any{
			"trip": to, "kind": a.GetString("kind"), "label": a.GetString("label"), "audience": a.GetString("audience"), "blocks": a.GetBool("blocks"), "note": a.GetString("note"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
