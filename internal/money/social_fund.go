package money

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// socialFundDecision is the kind of the approval by which the head grants an aid of a social fund.
const socialFundDecision = "social_fund"

// besideTheFund is the refusal of an aid that no commission has seen and that no fund pays (F-14).
func besideTheFund(what, field string) []law.Finding {
	return []law.Finding{{
		Severity: law.Block, Who: string(school.Head), Field: field, What: what,
		Why: "L’aide d’un fonds social se décide sur une demande, après une commission qui ne connaît pas les noms ; elle se prend sur un fonds.",
		Fix: "Passez par Aides (fonds sociaux) : l’aide accordée s’inscrit au compte d’elle-même.",
	}}
}

// withoutCommission refuses an aid of the social fund that does not draw on a decision of internal/aid.
func withoutCommission(f GrantFacts) []law.Finding {
	if f.Kind != SocialFund || f.ByDecision {
		return nil
	}
	return besideTheFund("Cette aide du fonds social ne vient d’aucune demande instruite et décidée.", "approval")
}

// Approved is what an approval is about, as it is written.
type Approved struct{ Kind, SubjectCollection, Reason string }

// ApprovalRules judges a decision that a grant could rest on.
var ApprovalRules = law.Rulebook[Approved]{
	{Rule: "F-14", Judge: func(a Approved) []law.Finding {
		if a.Kind != socialFundDecision || a.SubjectCollection == "decisions" {
			return nil
		}
		return besideTheFund("Une aide du fonds social ne se décide pas sur une somme due.", "kind")
	}},
	{Rule: "F-13", Judge: func(a Approved) []law.Finding {
		if a.Kind != thirdPartyDecision || strings.TrimSpace(a.Reason) != "" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Head), Field: "reason", What: "La décision ne dit pas quel tiers paie à la place de la famille.",
			Why: "Sans un tiers qui paie, ce serait une remise : elle demande l’acte du conseil ou son seuil, et l’avis conforme de l’agent comptable (F-13).",
			Fix: "Nommez la collectivité, l’association ou l’organisme qui paie.",
		}}
	}},
}

// JudgeApproval judges a decision that lowers what is due: the social fund's is taken on a request, never on a charge, a pupil
// or a seat; that a third party pays names them.
func JudgeApproval(app core.App, record *core.Record) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return ApprovalRules.Check(Approved{record.GetString("kind"), record.GetString("subject_collection"), record.GetString("reason")}, regime), nil
}

// drawsOn tells whether a decision of the social fund, approved by the head, draws exactly this sum on the charge, and that
// the ledger has not followed yet.
func drawsOn(app core.App, approval, charge string, amount cents.Amount) (bool, error) {
	var n int
	err := app.DB().NewQuery(`SELECT COUNT(*) FROM aid_drawings w JOIN decisions d ON d.id = w.decision AND d.state IN ('urgent', 'granted')
			JOIN approvals p ON p.id = d.approval_id AND p.kind = 'social_fund' AND p.decision = 'yes' AND p.subject_collection = 'decisions' AND p.subject_id = d.id
		WHERE p.id = {:approval} AND w.charge_id = {:charge} AND w.amount_cents = {:amount} AND w.grant_id = ''`).
		Bind(dbx.Params{"approval": approval, "charge": charge, "amount": int64(amount)}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("drawing of an aid: %w", err)
	}
	return n > 0, nil
}
