package statement_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/statement"
)

func read(t *testing.T, raw string) *statement.File {
	t.Helper()
	f, err := statement.Read(t.Context(), "releve", []byte(raw), statement.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lines reads a file of columns with the mapping that is proposed for it.
func lines(t *testing.T, raw string) []statement.Line {
	t.Helper()
	f := read(t, raw)
	r, err := statement.Guess(f.Table).Lines(f.Table)
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, r.Problems)
	}
	return r.Lines
}

func same(t *testing.T, got []statement.Line, want ...statement.Line) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d lines, not %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		if want[i].Row == 0 {
			got[i].Row = 0
		}
		if got[i] != want[i] {
			t.Errorf("line %d is\n %+v, not\n %+v", i, got[i], want[i])
		}
	}
}

func TestABankStatementIsReadWhateverItsLayout(t *testing.T) {
	anne := statement.Line{On: "2026-11-05", Label: "VIR MME LOVELACE Voyage été", Amount: 12000}
	fees := statement.Line{On: "2026-11-06", Label: "COMMISSIONS CB", Amount: -1234}
	windows, err := charmap.Windows1252.NewEncoder().String("Relevé du compte;;\nDate;Libellé;Montant\n05/11/2026;VIR MME LOVELACE Voyage été;120,00\n06/11/2026;COMMISSIONS CB;-12,34\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"semicolons, title above":     "Compte DFT 0123\n\nDate opération;Libellé;Montant\n05/11/2026;VIR MME LOVELACE Voyage été;120,00\n06/11/2026;COMMISSIONS CB;-12,34\n",
		"Windows-1252":                windows,
		"a letter cut in two":         "Relevé édité à Évry, été 2026\xc3;;\nDate;Libellé;Montant\n05/11/2026;VIR MME LOVELACE Voyage été;120,00\n06/11/2026;COMMISSIONS CB;-12,34\n",
		"byte order mark, CRLF":       "\ufeffDate;Libellé;Montant\r\n05/11/2026;VIR MME LOVELACE Voyage été;120,00\r\n06/11/2026;COMMISSIONS CB;-12,34\r\n",
		"tabs, debit and credit":      "Date\tDate valeur\tOpération\tDébit\tCrédit\n2026-11-05\t2026-11-06\tVIR MME LOVELACE Voyage été\t\t120,00\n2026-11-06\t2026-11-06\tCOMMISSIONS CB\t12,34\t\n",
		"signed debits, quotes":       "\"Date\";\"Libellé\";\"Débit\";\"Crédit\"\n\"05/11/26\";\"VIR MME LOVELACE Voyage été\";\"\";\"120,00 €\"\n\"06/11/26\";\"COMMISSIONS CB\";\"-12,34\";\"\"\n",
		"commas and points":           "date,description,amount\n2026-11-05,VIR MME LOVELACE Voyage été,120.00\n2026-11-06,COMMISSIONS CB,-12.34\n",
		"months in words":             "Date|Libellé|Montant\n5 novembre 2026|VIR MME LOVELACE Voyage été|120\n06-nov.-26|COMMISSIONS CB|12,34-\n",
		"no heads":                    "05/11/2026;VIR MME LOVELACE Voyage été;120,00\n06/11/2026;COMMISSIONS CB;-12,34\n",
		"label on two rows, balances": "Date;Libellé;Montant\n01/11/2026;SOLDE AU 01/11/2026;4000,00\n05/11/2026;VIR MME LOVELACE;120,00\n;Voyage été;\n06/11/2026;COMMISSIONS CB;-12,34\n;Total;107,66\n",
	} {
		t.Run(name, func(t *testing.T) { same(t, lines(t, raw), anne, fees) })
	}
}

func TestTheAccountingFileOfPayFiPIsRead(t *testing.T) {
	got := lines(t, "EN-TETE;090909;05/11/2026\nLIGNE;Date;Référence;Montant\nLIGNE;05/11/2026;F000000001A01;120,00\nLIGNE;05/11/2026;F000000002A01;45,5\nPIED-DE-PAGE;2;165,50\n")
	same(t, got, statement.Line{Row: 3, On: "2026-11-05", Reference: "F000000001A01", Amount: 12000}, statement.Line{Row: 4, On: "2026-11-05", Reference: "F000000002A01", Amount: 4550})
	same(t, lines(t, "LIGNE|20261105|F000000001A01|120.00\n"), statement.Line{On: "2026-11-05", Reference: "F000000001A01", Amount: 12000})
}

