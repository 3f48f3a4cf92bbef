package document

import (
	"bytes"
	"errors"
	"image"
	stdcolor "image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// picturePNG is a drawing with transparent parts, as a scanned signature often is.
func picturePNG(t *testing.T, wide, high int) Picture {
	t.Helper()
	drawn := image.NewNRGBA(image.Rect(0, 0, wide, high))
	for x := range wide {
		drawn.Set(x, x*high/wide, stdcolor.NRGBA{R: 0x18, G: 0x35, B: 0x9b, A: 0xff})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, drawn); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The logo changes nothing to the text of a document, and is kept once in a batch.
func TestALogoIsPrintedOnce(t *testing.T) {
	b := sampleBatch(40)
	without, err := AccessLetters(b)
	if err != nil {
		t.Fatal(err)
	}
	logo := picturePNG(t, 320, 120)
	b.Origin.Letterhead.Logo = logo
	with, err := AccessLetters(b)
	if err != nil {
		t.Fatal(err)
	}
	if textOf(t, with) != textOf(t, without) {
		t.Error("the text changed with the logo")
	}
	if more := len(with) - len(without); more > 2*len(logo)+40*200 || more < 100 {
		t.Errorf("40 letters grew by %d bytes for a logo of %d", more, len(logo))
	}
}

func TestPicturesOfBothKindsArePrinted(t *testing.T) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 60, 200)), nil); err != nil {
		t.Fatal(err)
	}
	for _, picture := range []Picture{nil, picturePNG(t, 200, 60), out.Bytes()} {
		p, err := newPaper(sampleOrigin(), "Attestation", "")
		if err != nil {
			t.Fatal(err)
		}
		p.first()
		if err := p.signedBy(Signer{Capacity: "La principale", Name: "Claire VASSEUR", Picture: picture}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.bytes(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPictureThatIsNoneIsRefused(t *testing.T) {
	b := sampleBatch(1)
	b.Origin.Letterhead.Logo = Picture("GIF89a…")
	if _, err := AccessLetters(b); !errors.Is(err, ErrPicture) {
		t.Errorf("got %v", err)
	}
}
