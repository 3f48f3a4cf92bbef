package money

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// WeighCash fills what nobody types of a count: the sum of the units, what the ledger expects, and the difference.
func WeighCash(app core.App, record *core.Record) error {
	var total, expected cents.Amount
	if record.GetString("kind") != VoidedCount {
		units, err := unitsOf(record)
		if err != nil {
			return err
		}
		total, _ = units.Total() // the door refuses units that have none
		if expected, err = cashExpected(app); err != nil {
			return err
		}
	}
	record.Set("total_cents", int64(total))
	record.Set("expected_cents", int64(expected))
	record.Set("difference_cents", int64(total-expected))
	return nil
}

func unitsOf(record *core.Record) (Units, error) {
	var units Units
	raw := record.GetString("units")
	if raw == "" || raw == "null" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(raw), &units); err != nil {
		return nil, law.Object("units", "Le comptage n’est pas lisible.", "")
	}
	return units, nil
}

// JudgeCashCount judges a count: the accountant's, opening and closing by turns, its difference explained; one that was
// mistaken is annulled while it is the last.
func JudgeCashCount(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	findings, err := judgeCustody(app, actor, record.GetString("by_staff"), "La caisse est comptée par l’agent comptable, en son nom.")
	if err != nil {
		return nil, err
	}
	register, err := registerOf(app)
	if err != nil {
		return nil, err
	}
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	reason := len([]rune(strings.TrimSpace(record.GetString("reason"))))
	if record.GetString("kind") == VoidedCount {
		add(register.Last == nil || record.GetString("voids") != register.Last.ID, "", "Seul le dernier comptage s’annule.", "Comptez à nouveau.")
		add(reason < minReason, "motif", "Le motif de l’annulation manque.", "Écrivez-le en dix caractères au moins.")
		return findings, nil
	}
	add(record.GetString("voids") != "", "voids", "Un comptage n’en annule pas un autre en le remplaçant.", "Annulez-le, puis comptez à nouveau.")
	units, err := unitsOf(record)
	if err != nil {
		return nil, err
	}
	_, ok := units.Total()
	add(!ok, "u50000", "Le comptage n’est pas lisible.", "Écrivez un nombre entier de pièces ou de billets.")
	add(record.GetString("kind") == Opening && register.Open, "", "La caisse est déjà ouverte.", "Fermez-la d’abord par un comptage.")
	add(record.GetString("kind") == Closing && !register.Open, "", "La caisse n’est pas ouverte.", "Ouvrez-la par un comptage.")
	difference := cents.Amount(record.GetInt("difference_cents"))
	add(difference != 0 && register.Used && reason < minReason, "ecart", "L’écart de "+difference.String()+" n’est pas expliqué.", "Recomptez ; s’il demeure, dites en dix caractères au moins d’où il vient.")
	return findings, nil
}

// JudgeCashMovement judges a movement: the accountant's, with an open register, never more out than there is.
func JudgeCashMovement(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	findings, err := judgeCustody(app, actor, record.GetString("by_staff"), "Un mouvement de caisse est enregistré par l’agent comptable, en son nom.")
	if err != nil {
		return nil, err
	}
	register, err := registerOf(app)
	if err != nil {
		return nil, err
	}
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	amount := cents.Amount(record.GetInt("amount_cents"))
	add(!register.Open, "", "La caisse est fermée : rien n’y entre et rien n’en sort.", "Ouvrez-la par un comptage.")
	add(amount < 0 && register.Expected+amount < 0, "montant", "La caisse ne contient que "+register.Expected.String()+".", "Baissez le montant.")
	add(strings.TrimSpace(record.GetString("reason")) == "", "reference", "La référence manque.", "Écrivez le numéro du versement, ou d’où vient le fonds.")
	switch record.GetString("kind") {
	case CashFloat:
		add(amount <= 0, "montant", "Un fonds de caisse entre : son montant est positif.", "")
	case CashDeposit:
		add(amount >= 0, "montant", "Un dégagement sort : son montant est négatif.", "")
	case VoidedMoving:
		var found []struct {
			Kind        string
			AmountCents cents.Amount
		}
		err := app.DB().Select("kind", "amount_cents").From("cash_movements").Where(dbx.HashExp{"id": record.GetString("voids")}).All(&found)
		if err != nil {
			return nil, fmt.Errorf("movement annulled: %w", err)
		}
		add(len(found) != 1 || found[0].Kind == VoidedMoving || found[0].AmountCents != -amount, "voids", "Une annulation reprend en sens inverse le montant d’un mouvement.", "")
		var again int
		if err := app.DB().Select("COUNT(*)").From("cash_movements").Where(dbx.HashExp{"voids": record.GetString("voids")}).Row(&again); err != nil {
			return nil, fmt.Errorf("movement annulled twice: %w", err)
		}
		add(again > 0, "voids", "Ce mouvement est déjà annulé.", "")
		add(len([]rune(strings.TrimSpace(record.GetString("reason")))) < minReason, "", "Le motif de l’annulation manque.", "Écrivez-le en dix caractères au moins.")
	}
	if record.GetString("kind") != VoidedMoving {
		add(record.GetString("voids") != "", "voids", "Seule une annulation renvoie à un autre mouvement.", "")
	}
	return findings, nil
}
