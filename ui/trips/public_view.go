package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PublicPageProps is who a trip is offered to.
type PublicPageProps struct {
	Trip    trip.Trip
	Choices trip.Choices
	Ticked  []trip.Choice
	Search  string
	Found   []trip.Choice
	Refused web.Refused
}

// PublicPage lets the organiser tick classes, groups, options and pupils.
func PublicPage(p PublicPageProps) Node {
	back := staffList + "/" + p.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "À qui s’adresse le voyage", Lead: "Toutes les familles des élèves choisis verront le voyage, sans exception."}),
		components.PostForm(components.PostFormProps{Action: back + "/public", Label: "Public du voyage"},
			targetCard(p, "classes", "Classes", p.Choices.Classes),
			targetCard(p, "groupes", "Groupes", p.Choices.Groups),
			targetCard(p, "options", "Options suivies", p.Choices.Options),
			pupilCard(p),
			components.Actions(components.ButtonMain("Enregistrer le public", Name("do"), Value("save")), components.LinkButton("Revenir sans enregistrer", back)),
		),
	}
}

func targetCard(p PublicPageProps, id, legend string, choices []trip.Choice) Node {
	if len(choices) == 0 {
		return nil
	}
	var options []components.OptionProps
	for _, c := range choices {
		options = append(options, components.OptionProps{Value: c.Kind + ":" + c.ID, Label: c.Label, Hint: law.Counted(c.Count, "élève", "élèves")})
	}
	return components.Card(components.CheckboxGroup(components.ChoiceProps{
		ID: id, Name: "target", Legend: legend, Required: true, Values: values(p.Ticked), Options: options, Inline: true,
	}))
}

func values(ticked []trip.Choice) []string {
	var all []string
	for _, t := range ticked {
		all = append(all, t.Kind+":"+t.ID)
	}
	return all
}

// pupilCard adds pupils by name. Enter in the box looks them up: nothing is saved by mistake.
func pupilCard(p PublicPageProps) Node {
	var pupils []components.OptionProps
	var labels []components.HiddenValue
	seen := map[string]bool{}
	for _, list := range [][]trip.Choice{p.Ticked, p.Found} {
		for _, c := range list {
			value := c.Kind + ":" + c.ID
			if c.Kind != "pupil" || seen[value] {
				continue
			}
			seen[value] = true
			pupils = append(pupils, components.OptionProps{Value: value, Label: c.Label})
			labels = append(labels, components.HiddenValue{Name: "label:" + value, Value: c.Label})
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Élèves choisis un par un"}),
		components.Field(components.FieldProps{ID: "q", Label: "Chercher un élève", Value: p.Search, Hint: "Deux lettres du nom ou du prénom suffisent.",
			Type: "search", Width: "l", Attrs: []Node{AutoComplete("off")}}),
		components.Actions(components.ButtonPlain("Chercher", Name("do"), Value("search"))),
		If(p.Search != "" && len(p.Found) == 0, P(Role("status"), components.Soft("Aucun élève de ce nom."))),
		Iff(len(pupils) > 0, func() Node {
			return Group{
				components.CheckboxGroup(components.ChoiceProps{ID: "eleves", Name: "target", Legend: "Élèves", Required: true, Values: values(p.Ticked), Options: pupils}),
				components.HiddenFields(labels...),
			}
		}),
	)
}
