package trip

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgeContract judges the row of a purchase about to be written: the rules of the steps it has taken, then the house.
func JudgeContract(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil
	}
	if err != nil {
		return nil, fmt.Errorf("trip of a purchase: %w", err)
	}
	c, t := contractOf(record), tripOf(parent)
	findings, err := contractFindings(app, c, t, contractGates(c.State)...)
	if err != nil {
		return nil, err
	}
	before := Contract{}
	if !record.IsNew() {
		before = contractOf(record.Original())
	}
	findings = append(findings, houseOfContract(before, c, t, actor)...)
	return append(findings, shapeOfContract(c, school.Clock(app).Today())...), nil
}

// MayDeleteContract tells whether the row of a purchase may go: nobody has been chosen, nobody is bound.
func MayDeleteContract(record *core.Record, actor school.Actor) bool {
	return actor.May(school.ManageContracts) && contractOf(record.Original()).State == ContractDraft
}

const purchasesBelongTo = "Les achats d’un voyage reviennent au chef d’établissement, au gestionnaire et au secrétariat."

func houseOfContract(before, c Contract, t Trip, actor school.Actor) []law.Finding {
	mends := actor.Kind == school.System || actor.Kind == school.Operator // without a role: they take no step
	switch {
	case before.Trip != "" && before.Trip != c.Trip:
		return refuse("trip", "Un achat ne passe pas d’un voyage à un autre.", "")
	case !actor.May(school.ManageContracts) && (!mends || before.State != c.State && before.State != "" || c.State != ContractDraft):
		return refuse("", purchasesBelongTo, "Demandez-le-leur.")
	case before.State != c.State && !ContractMay(before.State, c.State):
		return refuse("state", "Un achat ne passe pas de « "+orProject(before.State)+" » à « "+c.State.Label()+" ».", "Suivez les étapes de sa page.")
	case c.State != ContractCancelled && (t.State == Cancelled || t.State == Closed):
		return refuse("", "Le voyage est annulé ou clos : aucun achat ne s’y ajoute.", "")
	case before.State == ContractCancelled:
		return refuse("", "Un achat abandonné ne change plus.", "Enregistrez un nouvel achat.")
	case before.State == ContractOrdered && !sameBut(before, c):
		return refuse("", "L’achat est signé ou commandé : il ne change plus.", "Abandonnez-le avec un motif, et enregistrez le nouveau.")
	}
	return nil
}

func orProject(s ContractState) string {
	if s == "" {
		return "nouveau"
	}
	return s.Label()
}

// sameBut compares two purchases but for their state and the remark that goes with it.
func sameBut(a, b Contract) bool {
	a.State, b.State, a.Note, b.Note = "", "", "", ""
	return a == b
}

func shapeOfContract(c Contract, today law.Day) []law.Finding {
	for _, m := range []struct {
		field string
		value cents.Amount
	}{{"amount_ht_cents", c.BeforeTax}, {"amount_cents", c.Amount}, {"need_ht_cents", c.Need}, {"deposit_cents", c.Deposit}} {
		if m.value < 0 || m.value > 100_000_000 {
			return refuse(m.field, "Ce montant n’est pas plausible.", "Écrivez un montant entre 0 € et 1 000 000 €.")
		}
	}
	switch {
	case c.Amount > 0 && c.BeforeTax > c.Amount:
		return refuse("amount_ht_cents", "Le montant hors taxes dépasse le montant toutes taxes comprises.", "Vérifiez les deux montants.")
	case c.Quotes < 0 || c.Quotes > 100 || c.Months < 0 || c.Months > 60 || c.FreePlaces < 0 || c.FreePlaces > 500:
		return refuse("quotes_count", "Un des nombres n’est pas plausible.", "Vérifiez les devis, la durée et les places gratuites.")
	case c.LaunchedOn > today, c.AwardedOn > today, c.OrderedOn > today:
		return refuse("launched_on", "Une étape d’un achat ne porte pas une date à venir.", "Inscrivez le jour où elle a eu lieu.")
	case (c.State == ContractAwarded || c.State == ContractOrdered) && c.AwardedOn == "":
		return refuse("awarded_on", "Le jour de l’attribution manque.", "Inscrivez-le.")
	case c.State == ContractOrdered && c.OrderedOn == "":
		return refuse("ordered_on", "Le jour de la signature ou de la commande manque.", "Inscrivez-le.")
	case c.LaunchedOn != "" && c.AwardedOn != "" && c.AwardedOn < c.LaunchedOn:
		return refuse("awarded_on", "L’attribution ne précède pas la consultation.", "Vérifiez les deux dates.")
	case c.OrderedOn != "" && c.OrderedOn < c.AwardedOn:
		return refuse("ordered_on", "La commande ne précède pas l’attribution.", "Vérifiez les deux dates.")
	}
	return nil
}

// contractFindings judges a purchase at the named gates.
func contractFindings(app core.App, c Contract, t Trip, gates ...string) ([]law.Finding, error) {
	regime, err := school.Regime(app, "contracts", c.ID)
	if err != nil {
		return nil, err
	}
	f, err := contractFacts(app, c, t, regime)
	if err != nil {
		return nil, err
	}
	return ContractRules.At(gates...).Check(f, regime), nil
}

func contractFacts(app core.App, c Contract, t Trip, regime law.Regime) (ContractFacts, error) {
	launched := c.On(regime.On)
	p := regime.Parameters
	f := ContractFacts{
		Contract: c, Trip: t, Today: regime.On, Thresholds: ThresholdsAt(p, launched), SmallBelow: cents.Amount(p.Int("V-09", "small_contract_cents", launched)),
		Quotes: p.Int("V-41", "quotes_wanted", launched), Advance: cents.Amount(p.Int("V-43", "mandatory_advance_above_cents", launched)),
		AdvanceFor: p.Int("V-43", "mandatory_advance_over_months", launched),
	}
	if act, found, err := school.FindAct(app, t.Act); err != nil {
		return f, err
	} else if found {
		f.Act = &act
	}
	if act, found, err := school.FindAct(app, c.Act); err != nil {
		return f, err
	} else if found {
		f.Basis = &act
	}
	records, err := app.FindAllRecords("contracts", dbx.NewExp("id != {:id} AND state != 'cancelled'", dbx.Params{"id": c.ID}))
	if err != nil {
		return f, fmt.Errorf("other purchases: %w", err)
	}
	this := Purchase{On: launched, Amount: c.BeforeTax}
	var alike, same []Purchase
	for _, r := range records {
		o := contractOf(r)
		p := Purchase{On: o.On(regime.On), Amount: o.BeforeTax}
		if c.Category != "" && school.Fold(o.Category) == school.Fold(c.Category) {
			alike = append(alike, p)
		}
		if school.Fold(o.Supplier) == school.Fold(c.Supplier) {
			same = append(same, p)
		}
	}
	f.Alike, f.Same = WithinTwelveMonths(this, alike), WithinTwelveMonths(this, same)
	return f, nil
}
