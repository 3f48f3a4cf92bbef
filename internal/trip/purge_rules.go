package trip

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// PurgeFacts is what somebody wants to let go: a category, how much of it, and what allows it.
type PurgeFacts struct {
	Category      string // its name in French
	Accounting    bool   // kept as proof of the accounts (F-20)
	Early         law.Day
	Authorisation string
}

// PurgeRules judges what is let go, whoever lets it go: a page, REST, the job of the night.
var PurgeRules = law.Rulebook[PurgeFacts]{
	{Rule: "D-12", Judge: func(f PurgeFacts) []law.Finding {
		if f.Authorisation != "" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Head), What: "Rien ne s’efface sans l’accord des archives : « " + f.Category + " » n’est couvert ni par un visa, ni par une autorisation permanente.",
			Why: "Les dossiers d’un établissement public sont des archives publiques (articles L212-2 et R212-14 du code du patrimoine).",
			Fix: "Demandez le visa aux archives départementales et inscrivez son numéro.",
		}}
	}},
	{Rule: "F-20", Judge: func(f PurgeFacts) []law.Finding {
		if !f.Accounting || f.Early == "" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Accountant), What: fmt.Sprintf("« %s » justifie des opérations : rien ne s’en efface avant le %s.", f.Category, f.Early.French()),
			Why: "Les pièces comptables se gardent jusqu’au 31 décembre de la cinquième année (article 52 du décret du 7 novembre 2012).", Fix: "Attendez cette date.",
		}}
	}},
}

// Destruction refuses what would destroy a row outside the schedule: nothing covers it.
func Destruction(app core.App, category string) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return PurgeRules.Check(PurgeFacts{Category: category}, regime), nil
}
