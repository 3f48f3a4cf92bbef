package gfc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
)

func sample(changes ...func(*Transfer)) Transfer {
	t := Transfer{
		UAI: "0990001A", AccountingYear: "2027", SchoolYear: "2026-2027", Account: "411200", Trip: "Rome", PayBy: "30/04/2027", Number: 7,
		MadeOn: time.Date(2027, 3, 5, 0, 0, 0, 0, time.UTC),
		Lines: []Line{
			{PupilNo: "412", Pupil: "LOVELACE Ada", Class: "4EME B", Debtor: "LOVELACE Noël", Address1: "3 rue de l’Œuvre", Town: "ÎLE-SUR-MER", Postcode: "99100", Amount: 312_50, OrderNo: 1},
			{PupilNo: "12345", Pupil: "ŁUKASIEWICZ Šárka", Class: "4A", Debtor: "ŁUKASIEWICZ Marek", Amount: -50_00, OrderNo: 2},
		},
	}
	for _, change := range changes {
		change(&t)
	}
	return t
}

// read is a reader of our own, from the published structure of dBase III.
func read(t interface{ Fatalf(string, ...any) }, raw []byte) (names []string, rows []map[string]string) {
	if raw[0] != 0x03 || raw[len(raw)-1] != 0x1A {
		t.Fatalf("neither the mark of dBase III nor the end of file")
	}
	count, head, width := int(binary.LittleEndian.Uint32(raw[4:])), int(binary.LittleEndian.Uint16(raw[8:])), int(binary.LittleEndian.Uint16(raw[10:]))
	if len(raw) != head+count*width+1 || raw[head-1] != 0x0D {
		t.Fatalf("%d bytes for a head of %d and %d records of %d", len(raw), head, count, width)
	}
	page := charmap.CodePage850
	if raw[29] == 0x03 {
		page = charmap.Windows1252
	}
	var widths []int
	for at := 32; at < head-1; at += 32 {
		if raw[at+11] != 'C' {
			t.Fatalf("a field that is not of characters")
		}
		names, widths = append(names, strings.TrimRight(string(raw[at:at+11]), "\x00")), append(widths, int(raw[at+16]))
	}
	for i := range count {
		at, row := head+i*width, map[string]string{}
		if raw[at] != ' ' {
			t.Fatalf("record %d is marked deleted", i)
		}
		at++
		for k, name := range names {
			text, err := page.NewDecoder().Bytes(raw[at : at+widths[k]])
			if err != nil {
				t.Fatalf("%v", err)
			}
			row[name], at = strings.TrimRight(string(text), " "), at+widths[k]
		}
		rows = append(rows, row)
	}
	return names, rows
}

func TestFMEReadsBackFieldByField(t *testing.T) {
	raw, err := FME(sample(), CP850)
	if err != nil {
		t.Fatal(err)
	}
	names, rows := read(t, raw)
	if got := strings.Join(names, " "); got != "FMEETA FMEETASCOL FMECL4 FMEMONT FMETRIM FMEANEX FMEANSCOL FMENOET FMEDIV FMEDATELIM FMEREF FMERESP FMEADR1 FMEADR2 FMECOM FMECLD FMEPAY FMETYPE FMENOCT FMEVOYA" {
		t.Errorf("fields: %s", got)
	}
	want := map[string]string{
		"FMEETA": "0990001A", "FMEETASCOL": "0990001A", "FMECL4": "411200", "FMEMONT": "312.50", "FMETRIM": "0", "FMEANEX": "27", "FMEANSCOL": "2026", "FMENOET": "00412",
		"FMEDIV": "4EME", "FMEDATELIM": "30/04/2027", "FMEREF": "LOVELACE Ada", "FMERESP": "LOVELACE Noël", "FMEADR1": "3 rue de l'OEuvre", "FMEADR2": "", "FMECOM": "ÎLE-SUR-MER",
		"FMECLD": "99100", "FMEPAY": strings.Repeat(" ", 18) + "1A", "FMETYPE": "C", "FMENOCT": "001", "FMEVOYA": "Rome",
	}
	for name, value := range want {
		if rows[0][name] != value {
			t.Errorf("%s = %q, wanted %q", name, rows[0][name], value)
		}
	}
	again := rows[1]
	if again["FMETYPE"] != "R" || again["FMENOCT"] != "002" || again["FMEMONT"] != "-50.00" || again["FMEREF"] != "LUKASIEWICZ Sárka" {
		t.Errorf("the second line: %v", again)
	}
}

