// Package reconcile puts what a bank and PayFiP say beside what the ledger says: it proposes, for each line of a statement,
// what it is about, with the reason in words and a confidence; a person accepts. Proposals are a pure function of facts read
// once (Propose); what accepting writes goes through the operations of the ledger.
package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Source is who speaks in a statement.
type Source string

// The sources. The same payment may be seen once by each.
const (
	Bank   Source = "bank"
	PayFiP Source = "payfip"
)

// Label is the source in French.
func (s Source) Label() string {
	return map[Source]string{Bank: "banque", PayFiP: "PayFiP"}[s]
}

// Line is an open line of a statement.
type Line struct {
	ID                      string
	Source                  Source
	On                      law.Day
	Label, Reference, Party string
	Amount                  cents.Amount // positive, what came in
}

// Charge is a sum on which something remains due.
type Charge struct {
	ID, PupilID, DebtorID, Label string
	DueOn                        law.Day
	Due                          cents.Amount
	References                   []string // what the family was asked to quote
}

// Person is a pupil or a guardian: a name, and the other one of daily use.
type Person struct{ FirstName, LastName, UsageName string }

// Name is « Anne Lovelace ».
func (p Person) Name() string {
	if p.UsageName != "" {
		return p.FirstName + " " + p.UsageName
	}
	return p.FirstName + " " + p.LastName
}

// Payment is a payment of the ledger, standing unless it says otherwise.
type Payment struct {
	ID, PupilID, PayerID, PayerName string
	Means                           money.Means
	Amount                          cents.Amount
	On                              law.Day // of PayFiP's operation, else the day it was received
	Reference                       string  // of the transfer, the cheque or PayFiP
	Receipt                         string
	Seen                            map[Source]bool
	ReversedOn                      law.Day // "" while it stands
	TakenBack                       bool    // its reversal is pointed on a line of the bank
}

// Attempt is an online payment, booked or not.
type Attempt struct {
	ID, Refdet string
	Amount     cents.Amount
	State      money.State
	PaymentID  string // "" when nothing was booked
	On         law.Day
}

// Slip is a slip of cheques handed to the bank.
type Slip struct {
	ID, Number string
	On         law.Day
	Total      cents.Amount
	PaymentIDs []string // of all its cheques, whatever came back unpaid since
}

// Refunds are transfers sent together.
type Refunds struct {
	BatchID, Number string
	On              law.Day
	Total           cents.Amount
	Parts           map[string]cents.Amount // reference of each transfer → its amount
}

// Facts is all that proposals depend on.
type Facts struct {
	Today     law.Day
	Charges   []Charge // oldest due first
	Pupils    map[string]Person
	Guardians map[string]Person
	Links     map[string][]string // pupil → guardians
	Payments  []Payment           // that stand
	Reversed  []Payment           // that do not: the bank may still say that it received them, or took them back
	Attempts  []Attempt
	Slips     []Slip
	Refunds   []Refunds
	Earlier   []Line // lines matched in the last weeks: the same transfer may come twice
}

// Action is what accepting does.
type Action string

// The actions.
const (
	Book     Action = "book"     // a transfer: a payment is booked, with its receipt
	Seen     Action = "seen"     // payments booked already are marked as seen
	Reverse  Action = "reverse"  // the bank took a payment back: it is reversed
	Returned Action = "returned" // the bank took back a payment that was reversed already
	Refunded Action = "refunded" // refunds sent have left the account
	Pull     Action = "pull"     // PayFiP is asked about an attempt that it says paid
	SetAside Action = "ignore"   // nothing of the families' accounts
)

// Label is the action in French, as on a button.
func (a Action) Label() string {
	return map[Action]string{
		Book: "Encaisser", Seen: "Pointer", Reverse: "Annuler l’encaissement", Returned: "Pointer", Refunded: "Pointer", Pull: "Interroger PayFiP", SetAside: "Mettre de côté",
	}[a]
}

// Part is what a line settles of one charge.
type Part struct {
	ChargeID string
	Amount   cents.Amount
}

// Proposal is what a line may be about.
type Proposal struct {
	Action     Action
	PupilID    string // Book
	PayerID    string // Book; "" for a pupil of full age
	Parts      []Part // Book; what they do not use up stays as credit
	PaymentIDs []string
	BatchID    string
	AttemptID  string
	Score      int      // 0 to 99
	Reasons    []string // French sentences
}

// Confidence is a score in words.
type Confidence string

// The confidences: above 95 a test holds that at most one proposal in a hundred is wrong.
const (
	Sure   Confidence = "sure"
	Likely Confidence = "likely"
	Weak   Confidence = "weak"
)

const (
	sureFrom   = 95
	likelyFrom = 70
)

// Confidence is the score in words.
func (p Proposal) Confidence() Confidence {
	switch {
	case p.Score >= sureFrom:
		return Sure
	case p.Score >= likelyFrom:
		return Likely
	}
	return Weak
}

// Label is the confidence in French.
func (c Confidence) Label() string {
	return map[Confidence]string{Sure: "sûre", Likely: "probable", Weak: "à vérifier"}[c]
}

// Digest tells a proposal from any other: what is accepted is what was shown.
func (p Proposal) Digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%v|%v|%s|%s", p.Action, p.PupilID, p.PayerID, p.Parts, p.PaymentIDs, p.BatchID, p.AttemptID))
	return hex.EncodeToString(sum[:12])
}

// Proposed is a line with its proposals, the best first; none when nothing is known of it.
type Proposed struct {
	Line      Line
	Proposals []Proposal
}

// Best is the best proposal, with Score 0 when there is none.
func (p Proposed) Best() Proposal {
	if len(p.Proposals) == 0 {
		return Proposal{}
	}
	return p.Proposals[0]
}
