package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgePayment loads the facts of a payment and judges it.
func JudgePayment(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	facts, err := loadPaymentFacts(app, record, actor, regime)
	if err != nil {
		return nil, err
	}
	return append(PaymentRules.Check(facts, regime), facts.Objections()...), nil
}

func loadPaymentFacts(app core.App, record *core.Record, actor school.Actor, regime law.Regime) (PaymentFacts, error) {
	p, pupil, payer := planOf(record), record.GetString("pupil"), record.GetString("payer_id")
	f := PaymentFacts{
		MayBook: actor.May(school.BookPayments), BySystem: actor.Kind == school.System, InOwnName: record.GetString("booked_by") == actor.ID,
		Means: Means(record.GetString("means")), Amount: cents.Amount(record.GetInt("amount_cents")), Allocated: sum(p.Lines),
		ReceivedOn: law.Day(record.GetString("received_on")), BookedOn: law.Day(record.GetString("booked_on")), Today: regime.On, Details: p.Details,
		OnlineID: record.GetString("online_payment_id"),
		DebitID:  record.GetString("debit_id"), PupilID: pupil, PayerID: payer,
		TakesVouchers: hasAgreement(regime.Parameters, regime.On), TakesCards: hasTerminal(regime.Parameters, regime.On),
		ExpectedOrder: regime.Parameters.Text("F-09", "payable_to", regime.On),
		CashMax:       cents.Amount(regime.Parameters.Int("F-06", "cash_max_cents", regime.On)),
	}
	var err error
	if f.Closed, err = ClosedThrough(app); err != nil {
		return f, err
	}
	var known struct{ Pupils, Links int }
	err = app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM pupils WHERE id = {:pupil}) AS pupils,
		(SELECT COUNT(*) FROM guardianships WHERE pupil = {:pupil} AND guardian = {:payer}) AS links`).
		Bind(dbx.Params{"pupil": pupil, "payer": payer}).One(&known)
	if err != nil {
		return f, fmt.Errorf("facts of a payment: %w", err)
	}
	f.PupilFound, f.PayerFits = known.Pupils == 1, payer == "" || known.Links > 0
	f.Nameless = payer == "" && p.Details.PayerName == "" && payerName(app, "", pupil) == ""
	if f.Online, err = findOnlinePaid(app, f.OnlineID); err != nil {
		return f, err
	}
	if f.Debit, err = findDebitOrdered(app, f.DebitID); err != nil {
		return f, err
	}
	settled, err := accounts(app, dbx.In("c.id", chargesOf(p.Lines)...))
	if err != nil {
		return f, err
	}
	f.Nature = natureOf(settled)
	if f.Means == Cash && f.OnlineID == "" {
		if f.RegisterShut, err = registerShut(app); err != nil {
			return f, err
		}
	}
	if f.Means == Cheque && p.Details.ChequeNumber != "" {
		if f.SameCheque, err = findSameCheque(app, p.Details, ""); err != nil {
			return f, err
		}
	}
	if f.Means == Cash {
		f.Debts, err = loadCash(app, pupil, settled, p.Lines, f.Amount-f.Allocated)
	}
	return f, err
}

// natureOf says what a payment settles: the labels of its charges, each once.
func natureOf(settled []Account) string {
	var labels []string
	seen := map[string]bool{}
	for _, a := range settled {
		if !seen[a.Label] {
			seen[a.Label] = true
			labels = append(labels, a.Label)
		}
	}
	return list(labels)
}

func findOnlinePaid(app core.App, id string) (*OnlinePaid, error) {
	if id == "" {
		return nil, nil
	}
	var rows []struct {
		State       State
		AmountCents cents.Amount
		Pupil       string
	}
	err := app.DB().Select("state", "amount_cents", "pupil").From("online_payments").Where(dbx.HashExp{"id": id}).All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &OnlinePaid{Means: rows[0].State.Means(), Amount: rows[0].AmountCents, PupilID: rows[0].Pupil}, nil
}

// debtKey is one debt: what a debtor owes for one pupil and one subject.
type debtKey struct{ Pupil, Debtor, Collection, Subject string }

func (a Account) debt() debtKey {
	return debtKey{a.PupilID, a.DebtorID, a.SubjectCollection, a.SubjectID}
}

// loadCash adds up the cash on each debt that a payment in cash touches. What settles nothing yet counts with the last debt
// that the payment settles, as a debt of its own when it settles none: an advance in cash is not a way round the limit.
func loadCash(app core.App, pupil string, settled []Account, lines []Line, rest cents.Amount) ([]CashOnADebt, error) {
	byID := map[string]Account{}
	for _, a := range settled {
		byID[a.ID] = a
	}
	var order []debtKey
	debts := map[debtKey]*CashOnADebt{}
	for _, l := range lines {
		a, known := byID[l.ChargeID]
		if !known {
			continue // the door of the allocation refuses it
		}
		if debts[a.debt()] == nil {
			debts[a.debt()] = &CashOnADebt{Label: a.Label}
			order = append(order, a.debt())
		}
		debts[a.debt()].Added += l.Amount
	}
	var all []CashOnADebt
	for _, key := range order {
		d := debts[key]
		var err error
		if d.Before, err = cashOn(app, key); err != nil {
			return nil, err
		}
		if d.LiftedBy, err = liftOfCash(app, key); err != nil {
			return nil, err
		}
		all = append(all, *d)
	}
	if rest > 0 {
		ahead, err := cashAhead(app, pupil)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 {
			last := &all[len(all)-1]
			last.Before, last.Added = last.Before+ahead, last.Added+rest
			return all, nil
		}
		d := CashOnADebt{Label: "Avance, sans somme due", Before: ahead, Added: rest}
		if d.LiftedBy, err = liftOfCash(app, debtKey{Pupil: pupil}); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// cashOn is the cash that a debt has received, reversed payments left out.
func cashOn(app core.App, key debtKey) (total cents.Amount, err error) {
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(a.amount_cents), 0) FROM charges c JOIN allocations a ON a.charge = c.id
		JOIN payments p ON p.id = a.payment AND p.means = 'cash'
		WHERE c.pupil = {:pupil} AND c.debtor_id = {:debtor} AND c.subject_collection = {:collection} AND c.subject_id = {:subject}
		AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id)`).
		Bind(dbx.Params{"pupil": key.Pupil, "debtor": key.Debtor, "collection": key.Collection, "subject": key.Subject}).Row(&total)
	if err != nil {
		return 0, fmt.Errorf("cash on a debt: %w", err)
	}
	return total, nil
}

