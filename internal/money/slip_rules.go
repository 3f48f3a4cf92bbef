package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// custody is what judging a deed on the accountant's own things needs: slips, cash.
type custody struct {
	Keeps, InOwnName bool
	What             string
}

// CustodyRules hold what the accountant alone does with the money once it is booked.
var CustodyRules = law.Rulebook[custody]{
	{Rule: "F-01", Judge: func(f custody) []law.Finding {
		if f.Keeps && f.InOwnName {
			return nil
		}
		return notTheAccountant(f.What)
	}},
}

func judgeCustody(app core.App, actor school.Actor, by, what string) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return CustodyRules.Check(custody{Keeps: actor.May(school.BookPayments), InOwnName: by == actor.ID, What: what}, regime), nil
}

// JudgeSlip judges each write of a slip: the accountant opens it, closes it once, and nothing of it changes afterwards.
func JudgeSlip(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	by, what := record.GetString("opened_by"), "Un bordereau de chèques est ouvert par l’agent comptable, en son nom."
	if before != nil {
		by, what = record.GetString("closed_by"), "Un bordereau de chèques est clos par l’agent comptable, en son nom."
	}
	findings, err := judgeCustody(app, actor, by, what)
	if err != nil {
		return nil, err
	}
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	if before == nil {
		inHand, err := slipInHand(app)
		if err != nil {
			return nil, err
		}
		expected, err := nextSlip(app, string(school.Clock(app).Today()[:4]))
		if err != nil {
			return nil, err
		}
		add(inHand != "", "state", "Un bordereau est déjà en préparation.", "Ajoutez-y les chèques, ou fermez-le d’abord.")
		add(record.GetString("state") != SlipOpen, "state", "Un bordereau commence en préparation.", "")
		add(record.GetString("slip_no") != expected, "slip_no", "Le prochain bordereau porte le numéro "+expected+".", "")
		return findings, nil
	}
	if before.GetString("state") == SlipClosed {
		return append(findings, house("state", "Ce bordereau est clos : il ne change plus.", "Un chèque revenu impayé s’annule par son encaissement.")), nil
	}
	add(record.GetString("state") != SlipClosed, "state", "Un bordereau ne change qu’en se fermant.", "")
	add(record.GetInt("cheques_count") == 0, "cheques", "Ce bordereau n’a aucun chèque.", "Ajoutez ceux qui partent à la banque.")
	for _, field := range []string{"slip_no", "opened_by", "opened_on"} {
		add(before.GetString(field) != record.GetString(field), field, "Le numéro et l’ouverture d’un bordereau ne changent pas.", "")
	}
	return findings, nil
}

// JudgeSlipLine judges a cheque put on a slip or taken off it. The program takes a cancelled cheque off by itself.
func JudgeSlipLine(app core.App, record *core.Record, actor school.Actor, removing bool) ([]law.Finding, error) {
	findings, err := judgeCustody(app, actor, actor.ID, "Les chèques d’un bordereau sont choisis par l’agent comptable.")
	if err != nil {
		return nil, err
	}
	if removing && actor.Kind == school.System {
		findings = nil
	}
	var f struct {
		State    string
		Means    Means
		Reversed bool
		OtherNo  string
	}
	err = app.DB().NewQuery(`SELECT COALESCE((SELECT state FROM slips WHERE id = {:slip}), '') AS state, COALESCE((SELECT means FROM payments WHERE id = {:payment}), '') AS means,
		EXISTS (SELECT 1 FROM reversals WHERE payment = {:payment}) AS reversed,
		COALESCE((SELECT s.slip_no FROM slip_lines l JOIN slips s ON s.id = l.slip WHERE l.payment = {:payment}), '') AS other_no`).
		Bind(dbx.Params{"slip": record.GetString("slip"), "payment": record.GetString("payment")}).One(&f)
	if err != nil {
		return nil, fmt.Errorf("facts of a slip's line: %w", err)
	}
	add := func(broken bool, what, fix string) {
		if broken {
			findings = append(findings, house("cheques", what, fix))
		}
	}
	add(f.State != SlipOpen, "Ce bordereau est clos : un chèque n’y entre plus et n’en sort plus.", "Un chèque revenu impayé s’annule par son encaissement.")
	if !removing {
		add(f.Means != Cheque, "Cet encaissement n’est pas un chèque.", "")
		add(f.Reversed, "Ce chèque est annulé : il ne part pas à la banque.", "")
		add(f.OtherNo != "", "Ce chèque est déjà sur le bordereau "+f.OtherNo+".", "")
	}
	return findings, nil
}
