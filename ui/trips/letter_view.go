package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// LetterPageProps is the letter of a trip, block by block, and what it gives.
type LetterPageProps struct {
	Model        bool // the school's own, which no trip bears yet
	Trip         trip.Trip
	Blocks       []trip.Block
	Letter       trip.Letter // for a pupil who does not exist
	Typed        bool        // the preview is of a text that is not saved
	Editable     bool
	SignAgain    int
	Placeholders []trip.Placeholder
	Refused      web.Refused
}

// LetterPage adapts the commitment letter to a trip.
func LetterPage(p LetterPageProps) Node {
	back, action := staffList+"/"+p.Trip.ID, staffList+"/"+p.Trip.ID+"/lettre"
	title, lead := "La lettre d’engagement", "Ce que les familles liront et signeront, mot pour mot."
	if p.Model {
		back, action = "/gestion/ecole", modelPath
		title, lead = "Le modèle de lettre d’engagement", "Celui de l’établissement : chaque voyage part de lui, puis l’adapte."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: title, Lead: lead}),
		If(p.SignAgain > 0, components.Notice(components.NoticeProps{Kind: components.Wait,
			Title: law.Counted(p.SignAgain, "famille devra signer à nouveau", "familles devront signer à nouveau"),
			Text:  "Un texte changé se relit et se signe à nouveau. Ce qui est dû ne change pas."})),
		components.Columns(letterForm(p, action, back), letterSide(p)),
	}
}

func letterForm(p LetterPageProps, action, back string) Node {
	var cards Group
	for _, b := range p.Blocks {
		cards = append(cards, blockCard(p, b))
	}
	save := "Enregistrer la lettre"
	if p.SignAgain > 0 {
		save = "Enregistrer et redemander " + law.Counted(p.SignAgain, "signature", "signatures")
	}
	return components.PostForm(components.PostFormProps{Action: action, Label: "Lettre d’engagement"},
		cards,
		components.Actions(
			If(p.Editable, components.ButtonMain(save, Name("do"), Value("save"))),
			components.ButtonPlain("Voir l’aperçu sans enregistrer", Name("do"), Value("preview")),
			components.LinkButton("Versions", action+"/versions"),
			components.LinkButton(map[bool]string{true: "Revenir à École", false: "Revenir au voyage"}[p.Model], back),
		),
	)
}

func blockCard(p LetterPageProps, b trip.Block) Node {
	name := "text_" + b.Name
	rows := itoa(max(3, 2+len(b.Text)/64+strings.Count(b.Text, "\n\n")))
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: b.Title, Aside: If(b.Mandatory, components.Tag(components.Neutral, "toujours présent"))}),
		If(!b.Mandatory, components.CheckboxField(components.CheckboxFieldProps{ID: "on_" + b.Name, Label: "Mettre ce paragraphe dans la lettre", Checked: b.On})),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: name, Label: "Texte", Required: true, Value: unfolded(b.Text),
			Error: p.Refused.Errors[name]}, Rows: rows}),
	)
}

func letterSide(p LetterPageProps) Node {
	caption := "Aperçu, pour un élève qui n’existe pas"
	if p.Typed {
		caption = "Aperçu de votre texte, pas encore enregistré"
	}
	var names []components.Pair
	for _, f := range p.Placeholders {
		names = append(names, components.Pair{Term: f.Becomes, Value: Code(Text(f.Name))})
	}
	return Group{
		components.Card(components.CardHead(components.CardHeadProps{Title: caption, ID: "apercu"}), components.DocumentText("Aperçu de la lettre", components.Prose(components.Markdown(p.Letter.Body)))),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Champs à votre disposition"}),
			P(components.Soft("Chacun est remplacé par ce qu’il désigne. **Deux étoiles** mettent en gras, un tiret en début de ligne fait une liste.")),
			components.DefinitionGrid(names...)),
	}
}
