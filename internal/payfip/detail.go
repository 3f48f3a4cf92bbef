package payfip

import (
	"strconv"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Result is the code resultrans as PayFiP sent it, known or not.
type Result string

// The codes known in November 2026. Instant transfer and Wero are announced and will bring others: see Outcome.
const (
	ResultPaidCard     Result = "P"
	ResultPaidDebit    Result = "V"
	ResultRefusedCard  Result = "R"
	ResultRefusedDebit Result = "Z"
	ResultAbandoned    Result = "A"
)

// Outcome is what a result means for the debt.
type Outcome string

// The outcomes. Unknown is neither paid nor failed: a person has to look.
const (
	PaidCard     Outcome = "paid_card"
	PaidDebit    Outcome = "paid_debit"
	RefusedCard  Outcome = "refused_card"
	RefusedDebit Outcome = "refused_debit"
	Abandoned    Outcome = "abandoned"
	Unknown      Outcome = "unknown"
)

// Outcome classifies the code; one that is not known gives Unknown, never a failure.
func (r Result) Outcome() Outcome {
	switch r {
	case ResultPaidCard:
		return PaidCard
	case ResultPaidDebit:
		return PaidDebit
	case ResultRefusedCard:
		return RefusedCard
	case ResultRefusedDebit:
		return RefusedDebit
	case ResultAbandoned:
		return Abandoned
	}
	return Unknown
}

// Paid tells whether the payer has paid. A debit is not cash yet: the bank can return it days later, and PayFiP will not
// say so.
func (o Outcome) Paid() bool {
	return o == PaidCard || o == PaidDebit
}

// Provisional tells whether PayFiP may still answer otherwise for the same idOp: a payer who gave up can come back and
// pay for 20 minutes after creation.
func (o Outcome) Provisional() bool {
	return o == Abandoned
}

// Label is the outcome in French, for people.
func (o Outcome) Label() string {
	switch o {
	case PaidCard:
		return "payé par carte"
	case PaidDebit:
		return "payé par prélèvement"
	case RefusedCard:
		return "carte refusée"
	case RefusedDebit:
		return "prélèvement refusé"
	case Abandoned:
		return "abandonné"
	}
	return "à vérifier"
}

// Detail is the answer to recupererDetailPaiementSecurise, the only authority on a payment. An empty text is a leaf that
// PayFiP did not send: unknown, not empty. Texts are kept as received (a recorded answer echoes exer as "20").
type Detail struct {
	IDOp       string
	Result     Result
	AuthNumber string       // card authorisation or debit operation number; absent unless paid
	Amount     cents.Amount // in cents, meaningful only when HasAmount
	HasAmount  bool         // false when the leaf is absent or unreadable
	Numcli     string
	Refdet     string
	Exer       string
	Objet      string
	Mel        string
	Mode       Mode

	// TransactedAt is dattrans and heurtrans read in Europe/Paris, to the minute; zero when absent or unreadable. In the
	// hour that occurs twice when summer time ends it is the first reading: see TransactedSince.
	TransactedAt time.Time
	// AmbiguousHour is true when the hour on the wire occurs twice that day.
	AmbiguousHour bool
}

// Outcome classifies the result.
func (d Detail) Outcome() Outcome {
	return d.Result.Outcome()
}

// TransactedSince is TransactedAt for a payment known to be created at that instant: in the hour that occurs twice, the
// first reading is dropped when it would put the transaction before its creation.
func (d Detail) TransactedSince(created time.Time) time.Time {
	if d.AmbiguousHour && d.TransactedAt.Before(created.Truncate(time.Minute)) {
		return d.TransactedAt.Add(time.Hour)
	}
	return d.TransactedAt
}

// Mismatches names, in French, what differs from the payment that was asked for under idOp: identifier, client number,
// reference, amount, mode. Empty means that the answer can be booked. An absent leaf differs: numcli and address are
// public, so a result that does not prove it is ours must not clear a debt.
func (d Detail) Mismatches(idOp string, asked Request) []string {
	var names []string
	note := func(same bool, name string) {
		if !same {
			names = append(names, name)
		}
	}
	note(strings.EqualFold(d.IDOp, idOp), "identifiant d’opération")
	note(d.Numcli == asked.Numcli, "numéro de client")
	note(d.Refdet == asked.Refdet, "référence de la dette")
	note(d.HasAmount && d.Amount == asked.Amount, "montant")
	note(d.Mode == asked.Saisie, "mode")
	return names
}

// ClientInfo is the answer to recupererDetailClient: how DGFiP names the account behind a numcli. Labels may be empty.
type ClientInfo struct {
	Numcli string
	Label1 string // usually the establishment
	Label2 string // usually the account or the product
	Label3 string
}

// detailFrom reads the leaves of an answer, their names in lower case.
func detailFrom(leaves map[string]string) Detail {
	d := Detail{
		IDOp:       leaves["idop"],
		Result:     Result(leaves["resultrans"]),
		AuthNumber: leaves["numauto"],
		Numcli:     leaves["numcli"],
		Refdet:     leaves["refdet"],
		Exer:       leaves["exer"],
		Objet:      leaves["objet"],
		Mel:        leaves["mel"],
		Mode:       Mode(leaves["saisie"]),
	}
	d.Amount, d.HasAmount = parseAmount(leaves["montant"])
	d.TransactedAt, d.AmbiguousHour = parseTransacted(leaves["dattrans"], leaves["heurtrans"])
	return d
}

// parseAmount reads whole cents without a sign; 15 digits are far under the limit of int64.
func parseAmount(s string) (cents.Amount, bool) {
	if s == "" || len(s) > 15 || !isDigits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return cents.Amount(n), err == nil
}
