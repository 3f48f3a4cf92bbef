package money

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Account is one charge with what has been settled of it. Reversed payments settle nothing.
type Account struct {
	ID                string
	PupilID           string
	DebtorID          string // empty: the pupil of full age
	SubjectCollection string
	SubjectID         string
	Label             string
	DueOn             law.Day
	Amount            cents.Amount // as charged
	Granted           cents.Amount // taken off by decisions
	Paid              cents.Amount // settled by payments

	Cancelled cents.Amount `db:"-"` // the part of Granted that helps nobody: an error corrected, a part that another payer owes; filled by MarkCancelled

	Undated bool `db:"-"` // of the list of reminders: DueOn is the day that the school's parameter gives it

	PlanID   string  `db:"-"` // the plan in force that spreads it, empty when there is none
	PlanNext law.Day `db:"-"` // and the next day of that plan
	planLate cents.Amount
}

// Due is what remains to be paid on the charge.
func (a Account) Due() cents.Amount { return a.Amount - a.Granted - a.Paid }

// LateDue is what remains due after its day; under a plan in force, after the days of the plan.
func (a Account) LateDue(today law.Day) cents.Amount {
	switch {
	case a.Due() <= 0:
		return 0
	case a.PlanID != "":
		return a.planLate
	case a.DueOn != "" && a.DueOn < today:
		return a.Due()
	}
	return 0
}

// Late tells whether something remains due after its day.
func (a Account) Late(today law.Day) bool { return a.LateDue(today) > 0 }

// PayBy is the day by which something is awaited: the charge's own, or the next of the plan in force.
func (a Account) PayBy() law.Day {
	if a.PlanID != "" {
		return a.PlanNext
	}
	return a.DueOn
}

// The sums of a charge c, from the sealed rows. Each subquery is answered by a covering index.
const (
	grantedOfCharge = `COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id), 0)`
	paidOfCharge    = `COALESCE((SELECT SUM(a.amount_cents) FROM allocations a
		WHERE a.charge = c.id AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = a.payment)), 0)`
)

// accounts reads charges with their sums, oldest due first: the order in which a payment settles them.
func accounts(app core.App, where ...dbx.Expression) ([]Account, error) {
	var rows []Account
	err := app.DB().Select("c.id", "c.pupil AS pupil_id", "c.debtor_id", "c.subject_collection", "c.subject_id", "c.label", "c.due_on",
		"c.amount_cents AS amount", grantedOfCharge+" AS granted", paidOfCharge+" AS paid").From("charges c").
		Where(dbx.And(where...)).OrderBy("c.due_on", "c.charged_at", "c.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("charges with their sums: %w", err)
	}
	return rows, follow(app, rows)
}

// MarkCancelled tells, charge by charge, what was cancelled from what was granted: a sum that went to another payer is no aid.
func MarkCancelled(app core.App, viewer school.Actor, rows []Account) error {
	if err := mustSeeMoney(viewer); err != nil {
		return err
	}
	ids := make([]any, len(rows))
	for i, a := range rows {
		ids[i] = a.ID
	}
	var found []struct {
		Charge string
		Amount cents.Amount
	}
	err := app.DB().Select("charge", "SUM(amount_cents) AS amount").From("grants").Where(dbx.HashExp{"kind": string(Cancellation)}).AndWhere(dbx.In("charge", ids...)).GroupBy("charge").All(&found)
	if err != nil {
		return fmt.Errorf("cancelled parts: %w", err)
	}
	of := map[string]cents.Amount{}
	for _, f := range found {
		of[f.Charge] = f.Amount
	}
	for i := range rows {
		rows[i].Cancelled = of[rows[i].ID]
	}
	return nil
}

func accountByID(app core.App, id string) (Account, bool, error) {
	rows, err := accounts(app, dbx.HashExp{"c.id": id})
	if err != nil || len(rows) == 0 {
		return Account{}, false, err
	}
	return rows[0], true, nil
}

// openCharges lists the charges of a pupil on which something remains due, oldest first.
func openCharges(app core.App, pupilID string) ([]Account, error) {
	return openChargesOf(app, pupilID)
}

// openChargesOf lists the open charges of several pupils, oldest first whoever's they are.
func openChargesOf(app core.App, pupilIDs ...string) ([]Account, error) {
	rows, err := accounts(app, dbx.In("c.pupil", distinct(slices.Clone(pupilIDs))...))
	if err != nil {
		return nil, err
	}
	open := rows[:0]
	for _, a := range rows {
		if a.Due() > 0 {
			open = append(open, a)
		}
	}
	return open, nil
}

// OpenCharges is openCharges for staff who see money.
func OpenCharges(app core.App, viewer school.Actor, pupilID string) ([]Account, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return openCharges(app, pupilID)
}

// DebtsOf is openCharges for those who instruct and decide requests for aid: the social worker reads what the pupil of a
// request owes, and nothing else of the accounts.
func DebtsOf(app core.App, viewer school.Actor, pupilID string) ([]Account, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	return openCharges(app, pupilID)
}
