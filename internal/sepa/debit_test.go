package sepa_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/sepa"
)

var versions = []sepa.Version{sepa.Pain00800102, sepa.Pain00800108}

func collection(n int) sepa.Collection {
	c := sepa.Collection{
		Number: "P-2026-001", MadeAt: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), ICS: "FR72ZZZ123456", SIRET: "73282932000074",
		Creditor: sepa.Party{Name: "Collège des Écluses", IBAN: french, BIC: "TRPUFRP1"},
	}
	for i := range n {
		c.Debits = append(c.Debits, sepa.Debit{
			EndToEnd: fmt.Sprintf("P-2026-001-%03d", i+1), Amount: cents.Amount(4001 + i), CollectOn: []string{"2026-12-07", "2026-12-14"}[i%2],
			Sequence: []sepa.Sequence{sepa.Recurrent, sepa.First, sepa.First, sepa.OneOff, sepa.Final}[i%5], Mandate: fmt.Sprintf("0691234A-%06d", i+1), SignedOn: "2026-11-16",
			NewAccount: i%3 == 2, Debtor: sepa.Party{Name: "Zoë <Lefèvre>", IBAN: german}, For: "Voyage « Grenade »",
		})
	}
	return c
}

// debitStructure is the sequence of children that the two versions allow, in order; they differ by BIC alone.
func debitStructure(bic string) map[string]string {
	return map[string]string{
		"Document": "CstmrDrctDbtInitn", "CstmrDrctDbtInitn": "GrpHdr PmtInf*", "GrpHdr": "MsgId CreDtTm NbOfTxs CtrlSum? InitgPty", "InitgPty": "Nm Id?",
		"PmtInf":   "PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf ReqdColltnDt Cdtr CdtrAcct CdtrAgt ChrgBr CdtrSchmeId DrctDbtTxInf*",
		"PmtTpInf": "SvcLvl LclInstrm SeqTp", "SvcLvl": "Cd", "LclInstrm": "Cd", "Cdtr": "Nm", "CdtrAcct": "Id", "CdtrAgt": "FinInstnId", "CdtrSchmeId": "Id",
		"Id": "IBAN? OrgId? PrvtId? Othr?", "OrgId": "Othr", "PrvtId": "Othr", "Othr": "Id SchmeNm?", "SchmeNm": "Prtry", "FinInstnId": bic + "? Othr?",
		"DrctDbtTxInf": "PmtId InstdAmt DrctDbtTx DbtrAgt Dbtr DbtrAcct RmtInf?", "PmtId": "EndToEndId", "DrctDbtTx": "MndtRltdInf",
		"MndtRltdInf": "MndtId DtOfSgntr AmdmntInd? AmdmntInfDtls?", "AmdmntInfDtls": "OrgnlDbtrAcct", "OrgnlDbtrAcct": "Id",
		"DbtrAgt": "FinInstnId", "Dbtr": "Nm", "DbtrAcct": "Id", "RmtInf": "Ustrd",
	}
}

func TestDebitsFollowTheScheme(t *testing.T) {
	withBank := collection(2)
	withBank.Debits[0].Debtor.BIC, withBank.Creditor.BIC, withBank.SIRET = "COBADEFF", "", ""
	for _, c := range []sepa.Collection{collection(1), collection(40), withBank} {
		for _, version := range versions {
			body, err := c.XML(version)
			if err != nil {
				t.Fatal(err)
			}
			bic := map[sepa.Version]string{sepa.Pain00800102: "BIC", sepa.Pain00800108: "BICFI"}[version]
			if !bytes.Contains(body, []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:`+string(version)+`">`)) {
				t.Errorf("%s: %.200s", version, body)
			}
			doc := readElements(t, body, string(version))
			doc.follows(t, debitStructure(bic))
			header, total, count := doc.at("CstmrDrctDbtInitn/GrpHdr"), cents.Amount(0), 0
			groups := map[string]bool{}
			for _, batch := range doc.at("CstmrDrctDbtInitn").children {
				if batch.name != "PmtInf" {
					continue
				}
				key := batch.at("PmtTpInf/SeqTp").text + batch.at("ReqdColltnDt").text
				if groups[key] {
					t.Errorf("two groups of %s", key)
				}
				groups[key] = true
				sum, n := cents.Amount(0), 0
				for _, d := range batch.children {
					if d.name != "DrctDbtTxInf" {
						continue
					}
					n++
					sum += amountOf(t, d.at("InstdAmt").text)
					if d.at("DbtrAcct/Id/IBAN").text != string(german) || d.at("Dbtr/Nm").text != "Zoe Lefevre" || d.at("DrctDbtTx/MndtRltdInf/DtOfSgntr").text != "2026-11-16" {
						t.Errorf("%+v", d)
					}
				}
				if batch.at("NbOfTxs").text != fmt.Sprint(n) || amountOf(t, batch.at("CtrlSum").text) != sum {
					t.Errorf("%s: %s of %s", key, batch.at("NbOfTxs").text, batch.at("CtrlSum").text)
				}
				if batch.at("PmtMtd").text != "DD" || batch.at("PmtTpInf/SvcLvl/Cd").text != "SEPA" || batch.at("PmtTpInf/LclInstrm/Cd").text != "CORE" ||
					batch.at("ChrgBr").text != "SLEV" || batch.at("CdtrSchmeId/Id/PrvtId/Othr/Id").text != "FR72ZZZ123456" ||
					batch.at("CdtrSchmeId/Id/PrvtId/Othr/SchmeNm/Prtry").text != "SEPA" || len(batch.at("PmtInfId").text) > 35 {
					t.Errorf("%s does not say what it should", key)
				}
				total, count = total+sum, count+n
			}
			if header.at("NbOfTxs").text != fmt.Sprint(count) || amountOf(t, header.at("CtrlSum").text) != total || total != c.Total() || count != len(c.Debits) {
				t.Errorf("%s of %s, want %d of %s", header.at("NbOfTxs").text, header.at("CtrlSum").text, count, total)
			}
		}
	}
}

