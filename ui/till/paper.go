package till

import (
	"strconv"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/paper"
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
	body, err := document.Receipt(paper.Receipt(v.Paper(), v.Identity.AccountantName, r))
	if err != nil {
		return err
	}
	return v.File("quittance-"+r.Series+"-"+strconv.Itoa(r.Number)+".pdf", "application/pdf", body, true)
}
