package reconcile

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// lookBack is how many days before the oldest open line a payment may have been made that it speaks of.
const lookBack = 100

// maxOpenLines bounds an inbox: the oldest come first, the rest after them.
const maxOpenLines = 3000

// openLines reads the lines to match, oldest first.
func openLines(app core.App) ([]Line, error) {
	return linesWhere(app, "state = 'open'", nil)
}

func linesWhere(app core.App, where string, params dbx.Params) ([]Line, error) {
	var rows []struct {
		ID, Label, Reference, Party string
		Source                      Source
		OperatedOn                  law.Day
		AmountCents                 cents.Amount
	}
	err := app.DB().NewQuery("SELECT id, source, operated_on, label, reference, party, amount_cents FROM statement_lines WHERE " + where +
		fmt.Sprintf(" ORDER BY operated_on, id LIMIT %d", maxOpenLines)).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("lines of statements: %w", err)
	}
	lines := make([]Line, 0, len(rows))
	for _, r := range rows {
		lines = append(lines, Line{ID: r.ID, Source: r.Source, On: r.OperatedOn, Label: r.Label, Reference: r.Reference, Party: r.Party, Amount: r.AmountCents})
	}
	return lines, nil
}

// loadFacts reads all that proposals depend on, in a number of queries that does not depend on the lines.
func loadFacts(app core.App, viewer school.Actor, lines []Line) (Facts, error) {
	f := Facts{Today: school.Clock(app).Today(), Pupils: map[string]Person{}, Guardians: map[string]Person{}, Links: map[string][]string{}}
	since := f.Today
	for _, l := range lines {
		since = min(since, l.On)
	}
	since = since.Add(-lookBack)
	steps := []func() error{
		func() error { return f.loadCharges(app, viewer) },
		func() error { return f.loadPeople(app) },
		func() error { return f.loadPayments(app, since) },
		func() error { return f.loadAttempts(app) },
		func() error { return f.loadSlips(app, since) },
		func() error { return f.loadRefunds(app, since) },
		func() (err error) {
			f.Earlier, err = linesWhere(app, "state = 'matched' AND source = 'bank' AND amount_cents > 0 AND operated_on >= {:since}", dbx.Params{"since": string(f.Today.Add(-4 * again))})
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return f, fmt.Errorf("facts of the inbox: %w", err)
		}
	}
	return f, nil
}

func (f *Facts) loadCharges(app core.App, viewer school.Actor) error {
	open, err := money.EveryOpenCharge(app, viewer)
	for _, a := range open {
		f.Charges = append(f.Charges, Charge{
			ID: a.ID, PupilID: a.PupilID, DebtorID: a.DebtorID, Label: a.Label, DueOn: a.DueOn, Due: a.Due(), References: money.TransferReferences(a),
		})
	}
	return err
}

func (f *Facts) loadPeople(app core.App) error {
	for table, into := range map[string]map[string]Person{"pupils": f.Pupils, "guardians": f.Guardians} {
		var rows []struct{ ID, FirstName, LastName, UsageName string }
		if err := app.DB().Select("id", "first_name", "last_name", "usage_name").From(table).All(&rows); err != nil {
			return err
		}
		for _, r := range rows {
			into[r.ID] = Person{r.FirstName, r.LastName, r.UsageName}
		}
	}
	var links []struct{ Pupil, Guardian string }
	err := app.DB().Select("pupil", "guardian").From("guardianships").Where(dbx.HashExp{"ended_on": ""}).OrderBy("pupil", "responsibility", "guardian").All(&links)
	for _, l := range links {
		f.Links[l.Pupil] = append(f.Links[l.Pupil], l.Guardian)
	}
	return err
}

