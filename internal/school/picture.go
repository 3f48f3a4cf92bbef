package school

import (
	"bytes"
	"context"
	"fmt"
	"image"
	stdcolor "image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"golang.org/x/image/draw"

	"github.com/openacademie/openacademie/internal/law"
)

// Picture is an image that documents bear.
type Picture string

// The images of the school.
const (
	Logo      Picture = "logo"
	Signature Picture = "signature" // of the head
)

const (
	// PictureLimit is the largest file taken.
	PictureLimit = 1 << 20
	// pictureSides is what is kept: more than a printer shows on the size of a logo.
	pictureWide, pictureHigh = 900, 600
	maxPixels                = 24_000_000 // a small file may unfold into gigabytes
)

// SavePicture keeps an image of the school, drawn again so that nothing but its points is kept. Empty content removes it.
func SavePicture(ctx context.Context, app core.App, which Picture, content []byte) error {
	if err := Require(ActorIn(ctx), SetSchool); err != nil {
		return err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	if len(content) == 0 {
		record.Set(string(which), nil)
		return app.SaveWithContext(ctx, record)
	}
	clean, extension, err := cleanPicture(which, content)
	if err != nil {
		return err
	}
	file, err := filesystem.NewFileFromBytes(clean, string(which)+extension)
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	record.Set(string(which), file)
	return app.SaveWithContext(ctx, record)
}

// PictureOf reads an image of the school; nil when there is none.
func PictureOf(app core.App, which Picture) ([]byte, error) {
	records, err := app.FindAllRecords("school")
	if err != nil || len(records) == 0 {
		return nil, wrapUnlessNil("school", err)
	}
	name := records[0].GetString(string(which))
	if name == "" {
		return nil, nil
	}
	files, err := app.NewFilesystem()
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	defer func() { _ = files.Close() }() // read only: nothing is lost
	reader, err := files.GetReader(records[0].BaseFilesPath() + "/" + name)
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	defer func() { _ = reader.Close() }()
	content, err := io.ReadAll(io.LimitReader(reader, PictureLimit+1))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return content, nil
}

// cleanPicture decodes what was sent, whatever its name says, and draws it again, smaller when it is too large.
func cleanPicture(which Picture, content []byte) (clean []byte, extension string, err error) {
	refuse := func(what, fix string) ([]byte, string, error) { return nil, "", law.Object(string(which), what, fix) }
	const other = "Choisissez une image PNG ou JPEG."
	if len(content) > PictureLimit {
		return refuse("Cette image dépasse 1 Mo.", "Réduisez-la : 300 points de large suffisent.")
	}
	shape, format, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || format != "png" && format != "jpeg":
		return refuse("Ce fichier n’est pas une image PNG ou JPEG.", other)
	case shape.Width*shape.Height > maxPixels:
		return refuse("Cette image a trop de points.", "Réduisez-la : 300 points de large suffisent.")
	case shape.Width < 8 || shape.Height < 8:
		return refuse("Cette image est trop petite pour être imprimée.", other)
	}
	read, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return refuse("Cette image est abîmée : elle ne se lit pas jusqu’au bout.", "Enregistrez-la à nouveau, puis recommencez.")
	}
	drawn := image.NewNRGBA(fitting(read.Bounds()))
	draw.CatmullRom.Scale(drawn, drawn.Bounds(), read, read.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := png.Encode(&out, drawn); err != nil {
		return nil, "", fmt.Errorf("picture: %w", err)
	}
	if out.Len() <= PictureLimit/2 {
		return out.Bytes(), ".png", nil
	}
	// A photograph takes less room as one, on the white of the paper.
	flat := image.NewRGBA(drawn.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(stdcolor.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), drawn, image.Point{}, draw.Over)
	out.Reset()
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 88}); err != nil {
		return nil, "", fmt.Errorf("picture: %w", err)
	}
	return out.Bytes(), ".jpg", nil
}

// fitting is the size an image is kept in.
func fitting(b image.Rectangle) image.Rectangle {
	w, h := b.Dx(), b.Dy()
	if w > pictureWide {
		w, h = pictureWide, max(1, h*pictureWide/w)
	}
	if h > pictureHigh {
		w, h = max(1, w*pictureHigh/h), pictureHigh
	}
	return image.Rect(0, 0, w, h)
}
