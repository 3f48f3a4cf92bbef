package money

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// The kinds of counts, as kept in cash_counts.kind, and of movements, in cash_movements.kind.
const (
	Opening     = "opening"
	Closing     = "closing"
	VoidedCount = "void"

	CashFloat    = "float"
	CashDeposit  = "deposit"
	VoidedMoving = "void"
)

// Denominations are the coins and notes of the euro, largest first.
var Denominations = []cents.Amount{50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1}

// Units is how many of each coin and note were counted.
type Units map[cents.Amount]int

// Total adds the units up. A coin that does not exist, or fewer than none of one, has no total.
func (u Units) Total() (total cents.Amount, ok bool) {
	known := map[cents.Amount]bool{}
	for _, d := range Denominations {
		known[d] = true
	}
	for d, n := range u {
		if !known[d] || n < 0 || n > 100_000 {
			return 0, false
		}
		total += d * cents.Amount(n)
	}
	return total, true
}

// Register is where the cash stands.
type Register struct {
	Used     bool // a count was made once: from then on, cash asks for an open register
	Open     bool
	Expected cents.Amount // by the ledger, the movements and the differences explained
	Last     *CashCount   // that stands; nil before the first
}

// CashCount is one count of the register.
type CashCount struct {
	ID, Kind                    string
	CountedOn                   law.Day
	CountedAt                   types.DateTime
	By                          string // name
	Total, Expected, Difference cents.Amount
	Reason                      string
	Units                       Units
	Voided                      string // why, when it was annulled
}

// CashMove is cash that came in or went out of the register on a day.
type CashMove struct {
	Day       law.Day
	What      string
	Reference string
	PaymentID string // of a payment or of its reversal
	MoveID    string // of a float or of a deposit
	Voided    bool   // a movement annulled by another
	Amount    cents.Amount
}

// RegisterOf reads where the cash stands, for staff who see money.
func RegisterOf(app core.App, viewer school.Actor) (Register, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return Register{}, err
	}
	return registerOf(app)
}

func registerOf(app core.App) (r Register, err error) {
	if r.Expected, err = cashExpected(app); err != nil {
		return r, err
	}
	counts, err := countsWhere(app, "1 = 1")
	if err != nil {
		return r, err
	}
	r.Used = len(counts) > 0
	for i := len(counts) - 1; i >= 0; i-- {
		if c := counts[i]; c.Kind != VoidedCount && c.Voided == "" {
			r.Last, r.Open = &c, c.Kind == Opening
			break
		}
	}
	return r, nil
}

// cashExpected is a projection: what was taken in cash less what was cancelled, the movements, and the differences that the
// counts have explained. It needs no order, so nothing that happens between two counts is lost.
func cashExpected(app core.App) (total cents.Amount, err error) {
	err = app.DB().NewQuery(`SELECT COALESCE((SELECT SUM(amount_cents) FROM payments p WHERE p.means = 'cash' AND ` + standing + `), 0)
		+ COALESCE((SELECT SUM(amount_cents) FROM cash_movements), 0)
		+ COALESCE((SELECT SUM(c.difference_cents) FROM cash_counts c WHERE c.kind != 'void' AND NOT EXISTS (SELECT 1 FROM cash_counts v WHERE v.voids = c.id)), 0)`).Row(&total)
	if err != nil {
		return 0, fmt.Errorf("expected cash: %w", err)
	}
	return total, nil
}

// registerShut tells whether the school counts its cash and the register is closed.
func registerShut(app core.App) (bool, error) {
	var kinds []struct{ Kind, Voids string }
	err := app.DB().NewQuery(`SELECT c.kind, COALESCE((SELECT v.id FROM cash_counts v WHERE v.voids = c.id), '') AS voids FROM cash_counts c
		WHERE c.kind != 'void' ORDER BY c.counted_at DESC, c.rowid DESC`).All(&kinds)
	if err != nil {
		return false, fmt.Errorf("register: %w", err)
	}
	for _, k := range kinds {
		if k.Voids == "" {
			return k.Kind == Closing, nil
		}
	}
	return len(kinds) > 0, nil // every count was annulled: as before the first opening, but the school counts
}

func countsWhere(app core.App, where string, params ...dbx.Params) ([]CashCount, error) {
	var rows []struct {
		CashCount
		Raw string
	}
	q := app.DB().NewQuery(`SELECT c.id, c.kind, c.counted_on, c.counted_at, COALESCE(TRIM(f.first_name || ' ' || f.last_name), '') AS [[by]], c.total_cents AS total,
			c.expected_cents AS expected, c.difference_cents AS difference, c.reason, COALESCE(c.units, '') AS raw,
			COALESCE((SELECT v.reason FROM cash_counts v WHERE v.voids = c.id), '') AS voided
		FROM cash_counts c LEFT JOIN staff f ON f.id = c.by_staff WHERE ` + where + ` ORDER BY c.counted_at, c.rowid`)
	for _, p := range params {
		q.Bind(p)
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("counts of the register: %w", err)
	}
	all := make([]CashCount, len(rows))
	for i, r := range rows {
		all[i] = r.CashCount
		if r.Raw != "" && r.Raw != "null" {
			if err := json.Unmarshal([]byte(r.Raw), &all[i].Units); err != nil {
				return nil, fmt.Errorf("units of a count: %w", err)
			}
		}
	}
	return all, nil
}