func (f *Facts) loadPayments(app core.App, since law.Day) error {
	var rows []struct {
		ID, Pupil, PayerID, PayerName, Reference, Code string
		Means                                          money.Means
		AmountCents                                    cents.Amount
		ReceivedOn                                     law.Day
		ReceiptNo                                      int
		SeenBank, SeenPayfip, TakenBack                bool
		ReversedOn                                     law.Day
	}
	err := app.DB().NewQuery(`SELECT p.id, p.pupil, p.payer_id, p.means, p.amount_cents, p.received_on, COALESCE(d.payer_name, '') AS payer_name,
			COALESCE(o.refdet, NULLIF(d.bank_reference, ''), d.cheque_number, '') AS reference, COALESCE(s.code, '') AS code, COALESCE(r.receipt_no, 0) AS receipt_no,
			EXISTS (SELECT 1 FROM statement_matches m WHERE m.payment_id = p.id AND m.source = 'bank' AND m.undone_by = '' AND m.kind != 'returned') AS seen_bank,
			EXISTS (SELECT 1 FROM statement_matches m WHERE m.payment_id = p.id AND m.source = 'payfip' AND m.undone_by = '' AND m.kind != 'returned') AS seen_payfip,
			EXISTS (SELECT 1 FROM statement_matches m WHERE m.payment_id = p.id AND m.undone_by = '' AND m.kind = 'returned') AS taken_back,
			COALESCE((SELECT MIN(v.reversed_on) FROM reversals v WHERE v.payment = p.id), '') AS reversed_on
		FROM payments p LEFT JOIN payment_details d ON d.payment = p.id LEFT JOIN online_payments o ON o.id = p.online_payment_id
			LEFT JOIN receipts r ON r.payment = p.id LEFT JOIN receipt_series s ON s.id = r.series
		WHERE p.booked_on >= {:since} ORDER BY p.booked_at, p.id`).
		Bind(dbx.Params{"since": string(since)}).All(&rows)
	for _, r := range rows {
		p := Payment{
			ID: r.ID, PupilID: r.Pupil, PayerID: r.PayerID, PayerName: r.PayerName, Means: r.Means, Amount: r.AmountCents, On: r.ReceivedOn, Reference: r.Reference,
			Receipt: receiptName(r.Code, r.ReceiptNo), Seen: map[Source]bool{Bank: r.SeenBank, PayFiP: r.SeenPayfip},
			ReversedOn: r.ReversedOn, TakenBack: r.TakenBack,
		}
		if p.ReversedOn == "" {
			f.Payments = append(f.Payments, p)
		} else {
			f.Reversed = append(f.Reversed, p)
		}
	}
	return err
}

// receiptName is « Q-2026 n° 00042 », as on the receipt.
func receiptName(series string, number int) string {
	if number == 0 {
		return "sans quittance"
	}
	return fmt.Sprintf("%s n°\u00a0%05d", series, number)
}

func (f *Facts) loadAttempts(app core.App) error {
	var rows []struct {
		ID, Refdet, PaymentID string
		AmountCents           cents.Amount
		State                 money.State
		MadeOn                law.Day
	}
	err := app.DB().NewQuery(`SELECT o.id, o.refdet, o.amount_cents, o.state, SUBSTR(o.made_at, 1, 10) AS made_on,
			COALESCE((SELECT p.id FROM payments p WHERE p.online_payment_id = o.id), '') AS payment_id
		FROM online_payments o ORDER BY o.attempt_no`).All(&rows)
	for _, r := range rows {
		f.Attempts = append(f.Attempts, Attempt{ID: r.ID, Refdet: r.Refdet, Amount: r.AmountCents, State: r.State, PaymentID: r.PaymentID, On: r.MadeOn})
	}
	return err
}

func (f *Facts) loadSlips(app core.App, since law.Day) error {
	var rows []struct {
		ID, SlipNo  string
		ClosedOn    law.Day
		TotalCents  cents.Amount
		PaymentsIDs string
	}
	err := app.DB().NewQuery(`SELECT s.id, s.slip_no, s.closed_on, s.total_cents, COALESCE((SELECT GROUP_CONCAT(payment, ' ') FROM (SELECT l.payment FROM slip_lines l
			WHERE l.slip = s.id ORDER BY l.payment)), '') AS payments_ids
		FROM slips s WHERE s.state = 'closed' AND s.closed_on >= {:since} ORDER BY s.closed_on, s.slip_no`).Bind(dbx.Params{"since": string(since)}).All(&rows)
	for _, r := range rows {
		f.Slips = append(f.Slips, Slip{ID: r.ID, Number: r.SlipNo, On: r.ClosedOn, Total: r.TotalCents, PaymentIDs: strings.Fields(r.PaymentsIDs)})
	}
	return err
}

func (f *Facts) loadRefunds(app core.App, since law.Day) error {
	var rows []struct {
		ID, Number, Parts string
		SentOn            law.Day
		TotalCents        cents.Amount
	}
	err := app.DB().NewQuery(`SELECT b.id, b.number, b.total_cents, SUBSTR(b.sent_at, 1, 10) AS sent_on,
			(SELECT json_group_object(f.end_to_end, f.amount_cents) FROM refunds f WHERE f.batch = b.id AND f.end_to_end != '') AS parts
		FROM refund_batches b WHERE b.state = 'sent' AND SUBSTR(b.sent_at, 1, 10) >= {:since}
			AND (SELECT COALESCE(-SUM(m.amount_cents), 0) FROM statement_matches m WHERE m.batch_id = b.id AND m.undone_by = '') < b.total_cents
		ORDER BY b.sent_at, b.id`).Bind(dbx.Params{"since": string(since)}).All(&rows)
	for _, r := range rows {
		batch := Refunds{BatchID: r.ID, Number: r.Number, On: r.SentOn, Total: r.TotalCents, Parts: map[string]cents.Amount{}}
		if err := json.Unmarshal([]byte(r.Parts), &batch.Parts); err != nil {
			return fmt.Errorf("refunds of a batch: %w", err)
		}
		f.Refunds = append(f.Refunds, batch)
	}
	return err
}
