package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Bracket is one line of a price grid by family income (V-21): families whose quotient is below QuotientBelow pay Price.
type Bracket struct {
	RankNo          int
	QuotientBelow   int // euros; 0: no limit, the last bracket
	PriceCents      cents.Amount
	PupilsEstimated int // how many of the pupils planned are thought to be in it
}

// Name writes « quotient familial inférieur à 500 ».
func (b Bracket) Name() string {
	if b.QuotientBelow == 0 {
		return "sans condition de revenus"
	}
	return fmt.Sprintf("quotient familial inférieur à %d", b.QuotientBelow)
}

// BracketsOf reads the price grid of a trip, lowest quotient first; empty when everybody pays the same.
func BracketsOf(app core.App, tripID string) ([]Bracket, error) {
	var brackets []Bracket
	err := app.DB().Select("rank_no", "quotient_below", "price_cents", "pupils_estimated").From("price_brackets").
		Where(dbx.HashExp{"trip": tripID}).OrderBy("rank_no").All(&brackets)
	if err != nil {
		return nil, fmt.Errorf("price grid: %w", err)
	}
	return brackets, nil
}

// SetBrackets replaces the price grid of a trip; none makes its price the same for all.
func SetBrackets(ctx context.Context, app core.App, tripID string, brackets []Bracket) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if err := clearRows(ctx, tx, "price_brackets", tripID); err != nil {
			return err
		}
		for i, b := range brackets {
			err := save(ctx, tx, "price_brackets", map[string]any{
				"trip": tripID, "rank_no": i + 1, "quotient_below": b.QuotientBelow, "price_cents": int64(b.PriceCents), "pupils_estimated": b.PupilsEstimated,
			})
			if err != nil {
				return atLine(err, i)
			}
		}
		return nil
	})
}

// PriceIn is the price of a place: that of its bracket, or the price of the trip, which is the highest.
func PriceIn(t Trip, brackets []Bracket, bracketNo int) cents.Amount {
	for _, b := range brackets {
		if b.RankNo == bracketNo {
			return b.PriceCents
		}
	}
	return t.PriceCents
}

// ScheduleFor spreads a price over the instalments that the board voted for the full price, in the same proportions and to
// the cent. A price of nothing has no instalment; an instalment of nothing is left out.
func ScheduleFor(voted []Instalment, price cents.Amount) []Instalment {
	weights := make([]int64, len(voted))
	var total cents.Amount
	for i, n := range voted {
		weights[i] = int64(n.AmountCents)
		total += n.AmountCents
	}
	if total == price {
		return voted
	}
	var due []Instalment
	for i, amount := range price.Share(weights) {
		if amount > 0 {
			n := voted[i]
			n.AmountCents = amount
			due = append(due, n)
		}
	}
	return due
}

// PriceOf is the price of one pupil's place in a trip. It says something of a family's income: only that family, and the
// people who hold the money, may be shown it.
func PriceOf(app core.App, tripID, pupilID string) (cents.Amount, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return 0, ErrNoTrip
	}
	brackets, err := BracketsOf(app, tripID)
	if err != nil {
		return 0, err
	}
	t := tripOf(record)
	if len(brackets) == 0 {
		return t.PriceCents, nil
	}
	var numbers []int
	err = app.DB().Select("bracket_no").From("seats").Where(dbx.HashExp{"trip": tripID, "pupil": pupilID}).Column(&numbers)
	if err != nil {
		return 0, fmt.Errorf("bracket of a place: %w", err)
	}
	if len(numbers) == 0 {
		return t.PriceCents, nil
	}
	return PriceIn(t, brackets, numbers[0]), nil
}

// SetBracket puts a pupil's place in a bracket of the grid (0: the highest price), on the proof that the bursar has seen.
func SetBracket(ctx context.Context, app core.App, tripID, pupilID string, bracketNo int) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		seat, err := findSeat(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		if seat.IsNew() {
			seat.Set("state", SeatInterested) // a family that brings its quotient is interested; nothing is signed
			seat.Set("changed_at", school.Clock(tx).Now())
		}
		seat.Set("bracket_no", bracketNo)
		return tx.SaveWithContext(ctx, seat)
	})
}

// JudgeBracket judges the bracket of a place: the bursar's alone, one of the grid, and settled before the commitment since
// the charges follow from it.
func JudgeBracket(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	before := 0
	if !record.IsNew() {
		before = record.Original().GetInt("bracket_no")
	}
	number := record.GetInt("bracket_no")
	if number == before {
		return nil, nil
	}
	if !actor.Has(school.Bursar) {
		return refuse("bracket_no", "La tranche d’une famille est fixée par le gestionnaire, sur justificatif : elle dit quelque chose de ses revenus.", ""), nil
	}
	if !record.IsNew() && record.Original().GetString("state") == SeatCommitted {
		return refuse("bracket_no", "L’engagement est signé et les créances suivent son prix : la tranche ne change plus.",
			"Une aide individuelle ou une annulation décidée par l’agent comptable corrige ce qui est dû."), nil
	}
	if number == 0 {
		return nil, nil
	}
	brackets, err := BracketsOf(app, record.GetString("trip"))
	if err != nil {
		return nil, err
	}
	for _, b := range brackets {
		if b.RankNo == number {
			return nil, nil
		}
	}
	return refuse("bracket_no", "Cette tranche n’est pas dans la grille de prix du voyage.", "Choisissez une tranche de la grille votée."), nil
}

// PlaceInGrid is a pupil of a trip with the bracket of their family.
type PlaceInGrid struct {
	ID, FirstName, LastName, Class, Seat string
	BracketNo                            int
}

// PlacesInGrid lists the pupils of a trip with the bracket of each family: for the bursar alone, an empty list for anybody
// else.
func PlacesInGrid(app core.App, viewer school.Actor, tripID string) ([]PlaceInGrid, error) {
	if !viewer.May(school.BalanceBudget) {
		return nil, nil
	}
	var places []PlaceInGrid
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, p.first_name, p.last_name, COALESCE(c.code, '') AS class, COALESCE(s.state, '') AS seat,
			COALESCE(s.bracket_no, 0) AS bracket_no
		FROM trip_targets t JOIN pupils p ON ` + targeted + ` LEFT JOIN classes c ON c.id = p.class LEFT JOIN seats s ON s.trip = t.trip AND s.pupil = p.id
		WHERE t.trip = {:trip} AND p.left_on = '' ORDER BY p.last_name, p.first_name, p.id`).Bind(dbx.Params{"trip": tripID}).All(&places)
	if err != nil {
		return nil, fmt.Errorf("places in the grid: %w", err)
	}
	return places, nil
}