func TestAWorkbookIsRead(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "Compte 0123", "A3": "Date", "B3": "Libellé", "C3": "Débit", "D3": "Crédit",
		"A4": time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), "B4": "VIR MME LOVELACE", "D4": 120.1, "A5": "06/11/2026", "B5": "COMMISSIONS", "C5": 12.34,
	} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	same(t, lines(t, raw.String()), statement.Line{On: "2026-11-05", Label: "VIR MME LOVELACE", Amount: 12010}, statement.Line{On: "2026-11-06", Label: "COMMISSIONS", Amount: -1234})
}

const camt = `<?xml version="1.0" encoding="ISO-8859-1"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></Acct>
<Bal><Amt Ccy="EUR">4000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="EUR">120.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-05</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>MME LOVELACE ANNE</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>Voyage Ada</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-11-06T08:00:00+01:00</DtTm></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>RB-1</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls></TxDtls><TxDtls><Refs><EndToEndId>RB-2</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-06</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>`

func TestABankStatementOfISO20022IsRead(t *testing.T) {
	f := read(t, camt)
	if f.Format != statement.Camt || f.Account != "2606" {
		t.Error(f.Format, f.Account)
	}
	same(t, f.Lines,
		statement.Line{On: "2026-11-05", Label: "Voyage Ada", Party: "MME LOVELACE ANNE", Amount: 12000},
		statement.Line{On: "2026-11-06", Reference: "RB-1", Amount: -1000}, statement.Line{On: "2026-11-06", Reference: "RB-2", Amount: -2000})
}

func TestWhatIsNoStatementIsRefusedInFrench(t *testing.T) {
	wide := strings.Repeat(";", 61)
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"empty":           {"", statement.ErrEmpty},
		"blank":           {" \n \n", statement.ErrEmpty},
		"one column":      {"bonjour\nmadame\n", statement.ErrOneColumn},
		"a picture":       {"\x89PNG\x00\x00\x00", statement.ErrNotATable},
		"no workbook":     {"PK\x03\x04 rien", statement.ErrWorkbook},
		"too wide":        {"Date;Montant" + wide + "\n", statement.ErrTooWide},
		"too long a cell": {"Date;" + strings.Repeat("a", 3000) + "\n", statement.ErrTextLong},
		"too many rows":   {strings.Repeat("05/11/2026;a;1,00\n", 20_001), statement.ErrTooMany},
		"too big":         {strings.Repeat("a", 9<<20), statement.ErrTooBig},
		"another XML":     {"<?xml version=\"1.0\"?><BEE><A/></BEE>", statement.ErrNotCamt},
		"entities":        {"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><Document/>", statement.ErrDoctype},
		"cut":             {camt[:900], statement.ErrXML},
		"too deep":        {"<?xml version=\"1.0\"?>" + strings.Repeat("<Document>", 60), statement.ErrTooDeep},
		"no entry":        {"<Document><BkToCstmrStmt></BkToCstmrStmt></Document>", statement.ErrNoEntry},
		"dollars":         {strings.ReplaceAll(camt, "EUR", "USD"), statement.ErrNotInEuros},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := statement.Read(t.Context(), "releve", []byte(c.raw), statement.Limits{}); !errors.Is(err, c.want) {
				t.Errorf("said: %v", err)
			}
		})
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := statement.Read(stopped, "releve", []byte("Date;Montant\n"), statement.Limits{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAWrongMappingSaysSo(t *testing.T) {
	f := read(t, "Date;Libellé;Référence;Montant\n05/11/2026;VIR LOVELACE;R1;120,00\n06/11/2026;VIR GARREC;R2;x\n")
	column := func(r statement.Role, i int) statement.Column { return statement.Column{Role: r, Index: i} }
	for name, c := range map[string]struct {
		columns []statement.Column
		want    error
	}{
		"no date":           {[]statement.Column{column(statement.Label, 1), column(statement.Amount, 3)}, statement.ErrNoDay},
		"no amount":         {[]statement.Column{column(statement.Day, 0), column(statement.Label, 1)}, statement.ErrNoAmount},
		"no text":           {[]statement.Column{column(statement.Day, 0), column(statement.Amount, 3)}, statement.ErrNoText},
		"amount and credit": {[]statement.Column{column(statement.Day, 0), column(statement.Label, 1), column(statement.Amount, 3), column(statement.Credit, 2)}, statement.ErrTwoAmounts},
		"twice":             {[]statement.Column{column(statement.Day, 0), column(statement.Label, 1), column(statement.Amount, 1)}, statement.ErrTwice},
		"outside":           {[]statement.Column{column(statement.Day, 0), column(statement.Label, 9), column(statement.Amount, 3)}, statement.ErrOutside},
		"label for amount":  {[]statement.Column{column(statement.Day, 0), column(statement.Label, 3), column(statement.Amount, 1)}, statement.ErrNoLine},
		"amount for date":   {[]statement.Column{column(statement.Day, 3), column(statement.Label, 1), column(statement.Amount, 0)}, statement.ErrNoLine},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := (statement.Mapping{Columns: c.columns}).Lines(f.Table); !errors.Is(err, c.want) {
				t.Errorf("said: %v", err)
			}
		})
	}
	r, err := statement.Guess(f.Table).Lines(f.Table)
	if err != nil || len(r.Lines) != 1 || len(r.Problems) != 1 || r.Problems[0].Error() != "ligne 3 : « x » n’est pas un montant" {
		t.Error(r, err)
	}
}

