package school_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	stdcolor "image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func drawing(t *testing.T, wide, high int, noise bool) image.Image {
	t.Helper()
	drawn := image.NewNRGBA(image.Rect(0, 0, wide, high))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range high {
		for x := range wide {
			c := stdcolor.NRGBA{R: 20, G: 60, B: 150, A: 255}
			if noise {
				n := random.Uint32()
				c = stdcolor.NRGBA{R: uint8(n), G: uint8(n >> 8), B: uint8(n >> 16), A: 255}
			}
			drawn.Set(x, y, c)
		}
	}
	return drawn
}

// What is kept is drawn again: neither the comments of a file nor its size come along.
func TestPicturesAreDrawnAgain(t *testing.T) {
	app := testapp.New(t)
	testapp.Row(t, app, "school", map[string]any{"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris"})
	ctx := testapp.As(t, app, school.Head)
	var plain, photo bytes.Buffer
	if err := png.Encode(&plain, drawing(t, 1200, 400, false)); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, drawing(t, 700, 900, true), &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	for _, sent := range [][]byte{append(plain.Bytes(), "<script>"...), photo.Bytes()} {
		if err := school.SavePicture(ctx, app, school.Logo, sent); err != nil {
			t.Fatal(err)
		}
		kept, err := school.PictureOf(app, school.Logo)
		if err != nil {
			t.Fatal(err)
		}
		shape, _, err := image.DecodeConfig(bytes.NewReader(kept))
		if err != nil || shape.Width > 900 || shape.Height > 600 || len(kept) > school.PictureLimit || bytes.Contains(kept, []byte("<script>")) {
			t.Errorf("kept %d bytes, %+v, %v", len(kept), shape, err)
		}
	}
	if err := school.SavePicture(ctx, app, school.Logo, nil); err != nil {
		t.Fatal(err)
	}
	if kept, err := school.PictureOf(app, school.Logo); err != nil || kept != nil {
		t.Errorf("still %d bytes, %v", len(kept), err)
	}
}

func TestPicturesThatAreNoneAreRefused(t *testing.T) {
	app := testapp.New(t)
	testapp.Row(t, app, "school", map[string]any{"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris"})
	var animated, small, whole bytes.Buffer
	if err := gif.Encode(&animated, drawing(t, 40, 40, false), nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&small, drawing(t, 3, 3, false)); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&whole, drawing(t, 300, 300, true)); err != nil {
		t.Fatal(err)
	}
	for name, sent := range map[string][]byte{
		"text": []byte("%PDF-1.7"), "gif": animated.Bytes(), "tiny": small.Bytes(), "cut": whole.Bytes()[:whole.Len()/2],
		"bomb": unfolding(whole.Bytes()), "heavy": append(whole.Bytes(), make([]byte, school.PictureLimit)...),
	} {
		if err := school.SavePicture(testapp.As(t, app, school.Head), app, school.Signature, sent); err == nil {
			t.Errorf("%s was kept", name)
		}
	}
	if err := school.SavePicture(testapp.As(t, app, school.Teacher), app, school.Signature, whole.Bytes()); err == nil {
		t.Error("a teacher set the head's signature")
	}
	if kept, err := school.PictureOf(app, school.Signature); err != nil || kept != nil {
		t.Errorf("%d bytes kept, %v", len(kept), err)
	}
}

// unfolding gives a PNG a head of 60,000 points by 60,000.
func unfolding(file []byte) []byte {
	bomb := bytes.Clone(file)
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	return bomb
}