// cashAhead is the cash of a pupil that settles nothing yet.
func cashAhead(app core.App, pupil string) (total cents.Amount, err error) {
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(` + leftOfPayment + `), 0)
		FROM payments p WHERE p.pupil = {:pupil} AND p.means = 'cash' AND ` + standing).
		Bind(dbx.Params{"pupil": pupil}).Row(&total)
	if err != nil {
		return 0, fmt.Errorf("cash ahead: %w", err)
	}
	return total, nil
}

// liftOfCash tells who lifted F-06 for a debt: an override on the pupil, or on any charge of the debt.
func liftOfCash(app core.App, key debtKey) (string, error) {
	var rows []struct{ Name, Role, Reason string }
	err := app.DB().NewQuery(`SELECT TRIM(s.first_name || ' ' || s.last_name) AS name, o.by_role AS role, o.reason FROM overrides o JOIN staff s ON s.id = o.by_staff
		WHERE o.rule = 'F-06' AND ((o.subject_collection = 'pupils' AND o.subject_id = {:pupil}) OR (o.subject_collection = 'charges' AND o.subject_id IN
		(SELECT c.id FROM charges c WHERE c.pupil = {:pupil} AND c.debtor_id = {:debtor} AND c.subject_collection = {:collection} AND c.subject_id = {:subject})))
		ORDER BY o.lifted_at DESC LIMIT 1`).
		Bind(dbx.Params{"pupil": key.Pupil, "debtor": key.Debtor, "collection": key.Collection, "subject": key.Subject}).All(&rows)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return "levée par " + rows[0].Name + ", " + school.Role(rows[0].Role).Label() + " : " + rows[0].Reason, nil
}
