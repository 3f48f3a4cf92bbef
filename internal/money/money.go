// Package money is the ledger of what families owe and pay: charges, payments, what each payment settles, receipts,
// reversals, grants; and the state machine of the online payment. Every table of it is append-only: a correction is a new
// row that points to the old one, balances are projections of the rows. Amounts are whole cents; nothing here is a float.
package money

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Means is how money came in, as kept in payments.means.
type Means string

// The means of payment. PayFiP alone brings its own; the desk takes the others.
const (
	Cheque         Means = "cheque"
	Cash           Means = "cash"
	Transfer       Means = "transfer"
	PayfipCard     Means = "payfip_card"
	Card           Means = "card"            // the school's own terminal, the card present; never typed online (F-05)
	HolidayVoucher Means = "holiday_voucher" // chèques-vacances, with an agreement of the ANCV (V-36)
	PayfipDebit    Means = "payfip_debit"    // not cash yet: the bank may return it days later, the accountant then reverses it
	DirectDebit    Means = "direct_debit"    // under a family's mandate; booked on its day, reversed when the bank returns it
)

// AllMeans lists the means in the order of the screens.
var AllMeans = []Means{PayfipCard, PayfipDebit, Cheque, Cash, Card, Transfer, DirectDebit, HolidayVoucher}

// AtDesk tells whether the accountant's desk takes this means.
func (m Means) AtDesk() bool { return slices.Contains(atDesk, m) }

var atDesk = []Means{Cheque, Cash, Card, Transfer, HolidayVoucher}

// Online tells whether the means comes from PayFiP.
func (m Means) Online() bool { return m == PayfipCard || m == PayfipDebit }

// Label is the means in French, as in « réglé par chèque ».
func (m Means) Label() string { return meansLabels[m] }

var meansLabels = map[Means]string{
	Cheque: "chèque", Cash: "espèces", Transfer: "virement", DirectDebit: "prélèvement SEPA", Card: "carte bancaire au guichet", HolidayVoucher: "chèques-vacances",
	Means(Scholarship): "bourse, avec l’accord de la famille", // never kept as a payment: a line of a certificate
	PayfipCard:         "carte bancaire (PayFiP)", PayfipDebit: "prélèvement (PayFiP)",
}

// Basis is the kind of text a charge rests on (F-02).
type Basis string

// The bases of a charge.
const (
	ByAct        Basis = "act"
	ByTariff     Basis = "tariff"
	ByAgreement  Basis = "agreement"
	ByRegulation Basis = "regulation"
	ByJudgment   Basis = "judgment"
)

var bases = map[Basis]bool{ByAct: true, ByTariff: true, ByAgreement: true, ByRegulation: true, ByJudgment: true}

// house is a finding of the house: no rule of law, but a sentence and a way out.
func house(field, what, fix string) law.Finding {
	return law.Finding{Severity: law.Block, What: what, Fix: fix, Field: field}
}

// mustSeeMoney refuses a reader who may not read the accounts of families.
func mustSeeMoney(viewer school.Actor) error {
	if viewer.May(school.SeeMoney) {
		return nil
	}
	return law.Object("", "Les comptes des familles ne sont ouverts qu’au chef d’établissement, au gestionnaire, à l’agent comptable et au régisseur.",
		"Adressez-vous à l’intendance.")
}

// list writes French enumerations: « a, b et c ».
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " et " + items[len(items)-1]
}
