package money

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ChequeFilter narrows a slip of cheques: the days on which they were booked, both included, and a trip that they pay for.
type ChequeFilter struct {
	From, To law.Day
	TripID   string // "" for every cheque
	Search   string // payer, bank, number, pupil, receipt
}

// BankCheque is one cheque as it goes to the bank. A family that pays for two children with one cheque has made two payments,
// and has one line here.
type BankCheque struct {
	BookedOn            law.Day
	Payer, Bank, Number string
	Receipts, Pupils    []string
	Amount              cents.Amount
	ForTrip             cents.Amount // of it, what settles the trip of the filter; zero without one
	ofTrip              bool         // it has settled the trip, even if the trip has given it back since
}

// Cheques lists the cheques of a period, in the order in which they were booked, those whose payment was cancelled left out.
// The viewer is staff who see money.
func Cheques(app core.App, viewer school.Actor, f ChequeFilter) ([]BankCheque, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []struct {
		BookedOn                  law.Day
		PayerID, Payer, Bank      string
		Number, Code, Last, First string
		ReceiptNo                 int
		Amount, ForTrip           cents.Amount
		OfTrip                    bool
	}
	q := app.DB().Select("p.booked_on", "p.payer_id", "COALESCE(d.payer_name, '') AS payer", "COALESCE(d.bank, '') AS bank", "COALESCE(d.cheque_number, '') AS number",
		"COALESCE(s.code, '') AS code", "COALESCE(r.receipt_no, 0) AS receipt_no", "COALESCE(NULLIF(u.usage_name, ''), u.last_name) AS last", "u.first_name AS first",
		"p.amount_cents AS amount", `COALESCE((SELECT SUM(a.amount_cents) FROM allocations a JOIN charges c ON c.id = a.charge
			WHERE a.payment = p.id AND c.subject_collection = 'trips' AND c.subject_id = {:trip}), 0) AS for_trip`,
		"EXISTS (SELECT 1 FROM allocations a JOIN charges c ON c.id = a.charge WHERE a.payment = p.id AND c.subject_collection = 'trips' AND c.subject_id = {:trip}) AS of_trip").
		From("payments p").InnerJoin("pupils u", dbx.NewExp("u.id = p.pupil")).LeftJoin("payment_details d", dbx.NewExp("d.payment = p.id")).
		LeftJoin("receipts r", dbx.NewExp("r.payment = p.id")).LeftJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(dbx.NewExp("p.means = 'cheque' AND NOT EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id)")).
		OrderBy("p.booked_on", "p.booked_at", "p.id").Bind(dbx.Params{"trip": f.TripID})
	if f.From != "" {
		q.AndWhere(dbx.NewExp("p.booked_on >= {:from}", dbx.Params{"from": string(f.From)}))
	}
	if f.To != "" {
		q.AndWhere(dbx.NewExp("p.booked_on <= {:to}", dbx.Params{"to": string(f.To)}))
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("cheques: %w", err)
	}
	var all []BankCheque
	index := map[string]int{}
	for i, r := range rows {
		key := fmt.Sprint(i) // a cheque whose number is not known is one by itself
		if r.Number != "" {
			key = strings.Join([]string{string(r.BookedOn), r.PayerID, school.Fold(r.Payer), school.Fold(r.Bank), r.Number}, "\x00")
		}
		n, known := index[key]
		if !known {
			n = len(all)
			index[key], all = n, append(all, BankCheque{BookedOn: r.BookedOn, Payer: r.Payer, Bank: r.Bank, Number: r.Number})
		}
		c := &all[n]
		c.ofTrip = c.ofTrip || r.OfTrip
		c.Amount, c.ForTrip = c.Amount+r.Amount, c.ForTrip+r.ForTrip
		c.Receipts = append(c.Receipts, receiptNameOf(r.Code, r.ReceiptNo))
		if pupil := strings.TrimSpace(r.Last + " " + r.First); !slices.Contains(c.Pupils, pupil) {
			c.Pupils = append(c.Pupils, pupil)
		}
	}
	return slices.DeleteFunc(all, func(c BankCheque) bool {
		return f.TripID != "" && !c.ofTrip ||
			!school.Matches(f.Search, strings.Join(append([]string{c.Payer, c.Bank, c.Number}, append(c.Pupils, c.Receipts...)...), " "))
	}), nil
}
