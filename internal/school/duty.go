package school

import "github.com/openacademie/openacademie/internal/law"

// Duty is one deed of money in two hands: who prepared or decided it, who validates it. Both are staff ids; an empty one is
// nobody of the school (the program, a family), who prepares nothing against the accounts.
type Duty struct {
	Deed      string // « ce lot », as the object of a sentence
	Validates string // « l’envoie », what the second person does
	MadeBy    string
	Validator string
	Fix       string // who else may do it
	Firm      bool   // money leaves the school by it: no setting lets one person do both
}

// DutyRules is the one check of F-21: whoever creates does not validate. Every product whose doors validate a deed of money
// asks it: grants, batches, closings, plans.
var DutyRules = law.Rulebook[Duty]{
	{Rule: "F-21", Judge: func(d Duty) []law.Finding {
		if d.MadeBy == "" || d.MadeBy != d.Validator {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(Accountant), What: "Vous avez préparé " + d.Deed + " : une autre personne " + d.Validates + ".",
			Why: "Qui prépare une opération d’argent n’est pas qui la valide (contrôle interne, articles 56 et 57 du décret n° 2012-1246).",
			Fix: d.Fix, Firm: d.Firm,
		}}
	}},
}
