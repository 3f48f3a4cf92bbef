package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showLetter(v *web.Visit) error {
	_, blocks, err := trip.LetterOf(v.App, v.Path("trip"))
	if err != nil {
		return err
	}
	return letterPage(v, blocks, false, nil)
}

// saveLetter keeps a new version, or shows what the typed text would give without keeping it.
func saveLetter(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	_, blocks, err := trip.LetterOf(v.App, v.Path("trip"))
	if err != nil {
		return err
	}
	for i, b := range blocks {
		if _, there := form["text_"+b.Name]; !there {
			continue
		}
		blocks[i].Text = v.Field("text_" + b.Name)
		blocks[i].On = b.Mandatory || v.Field("on_"+b.Name) != ""
	}
	if v.Field("do") == "preview" {
		return letterPage(v, blocks, true, nil)
	}
	err = trip.SaveLetter(v.Ctx(), v.App, v.Path("trip"), blocks)
	if refusal, ok := web.Refusal(err); ok {
		return letterPage(v, blocks, true, refusal)
	}
	return after(v, err, "La lettre est enregistrée.", TypedStep{})
}

func letterPage(v *web.Visit, blocks []trip.Block, typed bool, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := LetterPageProps{Trip: t, Blocks: blocks, Typed: typed, Editable: trip.MayEdit(v.Actor, t), Placeholders: trip.Placeholders()}
	if props.Letter, err = trip.PreviewLetter(v.App, v.Actor, t.ID, blocks); err != nil {
		return err
	}
	if props.SignAgain, err = trip.SignedAgain(v.App, t.ID); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(inTrip(t, "Lettre d’engagement"), LetterPage(props))
	}
	var fields []string
	for i, f := range refusal.Findings {
		refusal.Findings[i].Field = "text_" + f.Field
		fields = append(fields, "text_"+f.Field)
	}
	props.Refused = refusedBy(v, refusal, fields...)
	return v.PageAgain(inTrip(t, "Lettre d’engagement"), LetterPage(props))
}
