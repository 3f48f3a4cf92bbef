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

// NewTransfer moves what a payment settles from one charge of a family to another; without FromCharge, it uses the credit of
// the payment. Whose money it is agrees to it, unless it settles their own debt.
type NewTransfer struct {
	PaymentID   string
	FromCharge  string // empty: the credit
	ToCharge    string
	Amount      cents.Amount
	Reason      string
	ConsentBy   string  // who paid: a guardian, or the pupil of full age
	ConsentOn   law.Day // the day on which they agreed
	ConsentNote string  // the paper that says so, when staff record it
	Token       string  // of the form: sent twice, it is moved once
}

// Move records a transfer; its two allocations follow from its row, by the door. The actor is the accountant; or, for their
// own credit on their own debt, who paid. It returns a *law.Refusal that names F-01, F-06 or F-12, or an objection of the
// house.
func Move(ctx context.Context, app core.App, t NewTransfer) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if t.Token != "" {
			var n int
			err := tx.DB().Select("COUNT(*)").From("transfers").Where(dbx.HashExp{"idempotency_token": t.Token}).Row(&n)
			if err != nil || n > 0 {
				return err
			}
		}
		actor, now := school.ActorIn(ctx), school.Clock(tx).Now()
		fields := map[string]any{
			"payment": t.PaymentID, "from_charge": t.FromCharge, "to_charge": t.ToCharge, "amount_cents": int64(t.Amount), "reason": strings.TrimSpace(t.Reason),
			"consent_by": t.ConsentBy, "consent_on": string(t.ConsentOn), "consent_note": strings.TrimSpace(t.ConsentNote), "idempotency_token": t.Token,
			"moved_on": string(law.DayOf(now)), "moved_at": now.UTC(),
		}
		if actor.Kind == school.Staff {
			fields["by_staff"] = actor.ID
		}
		return save(ctx, tx, "transfers", fields)
	})
}

// UseCredit sets the viewer's own credit against a sum that they owe, whatever child either is about: pressing the button is
// the consent. It takes from their oldest payments first, at most what is due and what they have. The token books it once.
func UseCredit(ctx context.Context, app core.App, chargeID string, amount cents.Amount, token string) (used cents.Amount, err error) {
	viewer := school.ActorIn(ctx)
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if token == "" {
			return law.Object("", "Ce formulaire est incomplet.", "Ouvrez la page à nouveau.")
		}
		var before []struct{ Amount cents.Amount }
		err := tx.DB().Select("COALESCE(SUM(amount_cents), 0) AS amount").From("transfers").
			Where(dbx.HashExp{"consent_by": viewer.ID}).AndWhere(dbx.NewExp("idempotency_token LIKE {:token}", dbx.Params{"token": token + "/%"})).All(&before)
		if err != nil {
			return fmt.Errorf("credit used: %w", err)
		}
		if len(before) == 1 && before[0].Amount > 0 {
			used = before[0].Amount
			return nil
		}
		due, err := accounts(tx, dbx.HashExp{"c.id": chargeID}, mine(viewer))
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return law.Object("creance", "Choisissez la somme que votre avoir règle.", "")
		}
		left, err := creditParts(tx, viewer)
		if err != nil {
			return err
		}
		rest := min(amount, due[0].Due())
		for i, p := range left {
			part := min(rest, p.Amount)
			if part <= 0 {
				continue
			}
			err := Move(ctx, tx, NewTransfer{
				PaymentID: p.PaymentID, ToCharge: chargeID, Amount: part, Reason: "Avoir réemployé par la personne qui l’a versé.", ConsentBy: viewer.ID,
				ConsentOn: school.Clock(tx).Today(), Token: fmt.Sprintf("%s/%d", token, i),
			})
			if err != nil {
				return err
			}
			rest, used = rest-part, used+part
		}
		if used == 0 {
			return law.Object("montant", "Vous n’avez pas d’avoir à employer, ou cette somme est déjà réglée.", "")
		}
		return nil
	})
	return used, err
}

// creditParts is what the viewer's payments leave over, oldest first.
func creditParts(app core.App, viewer school.Actor) ([]Allotted, error) {
	var parts []Allotted
	err := app.DB().Select("p.id AS payment_id", leftOfPayment+" AS amount").From("payments p").Where(paidBy(viewer, "p.")).AndWhere(dbx.NewExp(standing)).
		AndWhere(dbx.NewExp(leftOfPayment+" > 0")).OrderBy("p.booked_at", "p.rowid").All(&parts)
	if err != nil {
		return nil, fmt.Errorf("credit of a payer: %w", err)
	}
	return parts, nil
}

