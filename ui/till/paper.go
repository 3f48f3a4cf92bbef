package till

import (
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components/web"
)

// sendReceipt sends the receipt of a payment to staff who see money and to the person who paid: the query knows which.
func sendReceipt(v *web.Visit) error {
	receipt, found, err := money.ReceiptOf(v.App, v.Actor, v.Path("payment"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	return receiptFile(v, receipt)
}

func receiptFile(v *web.Visit, r money.ReceiptCopy) error {
	data := document.ReceiptData{
		Origin: v.Paper(), Series: r.Series, Number: r.Number, Day: r.ReceivedOn, Payer: r.PayerName, Pupil: document.Pupil{Name: r.PupilName},
		Amount: r.Amount, Means: r.Means.Label(), Accountant: v.Identity.AccountantName,
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
	if len(data.Lines) > 0 {
		data.For = data.Lines[0].Label
	}
	body, err := document.Receipt(data)
	if err != nil {
		return err
	}
	return v.File("quittance-"+r.Series+"-"+strconv.Itoa(r.Number)+".pdf", "application/pdf", body, true)
}
