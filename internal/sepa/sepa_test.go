package sepa_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/sepa"
)

// The example of the registry for France, and others made for tests.
const (
	french = sepa.IBAN("FR1420041010050500013M02606")
	german = sepa.IBAN("DE89370400440532013000")
)

func TestIBANsAreReadAsTyped(t *testing.T) {
	for typed, want := range map[string]sepa.IBAN{
		"FR14 2004 1010 0505 0001 3M02 606": french, "fr1420041010050500013m02606": french, " IBAN FR14-2004-1010-0505-0001-3M02-606 ": french,
		"DE89\u00a03704\u202f0044 0532 0130 00": german, "BE68539007547034": "BE68539007547034", "NL91ABNA0417164300": "NL91ABNA0417164300",
		"MT84MALT011000012345MTLCAST001S": "MT84MALT011000012345MTLCAST001S", "NO9386011117947": "NO9386011117947",
	} {
		got, err := sepa.ParseIBAN(typed)
		if err != nil || got != want {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
	if got := french.Groups(); got != "FR14 2004 1010 0505 0001 3M02 606" || french.Tail() != "2606" || french.Country() != "FR" {
		t.Error(got, french.Tail(), french.Country())
	}
}

// A creditor's identifier: its key leaves out the three characters of activity.
func TestCreditorIdentifiersAreChecked(t *testing.T) {
	for typed, want := range map[string]string{
		"DE98 ZZZ 0999 9999 999": "DE98ZZZ09999999999", "de98xxx09999999999": "DE98XXX09999999999",
		"DE97ZZZ09999999999": "", "FR12ZZZ12345": "", "": "", "DE98": "", "DE98ZZZ0999999999é": "",
	} {
		got, err := sepa.ParseICS(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
}

func TestWrongIBANsAreRefusedWithoutSayingThem(t *testing.T) {
	for typed, want := range map[string]error{
		"": sepa.ErrIBANEmpty, "  ": sepa.ErrIBANEmpty, "bonjour": sepa.ErrIBANShape, "FR1420041010050500013M0260é": sepa.ErrIBANShape, "1234567890": sepa.ErrIBANShape,
		"US64SVBKUS6S3300958879": sepa.ErrIBANCountry, "FR1420041010050500013M02607": sepa.ErrIBANKey, "FR1520041010050500013M02606": sepa.ErrIBANKey,
		"FR1420041010050500013M0260": nil, "DE8937040044053201300": nil,
	} {
		_, err := sepa.ParseIBAN(typed)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: %v", typed, err)
		}
		if err != nil && len(typed) > 8 && strings.Contains(err.Error(), typed[4:]) {
			t.Errorf("the message repeats the number: %v", err)
		}
	}
}

// A single wrong character, or two swapped, never passes: that is what the key is for.
func TestOneWrongCharacterNeverPasses(t *testing.T) {
	for _, iban := range []string{string(french), string(german)} {
		for i := 4; i < len(iban); i++ {
			for _, c := range "0123456789" {
				wrong := iban[:i] + string(c) + iban[i+1:]
				if _, err := sepa.ParseIBAN(wrong); err == nil && wrong != iban && iban[i] <= '9' {
					t.Errorf("%s passes for %s", wrong, iban)
				}
			}
			if i+1 < len(iban) && iban[i] != iban[i+1] {
				if _, err := sepa.ParseIBAN(iban[:i] + iban[i+1:i+2] + iban[i:i+1] + iban[i+2:]); err == nil {
					t.Errorf("%s passes with two characters swapped", iban)
				}
			}
		}
	}
}

func FuzzParseIBAN(f *testing.F) {
	for _, s := range []string{string(french), string(german), "FR14 2004", "", "IBAN", "\x00", "ＦＲ14"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		iban, err := sepa.ParseIBAN(typed)
		if err != nil {
			return
		}
		again, err := sepa.ParseIBAN(iban.Groups())
		if err != nil || again != iban || len(iban) < 15 || len(iban) > 34 {
			t.Fatalf("%q: %q then %q %v", typed, iban, again, err)
		}
	})
}

func TestBIC(t *testing.T) {
	for typed, want := range map[string]string{
		"BNPAFRPP": "BNPAFRPP", "bdfe fr ppcct": "BDFEFRPPCCT", "BNPA12PP": "", "": "", "BNPAFRPPXX": "", "BNPAFRP?": "",
	} {
		got, err := sepa.ParseBIC(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
}

func TestTextTakesWhatBanksTake(t *testing.T) {
	for s, want := range map[string]string{
		"Élève : Noëlle d’Œuvre & fils": "Eleve : Noelle d'OEuvre + fils", "Zoë—Łukasz ß": "Zoe-Lukasz ss", "//a//b/": "a/b", "王 小明": "", "Reliquat n° 4": "Reliquat no 4", "a_b@c": "a b c",
	} {
		if got := sepa.Text(s, 70); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		s, limit := rapid.String().Draw(r, "text"), rapid.IntRange(1, 140).Draw(r, "limit")
		got := sepa.Text(s, limit)
		if len(got) > limit || sepa.Text(got, limit) != got {
			r.Fatalf("%q → %q → %q", s, got, sepa.Text(got, limit))
		}
		for _, c := range got {
			if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ", c) {
				r.Fatalf("%q holds %q", got, c)
			}
		}
	})
}

func order(n int) sepa.Order {
	o := sepa.Order{
		Number: "R-2026-001", MadeAt: time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC), ExecuteOn: "2026-11-20",
		Debtor: sepa.Party{Name: "Collège des Écluses", IBAN: french, BIC: "BDFEFRPPCCT"},
	}
	for i := range n {
		o.Transfers = append(o.Transfers, sepa.Transfer{
			EndToEnd: fmt.Sprintf("R-2026-001-%03d", i+1), Amount: cents.Amount(801 + i), Creditor: sepa.Party{Name: "Zoë <Lefèvre>", IBAN: german}, For: "Reliquat « Grenade »",
		})
	}
	return o
}

// element is one element of the file, read again by another way than it was written.
type element struct {
	name, text string
	children   []*element
}

func readElements(t testing.TB, body []byte, message string) *element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(body))
	root := &element{}
	stack := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root.children[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != "urn:iso:std:iso:20022:tech:xsd:"+message {
				t.Fatalf("%s is of %q", token.Name.Local, token.Name.Space)
			}
			e := &element{name: token.Name.Local}
			top := stack[len(stack)-1]
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			stack[len(stack)-1].text += strings.TrimSpace(string(token))
		}
	}
}

