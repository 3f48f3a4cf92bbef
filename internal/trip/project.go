package trip

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Project is what the organiser writes about a trip.
type Project struct {
	Title, Destination, CountryCode, Purpose, Programme, Obligation string
	InTimetable                                                     bool
	DepartsOn, ReturnsOn, AnswerBy                                  law.Day
	Organiser                                                       string // staff id; empty keeps or takes the actor
	PupilsEstimated, AdultsEstimated                                int
	Asks                                                            []string
}

// Create starts a trip as a draft.
func Create(ctx context.Context, app core.App, p Project) (id string, err error) {
	r, err := school.NewRecord(app, "trips")
	if err != nil {
		return "", err
	}
	r.Set("state", string(Draft))
	if p.Organiser == "" {
		p.Organiser = school.ActorIn(ctx).ID
	}
	fill(r, p)
	year, err := school.CurrentYear(app)
	if err != nil {
		return "", err
	}
	r.Set("school_year", year.Label)
	if err := app.SaveWithContext(ctx, r); err != nil {
		return "", err
	}
	return r.Id, nil
}

// Update changes what the organiser wrote.
func Update(ctx context.Context, app core.App, id string, p Project) error {
	r, err := app.FindRecordById("trips", id)
	if err != nil {
		return ErrNoTrip
	}
	fill(r, p)
	return app.SaveWithContext(ctx, r)
}

func fill(r *core.Record, p Project) {
	if p.Organiser != "" {
		r.Set("organiser", p.Organiser)
	}
	r.Load(map[string]any{
		"title": strings.TrimSpace(p.Title), "destination": strings.TrimSpace(p.Destination), "country_code": strings.ToUpper(strings.TrimSpace(p.CountryCode)),
		"purpose": strings.TrimSpace(p.Purpose), "programme": strings.TrimSpace(p.Programme), "obligation": p.Obligation, "in_timetable": p.InTimetable,
		"departs_on": string(p.DepartsOn), "returns_on": string(p.ReturnsOn), "answer_by": string(p.AnswerBy),
		"pupils_estimated": p.PupilsEstimated, "adults_estimated": p.AdultsEstimated, "asks": p.Asks,
	})
}

// SetBudget replaces the project budget: the price, the headcounts and every line, in one go.
func SetBudget(ctx context.Context, app core.App, id string, price cents.Amount, pupils, adults int, lines []Line) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", id)
		if err != nil {
			return ErrNoTrip
		}
		r.Load(map[string]any{"price_cents": int64(price), "pupils_estimated": pupils, "adults_estimated": adults})
		if err := tx.SaveWithContext(ctx, r); err != nil {
			return err
		}
		return setLines(ctx, tx, id, lines)
	})
}

// SetSchedule replaces the instalments; they are numbered in the order of their dates as given.
func SetSchedule(ctx context.Context, app core.App, id string, instalments []Instalment) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if err := clearRows(ctx, tx, "instalments", id); err != nil {
			return err
		}
		for i, n := range instalments {
			err := save(ctx, tx, "instalments", map[string]any{
				"trip": id, "rank_no": i + 1, "due_on": string(n.DueOn), "amount_cents": int64(n.AmountCents),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SplitSchedule proposes n instalments of a price, a month apart: parts that add up to the cent.
func SplitSchedule(price cents.Amount, n int, first law.Day) []Instalment {
	var schedule []Instalment
	for i, amount := range price.Split(n) {
		schedule = append(schedule, Instalment{RankNo: i + 1, DueOn: first.AddMonths(i), AmountCents: amount})
	}
	return schedule
}

func clearRows(ctx context.Context, app core.App, collection, tripID string) error {
	rows, err := app.FindAllRecords(collection, dbx.HashExp{"trip": tripID})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := deleteAs(ctx, app, r); err != nil {
			return err
		}
	}
	return nil
}
