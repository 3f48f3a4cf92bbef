package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Allocate settles charges with the credit of a payment booked earlier: those of the person who paid, for the same pupil.
// Anything else is a transfer, with consent (Move). The actor is the accountant.
func Allocate(ctx context.Context, app core.App, paymentID string, lines ...Line) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, l := range lines {
			err := save(ctx, tx, "allocations", map[string]any{"payment": paymentID, "charge": l.ChargeID, "amount_cents": int64(l.Amount)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AllocationFacts is what judging one allocation needs.
type AllocationFacts struct {
	MayBook bool // the accountant, or the program drawing the consequences of a payment
	Amount  cents.Amount
	Left    cents.Amount // of the payment, before this allocation
	Due     cents.Amount // on the charge, before this allocation
	Label   string       // of the charge

	Settled cents.Amount // by this payment on this charge, so far

	Cites   bool // it names a transfer
	Moved   bool // one of the two allocations of a transfer
	Later   bool // the payment was booked earlier: its receipt is out
	OwnDebt bool // who paid owes the charge, for the pupil they paid for

	PaymentFound, ChargeFound, Reversed bool
	SameFamily                          bool // the charge is the pupil's, a sibling's, or owed by who paid
	Means                               Means
	CashMax                             cents.Amount
	Debt                                CashOnADebt
}

// AllocationRules judges each allocation as it is written.
var AllocationRules = law.Rulebook[AllocationFacts]{
	{Rule: "F-01", Judge: func(f AllocationFacts) []law.Finding {
		if f.MayBook {
			return nil
		}
		return notTheAccountant("La ventilation d’un paiement ne peut pas être enregistrée par vous.")
	}},
	{Rule: "F-06", Judge: func(f AllocationFacts) []law.Finding {
		if f.Means != Cash || f.Debt.Before+f.Debt.Added <= f.CashMax {
			return nil // the warnings were given with the payment
		}
		return judgeCash(f.Debt, f.CashMax)
	}},
	{Rule: "F-12", Judge: func(f AllocationFacts) []law.Finding {
		if f.Amount <= 0 || !f.Later || f.Moved || f.OwnDebt {
			return nil
		}
		return []law.Finding{needsConsent("charge")}
	}},
}

// Objections are what the house has to say about an allocation, beside the law.
func (f AllocationFacts) Objections() []law.Finding {
	if !f.PaymentFound || !f.ChargeFound {
		return []law.Finding{house("charge", "Ce paiement ou cette créance n’existe pas.", "")}
	}
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(f.Cites && !f.Moved, "transfer_id", "Le virement cité n’est pas celui-ci.", "")
	if f.Amount < 0 { // what a charge has received in excess is released, or moved elsewhere: see Release and Move
		add(f.Moved && -f.Amount > f.Settled, "allocations", "Ce paiement ne règle que "+f.Settled.String()+" de cette créance.", "")
		add(!f.Moved && (-f.Amount > f.Settled || -f.Amount > -f.Due), "allocations", "Une ventilation ne se reprend que de ce qui dépasse la créance.", "")
		add(f.Reversed, "payment", "Ce paiement a été annulé : il ne règle plus rien.", "")
		return findings
	}
	add(f.Amount == 0, "allocations", "Une ventilation a un montant positif.", "")
	add(f.Reversed, "payment", "Ce paiement a été annulé : il ne règle plus rien.", "Enregistrez un nouveau paiement.")
	add(!f.SameFamily, "charge", "« "+f.Label+" » est la dette d’une autre famille.", "Choisissez une somme due par cet élève ou par la personne qui paie.")
	add(f.Amount > f.Left, "allocations", "Il ne reste que "+f.Left.String()+" à ventiler sur ce paiement.", "Baissez la somme.")
	add(f.Amount > f.Due, "allocations", "Il ne reste que "+f.Due.String()+" à payer sur « "+f.Label+" ».", "Ventilez le reste sur une autre somme due, ou laissez-le en avance.")
	return findings
}

// JudgeAllocation loads the facts of an allocation and judges it.
func JudgeAllocation(ctx context.Context, app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := regimeIn(ctx, app)
	if err != nil {
		return nil, err
	}
	facts, err := loadAllocationFacts(ctx, app, record, actor, regime)
	if err != nil {
		return nil, err
	}
	return append(AllocationRules.Check(facts, regime), facts.Objections()...), nil
}

func loadAllocationFacts(ctx context.Context, app core.App, record *core.Record, actor school.Actor, regime law.Regime) (AllocationFacts, error) {
	f := AllocationFacts{
		MayBook: actor.Kind == school.System || actor.May(school.BookPayments), Amount: cents.Amount(record.GetInt("amount_cents")),
		CashMax: cents.Amount(regime.Parameters.Int("F-06", "cash_max_cents", regime.On)), Cites: record.GetString("transfer_id") != "",
	}
	p, known, err := allocatedIn(ctx, app, record.GetString("payment"), record.GetString("charge"))
	if err != nil {
		return f, err
	}
	account, found, err := accountIn(ctx, app, record.GetString("charge"))
	if err != nil {
		return f, err
	}
	f.PaymentFound, f.ChargeFound = known, found
	if !f.PaymentFound || !found {
		return f, nil
	}
	f.Settled = p.Settled
	f.Left, f.Reversed, f.Means, f.Due, f.Label = p.Left, p.Reversed, p.Means, account.Due(), account.Label
	f.OwnDebt = account.PupilID == p.Pupil && account.DebtorID == p.PayerID
	if f.Moved, err = transferOf(app, record); err != nil {
		return f, err
	}
	if f.Amount > 0 && !f.OwnDebt && !f.Moved {
		err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM receipts r WHERE r.payment = {:payment})").Bind(dbx.Params{"payment": record.GetString("payment")}).Row(&f.Later)
		if err != nil {
			return f, fmt.Errorf("receipt of a payment: %w", err)
		}
	}
	if f.SameFamily = account.PupilID == p.Pupil || (p.PayerID != "" && account.DebtorID == p.PayerID); !f.SameFamily {
		if f.SameFamily, err = siblingsFor(app, p.PayerID, p.Pupil, account.PupilID); err != nil {
			return f, err
		}
	}
	if f.Means == Cash {
		f.Debt = CashOnADebt{Label: account.Label, Added: f.Amount}
		if f.Debt.Before, err = cashOn(app, account.debt()); err != nil {
			return f, err
		}
		f.Debt.LiftedBy, err = liftOfCash(app, account.debt())
	}
	return f, err
}

// allocatedPayment is a payment with what is left of it, and what it settles on one charge so far.
type allocatedPayment struct {
	Pupil, PayerID string
	Means          Means
	Left, Settled  cents.Amount
	Reversed       bool
}

func allocatedIn(ctx context.Context, app core.App, paymentID, chargeID string) (allocatedPayment, bool, error) {
	if l, batched := ledgerOf(ctx); batched && l.accounts[chargeID] != nil {
		if p := l.payments[paymentID]; p != nil {
			return allocatedPayment{p.Pupil, p.PayerID, p.Means, p.Left, l.settled[[2]string{paymentID, chargeID}], p.Reversed}, true, nil
		}
	}
	var rows []allocatedPayment
	err := app.DB().Select("p.pupil", "p.payer_id", "p.means", leftOfPayment+" AS [[left]]", "NOT "+standing+" AS reversed",
		"COALESCE((SELECT SUM(s.amount_cents) FROM allocations s WHERE s.payment = p.id AND s.charge = {:charge}), 0) AS settled").
		From("payments p").Where(dbx.HashExp{"p.id": paymentID}).Bind(dbx.Params{"charge": chargeID}).All(&rows)
	if err != nil {
		return allocatedPayment{}, false, fmt.Errorf("payment of an allocation: %w", err)
	}
	if len(rows) != 1 {
		return allocatedPayment{}, false, nil
	}
	return rows[0], true, nil
}
