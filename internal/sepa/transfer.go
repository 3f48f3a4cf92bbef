package sepa

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Order asks a bank for credit transfers from one account, on one day.
type Order struct {
	Number    string // unique for the school: it names the message and the batch
	MadeAt    time.Time
	ExecuteOn string // "2026-11-20"
	Debtor    Party
	Transfers []Transfer
}

// Party is the holder of an account.
type Party struct {
	Name string
	IBAN IBAN
	BIC  string // may be empty: the account's number is enough in the SEPA area
}

// Transfer is one credit transfer.
type Transfer struct {
	EndToEnd string // its reference, given back by every bank on the way: 35 characters
	Amount   cents.Amount
	Creditor Party
	For      string // what the creditor reads on their statement: 140 characters
}

// Limits of the fields (pain.001.001.09 and the EPC's implementation guidelines).
const (
	maxReference = 35
	maxName      = 70
	maxPurpose   = 140
	maxAmount    = 99_999_999_999 // cents: 999 999 999,99 €
)

// Total is the sum of the transfers.
func (o Order) Total() cents.Amount {
	var total cents.Amount
	for _, t := range o.Transfers {
		total += t.Amount
	}
	return total
}

// Check tells what would have a bank refuse the order.
func (o Order) Check() error {
	if len(o.Transfers) == 0 {
		return errors.New("un lot de virements n’est pas vide")
	}
	if err := checkReference(o.Number); err != nil {
		return fmt.Errorf("numéro du lot : %w", err)
	}
	if _, err := time.Parse(time.DateOnly, o.ExecuteOn); err != nil {
		return errors.New("le jour d’exécution n’est pas une date")
	}
	if err := o.Debtor.check(); err != nil {
		return fmt.Errorf("compte de l’établissement : %w", err)
	}
	seen := map[string]bool{}
	for _, t := range o.Transfers {
		if err := checkReference(t.EndToEnd); err != nil {
			return fmt.Errorf("virement %s : %w", t.EndToEnd, err)
		}
		if seen[t.EndToEnd] {
			return fmt.Errorf("la référence %s sert à deux virements", t.EndToEnd)
		}
		seen[t.EndToEnd] = true
		if t.Amount <= 0 || t.Amount > maxAmount {
			return fmt.Errorf("virement %s : un virement va de 0,01 € à 999 999 999,99 €", t.EndToEnd)
		}
		if err := t.Creditor.check(); err != nil {
			return fmt.Errorf("virement %s : %w", t.EndToEnd, err)
		}
	}
	return nil
}

func (p Party) check() error {
	if Text(p.Name, maxName) == "" {
		return errors.New("le nom du titulaire manque")
	}
	if again, err := ParseIBAN(string(p.IBAN)); err != nil || again != p.IBAN {
		return errors.Join(errors.New("l’IBAN n’est pas juste"), err)
	}
	if p.BIC == "" {
		return nil
	}
	if again, err := ParseBIC(p.BIC); err != nil || again != p.BIC {
		return ErrBIC
	}
	return nil
}

// checkReference holds a reference to what every bank gives back unchanged.
func checkReference(s string) error {
	if s == "" || len(s) > maxReference || Text(s, maxReference) != s {
		return errors.New("une référence a de 1 à 35 lettres sans accent, chiffres et tirets")
	}
	return nil
}