func amountOf(t testing.TB, s string) cents.Amount {
	t.Helper()
	var units, hundredths int64
	if _, err := fmt.Sscanf(s, "%d.%02d", &units, &hundredths); err != nil {
		t.Fatal(err)
	}
	return cents.Amount(units*100 + hundredths)
}

// A changed account is said without its former number, and only where it changed.
func TestAChangedAccountIsAnAmendment(t *testing.T) {
	body, err := collection(3).XML(sepa.Pain00800108)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(body, []byte("<Id>SMNDA</Id>")); n != 1 || bytes.Count(body, []byte("<AmdmntInd>true</AmdmntInd>")) != 1 {
		t.Errorf("%d amendments", n)
	}
}

func TestTheDebitFilesAreTheSameOnPaper(t *testing.T) {
	for _, version := range versions {
		body, err := collection(3).XML(version)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "prelevements-"+string(version)+".xml")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(golden, body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || !bytes.Equal(body, want) {
			t.Errorf("%v\n%s", err, body)
		}
	}
}

func TestWrongDebitsAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(*sepa.Collection){
		"empty":           func(c *sepa.Collection) { c.Debits = nil },
		"number":          func(c *sepa.Collection) { c.Number = "" },
		"long number":     func(c *sepa.Collection) { c.Number = strings.Repeat("x", 22) },
		"creditor":        func(c *sepa.Collection) { c.Creditor.IBAN = "" },
		"identifier":      func(c *sepa.Collection) { c.ICS = "FR73ZZZ123456" },
		"no identifier":   func(c *sepa.Collection) { c.ICS = "" },
		"day":             func(c *sepa.Collection) { c.Debits[0].CollectOn = "7 décembre" },
		"signature":       func(c *sepa.Collection) { c.Debits[0].SignedOn = "2026-12-08" },
		"sequence":        func(c *sepa.Collection) { c.Debits[0].Sequence = "RECU" },
		"mandate":         func(c *sepa.Collection) { c.Debits[0].Mandate = "" },
		"nameless":        func(c *sepa.Collection) { c.Debits[0].Debtor.Name = "王" },
		"account":         func(c *sepa.Collection) { c.Debits[0].Debtor.IBAN = "FR1420041010050500013M02607" },
		"nothing":         func(c *sepa.Collection) { c.Debits[0].Amount = 0 },
		"too much":        func(c *sepa.Collection) { c.Debits[0].Amount = 100_000_000_000 },
		"reference twice": func(c *sepa.Collection) { c.Debits[1].EndToEnd = c.Debits[0].EndToEnd },
	} {
		c := collection(2)
		spoil(&c)
		for _, version := range versions {
			if _, err := c.XML(version); err == nil {
				t.Errorf("%s: written as %s", what, version)
			}
		}
		if _, err := c.CSV(); err == nil {
			t.Errorf("%s: written as CSV", what)
		}
	}
	if _, err := collection(1).XML("pain.008.001.09"); err == nil {
		t.Error("a version that nobody knows is written")
	}
}

func TestTheDebitsCSVSaysTheSame(t *testing.T) {
	body, err := collection(2).CSV()
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 3 || rows[1][7] != "FRST" || rows[1][4] != "40,02" || rows[2][2] != string(german) || rows[2][8] != "0691234A-000001" {
		t.Fatalf("%v %v", rows, err)
	}
}
