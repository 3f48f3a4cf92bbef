package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// TermFacts is what judging one line of refund terms needs.
type TermFacts struct {
	Term Term
	Act  *school.Act // on which the line rests
}

// TermRules judges a line of refund terms as it is written.
var TermRules = law.Rulebook[TermFacts]{
	{Rule: "V-34", Judge: func(f TermFacts) []law.Finding {
		if f.Act != nil && (f.Act.Purpose == refundTermsAct || f.Act.Purpose == charterAct || f.Act.Purpose == school.TripAct) {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "act", Who: string(school.Bursar), What: "Ces conditions de remboursement ne reposent sur aucun vote.",
			Why: "Ce qu’une famille récupère est fixé à l’avance par le conseil d’administration et accepté par elle.",
			Fix: "Enregistrez l’acte qui les vote : une délibération propre, une charte des voyages ou l’acte du voyage.",
		}}
	}},
	{Rule: "V-33", Judge: func(f TermFacts) []law.Finding {
		if f.Term.Cause != CauseSchool || f.Term.RatePercent == 100 && !f.Term.RecoverableOnly {
			return nil
		}
		return noRetention("rate_percent")
	}},
}

// noRetention says that the school keeps nothing of a trip that it cancels itself.
func noRetention(field string) []law.Finding {
	return []law.Finding{{
		Severity: law.Block, Field: field, Who: string(school.Accountant),
		What: "L’établissement ne garde rien quand c’est lui qui annule le voyage ou retire un élève.",
		Why:  "La famille a payé pour un voyage qui n’a pas lieu, sans y être pour rien (doctrine de la circulaire n° 2011-117, III.2.3).",
		Fix:  "Rendez tout ce qui a été versé ; l’établissement se retourne vers le prestataire ou l’assurance.",
	}}
}

// notVoted says that a priced trip opens with refund terms, and what is missing of them.
func notVoted(f Facts) []law.Finding {
	if f.Trip.PriceCents == 0 {
		return nil
	}
	finding := law.Finding{
		Severity: law.Block, Field: "terms", Who: string(school.Bursar),
		Why: "Ce qu’une famille récupère si l’élève ne part pas est fixé à l’avance par le conseil d’administration et accepté par elle dans son engagement.",
		Fix: "Enregistrez les conditions votées, pour tous les voyages ou pour celui-ci.",
	}
	switch _, covered := TermFor(f.Refunds.Terms, CauseOther, 0); {
	case len(f.Refunds.Terms) == 0:
		finding.What = "Aucune condition de remboursement votée n’est enregistrée pour ce voyage payant."
	case !covered:
		finding.What = "Les conditions de remboursement votées ne disent rien des causes qui n’ont pas leur ligne."
		finding.Fix = "Ajoutez la ligne « Toute autre cause », jusqu’au départ."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// JudgeTerm holds a line of refund terms: who writes it, what it says, and that it stays once families have signed it.
func JudgeTerm(app core.App, record *core.Record, actor school.Actor, removed bool) ([]law.Finding, error) {
	var house []law.Finding
	if !actor.May(school.RecordActs) && actor.Kind != school.System {
		house = refuse("", "Les conditions de remboursement sont enregistrées par : "+roleNames(school.RecordActs)+".", "")
	}
	if !record.IsNew() {
		before := record.Original()
		if signed, err := signedUnder(app, before.GetString("trip"), before.GetString("act")); err != nil || signed {
			return refuse("", "Des familles ont signé d’après ces conditions : elles ne changent plus.", "De nouvelles conditions se votent par un nouvel acte ; elles valent pour les engagements suivants."), err
		}
	}
	if removed {
		return house, nil
	}
	f := TermFacts{Term: Term{
		Cause: record.GetString("cause"), DaysBefore: record.GetInt("days_before"), RatePercent: record.GetInt("rate_percent"), RecoverableOnly: record.GetBool("recoverable_only"),
	}}
	if act, found, err := school.FindAct(app, record.GetString("act")); err != nil {
		return nil, err
	} else if found {
		f.Act = &act
	}
	regime, err := school.Regime(app, "trips", record.GetString("trip"))
	if err != nil {
		return nil, err
	}
	findings := append(TermRules.Check(f, regime), house...)
	if signed, err := signedUnder(app, record.GetString("trip"), record.GetString("act")); err != nil || signed {
		return append(findings, refuse("act", "Des familles ont déjà signé depuis que cet acte est exécutoire.", "Citez un acte plus récent : de nouvelles conditions valent pour les engagements suivants.")...), err
	}
	return append(findings, shapeOfTerm(f.Term)...), nil
}

func shapeOfTerm(t Term) []law.Finding {
	switch {
	case CauseLabel(t.Cause) == "":
		return refuse("cause", "Choisissez la cause dans la liste.", "")
	case t.RatePercent < 0 || t.RatePercent > 100:
		return refuse("rate_percent", "La part remboursée va de 0 à 100 %.", "")
	case t.DaysBefore < 0 || t.DaysBefore > 365:
		return refuse("days_before", "Le nombre de jours avant le départ va de 0 à 365.", "")
	}
	return nil
}

// signedUnder tells whether a family has committed since an act took effect, for one trip or, when none is named, for any.
func signedUnder(app core.App, tripID, actID string) (bool, error) {
	act, found, err := school.FindAct(app, actID)
	if err != nil || !found || act.EnforceableOn == "" {
		return false, err
	}
	var signed bool
	zone := school.Clock(app).Zone()
	err = app.DB().NewQuery(`SELECT EXISTS (SELECT 1 FROM commitments c WHERE c.decision = 'accept' AND ({:trip} = '' OR c.trip = {:trip}) AND c.signed_at >= {:from})`).
		Bind(dbx.Params{"trip": tripID, "from": act.EnforceableOn.At(0, 0, zone).UTC().Format("2006-01-02 15:04:05.000Z")}).Row(&signed)
	if err != nil {
		return false, fmt.Errorf("signed commitments: %w", err)
	}
	return signed, nil
}
