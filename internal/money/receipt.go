package money

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Receipts are numbered from 1 in a series per till and per year of the school's clock: "Q-2026" for the accountant's desk,
// "L-2026" for online payments. Numbers are given inside the transaction that books, and SQLite has one writer: a number
// is neither lost nor given twice, whatever fails.

// seriesFor names the series in which a payment gets its receipt.
func seriesFor(means Means, today law.Day) (code, label string) {
	year := string(today[:4])
	if means.Online() {
		return "L-" + year, "Paiements en ligne " + year
	}
	return "Q-" + year, "Caisse de l’agent comptable " + year
}

// receiptName is how a receipt is called: "Q-2026 n° 00042".
func receiptNameOf(series string, number int) string {
	if number == 0 {
		return ""
	}
	return fmt.Sprintf("%s n°\u00a0%05d", series, number)
}

func receiptName(app core.App, paymentID string) (string, error) {
	var rows []struct {
		Code      string
		ReceiptNo int
	}
	err := app.DB().Select("s.code", "r.receipt_no").From("receipts r").InnerJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(dbx.HashExp{"r.payment": paymentID}).All(&rows)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return receiptNameOf(rows[0].Code, rows[0].ReceiptNo), nil
}

// issueReceipt gives a payment the next number of its series, which is made when it does not exist yet.
func issueReceipt(ctx context.Context, app core.App, payment *core.Record) error {
	now := school.Clock(app).Now()
	code, label := seriesFor(Means(payment.GetString("means")), law.DayOf(now))
	series, err := findSeries(app, code)
	if err != nil {
		return err
	}
	if series == "" {
		if err := save(ctx, app, "receipt_series", map[string]any{"code": code, "label": label}); err != nil {
			return err
		}
		if series, err = findSeries(app, code); err != nil {
			return err
		}
	}
	last, err := lastNumber(app, series)
	if err != nil {
		return err
	}
	return save(ctx, app, "receipts", map[string]any{"series": series, "receipt_no": last + 1, "payment": payment.Id, "issued_at": now.UTC()})
}

