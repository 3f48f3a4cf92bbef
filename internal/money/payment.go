package money

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Desk is a payment received at the accountant's desk.
type Desk struct {
	Means         Means // one that AtDesk takes
	Amount        cents.Amount
	ReceivedOn    law.Day // empty: today
	PupilID       string
	PayerID       string // guardian who pays; empty for a pupil of full age or a third person
	PayerName     string // as on the receipt; empty: the guardian's name
	Bank          string // of the cheque
	Account       string // of the cheque, as its bottom line says
	ChequeNumber  string
	PayableTo     string  // order written on the cheque
	CashOn        law.Day // « à encaisser le » written on the cheque: a warning (V-31)
	BankReference string  // of the transfer, or ticket of the terminal
	Note          string
	// Token of the form: a payment sent twice with the same token is booked once. Empty: no protection.
	Token string
	// Siblings are other pupils whose charges it settles too, the oldest of all of them first.
	Siblings []string
	// Allocations says which charges the payment settles; nil settles the pupil's charges, oldest due first. What is left
	// stays as credit.
	Allocations []Line
}

// Line is a part of a payment on one charge.
type Line struct {
	ChargeID string       `json:"charge"`
	Amount   cents.Amount `json:"amount_cents"`
}

// Booked is a payment as it was booked.
type Booked struct {
	PaymentID   string
	Receipt     string // "Q-2026 n° 00042"
	Allocations []Line
	Credit      cents.Amount  // what settles nothing yet
	Warnings    []law.Finding // let through, and named in the journal
	Replayed    bool          // the token had already booked it: nothing was written
}

// BookPayment books a payment received at the desk, with its details, what it settles and its numbered receipt, in one
// transaction: the consequences of the payment's own row write them (Complete), so that no path books a payment without its
// receipt. The actor is the accountant. It returns a *law.Refusal that names F-01, F-05, F-06, F-07 or V-08, or an
// objection of the house. F-06 is lifted by an override on the pupil ("pupils") or on a charge of the debt ("charges").
func BookPayment(ctx context.Context, app core.App, d Desk) (booked Booked, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if booked, err = replayed(tx, d); err != nil || booked.Replayed {
			return err
		}
		record, p, err := d.record(ctx, tx)
		if err != nil {
			return err
		}
		if booked.Warnings, err = warningsOf(ctx, tx, record); err != nil {
			return err
		}
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		booked.PaymentID, booked.Allocations, booked.Credit = record.Id, p.Lines, d.Amount-sum(p.Lines)
		booked.Receipt, err = receiptName(tx, record.Id)
		return err
	})
	return booked, err
}

// Preview tells what BookPayment would settle and what the rules say, blocking findings included, without writing.
func Preview(ctx context.Context, app core.App, d Desk) (lines []Line, findings []law.Finding, err error) {
	record, p, err := d.record(ctx, app)
	if err != nil {
		return nil, nil, err
	}
	findings, err = JudgePayment(app, record, school.ActorIn(ctx))
	return p.Lines, findings, err
}

func warningsOf(ctx context.Context, app core.App, record *core.Record) ([]law.Finding, error) {
	findings, err := JudgePayment(app, record, school.ActorIn(ctx))
	return law.Warnings(findings), err
}

// replayed finds the payment that the same form already booked.
func replayed(app core.App, d Desk) (Booked, error) {
	if d.Token == "" {
		return Booked{}, nil
	}
	var rows []struct {
		ID, Pupil   string
		AmountCents cents.Amount
	}
	err := app.DB().Select("id", "pupil", "amount_cents").From("payments").Where(dbx.HashExp{"idempotency_token": d.Token}).All(&rows)
	if err != nil || len(rows) == 0 {
		return Booked{}, err
	}
	if rows[0].Pupil != d.PupilID || rows[0].AmountCents != d.Amount {
		return Booked{}, law.Object("", "Ce formulaire a déjà servi à enregistrer un autre paiement.", "Ouvrez un nouveau formulaire.")
	}
	b := Booked{PaymentID: rows[0].ID, Replayed: true, Credit: d.Amount}
	err = app.DB().Select("charge AS charge_id", "SUM(amount_cents) AS amount").From("allocations").Where(dbx.HashExp{"payment": b.PaymentID}).GroupBy("charge").
		OrderBy("MIN(rowid)").All(&b.Allocations)
	if err != nil {
		return Booked{}, fmt.Errorf("allocations: %w", err)
	}
	b.Credit -= sum(b.Allocations)
	b.Receipt, err = receiptName(app, b.PaymentID)
	return b, err
}

