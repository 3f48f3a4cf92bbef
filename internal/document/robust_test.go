package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
)

func TestSameDataSameBytes(t *testing.T) {
	for name, make := range documents() {
		first, err := make()
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 4 { // at the same time, too: the fonts are shared
			wait.Go(func() {
				again, err := make()
				if err != nil || !bytes.Equal(first, again) {
					t.Errorf("%s: made twice, it differs (%v)", name, err)
				}
			})
		}
		wait.Wait()
	}
}

func TestNothingIsMadeWithoutADate(t *testing.T) {
	batch := AccessBatch{SiteURL: "https://a.example", Letters: []AccessLetter{{Code: "A"}}}
	receipt := sampleReceipt()
	receipt.Origin.MadeAt = time.Time{}
	for name, make := range map[string]func() ([]byte, error){
		"commitment": func() ([]byte, error) { return Commitment(CommitmentData{}) },
		"receipt":    func() ([]byte, error) { return Receipt(receipt) },
		"access":     func() ([]byte, error) { return AccessLetters(batch) },
		"answer":     func() ([]byte, error) { return CommitmentReceipt(CommitmentReceiptData{}) },
		"journal":    func() ([]byte, error) { return PaymentsJournal(JournalData{}) },
		"workbook":   func() ([]byte, error) { return PaymentsJournalXLSX(JournalData{}) },
	} {
		if file, err := make(); !errors.Is(err, ErrNoDate) || file != nil {
			t.Errorf("%s: %d bytes, %v", name, len(file), err)
		}
	}
}

func TestEmptyFieldsAreLeftOut(t *testing.T) {
	o := Origin{MadeAt: monday}
	for name, make := range map[string]func() ([]byte, error){
		"commitment": func() ([]byte, error) { return Commitment(CommitmentData{Origin: o}) },
		"signed":     func() ([]byte, error) { return Commitment(CommitmentData{Origin: o, Signatures: []Signature{{}}}) },
		"access": func() ([]byte, error) {
			return AccessLetters(AccessBatch{Origin: o, Letters: []AccessLetter{{Code: "A"}}})
		},
		"answer":  func() ([]byte, error) { return CommitmentReceipt(CommitmentReceiptData{Origin: o}) },
		"journal": func() ([]byte, error) { return PaymentsJournal(JournalData{Origin: o, Payments: []JournalEntry{{}}}) },
	} {
		file, err := make()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := textOf(t, file); strings.Contains(text, "UTC") || strings.Contains(text, "0001") {
			t.Errorf("%s prints a date nobody gave:\n%s", name, text)
		}
	}
}

