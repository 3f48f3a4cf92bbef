package staff

import (
	"strconv"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// TextLine is one text with what leaves today.
type TextLine struct {
	Model   school.TextModel
	Wording school.Wording
}

func (l TextLine) own() bool {
	return l.Wording.Body != l.Model.Body || l.Wording.Subject != l.Model.Subject
}

// opening is what the reader sees first: the subject of an e-mail, the words of a notification, the first ones of a letter.
func (l TextLine) opening() string {
	if l.Model.Channel == string(notify.Email) {
		return l.Wording.Subject
	}
	first, _, _ := strings.Cut(l.Wording.Body, "\n")
	return first
}

// TextsPage lists the texts that the school may write in its own words.
func TextsPage(texts []TextLine) Node {
	rows := make([]components.Row, len(texts))
	for i, t := range texts {
		state := components.Soft("d’origine")
		if t.own() {
			state = components.Tag(components.OK, "version "+strconv.Itoa(t.Wording.Version))
		}
		rows[i] = components.Row{Cells: []Node{A(Href(textsPath+"/"+t.Model.Key()), components.French(t.Model.Label)), components.French(t.opening()), state}}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Textes des messages", Lead: "Ce que les familles reçoivent, dans vos mots. Ce qui se lit sur un écran verrouillé ne dit jamais de quoi il s’agit."}),
		components.DataTable(components.DataTableProps{
			Caption: "Textes des messages", HideCaption: true, RowHead: true, Rows: rows, List: &components.Listing{Find: "Chercher un texte", Noun: "texte", Nouns: "textes"},
			Columns: []components.Column{{Label: "Texte"}, {Label: "Ce qui se lit d’abord"}, {Label: "Aujourd’hui"}},
		}),
	}
}

// TextPageProps is one text, as saved or as typed.
type TextPageProps struct {
	Model    school.TextModel
	Wording  school.Wording
	Typed    bool
	Versions []school.Wording
	Zone     *time.Location
	web.Refused
}

// TextPage edits one text, shows what it gives and its versions.
func TextPage(p TextPageProps) Node {
	var fields []components.Pair
	for _, f := range p.Model.Fields {
		becomes := f.Becomes
		if f.Required {
			becomes += " (obligatoire)"
		}
		fields = append(fields, components.Pair{Term: becomes, Value: Code(Text(f.Name))})
	}
	shown := p.Model.Filled(p.Wording)
	caption := "Aperçu"
	if p.Typed {
		caption = "Aperçu de votre texte, pas encore enregistré"
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: p.Model.Label, Lead: "Les prochains messages partent avec ce texte ; une nouvelle version n’efface jamais l’ancienne."}),
		components.Columns(
			components.PostForm(components.PostFormProps{Action: textsPath + "/" + p.Model.Key(), Label: p.Model.Label},
				Iff(p.Model.Subject != "", func() Node {
					return components.Field(components.FieldProps{ID: "subject", Label: "Objet ou titre", Required: true, Value: p.Wording.Subject, Error: p.Errors["subject"], Hint: "Se lit par-dessus l’épaule : ni somme, ni nom, ni sujet sensible.", Attrs: []Node{MaxLength("160")}})
				}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "body", Label: "Texte", Required: true, Value: p.Wording.Body, Error: p.Errors["body"]}, Rows: strconv.Itoa(max(4, 3+len(p.Wording.Body)/60))}),
				components.Actions(
					components.ButtonMain("Enregistrer le texte", Name("do"), Value("save")),
					components.ButtonPlain("Voir l’aperçu sans enregistrer", Name("do"), Value("preview")),
					components.ButtonPlain("Reprendre le texte d’origine", Name("do"), Value("original"), FormNoValidate()),
				),
			),
			Group{
				components.Card(components.CardHead(components.CardHeadProps{Title: caption, ID: "apercu"}),
					If(shown.Subject != "", P(Strong(components.French(shown.Subject)))),
					components.DocumentText("Aperçu du texte", components.Prose(components.Markdown(shown.Body)))),
				components.Card(components.CardHead(components.CardHeadProps{Title: "Champs à votre disposition"}),
					P(components.Soft("Chacun est remplacé par ce qu’il désigne, au moment de l’envoi.")), components.DefinitionGrid(fields...)),
			},
		),
		wordingVersions(p),
	}
}

func wordingVersions(p TextPageProps) Node {
	if len(p.Versions) == 0 {
		return nil
	}
	var cards Group
	for i, w := range p.Versions {
		before := school.Wording{Subject: p.Model.Subject, Body: p.Model.Body}
		if i+1 < len(p.Versions) && p.Versions[i+1].Body != "" {
			before = p.Versions[i+1]
		}
		if w.Body == "" {
			w.Subject, w.Body = p.Model.Subject, p.Model.Body
		}
		title := "Version " + strconv.Itoa(w.Version) + ", du " + law.DayOf(w.MadeAt.Time().In(p.Zone)).French()
		if w.By != "" {
			title += ", par " + w.By
		}
		cards = append(cards, components.Card(components.CardHead(components.CardHeadProps{Title: title}),
			components.DefinitionGrid(
				components.Pair{Term: "Avant", Value: components.French(joinedWording(before))},
				components.Pair{Term: "Après", Value: components.French(joinedWording(w))},
			)))
	}
	return Section(H2(components.French("Les versions")), cards)
}

func joinedWording(w school.Wording) string {
	if w.Subject == "" {
		return w.Body
	}
	return w.Subject + " : " + w.Body
}
