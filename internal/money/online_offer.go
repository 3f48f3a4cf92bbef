package money

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// OnlineOffer is how a family may pay online, as the school has set it.
type OnlineOffer struct {
	Open     bool   // by PayFiP, from here
	InPart   bool   // a part of what is due may be paid
	Portal   string // another public service: the school's own, else the ministry's (F-05)
	Ministry bool   // Portal is the ministry's: the school has set nothing
	Accepted string // the means that the school accepts, as the accountant wrote them (F-10)
}

// OfferOnline reads it. There is always a free way to pay online, or the link to one (F-05).
func OfferOnline(app core.App) (OnlineOffer, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return OnlineOffer{}, err
	}
	p, err := school.ParametersOf(app)
	if err != nil {
		return OnlineOffer{}, err
	}
	on := school.Clock(app).Today()
	_, gatewayErr := PayFiPForFamilies(app)
	offer := OnlineOffer{
		Open: gatewayErr == nil && acceptsPayFiP(p, on), InPart: p.Flag("F-05", "partial_online", on), Portal: identity.OnlinePortalURL,
		Accepted: p.Text("F-10", "accepted_modes", on),
	}
	if offer.Portal == "" {
		offer.Portal, offer.Ministry = p.Text("F-05", "ministry_portal", on), true
	}
	return offer, nil
}

// acceptsPayFiP tells whether PayFiP stands among the means that the school accepts (F-10).
func acceptsPayFiP(p law.Parameters, on law.Day) bool {
	accepted := school.Fold(p.Text("F-10", "accepted_modes", on))
	return strings.Contains(accepted, "payfip") || strings.Contains(accepted, "en ligne")
}

// AttemptFacts is what judging a new payment online needs.
type AttemptFacts struct {
	Accepts bool // PayFiP is among the means of the school
	InPart  bool // a part of a charge may be paid
	Lines   []ChosenLine
}

// ChosenLine is one charge of a payment online, as it stands.
type ChosenLine struct {
	Label       string
	Amount, Due cents.Amount
	DebitedOn   law.Day // a direct debit is about to take it
}

// AttemptRules judges each payment online before PayFiP is asked.
var AttemptRules = law.Rulebook[AttemptFacts]{
	{Rule: "F-10", Judge: func(f AttemptFacts) []law.Finding {
		if f.Accepts {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Firm: true, What: "PayFiP n’est pas parmi les moyens de paiement que l’établissement accepte.",
			Why: "L’agent comptable arrête la liste des moyens qu’il peut encaisser.", Fix: "Payez par un moyen de la liste, ou à l’intendance.", Who: string(school.Accountant),
		}}
	}},
	{Rule: "F-10", Judge: func(f AttemptFacts) []law.Finding {
		var findings []law.Finding
		for _, l := range f.Lines {
			if l.DebitedOn != "" {
				findings = append(findings, law.Finding{
					Severity: law.Block, Firm: true, Field: "charges", What: "« " + l.Label + " » sera prélevée le " + l.DebitedOn.French() + " : elle ne se paie pas une deuxième fois en ligne.",
					Why: "Ce qui est mis en prélèvement automatique ne se paie pas par carte (arrêté du 6 juillet 2015).", Fix: "Si le prélèvement est rejeté, la somme se paiera à nouveau ici.", Until: l.DebitedOn,
				})
			}
		}
		return findings
	}},
	{Rule: "F-05", Judge: func(f AttemptFacts) []law.Finding {
		var findings []law.Finding
		for _, l := range f.Lines {
			if l.Amount < l.Due && !f.InPart {
				findings = append(findings, law.Finding{
					Severity: law.Block, Field: "amount", What: "« " + l.Label + " » ne se paie pas en partie en ligne : " + l.Due.String() + " sont dus.",
					Why: "L’établissement n’a pas ouvert le paiement partiel.", Fix: "Payez la somme entière, ou demandez un échéancier à l’agent comptable.", Who: string(school.Accountant),
				})
			}
		}
		return findings
	}},
}

// judgeChosen judges what a payer wants to pay against the ledger as it stands, whoever wrote the row.
func judgeChosen(app core.App, record *core.Record) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	a, err := attemptOf(record)
	if err != nil {
		return nil, err
	}
	found, err := accounts(app, dbx.In("c.id", chargesOf(a.Lines)...))
	if err != nil {
		return nil, err
	}
	byID := map[string]Account{}
	for _, account := range found {
		byID[account.ID] = account
	}
	f := AttemptFacts{Accepts: acceptsPayFiP(regime.Parameters, regime.On), InPart: regime.Parameters.Flag("F-05", "partial_online", regime.On)}
	ids := make([]string, 0, len(a.Lines))
	for _, l := range a.Lines {
		ids = append(ids, l.ChargeID)
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, l := range a.Lines {
		account, known := byID[l.ChargeID]
		if !known || seen[l.ChargeID] || account.DebtorID != a.PayerID || a.PayerID == "" && account.PupilID != a.PupilID || l.Amount <= 0 || l.Amount > account.Due() {
			return []law.Finding{house("charges", "Ces sommes ne sont pas les vôtres, ou ont changé.", "Revenez à la liste de ce que vous avez à payer.")}, nil
		}
		seen[l.ChargeID] = true
		f.Lines = append(f.Lines, ChosenLine{Label: account.Label, Amount: l.Amount, Due: account.Due(), DebitedOn: debited[l.ChargeID]})
	}
	return AttemptRules.Check(f, regime), nil
}
