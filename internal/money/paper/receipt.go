// Package paper turns rows of the ledger into what internal/document prints.
package paper

import (
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
)

// Receipt is a receipt ready to print; the accountant is who gives it.
func Receipt(origin document.Origin, accountant string, r money.ReceiptCopy) document.ReceiptData {
	data := document.ReceiptData{
		Origin: origin, Series: r.Series, Number: r.Number, Day: r.ReceivedOn, Payer: r.PayerName, Pupil: document.Pupil{Name: r.PupilName},
		Amount: r.Amount, Means: r.Means.Label(), Accountant: accountant,
	}
	if r.ReversedOn != "" {
		data.Cancelled = "Annulée le " + r.ReversedOn.French() + " : " + r.Reason
	}
	var notes []string
	if r.ChequeNumber != "" {
		notes = append(notes, "n°\u00a0"+r.ChequeNumber)
	}
	for _, note := range []string{r.Bank, r.Reference} {
		if note != "" {
			notes = append(notes, note)
		}
	}
	data.MeansNote = strings.Join(notes, ", ")
	for _, l := range r.Lines {
		data.Lines = append(data.Lines, document.ReceiptLine{Label: l.Label, Amount: l.Amount})
	}
	if r.GivenBack > 0 {
		data.Lines = append(data.Lines, document.ReceiptLine{Label: "Rendu, ou à rendre, depuis", Amount: r.GivenBack})
	}
	if credit := r.Credit(); credit > 0 && len(data.Lines) > 0 {
		data.Lines = append(data.Lines, document.ReceiptLine{Label: "Avance sur une prochaine somme", Amount: credit})
	}
	data.For = "Avance sur une prochaine somme"
	if len(data.Lines) > 0 {
		data.For = data.Lines[0].Label
	}
	return data
}
