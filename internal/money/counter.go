package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// DeskEntry is a payment that somebody has just booked at the desk.
type DeskEntry struct {
	PaymentID, PupilID string
	Receipt            string `db:"-"`
	Means              Means
	Amount             cents.Amount
	Payer, Pupils      string // every pupil whose charges it settles
	Sent               bool   // its receipt was told to who paid; otherwise it is printed
	Reversed           bool
	Code               string
	ReceiptNo          int
}

// LastEntries lists what the viewer has booked today, the newest first: the session at the desk.
func LastEntries(app core.App, viewer school.Actor, limit int) ([]DeskEntry, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []DeskEntry
	err := app.DB().NewQuery(`SELECT p.id AS payment_id, p.pupil AS pupil_id, p.means, p.amount_cents AS amount, COALESCE(d.payer_name, '') AS payer,
			COALESCE((SELECT GROUP_CONCAT(name, ', ') FROM (SELECT DISTINCT u.first_name || ' ' || COALESCE(NULLIF(u.usage_name, ''), u.last_name) AS name
				FROM allocations a JOIN charges c ON c.id = a.charge JOIN pupils u ON u.id = c.pupil WHERE a.payment = p.id)),
				(SELECT u.first_name || ' ' || COALESCE(NULLIF(u.usage_name, ''), u.last_name) FROM pupils u WHERE u.id = p.pupil)) AS pupils,
			EXISTS (SELECT 1 FROM messages m WHERE m.kind = 'payment_booked' AND m.subject_id = p.id) AS sent,
			EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id) AS reversed, COALESCE(s.code, '') AS code, COALESCE(r.receipt_no, 0) AS receipt_no
		FROM payments p LEFT JOIN payment_details d ON d.payment = p.id LEFT JOIN receipts r ON r.payment = p.id LEFT JOIN receipt_series s ON s.id = r.series
		WHERE p.booked_on = {:day} AND p.booked_by = {:by} ORDER BY p.booked_at DESC, p.rowid DESC LIMIT {:limit}`).
		Bind(dbx.Params{"day": string(school.Clock(app).Today()), "by": viewer.ID, "limit": limit}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("last entries of the desk: %w", err)
	}
	for i := range rows {
		rows[i].Receipt = receiptNameOf(rows[i].Code, rows[i].ReceiptNo)
	}
	return rows, nil
}
