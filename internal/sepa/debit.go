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

// Sequence is the place of a debit in the life of its mandate.
type Sequence string

// The sequences of a debit (ISO 20022, SeqTp).
const (
	First     Sequence = "FRST"
	Recurrent Sequence = "RCUR"
	Final     Sequence = "FNAL"
	OneOff    Sequence = "OOFF"
)

// sequences in the order of the groups of a file.
var sequences = []Sequence{First, Recurrent, Final, OneOff}

// Version is the version of the message that a bank takes.
type Version string

// The two versions in use: the one of 2009, that every bank takes, and the one of 2019.
const (
	Pain00800102 Version = "pain.008.001.02"
	Pain00800108 Version = "pain.008.001.08"
)

// Collection asks a bank to debit accounts in favour of one, under the CORE scheme.
type Collection struct {
	Number   string // unique for the school: it names the message
	MadeAt   time.Time
	Creditor Party
	ICS      string // the creditor's identifier
	SIRET    string // of who sends the file; may be empty
	Debits   []Debit
}

// Debit is one direct debit.
type Debit struct {
	EndToEnd   string // its reference, given back with a return: 35 characters
	Amount     cents.Amount
	CollectOn  string // "2026-12-07"
	Sequence   Sequence
	Mandate    string // its unique reference (RUM)
	SignedOn   string
	NewAccount bool // the account has changed since the last debit under the mandate
	Debtor     Party
	For        string // what the debtor reads on their statement: 140 characters
}

// Total is the sum of the debits.
func (c Collection) Total() cents.Amount {
	var total cents.Amount
	for _, d := range c.Debits {
		total += d.Amount
	}
	return total
}

// Check tells what would have a bank refuse the file.
func (c Collection) Check() error {
	if len(c.Debits) == 0 {
		return errors.New("un lot de prélèvements n’est pas vide")
	}
	if err := checkReference(c.Number); err != nil || len(c.Number) > maxReference-len("-FRST-00000000") {
		return errors.Join(errors.New("numéro du lot : une référence a de 1 à 21 lettres sans accent, chiffres et tirets"), err)
	}
	if err := c.Creditor.check(); err != nil {
		return fmt.Errorf("compte de l’établissement : %w", err)
	}
	if again, err := ParseICS(c.ICS); err != nil || again != c.ICS {
		return ErrICS
	}
	seen := map[string]bool{}
	for _, d := range c.Debits {
		if err := d.check(); err != nil {
			return fmt.Errorf("prélèvement %s : %w", d.EndToEnd, err)
		}
		if seen[d.EndToEnd] {
			return fmt.Errorf("la référence %s sert à deux prélèvements", d.EndToEnd)
		}
		seen[d.EndToEnd] = true
	}
	return nil
}

func (d Debit) check() error {
	for _, reference := range []string{d.EndToEnd, d.Mandate} {
		if err := checkReference(reference); err != nil {
			return err
		}
	}
	for _, day := range []string{d.CollectOn, d.SignedOn} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return errors.New("le jour du prélèvement ou de la signature n’est pas une date")
		}
	}
	switch {
	case d.Amount <= 0 || d.Amount > maxAmount:
		return errors.New("un prélèvement va de 0,01 € à 999 999 999,99 €")
	case d.SignedOn > d.CollectOn:
		return errors.New("le mandat est signé après le prélèvement")
	case !knownSequence(d.Sequence):
		return errors.New("la séquence du prélèvement n’est pas connue")
	}
	return d.Debtor.check()
}

func knownSequence(s Sequence) bool {
	for _, known := range sequences {
		if s == known {
			return true
		}
	}
	return false
}

// group is the debits of one sequence on one day: banks take one batch for each.
type group struct {
	sequence Sequence
	on       string
	debits   []Debit
}

// groups shares the debits out, by sequence then by day, each in the order given.
func (c Collection) groups() []group {
	var all []group
	for _, s := range sequences {
		for _, d := range c.Debits {
			if d.Sequence != s {
				continue
			}
			at := -1
			for i, g := range all {
				if g.sequence == s && g.on == d.CollectOn {
					at = i
				}
			}
			if at < 0 {
				all, at = append(all, group{sequence: s, on: d.CollectOn}), len(all)
			}
			all[at].debits = append(all[at].debits, d)
		}
	}
	return all
}

// XML writes the collection as a customer direct debit initiation, in the version that the bank takes. The two differ by
// their name space and by the tag of a bank's code.
func (c Collection) XML(version Version) ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if version != Pain00800102 && version != Pain00800108 {
		return nil, fmt.Errorf("la version %q n’est pas connue", version)
	}
	old := version == Pain00800102
	name := named{Text(c.Creditor.Name, maxName)}
	doc := debitDocument{XMLName: xml.Name{Local: "Document"}, Namespace: "urn:iso:std:iso:20022:tech:xsd:" + string(version), Header: debitHeader{
		MessageID: c.Number, CreatedAt: c.MadeAt.Format("2006-01-02T15:04:05"), Count: len(c.Debits), Sum: decimal(c.Total()), Initiator: initiator{Name: name.Name},
	}}
	if c.SIRET != "" {
		doc.Header.Initiator.SIRET = &otherID{c.SIRET}
	}
	for _, g := range c.groups() {
		batch := debitBatch{
			ID: c.Number + "-" + string(g.sequence) + "-" + g.on[:4] + g.on[5:7] + g.on[8:], Method: "DD", Batch: true, Count: len(g.debits), Sum: decimal(Collection{Debits: g.debits}.Total()),
			Level: "SEPA", Scheme: "CORE", Sequence: g.sequence, CollectOn: g.on, Creditor: name, CreditorAccount: c.Creditor.IBAN, CreditorAgent: bankOf(c.Creditor, old),
			Charges: "SLEV", CreditorID: c.ICS, CreditorScheme: "SEPA",
		}
		for _, d := range g.debits {
			line := debitTransaction{
				EndToEnd: d.EndToEnd, Amount: amount{"EUR", decimal(d.Amount)}, Mandate: d.Mandate, SignedOn: d.SignedOn, DebtorAgent: bankOf(d.Debtor, old),
				Debtor: named{Text(d.Debtor.Name, maxName)}, DebtorAccount: d.Debtor.IBAN, For: Text(d.For, maxPurpose),
			}
			if d.NewAccount {
				// SMNDA: same mandate, new debtor's account. The former number is erased and does not have to be told.
				line.Amended, line.FormerAccount = true, &otherID{"SMNDA"}
			}
			batch.Transactions = append(batch.Transactions, line)
		}
		doc.Batches = append(doc.Batches, batch)
	}
	body, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the debits: %w", err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

