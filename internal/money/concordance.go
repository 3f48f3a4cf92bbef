package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Concordance is where the debts of one subject stand between two days: what was due before, what moved, what is due after.
// It is the line that the bursar and the accountant agree on at the end of a month.
type Concordance struct {
	SubjectCollection, SubjectID, ActID string
	Subject, Act                        string // as they are called
	Opening                             cents.Amount
	Charged                             cents.Amount
	Aided                               cents.Amount // paid by somebody else: social fund, third party, scholarship
	Lowered                             cents.Amount // remissions, cancellations, surplus given back by a lower price
	Collected                           cents.Amount
	Cancelled                           cents.Amount // collected once, cancelled since: due again
	Released                            cents.Amount // collected once, to be given back: the price went down below it
}

// Closing is what remains due: opening and movements.
func (a Concordance) Closing() cents.Amount {
	return a.Opening + a.Charged - a.Aided - a.Lowered - a.Collected + a.Cancelled + a.Released
}

// Order is what the orders of revenue hold for the subject: aid does not lower it, somebody else pays.
func (a Concordance) Order() cents.Amount { return a.Charged - a.Lowered }

// ConcordanceColumns are the movements of an agreement, as evidence asks for them.
var ConcordanceColumns = []string{"charged", "aided", "lowered", "collected", "cancelled", "released"}

// Between keeps the movements of some days, both included. An empty From is the beginning of the ledger.
type Between struct{ From, To law.Day }

// movements is every movement on a charge, with the day it was made on, or the instant.
const movements = `
	SELECT c.id AS charge, c.subject_collection, c.subject_id, c.act, 'charged' AS movement, c.amount_cents AS amount, c.charged_at AS at, '' AS day, '' AS payment FROM charges c
	UNION ALL SELECT c.id, c.subject_collection, c.subject_id, c.act, CASE WHEN g.kind IN ('remission', 'cancellation', 'surplus') THEN 'lowered' ELSE 'aided' END, g.amount_cents, g.granted_at, '', ''
		FROM grants g JOIN charges c ON c.id = g.charge
	UNION ALL SELECT c.id, c.subject_collection, c.subject_id, c.act, CASE WHEN a.amount_cents > 0 THEN 'collected' ELSE 'released' END, ABS(a.amount_cents), '', ` + settledDay + `, p.id
		FROM allocations a JOIN payments p ON p.id = a.payment JOIN charges c ON c.id = a.charge
	UNION ALL SELECT c.id, c.subject_collection, c.subject_id, c.act, 'cancelled', a.amount_cents, '', v.reversed_on, v.payment
		FROM reversals v JOIN allocations a ON a.payment = v.payment JOIN charges c ON c.id = a.charge`

const settledDay = `CASE WHEN a.settled_on = '' THEN p.booked_on ELSE a.settled_on END`

// Within are the two tests of a movement m: made before the period, made in it. Days are the school's, instants are kept in
// UTC: the midnight that parts two days is that of the school.
const (
	madeBefore = `((m.at != '' AND m.at < {:start}) OR (m.day != '' AND m.day < {:from}))`
	madeByThen = `((m.at != '' AND m.at < {:end}) OR (m.day != '' AND m.day <= {:to}))`
)

func (b Between) params(app core.App) dbx.Params {
	zone := school.Clock(app).Zone()
	instant := func(d law.Day) string { return d.At(0, 0, zone).UTC().Format("2006-01-02 15:04:05.000Z") }
	p := dbx.Params{"from": string(b.From), "to": string(b.To), "start": "", "end": instant(b.To.Add(1))}
	if b.From != "" {
		p["start"] = instant(b.From)
	}
	return p
}

// Concordances reads the statement of a period, subject by subject and act by act, for staff who see money.
func Concordances(app core.App, viewer school.Actor, b Between) ([]Concordance, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	column := func(movement string) string {
		return `SUM(CASE WHEN m.movement = '` + movement + `' AND NOT ` + madeBefore + ` THEN m.amount ELSE 0 END) AS ` + movement
	}
	var rows []Concordance
	err := app.DB().NewQuery(`SELECT m.subject_collection, m.subject_id, m.act AS act_id,
			COALESCE((SELECT t.title FROM trips t WHERE m.subject_collection = 'trips' AND t.id = m.subject_id),
				(SELECT MIN(c.label) FROM charges c WHERE c.subject_collection = m.subject_collection AND c.subject_id = m.subject_id)) AS subject,
			COALESCE((SELECT 'Acte n° ' || a.act_number || CASE WHEN a.voted_on = '' THEN '' ELSE ' du ' || SUBSTR(a.voted_on, 9, 2) || '/' || SUBSTR(a.voted_on, 6, 2) || '/' || SUBSTR(a.voted_on, 1, 4) END
				FROM acts a WHERE a.id = m.act), '') AS act,
			SUM(CASE WHEN ` + madeBefore + ` THEN CASE WHEN m.movement IN ('charged', 'cancelled', 'released') THEN m.amount ELSE -m.amount END ELSE 0 END) AS opening,
			` + column("charged") + `, ` + column("aided") + `, ` + column("lowered") + `, ` + column("collected") + `, ` + column("cancelled") + `, ` + column("released") + `
		FROM (` + movements + `) m WHERE ` + madeByThen + `
		GROUP BY m.subject_collection, m.subject_id, m.act ORDER BY subject, act, m.subject_id, m.act`).Bind(b.params(app)).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("agreement: %w", err)
	}
	return rows, nil
}

// Movement is one row of the ledger behind a figure.
type Movement struct {
	Day            law.Day // of the school
	Pupil, PupilID string
	Label          string // of the charge
	Kind           string // one of ConcordanceColumns
	PaymentID      string
	Receipt        string `db:"-"`
	Amount         cents.Amount
	At, Code       string
	ReceiptNo      int
}

// Evidence lists the rows behind one figure of an agreement, in their order.
func Evidence(app core.App, viewer school.Actor, b Between, subject Subject, actID, column string) ([]Movement, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	params := b.params(app)
	params["collection"], params["subject"], params["act"], params["movement"] = subject.Collection, subject.ID, actID, column
	var rows []Movement
	err := app.DB().NewQuery(`SELECT m.day, m.at, m.movement AS kind, m.amount, m.payment AS payment_id, c.label, c.pupil AS pupil_id,
			TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name) AS pupil, COALESCE(s.code, '') AS code, COALESCE(r.receipt_no, 0) AS receipt_no
		FROM (` + movements + `) m JOIN charges c ON c.id = m.charge JOIN pupils u ON u.id = c.pupil
		LEFT JOIN receipts r ON r.payment = m.payment LEFT JOIN receipt_series s ON s.id = r.series
		WHERE m.subject_collection = {:collection} AND m.subject_id = {:subject} AND m.act = {:act} AND m.movement = {:movement} AND ` + madeByThen + ` AND NOT ` + madeBefore + `
		ORDER BY COALESCE(NULLIF(m.day, ''), m.at), pupil, m.charge`).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("evidence of an agreement: %w", err)
	}
	zone := school.Clock(app).Zone()
	for i := range rows {
		m := &rows[i]
		m.Receipt = receiptNameOf(m.Code, m.ReceiptNo)
		if m.Day == "" {
			if m.Day, err = dayOfInstant(m.At, zone); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}
