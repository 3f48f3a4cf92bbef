package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Statement is what a family sees of its account: its own debts, and what it has paid itself.
type Statement struct {
	Charges  []Account // oldest due first
	Payments []Paid    // newest first
	Due      cents.Amount
	Late     cents.Amount
	Credit   cents.Amount // of the viewer's payments, what settles nothing and is not going back
	Refunds  []Refund     // newest first: those of the viewer's payments
}

// Paid is one payment as the person who made it sees it.
type Paid struct {
	PaymentID  string
	ReceivedOn law.Day
	Means      Means
	Amount     cents.Amount
	Settled    cents.Amount // on charges
	GivenBack  cents.Amount // going back or gone back, or left to the school
	Receipt    string       // "Q-2026 n° 00042"
	PupilID    string
	Reversed   bool // cancelled: it settles nothing any more
}

// StatementOf reads the account of the viewer: a guardian sees the charges that they owe and the payments that they made, a
// pupil of full age their own; anybody else sees an empty statement. There is no way to ask for someone else's.
func StatementOf(app core.App, viewer school.Actor) (Statement, error) {
	charges, err := accounts(app, mine(viewer))
	if err != nil {
		return Statement{}, err
	}
	s, err := statement(app, charges, paidBy(viewer, "p."))
	if err != nil {
		return Statement{}, err
	}
	s.Refunds, err = RefundsOf(app, viewer)
	return s, err
}

// paidBy keeps the payments that a guardian or a pupil of full age made; nobody else made any.
func paidBy(viewer school.Actor, prefix string) dbx.Expression {
	switch {
	case viewer.Kind == school.Guardian && viewer.ID != "":
		return dbx.HashExp{prefix + "payer_id": viewer.ID}
	case viewer.Kind == school.Pupil && viewer.ID != "":
		return dbx.HashExp{prefix + "payer_id": "", prefix + "pupil": viewer.ID}
	}
	return dbx.NewExp("0 = 1")
}

// StatementFor reads the account of a pupil for staff who see money: every debtor and every payer.
func StatementFor(app core.App, viewer school.Actor, pupilID string) (Statement, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return Statement{}, err
	}
	charges, err := accounts(app, dbx.HashExp{"c.pupil": pupilID})
	if err != nil {
		return Statement{}, err
	}
	s, err := statement(app, charges, dbx.HashExp{"p.pupil": pupilID})
	if err != nil {
		return Statement{}, err
	}
	s.Refunds, err = Refunds(app, viewer, RefundFilter{PupilID: pupilID})
	return s, err
}

func statement(app core.App, charges []Account, payments dbx.Expression) (Statement, error) {
	s := Statement{Charges: charges}
	today := school.Clock(app).Today()
	for _, a := range charges {
		s.Due += a.Due()
		s.Late += a.LateDue(today)
	}
	var rows []struct {
		Paid
		Code      string
		ReceiptNo int
	}
	err := app.DB().Select("p.id AS payment_id", "p.received_on", "p.means", "p.amount_cents AS amount", "p.pupil AS pupil_id",
		"COALESCE((SELECT SUM(a.amount_cents) FROM allocations a WHERE a.payment = p.id), 0) AS settled",
		givenBackOfPayment+" AS given_back",
		"EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id) AS reversed", "COALESCE(s.code, '') AS code", "COALESCE(r.receipt_no, 0) AS receipt_no").
		From("payments p").LeftJoin("receipts r", dbx.NewExp("r.payment = p.id")).LeftJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(payments).OrderBy("p.booked_at DESC", "p.id").All(&rows)
	if err != nil {
		return Statement{}, fmt.Errorf("payments of a statement: %w", err)
	}
	for _, r := range rows {
		r.Receipt = receiptNameOf(r.Code, r.ReceiptNo)
		if r.Reversed {
			r.Settled = 0
		} else {
			s.Credit += r.Amount - r.Settled - r.GivenBack
		}
		s.Payments = append(s.Payments, r.Paid)
	}
	return s, nil
}
