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

// TransferFacts is what judging a transfer needs.
type TransferFacts struct {
	ByAccountant bool // in their own name
	ByPayer      bool // who paid, using their own credit for what they owe

	PaymentFound, Reversed, FromFound, ToFound, Same bool
	Amount                                           cents.Amount
	Left                                             cents.Amount // of the payment, that settles nothing
	OnFrom                                           cents.Amount // that the payment settles on the charge it leaves
	Due                                              cents.Amount // on the charge it goes to
	Label                                            string       // of the charge it goes to
	SameFamily                                       bool         // it goes to the pupil's charge, or to one that who paid owes
	OwnDebt                                          bool         // it goes to a debt of who paid, or stays with the same debtor
	Elsewhere                                        bool         // credit that goes to another child

	ConsentGiven bool // who paid agreed, on a day that has come, and a paper says so when staff record it
	Reason       string
	MovedOn      law.Day
	Today        law.Day
	Closed       law.Day // last closed day of the accounts
}

// TransferRules judges each transfer as it is written.
var TransferRules = law.Rulebook[TransferFacts]{
	{Rule: "F-01", Judge: func(f TransferFacts) []law.Finding {
		if f.ByAccountant || f.ByPayer {
			return nil
		}
		return notTheAccountant("Ce qu’un paiement règle n’est déplacé que par l’agent comptable, en son nom, ou par la personne qui a payé, pour sa propre dette.")
	}},
	{Rule: "F-12", Judge: func(f TransferFacts) []law.Finding {
		if f.ConsentGiven || (f.OwnDebt && !f.Elsewhere) {
			return nil
		}
		return []law.Finding{needsConsent("consent_on")}
	}},
}

// needsConsent is the finding of F-12 for money that would settle something else without its owner's word.
func needsConsent(field string) law.Finding {
	return law.Finding{
		Severity: law.Block, Field: field, Who: string(school.Accountant),
		What: "Cet argent appartient à qui l’a versé : il ne règle la somme d’un autre enfant, ou la dette d’une autre personne, qu’avec son accord.",
		Why:  "Un trop-perçu revient à qui l’a payé ; personne n’en dispose à sa place.",
		Fix:  "La famille emploie son avoir sur sa page, ou l’agent comptable inscrit son accord : qui, quand, par quel écrit.",
	}
}

// Objections are what the house has to say about a transfer, beside the law.
func (f TransferFacts) Objections() []law.Finding {
	if !f.PaymentFound || !f.ToFound || !f.FromFound {
		return []law.Finding{house("to_charge", "Ce paiement ou cette créance n’existe pas.", "")}
	}
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(f.Reversed, "payment", "Ce paiement a été annulé : il ne règle plus rien.", "")
	add(f.Same, "to_charge", "Choisissez une autre somme que celle que le paiement règle déjà.", "")
	add(f.Amount <= 0, "amount_cents", "Le montant est positif.", "")
	add(f.Amount > f.OnFrom, "amount_cents", "Ce paiement n’a que "+f.OnFrom.String()+" à déplacer de là.", "Baissez la somme.")
	add(f.Amount > f.Due, "amount_cents", "Il ne reste que "+f.Due.String()+" à payer sur « "+f.Label+" ».", "Baissez la somme.")
	add(!f.SameFamily, "to_charge", "« "+f.Label+" » est la dette d’une autre famille.", "")
	add(len([]rune(strings.TrimSpace(f.Reason))) < minReason, "reason", "Le motif manque.", "Écrivez-le en dix caractères au moins.")
	return append(findings, closedDay("moved_on", f.MovedOn, f.Today, f.Closed)...)
}

// JudgeTransfer loads the facts of a transfer and judges it.
func JudgeTransfer(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	f, err := loadTransferFacts(app, record, actor, regime)
	if err != nil {
		return nil, err
	}
	return append(TransferRules.Check(f, regime), f.Objections()...), nil
}

