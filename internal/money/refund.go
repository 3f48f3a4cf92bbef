package money

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// NewRefund is money that goes back to who paid it.
type NewRefund struct {
	PupilID    string
	PayerID    string // guardian who paid; empty for a pupil of full age, or with Funder
	Funder     string // who paid when it is no family: a third person as on the receipts, or AidFund of an aid
	Subject    Subject
	Cause      RefundCause
	Amount     cents.Amount
	ApprovalID string // the decision, when there is one
	Note       string
}

// AidFund names the funder to whom the part of a price paid by an aid goes back. Its money never was on a family's account.
func AidFund(k GrantKind) string { return aidFunds[k] }

var aidFunds = map[GrantKind]string{SocialFund: "Fonds social", ThirdParty: "Aide d’un tiers", Scholarship: "Bourse de l’élève"}

func isAidFund(name string) bool {
	_, found := fundKind(name)
	return found
}

// fundKind is the kind of grants that a fund has paid.
func fundKind(name string) (GrantKind, bool) {
	for kind, fund := range aidFunds {
		if fund == name {
			return kind, true
		}
	}
	return "", false
}

// OweBack records that money is owed back, and reserves it on the payments it came from, newest first: it must be credit of
// this payer for this pupil, that settles nothing (see Release), or, for AidFund, within the aids granted on the subject.
// Who is owed learns it by NotifyRefunds. The actor prepares refunds, or is of the ordonnateur's side, or the program.
// It returns a *law.Refusal that names V-28, or an objection of the house.
func OweBack(ctx context.Context, app core.App, n NewRefund) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := school.NewRecord(tx, "refunds")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"pupil": n.PupilID, "payer_id": n.PayerID, "funder": strings.TrimSpace(n.Funder), "subject_collection": n.Subject.Collection, "subject_id": n.Subject.ID,
			"cause": string(n.Cause), "state": string(RefundDue), "amount_cents": int64(n.Amount), "approval_id": n.ApprovalID,
			"note": strings.TrimSpace(n.Note), "noted_on": string(law.DayOf(nowIn(ctx, tx))),
		})
		if err := put(ctx, tx, record); err != nil {
			return err
		}
		id = record.Id
		return nil
	})
	return id, err
}

