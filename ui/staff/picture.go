package staff

import (
	"io"
	"mime/multipart"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const picturePath = "/gestion/ecole/identite/images/"

// pictureWords says each image in French.
var pictureWords = map[school.Picture]struct{ title, name, hint string }{
	school.Logo:      {"Logo des documents", "le logo", "En tête des lettres, à droite. PNG ou JPEG, 1 Mo au plus ; 300 points de large suffisent."},
	school.Signature: {"Signature du chef d’établissement", "la signature", "Sur les attestations et les décisions. PNG ou JPEG, 1 Mo au plus ; un fond transparent ou blanc."},
}

// PictureProps is an image of the school: whether there is one, and why another was refused.
type PictureProps struct {
	Which school.Picture
	Kept  bool
	Error string
}

// picturesCard shows the images that documents bear, and takes others.
func picturesCard(pictures []PictureProps) Node {
	var cards Group
	for _, p := range pictures {
		cards = append(cards, pictureCard(p))
	}
	return cards
}

func pictureCard(p PictureProps) Node {
	words, path := pictureWords[p.Which], picturePath+string(p.Which)
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: words.title, ID: string(p.Which)}),
		Iff(p.Kept, func() Node {
			return P(Img(Src(path+".png"), Alt("Image gardée : "+words.name+" de l’établissement"), Class("school-picture")))
		}),
		components.PostForm(components.PostFormProps{Action: path, Upload: true, Label: words.title},
			components.FileField(components.FileFieldProps{FieldProps: components.FieldProps{
				ID: "image_" + string(p.Which), Name: "image", Label: "Choisir une image", Hint: words.hint, Error: p.Error,
			}, Accept: "image/png,image/jpeg"}),
			components.Actions(components.ButtonPlain("Garder "+words.name, Name("do"), Value("keep")),
				If(p.Kept, components.ButtonPlain("Retirer "+words.name, Name("do"), Value("remove")))),
		),
	)
}

// showPicture serves an image to those who set it, and to nobody else. The bytes are those we drew.
func showPicture(which school.Picture) func(*web.Visit) error {
	return func(v *web.Visit) error {
		content, err := school.PictureOf(v.App, which)
		if err != nil {
			return err
		}
		if len(content) == 0 {
			return web.ErrNotFound
		}
		kind := "image/png"
		if !strings.HasPrefix(string(content), "\x89PNG") {
			kind = "image/jpeg"
		}
		return v.File(string(which), kind, content, true)
	}
}

func savePicture(which school.Picture) func(*web.Visit) error {
	return func(v *web.Visit) error {
		if _, err := v.Form(); err != nil {
			return err
		}
		content, err := uploadedPicture(v)
		if err == nil && len(content) == 0 && v.Field("do") != "remove" {
			err = law.Object(string(which), "Aucune image n’est choisie.", "Choisissez un fichier PNG ou JPEG.")
		}
		if v.Field("do") == "remove" {
			content = nil
		}
		if err == nil {
			err = school.SavePicture(v.Ctx(), v.App, which, content)
		}
		if refusal, ok := web.Refusal(err); ok {
			return pictureAgain(v, which, refusal)
		}
		if err != nil {
			return err
		}
		said := "L’image est gardée : les prochains documents la porteront."
		if content == nil {
			said = "L’image est retirée."
		}
		return v.SeeWith("/gestion/ecole/identite#"+string(which), components.OK, said)
	}
}

// uploadedPicture reads one byte more than is taken, so that what is too large is said to be.
func uploadedPicture(v *web.Visit) ([]byte, error) {
	if v.Request.MultipartForm == nil {
		return nil, nil
	}
	for _, header := range v.Request.MultipartForm.File["image"] {
		if header.Size == 0 {
			continue
		}
		return readPicture(header)
	}
	return nil, nil
}

func readPicture(header *multipart.FileHeader) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // read only: nothing is lost
	return io.ReadAll(io.LimitReader(file, school.PictureLimit+1))
}

func pictureAgain(v *web.Visit, which school.Picture, refusal *law.Refusal) error {
	s, err := school.IdentitySettingsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	props, err := identityPageProps(v, s)
	if err != nil {
		return err
	}
	f := refusal.Findings[0]
	message := strings.TrimSpace(f.What + " " + f.Fix)
	for i := range props.Pictures {
		if props.Pictures[i].Which == which {
			props.Pictures[i].Error = message
		}
	}
	props.Refused = web.Refused{Summary: []components.FieldError{{ID: "image_" + string(which), Message: message}}}
	return v.PageAgain(identityProps, IdentityPage(props))
}
