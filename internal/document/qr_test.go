package document

import (
	"fmt"
	"image"
	stdcolor "image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/sepa"
)

// picture paints the path of a QR code as a browser does, four pixels a module.
func picture(t testing.TB, path string, side int) image.Image {
	t.Helper()
	const pixels = 4
	img := image.NewPaletted(image.Rect(0, 0, side*pixels, side*pixels), stdcolor.Palette{stdcolor.White, stdcolor.Black})
	for _, run := range strings.Split(strings.TrimSuffix(path, "z"), "z") {
		var x, y, n int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1", &x, &y, &n); err != nil {
			t.Fatalf("%q: %v", run, err)
		}
		for i := x * pixels; i < (x+n)*pixels; i++ {
			for j := y * pixels; j < (y+1)*pixels; j++ {
				img.SetColorIndex(i, j, 1)
			}
		}
	}
	return img
}

func decode(t testing.TB, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

// What a banking application reads is what was asked, to the last byte, read by a library that is not ours; the code is of a
// version that EPC069-12 allows (13: 69 modules, and four of quiet on each side).
func TestTheQRCodeOfATransferIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		reference, err := sepa.NewReference(rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(rt, "reference"))
		if err != nil {
			rt.Fatal(err)
		}
		r := sepa.Request{
			Creditor: sepa.Party{Name: rapid.SampledFrom([]string{"Collège des Écluses", "Lycée Œuvrard", "C"}).Draw(rt, "name"), IBAN: "FR1420041010050500013M02606", BIC: "TRPUFRP1"},
			Amount:   cents.Amount(rapid.Int64Range(1, 99_999_999_999).Draw(rt, "amount")), Reference: reference,
		}
		if rapid.Bool().Draw(rt, "text") {
			r.Reference, r.Text = "", strings.Repeat("é", rapid.IntRange(1, 140).Draw(rt, "length"))
		}
		payload, err := r.Payload()
		if err != nil {
			rt.Fatal(err)
		}
		path, side, err := QRPath(payload)
		if err != nil || side > 69+8 {
			rt.Fatal(side, err)
		}
		if got := decode(t, picture(t, path, side)); got != payload {
			rt.Fatalf("%q is read as %q", payload, got)
		}
	})
}

func TestANoticeSaysHowToTransfer(t *testing.T) {
	r := sepa.Request{Creditor: sepa.Party{Name: "Collège des Écluses", IBAN: "FR1420041010050500013M02606", BIC: "TRPUFRP1"}, Amount: 160_50, Reference: "RF18539007547034"}
	payload, err := r.Payload()
	if err != nil {
		t.Fatal(err)
	}
	d := TransferNoticeData{
		Origin: sampleOrigin(), Name: "Mme Anne Lovelace", AddressLines: []string{"3 rue des Lilas", "69000 Lyon"},
		Sums: []TransferSum{{"Ada Lovelace", "Voyage à Grenade, 1re échéance", "1er décembre 2026", 120_00}, {"Ada Lovelace", "Voyage à Grenade, 2e échéance", "5 janvier 2027", 40_50}},
		Transfer: Transfer{
			Creditor: "Collège des Écluses", IBAN: r.Creditor.IBAN.Groups(), BIC: "TRPUFRP1", Reference: sepa.ReferenceGroups(r.Reference), Amount: r.Amount, Payload: payload,
		},
	}
	file, err := TransferNotice(d)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(textOf(t, file), "~", " ")
	for _, want := range []string{"FR14 2004 1010 0505 0001 3M02 606", "TRPUFRP1", "RF18 5390 0754 7034", "160,50", "pas un titre exécutoire", "pages: 1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	d.Transfer.Payload = strings.Repeat("x", 4000)
	if _, err := TransferNotice(d); err == nil {
		t.Error("a code that holds nothing is printed")
	}
}