// OweBackReleased owes back everything that decisions have released from the pupil's charges on the subject and that is
// still credit: one refund for each payer. PayerID, Funder and Amount of n are ignored.
func OweBackReleased(ctx context.Context, app core.App, n NewRefund) (ids []string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		released, err := releasedCredit(ctx, tx, n.PupilID, n.Subject)
		if err != nil {
			return err
		}
		for _, c := range released {
			one := n
			one.PayerID, one.Funder, one.Amount = c.PayerID, c.Funder, c.Amount
			id, err := OweBack(ctx, tx, one)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

// Credit is what a payer has paid for a pupil and that settles nothing, refunds under way taken off.
type Credit struct {
	PupilID string
	PayerID string // guardian; empty for a pupil of full age or a third person
	Funder  string // the third person's name
	Amount  cents.Amount
}

// The sums of a payment p.
const (
	allocatedOfPayment = `COALESCE((SELECT SUM(a.amount_cents) FROM allocations a WHERE a.payment = p.id), 0)`
	givenBackOfPayment = `COALESCE((SELECT SUM(l.amount_cents) FROM refund_lines l JOIN refunds f ON f.id = l.refund
		WHERE l.payment = p.id AND f.state != 'reallocated'), 0)`
	leftOfPayment = `(p.amount_cents - ` + allocatedOfPayment + ` - ` + givenBackOfPayment + `)`
	// funderOfPayment is the third person who paid: neither a guardian nor the pupil of full age.
	funderOfPayment = `CASE WHEN p.payer_id != '' THEN '' ELSE COALESCE((SELECT d.payer_name FROM payment_details d, pupils u WHERE d.payment = p.id
		AND u.id = p.pupil AND d.payer_name != TRIM(u.first_name || ' ' || COALESCE(NULLIF(u.usage_name, ''), u.last_name))), '') END`
	standing = `NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id)`
)

// NothingLeft is true of a payment p of which nothing is anybody's credit any more: who paid it need not be known.
const NothingLeft = "(" + leftOfPayment + " <= 0 OR NOT " + standing + ")"

// credits reads the credit of every payer, by pupil; where narrows the payments p.
func credits(app core.App, where dbx.Expression) ([]Credit, error) {
	var rows []Credit
	err := app.DB().Select("p.pupil AS pupil_id", "p.payer_id", funderOfPayment+" AS funder", "SUM("+leftOfPayment+") AS amount").From("payments p").
		Where(dbx.NewExp(standing)).AndWhere(where).GroupBy("p.pupil", "p.payer_id", "funder").Having(dbx.NewExp("SUM("+leftOfPayment+") > 0")).
		OrderBy("p.pupil", "p.payer_id", "funder").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("credits: %w", err)
	}
	return rows, nil
}

// releasedCredit is, of the credits of a pupil, what comes from the charges of a subject.
func releasedCredit(ctx context.Context, app core.App, pupilID string, s Subject) ([]Credit, error) {
	if l, batched := ledgerOf(ctx); batched && l.subject == s {
		return addReleased(pupilID, l.releasedOf(pupilID)), nil
	}
	var rows []releasedPart
	err := app.DB().Select("p.id AS payment", "p.payer_id", funderOfPayment+" AS funder", leftOfPayment+" AS [[left]]",
		"-SUM(x.amount_cents) AS released").From("allocations x").InnerJoin("payments p", dbx.NewExp("p.id = x.payment")).
		InnerJoin("charges c", dbx.NewExp("c.id = x.charge")).
		Where(dbx.HashExp{"c.pupil": pupilID, "c.subject_collection": s.Collection, "c.subject_id": s.ID}).
		AndWhere(dbx.NewExp("x.amount_cents < 0")).AndWhere(dbx.NewExp(standing)).GroupBy("p.id").OrderBy("p.payer_id", "p.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("released credit: %w", err)
	}
	return addReleased(pupilID, rows), nil
}

// releasedPart is what decisions have freed of one payment, and what is left of it.
type releasedPart struct {
	PayerID, Funder, Payment string
	Released, Left           cents.Amount
}

// addReleased adds up parts in the order of payers: never more than what is left of each payment.
func addReleased(pupilID string, rows []releasedPart) (all []Credit) {
	for _, r := range rows {
		amount := min(r.Released, r.Left)
		if amount <= 0 {
			continue
		}
		if n := len(all) - 1; n >= 0 && all[n].PayerID == r.PayerID && all[n].Funder == r.Funder {
			all[n].Amount += amount
			continue
		}
		all = append(all, Credit{pupilID, r.PayerID, r.Funder, amount})
	}
	return all
}

// Reserve takes a refund just recorded from the payments of its payer, newest first. The door of refunds calls it.
func Reserve(ctx context.Context, app core.App, refund *core.Record) error {
	if isAidFund(refund.GetString("funder")) {
		return nil
	}
	rows, err := creditIn(ctx, app, refund)
	if err != nil {
		return err
	}
	rest := cents.Amount(refund.GetInt("amount_cents"))
	for _, r := range rows {
		part := min(r.Amount, rest)
		if part <= 0 {
			break
		}
		if err := save(ctx, app, "refund_lines", map[string]any{"refund": refund.Id, "payment": r.PaymentID, "amount_cents": int64(part)}); err != nil {
			return err
		}
		rest -= part
	}
	if rest > 0 {
		return law.Object("amount_cents", "Il manque "+rest.String()+" sur les paiements de cette personne.", "")
	}
	return nil
}

// creditIn lists the payments that a refund may be taken from, newest first.
func creditIn(ctx context.Context, app core.App, refund *core.Record) ([]Allotted, error) {
	if l, batched := ledgerOf(ctx); batched && l.pupils[refund.GetString("pupil")] {
		l.owed(refund)
		return l.creditsOf(refund.GetString("pupil"), refund.GetString("payer_id"), refund.GetString("funder")), nil
	}
	var rows []Allotted
	err := app.DB().Select("p.id AS payment_id", leftOfPayment+" AS amount").From("payments p").
		Where(dbx.HashExp{"p.pupil": refund.GetString("pupil"), "p.payer_id": refund.GetString("payer_id")}).
		AndWhere(dbx.NewExp(standing)).AndWhere(dbx.NewExp(leftOfPayment+" > 0")).
		AndWhere(dbx.NewExp(funderOfPayment+" = {:funder}", dbx.Params{"funder": refund.GetString("funder")})).
		OrderBy("p.booked_at DESC", "p.rowid DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("payments of a refund: %w", err)
	}
	return rows, nil
}

// ReleasedOf is what decisions have released from the charges of a subject and that nobody is owed back yet.
func ReleasedOf(app core.App, s Subject) (cents.Amount, error) {
	var pupils []string
	err := app.DB().NewQuery(`SELECT DISTINCT c.pupil FROM charges c JOIN allocations a ON a.charge = c.id
		WHERE c.subject_collection = {:collection} AND c.subject_id = {:id} AND a.amount_cents < 0`).
		Bind(dbx.Params{"collection": s.Collection, "id": s.ID}).Column(&pupils)
	if err != nil {
		return 0, fmt.Errorf("pupils with released credit: %w", err)
	}
	var total cents.Amount
	for _, pupil := range pupils {
		found, err := releasedCredit(context.Background(), app, pupil, s)
		if err != nil {
			return 0, err
		}
		for _, c := range found {
			total += c.Amount
		}
	}
	return total, nil
}
