package trips

import (
	"slices"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DeskPageProps is the print desk of a trip: what its reader may print, and for whom.
type DeskPageProps struct {
	Trip             trip.Trip
	Kinds            []trip.FamilyPaperKind
	Pupils           []trip.Pupil
	Kind, Who, Pupil string
	Letters          bool // the reader opens the page of the letters too
	Refused          web.Refused
}

// DeskPage prints the papers of families.
func DeskPage(p DeskPageProps) Node {
	here := staffList + "/" + p.Trip.ID
	head := components.PageHead(components.PageHeadProps{Title: "Documents des familles", Lead: "À imprimer pour tous, une classe ou un élève, d’après ce que l’établissement sait aujourd’hui."})
	if len(p.Kinds) == 0 {
		return Group{head, components.Empty(components.EmptyProps{Icon: "print", Title: "Aucun document à imprimer avec votre fonction.",
			Text: "Les documents des familles s’impriment au secrétariat, à l’intendance, à la direction, ou par l’organisateur du voyage.", Actions: []Node{components.LinkButton("Revenir au voyage", here)}})}
	}
	var kinds []components.OptionProps
	for _, k := range p.Kinds {
		kinds = append(kinds, components.OptionProps{Value: string(k.Kind), Label: k.Kind.Title(), Hint: k.About})
	}
	return Group{
		p.Refused.Head(),
		head,
		Form(Method("get"), Action(here+"/documents.pdf"), Class("form"), Aria("label", "Documents des familles"),
			components.Card(
				components.RadioGroup(components.ChoiceProps{ID: "document", Legend: "Quel document ?", Value: p.Kind, Options: kinds, Required: true, Error: p.Refused.Errors["document"]}),
			),
			components.Card(append([]Node{components.CardHead(components.CardHeadProps{Title: "Pour qui ?"})}, whoFields(p.Pupils, p.Who, p.Pupil, p.Refused)...)...),
			components.Actions(components.ButtonMain("Imprimer"), If(p.Letters, components.LinkButton("Lettres d’engagement", here+"/lettres")), components.LinkButton("Revenir au voyage", here)),
		),
	}
}

// whoFields ask for whom something is printed.
func whoFields(pupils []trip.Pupil, who, pupil string, refused web.Refused) []Node {
	options := []components.OptionProps{{Value: "tous", Label: "Tous les élèves concernés"}}
	for _, class := range classesOf(pupils) {
		options = append(options, components.OptionProps{Value: classPrefix + class, Label: "La classe " + class})
	}
	options = append(options, components.OptionProps{Value: "eleve", Label: "Un seul élève, choisi ci-dessous"})
	one := []components.OptionProps{{Value: "", Label: "Aucun en particulier"}}
	for _, p := range pupils {
		one = append(one, components.OptionProps{Value: p.ID, Label: p.LastName + " " + p.FirstName + ", " + p.Class})
	}
	if who == "" {
		who = "tous"
	}
	return []Node{
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "qui", Label: "Imprimer pour", Value: who, Required: true, Error: refused.Errors["qui"], Width: "m"}, Options: options}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "eleve", Label: "Élève", Value: pupil, Error: refused.Errors["eleve"], Width: "l"}, Options: one}),
	}
}

func classesOf(pupils []trip.Pupil) []string {
	var classes []string
	for _, p := range pupils {
		if p.Class != "" && !slices.Contains(classes, p.Class) {
			classes = append(classes, p.Class)
		}
	}
	return classes
}

// FamilyPapersPageProps is what a family prints for itself.
type FamilyPapersPageProps struct {
	View   trip.FamilyTrip
	Papers []trip.FamilyPaperKind
}

// familyWords say a paper to a family, where the staff's words would not do.
var familyWords = map[document.FamilyKind]string{
	document.MandatePaper:  "Pour payer par prélèvement, à rendre à l’intendance avec un relevé d’identité bancaire.",
	document.HealthPaper:   "À remplir à la main et à remettre sous enveloppe fermée. L’établissement n’en garde aucune copie.",
	document.ExitPaper:     "Ce qu’il faut recopier sur le formulaire officiel de sortie du territoire.",
	document.TownPaper:     "Pour demander l’aide de votre commune.",
	document.FundPaper:     "Pour demander l’aide de l’établissement. Personne ne sait que vous avez ouvert cette page.",
	document.PaymentsPaper: "Ce que vous avez versé pour ce voyage.",
}

// FamilyPapersPage lists the papers of a trip that a family may print.
func FamilyPapersPage(p FamilyPapersPageProps) Node {
	var cards []Node
	for _, k := range p.Papers {
		cards = append(cards, components.Card(
			components.CardHead(components.CardHeadProps{Title: k.Kind.Title()}),
			P(components.French(familyWords[k.Kind])),
			components.LinkIcon("download", k.Kind.Title()+" (PDF)", deskHref(familyHref(p.View, "/papiers.pdf"), k.Kind)),
		))
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les papiers du voyage", Lead: p.View.Trip.Title + ", pour " + p.View.Child.FirstName + "."}),
		Iff(len(cards) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "file", Title: "Aucun papier à imprimer.", Text: "Ceux du voyage apparaîtront ici quand ils vous concerneront."})
		}),
		components.CardGrid(cards...),
		components.Actions(components.LinkButton("Revenir au voyage", familyHref(p.View, ""))),
	}
}
