package money

import (
	"context"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Concern is why a person has to look at a payment online.
type Concern string

// The concerns, the gravest first: money that the ledger does not know, money paid twice, a result that nobody understands,
// a wait that has lasted too long.
const (
	Mismatched Concern = "mismatch"
	PaidTwice  Concern = "double"
	Unclear    Concern = "to_check"
	Waiting    Concern = "open"
)

// AllConcerns lists the concerns, the gravest first.
var AllConcerns = []Concern{Mismatched, PaidTwice, Unclear, Waiting}

// Label is the concern on a list; Count says how many there are.
func (c Concern) Label() string { return concernWords[c][0] }

// Count says how many there are of a concern.
func (c Concern) Count(n int) string {
	if n == 1 {
		return "1 " + concernWords[c][1]
	}
	return fmt.Sprintf("%d %s", n, concernWords[c][2])
}

var concernWords = map[Concern][3]string{
	Mismatched: {"écart avec la caisse", "écart entre PayFiP et la caisse", "écarts entre PayFiP et la caisse"},
	PaidTwice:  {"payé deux fois", "trop-perçu en ligne", "trop-perçus en ligne"},
	Unclear:    {"à vérifier", "paiement en ligne à vérifier", "paiements en ligne à vérifier"},
	Waiting:    {"sans réponse depuis plus d’une demi-heure", "paiement en ligne sans réponse", "paiements en ligne sans réponse"},
}

// staleAfter is how long an attempt may stay without a result before a person looks.
const staleAfter = 30 * time.Minute

// OnlineRow is one attempt as PayFiP answered it, beside what the ledger made of it.
type OnlineRow struct {
	Attempt
	PaymentID string
	Receipt   string
	Booked    cents.Amount // of the payment; 0 when there is none
	Means     Means        // of the payment
	Reversed  bool         // the bank returned it, and the accountant has cancelled it
	Credit    cents.Amount // of the payment, what settles nothing and is not going back
	Concern   Concern      // empty when nothing has to be looked at
	Why       string       // in French, beside a concern
}

// Tally counts payments.
type Tally struct {
	Count  int
	Amount cents.Amount
}

func (t *Tally) add(a cents.Amount) { t.Count, t.Amount = t.Count+1, t.Amount+a }

// OnlineDay is the reconciliation of a day: what was asked of PayFiP, what it answered, what is booked.
type OnlineDay struct {
	Day         law.Day
	Rows        []OnlineRow // made or booked that day, oldest first
	Pending     []OnlineRow // of other days, what still has to be looked at
	PulledCard  Tally       // read at PayFiP as paid, result P
	PulledDebit Tally       // result V
	BookedCard  Tally       // in the ledger
	BookedDebit Tally
	Concerns    map[Concern]int // of the rows and of the pending ones
	Agrees      bool            // read and booked say the same
}

// OnlineOn reconciles a day of the school for staff who see money. Trials clear no debt: they are listed, never added up.
func OnlineOn(ctx context.Context, app core.App, viewer school.Actor, day law.Day) (OnlineDay, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return OnlineDay{}, err
	}
	now, clock := machineNow(ctx), school.Clock(app)
	from, err := time.ParseInLocation("2006-01-02", string(day), clock.Zone())
	if err != nil {
		return OnlineDay{}, fmt.Errorf("day of a reconciliation: %w", err)
	}
	ahead := clock.Now().Sub(now) // attempts are dated by the machine, a practice school lives on another day
	rows, err := onlineRows(app, now, dbx.NewExp(
		"(o.made_at >= {:from} AND o.made_at < {:to}) OR p.booked_on = {:day} OR "+concerning,
		dbx.Params{"from": dateTime(from.Add(-ahead)), "to": dateTime(from.AddDate(0, 0, 1).Add(-ahead)), "day": string(day), "stale": dateTime(now.Add(-staleAfter))}))
	if err != nil {
		return OnlineDay{}, err
	}
	d := OnlineDay{Day: day, Concerns: map[Concern]int{}}
	for _, r := range rows {
		made := law.DayOf(r.MadeAt.Add(ahead).In(clock.Zone()))
		if r.Concern != "" {
			d.Concerns[r.Concern]++
		}
		if made != day && r.bookedOn != day {
			if r.Concern != "" {
				d.Pending = append(d.Pending, r.OnlineRow)
			}
			continue
		}
		d.Rows = append(d.Rows, r.OnlineRow)
		if r.Trial || !r.State.Paid() && r.PaymentID == "" || r.PaymentID != "" && r.bookedOn != day {
			continue // added up on the day it is booked, once
		}
		switch {
		case r.State == PaidCard:
			d.PulledCard.add(r.Amount)
		case r.State == PaidDebit:
			d.PulledDebit.add(r.Amount)
		}
		switch {
		case r.PaymentID != "" && r.Means == PayfipCard:
			d.BookedCard.add(r.Booked)
		case r.PaymentID != "" && r.Means == PayfipDebit:
			d.BookedDebit.add(r.Booked)
		}
	}
	d.Agrees = d.PulledCard == d.BookedCard && d.PulledDebit == d.BookedDebit && d.Concerns[Mismatched] == 0
	return d, nil
}