func loadTransferFacts(app core.App, record *core.Record, actor school.Actor, regime law.Regime) (TransferFacts, error) {
	f := TransferFacts{
		Amount: cents.Amount(record.GetInt("amount_cents")), Reason: record.GetString("reason"), MovedOn: law.Day(record.GetString("moved_on")), Today: regime.On,
		FromFound: true, Same: record.GetString("from_charge") == record.GetString("to_charge"),
		ByAccountant: actor.May(school.BookPayments) && record.GetString("by_staff") == actor.ID,
	}
	var err error
	if f.Closed, err = ClosedThrough(app); err != nil {
		return f, err
	}
	var payments []struct {
		Pupil, PayerID string
		Left           cents.Amount
		Reversed       bool
		Adult          bool
	}
	err = app.DB().Select("p.pupil", "p.payer_id", leftOfPayment+" AS [[left]]", "EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id) AS reversed").
		From("payments p").Where(dbx.HashExp{"p.id": record.GetString("payment")}).All(&payments)
	if err != nil {
		return f, fmt.Errorf("payment of a transfer: %w", err)
	}
	to, found, err := accountByID(app, record.GetString("to_charge"))
	if err != nil {
		return f, err
	}
	if f.PaymentFound, f.ToFound = len(payments) == 1, found; !f.PaymentFound || !found {
		return f, nil
	}
	p := payments[0]
	f.Left, f.Reversed, f.OnFrom, f.Due, f.Label = p.Left, p.Reversed, p.Left, to.Due(), to.Label
	if f.SameFamily = to.PupilID == p.Pupil || (p.PayerID != "" && to.DebtorID == p.PayerID); !f.SameFamily {
		if f.SameFamily, err = siblingsFor(app, p.PayerID, p.Pupil, to.PupilID); err != nil {
			return f, err
		}
	}
	f.OwnDebt = to.DebtorID == p.PayerID && (p.PayerID != "" || to.PupilID == p.Pupil && to.DebtorID == "")
	fromID := record.GetString("from_charge")
	f.Elsewhere = fromID == "" && to.PupilID != p.Pupil
	if fromID != "" {
		from, found, err := accountByID(app, fromID)
		if err != nil {
			return f, err
		}
		f.FromFound, f.OwnDebt = found, f.OwnDebt || found && from.DebtorID == to.DebtorID
		err = app.DB().NewQuery("SELECT COALESCE(SUM(amount_cents), 0) FROM allocations WHERE payment = {:payment} AND charge = {:charge}").
			Bind(dbx.Params{"payment": record.GetString("payment"), "charge": fromID}).Row(&f.OnFrom)
		if err != nil {
			return f, fmt.Errorf("settled by a payment: %w", err)
		}
	}
	owner := p.PayerID
	if owner == "" {
		owner = p.Pupil // a pupil of full age; a third person signs a paper
	}
	consented := law.Day(record.GetString("consent_on"))
	byOwner := record.GetString("consent_by") == owner && owner != ""
	written := len([]rune(strings.TrimSpace(record.GetString("consent_note")))) >= minReason
	mine := (actor.Kind == school.Guardian && p.PayerID == actor.ID || actor.Kind == school.Pupil && p.PayerID == "" && p.Pupil == actor.ID) && actor.ID != ""
	f.ByPayer = mine && f.OwnDebt && fromID == "" && record.GetString("by_staff") == ""
	f.ConsentGiven = consented != "" && consented <= regime.On && (byOwner || p.PayerID == "" && written) && (written || f.ByPayer)
	return f, nil
}

// Follow writes the two allocations of a transfer just recorded. The door of transfers calls it.
func Follow(ctx context.Context, app core.App, transfer *core.Record) error {
	program := school.WithActor(ctx, school.Actor{Kind: school.System})
	amount := int64(transfer.GetInt("amount_cents"))
	if from := transfer.GetString("from_charge"); from != "" {
		err := save(program, app, "allocations", map[string]any{
			"payment": transfer.GetString("payment"), "charge": from, "amount_cents": -amount, "transfer_id": transfer.Id,
		})
		if err != nil {
			return err
		}
	}
	return save(program, app, "allocations", map[string]any{
		"payment": transfer.GetString("payment"), "charge": transfer.GetString("to_charge"), "amount_cents": amount, "transfer_id": transfer.Id,
	})
}

// transferOf tells whether an allocation is one of the two that a transfer asks for.
func transferOf(app core.App, allocation *core.Record) (bool, error) {
	id := allocation.GetString("transfer_id")
	if id == "" {
		return false, nil
	}
	var n int
	err := app.DB().NewQuery(`SELECT COUNT(*) FROM transfers t WHERE t.id = {:id} AND t.payment = {:payment} AND
		((t.from_charge = {:charge} AND t.amount_cents = -{:amount}) OR (t.to_charge = {:charge} AND t.amount_cents = {:amount}))`).
		Bind(dbx.Params{"id": id, "payment": allocation.GetString("payment"), "charge": allocation.GetString("charge"), "amount": allocation.GetInt("amount_cents")}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("transfer of an allocation: %w", err)
	}
	return n == 1, nil
}
