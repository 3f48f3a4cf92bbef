package trip

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// TakenRecord is a trip that another program knew, as its reader may see it: who may not see the families' money gets neither
// payments nor remissions.
type TakenRecord struct {
	ID                  string
	Title               string
	DepartsOn           law.Day
	ReturnsOn           law.Day
	Trip                string // project made of it, "" for history
	TakenAt             types.DateTime
	Said                mobilisco.Trip
	WithMoney           bool
	Letters, Broken     int
	Paid, Due           cents.Amount // only WithMoney
	ExpenseProject      cents.Amount
	ExpenseDone         cents.Amount
	IncomeDone          cents.Amount // without the families' share
	FamilyShareExpected cents.Amount // only WithMoney: price of those committed, less remissions
}

// TakenRecords lists the trips taken over from another program, the latest first; search keeps those whose name or purpose has
// its words.
func TakenRecords(app core.App, viewer school.Actor, search string) ([]TakenRecord, error) {
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return nil, err
	}
	all, err := takenWhere(app, viewer, dbx.NewExp("1 = 1"))
	if err != nil {
		return nil, err
	}
	var found []TakenRecord
	for _, a := range all {
		if school.Matches(search, a.Title+" "+a.Said.Purpose) {
			found = append(found, a)
		}
	}
	return found, nil
}

// HasTaken tells whether anything was taken over from another program.
func HasTaken(app core.App) (bool, error) {
	var n int
	if err := app.DB().Select("COUNT(*)").From("taken_trips").Row(&n); err != nil {
		return false, fmt.Errorf("taken trips: %w", err)
	}
	return n > 0, nil
}

// TakenRecordFor reads one of them.
func TakenRecordFor(app core.App, viewer school.Actor, id string) (TakenRecord, error) {
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return TakenRecord{}, err
	}
	all, err := takenWhere(app, viewer, dbx.HashExp{"id": id})
	if err != nil {
		return TakenRecord{}, err
	}
	if len(all) == 0 {
		return TakenRecord{}, ErrNoTrip
	}
	return all[0], nil
}

func takenWhere(app core.App, viewer school.Actor, where dbx.Expression) ([]TakenRecord, error) {
	var rows []struct {
		ID, Title, Trip      string
		DepartsOn, ReturnsOn law.Day
		TakenAt              types.DateTime
		Record               types.JSONRaw
	}
	err := app.DB().Select("id", "title", "trip", "departs_on", "returns_on", "taken_at", "record").From("taken_trips").Where(where).
		OrderBy("departs_on DESC", "title", "id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("taken trips: %w", err)
	}
	records := make([]TakenRecord, 0, len(rows))
	for _, r := range rows {
		a := TakenRecord{ID: r.ID, Title: r.Title, DepartsOn: r.DepartsOn, ReturnsOn: r.ReturnsOn, Trip: r.Trip, TakenAt: r.TakenAt, WithMoney: viewer.May(school.SeeMoney)}
		if err := json.Unmarshal(r.Record, &a.Said); err != nil {
			return nil, fmt.Errorf("taken trip %s: %w", r.ID, err)
		}
		a.count()
		records = append(records, a)
	}
	return records, nil
}

// count adds up what the program said, and takes away what its reader may not see.
func (a *TakenRecord) count() {
	for i, e := range a.Said.Enrolments {
		switch {
		case e.Broken:
			a.Broken++
		case e.Letter:
			a.Letters++
		}
		if e.Letter {
			a.FamilyShareExpected += a.Said.PriceCents - e.RemissionCents
		}
		if !a.WithMoney {
			a.Said.Enrolments[i].RemissionCents = 0
		}
	}
	for _, p := range a.Said.Payments {
		a.Paid += p.AmountCents
	}
	for _, l := range a.Said.Lines {
		switch {
		case l.Side == Expense && l.Phase == "project":
			a.ExpenseProject += l.AmountCents
		case l.Side == Expense:
			a.ExpenseDone += l.AmountCents
		case l.Phase == "execution":
			a.IncomeDone += l.AmountCents
		}
	}
	a.Due = a.FamilyShareExpected - a.Paid
	if !a.WithMoney {
		a.Said.Payments, a.Paid, a.Due, a.FamilyShareExpected = nil, 0, 0, 0
	}
}

// PaidBy is what was booked on one enrolment.
func (a TakenRecord) PaidBy(enrolment int) cents.Amount {
	var total cents.Amount
	for _, p := range a.Said.Payments {
		if p.Enrolment == enrolment {
			total += p.AmountCents
		}
	}
	return total
}

// NameOf is the pupil of an enrolment, as the other program called them.
func (a TakenRecord) NameOf(enrolment int) string {
	for _, e := range a.Said.Enrolments {
		if e.ID == enrolment {
			return strings.TrimSpace(e.Name)
		}
	}
	return ""
}
