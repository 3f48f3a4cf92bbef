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

// RunDebits does what a day brings to direct debits: those whose day has come are payments, mandates whose last debit is
// done or that nobody has used for thirty-six months are over. It may run as often as one likes: a debit is booked once.
func RunDebits(ctx context.Context, app core.App) error {
	return school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		today := school.Clock(tx).Today()
		due, err := tx.FindRecordsByFilter("debits", "state = 'sent' && collect_on <= {:today}", "collect_on,end_to_end", 0, 0, dbx.Params{"today": string(today)})
		if err != nil {
			return fmt.Errorf("debits of the day: %w", err)
		}
		for _, d := range due {
			if err := bookDebit(ctx, tx, d, today); err != nil {
				return err
			}
		}
		return endMandates(ctx, tx, today)
	})
}

// bookDebit enters a debit in the ledger: what each line still owes is settled, the rest stays as credit. The rows of its
// details, of what it settles and of its receipt follow from the payment's own (Complete).
func bookDebit(ctx context.Context, tx core.App, debit *core.Record, today law.Day) error {
	lines, err := linesOf(debit)
	if err != nil {
		return err
	}
	if lines, err = stillDue(tx, lines); err != nil {
		return err
	}
	payment, err := school.NewRecord(tx, "payments")
	if err != nil {
		return err
	}
	payer, pupil := debit.GetString("payer_id"), debit.GetString("pupil")
	payment.Load(map[string]any{
		"means": string(DirectDebit), "amount_cents": debit.GetInt("amount_cents"), "received_on": debit.GetString("collect_on"), "booked_on": string(today), "payer_id": payer,
		"pupil": pupil, "debit_id": debit.Id, "booked_at": school.Clock(tx).Now().UTC(),
	})
	payment.Set(planKey, plan{Lines: lines, Details: Details{PayerName: payerName(tx, payer, pupil), BankReference: debit.GetString("end_to_end")}})
	if err := tx.SaveWithContext(ctx, payment); err != nil {
		return err
	}
	debit.Load(map[string]any{"state": string(DebitBooked), "payment_id": payment.Id})
	return tx.SaveWithContext(ctx, debit)
}

// endMandates closes the mandates that are over. One whose only or last debit was returned waits for the staff: it may be
// asked again.
func endMandates(ctx context.Context, tx core.App, today law.Day) error {
	regime, err := school.Regime(tx, "", "")
	if err != nil {
		return err
	}
	open, err := mandatesWhere(tx, dbx.HashExp{"m.state": []any{string(MandateDraft), string(MandateActive), string(MandateSuspended)}})
	if err != nil {
		return err
	}
	months := mandateParametersOf(regime).months
	for _, m := range open {
		var ended int
		err := tx.DB().Select("COUNT(*)").From("debits").Where(dbx.HashExp{"mandate": m.ID, "state": string(DebitBooked)}).AndWhere(dbx.In("sequence", "OOFF", "FNAL")).Row(&ended)
		if err != nil {
			return fmt.Errorf("last debit of a mandate: %w", err)
		}
		used := max(m.SignedOn, m.LastCollectedOn, law.DayOf(m.MadeAt.Time()))
		var to MandateState
		switch {
		case ended > 0 && m.State != MandateDraft:
			to = MandateUsed
		case used.AddMonths(months) < today:
			to = MandateLapsed
		default:
			continue
		}
		if err := stepMandate(ctx, tx, m.ID, to, ""); err != nil {
			return err
		}
	}
	return nil
}

// ReturnDebit records that the bank has refused a debit, or taken it back: its payment is cancelled, the debt is back, and
// the mandate waits when the reason says so. No fee is charged to anybody. The actor cancels payments.
func ReturnDebit(ctx context.Context, app core.App, id, code string, on law.Day, why string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		debit, err := tx.FindRecordById("debits", id)
		if err != nil {
			return ErrNoDebit
		}
		payment := debit.GetString("payment_id")
		debit.Load(map[string]any{"state": string(DebitReturned), "return_code": strings.ToUpper(strings.TrimSpace(code)), "returned_on": string(on), "why": strings.TrimSpace(why)})
		if err := tx.SaveWithContext(ctx, debit); err != nil {
			return err
		}
		reason, _ := ReasonOf(debit.GetString("return_code")) // the door knows it
		var reversed int
		if err := tx.DB().Select("COUNT(*)").From("reversals").Where(dbx.HashExp{"payment": payment}).Row(&reversed); err != nil {
			return fmt.Errorf("reversal of a debit: %w", err)
		}
		if payment != "" && reversed == 0 { // the accountant may have cancelled it on the bank's word already
			if err := ReversePayment(ctx, tx, payment, "Prélèvement rejeté par la banque le "+on.French()+" : "+reason.Label+" ("+reason.Code+")"); err != nil {
				return err
			}
		}
		mandate, err := tx.FindRecordById("mandates", debit.GetString("mandate"))
		if err != nil {
			return fmt.Errorf("mandate of a debit: %w", err)
		}
		if !reason.Suspends || MandateState(mandate.GetString("state")) != MandateActive {
			return nil
		}
		return SuspendMandate(program(ctx), tx, mandate.Id, "Prélèvement rejeté : "+reason.Label+" ("+reason.Code+")")
	})
}

// DebitOrdered is a direct debit as the ledger knows it, for the payment that books it.
type DebitOrdered struct {
	State     DebitState
	Amount    cents.Amount
	PupilID   string
	PayerID   string
	CollectOn law.Day
}

func findDebitOrdered(app core.App, id string) (*DebitOrdered, error) {
	if id == "" {
		return nil, nil
	}
	var rows []DebitOrdered
	err := app.DB().Select("state", "amount_cents AS amount", "pupil AS pupil_id", "payer_id", "collect_on").From("debits").Where(dbx.HashExp{"id": id}).All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}