// The elements below stand in the order that the schemas ask for; encoding/xml keeps it.

type debitDocument struct {
	XMLName   xml.Name
	Namespace string       `xml:"xmlns,attr"`
	Header    debitHeader  `xml:"CstmrDrctDbtInitn>GrpHdr"`
	Batches   []debitBatch `xml:"CstmrDrctDbtInitn>PmtInf"`
}

type debitHeader struct {
	MessageID string    `xml:"MsgId"`
	CreatedAt string    `xml:"CreDtTm"`
	Count     int       `xml:"NbOfTxs"`
	Sum       string    `xml:"CtrlSum"`
	Initiator initiator `xml:"InitgPty"`
}

type initiator struct {
	Name  string   `xml:"Nm"`
	SIRET *otherID `xml:"Id>OrgId>Othr"`
}

type debitBatch struct {
	ID              string             `xml:"PmtInfId"`
	Method          string             `xml:"PmtMtd"`
	Batch           bool               `xml:"BtchBookg"`
	Count           int                `xml:"NbOfTxs"`
	Sum             string             `xml:"CtrlSum"`
	Level           string             `xml:"PmtTpInf>SvcLvl>Cd"`
	Scheme          string             `xml:"PmtTpInf>LclInstrm>Cd"`
	Sequence        Sequence           `xml:"PmtTpInf>SeqTp"`
	CollectOn       string             `xml:"ReqdColltnDt"`
	Creditor        named              `xml:"Cdtr"`
	CreditorAccount IBAN               `xml:"CdtrAcct>Id>IBAN"`
	CreditorAgent   *debitAgent        `xml:"CdtrAgt>FinInstnId"`
	Charges         string             `xml:"ChrgBr"`
	CreditorID      string             `xml:"CdtrSchmeId>Id>PrvtId>Othr>Id"`
	CreditorScheme  string             `xml:"CdtrSchmeId>Id>PrvtId>Othr>SchmeNm>Prtry"`
	Transactions    []debitTransaction `xml:"DrctDbtTxInf"`
}

type debitTransaction struct {
	EndToEnd      string      `xml:"PmtId>EndToEndId"`
	Amount        amount      `xml:"InstdAmt"`
	Mandate       string      `xml:"DrctDbtTx>MndtRltdInf>MndtId"`
	SignedOn      string      `xml:"DrctDbtTx>MndtRltdInf>DtOfSgntr"`
	Amended       bool        `xml:"DrctDbtTx>MndtRltdInf>AmdmntInd,omitempty"`
	FormerAccount *otherID    `xml:"DrctDbtTx>MndtRltdInf>AmdmntInfDtls>OrgnlDbtrAcct>Id>Othr"`
	DebtorAgent   *debitAgent `xml:"DbtrAgt>FinInstnId"`
	Debtor        named       `xml:"Dbtr"`
	DebtorAccount IBAN        `xml:"DbtrAcct>Id>IBAN"`
	For           string      `xml:"RmtInf>Ustrd,omitempty"`
}

// debitAgent is a bank: by its code, whose tag changed between the versions, or said not to be given.
type debitAgent struct {
	BIC    string   `xml:"BICFI,omitempty"`
	OldBIC string   `xml:"BIC,omitempty"`
	Other  *otherID `xml:"Othr"`
}

func bankOf(p Party, old bool) *debitAgent {
	switch {
	case p.BIC == "":
		return &debitAgent{Other: &otherID{"NOTPROVIDED"}}
	case old:
		return &debitAgent{OldBIC: p.BIC}
	}
	return &debitAgent{BIC: p.BIC}
}

// CSV writes the same debits for software that reads no XML: semicolons, a comma for the cents, UTF-8 with its mark.
func (c Collection) CSV() ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{{"Référence", "Titulaire", "IBAN", "BIC", "Montant", "Motif", "Prélèvement", "Séquence", "RUM", "Signé le", "Compte changé", "ICS"}}
	for _, g := range c.groups() {
		for _, d := range g.debits {
			changed := ""
			if d.NewAccount {
				changed = "oui"
			}
			rows = append(rows, []string{
				d.EndToEnd, Text(d.Debtor.Name, maxName), string(d.Debtor.IBAN), d.Debtor.BIC, fmt.Sprintf("%d,%02d", d.Amount/100, d.Amount%100),
				Text(d.For, maxPurpose), d.CollectOn, string(d.Sequence), d.Mandate, d.SignedOn, changed, c.ICS,
			})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write the debits: %w", err)
	}
	return b.Bytes(), nil
}