// XML writes the order as a customer credit transfer initiation, ISO 20022 pain.001.001.09, for the SEPA scheme: one batch,
// one debit, charges shared.
func (o Order) XML() ([]byte, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	count, total := len(o.Transfers), decimal(o.Total())
	doc := document{Header: header{
		MessageID: o.Number, CreatedAt: o.MadeAt.Format("2006-01-02T15:04:05"), Count: count, Sum: total, Initiator: named{Text(o.Debtor.Name, maxName)},
	}, Payment: payment{
		ID: o.Number, Method: "TRF", Batch: true, Count: count, Sum: total, Level: "SEPA", ExecuteOn: o.ExecuteOn, Debtor: named{Text(o.Debtor.Name, maxName)},
		DebtorAccount: o.Debtor.IBAN, DebtorAgent: agentOf(o.Debtor), Charges: "SLEV",
	}}
	for _, t := range o.Transfers {
		line := transaction{
			EndToEnd: t.EndToEnd, Amount: amount{"EUR", decimal(t.Amount)}, Creditor: named{Text(t.Creditor.Name, maxName)}, CreditorAccount: t.Creditor.IBAN,
			For: Text(t.For, maxPurpose),
		}
		if t.Creditor.BIC != "" {
			line.CreditorAgent = agentOf(t.Creditor)
		}
		doc.Payment.Transactions = append(doc.Payment.Transactions, line)
	}
	body, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the transfers: %w", err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

// decimal writes an amount as ISO 20022 does: a dot, two digits.
func decimal(a cents.Amount) string { return fmt.Sprintf("%d.%02d", a/100, a%100) }

// The elements below stand in the order that the schema asks for; encoding/xml keeps it.

type document struct {
	XMLName xml.Name `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
	Header  header   `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Payment payment  `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type header struct {
	MessageID string `xml:"MsgId"`
	CreatedAt string `xml:"CreDtTm"`
	Count     int    `xml:"NbOfTxs"`
	Sum       string `xml:"CtrlSum"`
	Initiator named  `xml:"InitgPty"`
}

type payment struct {
	ID            string        `xml:"PmtInfId"`
	Method        string        `xml:"PmtMtd"`
	Batch         bool          `xml:"BtchBookg"`
	Count         int           `xml:"NbOfTxs"`
	Sum           string        `xml:"CtrlSum"`
	Level         string        `xml:"PmtTpInf>SvcLvl>Cd"`
	ExecuteOn     string        `xml:"ReqdExctnDt>Dt"`
	Debtor        named         `xml:"Dbtr"`
	DebtorAccount IBAN          `xml:"DbtrAcct>Id>IBAN"`
	DebtorAgent   *agent        `xml:"DbtrAgt>FinInstnId"`
	Charges       string        `xml:"ChrgBr"`
	Transactions  []transaction `xml:"CdtTrfTxInf"`
}

type transaction struct {
	EndToEnd        string `xml:"PmtId>EndToEndId"`
	Amount          amount `xml:"Amt>InstdAmt"`
	CreditorAgent   *agent `xml:"CdtrAgt>FinInstnId"`
	Creditor        named  `xml:"Cdtr"`
	CreditorAccount IBAN   `xml:"CdtrAcct>Id>IBAN"`
	For             string `xml:"RmtInf>Ustrd,omitempty"`
}

type named struct {
	Name string `xml:"Nm"`
}

type amount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}

// agent is a bank: by its BIC, or said not to be given, as the guidelines of the EPC ask for the debtor's.
type agent struct {
	BIC   string   `xml:"BICFI,omitempty"`
	Other *otherID `xml:"Othr"`
}

type otherID struct {
	ID string `xml:"Id"`
}

func agentOf(p Party) *agent {
	if p.BIC == "" {
		return &agent{Other: &otherID{"NOTPROVIDED"}}
	}
	return &agent{BIC: p.BIC}
}

// CSV writes the same transfers for software that reads no XML: semicolons, a comma for the cents, UTF-8 with its mark.
func (o Order) CSV() ([]byte, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{{"Référence", "Titulaire", "IBAN", "BIC", "Montant", "Motif", "Exécution"}}
	for _, t := range o.Transfers {
		rows = append(rows, []string{
			t.EndToEnd, Text(t.Creditor.Name, maxName), string(t.Creditor.IBAN), t.Creditor.BIC, fmt.Sprintf("%d,%02d", t.Amount/100, t.Amount%100),
			Text(t.For, maxPurpose), o.ExecuteOn,
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write the transfers: %w", err)
	}
	return b.Bytes(), nil
}
