package trip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// SurplusLetter tells a payer, on paper, what comes back and how to receive it.
type SurplusLetter struct {
	Name         string
	AddressLines []string
	Title, Body  string
}

// SurplusLetters writes one letter for each refund of a trip that was notified and waits for an answer, in the order of
// names. The viewer is staff who see money.
func SurplusLetters(app core.App, viewer school.Actor, tripID string) ([]SurplusLetter, error) {
	list, err := money.Refunds(app, viewer, money.RefundFilter{Subject: money.OfTrip(tripID), State: money.RefundNotified})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b money.Refund) int { return strings.Compare(a.Payee+a.PupilName, b.Payee+b.PupilName) })
	var letters []SurplusLetter
	for _, r := range list {
		l := SurplusLetter{Name: r.Payee, Title: "Une somme vous revient : " + r.Amount.String(), Body: surplusText(r)}
		table, id := "guardians", r.PayerID
		if id == "" {
			table, id = "pupils", r.PupilID
		}
		if r.Funder == "" {
			person, err := app.FindRecordById(table, id)
			if err != nil {
				return nil, fmt.Errorf("payer of a letter: %w", err)
			}
			last := person.GetString("usage_name")
			if last == "" {
				last = person.GetString("last_name")
			}
			l.Name = strings.TrimSpace(school.CivilityName(person.GetString("civility")) + " " + strings.TrimSpace(person.GetString("first_name")+" "+last))
			l.AddressLines = school.Reach{
				Address1: person.GetString("address1"), Address2: person.GetString("address2"), Address3: person.GetString("address3"), Address4: person.GetString("address4"),
				Postcode: person.GetString("postcode"), Town: person.GetString("town"), Country: person.GetString("country"),
			}.AddressLines()
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// surplusText is the body of the letter: what, why, how, until when.
func surplusText(r money.Refund) string {
	what := r.Cause.Label()
	if r.SubjectTitle != "" && r.Cause != money.BySurplus {
		what += " (" + r.SubjectTitle + ")"
	} else if r.SubjectTitle != "" {
		what = "le voyage « " + r.SubjectTitle + " » a coûté moins que prévu"
	}
	parts := []string{
		"Pour " + r.PupilName + ", " + r.Amount.String() + " vous reviennent : " + what + ".",
		"Pour les recevoir, donnez en ligne l’IBAN du compte à créditer, ou remettez un relevé d’identité bancaire (RIB) à l’intendance. Ces coordonnées ne servent qu’à ce virement et sont effacées ensuite.",
	}
	if r.Small {
		parts = append(parts, "Cette somme vous a été notifiée le "+r.NotifiedOn.French()+". Elle est inférieure à 8 € : si vous ne la demandez pas au plus tard le "+
			r.ClaimableUntil.French()+", la loi la laisse à l’établissement (article 21 de la loi du 22 décembre 1966).")
	} else {
		parts = append(parts, "Sans nouvelles de votre part, cette somme reste à votre disposition jusqu’au "+r.LapsesAfter.French()+".")
	}
	return strings.Join(append(parts, "Vous pouvez aussi y renoncer, par écrit seulement : ce serait un don, que rien ne vous demande."), "\n\n")
}
