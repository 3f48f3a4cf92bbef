package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// TripLedger is what one person owes for one pupil's trip and has paid for it: their own part, never the other household's.
type TripLedger struct {
	PupilID, PersonID string // PersonID is "" for a pupil of full age, and for a payer who is nobody's guardian
	Charged           cents.Amount
	Remitted          cents.Amount // taken off by the school: remissions, cancellations, surplus
	Aided             cents.Amount // paid by a fund or a third party in their place
	Paid              cents.Amount // by this person, on the charges of the trip
	Payments          []TripPaid   // oldest first
}

// TripPaid is the part of a payment that settles charges of a trip.
type TripPaid struct {
	Day     law.Day
	Means   Means
	Receipt string
	Amount  cents.Amount
}

// TripLedgers reads the money of a trip, person by person: all of them for staff who see money, their own for a family.
func TripLedgers(app core.App, viewer school.Actor, tripID string) ([]TripLedger, error) {
	owed, paid := dbx.NewExp("1 = 1"), dbx.NewExp("1 = 1")
	if viewer.Kind == school.Guardian || viewer.Kind == school.Pupil {
		owed, paid = mine(viewer), paidBy(viewer, "p.")
	} else if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	trip := dbx.HashExp{"c.subject_collection": "trips", "c.subject_id": tripID}
	var ledgers []TripLedger
	index := map[[2]string]int{}
	of := func(pupil, person string) *TripLedger {
		key := [2]string{pupil, person}
		i, known := index[key]
		if !known {
			i = len(ledgers)
			index[key], ledgers = i, append(ledgers, TripLedger{PupilID: pupil, PersonID: person})
		}
		return &ledgers[i]
	}
	var charges []struct {
		Pupil, DebtorID          string
		Amount, Remitted, Helped cents.Amount // a scholarship is neither: it is the family's own money, and counts as paid
	}
	const granted = `COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id AND g.kind %s), 0) AS `
	err := app.DB().Select("c.pupil", "c.debtor_id", "c.amount_cents AS amount", fmt.Sprintf(granted, "NOT IN ('social_fund', 'third_party', 'scholarship')")+"remitted", fmt.Sprintf(granted, "IN ('social_fund', 'third_party')")+"helped").
		From("charges c").Where(dbx.And(trip, owed)).OrderBy("c.due_on", "c.id").All(&charges)
	if err != nil {
		return nil, fmt.Errorf("charges of a trip: %w", err)
	}
	for _, c := range charges {
		l := of(c.Pupil, c.DebtorID)
		l.Charged, l.Remitted, l.Aided = l.Charged+c.Amount, l.Remitted+c.Remitted, l.Aided+c.Helped
	}
	var payments []struct {
		Pupil, PayerID, Code string
		ReceiptNo            int
		TripPaid
	}
	err = app.DB().Select("c.pupil", "p.payer_id", "p.received_on AS day", "p.means", "SUM(a.amount_cents) AS amount", "COALESCE(s.code, '') AS code",
		"COALESCE(r.receipt_no, 0) AS receipt_no").From("allocations a").InnerJoin("charges c", dbx.NewExp("c.id = a.charge")).
		InnerJoin("payments p", dbx.NewExp("p.id = a.payment")).LeftJoin("receipts r", dbx.NewExp("r.payment = p.id")).
		LeftJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(dbx.And(trip, paid, dbx.NewExp("NOT EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id)"))).
		GroupBy("p.id", "c.pupil").OrderBy("p.received_on", "p.booked_at", "p.id").All(&payments)
	if err != nil {
		return nil, fmt.Errorf("payments of a trip: %w", err)
	}
	for _, p := range payments {
		l := of(p.Pupil, p.PayerID)
		p.Receipt = receiptNameOf(p.Code, p.ReceiptNo)
		l.Paid, l.Payments = l.Paid+p.Amount, append(l.Payments, p.TripPaid)
	}
	scholarships, err := scholarshipsOf(app, viewer, tripID)
	for _, s := range scholarships {
		l := of(s.Pupil, s.PayerID)
		l.Paid, l.Payments = l.Paid+s.Amount, append(l.Payments, s.TripPaid)
	}
	return ledgers, err
}

// paidByGrant is what a scholarship has paid, with who agreed to it.
type paidByGrant struct {
	Pupil, PayerID string
	TripPaid
}

// scholarshipsOf reads what scholarships have paid of a trip: all for staff who see money, their own for a family.
func scholarshipsOf(app core.App, viewer school.Actor, tripID string) ([]paidByGrant, error) {
	own := dbx.NewExp("1 = 1")
	if viewer.Kind == school.Guardian || viewer.Kind == school.Pupil {
		own = dbx.NewExp("g.agreed_by = {:me}", dbx.Params{"me": viewer.ID})
	}
	var rows []paidByGrant
	err := app.DB().Select("c.pupil", "IIF(g.agreed_by = c.pupil, '', g.agreed_by) AS payer_id", "SUBSTR(g.granted_at, 1, 10) AS day", "g.kind AS means",
		"g.amount_cents AS amount").From("grants g").InnerJoin("charges c", dbx.NewExp("c.id = g.charge")).
		Where(dbx.And(dbx.HashExp{"c.subject_collection": "trips", "c.subject_id": tripID, "g.kind": string(Scholarship)}, own)).
		OrderBy("g.granted_at", "g.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("scholarships of a trip: %w", err)
	}
	return rows, nil
}
