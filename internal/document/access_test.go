package document

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

func TestAddressStandsInTheWindow(t *testing.T) {
	for lines := range 9 {
		b := sampleBatch(1)
		b.Letters[0].AddressLines = nil
		for range lines {
			b.Letters[0].AddressLines = append(b.Letters[0].AddressLines, "QÉgj Appartement 12, bâtiment des Tilleuls, résidence du Parc")
		}
		file, err := AccessLetters(b)
		if err != nil {
			t.Fatal(err)
		}
		inside := 0
		for _, p := range pieces(t, file) {
			in := p.left >= windowLeft-0.1 && p.right <= windowRight && p.up-2.8 >= windowTop && p.up+0.65 <= windowBottom
			// What the largest window of every envelope, wherever the sheet slides, can show.
			near := p.right > 90 && p.left < 200 && p.up > 44 && p.up-4 < 94
			if near && !in {
				t.Errorf("%d lines: %q shows in the window at %.1f × %.1f mm", lines, p.text, p.left, p.up)
			}
			if in {
				inside++
			}
		}
		if want := min(lines+1, 7); inside != want {
			t.Errorf("%d lines of address: %d in the window, want %d", lines, inside, want)
		}
	}
}

func TestCodeIsFoldedInside(t *testing.T) {
	file, err := AccessLetters(sampleBatch(1))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, p := range pieces(t, file) {
		if p.text == "K7QM" || p.text == "HV4C" {
			found++
			if p.up < foldAt+5 || p.up > 2*foldAt-5 {
				t.Errorf("%q at %.1f mm: not on the part folded inside", p.text, p.up)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d groups of the code found", found)
	}
}

func TestQRCodeOpensTheSite(t *testing.T) {
	const url = "https://simone-veil.openacademie.example/entrer"
	file, err := qrImage(url)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || result.GetText() != url {
		t.Errorf("%v, %v", result, err)
	}
}

func TestEveryLetterHasItsPageAndItsCode(t *testing.T) {
	b := sampleBatch(3)
	b.Letters[1].Pupils = strings.Split(strings.Repeat("Jean-Baptiste-Emmanuel de LA TOUR DU PIN, Terminale générale 12,", 30), ",")
	b.Letters[1].Code = strings.Repeat("W", 24)
	b.Letters[2].Code = "zzzz-9999"
	file, err := AccessLetters(b)
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(t, file)
	for _, want := range []string{"pages: 3\n", "lettre 1/3", "lettre 2/3", "lettre 3/3", "zzzz | 9999", "et 57 autres élèves"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestLettersAreRefusedWhenNothingCanBeRead(t *testing.T) {
	if _, err := AccessLetters(AccessBatch{Origin: sampleOrigin()}); !errors.Is(err, ErrNoLetter) {
		t.Error(err)
	}
	for _, code := range []string{"", " - ", "ABCD-É", strings.Repeat("A", 25), "漢字"} {
		b := sampleBatch(2)
		b.Letters[1].Code = code
		if file, err := AccessLetters(b); !errors.Is(err, ErrCode) || file != nil {
			t.Errorf("code %q: %d bytes, %v", code, len(file), err)
		}
	}
	b := sampleBatch(1)
	b.SiteURL = strings.Repeat("x", 4000)
	if _, err := AccessLetters(b); err == nil {
		t.Error("a QR code of 4,000 characters")
	}
}

func TestThreeHundredLettersInThreeSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	start := time.Now()
	if _, err := AccessLetters(sampleBatch(300)); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("300 letters in %v", d)
	}
}

func BenchmarkAccessLetters300(b *testing.B) {
	batch := sampleBatch(300)
	for b.Loop() {
		file, err := AccessLetters(batch)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(file))/1024, "KB")
	}
}

func BenchmarkReceipt(b *testing.B) {
	d := sampleReceipt()
	for b.Loop() {
		if _, err := Receipt(d); err != nil {
			b.Fatal(err)
		}
	}
}