func (e *element) at(path string) *element {
	for _, name := range strings.Split(path, "/") {
		i := slices.IndexFunc(e.children, func(c *element) bool { return c.name == name })
		if i < 0 {
			return &element{}
		}
		e = e.children[i]
	}
	return e
}

// structure is the sequence of children that the scheme allows for each element, in order: "*" repeats, "?" may miss.
var structure = map[string]string{
	"Document": "CstmrCdtTrfInitn", "CstmrCdtTrfInitn": "GrpHdr PmtInf*", "GrpHdr": "MsgId CreDtTm NbOfTxs CtrlSum? InitgPty", "InitgPty": "Nm",
	"PmtInf":   "PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr? CdtTrfTxInf*",
	"PmtTpInf": "SvcLvl", "SvcLvl": "Cd", "ReqdExctnDt": "Dt", "Dbtr": "Nm", "DbtrAcct": "Id", "Id": "IBAN?", "DbtrAgt": "FinInstnId",
	"FinInstnId": "BICFI? Othr?", "Othr": "Id", "CdtTrfTxInf": "PmtId Amt CdtrAgt? Cdtr CdtrAcct RmtInf?", "PmtId": "InstrId? EndToEndId", "Amt": "InstdAmt",
	"CdtrAgt": "FinInstnId", "Cdtr": "Nm", "CdtrAcct": "Id", "RmtInf": "Ustrd",
}

func (e *element) follows(t testing.TB, structure map[string]string) {
	t.Helper()
	at := 0
	for _, rule := range strings.Fields(structure[e.name]) {
		name, many, optional := strings.TrimRight(rule, "*?"), strings.HasSuffix(rule, "*"), strings.HasSuffix(rule, "?")
		n := 0
		for at < len(e.children) && e.children[at].name == name && (many || n == 0) {
			at, n = at+1, n+1
		}
		if n == 0 && !optional {
			t.Errorf("%s without %s", e.name, name)
		}
	}
	if at < len(e.children) {
		t.Errorf("%s: %s is not in its place", e.name, e.children[at].name)
	}
	if len(e.children) == 0 && e.text == "" {
		t.Errorf("%s is empty", e.name)
	}
	for _, c := range e.children {
		c.follows(t, structure)
	}
}