func TestAMappingFindsItsColumnsAgain(t *testing.T) {
	m := statement.Guess(read(t, "Date;Libellé;Montant\n05/11/2026;VIR;1,00\n").Table)
	moved := read(t, "Relevé;;;\nMontant;Agence;Date;Libellé\n1,00;12;05/11/2026;VIR\n").Table
	found, err := m.Find(moved)
	if err != nil {
		t.Fatal(err)
	}
	r, err := found.Lines(moved)
	if err != nil {
		t.Fatal(err)
	}
	same(t, r.Lines, statement.Line{Row: 3, On: "2026-11-05", Label: "VIR", Amount: 100})
	if _, err := m.Find(read(t, "Jour;Texte;Somme\n05/11/2026;VIR;1,00\n").Table); !errors.Is(err, statement.ErrMoved) {
		t.Error(err)
	}
}

func TestAmountsAndDaysOfBanks(t *testing.T) {
	for typed, want := range map[string]cents.Amount{
		"1 234,56": 123456, "1.234,56": 123456, "1,234.56": 123456, "1234.5": 123450, "-12,00": -1200, "12,00-": -1200, "(12,00)": -1200, "12,00 €": 1200,
		"+3": 300, "12,00 EUR": 1200, "12,00 D": -1200, "12,00 CR": 1200, "1.234.567": 123456700, "1234.5600000000001": 123456, "−5": -500,
	} {
		f := read(t, "Date;Libellé;Montant\n05/11/2026;x;\""+typed+"\"\n")
		r, err := statement.Guess(f.Table).Lines(f.Table)
		if err != nil || len(r.Lines) != 1 || r.Lines[0].Amount != want {
			t.Errorf("%q gives %+v %v", typed, r, err)
		}
	}
}

func TestTheSameLineTwiceIsTwoLinesAndTheSameFileTwiceIsNothing(t *testing.T) {
	twice := lines(t, "Date;Libellé;Montant\n05/11/2026;Cantine;3,00\n05/11/2026;CANTINE;3,00\n06/11/2026;Cantine;3,00\n")
	a, b := statement.Identify("Compte", twice), statement.Identify("compte", twice)
	if a[0].Digest != a[1].Digest || a[0].Rank != 1 || a[1].Rank != 2 || a[2].Digest == a[0].Digest {
		t.Error(a)
	}
	for i := range a {
		if a[i] != b[i] {
			t.Error("not the same the second time", a[i], b[i])
		}
	}
	if statement.Identify("Autre", twice)[0] == a[0] {
		t.Error("two sources have the same lines")
	}
}

// Whatever is sent, the reader answers within its limits: lines, or a refusal.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		camt, "Date;Libellé;Montant\n05/11/2026;\"a;\"\"b\";1,00\n", "LIGNE;05/11/2026;F000000001A01;1\n", "\"a\n", "\xff\xfea\x00;\x00", "PK\x03\x04", "a|b\n;;;\n", "Date\tDébit\tCrédit\n1/1/26\t\t-1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := statement.Read(t.Context(), "x", raw, statement.Limits{MaxBytes: 1 << 16, MaxRows: 200, MaxColumns: 20, MaxText: 300, MaxDepth: 12})
		if err != nil {
			return
		}
		all := file.Lines
		if file.Table != nil {
			r, err := statement.Guess(file.Table).Lines(file.Table)
			if err != nil {
				return
			}
			all = r.Lines
		}
		for _, l := range all {
			if l.Amount == 0 || l.On == "" || len([]rune(l.Label)) > 500 || bytes.ContainsRune([]byte(l.Label), '\n') {
				t.Errorf("%+v", l)
			}
		}
	})
}
