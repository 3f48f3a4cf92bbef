package trips

import (
	"strings"

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
	changed := false
	for i, b := range blocks {
		if _, there := form["text_"+b.Name]; !there {
			continue
		}
		// Browsers send line ends of their own: a text that reads the same is the same, nobody signs again for that.
		if text := strings.ReplaceAll(v.Field("text_"+b.Name), "\r\n", "\n"); text != unfolded(b.Text) {
			blocks[i].Text = text
		}
		blocks[i].On = b.Mandatory || v.Field("on_"+b.Name) != ""
		changed = changed || blocks[i] != b
	}
	if v.Field("do") == "preview" {
		return letterPage(v, blocks, true, nil)
	}
	if !changed {
		return v.SeeWith(staffList+"/"+v.Path("trip"), "info", "La lettre n’a pas changé : rien n’est à signer à nouveau.")
	}
	err = trip.SaveLetter(v.Ctx(), v.App, v.Path("trip"), blocks)
	if refusal, ok := web.Refusal(err); ok {
		return letterPage(v, blocks, true, refusal)
	}
	return after(v, err, "La lettre est enregistrée.", TypedStep{})
}

// unfolded gives each paragraph of a text one line, as a form shows it best: Markdown reads both alike. Lists and lines
// that hold a field alone keep their place.
func unfolded(text string) string {
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n")
	out := lines[0]
	for i, line := range lines[1:] {
		if line == "" || lines[i] == "" || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "{{") && strings.HasSuffix(line, "}}") || strings.HasSuffix(lines[i], "  ") {
			out += "\n" + line
			continue
		}
		out += " " + line
	}
	return out
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
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(inTrip(t, "Lettre d’engagement"), LetterPage(props))
}
