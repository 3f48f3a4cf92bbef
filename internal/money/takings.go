package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Takings are the receipts of a period, as the accountant's journal lists them.
type Takings struct {
	Lines  []TakingsLine  // by day, then by receipt
	Totals []TakingsTotal // by day and means
}

// TakingsLine is a payment on the day it was booked, or its reversal, negative, on the day it was cancelled.
type TakingsLine struct {
	Day        law.Day // of booking, or of the reversal
	Reversal   bool
	PaymentID  string
	Receipt    string
	Means      Means
	Amount     cents.Amount
	ReceivedOn law.Day // when the money came in, where the accountant says another day
	PayerName  string  // empty once erased
	PupilName  string
	For        string // labels of what it settles
	Reference  string // of PayFiP or of the transfer, number of the cheque
	AuthNumber string // of PayFiP
}

// TakingsTotal adds up a day and a means.
type TakingsTotal struct {
	Day    law.Day
	Means  Means
	Count  int
	Amount cents.Amount
}

// Journal reads the takings of a period, both days included, for staff who see money.
func Journal(app core.App, viewer school.Actor, from, to law.Day) (Takings, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return Takings{}, err
	}
	var rows []struct {
		TakingsLine
		Code      string
		ReceiptNo int
	}
	err := app.DB().NewQuery(takingsQuery).Bind(dbx.Params{"from": string(from), "to": string(to)}).All(&rows)
	if err != nil {
		return Takings{}, fmt.Errorf("journal of payments: %w", err)
	}
	var t Takings
	index := map[[2]string]int{}
	for _, r := range rows {
		r.Receipt = receiptNameOf(r.Code, r.ReceiptNo)
		t.Lines = append(t.Lines, r.TakingsLine)
		key := [2]string{string(r.Day), string(r.Means)}
		i, known := index[key]
		if !known {
			i = len(t.Totals)
			index[key] = i
			t.Totals = append(t.Totals, TakingsTotal{Day: r.Day, Means: r.Means})
		}
		t.Totals[i].Count++
		t.Totals[i].Amount += r.Amount
	}
	return t, nil
}

const takingsQuery = `
	SELECT m.day, m.reversal, p.id AS payment_id, s.code, r.receipt_no, p.means, m.sign * p.amount_cents AS amount, p.received_on,
		COALESCE(d.payer_name, '') AS payer_name, TRIM(u.first_name || ' ' || COALESCE(NULLIF(u.usage_name, ''), u.last_name)) AS pupil_name,
		COALESCE((SELECT GROUP_CONCAT(label, ', ') FROM (SELECT DISTINCT c.label FROM allocations a JOIN charges c ON c.id = a.charge WHERE a.payment = p.id ORDER BY c.due_on)), '') AS "for",
		COALESCE(o.refdet, NULLIF(d.bank_reference, ''), d.cheque_number, '') AS reference, COALESCE(o.auth_number, '') AS auth_number
	FROM (SELECT id AS payment, booked_on AS day, 0 AS reversal, 1 AS sign FROM payments WHERE booked_on BETWEEN {:from} AND {:to}
		UNION ALL SELECT payment, reversed_on, 1, -1 FROM reversals WHERE reversed_on BETWEEN {:from} AND {:to}) m
	JOIN payments p ON p.id = m.payment JOIN receipts r ON r.payment = p.id JOIN receipt_series s ON s.id = r.series JOIN pupils u ON u.id = p.pupil
	LEFT JOIN payment_details d ON d.payment = p.id LEFT JOIN online_payments o ON o.id = p.online_payment_id
	ORDER BY m.day, s.code, r.receipt_no, m.reversal`
