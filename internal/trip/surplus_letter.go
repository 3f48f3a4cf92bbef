package trip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// SurplusLetter tells a payer, on paper, what comes back and how to receive it.
type SurplusLetter struct {
	Name         string
	AddressLines []string
	Title, Body  string
}

// SurplusLetters writes one letter to each payer who was notified of refunds of a trip and has not answered, in the order of
// names: the sums of two children stand on one sheet. The viewer is staff who see money.
func SurplusLetters(app core.App, viewer school.Actor, tripID string) ([]SurplusLetter, error) {
	list, err := money.Refunds(app, viewer, money.RefundFilter{Subject: money.OfTrip(tripID), State: money.RefundNotified})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b money.Refund) int { return strings.Compare(a.Payee+a.PupilName, b.Payee+b.PupilName) })
	var letters []SurplusLetter
	for _, own := range byPayee(list) {
		l, r := WriteSurplusLetter(own...), own[0]
		table, id := "guardians", r.PayerID
		if id == "" {
			table, id = "pupils", r.PupilID
		}
		if r.Funder == "" {
			person, err := app.FindRecordById(table, id)
			if err != nil {
				return nil, fmt.Errorf("payer of a letter: %w", err)
			}
			l.Name, l.AddressLines = school.LetterNameOf(person), school.AddressLinesOf(person)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// byPayee puts together, in the order given, the refunds of one payer: a guardian, a pupil of full age, a third person.
func byPayee(list []money.Refund) (groups [][]money.Refund) {
	index := map[[3]string]int{}
	for _, r := range list {
		key := [3]string{r.PayerID, r.Funder, ""}
		if r.PayerID == "" && r.Funder == "" {
			key[2] = r.PupilID
		}
		i, known := index[key]
		if !known {
			i = len(groups)
			index[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// WriteSurplusLetter writes the letter of a payer's refunds, without an address: what, why, until when for each, and how to
// receive them. There is at least one. Pure.
func WriteSurplusLetter(own ...money.Refund) SurplusLetter {
	var total cents.Amount
	var parts []string
	for _, r := range own {
		total += r.Amount
		parts = append(parts, "Pour "+r.PupilName+", "+r.Amount.String()+" vous reviennent : "+surplusReason(r)+".", surplusDelay(r))
	}
	title := "Une somme vous revient : " + total.String()
	if len(own) > 1 {
		title = "Des sommes vous reviennent : " + total.String() + " en tout"
	}
	return SurplusLetter{Name: own[0].Payee, Title: title, Body: strings.Join(append(parts,
		"Pour être remboursé, donnez en ligne l’IBAN du compte à créditer, ou remettez un relevé d’identité bancaire (RIB) à l’intendance. Ces coordonnées ne servent qu’à ce virement et sont effacées ensuite.",
		"Vous pouvez aussi y renoncer, par écrit seulement : ce serait un don, que rien ne vous demande.",
	), "\n\n")}
}

func surplusReason(r money.Refund) string {
	switch {
	case r.SubjectTitle == "":
		return r.Cause.Label()
	case r.Cause == money.BySurplus:
		return "le voyage « " + r.SubjectTitle + " » a coûté moins que prévu"
	}
	return r.Cause.Label() + " (" + r.SubjectTitle + ")"
}

// surplusDelay quotes the rule of the sum, with its source.
func surplusDelay(r money.Refund) string {
	if !r.Small {
		return "Cette somme est de 8 € ou plus : elle vous est due. Sans nouvelles de votre part, elle reste à votre disposition jusqu’au " + r.LapsesAfter.French() +
			" (prescription de quatre ans, loi n° 68-1250 du 31 décembre 1968)."
	}
	const rule = "La loi laisse alors à l’établissement une somme inférieure à 8 € qui n’est pas réclamée dans les trois mois de sa notification " +
		"(article 21 de la loi n° 66-948 du 22 décembre 1966 ; seuil fixé par l’article 51 de la loi n° 2001-1276 du 28 décembre 2001)."
	if r.NotifiedOn == "" {
		return "Cette somme est inférieure à 8 €. Demandez-la dans les trois mois qui suivent le jour où cette lettre a été postée. " + rule
	}
	return "Cette somme, inférieure à 8 €, vous a été notifiée le " + r.NotifiedOn.French() + ". Demandez-la au plus tard le " + r.ClaimableUntil.French() + ". " + rule
}