func TestTransfersFollowTheScheme(t *testing.T) {
	for _, o := range []sepa.Order{order(1), order(40), func() sepa.Order {
		o := order(2)
		o.Debtor.BIC = ""
		o.Transfers[0].Creditor.BIC = "COBADEFF"
		return o
	}()} {
		body, err := o.XML()
		if err != nil {
			t.Fatal(err)
		}
		doc := readElements(t, body, "pain.001.001.09")
		doc.follows(t, structure)
		header, batch := doc.at("CstmrCdtTrfInitn/GrpHdr"), doc.at("CstmrCdtTrfInitn/PmtInf")
		var sum cents.Amount
		n := 0
		for _, c := range batch.children {
			if c.name != "CdtTrfTxInf" {
				continue
			}
			n++
			var units, hundredths int64
			if _, err := fmt.Sscanf(c.at("Amt/InstdAmt").text, "%d.%02d", &units, &hundredths); err != nil {
				t.Fatal(err)
			}
			sum += cents.Amount(units*100 + hundredths)
			if e2e := c.at("PmtId/EndToEndId").text; len(e2e) > 35 || c.at("CdtrAcct/Id/IBAN").text != string(german) || c.at("Cdtr/Nm").text != "Zoe Lefevre" {
				t.Errorf("%s %s", e2e, c.at("Cdtr/Nm").text)
			}
		}
		count, total := fmt.Sprint(n), fmt.Sprintf("%d.%02d", sum/100, sum%100)
		for _, of := range []*element{header, batch} {
			if of.at("NbOfTxs").text != count || of.at("CtrlSum").text != total || sum != o.Total() {
				t.Errorf("%s: %s of %s, want %s of %s", of.name, of.at("NbOfTxs").text, of.at("CtrlSum").text, count, total)
			}
		}
		if batch.at("PmtMtd").text != "TRF" || batch.at("PmtTpInf/SvcLvl/Cd").text != "SEPA" || batch.at("ChrgBr").text != "SLEV" ||
			batch.at("ReqdExctnDt/Dt").text != "2026-11-20" || batch.at("DbtrAcct/Id/IBAN").text != string(french) {
			t.Error("the batch does not say what it should")
		}
		if !bytes.Contains(body, []byte(`<InstdAmt Ccy="EUR">8.01</InstdAmt>`)) {
			t.Error("the currency is missing")
		}
	}
}

func TestTheFileIsTheSameOnPaper(t *testing.T) {
	body, err := order(2).XML()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "virements.xml")
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

func TestWrongOrdersAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(*sepa.Order){
		"empty":            func(o *sepa.Order) { o.Transfers = nil },
		"number":           func(o *sepa.Order) { o.Number = "" },
		"long number":      func(o *sepa.Order) { o.Number = strings.Repeat("x", 36) },
		"day":              func(o *sepa.Order) { o.ExecuteOn = "20 novembre" },
		"debtor":           func(o *sepa.Order) { o.Debtor.IBAN = "" },
		"debtor's bank":    func(o *sepa.Order) { o.Debtor.BIC = "X" },
		"nameless":         func(o *sepa.Order) { o.Transfers[0].Creditor.Name = "王" },
		"account":          func(o *sepa.Order) { o.Transfers[0].Creditor.IBAN = "FR1420041010050500013M02607" },
		"account typed":    func(o *sepa.Order) { o.Transfers[0].Creditor.IBAN = sepa.IBAN(french.Groups()) },
		"nothing":          func(o *sepa.Order) { o.Transfers[0].Amount = 0 },
		"too much":         func(o *sepa.Order) { o.Transfers[0].Amount = 100_000_000_000 },
		"reference twice":  func(o *sepa.Order) { o.Transfers[1].EndToEnd = o.Transfers[0].EndToEnd },
		"reference":        func(o *sepa.Order) { o.Transfers[0].EndToEnd = "é" },
		"reference absent": func(o *sepa.Order) { o.Transfers[0].EndToEnd = "" },
	} {
		o := order(2)
		spoil(&o)
		if _, err := o.XML(); err == nil {
			t.Errorf("%s: written", what)
		}
		if _, err := o.CSV(); err == nil {
			t.Errorf("%s: written as CSV", what)
		}
	}
}

func TestCSVSaysTheSame(t *testing.T) {
	body, err := order(2).CSV()
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 3 || rows[2][4] != "8,02" || rows[1][2] != string(german) || rows[1][0] != "R-2026-001-001" {
		t.Fatalf("%v %v", rows, err)
	}
}