// TestAnythingCanBePrinted fills every field with anything: the file is made, it is read, and no line leaves the margins.
func TestAnythingCanBePrinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		any := rapid.OneOf(rapid.String(), rapid.StringN(200, 400, -1), rapid.SampledFrom([]string{
			"", " ", "\n", "A\x00\xff\xfe", strings.Repeat("W", 300), strings.Repeat("é", 300), "陳小明 😀 محمد", "e\u0301\u0302", "\u202eabc", "\u2028",
		}))
		draw := func(name string) string { return any.Draw(t, name) }
		lines := rapid.SliceOfN(any, 0, 9)
		o := Origin{MadeAt: monday, Practice: true, Letterhead: Letterhead{
			SchoolName: draw("school"), AddressLines: lines.Draw(t, "address"), Phone: draw("phone"), Email: draw("email"),
			Academy: draw("academy"), Place: draw("place"),
		}}
		pupil, trip := Pupil{draw("pupil"), draw("class"), "2014-03-01"}, Trip{draw("trip"), draw("where"), "2027-04-12", "2027-04-16"}
		contact := Contact{draw("contact"), draw("role"), draw("phone"), draw("email")}
		var file []byte
		var err error
		margin := 25.0
		switch rapid.IntRange(0, 4).Draw(t, "document") {
		case 0:
			d := CommitmentData{
				Origin: o, Reference: draw("reference"), Title: draw("title"), Pupil: pupil, Trip: trip, Letter: draw("letter"), Price: 100,
				Schedule: []Instalment{{draw("instalment"), "2027-01-01", 100}}, Signatories: []Signatory{{draw("label"), draw("name")}},
			}
			if rapid.Bool().Draw(t, "signed") {
				d.Signatures = []Signature{{draw("name"), draw("quality"), monday, draw("how"), draw("account"), true, draw("ip"), draw("digest"), ""}}
			}
			file, err = Commitment(d)
		case 1:
			file, err = Receipt(ReceiptData{
				Origin: o, Series: "S" + draw("series"), Number: 1, Day: "2026-11-16", Payer: "M" + draw("payer"), PayerLines: lines.Draw(t, "address"),
				Pupil: pupil, Amount: 1, For: "O" + draw("for"), Lines: []ReceiptLine{{draw("line"), 1}}, Means: draw("means"),
				MeansNote: draw("note"), Accountant: draw("accountant"), Office: draw("office"), Cancelled: draw("cancelled"),
			})
		case 2:
			margin = 20 // the window of an envelope goes that far
			file, err = AccessLetters(AccessBatch{Origin: o, SiteURL: "https://a.example", ValidUntil: "2026-12-01", Help: contact, Letters: []AccessLetter{
				{draw("name"), lines.Draw(t, "address"), lines.Draw(t, "pupils"), "k7qm-2WXD"},
			}})
		case 3:
			file, err = CommitmentReceipt(CommitmentReceiptData{
				Origin: o, Reference: draw("reference"), Person: draw("person"), Pupil: pupil, Trip: trip, At: monday, TextDigest: draw("digest"),
				Next: lines.Draw(t, "next"), Contact: contact,
			})
		case 4:
			margin = 18
			entry := JournalEntry{"2026-11-16", draw("receipt"), draw("payer"), draw("pupil"), draw("for"), draw("means"), 100}
			file, err = PaymentsJournal(JournalData{Origin: o, Title: draw("title"), Payments: []JournalEntry{entry}, Accountant: draw("accountant")})
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range pieces(t, file) {
			if l.left < 17 || l.right > l.pageWidth-margin+1 || l.up < 3 || l.up > l.pageHeight {
				if !strings.Contains(l.text, "ANNULÉE") {
					t.Fatalf("%q leaves the margins: %.1f to %.1f mm of %.0f, at %.1f", l.text, l.left, l.right, l.pageWidth, l.up)
				}
			}
		}
	})
}

// piece is a stretch of printed text, in millimetres from the top left corner of its page.
type piece struct {
	page                  int
	text                  string
	left, right, up       float64
	pageWidth, pageHeight float64
}

type failer interface{ Fatal(args ...any) }

func pieces(t failer, file []byte) []piece {
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all []piece
	for n := 1; n <= r.NumPage(); n++ {
		box := r.Page(n).V.Key("MediaBox")
		if box.IsNull() {
			box = r.Trailer().Key("Root").Key("Pages").Key("MediaBox")
		}
		wide, high := box.Index(2).Float64()*mmPerPoint, box.Index(3).Float64()*mmPerPoint
		x, y := -1.0, -1.0
		for _, glyph := range r.Page(n).Content().Text {
			if glyph.X != x || glyph.Y != y {
				x, y = glyph.X, glyph.Y
				all = append(all, piece{n, "", x * mmPerPoint, x * mmPerPoint, high - y*mmPerPoint, wide, high})
			}
			last := &all[len(all)-1]
			last.text += glyph.S
			last.right += width(glyph.S, faceNamed(glyph.Font), glyph.FontSize)
		}
	}
	return all
}