// record makes the row of the payment, with what will follow from it.
func (d Desk) record(ctx context.Context, app core.App) (*core.Record, plan, error) {
	lines := d.Allocations
	if lines == nil {
		open, err := openChargesOf(app, append([]string{d.PupilID}, d.Siblings...)...)
		if err != nil {
			return nil, plan{}, err
		}
		lines = spread(d.Amount, open)
	}
	today := school.Clock(app).Today()
	if d.ReceivedOn == "" {
		d.ReceivedOn = today
	}
	if d.PayerName = strings.TrimSpace(d.PayerName); d.PayerName == "" {
		d.PayerName = payerName(app, d.PayerID, d.PupilID)
	}
	p := plan{Lines: lines, Details: Details{
		PayerName: d.PayerName, Bank: strings.TrimSpace(d.Bank), Account: compact(d.Account), ChequeNumber: compact(d.ChequeNumber),
		PayableTo: strings.TrimSpace(d.PayableTo), CashOn: d.CashOn, BankReference: strings.TrimSpace(d.BankReference), Note: strings.TrimSpace(d.Note),
	}}
	record, err := school.NewRecord(app, "payments")
	if err != nil {
		return nil, plan{}, err
	}
	record.Load(map[string]any{
		"means": string(d.Means), "amount_cents": int64(d.Amount), "received_on": string(d.ReceivedOn), "payer_id": d.PayerID, "pupil": d.PupilID,
		"booked_by": school.ActorIn(ctx).ID, "booked_on": string(today), "idempotency_token": d.Token, "booked_at": school.Clock(app).Now().UTC(),
	})
	record.Set(planKey, p)
	return record, p, nil
}

// Details are what is known of a payment beside its sealed row: they name people, and can be erased.
type Details struct {
	PayerName     string
	Bank          string
	Account       string
	ChequeNumber  string
	PayableTo     string
	CashOn        law.Day
	BankReference string
	Note          string
}

// plan is what must follow from a payment's row. It travels on the record under a key that no body of REST can set.
type plan struct {
	Details Details
	Lines   []Line
}

const planKey = "@plan"

func planOf(record *core.Record) plan {
	p, _ := record.Get(planKey).(plan)
	return p
}

// Complete writes what follows from a payment just saved, in its transaction: its details, what it settles, its receipt.
// The door of the collection calls it; nobody else has to.
func Complete(ctx context.Context, app core.App, payment *core.Record) error {
	p := planOf(payment)
	if p.Details != (Details{}) {
		err := save(ctx, app, "payment_details", map[string]any{
			"payment": payment.Id, "payer_name": p.Details.PayerName, "bank": p.Details.Bank, "account": p.Details.Account, "cheque_number": p.Details.ChequeNumber,
			"payable_to": p.Details.PayableTo, "cash_on": string(p.Details.CashOn), "bank_reference": p.Details.BankReference, "note": p.Details.Note,
		})
		if err != nil {
			return err
		}
	}
	for _, l := range p.Lines {
		if err := save(ctx, app, "allocations", map[string]any{"payment": payment.Id, "charge": l.ChargeID, "amount_cents": int64(l.Amount)}); err != nil {
			return err
		}
	}
	return issueReceipt(ctx, app, payment)
}

func save(ctx context.Context, app core.App, collection string, fields map[string]any) error {
	record, err := school.NewRecord(app, collection)
	if err != nil {
		return err
	}
	record.Load(fields)
	return put(ctx, app, record)
}

// spread settles charges in their order until the amount is used up.
func spread(amount cents.Amount, open []Account) []Line {
	lines := []Line{}
	for _, a := range open {
		part := min(a.Due(), amount)
		if part <= 0 {
			continue
		}
		lines = append(lines, Line{a.ID, part})
		amount -= part
	}
	return lines
}

func sum(lines []Line) cents.Amount {
	var total cents.Amount
	for _, l := range lines {
		total += l.Amount
	}
	return total
}

// payerName is the name of the guardian who pays, or of the pupil when nobody else does.
func payerName(app core.App, guardianID, pupilID string) string {
	table, id, where := "guardians", guardianID, dbx.NewExp("TRUE")
	if id == "" { // a minor pays nothing themselves: who did is to be named, or nobody could be given anything back
		table, id = "pupils", pupilID
		where = dbx.NewExp("birth_on != '' AND birth_on <= {:adult}", dbx.Params{"adult": string(school.Clock(app).Today().AddMonths(-12 * school.Majority))})
	}
	var name string
	err := app.DB().Select("TRIM(first_name || ' ' || COALESCE(NULLIF(usage_name, ''), last_name))").From(table).Where(dbx.HashExp{"id": id}).AndWhere(where).Row(&name)
	if err != nil {
		return "" // the house asks for it
	}
	return name
}

// chargesOf lists the ids of the charges of lines, each once.
func chargesOf(lines []Line) []any {
	ids := make([]string, 0, len(lines))
	for _, l := range lines {
		ids = append(ids, l.ChargeID)
	}
	return distinct(slices.Clone(ids))
}
