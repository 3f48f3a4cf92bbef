package money

import (
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// TakesHolidayVouchers tells whether the desk takes chèques-vacances: the school has recorded its agreement with the ANCV.
func TakesHolidayVouchers(app core.App) (bool, error) {
	p, err := school.ParametersOf(app)
	if err != nil {
		return false, err
	}
	return hasAgreement(p, school.Clock(app).Today()), nil
}

// hasAgreement reads the number and the date of the agreement; « aucune », or words without a number, are none.
func hasAgreement(p law.Parameters, on law.Day) bool {
	return strings.ContainsFunc(p.Text("V-36", "ancv_agreement", on), unicode.IsDigit)
}

// TakesCards tells whether the desk has a card terminal: « carte » stands among the means that the school accepts (F-10).
func TakesCards(app core.App) (bool, error) {
	p, err := school.ParametersOf(app)
	if err != nil {
		return false, err
	}
	return hasTerminal(p, school.Clock(app).Today()), nil
}

func hasTerminal(p law.Parameters, on law.Day) bool {
	for _, means := range strings.Split(p.Text("F-10", "accepted_modes", on), ",") {
		if means = school.Fold(strings.TrimSpace(means)); strings.HasPrefix(means, "carte") && !strings.Contains(means, "ligne") && !strings.Contains(means, "payfip") {
			return true
		}
	}
	return false
}

// judgeVouchers refuses chèques-vacances that the school could not have paid (V-36).
func judgeVouchers(f PaymentFacts) []law.Finding {
	if f.Means != HolidayVoucher || f.TakesVouchers {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Field: "means", What: "Aucune convention avec l’ANCV n’est enregistrée : l’établissement ne peut pas accepter de chèques-vacances.",
		Why: "Seul un organisme conventionné en est remboursé (note de service n° 2005-205 du 30 novembre 2005).",
		Fix: "Enregistrez le numéro et la date de la convention dans les réglages, ou proposez un autre moyen.", Who: string(school.Accountant),
	}}
}