func TestMissingGlyphsAreSeen(t *testing.T) {
	for in, want := range map[string]string{
		"Léa 陳":              "Léa □",
		"😀 Zoé":              "□ Zoé",
		"e\u0301":            "é",
		"Nguyễn Đặng, Şahin": "Nguyễn Đặng, Şahin",
		"Жанна Αθηνά":        "Жанна Αθηνά",
		"a\u200bb\u00adc":    "abc",
		"\x00\x07\xff":       "□",
		"porte\u2011clés":    "porte-clés",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLongLetterHoldsTogether(t *testing.T) {
	d := sampleCommitment()
	d.Letter = strings.Repeat("Je m'engage à payer la somme de 312,50 € avant le départ. ", 180)[:10000] + "\n\n# Fin\n\nDernière ligne."
	file, err := Commitment(d)
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(t, file)
	if n := strings.Count(text, "m’engage"); n != strings.Count(d.Letter, "m'engage") {
		t.Errorf("%d sentences printed of %d", n, strings.Count(d.Letter, "m'engage"))
	}
	if !strings.Contains(text, "Dernière ligne.") || !strings.Contains(text, "page 4/") {
		t.Error("the end of the letter is missing")
	}
}

func TestScheduleAddsUpToThePrice(t *testing.T) {
	d := sampleCommitment()
	d.Price++
	if _, err := Commitment(d); !errors.Is(err, ErrSchedule) {
		t.Errorf("commitment: %v", err)
	}
	a := sampleAcknowledgement()
	a.Schedule = a.Schedule[1:]
	if _, err := CommitmentReceipt(a); !errors.Is(err, ErrSchedule) {
		t.Errorf("acknowledgement: %v", err)
	}
}

func TestIncompleteReceiptIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*ReceiptData){
		"series": func(d *ReceiptData) { d.Series = " " },
		"number": func(d *ReceiptData) { d.Number = 0 },
		"day":    func(d *ReceiptData) { d.Day = "" },
		"payer":  func(d *ReceiptData) { d.Payer = "\n" },
		"object": func(d *ReceiptData) { d.For = "" },
		"amount": func(d *ReceiptData) { d.Amount = 0; d.Lines = nil },
		"lines":  func(d *ReceiptData) { d.Lines[0].Amount-- },
	} {
		d := sampleReceipt()
		spoil(&d)
		if _, err := Receipt(d); !errors.Is(err, ErrReceipt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTextIsReadByAStrictReader watches repair: if fpdf changes what it writes, apostrophes and euros are lost again.
func TestTextIsReadByAStrictReader(t *testing.T) {
	file, err := Receipt(sampleReceipt())
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, file); !strings.Contains(text, "L’agent comptable") || !strings.Contains(text, "312,50~€") {
		t.Error(text)
	}
	if !bytes.Contains(file, []byte("/DisplayDocTitle true")) || !bytes.Contains(file, []byte("/Lang (fr)")) {
		t.Error("no language or no title shown")
	}
	lines := strings.Split(string(file[bytes.LastIndex(file, []byte("\nxref\n"))+1:]), "\n")
	for n, l := range lines[3:] {
		if !strings.HasSuffix(l, " n ") {
			break
		}
		offset, err := strconv.Atoi(l[:10])
		if want := fmt.Sprintf("%d 0 obj", n+1); err != nil || !bytes.HasPrefix(file[offset:], []byte(want)) {
			t.Errorf("object %d is not at %s", n+1, l)
		}
	}
	if m := regexp.MustCompile(`<</Length (\d+)>>\nstream\n(/CIDInit[^\x00]*?)\nendstream`).FindSubmatch(file); len(m) != 3 || string(m[1]) != strconv.Itoa(len(m[2])) {
		t.Error("the length of the map is wrong")
	}
}

func TestReceiptNumber(t *testing.T) {
	if got := ReceiptNumber("2026-AC", 42); got != "2026-AC n°\u00a000042" {
		t.Error(got)
	}
	if dates("2027-04-12", law.Day("2027-04-12")) != "lundi 12\u00a0avril\u00a02027" {
		t.Error("an outing has one date")
	}
}