// concerning keeps what concernOf may object to.
const concerning = `o.trouble != '' OR (o.state IN ('created', 'opened') AND o.made_at < {:stale})
	OR (o.state IN ('paid_card', 'paid_debit') AND o.trial = 0 AND (p.id IS NULL OR p.amount_cents != o.amount_cents
		OR p.means != CASE o.state WHEN 'paid_card' THEN 'payfip_card' ELSE 'payfip_debit' END))
	OR (o.state NOT IN ('paid_card', 'paid_debit') AND p.id IS NOT NULL)`

// OnlineConcerns counts what a person has to look at, all days together.
func OnlineConcerns(ctx context.Context, app core.App) (map[Concern]int, error) {
	now := machineNow(ctx)
	rows, err := onlineRows(app, now, dbx.NewExp(concerning, dbx.Params{"stale": dateTime(now.Add(-staleAfter))}))
	if err != nil {
		return nil, err
	}
	counts := map[Concern]int{}
	for _, r := range rows {
		if r.Concern != "" {
			counts[r.Concern]++
		}
	}
	return counts, nil
}

type datedRow struct {
	OnlineRow
	bookedOn law.Day
}

// onlineRows reads attempts beside their payments, oldest first. What stands in the ledger without its attempt cannot be:
// the door of payments asks for it.
func onlineRows(app core.App, now time.Time, where dbx.Expression) ([]datedRow, error) {
	var beside []struct {
		ID, PaymentID, Code string
		ReceiptNo           int
		Booked              cents.Amount
		Means               Means
		BookedOn            law.Day
		Reversed            bool
		Credit              cents.Amount
	}
	err := app.DB().Select("o.id", "COALESCE(p.id, '') AS payment_id", "COALESCE(s.code, '') AS code", "COALESCE(r.receipt_no, 0) AS receipt_no",
		"COALESCE(p.amount_cents, 0) AS booked", "COALESCE(p.means, '') AS means", "COALESCE(p.booked_on, '') AS booked_on",
		"EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id) AS reversed",
		"COALESCE(p.amount_cents, 0) - "+allocatedOfPayment+" - "+givenBackOfPayment+" AS credit").
		From("online_payments o").LeftJoin("payments p", dbx.NewExp("p.online_payment_id = o.id AND p.online_payment_id != ''")).
		LeftJoin("receipts r", dbx.NewExp("r.payment = p.id")).LeftJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(where).OrderBy("o.attempt_no").All(&beside)
	if err != nil {
		return nil, fmt.Errorf("reconciliation of online payments: %w", err)
	}
	ids := make([]any, 0, len(beside))
	for _, b := range beside {
		ids = append(ids, b.ID)
	}
	attempts := map[string]Attempt{}
	for start := 0; start < len(ids); start += 500 {
		var records []*core.Record
		if err := app.RecordQuery("online_payments").AndWhere(dbx.In("id", ids[start:min(start+500, len(ids))]...)).All(&records); err != nil {
			return nil, fmt.Errorf("attempts of a reconciliation: %w", err)
		}
		for _, record := range records {
			if attempts[record.Id], err = attemptOf(record); err != nil {
				return nil, err
			}
		}
	}
	rows := make([]datedRow, 0, len(beside))
	for _, b := range beside {
		r := datedRow{bookedOn: b.BookedOn, OnlineRow: OnlineRow{
			Attempt: attempts[b.ID], PaymentID: b.PaymentID, Receipt: receiptNameOf(b.Code, b.ReceiptNo), Booked: b.Booked, Means: b.Means, Reversed: b.Reversed,
		}}
		if !b.Reversed {
			r.Credit = max(b.Credit, 0)
		}
		r.Concern, r.Why = concernOf(r.OnlineRow, now)
		rows = append(rows, r)
	}
	return rows, nil
}

// concernOf judges one attempt beside its payment.
func concernOf(r OnlineRow, now time.Time) (Concern, string) {
	paid := r.State.Paid() && !r.Trial
	switch {
	case paid && r.PaymentID == "":
		return Mismatched, "PayFiP a encaissé " + r.Amount.String() + ", la caisse n’en a rien."
	case paid && (r.Booked != r.Amount || r.Means != r.State.Means()):
		return Mismatched, "PayFiP a encaissé " + r.Amount.String() + ", la caisse dit " + r.Booked.String() + "."
	case !r.State.Paid() && r.PaymentID != "":
		return Mismatched, "La caisse a encaissé, PayFiP n’a pas confirmé."
	case paid && r.Trouble != "":
		return PaidTwice, r.Trouble
	case r.Trouble != "":
		return Unclear, r.Trouble
	case (r.State == Opened || r.State == Created) && now.Sub(r.MadeAt) > staleAfter:
		return Waiting, "PayFiP ne donne pas de résultat depuis plus d’une demi-heure."
	}
	return "", ""
}