func findSeries(app core.App, code string) (string, error) {
	var ids []string
	err := app.DB().Select("id").From("receipt_series").Where(dbx.HashExp{"code": code}).Column(&ids)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

func lastNumber(app core.App, series string) (last int, err error) {
	err = app.DB().Select("COALESCE(MAX(receipt_no), 0)").From("receipts").Where(dbx.HashExp{"series": series}).Row(&last)
	return last, err
}

// ReceiptFacts is what judging a receipt needs.
type ReceiptFacts struct {
	MayBook      bool // the accountant, or the program after PayFiP
	PaymentFound bool
	HasOne       bool   // the payment has its receipt already
	Series       string // code of the series written
	Expected     string // code of the series of this payment
	Number, Next int
}

// ReceiptRules judges each receipt as it is written.
var ReceiptRules = law.Rulebook[ReceiptFacts]{
	{Rule: "F-08", Judge: func(f ReceiptFacts) []law.Finding {
		finding := law.Finding{
			Severity: law.Block, Firm: true, Who: string(school.Accountant), // a hole or a double cannot be mended afterwards
			Why: "Les quittances forment une série continue, sans trou ni doublon : le programme donne le numéro avec l’encaissement.",
			Fix: "Enregistrez l’encaissement : sa quittance suit.",
		}
		switch {
		case !f.MayBook:
			finding.What = "Une quittance ne s’écrit pas à part : elle naît de l’encaissement enregistré par l’agent comptable."
		case !f.PaymentFound:
			finding.What = "Cette quittance ne correspond à aucun encaissement."
		case f.HasOne:
			finding.What = "Cet encaissement a déjà sa quittance."
		case f.Series != f.Expected:
			finding.What = "La série de cet encaissement est " + f.Expected + "."
		case f.Number != f.Next:
			finding.What = fmt.Sprintf("Le prochain numéro de la série est %d.", f.Next)
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
}

// JudgeReceipt loads the facts of a receipt and judges it.
func JudgeReceipt(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	f := ReceiptFacts{
		MayBook: actor.Kind == school.System || actor.May(school.BookPayments), Number: record.GetInt("receipt_no"),
	}
	var payments []struct {
		Means  Means
		HasOne bool
	}
	err = app.DB().Select("p.means", "EXISTS (SELECT 1 FROM receipts r WHERE r.payment = p.id) AS has_one").From("payments p").
		Where(dbx.HashExp{"p.id": record.GetString("payment")}).All(&payments)
	if err != nil {
		return nil, fmt.Errorf("payment of a receipt: %w", err)
	}
	if f.PaymentFound = len(payments) == 1; f.PaymentFound {
		f.HasOne = payments[0].HasOne
		f.Expected, _ = seriesFor(payments[0].Means, regime.On)
	}
	var codes []string
	if err := app.DB().Select("code").From("receipt_series").Where(dbx.HashExp{"id": record.GetString("series")}).Column(&codes); err != nil {
		return nil, fmt.Errorf("series of a receipt: %w", err)
	}
	if len(codes) == 1 {
		f.Series = codes[0]
	}
	last, err := lastNumber(app, record.GetString("series"))
	if err != nil {
		return nil, err
	}
	f.Next = last + 1
	return ReceiptRules.Check(f, regime), nil
}

// ReceiptCopy is a receipt as it is shown and printed.
type ReceiptCopy struct {
	PaymentID    string
	Series       string // "Q-2026"
	Number       int
	IssuedAt     string // instant, UTC
	ReceivedOn   law.Day
	Means        Means
	Amount       cents.Amount
	PayerID      string
	PayerName    string
	PupilID      string
	PupilName    string
	Bank         string
	ChequeNumber string
	Reference    string // of the transfer, or of PayFiP
	ReversedOn   law.Day
	Reason       string         // of the reversal
	GivenBack    cents.Amount   // going back or gone back to who paid, or left to the school
	Lines        []ReceiptEntry `db:"-"`
}

// ReceiptEntry is one charge that the payment settles.
type ReceiptEntry struct {
	Label  string
	Amount cents.Amount
}

// Name is "Q-2026 n° 00042".
func (r ReceiptCopy) Name() string { return receiptNameOf(r.Series, r.Number) }

// Credit is what of the payment settles nothing yet.
func (r ReceiptCopy) Credit() cents.Amount {
	rest := r.Amount - r.GivenBack
	for _, l := range r.Lines {
		rest -= l.Amount
	}
	return rest
}

// ReceiptOf reads the receipt of a payment for staff who see money, or for the person who paid. found is false otherwise,
// and it does not tell whether the payment exists.
func ReceiptOf(app core.App, viewer school.Actor, paymentID string) (receipt ReceiptCopy, found bool, err error) {
	mine := paidBy(viewer, "p.")
	if viewer.May(school.SeeMoney) {
		mine = dbx.HashExp{}
	}
	all, err := receipts(app, dbx.And(dbx.HashExp{"p.id": paymentID}, mine))
	if err != nil || len(all) == 0 {
		return ReceiptCopy{}, false, err
	}
	return all[0], true, nil
}

// ReceiptsFor reads the receipts of all the payments that settle something of a subject, in the order of their numbers. The
// viewer is staff who see money.
func ReceiptsFor(app core.App, viewer school.Actor, subject Subject) ([]ReceiptCopy, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return receipts(app, dbx.NewExp(`p.id IN (SELECT a.payment FROM allocations a JOIN charges c ON c.id = a.charge
		WHERE c.subject_collection = {:collection} AND c.subject_id = {:id})`, dbx.Params{"collection": subject.Collection, "id": subject.ID}))
}

func receipts(app core.App, which dbx.Expression) ([]ReceiptCopy, error) {
	var found []ReceiptCopy
	err := app.DB().Select("p.id AS payment_id", "s.code AS series", "r.receipt_no AS number", "r.issued_at", "p.received_on", "p.means",
		"p.amount_cents AS amount", "p.payer_id", "COALESCE(d.payer_name, '') AS payer_name", "p.pupil AS pupil_id",
		"TRIM(u.first_name || ' ' || COALESCE(NULLIF(u.usage_name, ''), u.last_name)) AS pupil_name",
		givenBackOfPayment+" AS given_back", "COALESCE(d.bank, '') AS bank", "COALESCE(d.cheque_number, '') AS cheque_number",
		"COALESCE(o.refdet, d.bank_reference, '') AS reference", "COALESCE(v.reversed_on, '') AS reversed_on", "COALESCE(v.reason, '') AS reason").
		From("payments p").InnerJoin("receipts r", dbx.NewExp("r.payment = p.id")).InnerJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		InnerJoin("pupils u", dbx.NewExp("u.id = p.pupil")).LeftJoin("payment_details d", dbx.NewExp("d.payment = p.id")).
		LeftJoin("online_payments o", dbx.NewExp("o.id = p.online_payment_id")).LeftJoin("reversals v", dbx.NewExp("v.payment = p.id")).
		Where(which).OrderBy("s.code", "r.receipt_no").All(&found)
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	at := map[string]int{}
	ids := make([]any, 0, len(found))
	for i, r := range found {
		at[r.PaymentID], ids = i, append(ids, r.PaymentID)
	}
	for chunk := range slices.Chunk(ids, 500) {
		var lines []struct {
			Payment string
			ReceiptEntry
		}
		err := app.DB().Select("a.payment", "c.label", "SUM(a.amount_cents) AS amount").From("allocations a").InnerJoin("charges c", dbx.NewExp("c.id = a.charge")).
			Where(dbx.In("a.payment", chunk...)).GroupBy("a.payment", "c.id").Having(dbx.NewExp("SUM(a.amount_cents) > 0")).OrderBy("c.due_on", "c.id").All(&lines)
		if err != nil {
			return nil, fmt.Errorf("what receipts settle: %w", err)
		}
		for _, l := range lines {
			receipt := &found[at[l.Payment]]
			receipt.Lines = append(receipt.Lines, l.ReceiptEntry)
		}
	}
	return found, nil
}
