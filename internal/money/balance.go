package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Balance is where a pupil's account stands: a projection of the sealed rows, never kept.
type Balance struct {
	PupilID   string
	LastName  string // usage name when there is one
	FirstName string
	Class     string
	Charged   cents.Amount
	Granted   cents.Amount // taken off by decisions
	Paid      cents.Amount // settled on the pupil's charges, whoever paid
	Late      cents.Amount // of what is due, past its day
	Credit    cents.Amount // of the payments made for the pupil, what settles nothing and is not going back
	GoingBack cents.Amount // owed back to who paid, and not gone yet
	Refunded  cents.Amount // gone back
	Kept      cents.Amount // the school's: small sums three months after notice, gifts, lapsed debts
}

// Due is what remains to be paid; credit is not taken off, the accountant allocates it.
func (b Balance) Due() cents.Amount { return b.Charged - b.Granted - b.Paid }

// Scope narrows balances; its zero value is the whole school.
type Scope struct {
	PupilID string
	ClassID string
	Owing   bool // only the pupils who still owe something
}

// Balances reads the accounts of pupils, those who never had a charge nor a payment left out, by name. The viewer is staff
// who see money.
func Balances(app core.App, viewer school.Actor, scope Scope) ([]Balance, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return balances(app, scope)
}

// balanceQuery adds charges up one by one, because each is late or not by itself, then payments, pupil by pupil in the order
// of covering indexes; nothing is materialized and sorted but the sums. one narrows it to one pupil.
func balanceQuery(one bool) string {
	ofCharges, ofPayments, ofRefunds := "", "", ""
	if one {
		ofCharges, ofPayments, ofRefunds = "WHERE c.pupil = {:pupil}", "AND p.pupil = {:pupil}", "AND f.pupil = {:pupil}"
	}
	return `
	SELECT u.id AS pupil_id, COALESCE(NULLIF(u.usage_name, ''), u.last_name) AS last_name, u.first_name, COALESCE(k.code, '') AS class,
		SUM(charged) AS charged, SUM(granted) AS granted, SUM(paid) AS paid, SUM(late) AS late, SUM(credit) AS credit,
		SUM(going_back) AS going_back, SUM(refunded) AS refunded, SUM(kept) AS kept
	FROM (
		SELECT pupil, SUM(amount) AS charged, SUM(granted) AS granted, SUM(paid) AS paid,
			SUM(CASE WHEN due_on != '' AND due_on < {:today} AND planned = 0 THEN amount - granted - paid ELSE 0 END) AS late, 0 AS credit,
			0 AS going_back, 0 AS refunded, 0 AS kept
		FROM (SELECT c.pupil, c.due_on, c.amount_cents AS amount, ` + grantedOfCharge + ` AS granted, ` + paidOfCharge + ` AS paid,
			c.id IN (SELECT k.charge FROM plans p JOIN plan_charges k ON k.payment_plan = p.id WHERE p.state = 'agreed') AS planned FROM charges c ` + ofCharges + `)
		GROUP BY pupil
		UNION ALL
		SELECT p.pupil, 0, 0, 0, 0, SUM(p.amount_cents - ` + allocatedOfPayment + `), 0, 0, 0
		FROM payments p WHERE ` + standing + ` ` + ofPayments + `
		GROUP BY p.pupil
		UNION ALL
		SELECT f.pupil, 0, 0, 0, 0, -SUM(l.amount_cents), SUM(CASE WHEN f.state IN ('due', 'notified', 'claimed', 'batched') THEN l.amount_cents ELSE 0 END),
			SUM(CASE WHEN f.state = 'sent' THEN l.amount_cents ELSE 0 END), SUM(CASE WHEN f.state IN ('kept', 'waived', 'lapsed') THEN l.amount_cents ELSE 0 END)
		FROM refunds f JOIN refund_lines l ON l.refund = f.id WHERE f.state != 'reallocated' ` + ofRefunds + `
		GROUP BY f.pupil) s
	JOIN pupils u ON u.id = s.pupil LEFT JOIN classes k ON k.id = u.class
	WHERE {:class} IN ('', u.class)
	GROUP BY s.pupil HAVING {:owing} = 0 OR SUM(charged) > SUM(granted) + SUM(paid)
	ORDER BY 2, u.first_name, u.id`
}