// Moved is a transfer as staff read it.
type Moved struct {
	ID          string
	MovedOn     law.Day
	Amount      cents.Amount
	Receipt     string // of the payment
	From, To    string // labels; From is empty for a credit
	Reason      string
	By          string // staff; empty: who paid
	Consent     string // who agreed
	ConsentOn   law.Day
	ConsentNote string
}

// TransfersOf lists the transfers of the payments and charges of a pupil, newest first, for staff who see money.
func TransfersOf(app core.App, viewer school.Actor, pupilID string) ([]Moved, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []struct {
		Moved
		Code      string
		ReceiptNo int
	}
	err := app.DB().Select("t.id", "t.moved_on", "t.amount_cents AS amount", "COALESCE(a.label, '') AS [[from]]", "b.label AS [[to]]", "t.reason", "t.consent_on", "t.consent_note",
		"COALESCE(TRIM(f.first_name || ' ' || f.last_name), '') AS [[by]]",
		"COALESCE(TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)), '') AS consent", "COALESCE(s.code, '') AS code", "COALESCE(r.receipt_no, 0) AS receipt_no").
		From("transfers t").InnerJoin("payments p", dbx.NewExp("p.id = t.payment")).LeftJoin("charges a", dbx.NewExp("a.id = t.from_charge")).
		InnerJoin("charges b", dbx.NewExp("b.id = t.to_charge")).LeftJoin("staff f", dbx.NewExp("f.id = t.by_staff")).
		LeftJoin("guardians g", dbx.NewExp("g.id = t.consent_by")).LeftJoin("receipts r", dbx.NewExp("r.payment = p.id")).
		LeftJoin("receipt_series s", dbx.NewExp("s.id = r.series")).
		Where(dbx.Or(dbx.HashExp{"p.pupil": pupilID}, dbx.HashExp{"b.pupil": pupilID}, dbx.HashExp{"a.pupil": pupilID})).OrderBy("t.moved_at DESC", "t.rowid DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("transfers: %w", err)
	}
	all := make([]Moved, len(rows))
	for i, r := range rows {
		r.Receipt = receiptNameOf(r.Code, r.ReceiptNo)
		all[i] = r.Moved
	}
	return all, nil
}

// Source is where a transfer may take from: a part that a payment settles, or its credit.
type Source struct {
	PaymentID, Receipt, PayerID, Payer string
	ChargeID, Label                    string // of what it settles; empty: its credit
	Amount                             cents.Amount
}

// SourcesOf lists what may be moved of the payments made for a pupil, for staff who see money.
func SourcesOf(app core.App, viewer school.Actor, pupilID string) ([]Source, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	const payer = "COALESCE(d.payer_name, '')"
	var rows []struct {
		Source
		Code      string
		ReceiptNo int
	}
	err := app.DB().NewQuery(`SELECT p.id AS payment_id, p.payer_id, ` + payer + ` AS payer, c.id AS charge_id, c.label, SUM(a.amount_cents) AS amount, s.code, r.receipt_no, p.booked_at
			FROM payments p JOIN allocations a ON a.payment = p.id JOIN charges c ON c.id = a.charge JOIN receipts r ON r.payment = p.id
			JOIN receipt_series s ON s.id = r.series LEFT JOIN payment_details d ON d.payment = p.id
			WHERE (p.pupil = {:pupil} OR c.pupil = {:pupil}) AND ` + standing + ` GROUP BY p.id, c.id HAVING SUM(a.amount_cents) > 0
		UNION ALL SELECT p.id, p.payer_id, ` + payer + `, '', '', ` + leftOfPayment + `, s.code, r.receipt_no, p.booked_at
			FROM payments p JOIN receipts r ON r.payment = p.id JOIN receipt_series s ON s.id = r.series LEFT JOIN payment_details d ON d.payment = p.id
			WHERE p.pupil = {:pupil} AND ` + standing + ` AND ` + leftOfPayment + ` > 0
		ORDER BY 9, 4`).Bind(dbx.Params{"pupil": pupilID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("what may be moved: %w", err)
	}
	all := make([]Source, len(rows))
	for i, r := range rows {
		r.Receipt = receiptNameOf(r.Code, r.ReceiptNo)
		all[i] = r.Source
	}
	return all, nil
}

// FamilyCharges lists the open charges to which money paid for a pupil may go: the pupil's, and those that the payers of the
// pupil owe for another child.
func FamilyCharges(app core.App, viewer school.Actor, pupilID string) ([]Account, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	all, err := accounts(app, dbx.NewExp("(c.pupil = {:pupil} OR c.debtor_id IN (SELECT p.payer_id FROM payments p WHERE p.pupil = {:pupil} AND p.payer_id != ''))",
		dbx.Params{"pupil": pupilID}))
	open := all[:0]
	for _, a := range all {
		if a.Due() > 0 {
			open = append(open, a)
		}
	}
	return open, err
}