func TestFMEDKNumbersTheTransfer(t *testing.T) {
	raw, err := FMEDK(sample(), CP850)
	if err != nil {
		t.Fatal(err)
	}
	if _, rows := read(t, raw); len(rows) != 1 || rows[0]["FMENOTR"] != "27007" || rows[0]["FMEDEJA"] != "" || rows[0]["FMEETA"] != "0990001A" {
		t.Errorf("%v", rows)
	}
}

// A reader that we did not write reads both files.
func TestDbviewReadsTheFiles(t *testing.T) {
	dbview, err := exec.LookPath("dbview")
	if err != nil {
		t.Skip("dbview (paquet Debian dbview) n’est pas installé : seul notre lecteur a relu les fichiers")
	}
	for name, write := range map[string]func(Transfer, CodePage) ([]byte, error){"FME.DBF": FME, "FMEDK.DBF": FMEDK} {
		raw, err := write(sample(), CP850)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(dbview, "-b", "-d:", "-t", file).CombinedOutput()
		if err != nil {
			t.Fatalf("dbview: %v %s", err, out)
		}
		text, err := charmap.CodePage850.NewDecoder().String(string(out))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(text), "\n")
		want, count := "0990001A:0990001A:411200:312.50:0:27:2026:00412:4EME:30/04/2027:LOVELACE Ada:LOVELACE Noël:3 rue de l'OEuvre:", 2
		if name == "FMEDK.DBF" {
			want, count = "0990001A::27007:", 1
		}
		if len(lines) != count || !strings.HasPrefix(lines[0], want) {
			t.Errorf("%s: dbview reads %q", name, lines)
		}
	}
}

func TestWhatGFCCouldNotReadIsRefused(t *testing.T) {
	for what, change := range map[string]func(*Transfer){
		"no account":          func(t *Transfer) { t.Account = "" },
		"a short UAI":         func(t *Transfer) { t.UAI = "099" },
		"no accounting year":  func(t *Transfer) { t.AccountingYear = "" },
		"no number":           func(t *Transfer) { t.Number = 0 },
		"a pupil of 6 digits": func(t *Transfer) { t.Lines[0].PupilNo = "123456" },
		"a pupil of none":     func(t *Transfer) { t.Lines[0].PupilNo = "" },
		"nothing due":         func(t *Transfer) { t.Lines[0].Amount = 0 },
		"a date of its own":   func(t *Transfer) { t.PayBy = "2027-4-3" },
	} {
		for _, write := range []func(Transfer, CodePage) ([]byte, error){FME, FMEDK} {
			if _, err := write(sample(change), CP850); !errors.Is(err, ErrTransfer) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

func TestWindowsIsTheOtherCodePage(t *testing.T) {
	raw, err := FME(sample(), Win1252)
	if err != nil {
		t.Fatal(err)
	}
	if _, rows := read(t, raw); rows[0]["FMEADR1"] != "3 rue de l’Œuvre" {
		t.Errorf("%v", rows[0])
	}
	if _, known := FindCodePage("latin-9"); known {
		t.Error("a code page that is not one")
	}
}

// Whatever the text, the structure holds, the amounts read back to the cent and nothing leaves its field.
func TestEveryTransferReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		made := sample()
		made.Lines = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Line {
			amount := cents.Amount(rapid.Int64Range(1, 1_000_000).Draw(r, "amount"))
			return Line{
				PupilNo: fmt.Sprint(rapid.IntRange(1, 99999).Draw(r, "no")), Pupil: rapid.String().Draw(r, "pupil"), Class: rapid.String().Draw(r, "class"),
				Debtor: rapid.String().Draw(r, "debtor"), Address1: rapid.StringN(0, 400, 900).Draw(r, "address"), Amount: amount, OrderNo: rapid.IntRange(1, 9).Draw(r, "order"),
			}
		}), 0, 6).Draw(r, "lines")
		for _, page := range []CodePage{CP850, Win1252} {
			raw, err := FME(made, page)
			if err != nil {
				r.Fatalf("%v", err)
			}
			_, rows := read(r, raw)
			for i, l := range made.Lines {
				if got, err := cents.Parse(rows[i]["FMEMONT"]); err != nil || got != l.Amount || rows[i]["FMENOET"] != fmt.Sprintf("%05s", l.PupilNo) || rows[i]["FMEVOYA"] != "Rome" {
					r.Fatalf("line %d: %v", i, rows[i])
				}
			}
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add("Łódź ’œ€ 日本\x1a\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, page := range []CodePage{CP850, Win1252} {
			for _, b := range page.encode(s) {
				if b < ' ' || b == 0x7f {
					t.Fatalf("%q leaves the control byte %#x", s, b)
				}
			}
		}
	})
}
