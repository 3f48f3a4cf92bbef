package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// HandedPageProps is the letters of a trip on paper.
type HandedPageProps struct {
	Trip              trip.Trip
	Pupils            []trip.Pupil
	Version           int
	Receives          bool
	On                law.Day
	Class, Who, Pupil string
	Refused           web.Refused
}

// HandedPage prints letters and ticks those that come back.
func HandedPage(p HandedPageProps) Node {
	here := staffList + "/" + p.Trip.ID
	var missing []trip.Pupil
	for _, pupil := range p.Pupils {
		if pupil.Missing {
			missing = append(missing, pupil)
		}
	}
	head := components.PageHead(components.PageHeadProps{Title: "Lettres d’engagement sur papier",
		Lead: law.Counted(len(missing), "lettre n’est pas revenue", "lettres ne sont pas revenues") + ", sur " + law.Counted(len(p.Pupils), "élève", "élèves") + "."})
	if !p.Receives {
		return Group{p.Refused.Head(), head, components.Notice(components.NoticeProps{Title: "Pour information",
			Text: "Les lettres s’impriment et se cochent au secrétariat, à l’intendance, à la direction, ou par l’organisateur du voyage."})}
	}
	return Group{
		p.Refused.Head(), head,
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Imprimer"}),
			Form(Method("get"), Action(here+"/lettres.pdf"), Class("form"), Aria("label", "Imprimer les lettres"),
				Group(whoFields(p.Pupils, p.Who, p.Pupil, p.Refused)),
				components.CheckboxField(components.CheckboxFieldProps{ID: "tout", Label: "Imprimer aussi les lettres déjà signées"}),
				components.Actions(components.ButtonMain("Imprimer les lettres"), components.LinkButton("Modifier le texte", here+"/lettre")),
			),
		),
		Iff(len(missing) > 0 && p.Trip.State == trip.Open, func() Node { return classCard(p, missing, here) }),
		components.DataTable(components.DataTableProps{
			Caption: "Lettres qui ne sont pas revenues", List: &components.Listing{Find: "Chercher un élève, une classe", Noun: "lettre", Nouns: "lettres"}, Stacked: true, RowHead: true, Rows: missingRows(p, missing, here), EmptyMessage: "Toutes les lettres sont revenues.",
			Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "État"}, {Label: "Lettre rendue"}},
		}),
		components.Actions(components.LinkButton("Revenir au voyage", here)),
	}
}

func classCard(p HandedPageProps, missing []trip.Pupil, here string) Node {
	options := []components.OptionProps{{Value: "", Label: "Choisir une classe"}}
	for _, class := range classesOf(missing) {
		options = append(options, components.OptionProps{Value: class, Label: class})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Cocher toute une classe"}),
		P(components.Soft("Chaque lettre est cochée comme signée par le premier responsable légal. Un second signataire, un refus ou un désaccord se cochent élève par élève.")),
		components.PostForm(components.PostFormProps{Action: here + "/lettres/classe", Label: "Cocher toute une classe"},
			components.HiddenFields(components.HiddenValue{Name: "version", Value: itoa(p.Version)}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "classe", Label: "Classe", Required: true, Value: p.Class, Error: p.Refused.Errors["classe"], Width: "m"}, Options: options}),
			components.DateField(components.FieldProps{ID: "on", Label: "Lettres revenues le", Required: true, Value: string(p.On), Error: p.Refused.Errors["on"]}),
			components.Actions(components.ButtonPlain("Cocher tout")),
		),
	)
}

func missingRows(p HandedPageProps, missing []trip.Pupil, here string) []components.Row {
	var rows []components.Row
	for _, pupil := range missing {
		state, word := seatState(p.Trip, pupil)
		tick := components.Soft("inscriptions fermées")
		if p.Trip.State == trip.Open {
			tick = A(Href(here+"/lettres/retour?eleve="+pupil.ID), components.French("Cocher"), components.OnlyHeard(" la lettre de "+pupil.FirstName+" "+pupil.LastName))
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(pupil.LastName + " " + pupil.FirstName), components.French(pupil.Class), components.Tag(state, word), tick}})
	}
	return rows
}

// HandedBackForm is what is typed of a letter that came back.
type HandedBackForm struct {
	On, Accept string
	Signers    []string
}

// HandedBackPageProps is the letter of one pupil that came back.
type HandedBackPageProps struct {
	Trip    trip.Trip
	Letter  trip.PrintedLetter
	Form    HandedBackForm
	Refused web.Refused
}

// HandedBackPage ticks one letter: who signed, what it says, when it came.
func HandedBackPage(p HandedBackPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/lettres"
	name := p.Letter.Child.FirstName + " " + p.Letter.Child.LastName
	var signers []components.OptionProps
	for _, s := range p.Letter.Signers {
		signers = append(signers, components.OptionProps{Value: s.ID, Label: s.Name})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "La lettre " + of(name) + " est revenue", Lead: p.Trip.Title + ". Vous la cochez en votre nom ; l’original est gardé au dossier."}),
		components.PostForm(components.PostFormProps{Action: here + "/retour", Label: "Lettre rendue"},
			components.HiddenFields(components.HiddenValue{Name: "eleve", Value: p.Letter.Child.ID}, components.HiddenValue{Name: "version", Value: itoa(p.Letter.Version)}),
			components.Card(
				components.DefinitionGrid(components.Pair{Term: "Texte en vigueur", Value: components.French("version " + itoa(p.Letter.Version) + " · " + p.Letter.Digest[:8] + ", comme au pied de la lettre imprimée")}),
				If(p.Letter.Adult, P(components.French("Cet élève est majeur : lui seul signe."))),
				Iff(!p.Letter.Adult && len(signers) > 0, func() Node {
					return components.CheckboxGroup(components.ChoiceProps{ID: "signers", Legend: "Qui a signé ?", Values: p.Form.Signers, Options: signers, Required: true, Error: p.Refused.Errors["signers"]})
				}),
				components.RadioGroup(components.ChoiceProps{ID: "accept", Legend: "Que dit la lettre ?", Value: p.Form.Accept, Required: true, Error: p.Refused.Errors["accept"],
					Options: []components.OptionProps{{Value: "yes", Label: "La famille s’engage"}, {Value: "no", Label: "La famille refuse"}}}),
				components.DateField(components.FieldProps{ID: "on", Label: "Revenue le", Required: true, Value: p.Form.On, Error: p.Refused.Errors["on"]}),
			),
			components.Actions(components.ButtonMain("Cocher la lettre"), components.LinkButton("Annuler", here)),
		),
	}
}
