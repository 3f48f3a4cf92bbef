package money

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// findSameCheque names the receipt of a standing payment made with the same cheque. A number is one of an account in a bank:
// two families whose cheques bear the same number have two cheques. Where one of the two entries does not know its account,
// the name of the payer stands for it. own is the payment at hand, once written.
func findSameCheque(app core.App, d Details, own string) (string, error) {
	var rows []struct{ Payment, Bank, Account, PayerName string }
	err := app.DB().Select("d.payment", "d.bank", "d.account", "d.payer_name").From("payment_details d").Where(dbx.HashExp{"d.cheque_number": d.ChequeNumber}).
		AndWhere(dbx.NewExp("d.payment != {:own}", dbx.Params{"own": own})).
		AndWhere(dbx.NewExp("NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = d.payment)")).All(&rows)
	if err != nil {
		return "", fmt.Errorf("same cheque: %w", err)
	}
	for _, r := range rows {
		same := r.Account == d.Account && school.Fold(r.Bank) == school.Fold(d.Bank)
		if r.Account == "" || d.Account == "" {
			same = school.Fold(r.Bank) == school.Fold(d.Bank) && school.Fold(r.PayerName) == school.Fold(d.PayerName)
		}
		if same {
			return receiptName(app, r.Payment)
		}
	}
	return "", nil
}

// compact takes the spaces out of a number: a scanner and a hand do not put them in the same places.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// Scanned reads the magnetic line of a French cheque, as a reader types it: the number (7 digits), the zone between banks
// (12) and the account's (12), whatever stands between them. ok is false for anything else.
func Scanned(line string) (number, bank, account string, ok bool) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, line)
	if len(digits) != 31 {
		return "", "", "", false
	}
	return digits[:7], digits[7:19], digits[19:], true
}