// CashDay is one day of the register: its counts, and what moved.
type CashDay struct {
	Day    law.Day
	Counts []CashCount
	Moves  []CashMove
}

// CashDayOf reads a day of the register, for staff who see money.
func CashDayOf(app core.App, viewer school.Actor, day law.Day) (d CashDay, err error) {
	if err := mustSeeMoney(viewer); err != nil {
		return d, err
	}
	d.Day = day
	if d.Counts, err = countsWhere(app, "c.kind != 'void' AND c.counted_on = {:day}", dbx.Params{"day": string(day)}); err != nil {
		return d, err
	}
	takings, err := Journal(app, viewer, day, day)
	if err != nil {
		return d, err
	}
	for _, l := range takings.Lines {
		if l.Means != Cash {
			continue
		}
		what := l.PayerName
		if l.Reversal {
			what = "Annulation : " + what
		}
		d.Moves = append(d.Moves, CashMove{Day: day, What: what, Reference: l.Receipt, PaymentID: l.PaymentID, Amount: l.Amount})
	}
	var rows []struct {
		ID, Kind, Reason string
		Voided           bool
		Amount           cents.Amount
	}
	err = app.DB().NewQuery(`SELECT m.id, m.kind, m.reason, m.amount_cents AS amount, (m.kind = 'void' OR EXISTS (SELECT 1 FROM cash_movements v WHERE v.voids = m.id)) AS voided
		FROM cash_movements m WHERE m.moved_on = {:day} ORDER BY m.rowid`).Bind(dbx.Params{"day": string(day)}).All(&rows)
	if err != nil {
		return d, fmt.Errorf("movements of the register: %w", err)
	}
	for _, r := range rows {
		d.Moves = append(d.Moves, CashMove{Day: day, What: movementLabels[r.Kind], Reference: r.Reason, MoveID: r.ID, Voided: r.Voided, Amount: r.Amount})
	}
	return d, nil
}

var movementLabels = map[string]string{CashFloat: "Fonds de caisse", CashDeposit: "Dégagement de caisse", VoidedMoving: "Annulation d’un mouvement"}

// CountCash opens or closes the register by a count. The difference with what the ledger expects is kept, and explained. The
// actor is the accountant.
func CountCash(ctx context.Context, app core.App, kind string, units Units, reason string) error {
	if kind != Opening && kind != Closing {
		return law.Object("", "Un comptage ouvre ou ferme la caisse.", "")
	}
	if _, ok := units.Total(); !ok {
		return law.Object("u50000", "Le comptage n’est pas lisible.", "Écrivez un nombre entier de pièces ou de billets.")
	}
	now := school.Clock(app).Now()
	return save(ctx, app, "cash_counts", map[string]any{
		"kind": kind, "counted_on": string(law.DayOf(now)), "counted_at": now.UTC(), "by_staff": school.ActorIn(ctx).ID, "units": units, "reason": strings.TrimSpace(reason),
	})
}

// VoidCount annuls the last count, which was mistaken: it stays, with who annulled it and why.
func VoidCount(ctx context.Context, app core.App, id, reason string) error {
	now := school.Clock(app).Now()
	return save(ctx, app, "cash_counts", map[string]any{
		"kind": VoidedCount, "counted_on": string(law.DayOf(now)), "counted_at": now.UTC(), "by_staff": school.ActorIn(ctx).ID, "voids": id, "reason": strings.TrimSpace(reason),
	})
}

// MoveCash records cash that comes in or goes out without a family: the float brought, what is taken to the bank. The amount
// is positive.
func MoveCash(ctx context.Context, app core.App, kind string, amount cents.Amount, reason string) error {
	if kind != CashFloat && kind != CashDeposit {
		return law.Object("mouvement", "Choisissez le mouvement.", "")
	}
	if amount <= 0 {
		return law.Object("montant", "Un mouvement de caisse a un montant positif.", "")
	}
	if kind == CashDeposit {
		amount = -amount
	}
	return saveMovement(ctx, app, map[string]any{"kind": kind, "amount_cents": int64(amount), "reason": strings.TrimSpace(reason)})
}

// VoidMovement annuls a movement by another of the opposite amount.
func VoidMovement(ctx context.Context, app core.App, id, reason string) error {
	record, err := app.FindRecordById("cash_movements", id)
	if err != nil {
		return law.Object("", "Ce mouvement de caisse n’existe pas.", "")
	}
	return saveMovement(ctx, app, map[string]any{"kind": VoidedMoving, "amount_cents": -record.GetInt("amount_cents"), "reason": strings.TrimSpace(reason), "voids": id})
}

func saveMovement(ctx context.Context, app core.App, fields map[string]any) error {
	now := school.Clock(app).Now()
	fields["moved_on"], fields["moved_at"], fields["by_staff"] = string(law.DayOf(now)), now.UTC(), school.ActorIn(ctx).ID
	return save(ctx, app, "cash_movements", fields)
}