func balances(app core.App, scope Scope) ([]Balance, error) {
	var rows []Balance
	err := app.DB().NewQuery(balanceQuery(scope.PupilID != "")).Bind(dbx.Params{
		"today": string(school.Clock(app).Today()), "pupil": scope.PupilID, "class": scope.ClassID, "owing": scope.Owing,
	}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("balances: %w", err)
	}
	planned, err := followPlans(app)
	if err != nil || len(planned) == 0 {
		return rows, err
	}
	late := map[string]cents.Amount{}
	for _, f := range planned {
		late[f.PupilID] += f.Late
	}
	for i := range rows {
		rows[i].Late += late[rows[i].PupilID]
	}
	return rows, nil
}

// TripAccount is the money of one trip, for staff who see money.
type TripAccount struct {
	Charged, Granted, Paid, Due, Late cents.Amount
	Cancelled                         cents.Amount // the part of Granted that helps nobody
	Settled                           int          // pupils who owe nothing more
	Pupils                            []TripPupil
}

// TripPupil is what one pupil's family owes and has paid for a trip.
type TripPupil struct {
	PupilID                           string
	LastName, FirstName, Class        string
	Charged, Granted, Paid, Due, Late cents.Amount
	Cancelled                         cents.Amount // the part of Granted that helps nobody
	NextDueOn                         law.Day      // of the oldest charge not settled, empty when there is none
}

// TripMoney reads the money of a trip, pupil by pupil. The viewer is staff who see money: organisers do not (F-14).
func TripMoney(app core.App, viewer school.Actor, tripID string) (TripAccount, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return TripAccount{}, err
	}
	trip := OfTrip(tripID)
	found, err := accounts(app, dbx.HashExp{"c.subject_collection": trip.Collection, "c.subject_id": trip.ID})
	if err != nil {
		return TripAccount{}, err
	}
	if err := MarkCancelled(app, viewer, found); err != nil {
		return TripAccount{}, err
	}
	var names []TripPupil
	err = app.DB().NewQuery(`SELECT p.id AS pupil_id, COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name, p.first_name, COALESCE(k.code, '') AS class
		FROM pupils p LEFT JOIN classes k ON k.id = p.class
		WHERE p.id IN (SELECT pupil FROM charges WHERE subject_collection = {:collection} AND subject_id = {:id}) ORDER BY last_name, p.first_name, p.id`).
		Bind(dbx.Params{"collection": trip.Collection, "id": trip.ID}).All(&names)
	if err != nil {
		return TripAccount{}, fmt.Errorf("pupils of a trip: %w", err)
	}
	return addUp(found, names, school.Clock(app).Today()), nil
}

func addUp(found []Account, names []TripPupil, today law.Day) TripAccount {
	trip := TripAccount{Pupils: names}
	byPupil := map[string]*TripPupil{}
	for i := range trip.Pupils {
		byPupil[trip.Pupils[i].PupilID] = &trip.Pupils[i]
	}
	for _, a := range found { // oldest due first
		p := byPupil[a.PupilID]
		p.Charged, p.Granted, p.Paid, p.Due = p.Charged+a.Amount, p.Granted+a.Granted, p.Paid+a.Paid, p.Due+a.Due()
		p.Late, p.Cancelled = p.Late+a.LateDue(today), p.Cancelled+a.Cancelled
		if a.Due() > 0 && p.NextDueOn == "" {
			p.NextDueOn = a.PayBy()
		}
	}
	for _, p := range trip.Pupils {
		trip.Charged, trip.Granted, trip.Paid, trip.Due, trip.Late = trip.Charged+p.Charged, trip.Granted+p.Granted, trip.Paid+p.Paid, trip.Due+p.Due, trip.Late+p.Late
		trip.Cancelled += p.Cancelled
		if p.Due <= 0 {
			trip.Settled++
		}
	}
	return trip
}
